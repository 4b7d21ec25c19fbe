//! Deleting an entity by hand, and undoing a deletion: the claims come back as they were, the entity with its uid.

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::merge::{Claim, merge};
use portolan_domain::catalog::relation::relations;
use portolan_domain::index::Record;
use portolan_domain::packed::Packed;
use rustc_hash::{FxHashMap, FxHashSet};

use super::apply::operations;
use super::batch::Applied;
use super::scope::Scope;
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
            sync_id: String::new(),
            reason: format!("removed by {actor}"),
            deleted_at: now,
        }],
    )?;
    let uid = record.uid.to_string();
    let change = ChangeRow {
        revision,
        action: "deleted",
        reference: reference.to_owned(),
        uid: uid.clone(),
        source_id,
        actor: actor.name.clone(),
        operations: String::new(),
        at: now,
    };
    history::append(tx, &[change])?;
    entities::set_revision(tx, revision)?;
    let uid = serde_json::json!({ "uid": uid });
    audit::note(tx, Entry::new(actor, "catalog.remove", reference, now).before(uid))?;
    Ok(Some(Applied { revision, first_revision: revision, deleted: vec![reference.to_owned()], ..Applied::default() }))
}

fn marks(conflict: bool) -> Vec<(String, String)> {
    let conflict = conflict.then(|| ("portolan.conflict".to_owned(), "true".to_owned()));
    conflict.into_iter().chain([("portolan.source".to_owned(), RESTORED.to_owned())]).collect()
}

/// Why something that is to come back does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stays {
    /// Nothing of this name was removed, as far as the caller knows.
    NotKept,
    /// The caller may not change it.
    Outside,
    /// Its name is taken.
    Present,
    /// What was kept says nothing to this version.
    Unreadable,
}

impl Stays {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotKept => "not-kept",
            Self::Outside => "outside",
            Self::Present => "present",
            Self::Unreadable => "unreadable",
        }
    }

    /// The same for people.
    pub fn message(self) -> &'static str {
        match self {
            Self::NotKept => "There is no such removed entity; it may be back already, or its 30 days are over",
            Self::Outside => "Your permission catalog.write does not reach them; it is limited to other entities",
            Self::Present => "An entity of the same name is in the catalog",
            Self::Unreadable => "What was kept of them cannot be read",
        }
    }
}

/// A removed entity as it would come back.
pub struct Raised {
    /// As it comes back.
    pub record: Record,
    /// Such as Component.
    pub kind: String,
    claims: Vec<ClaimRow>,
    before: String,
}

/// What would become of some that are to come back.
#[derive(Default)]
pub struct Weighed {
    /// Those that come back.
    pub raised: Vec<Raised>,
    /// Uids of the others.
    pub stays: Vec<(String, Stays)>,
}

/// Which of these removed entities can come back for a caller, by uid.
pub fn weigh(tx: &mut Tx<'_>, uids: &[String], scope: &Scope, now: i64) -> Result<Weighed, Error> {
    let keys: Vec<&str> = uids.iter().map(String::as_str).collect();
    let mut kept: FxHashMap<String, TombstoneRow> =
        tombstones::list_of_uids(tx, &keys, now)?.into_iter().map(|row| (row.uid.clone(), row)).collect();
    let refs: Vec<&str> = kept.values().map(|row| row.reference.as_str()).collect();
    let taken: FxHashSet<String> = entities::list(tx, &refs)?.into_iter().map(|record| record.reference).collect();
    let mut weighed = Weighed::default();
    for uid in uids {
        match raise(kept.remove(uid), scope, &taken, now)? {
            Ok(raised) => weighed.raised.push(raised),
            Err(why) => weighed.stays.push((uid.clone(), why)),
        }
    }
    Ok(weighed)
}

fn raise(
    kept: Option<TombstoneRow>,
    scope: &Scope,
    taken: &FxHashSet<String>,
    now: i64,
) -> Result<Result<Raised, Stays>, Error> {
    let Some(kept) = kept else { return Ok(Err(Stays::NotKept)) };
    let claims = by_hand(kept.claims());
    let parsed: Vec<_> = claims.iter().filter_map(|claim| Some((claim, claim.entity()?))).collect();
    let list: Vec<Claim<'_>> = parsed
        .iter()
        .map(|(claim, entity)| Claim {
            source_id: &claim.source_id,
            rank: claim.rank,
            observed_at: claim.observed_at,
            entity,
        })
        .collect();
    let Some(merged) = merge(&list) else {
        // Nobody can say whether a caller with limits would see it.
        return Ok(Err(if scope.seen.is_none() { Stays::Unreadable } else { Stays::NotKept }));
    };
    let emitted = relations(&merged.entity, Blueprints::builtin()).0;
    let record = Record {
        uid: kept.uid.parse().map_err(|_| Error::Statement("a stored uid is broken".to_owned()))?,
        reference: kept.reference,
        body: merged.entity.to_body(),
        packed: Packed::default(),
        relations: emitted.into_iter().map(|one| (one.kind, one.inverse, one.target.to_string())).collect(),
        marks: marks(!merged.conflicts.is_empty()),
        status: String::new(),
        updated_at: now,
    };
    if !scope.sees(&record) {
        return Ok(Err(Stays::NotKept));
    }
    if !scope.reaches(&record) {
        return Ok(Err(Stays::Outside));
    }
    if taken.contains(&record.reference) {
        return Ok(Err(Stays::Present));
    }
    let kind = merged.entity.kind;
    Ok(Ok(Raised { record, kind, claims, before: kept.body }))
}

/// Brings removed entities back with their uids, those that can come.
pub fn restore(
    tx: &mut Tx<'_>,
    uids: &[String],
    scope: &Scope,
    actor: &Actor,
    now: i64,
) -> Result<(Applied, Weighed), Error> {
    let first = entities::lock_revision(tx)? + 1;
    let weighed = weigh(tx, uids, scope, now)?;
    let raised = &weighed.raised;
    if raised.is_empty() {
        return Ok((Applied::default(), weighed));
    }
    let kept: Vec<ClaimRow> = raised.iter().flat_map(|one| one.claims.iter().cloned()).collect();
    claims::upsert(tx, &kept, &FxHashMap::default())?;
    let rows: Vec<(&Record, i64)> = raised.iter().map(|one| &one.record).zip(first..).collect();
    entities::upsert(tx, &rows, now)?;
    let refs: Vec<&str> = raised.iter().map(|one| one.record.reference.as_str()).collect();
    tombstones::delete(tx, &refs)?;
    let changes: Vec<ChangeRow> = raised
        .iter()
        .zip(first..)
        .map(|(one, revision)| ChangeRow {
            revision,
            action: "restored",
            reference: one.record.reference.clone(),
            uid: one.record.uid.to_string(),
            source_id: RESTORED.to_owned(),
            actor: actor.name.clone(),
            operations: operations(&one.before, &one.record.body),
            at: now,
        })
        .collect();
    history::append(tx, &changes)?;
    let revision = first + raised.len() as i64 - 1;
    entities::set_revision(tx, revision)?;
    let applied = Applied {
        revision,
        first_revision: first,
        created: refs.into_iter().map(str::to_owned).collect(),
        records: raised.iter().map(|one| one.record.clone()).collect(),
        ..Applied::default()
    };
    Ok((applied, weighed))
}
