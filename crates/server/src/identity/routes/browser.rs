//! What is noted of whoever signs in: address, program, and the session it comes with.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use super::cookie;
use crate::app::App;
use crate::audit::Origin;

/// Bytes of a program's name that are kept.
const AGENT: usize = 200;

/// Where a request comes from.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Its address, as far as it can be trusted.
    pub address: String,
    /// The request.
    pub origin: Origin,
    /// What it says it is.
    pub agent: String,
    /// The session that its cookie names, which may be over.
    pub session: Option<String>,
}

impl FromRequestParts<App> for Browser {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let origin = parts.extensions.get::<Origin>().cloned().unwrap_or_default();
        Ok(Self {
            address: origin.address.to_string(),
            origin,
            agent: agent.chars().take(AGENT).collect(),
            session: cookie::find_session(app, &parts.headers),
        })
    }
}
