//! What a batch does to claims: which are written, which go, and whose entities may change by it.

use portolan_domain::catalog::entity::Entity;
use portolan_domain::catalog::relation::Emitted;
use rustc_hash::{FxHashMap, FxHashSet};

use super::batch::Batch;
use super::store::claims::{self, ClaimRow, annotate};
use super::store::problems;
use crate::db::{Error, Tx};

/// What a batch does to claims.
#[derive(Default)]
pub struct Change<'b> {
    /// Files touched.
    pub files: Vec<&'b str>,
    /// Claims to write.
    pub rows: Vec<ClaimRow>,
    /// What those claims say, parsed, by reference; the last where several name it.
    pub fresh: FxHashMap<String, (Entity, &'b [Emitted])>,
    /// Claims to delete: file and reference.
    pub gone: Vec<(String, String)>,
    /// Every reference whose entity may change.
    pub refs: Vec<String>,
    /// References that several of the files name.
    pub shared: FxHashSet<String>,
    /// The claims deleted, whole, for tombstones.
    pub leaving: FxHashMap<String, Vec<ClaimRow>>,
}

impl<'b> Change<'b> {
    /// Compares a batch with what its files said before; nothing was there when `fresh`.
    pub fn of_claims(tx: &mut Tx<'_>, batch: &'b Batch, fresh: bool) -> Result<Self, Error> {
        let files: Vec<&str> = batch
            .upserts
            .iter()
            .map(|file| file.path.as_str())
            .chain(batch.removals.iter().map(String::as_str))
            .collect();
        let before = if fresh { Vec::new() } else { claims::list_of_files(tx, &batch.source_id, &files)? };
        let first_seen: FxHashMap<&str, i64> =
            before.iter().map(|(_, reference, at)| (reference.as_str(), *at)).collect();
        let mut change = Self { files, ..Self::default() };
        let mut kept: FxHashSet<(&str, String)> = FxHashSet::default();
        for file in &batch.upserts {
            for claim in &file.claims {
                let reference = claim.reference.to_string();
                kept.insert((file.path.as_str(), reference.clone()));
                let placeholder = claim.raw.contains("$text")
                    || claim.raw.contains("$json")
                    || claim.raw.contains("$yaml")
                    || claim.raw.contains("$openapi")
                    || claim.raw.contains("$asyncapi");
                change.rows.push(ClaimRow {
                    source_id: batch.source_id.clone(),
                    file: file.path.clone(),
                    reference: reference.clone(),
                    position: i64::from(claim.position),
                    rank: batch.rank,
                    line: i64::from(claim.line),
                    raw: claim.raw.clone(),
                    body: if placeholder { claim.entity.to_body() } else { String::new() },
                    location: file.location.clone(),
                    origin: batch.origin.clone(),
                    observed_at: first_seen.get(reference.as_str()).copied().unwrap_or(batch.now),
                });
                let mut entity = claim.entity.clone();
                annotate(&mut entity, &file.location, &batch.origin);
                change.refs.push(reference.clone());
                if change.fresh.insert(reference.clone(), (entity, &claim.relations)).is_some() {
                    change.shared.insert(reference);
                }
            }
        }
        change.leave(batch, before, &kept);
        if !fresh {
            change.refs.extend(problems::refs_of_files(tx, &batch.source_id, &change.files)?);
        }
        change
            .refs
            .extend(batch.upserts.iter().flat_map(|file| &file.problems).map(|(problem, _)| problem.entity.clone()));
        change.refs.retain(|reference| !reference.is_empty());
        change.refs.sort_unstable();
        change.refs.dedup();
        Ok(change)
    }

    /// Claims that were there and are not said again go, unless their file has errors now.
    fn leave(&mut self, batch: &Batch, before: Vec<(String, String, i64)>, kept: &FxHashSet<(&str, String)>) {
        let broken: FxHashSet<&str> =
            batch.upserts.iter().filter(|file| file.has_errors()).map(|file| file.path.as_str()).collect();
        for (file, reference, _) in before.into_iter().filter(|_| !batch.keep_missing) {
            if !kept.contains(&(file.as_str(), reference.clone())) && !broken.contains(file.as_str()) {
                self.refs.push(reference.clone());
                self.gone.push((file, reference));
            }
        }
    }

    /// Reads the claims that go while they are there.
    pub fn remember_leaving(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let refs: Vec<&str> = self.gone.iter().map(|(_, reference)| reference.as_str()).collect();
        for claim in claims::list_of_refs(tx, &refs)? {
            self.leaving.entry(claim.reference.clone()).or_default().push(claim);
        }
        Ok(())
    }
}
