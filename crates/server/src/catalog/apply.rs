//! Applying a batch: one transaction from claims to merged entities, changes, problems and audit.
//!
//! Invariant: a file that cannot be read keeps what it said before; a bad edit never deletes.

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::diff;
use portolan_domain::catalog::entity::Entity;
use portolan_domain::catalog::merge::{Claim, merge};
use portolan_domain::catalog::relation::relations;
use portolan_domain::index::Record;
use portolan_domain::packed::Packed;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::batch::{Applied, Batch};
use super::change::Change;
use super::ready::{Ready, Said};
use super::restore::RESTORED;
use super::store::claims::{self, ClaimRow};
use super::store::history::{self, ChangeRow};
use super::store::tombstones::{self, Buried, TombstoneRow};
use super::store::{entities, problems, sources};
use crate::audit::{self, Entry};
use crate::db::{Error, Tx};

/// Applies a batch inside a transaction.
pub fn apply(tx: &mut Tx<'_>, ready: &Ready) -> Result<Applied, Error> {
    let batch = &ready.batch;
    let revision = entities::lock_revision(tx)?;
    if let Some(token) = batch.lease
        && !sources::hold(tx, &batch.source_id, token)?
    {
        return Err(Error::Refused("another node has taken this source over".to_owned()));
    }
    let fresh = claims::is_empty(tx)? && problems::is_empty(tx)?;
    let mut change = Change::of_claims(tx, ready, fresh)?;
    change.remember_leaving(tx)?;
    for (file, reference) in &change.gone {
        claims::delete(tx, &batch.source_id, file, reference)?;
    }
    claims::upsert(tx, &ready.rows, &change.observed)?;
    claims::mark_stale(tx, &batch.source_id, &change.stale)?;
    if !fresh && claims::has_any(tx, RESTORED)? {
        let named: Vec<&str> = ready.said.keys().map(String::as_str).collect();
        claims::delete_of_source(tx, RESTORED, &named)?;
    }
    let stamps: Vec<_> =
        batch.upserts.iter().map(|file| (file.path.as_str(), file.stamp.as_str(), file.hash.as_str())).collect();
    claims::upsert_files(tx, &batch.source_id, &stamps)?;
    let removals: Vec<&str> = batch.removals.iter().map(String::as_str).collect();
    claims::delete_files(tx, &batch.source_id, &removals)?;
    if !fresh || batch.upserts.iter().any(|file| !file.problems.is_empty()) {
        problems::replace(tx, &batch.source_id, &change.files, &batch.upserts, batch.now)?;
    }
    let mut applied = remerge(tx, ready, &change, fresh, revision)?;
    if applied.first_revision <= applied.revision {
        entities::set_revision(tx, applied.revision)?;
        let detail = json!({
            "created": applied.created.len(), "updated": applied.updated.len(), "deleted": applied.deleted.len(),
            "files": batch.upserts.len(), "removed_files": batch.removals.len(),
        });
        let act = batch.act.as_ref().map_or(("catalog.apply", &batch.source_id), |act| (act.what, &act.target));
        let entry = Entry::new(&batch.actor, act.0, act.1, batch.now);
        audit::note(tx, entry.after(detail))?;
    } else {
        applied.revision = revision;
    }
    Ok(applied)
}

/// Gives the claims of a source the batch's rank; what it shares with others is merged again.
pub fn rerank(tx: &mut Tx<'_>, ready: &Ready) -> Result<Applied, Error> {
    let batch = &ready.batch;
    let revision = entities::lock_revision(tx)?;
    claims::set_rank(tx, &batch.source_id, batch.rank)?;
    let change = Change { refs: claims::list_shared_refs(tx, &batch.source_id)?, ..Change::default() };
    let mut applied = remerge(tx, ready, &change, false, revision)?;
    if applied.first_revision <= applied.revision {
        entities::set_revision(tx, applied.revision)?;
    } else {
        applied.revision = revision;
    }
    Ok(applied)
}

