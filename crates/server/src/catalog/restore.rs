//! Deleting an entity by hand, and undoing a deletion: the claims come back as they were, the entity with its uid.

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::merge::{Claim, merge};
use portolan_domain::catalog::relation::relations;
use portolan_domain::index::Record;
use rustc_hash::{FxHashMap, FxHashSet};

use super::apply::operations;
use super::batch::Applied;
use super::store::claims::{self, ClaimRow};
use super::store::entities;
use super::store::history::{self, ChangeRow};
use super::store::tombstones::{self, TombstoneRow};
use crate::audit::{self, Actor, Entry};
use crate::db::{Error, Tx};

/// The source of claims that a person brought back. They stand in until a source names the entity again.
pub const RESTORED: &str = "restored";

/// Added to the ranks of restored claims: their order among each other stays.
const BEHIND: i64 = 1_000_000;

fn by_hand(claims: Vec<ClaimRow>) -> Vec<ClaimRow> {
    let mut files = FxHashSet::default();
    let stand_in = |claim: ClaimRow| {
        // Several sources may have kept it in files of one name.
        let file =
            if files.insert(claim.file.clone()) { claim.file } else { format!("{}:{}", claim.source_id, claim.file) };
        let rank = claim.rank.saturating_add(BEHIND);
        ClaimRow { source_id: RESTORED.to_owned(), file, rank, ..claim }
    };
    claims.into_iter().map(stand_in).collect()
}

/// Removes an entity by uid with all its claims; `None` when there is none. It comes back when a source names it anew.
pub fn remove(tx: &mut Tx<'_>, reference: &str, actor: &Actor, now: i64) -> Result<Option<Applied>, Error> {
    let revision = entities::lock_revision(tx)? + 1;
    let Some(record) = entities::list(tx, &[reference])?.pop() else { return Ok(None) };
    let held = claims::list_of_refs(tx, &[reference])?;
    for claim in &held {
        claims::delete(tx, &claim.source_id, &claim.file, reference)?;
    }
    entities::delete(tx, &[reference])?;
    tombstones::delete(tx, &[reference])?;
    let source_id = held.first().map(|claim| claim.source_id.clone()).unwrap_or_default();
    tombstones::insert(
        tx,
        &[TombstoneRow {
            uid: record.uid.to_string(),
            reference: reference.to_owned(),
            body: record.body,
            claims: serde_json::to_string(&held).unwrap_or_default(),
            source_id: source_id.clone(),
            reason: format!("removed by {actor}"),
            deleted_at: now,
        }],
    )?;
    let uid = record.uid.to_string();
    log(tx, revision, "deleted", reference, &uid, &source_id, String::new(), actor, now)?;
    let uid = serde_json::json!({ "uid": uid });
    audit::note(tx, Entry::new(actor, "catalog.remove", reference, now).before(uid))?;
    Ok(Some(Applied { revision, first_revision: revision, deleted: vec![reference.to_owned()], ..Applied::default() }))
}

#[expect(clippy::too_many_arguments, reason = "one row, column by column")]
fn log(
    tx: &mut Tx<'_>,
    revision: i64,
    action: &'static str,
    reference: &str,
    uid: &str,
    source_id: &str,
    operations: String,
    actor: &str,
    at: i64,
) -> Result<(), Error> {
    let change = ChangeRow {
        revision,
        action,
        reference: reference.to_owned(),
        uid: uid.to_owned(),
        source_id: source_id.to_owned(),
        actor: actor.to_owned(),
        operations,
        at,
    };
    history::append(tx, &[change])?;
    entities::set_revision(tx, revision)
}

fn marks(conflict: bool) -> Vec<(String, String)> {
    let conflict = conflict.then(|| ("portolan.conflict".to_owned(), "true".to_owned()));
    conflict.into_iter().chain([("portolan.source".to_owned(), RESTORED.to_owned())]).collect()
}

/// Restores by uid; `None` when it is not kept (any more).
pub fn restore(tx: &mut Tx<'_>, uid: &str, actor: &Actor, now: i64) -> Result<Option<Applied>, Error> {
    let revision = entities::lock_revision(tx)?;
    let Some(tombstone) = tombstones::find(tx, uid, now)? else { return Ok(None) };
    let kept = by_hand(tombstone.claims());
    let parsed: Vec<_> = kept.iter().filter_map(|claim| Some((claim, claim.entity()?))).collect();
    let list: Vec<Claim<'_>> = parsed
        .iter()
        .map(|(claim, entity)| Claim {
            source_id: &claim.source_id,
            rank: claim.rank,
            observed_at: claim.observed_at,
            entity,
        })
        .collect();
    let Some(merged) = merge(&list) else { return Ok(None) };
    claims::upsert(tx, &kept, &FxHashMap::default())?;
    let emitted = relations(&merged.entity, Blueprints::builtin()).0;
    let record = Record {
        uid: uid.parse().map_err(|_| Error::Statement("a stored uid is broken".to_owned()))?,
        reference: tombstone.reference.clone(),
        body: merged.entity.to_body(),
        relations: emitted.into_iter().map(|one| (one.kind, one.inverse, one.target.to_string())).collect(),
        marks: marks(!merged.conflicts.is_empty()),
        status: String::new(),
        updated_at: now,
    };
    let revision = revision + 1;
    entities::upsert(tx, &[(&record, revision)], now)?;
    tombstones::delete(tx, &[&tombstone.reference])?;
    let operations = operations(&tombstone.body, &record.body);
    log(tx, revision, "restored", &record.reference, uid, RESTORED, operations, actor, now)?;
    let entry = Entry::new(actor, "catalog.restore", &record.reference, now);
    audit::note(tx, entry.after(serde_json::json!({ "uid": uid })))?;
    Ok(Some(Applied {
        revision,
        first_revision: revision,
        created: vec![record.reference.clone()],
        records: vec![record],
        ..Applied::default()
    }))
}
