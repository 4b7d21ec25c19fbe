//! What a batch would do, before it does it: entities that would go, and claims that move from file to file.

use rustc_hash::FxHashSet;

use super::batch::{Moved, Plan, Renewed};
use super::store::claims;
use crate::db::{Error, Tx};

/// Compares what files name now with what they named before.
pub fn plan(tx: &mut Tx<'_>, source_id: &str, removals: &[String], renewed: &[Renewed]) -> Result<Plan, Error> {
    let whole = || renewed.iter().filter(|file| !file.broken);
    let mut files: Vec<&str> = removals.iter().map(String::as_str).collect();
    files.extend(whole().map(|file| file.file.as_str()));
    let again: FxHashSet<&str> = renewed.iter().flat_map(|file| &file.refs).map(String::as_str).collect();
    let kept: FxHashSet<(&str, &str)> =
        whole().flat_map(|file| file.refs.iter().map(|one| (file.file.as_str(), one.as_str()))).collect();
    let before = claims::list_of_files(tx, source_id, &files)?;
    let lost = before.iter().filter(|(file, reference, _)| !kept.contains(&(file.as_str(), reference.as_str())));
    let (moved, gone): (Vec<_>, Vec<_>) = lost.partition(|(_, reference, _)| again.contains(reference.as_str()));
    let mut candidates: Vec<&str> = gone.iter().map(|(_, reference, _)| reference.as_str()).collect();
    candidates.sort_unstable();
    candidates.dedup();
    let of_files = files.iter().copied().collect();
    let others: FxHashSet<String> =
        claims::claimed_elsewhere(tx, source_id, &of_files, &candidates)?.into_iter().collect();
    Ok(Plan {
        deletes: candidates.into_iter().filter(|one| !others.contains(*one)).map(str::to_owned).collect(),
        of: claims::count_refs(tx, source_id)?,
        moved: moved
            .into_iter()
            .map(|(file, reference, _)| Moved { file: file.clone(), reference: reference.clone() })
            .collect(),
    })
}