/// Merges every touched entity again and writes what differs.
fn remerge(tx: &mut Tx<'_>, ready: &Ready, change: &Change<'_>, fresh: bool, revision: i64) -> Result<Applied, Error> {
    let batch = &ready.batch;
    let refs: Vec<&str> = change.refs.iter().map(String::as_str).collect();
    let mut claims_of = claims_of(tx, ready, change, fresh)?;
    let mut existing: FxHashMap<String, Record> = FxHashMap::default();
    if !fresh {
        existing = entities::list(tx, &refs)?.into_iter().map(|record| (record.reference.clone(), record)).collect();
    }
    let problems = problems::of_refs(tx, &refs)?;
    let buried: FxHashMap<String, Buried> = if tombstones::is_empty(tx)? {
        FxHashMap::default()
    } else {
        tombstones::buried(tx, &refs, batch.now)?.into_iter().collect()
    };

    let mut writing = Writing {
        batch,
        revision,
        applied: Applied { first_revision: revision + 1, ..Applied::default() },
        ..Writing::new(batch)
    };
    for reference in &change.refs {
        let claims = claims_of.remove(reference).unwrap_or_default();
        let before = existing.remove(reference);
        match effective(&claims, ready.said.get(reference)) {
            None if claims.is_empty() => {
                if let Some(before) = before {
                    writing.delete(before, change.leaving.get(reference).cloned().unwrap_or_default());
                }
            }
            // Claims that this version cannot read any more: what they said stays.
            None => writing.applied.unchanged += 1,
            Some(effective) => {
                let problems = problems.get(reference).map_or(&[][..], Vec::as_slice);
                let record = record(reference, effective, problems, &claims, batch);
                writing.put(before, record, buried.get(reference));
            }
        }
    }
    writing.flush(tx)
}

/// The claims of the entities that more than one claim just read describes.
fn claims_of(
    tx: &mut Tx<'_>,
    ready: &Ready,
    change: &Change<'_>,
    fresh: bool,
) -> Result<FxHashMap<String, Vec<ClaimRow>>, Error> {
    let mut found: FxHashMap<String, Vec<ClaimRow>> = FxHashMap::default();
    if fresh {
        for claim in ready.rows.iter().filter(|claim| ready.shared.contains(&claim.reference)) {
            found.entry(claim.reference.clone()).or_default().push(claim.clone());
        }
        return Ok(found);
    }
    let (said, mut refs): (Vec<&str>, Vec<&str>) =
        change.refs.iter().map(String::as_str).partition(|reference| ready.said.contains_key(*reference));
    let shared = claims::list_repeated(tx, &said)?;
    refs.extend(shared.iter().map(String::as_str));
    for claim in claims::list_of_refs(tx, &refs)? {
        found.entry(claim.reference.clone()).or_default().push(claim);
    }
    Ok(found)
}

struct Effective {
    body: String,
    packed: Packed,
    relations: Vec<(String, String, String)>,
    conflict: bool,
}

/// What the claims of an entity come to. One claim that was just read needs no parsing and no merge.
fn effective(claims: &[ClaimRow], said: Option<&Said>) -> Option<Effective> {
    if let Some(Said { body, packed, relations }) = said.filter(|_| claims.len() <= 1).cloned() {
        return Some(Effective { body, packed, relations, conflict: false });
    }
    let parsed: Vec<(usize, Entity)> =
        claims.iter().enumerate().filter_map(|(at, claim)| Some((at, claim.entity()?))).collect();
    let list: Vec<Claim<'_>> = parsed
        .iter()
        .map(|(at, entity)| Claim {
            source_id: &claims[*at].source_id,
            rank: claims[*at].rank,
            observed_at: claims[*at].observed_at,
            entity,
        })
        .collect();
    let merged = merge(&list)?;
    let relations = relations(&merged.entity, Blueprints::builtin()).0.into_iter();
    Some(Effective {
        body: merged.entity.to_body(),
        packed: Packed::default(),
        relations: relations.map(|one| (one.kind, one.inverse, one.target.to_string())).collect(),
        conflict: !merged.conflicts.is_empty(),
    })
}

fn record(
    reference: &str,
    effective: Effective,
    problems: &[(String, String)],
    claims: &[ClaimRow],
    batch: &Batch,
) -> Record {
    let mut marks: Vec<(String, String)> =
        claims.iter().map(|claim| ("portolan.source".to_owned(), claim.source_id.clone())).collect();
    if claims.is_empty() {
        marks.push(("portolan.source".to_owned(), batch.source_id.clone()));
    }
    marks.extend(problems.iter().map(|(severity, _)| ("portolan.problem".to_owned(), severity.clone())));
    if effective.conflict {
        marks.push(("portolan.conflict".to_owned(), "true".to_owned()));
    }
    marks.sort();
    marks.dedup();
    Record {
        reference: reference.to_owned(),
        body: effective.body,
        packed: effective.packed,
        relations: effective.relations,
        marks,
        status: status(problems),
        updated_at: batch.now,
        ..Record::default()
    }
}

