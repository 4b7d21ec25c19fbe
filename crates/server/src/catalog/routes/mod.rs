//! HTTP of the catalog: Backstage's routes and ours, one file per thing.

mod ancestry;
mod cursor;
mod export;
mod facets;
mod graph;
mod list;
mod locations;
mod query;
mod single;
mod stats;
mod validate;

use axum::Router;
use axum::routing::{get, post};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// Backstage's routes, below `/api/catalog`.
pub fn backstage() -> Router<App> {
    Router::new()
        .route("/entities", get(list::list))
        .route("/entities/by-query", get(query::by_query).post(query::by_predicate))
        .route("/entities/by-refs", post(single::by_refs))
        .route("/entities/by-name/{kind}/{namespace}/{name}", get(single::by_name))
        .route("/entities/by-name/{kind}/{namespace}/{name}/ancestry", get(ancestry::show))
        .route("/entities/by-uid/{uid}", get(single::by_uid))
        .route("/entity-facets", get(facets::by_filter).post(facets::by_predicate))
        .route("/validate-entity", post(validate::validate))
        .route("/analyze-location", post(locations::analyze))
}

/// Our routes.
pub fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(stats::show))
        .routes(routes!(graph::show))
        .routes(routes!(graph::impact))
        .routes(routes!(export::export))
}
