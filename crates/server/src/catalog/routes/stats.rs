//! `GET /api/v1/stats`: the catalog at a glance.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use portolan_domain::index::Predicate;

use crate::app::App;
use crate::catalog::body::{
    CoverageBody, KindCountBody, ProblemCountsBody, SourceCountsBody, StatsBody, ValueCountBody,
};
use crate::catalog::owner::{owned_kinds, unowned};
use crate::catalog::store::sources::SourceRow;
use crate::catalog::store::{history, problems, sources};
use crate::clock::rfc3339;
use crate::http::error::AppError;
use crate::http::reply;
use crate::identity::{Caller, Permission};

/// The catalog at a glance: how many of what, owned by whom, how fresh.
#[utoipa::path(get, path = "/api/v1/stats", responses((status = 200, body = StatsBody)))]
pub async fn show(State(app): State<App>, caller: Caller, headers: HeaderMap) -> Result<Response, AppError> {
    // Who may not see sources is not told how many there are, and who sees some entities only those problems.
    let sees_sources = app.authorize(&caller, Permission::SourceRead).is_ok();
    let (mut counts, mut all, last) = app
        .db
        .read(|tx| Ok((problems::counts_by_ref(tx)?, sources::list(tx)?, history::list(tx, None, i64::MAX, 1)?)))
        .await?;
    let index = app.view(&caller);
    counts.retain(|(reference, ..)| index.is_whole() || index.find(&reference.to_lowercase()).is_some());
    all.retain(|_| sees_sources);
    let mut facets = index.facets(&["kind", "spec.lifecycle"], &Predicate::everything(), None).into_iter();
    let kinds = facets.next().unwrap_or_default();
    let lifecycles = facets.next().unwrap_or_default();
    let (total, unowned) = (index.count(&owned_kinds()), index.count(&unowned(&index)));
    let body = StatsBody {
        revision: app.catalog.revision(),
        entities: index.len() as u64,
        kinds: kinds.into_iter().map(|(kind, count)| KindCountBody { kind, count }).collect(),
        lifecycles: lifecycles.into_iter().map(|(value, count)| ValueCountBody { value, count }).collect(),
        owner_coverage: CoverageBody { owned: total - unowned, total },
        problems: problem_counts(&counts),
        sources: source_counts(&all),
        last_change_at: last.first().map(|change| rfc3339(change.at)),
        dangling: index.count(&Predicate::equals("portolan.dangling", "true")),
        conflicts: index.count(&Predicate::equals("portolan.conflict", "true")),
    };
    drop(index);
    Ok(reply::tagged(&headers, &body))
}

fn problem_counts(counts: &[(String, String, i64)]) -> ProblemCountsBody {
    let of = |severity: &str| counts.iter().filter(|(_, one, _)| one == severity).map(|(.., count)| count).sum();
    ProblemCountsBody { errors: of("error"), warnings: of("warning") }
}

fn source_counts(all: &[SourceRow]) -> SourceCountsBody {
    let of = |states: &[&str]| all.iter().filter(|source| states.contains(&source.state.as_str())).count() as u64;
    SourceCountsBody {
        total: all.len() as u64,
        healthy: of(&["idle", "syncing"]),
        failing: of(&["failing"]),
        held: of(&["held"]),
        syncing: of(&["syncing"]),
    }
}
