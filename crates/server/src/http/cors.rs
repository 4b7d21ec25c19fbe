//! Pages of other origins that may call the API: those that whoever runs the server names, and no others. They may send
//! cookies along, as a Backstage frontend at an address of its own does.

use axum::http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use super::observe::REQUEST_ID;

/// How long a browser remembers what it was told.
const MAX_AGE: std::time::Duration = std::time::Duration::from_secs(600);
const METHODS: [Method; 6] = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
const EXPOSED: [HeaderName; 7] = [
    header::ETAG,
    header::LINK,
    header::LOCATION,
    header::RETRY_AFTER,
    REQUEST_ID,
    HeaderName::from_static("portolan-revision"),
    HeaderName::from_static("idempotency-replayed"),
];

/// What tells browsers; nothing where no other origin is let in.
pub fn layer(origins: &[String]) -> Option<CorsLayer> {
    let list: Vec<HeaderValue> = origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    if list.is_empty() {
        return None;
    }
    Some(
        CorsLayer::new()
            .allow_origin(AllowOrigin::list(list))
            .allow_methods(METHODS)
            .allow_headers(AllowHeaders::mirror_request())
            .allow_credentials(true)
            .expose_headers(EXPOSED)
            .max_age(MAX_AGE),
    )
}
