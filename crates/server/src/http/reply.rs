//! JSON answers: ready-made text, and text with a weak ETag that a browser may ask about again.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha1::{Digest, Sha1};

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

/// JSON that is text already.
pub fn text(body: String) -> Response {
    ([(header::CONTENT_TYPE, JSON)], body).into_response()
}

/// JSON with a weak ETag; 304 when the caller has it.
pub fn tagged<T: Serialize>(headers: &HeaderMap, value: &T) -> Response {
    match serde_json::to_string(value) {
        Ok(body) => tagged_text(headers, body),
        Err(error) => super::error::AppError::internal(error).into_response(),
    }
}

/// The same for text.
pub fn tagged_text(headers: &HeaderMap, body: String) -> Response {
    let digest = Sha1::digest(body.as_bytes());
    let tag = format!("W/\"{:x}-{}\"", body.len(), hex(&digest[..10]));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok()).unwrap_or_default();
    // Compared weakly, as RFC 9110 has it here: a proxy may have made it a strong one.
    let strong = tag.trim_start_matches("W/");
    let known = known.split(',').map(str::trim).any(|one| one.trim_start_matches("W/") == strong || one == "*");
    let Ok(tag) = HeaderValue::from_str(&tag) else { return text(body) };
    if known {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    ([(header::CONTENT_TYPE, JSON), (header::ETAG, tag)], body).into_response()
}
