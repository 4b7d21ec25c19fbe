//! HTTP of the catalog: Backstage's routes and ours, one file per thing.

mod ancestry;
mod claims;
mod cursor;
mod entity;
mod export;
mod facets;
mod graph;
mod history;
mod list;
mod locations;
mod problems;
mod query;
mod single;
mod stats;
mod tombstones;
mod validate;

use axum::Router;
use axum::routing::{get, post};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub use locations::location_of;
pub use problems::body as problem_body;

/// Backstage's routes, below `/api/catalog`.
pub fn backstage() -> Router<App> {
    Router::new()
        .route("/entities", get(list::list))
        .route("/entities/by-query", get(query::by_query).post(query::by_predicate))
        .route("/entities/by-refs", post(single::by_refs))
        .route("/entities/by-name/{kind}/{namespace}/{name}", get(single::by_name))
        .route("/entities/by-name/{kind}/{namespace}/{name}/ancestry", get(ancestry::show))
        .route("/entities/by-uid/{uid}", get(single::by_uid).delete(single::remove))
        .route("/entity-facets", get(facets::by_filter).post(facets::by_predicate))
        .route("/validate-entity", post(validate::validate))
        .route("/locations", get(locations::list))
        .route("/locations/by-query", post(locations::by_query))
        .route("/locations/{id}", get(locations::show))
        .route("/locations/by-entity/{kind}/{namespace}/{name}", get(locations::by_entity))
        .route("/analyze-location", post(locations::analyze))
}

/// Our routes.
pub fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(stats::show))
        .routes(routes!(graph::show))
        .routes(routes!(graph::impact))
        .routes(routes!(entity::put, entity::withdraw))
        .routes(routes!(claims::list))
        .routes(routes!(history::of_entity))
        .routes(routes!(history::of_all))
        .routes(routes!(problems::list))
        .routes(routes!(tombstones::list))
        .routes(routes!(tombstones::restore))
        .routes(routes!(tombstones::restore_many))
        .routes(routes!(export::export))
}
