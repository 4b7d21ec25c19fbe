//! What a batch does to claims: which are written, which go, and whose entities may change by it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::batch::{Batch, Moved};
use super::ready::Ready;
use super::store::claims::{self, ClaimRow};
use super::store::problems;
use crate::db::{Error, Tx};

/// What a batch does to claims.
#[derive(Default)]
pub struct Change<'b> {
    /// Files touched.
    pub files: Vec<&'b str>,
    /// Since when claims are made that were there before, by reference.
    pub observed: FxHashMap<String, i64>,
    /// Claims to delete: file and reference.
    pub gone: Vec<(String, String)>,
    /// Claims that are kept only because their file cannot be read: file and reference.
    pub stale: Vec<(String, String)>,
    /// Every reference whose entity may change.
    pub refs: Vec<String>,
    /// The claims deleted, whole, for tombstones.
    pub leaving: FxHashMap<String, Vec<ClaimRow>>,
}

impl<'b> Change<'b> {
    /// Compares a batch with what its files said before; nothing was there when `fresh`.
    pub fn of_claims(tx: &mut Tx<'_>, ready: &'b Ready, fresh: bool) -> Result<Self, Error> {
        let batch = &ready.batch;
        let upserts = batch.upserts.iter().map(|file| file.path.as_str());
        let files: Vec<&str> = upserts.chain(batch.removals.iter().map(String::as_str)).collect();
        let before = if fresh { Vec::new() } else { claims::list_of_files(tx, &batch.source_id, &files)? };
        let mut change = Self { files, refs: ready.said.keys().cloned().collect(), ..Self::default() };
        change.observed = before.iter().map(|(_, reference, at)| (reference.clone(), *at)).collect();
        let kept: FxHashSet<(&str, &str)> = if before.is_empty() {
            FxHashSet::default()
        } else {
            ready.rows.iter().map(|row| (row.file.as_str(), row.reference.as_str())).collect()
        };
        change.leave(batch, before, &kept);
        change.end(tx, batch)?;
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

    /// Claims that were there and are not said again go, unless their file has errors now: then they are stale.
    fn leave(&mut self, batch: &Batch, before: Vec<(String, String, i64)>, kept: &FxHashSet<(&str, &str)>) {
        let broken: FxHashSet<&str> =
            batch.upserts.iter().filter(|file| file.has_errors()).map(|file| file.path.as_str()).collect();
        for (file, reference, _) in before.into_iter().filter(|_| !batch.keep_missing) {
            let moved = Moved { file: file.clone(), reference: reference.clone() };
            if batch.stays.contains(&moved) {
                continue;
            }
            if kept.contains(&(file.as_str(), reference.as_str())) {
                continue;
            }
            self.refs.push(reference.clone());
            if broken.contains(file.as_str()) {
                self.stale.push((file, reference));
            } else {
                self.gone.push((file, reference));
            }
        }
    }

    /// Claims of other files end whose entities this batch's files name now; they are as old as they were there.
    fn end(&mut self, tx: &mut Tx<'_>, batch: &Batch) -> Result<(), Error> {
        let ends: FxHashSet<(&str, &str)> =
            batch.ends.iter().map(|moved| (moved.file.as_str(), moved.reference.as_str())).collect();
        let mut files: Vec<&str> = ends.iter().map(|(file, _)| *file).collect();
        files.sort_unstable();
        files.dedup();
        for (file, reference, at) in claims::list_of_files(tx, &batch.source_id, &files)? {
            if ends.contains(&(file.as_str(), reference.as_str())) {
                self.observed.entry(reference.clone()).or_insert(at);
                self.refs.push(reference.clone());
                self.gone.push((file, reference));
            }
        }
        Ok(())
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
