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
mod people;
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

pub use locations::{location_entity, location_of, place_of};
pub use people::require as require_people;
pub use problems::body as problem_body;

/// Backstage's routes, below `/api/catalog`.
pub fn backstage() -> Router<App> {
    Router::new()
        .route("/api/catalog/entities", get(list::list))
        .route("/api/catalog/entities/by-query", get(query::by_query).post(query::by_predicate))
        .route("/api/catalog/entities/by-refs", post(single::by_refs))
        .route("/api/catalog/entities/by-name/{kind}/{namespace}/{name}", get(single::by_name))
        .route("/api/catalog/entities/by-name/{kind}/{namespace}/{name}/ancestry", get(ancestry::show))
        .route("/api/catalog/entities/by-uid/{uid}", get(single::by_uid).delete(single::remove))
        .route("/api/catalog/entity-facets", get(facets::by_filter).post(facets::by_predicate))
        .route("/api/catalog/validate-entity", post(validate::validate))
        .route("/api/catalog/locations", get(locations::list))
        .route("/api/catalog/locations/by-query", post(locations::by_query))
        .route("/api/catalog/locations/{id}", get(locations::show))
        .route("/api/catalog/locations/by-entity/{kind}/{namespace}/{name}", get(locations::by_entity))
        .route("/api/catalog/analyze-location", post(locations::analyze))
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
