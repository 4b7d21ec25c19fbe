//! All hits by several fields at once.

use std::cmp::Ordering;

use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;

use super::Index;
use super::select::Sort;
use super::term::{compare, fold};

impl Index {
    /// Entities by several fields, each deciding where those before it are equal, then by uid. Without a value an entity comes
    /// behind those that have one; of several values the one counts that comes first.
    pub fn sorted(&self, hits: &RoaringBitmap, sorts: &[Sort]) -> Vec<u32> {
        let ranks: Vec<FxHashMap<u32, usize>> = sorts.iter().map(|sort| self.ranks(hits, sort)).collect();
        let mut ids: Vec<u32> = hits.iter().collect();
        ids.sort_by_cached_key(|id| {
            let places: Vec<usize> = ranks.iter().map(|ranks| ranks.get(id).copied().unwrap_or(usize::MAX)).collect();
            (places, self.slot(*id).uid)
        });
        ids
    }

    /// The place of each entity's value among the values of a field.
    fn ranks(&self, hits: &RoaringBitmap, sort: &Sort) -> FxHashMap<u32, usize> {
        let directed = |order: Ordering| if sort.descending { order.reverse() } else { order };
        let field = fold(&sort.field);
        if field == "metadata.uid" {
            let mut ids: Vec<u32> = hits.iter().collect();
            ids.sort_by(|a, b| directed(self.slot(*a).uid.cmp(&self.slot(*b).uid)));
            return ids.into_iter().zip(0..).collect();
        }
        let mut ranks = FxHashMap::default();
        let Some(column) = self.column(&field, hits) else { return ranks };
        let terms = column.terms();
        let value = |term: u32| terms.value(term).unwrap_or_default();
        let mut list: Vec<u32> = column.list().collect();
        list.sort_by(|a, b| directed(compare(value(*a), value(*b))));
        // Values that differ by case alone share a place.
        for (place, equal) in list.chunk_by(|a, b| compare(value(*a), value(*b)).is_eq()).enumerate() {
            for term in equal {
                let mut set = RoaringBitmap::new();
                terms.postings[*term as usize].add_to(&mut set);
                (set & hits).iter().for_each(|id| _ = ranks.entry(id).or_insert(place));
            }
        }
        ranks
    }
}
