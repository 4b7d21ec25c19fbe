//! `GET /api/v1/entities/…/claims`: what each source says of an entity, and which of them counts.

use axum::Json;
use axum::extract::State;
use portolan_domain::catalog::merge::{Claim, merge};
use portolan_domain::permission::Fields;
use portolan_domain::yaml::write_document;

use super::single::{Name, find};
use crate::app::App;
use crate::catalog::body::{ClaimBody, ClaimsBody, ConflictBody, ConflictValueBody, ProvenanceBody};
use crate::catalog::store::claims::ClaimRow;
use crate::catalog::store::{claims, sources};
use crate::clock::rfc3339;
use crate::http::error::AppError;
use crate::identity::Caller;

/// The web address in Backstage's `type:target`.
pub fn web_address(location: &str) -> Option<String> {
    location
        .strip_prefix("url:")
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"))
        .map(str::to_owned)
}

/// What each source says of an entity, which of its fields come from where, and where sources disagree.
#[utoipa::path(
    get, path = "/api/v1/entities/{kind}/{namespace}/{name}/claims",
    params(("kind" = String, Path), ("namespace" = String, Path), ("name" = String, Path)),
    responses((status = 200, body = ClaimsBody))
)]
pub async fn list(State(app): State<App>, caller: Caller, path: Name) -> Result<Json<ClaimsBody>, AppError> {
    let (reference, hidden) = {
        let index = app.view(&caller);
        let id = find(&index, &path)?;
        (index.reference(id).to_owned(), index.mask(Some(id)).cloned())
    };
    let (mut rows, all) =
        app.db.read(move |tx| Ok((claims::list_of_refs(tx, &[&reference])?, sources::list(tx)?))).await?;
    rows.sort_by(|a, b| (a.rank, a.observed_at, &a.source_id).cmp(&(b.rank, b.observed_at, &b.source_id)));
    let parsed: Vec<(usize, _)> = rows.iter().enumerate().filter_map(|(at, row)| Some((at, row.entity()?))).collect();
    let input: Vec<Claim<'_>> = parsed
        .iter()
        .map(|(at, entity)| {
            let row = &rows[*at];
            Claim { source_id: &row.source_id, rank: row.rank, observed_at: row.observed_at, entity }
        })
        .collect();
    let (mut provenance, mut conflicts) = (Vec::new(), Vec::new());
    if let Some(merged) = merge(&input) {
        provenance.extend(merged.provenance.into_iter().map(|(path, at)| ProvenanceBody { path, claim: parsed[at].0 }));
        conflicts.extend(merged.conflicts.into_iter().map(|conflict| {
            ConflictBody {
                path: conflict.path,
                values: conflict
                    .values
                    .into_iter()
                    .map(|(at, value)| ConflictValueBody { claim: parsed[at].0, value })
                    .collect(),
            }
        }));
    }
    if let Some(fields) = &hidden {
        conflicts.retain_mut(|conflict: &mut ConflictBody| {
            let path = &conflict.path;
            conflict.values.iter_mut().all(|one| fields.mask_part(path, &mut one.value))
        });
    }
    let items = rows.into_iter().map(|row| ClaimBody {
        raw: readable(&row, hidden.as_ref()),
        source_name: sources::name(&all, &row.source_id),
        source_id: row.source_id,
        rank: row.rank,
        file: row.file,
        line: row.line,
        observed_at: rfc3339(row.observed_at),
        url: web_address(&row.location),
    });
    Ok(Json(ClaimsBody { items: items.collect(), provenance, conflicts }))
}

/// What was written, or written anew without what the caller may not read.
fn readable(row: &ClaimRow, hidden: Option<&Fields>) -> String {
    let Some(fields) = hidden else { return row.raw.clone() };
    let Some(mut entity) = row.entity().map(|entity| entity.to_value()) else { return String::new() };
    if fields.mask(&mut entity) { write_document(&entity) } else { row.raw.clone() }
}
