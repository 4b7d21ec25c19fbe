//! Joining two parts of an index that were built side by side.

use super::Index;
use super::build::{Builder, holders};
use super::flatten::{flatten, is_rare};
use super::refs::{NONE, RefId};
use super::single::Singles;
use super::slot::{Emission, Slot};
use super::term::{TermId, Terms};

/// How numbers of the second part are written in the joined one.
struct Numbers {
    terms: Vec<TermId>,
    refs: Vec<RefId>,
    relations: Vec<u16>,
}

impl Builder {
    /// One part of two. The second has entities that the first has not.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        let offset = self.index.slots.len() as u32;
        let (terms, keys) = self.index.terms.join(&other.index.terms, offset);
        for (from, key) in other.keys.iter().zip(&keys) {
            holders(&mut self.keys, *key).append(from, offset);
        }
        let (index, other) = (&mut self.index, other.index);
        // Only rare keys have entities of their own yet.
        for (at, key) in (0_u32..).zip(&keys) {
            let entry = index.terms.key_mut(*key);
            entry.valued.extend(other.terms.key(at).valued.iter().map(|id| id + offset));
        }
        let refs = index.join_refs(&other, offset);
        let relations = other.relation_names.iter().map(|known| index.relation_name(&known.name)).collect();
        let numbers = Numbers { terms, refs, relations };
        let Index { slots, singles, terms, .. } = other;
        index.slots.reserve(slots.len());
        index.slots.extend(slots.into_iter().map(|slot| slot.map(|slot| numbers.slot(slot))));
        index.join_shared(&terms, &numbers);
        index.join_singles(&singles, offset);
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

    /// Rare values that several entities of the second part share: one of the first may have it alone.
    fn join_shared(&mut self, terms: &Terms, numbers: &Numbers) {
        let names = terms.key_names();
        let rare = (0_u32..).zip(names).filter(|(_, name)| is_rare(name));
        for (key, name) in rare {
            for term in &terms.key(key).terms {
                let Some(value) = terms.value(*term) else { continue };
                let hash = terms.hash_of(*term);
                let alone: Vec<u32> = self.singles.candidates(hash).collect();
                for id in alone {
                    let Some(written) = self.read_equal(id, name, value) else { continue };
                    self.singles.remove(hash, id);
                    let key = self.terms.key_of(numbers.terms[*term as usize]);
                    let own = self.terms.intern(key, Some(&written), hash, false);
                    self.terms.postings[own as usize].insert(id);
                }
            }
        }
    }

    /// Rare values that one entity of the second part has alone: the first may have them too.
    fn join_singles(&mut self, singles: &Singles, offset: u32) {
        self.singles.reserve(singles.iter().len());
        for (hash, id) in singles.iter() {
            let id = id + offset;
            if !self.singles.has(hash) && !self.terms.has_hash(hash) {
                self.singles.insert(hash, id);
                continue;
            }
            for row in flatten(&self.stored_body(id)).iter().filter(|row| row.rare && row.hash == hash) {
                let key = self.terms.intern_key(row.key);
                self.post_rare(id, key, &row);
            }
        }
    }
}
