//! Joining two parts of an index that were built side by side.

use super::Index;
use super::build::{Builder, holders};
use super::flatten::{flatten, is_rare};
use super::refs::{NONE, RefId, Refs};
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
        let Index { slots, singles, mut terms, refs, relation_names, .. } = other.index;
        let index = &mut self.index;
        let moved = index.terms.text.append(std::mem::take(&mut terms.text));
        let hashes = terms.hashes();
        let shared = Shared::of(&terms, &hashes);
        let (terms, keys) = index.terms.join(terms, &hashes, moved, offset);
        drop(hashes);
        for (from, key) in other.keys.iter().zip(&keys) {
            holders(&mut self.keys, *key).append(from, offset);
        }
        let refs = index.join_refs(&refs, moved, offset);
        let relations = relation_names.iter().map(|known| index.relation_name(&known.name)).collect();
        let numbers = Numbers { terms, refs, relations };
        let (mut slots, mut known) = (slots, Vec::new());
        std::thread::scope(|both| {
            both.spawn(|| slots.iter_mut().flatten().for_each(|slot| numbers.renew(slot)));
            known = index.singles.join(&singles, &index.terms, offset);
        });
        index.slots.append(&mut slots);
        index.join_shared(&shared, &numbers);
        index.join_known(&known);
        self
    }
}

/// Terms of rare keys, each with its hash.
struct Shared(Vec<(TermId, u32)>);

impl Shared {
    fn of(terms: &Terms, hashes: &[u32]) -> Self {
        let rare = terms.keys().iter().filter(|key| is_rare(&key.name));
        Self(rare.flat_map(|key| &key.terms).map(|term| (*term, hashes[*term as usize])).collect())
    }
}

impl Numbers {
    fn renew(&self, slot: &mut Slot) {
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
    }
}

impl Singles {
    /// Adds those of a second part that the first has not, and gives the others: an entity of the first may have the value too.
    fn join(&mut self, other: &Self, terms: &Terms, offset: u32) -> Vec<(u32, u32)> {
        let mut known = Vec::new();
        self.reserve(other.iter().len());
        for (hash, id) in other.iter() {
            if self.has(hash) || terms.candidate(hash).is_some() {
                known.push((hash, id + offset));
            } else {
                self.insert(hash, id + offset);
            }
        }
        known
    }
}

impl Index {
    fn join_refs(&mut self, other: &Refs, moved: u32, offset: u32) -> Vec<RefId> {
        let joined = self.refs.join(other, moved, &self.terms.text);
        for (id, new) in (0..).zip(&joined) {
            let slot = other.slot(id);
            if slot != NONE {
                self.refs.set_slot(*new, slot + offset);
            }
        }
        joined
    }

    /// Rare values that several entities of the second part share: one of the first may have it alone.
    fn join_shared(&mut self, shared: &Shared, numbers: &Numbers) {
        for (term, hash) in &shared.0 {
            let term = numbers.terms[*term as usize];
            let key = self.terms.key_of(term);
            let alone: Vec<u32> = self.singles.candidates(*hash).collect();
            for id in alone {
                let name = &self.terms.key(key).name;
                let Some(value) = self.terms.value(term) else { continue };
                let Some(written) = self.read_equal(id, name, value) else { continue };
                self.singles.remove(*hash, id);
                let own = self.terms.intern(key, Some(&written), *hash, false);
                self.terms.postings[own as usize].insert(id);
            }
        }
    }

    /// Rare values of entities of the second part that may not be alone in having them.
    fn join_known(&mut self, known: &[(u32, u32)]) {
        for (hash, id) in known.iter().copied() {
            for row in flatten(&self.stored_body(id)).iter().filter(|row| row.rare && row.hash == hash) {
                let key = self.terms.intern_key(row.key, row.key_hash);
                self.post_rare(id, key, &row);
            }
        }
    }
}
