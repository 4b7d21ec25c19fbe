//! The table of contents: one line per slice, then what surrounds them all.

use std::sync::LazyLock;

use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Json, Router};
use tower::ServiceBuilder;
use tower_http::compression::CompressionLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use super::{cors, described, health, idempotency, metrics, openapi, surround};
use crate::app::App;
use crate::{
    audit, catalog, events, identity, operations, organisation, permission, search, secrets, settings, site, sources,
    tenants,
};

/// Everything the server answers.
pub fn router(app: App) -> Router {
    let (ours, document) = portolan().split_for_parts();
    drop(document);
    let settings = &app.settings;
    Router::new()
        .merge(ours.layer(from_fn_with_state(app.clone(), idempotency::once)))
        .merge(catalog::backstage())
        .merge(sources::backstage())
        .nest("/scim/v2", organisation::scim())
        .merge(identity::backstage())
        .merge(search::backstage())
        .merge(permission::backstage())
        .merge(settings::backstage())
        .route("/api/openapi.json", get(|| std::future::ready(Json(&*DOCUMENT))))
        .route("/api/catalog/openapi.json", get(openapi::catalog))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/.backstage/health/v1/liveness", get(health::live))
        .route("/.backstage/health/v1/readiness", get(health::backstage))
        .route("/metrics", get(metrics::show))
        .fallback(site::page)
        .layer(
            // As one stack: a router puts each of several layers of each route in a box of its own.
            ServiceBuilder::new()
                .option_layer(cors::layer(&settings.origins))
                .layer(CompressionLayer::new())
                .layer(DefaultBodyLimit::max(settings.body_limit))
                .layer(from_fn_with_state(app.clone(), surround::surround)),
        )
        .with_state(app)
}

/// What probes and monitors ask, for a listener of their own.
pub fn lane(app: App) -> Router {
    Router::new()
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::show))
        .layer(from_fn_with_state(app.clone(), surround::lane))
        .with_state(app)
}

/// Our own routes, with their documentation.
fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::base())
        .merge(catalog::portolan())
        .merge(sources::portolan())
        .merge(search::portolan())
        .merge(identity::portolan())
        .merge(permission::portolan())
        .merge(operations::portolan())
        .merge(tenants::portolan())
        .merge(audit::portolan())
        .merge(secrets::portolan())
        .merge(events::portolan())
}

/// Made once, however many tenants there are.
static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(document);

/// The OpenAPI document of our own routes: every write takes a key.
pub fn document() -> OpenApi {
    let mut document = portolan().into_openapi();
    openapi::name_idempotency_key(&mut document);
    openapi::name_operations(&mut document);
    described::describe(&mut document);
    document
}
