//! Facets: how many entities carry each value of a key.

use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;

use super::Index;
use super::column::Column;
use super::predicate::Predicate;
use super::term::{KeyId, TermId, compare};

/// What counting one hit's own list costs beside intersecting one term's set.
const LIST_COST: u64 = 12;

impl Index {
    /// For each key its values (as written, sorted) with how many matching entities carry them.
    pub fn facets<S: AsRef<str>>(&self, keys: &[S], predicate: &Predicate) -> Vec<Vec<(String, u64)>> {
        self.facets_of(keys, &self.matching(predicate))
    }

    /// The same over these entities.
    pub fn facets_of<S: AsRef<str>>(&self, keys: &[S], hits: &RoaringBitmap) -> Vec<Vec<(String, u64)>> {
        keys.iter().map(|key| self.facet(&key.as_ref().to_lowercase(), hits)).collect()
    }

    fn facet(&self, key: &str, hits: &RoaringBitmap) -> Vec<(String, u64)> {
        if key == "metadata.uid" {
            return hits.iter().map(|id| (self.uid(id).to_string(), 1)).collect();
        }
        let Some(column) = self.column(key, hits) else { return Vec::new() };
        let terms = column.terms();
        let kept = matches!(column, Column::Kept(..)) && !key.starts_with("relations.") && key != "portolan.dangling";
        let mut counts: Vec<(TermId, u64)> =
            if kept && hits.len() * LIST_COST < terms.key(column.key()).terms.len() as u64 {
                self.count_lists(column.key(), hits)
            } else {
                column.list().map(|term| (term, terms.postings[term as usize].count_in(hits))).collect()
            };
        counts.retain(|(term, count)| *count > 0 && terms.value(*term).is_some());
        let value = |term: TermId| terms.value(term).unwrap_or_default();
        counts.sort_by(|(a, _), (b, _)| compare(value(*a), value(*b)).then_with(|| value(*a).cmp(value(*b))));
        merge(counts.into_iter().map(|(term, count)| (value(term), count)))
    }

    fn count_lists(&self, key: KeyId, hits: &RoaringBitmap) -> Vec<(TermId, u64)> {
        let mut counts: FxHashMap<TermId, u64> = FxHashMap::default();
        for id in hits {
            for term in self.slot(id).terms.iter().filter(|term| self.terms.key_of(**term) == key) {
                *counts.entry(*term).or_default() += 1;
            }
        }
        counts.into_iter().collect()
    }
}

/// The same value may stand in a list of one entity and alone in another.
fn merge<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> Vec<(String, u64)> {
    let mut merged: Vec<(String, u64)> = Vec::new();
    for (value, count) in counts {
        match merged.last_mut() {
            Some((last, sum)) if last == value => *sum += count,
            _ => merged.push((value.to_owned(), count)),
        }
    }
    merged
}
