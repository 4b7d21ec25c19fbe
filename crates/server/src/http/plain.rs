//! Bodies that mean one thing to every reader: of one content type, not packed, UTF-8, and JSON that gives no key twice.

use std::collections::HashSet;
use std::fmt;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use portolan_domain::yaml::normal_key;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::error::AppError;
use crate::app::App;

/// What may be sent where an entity is: its reader is for YAML and JSON, and tells of doubled keys itself.
const ENTITY: [&str; 5] = ["application/json", "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"];
/// What is said of a text with a NUL in it.
const NUL: &str = "a text holds a NUL";
/// Characters of a key that an answer repeats.
const SHOWN: usize = 64;

/// Lets a request through whose body can be read in one way only.
pub async fn plain(app: &App, request: Request) -> Result<Request, AppError> {
    if request.method().is_safe() { Ok(request) } else { checked(request, app.settings.body_limit).await }
}

async fn checked(request: Request, limit: usize) -> Result<Request, AppError> {
    let kind = kind(request.headers())?;
    let path = request.uri().path().to_owned();
    let is_json = kind == "application/json" || kind.ends_with("+json");
    let takes = if path.starts_with("/api/v1/entities/") {
        kind.is_empty() || ENTITY.contains(&kind.as_str())
    } else if path.starts_with("/scim/") {
        // Whether the method is known there is for the routes to say.
        is_json || request.method() == Method::DELETE || (kind.is_empty() && !has_body(request.headers()))
    } else {
        true
    };
    if !takes {
        return Err(AppError::Media(format!("A body of the type {kind} is not read here")));
    }
    if !is_json || path.starts_with("/api/v1/entities/") {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, limit)
        .await
        .map_err(|_| AppError::TooLarge(format!("The request body is over the limit of {limit} bytes")))?;
    // A directory is told of a NUL in the words of its protocol, by who reads it.
    let is_told = |error: &serde_json::Error| path.starts_with("/scim/") && error.to_string().starts_with(NUL);
    if let Err(error) = serde_json::from_slice::<Once>(&body)
        && error.is_data()
        && !is_told(&error)
    {
        return Err(AppError::BadRequest(error.to_string()));
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// Whether anything is sent behind the headers.
fn has_body(headers: &HeaderMap) -> bool {
    headers.contains_key(header::TRANSFER_ENCODING)
        || headers.get(header::CONTENT_LENGTH).is_some_and(|length| length.as_bytes() != b"0")
}

/// The content type without its parameters, in small letters; empty when there is none.
fn kind(headers: &HeaderMap) -> Result<String, AppError> {
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Err(AppError::Media("A packed body is not read; send it as it is".to_owned()));
    }
    let mut all = headers.get_all(header::CONTENT_TYPE).iter();
    let Some(first) = all.next() else { return Ok(String::new()) };
    if all.next().is_some() {
        return Err(AppError::bad_request("The request has more than one content type"));
    }
    let text = first.to_str().unwrap_or_default().to_ascii_lowercase();
    let mut parts = text.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_owned();
    let charset = parts.find_map(|part| part.strip_prefix("charset="));
    if charset.is_some_and(|charset| !matches!(charset.trim_matches('"'), "utf-8" | "utf8" | "us-ascii")) {
        return Err(AppError::Media("Only UTF-8 is read".to_owned()));
    }
    Ok(kind)
}

/// Any JSON value in which no object gives a key twice, in whatever Unicode form.
struct Once;

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Once {
    type Value = Self;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self, E> {
        if text.contains('\0') { Err(E::custom(NUL)) } else { Ok(self) }
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self, A::Error> {
        let mut known = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if !known.insert(normal_key(&key).into_owned()) {
                let shown: String = key.chars().take(SHOWN).collect();
                return Err(A::Error::custom(format!("the key `{shown}` is given twice")));
            }
            entries.next_value::<Self>()?;
        }
        Ok(self)
    }
}
