//! Joining two parts of an index that were built side by side.

use super::Index;
use super::build::Builder;
use super::flatten::flatten;
use super::refs::{NONE, RefId};
use super::single::Singles;
use super::slot::{Emission, Slot};
use super::term::{TermId, Terms};

/// How numbers of the second part are written in the joined one.
struct Numbers {
    terms: Vec<TermId>,
    refs: Vec<RefId>,
    relations: Vec<u16>,
    offset: u32,
}

impl Builder {
    /// One part of two. The second has entities that the first has not.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        let (index, other) = (&mut self.index, other.index);
        let offset = index.slots.len() as u32;
        let numbers = Numbers {
            terms: index.terms.join(&other.terms, offset),
            refs: index.join_refs(&other, offset),
            relations: other.relation_names.iter().map(|known| index.relation_name(&known.name)).collect(),
            offset,
        };
        let Index { slots, singles, terms, .. } = other;
        index.slots.reserve(slots.len());
        index.slots.extend(slots.into_iter().map(|slot| slot.map(|slot| numbers.slot(slot))));
        index.join_rare(&singles, &terms, &numbers);
        self
    }
}

impl Numbers {
    fn slot(&self, mut slot: Slot) -> Slot {
        slot.reference = self.refs[slot.reference as usize];
        slot.terms.iter_mut().for_each(|term| *term = self.terms[*term as usize]);
        slot.terms.sort_unstable();
        for one in &mut slot.emitted {
            *one = Emission {
                kind: self.relations[one.kind as usize],
                inverse: self.relations[one.inverse as usize],
                target: self.refs[one.target as usize],
            };
        }
        slot
    }
}

impl Index {
    fn join_refs(&mut self, other: &Self, offset: u32) -> Vec<RefId> {
        self.refs.reserve(other.refs.len());
        (0..other.refs.len() as RefId)
            .map(|id| {
                let new = self.refs.intern(other.ref_text(id), &mut self.terms.text);
                let slot = other.refs.slot(id);
                if slot != NONE {
                    self.refs.set_slot(new, slot + offset);
                }
                new
            })
            .collect()
    }

    /// Values of rare keys: what one entity alone has in each part may be shared now.
    fn join_rare(&mut self, singles: &Singles, terms: &Terms, numbers: &Numbers) {
        let mut shared: Vec<(u32, u32)> = terms.rare_postings();
        self.singles.reserve(singles.iter().len());
        for (hash, id) in singles.iter() {
            if self.singles.has(hash) || self.terms.has_hash(hash) {
                shared.push((hash, id));
            } else {
                self.singles.insert(hash, id + numbers.offset);
            }
        }
        for (hash, id) in shared {
            let id = id + numbers.offset;
            for row in flatten(&self.stored_body(id)).iter().filter(|row| row.rare && row.hash == hash) {
                let key = self.terms.intern_key(row.key);
                self.post_rare(id, key, &row);
            }
        }
    }
}
