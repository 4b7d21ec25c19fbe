//! `PUT` and `DELETE /api/v1/entities/…`: what the API says of one entity.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::read_descriptor;
use portolan_domain::catalog::placeholder::NoReader;
use portolan_domain::problem::{Problem, Severity};
use sha1::{Digest, Sha1};

use super::single::{Name, reference};
use super::{people, problems};
use crate::app::App;
use crate::catalog::batch::{Excerpt, FileClaims};
use crate::catalog::edit::{self, API, Edit, Edited, Expected};
use crate::catalog::store::problems::{ProblemRow, Seen};
use crate::http::error::AppError;
use crate::http::idempotency::{self, store::Claim};
use crate::http::reply::{self, hex};
use crate::identity::Caller;

/// Users in this namespace stand for accounts, and say by their annotation whose they are.
const ACCOUNTS: &str = "accounts";

/// Says something of an entity: the body is its descriptor, JSON or YAML. Files that name it too win field by field.
#[utoipa::path(
    put, path = "/api/v1/entities/{kind}/{namespace}/{name}",
    params(
        ("kind" = String, Path), ("namespace" = String, Path), ("name" = String, Path),
        ("If-Match" = Option<String>, Header), ("If-None-Match" = Option<String>, Header),
    ),
    request_body(content((Object = "application/json"), (String = "application/yaml")), description = "The entity's descriptor"),
    responses(
        (status = 200, description = "The entity, changed or as it was"), (status = 201, description = "The new entity"),
        (status = 412, description = "It is not what `If-Match` or `If-None-Match` expects"),
        (status = 422, description = "The descriptor has errors; `problems` lists them"),
    )
)]
pub async fn put(
    State(app): State<App>,
    caller: Caller,
    path: Name,
    once: Option<Extension<Claim>>,
    headers: HeaderMap,
    text: String,
) -> Result<Response, AppError> {
    let reference = reference(&path);
    if path.1.eq_ignore_ascii_case(ACCOUNTS) {
        return Err(AppError::forbidden("The entities of this namespace are made by accounts"));
    }
    let says = read(&reference, &text)?;
    edit(&app, &caller, reference, Some(says), once, &headers).await
}

/// Takes back what the API said of an entity; it goes when nothing else names it.
#[utoipa::path(
    delete, path = "/api/v1/entities/{kind}/{namespace}/{name}",
    params(
        ("kind" = String, Path), ("namespace" = String, Path), ("name" = String, Path),
        ("If-Match" = Option<String>, Header),
    ),
    responses((status = 204), (status = 404, description = "The API has said nothing of it"), (status = 412))
)]
pub async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    path: Name,
    once: Option<Extension<Claim>>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    edit(&app, &caller, reference(&path), None, once, &headers).await
}

async fn edit(
    app: &App,
    caller: &Caller,
    reference: String,
    says: Option<FileClaims>,
    once: Option<Extension<Claim>>,
    headers: &HeaderMap,
) -> Result<Response, AppError> {
    people::require_for(app, caller, &reference)?;
    let scope = app.scope(caller).ok_or_else(outside)?;
    let (expected, once) = (expected(headers), once.map(|Extension(claim)| claim));
    let key = once.as_ref().map(|claim| claim.key.clone()).unwrap_or_default();
    let (actor, now) = (caller.actor(), app.clock.now());
    let hidden = app.hidden(caller);
    let edit = Edit { reference: reference.clone(), says, scope, hidden, expected, once, actor, now };
    match app.catalog.edit(edit).await? {
        Edited::Done { status, body, revision } => {
            let mut response = answer(status, body)?;
            response.headers_mut().insert(HeaderName::from_static("portolan-revision"), HeaderValue::from(revision));
            Ok(response)
        }
        Edited::Known(known) => idempotency::known(known, &key, answer),
        Edited::Outside => Err(outside()),
        Edited::Unexpected => {
            Err(AppError::Precondition(format!("{reference} is not what the request expects; read it again")))
        }
        Edited::Unsaid => {
            Err(AppError::not_found(format!("The API has said nothing of {reference} that could be taken back")))
        }
    }
}

/// The refusal of what is beyond a caller's reach.
pub fn outside() -> AppError {
    AppError::forbidden("Your permission catalog.write does not reach this; it is limited to other entities")
}

/// The answer with the version in its `ETag`, which is the beginning of the etag in the body.
fn answer(status: u16, body: String) -> Result<Response, AppError> {
    let status = StatusCode::from_u16(status).map_err(AppError::internal)?;
    if body.is_empty() {
        return Ok(status.into_response());
    }
    let version = body.split_once("\"etag\":\"").and_then(|(_, rest)| rest.get(..16)).unwrap_or_default();
    let tag = HeaderValue::from_str(&format!("\"{version}\"")).map_err(AppError::internal)?;
    let mut response = reply::text(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

/// What `If-Match` and `If-None-Match` ask for.
fn expected(headers: &HeaderMap) -> Expected {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).map(str::trim);
    match (text(header::IF_MATCH), text(header::IF_NONE_MATCH)) {
        (Some("*"), _) => Expected::Present,
        (Some(etags), _) => {
            let plain = |etag: &str| etag.trim().trim_start_matches("W/").trim_matches('"').to_owned();
            Expected::One(etags.split(',').map(plain).collect())
        }
        (None, Some("*")) => Expected::Absent,
        (None, _) => Expected::Anything,
    }
}

/// The descriptor by the rules of files: one entity, the one of the path, without errors.
fn read(reference: &str, text: &str) -> Result<FileClaims, AppError> {
    let path = edit::path_of(reference);
    let read = read_descriptor(&path, text, Blueprints::builtin(), &mut NoReader);
    let location = format!("portolan:api/{path}");
    let found = read.problems.into_iter().map(|problem| {
        let excerpt = Excerpt::around(text, problem.place.line);
        (problem, excerpt)
    });
    let found: Vec<_> = found.collect();
    if found.iter().any(|(problem, _)| problem.severity == Severity::Error) {
        return Err(invalid(reference, &location, found)?);
    }
    match read.claims.as_slice() {
        [one] if one.reference.to_string() == reference => {}
        [one] => {
            let message = format!("The body describes {}, the address {reference}", one.reference);
            return Err(AppError::Unprocessable(message));
        }
        claims => {
            return Err(AppError::Unprocessable(format!(
                "The body describes {} entities instead of one",
                claims.len()
            )));
        }
    }
    let hash = hex(&Sha1::digest(text.as_bytes()));
    Ok(FileClaims { path, stamp: hash.clone(), hash, location, claims: read.claims, problems: found })
}

/// The answer that lists what is wrong.
fn invalid(reference: &str, location: &str, found: Vec<(Problem, Excerpt)>) -> Result<AppError, AppError> {
    let rows = found.into_iter().enumerate().map(|(seq, (problem, excerpt))| ProblemRow {
        source_id: API.to_owned(),
        seq: seq as i64,
        problem,
        excerpt,
        location: location.to_owned(),
        seen: Seen::default(),
    });
    let problems: Vec<_> = rows.map(|row| problems::body(row, &[])).collect();
    let first = problems.iter().find(|one| one.severity == Severity::Error.word()).map(|one| one.message.as_str());
    let message = format!("The descriptor of {reference} has errors: {}", first.unwrap_or_default());
    Ok(AppError::Invalid(message, serde_json::to_value(&problems).map_err(AppError::internal)?))
}
