//! Messages of SCIM: bodies as its media type, errors with its words.

use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use portolan_domain::scim::Fault;
use serde_json::{Value, json};

use crate::http::error::AppError;
use crate::organisation::scim::Refusal;

const MEDIA: HeaderValue = HeaderValue::from_static("application/scim+json");
/// Seconds after which a directory may try a removal again that waits for a person.
const LATER: i64 = 600;

/// An answer with a body.
pub fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, MEDIA)], body.to_string()).into_response()
}

/// Reads what was sent.
pub fn read(body: &Bytes) -> Result<Value, Fault> {
    serde_json::from_slice(body).map_err(|error| Fault::syntax(format!("The body is no JSON: {error}")))
}

/// Why there is no better answer.
pub enum Problem {
    /// One of SCIM's own.
    Refused(Refusal),
    /// Any other.
    App(AppError),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault.into())
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<crate::db::Error> for Problem {
    fn from(error: crate::db::Error) -> Self {
        Self::App(error.into())
    }
}

fn error(status: StatusCode, kind: Option<&str>, detail: &str) -> Response {
    let mut body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": status.as_str(), "detail": detail,
    });
    if let Some(kind) = kind {
        body["scimType"] = json!(kind);
    }
    answer(status, &body)
}

/// What the standard knows and this server does not do (RFC 7644, 3.12).
pub fn not_offered(what: &str) -> Response {
    error(StatusCode::NOT_IMPLEMENTED, None, &format!("{what} not offered here; see ServiceProviderConfig"))
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let refusal = match self {
            Self::App(error) => return error.into_response(),
            Self::Refused(refusal) => refusal,
        };
        match refusal {
            Refusal::Fault(fault) => error(StatusCode::BAD_REQUEST, Some(fault.kind.word()), &fault.detail),
            Refusal::Taken(detail) => error(StatusCode::CONFLICT, Some("uniqueness"), &detail),
            Refusal::Missing => error(StatusCode::NOT_FOUND, None, "There is no such resource"),
            Refusal::Stale => error(StatusCode::PRECONDITION_FAILED, None, "It was changed meanwhile; read it again"),
            Refusal::LastAdministrator => {
                error(StatusCode::CONFLICT, None, "That is the last administrator, who stays; make another one first")
            }
            Refusal::Paused => {
                AppError::unavailable("An administrator paused the source of what is provided here").into_response()
            }
            Refusal::Held(sync) => {
                let reason = sync.plan.map(|plan| plan.reason).unwrap_or_default();
                let detail = format!("{reason}; an administrator can let it through on the page Sources");
                let mut response = error(StatusCode::TOO_MANY_REQUESTS, None, &detail);
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(LATER));
                response
            }
        }
    }
}
