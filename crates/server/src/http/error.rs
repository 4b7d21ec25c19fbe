//! The one error of handlers and its status. How it looks on the wire is in `render`; internals never leave.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Seconds after which what is not available now may be asked for again.
pub const AGAIN: i64 = 2;

/// In how many seconds there is room again, as clients that keep to limits read it.
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// Why a request has no better answer.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The request makes no sense.
    #[error("{0}")]
    BadRequest(String),
    /// Nobody is signed in.
    #[error("{0}")]
    Unauthenticated(String),
    /// Somebody is, who may not.
    #[error("{0}")]
    Forbidden(String),
    /// It is for another host.
    #[error("{0}")]
    Misdirected(String),
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// It stands in the way of something that is there.
    #[error("{0}")]
    Conflict(String),
    /// It is understood, and cannot be done as it is.
    #[error("{0}")]
    Unprocessable(String),
    /// It is understood, and has these problems.
    #[error("{0}")]
    Invalid(String, serde_json::Value),
    /// It is not what the request expects.
    #[error("{0}")]
    Precondition(String),
    /// Too big.
    #[error("{0}")]
    TooLarge(String),
    /// In a form that is not read.
    #[error("{0}")]
    Media(String),
    /// Too often; in how many seconds it may be tried again.
    #[error("{0}")]
    TooMany(String, i64),
    /// Not now.
    #[error("{0}")]
    Unavailable(String),
    /// Ours to mend.
    #[error("internal error")]
    Internal(#[from] anyhow::Error),
}

impl AppError {
    /// 400.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::BadRequest(message.into())
    }

    /// 403.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::Forbidden(message.into())
    }

    /// 404.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::NotFound(message.into())
    }

    /// 409.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::Conflict(message.into())
    }

    /// 503.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::Unavailable(message.into())
    }

    /// 500; the cause is logged, not sent.
    pub fn internal(error: impl Into<anyhow::Error>) -> Self {
        Self::Internal(error.into())
    }

    /// The status it answers with.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::Misdirected(_) => StatusCode::MISDIRECTED_REQUEST,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Unprocessable(_) | Self::Invalid(..) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Precondition(_) => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Media(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooMany(..) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<crate::identity::Denied> for AppError {
    fn from(denied: crate::identity::Denied) -> Self {
        match denied {
            crate::identity::Denied::Anonymous => Self::Unauthenticated("Missing credentials".to_owned()),
            crate::identity::Denied::Forbidden(why) => Self::Forbidden(why),
        }
    }
}

impl From<crate::db::Error> for AppError {
    fn from(error: crate::db::Error) -> Self {
        use crate::db::Error;
        match error {
            Error::Exists(_) => Self::conflict("It already exists"),
            Error::Refused(why) => Self::Forbidden(why),
            Error::Unfit(_) => Self::bad_request("A text holds a character that no text may hold"),
            Error::Retry(_) | Error::Unavailable(_) | Error::Unconfirmed(_) | Error::Closed => {
                tracing::warn!(%error, "the store is not available");
                Self::unavailable("The store is not available now")
            }
            other => Self::internal(other),
        }
    }
}

impl From<crate::sources::SourceError> for AppError {
    fn from(error: crate::sources::SourceError) -> Self {
        use crate::sources::SourceError;
        match error {
            SourceError::Refused(message) => Self::BadRequest(message),
            SourceError::Exists(message) => Self::Conflict(message),
            SourceError::NotFound(message) => Self::NotFound(message),
            SourceError::Store(error) => error.into(),
        }
    }
}

impl From<crate::secrets::SecretError> for AppError {
    fn from(error: crate::secrets::SecretError) -> Self {
        use crate::secrets::SecretError;
        match error {
            SecretError::Refused(message) => Self::BadRequest(message),
            SecretError::NotFound(name) => Self::NotFound(format!("There is no secret {name}")),
            SecretError::Used(message) => Self::Conflict(message),
            SecretError::NoKey(message) => Self::Unprocessable(message),
            SecretError::Store(error) => error.into(),
        }
    }
}

/// What `render` needs to write the body, carried by the response.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What to say.
    pub message: String,
    /// What is wrong in what was sent, as a list.
    pub problems: Option<serde_json::Value>,
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        if let Self::Internal(error) = &self {
            tracing::error!(error = format!("{error:#}"), "request failed");
        }
        let mut response = self.status().into_response();
        let again = match &self {
            Self::TooMany(_, seconds) => Some(*seconds),
            Self::Unavailable(_) => Some(AGAIN),
            _ => None,
        };
        if let Some(seconds) = again {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Self::TooMany(_, seconds) = &self {
            response.headers_mut().insert(RESET, HeaderValue::from(*seconds));
        }
        let message = self.to_string();
        let problems = if let Self::Invalid(_, problems) = self { Some(problems) } else { None };
        response.extensions_mut().insert(Failure { message, problems });
        response
    }
}
