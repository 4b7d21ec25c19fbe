//! `GET /api/v1/stats`: the catalog at a glance.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use portolan_domain::index::{Predicate, Test};

use crate::app::App;
use crate::catalog::body::{CoverageBody, KindCountBody, StatsBody, ValueCountBody};
use crate::http::reply;

#[utoipa::path(get, path = "/api/v1/stats", responses((status = 200, body = StatsBody)))]
pub async fn show(State(app): State<App>, headers: HeaderMap) -> Response {
    let index = app.catalog.index.read();
    let mut facets = index.facets(&["kind", "spec.lifecycle"], &Predicate::everything()).into_iter();
    let kinds = facets.next().unwrap_or_default();
    let lifecycles = facets.next().unwrap_or_default();
    let field = |key: &str, test| Predicate::Field { key: key.to_owned(), test };
    let kinds_owned = ["component", "api", "resource", "system", "domain", "template"].map(str::to_owned).to_vec();
    let should = field("kind", Test::In(kinds_owned));
    let owned = index.count(&should.clone().and(field("relations.ownedby", Test::Exists(true))));
    let body = StatsBody {
        revision: *app.catalog.revision.borrow(),
        entities: index.len() as u64,
        kinds: kinds.into_iter().map(|(kind, count)| KindCountBody { kind, count }).collect(),
        lifecycles: lifecycles.into_iter().map(|(value, count)| ValueCountBody { value, count }).collect(),
        owner_coverage: CoverageBody { owned, total: index.count(&should) },
        dangling: index.count(&Predicate::equals("portolan.dangling", "true")),
        conflicts: index.count(&Predicate::equals("portolan.conflict", "true")),
    };
    drop(index);
    reply::tagged(&headers, &body)
}
