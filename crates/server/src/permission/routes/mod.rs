//! HTTP of rights.

mod backstage;
mod explain;
mod mine;
mod policies;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use backstage::backstage;

use crate::app::App;

/// Our routes.
pub fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(mine::show))
        .routes(routes!(policies::permissions))
        .routes(routes!(policies::list, policies::create))
        .routes(routes!(policies::show, policies::delete))
        .routes(routes!(policies::publish))
        .routes(routes!(explain::explain))
        .routes(routes!(explain::preview))
}