/// Backstage's status: errors found on the last good version of an entity.
fn status(problems: &[(String, String)]) -> String {
    let items: Vec<Value> = problems
        .iter()
        .filter(|(severity, _)| severity == "error")
        .map(|(_, message)| {
            json!({
                "type": "backstage.io/catalog-processing", "level": "error", "message": format!("InputError: {message}"),
                "error": { "name": "InputError", "message": message },
            })
        })
        .collect();
    if items.is_empty() { String::new() } else { json!({ "items": items }).to_string() }
}

/// What turns one body into another, as JSON; empty when they are the same.
pub fn operations(before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    match diff::diff(&parse(before), &parse(after)) {
        none if none.is_empty() => String::new(),
        operations => serde_json::to_string(&operations).unwrap_or_default(),
    }
}

/// Collects rows and writes them with few statements.
struct Writing<'b> {
    batch: &'b Batch,
    revision: i64,
    changes: Vec<ChangeRow>,
    upserts: Vec<(Record, i64)>,
    deletes: Vec<Record>,
    tombstones: Vec<TombstoneRow>,
    revived: Vec<String>,
    applied: Applied,
}

impl<'b> Writing<'b> {
    fn new(batch: &'b Batch) -> Self {
        Self {
            batch,
            revision: 0,
            changes: Vec::new(),
            upserts: Vec::new(),
            deletes: Vec::new(),
            tombstones: Vec::new(),
            revived: Vec::new(),
            applied: Applied::default(),
        }
    }

    fn log(&mut self, action: &'static str, reference: &str, uid: String, operations: String) -> i64 {
        self.revision += 1;
        self.changes.push(ChangeRow {
            revision: self.revision,
            action,
            reference: reference.to_owned(),
            uid,
            source_id: self.batch.source_id.clone(),
            actor: self.batch.actor.name.clone(),
            operations,
            at: self.batch.now,
        });
        self.revision
    }

    fn put(&mut self, before: Option<Record>, mut record: Record, buried: Option<&Buried>) {
        let Some(before) = before else {
            let old = buried.and_then(|buried| Some((buried.uid.parse().ok()?, &buried.body)));
            let (action, operations) = match &old {
                Some((_, body)) => ("restored", operations(body, &record.body)),
                None => ("created", String::new()),
            };
            if old.is_some() {
                self.revived.push(record.reference.clone());
            }
            record.uid = old.map_or_else(uuid::Uuid::now_v7, |(uid, _)| uid);
            let revision = self.log(action, &record.reference, record.uid.to_string(), operations);
            self.applied.created.push(record.reference.clone());
            self.upserts.push((record, revision));
            return;
        };
        record.uid = before.uid;
        let same_body = before.body == record.body && before.relations == record.relations;
        if same_body && before.marks == record.marks && before.status == record.status {
            self.applied.unchanged += 1;
            return;
        }
        let operations = match operations(&before.body, &record.body) {
            none if none.is_empty() => "[]".to_owned(),
            operations => operations,
        };
        let revision = self.log("updated", &record.reference, record.uid.to_string(), operations);
        self.applied.updated.push(record.reference.clone());
        self.upserts.push((record, revision));
    }

    fn delete(&mut self, before: Record, claims: Vec<ClaimRow>) {
        self.log("deleted", &before.reference, before.uid.to_string(), String::new());
        self.applied.deleted.push(before.reference.clone());
        self.tombstones.push(TombstoneRow {
            uid: before.uid.to_string(),
            reference: before.reference.clone(),
            body: before.body.clone(),
            claims: serde_json::to_string(&claims).unwrap_or_default(),
            source_id: self.batch.source_id.clone(),
            sync_id: self.batch.sync_id.clone(),
            reason: self.batch.reason.clone(),
            deleted_at: self.batch.now,
        });
        self.deletes.push(before);
    }

    fn flush(mut self, tx: &mut Tx<'_>) -> Result<Applied, Error> {
        let gone: Vec<&str> = self.deletes.iter().map(|record| record.reference.as_str()).collect();
        let revived: Vec<&str> = self.revived.iter().map(String::as_str).chain(gone.iter().copied()).collect();
        tombstones::delete(tx, &revived)?;
        tombstones::insert(tx, &self.tombstones)?;
        entities::delete(tx, &gone)?;
        let rows: Vec<(&Record, i64)> = self.upserts.iter().map(|(record, revision)| (record, *revision)).collect();
        entities::upsert(tx, &rows, self.batch.now)?;
        history::append(tx, &self.changes)?;
        self.applied.revision = self.revision;
        self.applied.records = self.upserts.into_iter().map(|(record, _)| record).collect();
        Ok(self.applied)
    }
}
