//! Changes to the index: an entity comes, changes or goes, and so do the relations others see.

use roaring::RoaringBitmap;

use super::flatten::{Row, flatten};
use super::order::Entry;
use super::refs::NONE;
use super::slot::{Emission, Prepared, Slot, mix};
use super::term::{KeyId, TermId, hash, hash_text, hash_with};
use super::{Index, RelationName};

/// The row of entities that point at something that does not exist.
const DANGLING: &str = "portolan.dangling";

impl Index {
    /// Puts an entity in, in place of the one with its reference.
    pub fn apply(&mut self, prepared: Prepared) {
        let Prepared { record, rows, body, body_hash } = prepared;
        let reference = self.refs.intern(&record.reference, &mut self.terms.text);
        let existing = self.refs.slot(reference);
        if existing != NONE {
            self.take_out(existing);
        }
        let id = if existing == NONE {
            self.free.pop().unwrap_or_else(|| {
                self.slots.push(None);
                (self.slots.len() - 1) as u32
            })
        } else {
            existing
        };
        let uid = record.uid.as_u128();
        let mut terms: Vec<TermId> = Vec::with_capacity(48);
        for row in rows.iter() {
            let key = self.terms.intern_key(row.key, row.key_hash);
            if row.rare {
                self.terms.key_mut(key).valued.insert(id);
                self.post_rare(id, key, &row);
            } else {
                terms.push(self.terms.intern(key, row.value, row.hash, row.item));
            }
        }
        terms.sort_unstable();
        terms.dedup();
        let emitted: Vec<Emission> = record
            .relations
            .iter()
            .map(|(kind, inverse, target)| Emission {
                kind: self.relation_name(kind),
                inverse: self.relation_name(inverse),
                target: self.refs.intern(target, &mut self.terms.text),
            })
            .collect();
        let status_hash = mix(1, record.status.as_bytes()) as u32;
        self.slots[id as usize] = Some(Slot {
            uid,
            reference,
            terms: terms.clone().into_boxed_slice(),
            emitted: emitted.clone().into_boxed_slice(),
            body,
            body_hash,
            status: record.status.into_boxed_str(),
            status_hash,
            updated_at: record.updated_at,
        });
        self.all.insert(id);
        self.uids.insert(uid, id);
        self.refs.set_slot(reference, id);
        for term in terms {
            self.post_new(id, uid, term);
        }
        self.note_uid(id, uid, 1);
        self.emit(id, reference, &emitted);
        self.see_incoming(id, reference);
        if existing == NONE {
            self.recheck_sources(reference);
        }
        self.check_dangling(id);
    }

    /// Takes an entity out; whether it was there.
    pub fn remove(&mut self, reference: &str) -> bool {
        let Some(reference) = self.find_ref(reference) else { return false };
        let id = self.refs.slot(reference);
        if id == NONE {
            return false;
        }
        self.take_out(id);
        self.refs.set_slot(reference, NONE);
        self.all.remove(id);
        self.free.push(id);
        self.recheck_sources(reference);
        true
    }

    /// Everything an entity put in: its rows, what it emits, and what it sees of others.
    fn take_out(&mut self, id: u32) {
        let Some(slot) = self.slots[id as usize].take() else { return };
        for term in &slot.terms {
            self.unpost(id, slot.uid, *term);
        }
        for row in flatten(&slot.body.text()).iter().filter(|row| row.rare) {
            self.unpost_rare(id, &row);
        }
        self.unpost_dangling(id, slot.uid);
        // What it sees: both what it emitted and what others emit at it.
        let incoming = self.refs.incoming(slot.reference).to_vec();
        for (kind, target) in slot.emitted.iter().map(|one| (one.kind, one.target)).chain(incoming) {
            let term = self.relation_term(kind, target);
            self.unpost(id, slot.uid, term);
        }
        for one in &slot.emitted {
            let list = self.refs.incoming_mut(one.target);
            if let Some(at) = list.iter().position(|known| *known == (one.inverse, slot.reference)) {
                list.swap_remove(at);
            }
            let other = self.refs.slot(one.target);
            if other != NONE && other != id && !self.sees(other, one.inverse, slot.reference) {
                let uid = self.slots[other as usize].as_ref().map_or(0, |other| other.uid);
                let term = self.relation_term(one.inverse, slot.reference);
                self.unpost(other, uid, term);
            }
        }
        self.uids.remove(&slot.uid);
        self.note_uid(id, slot.uid, -1);
    }

    /// Whether an entity still has a relation, by its own word or another's.
    fn sees(&self, id: u32, kind: u16, target: u32) -> bool {
        let Some(slot) = self.slots[id as usize].as_ref() else { return false };
        slot.emitted.iter().any(|one| one.kind == kind && one.target == target)
            || self.refs.incoming(slot.reference).contains(&(kind, target))
    }

    fn emit(&mut self, id: u32, reference: u32, emitted: &[Emission]) {
        for one in emitted {
            let uid = self.slot(id).uid;
            let term = self.relation_term(one.kind, one.target);
            self.post(id, uid, term);
            self.refs.incoming_mut(one.target).push((one.inverse, reference));
            let other = self.refs.slot(one.target);
            if other != NONE {
                let uid = self.slot(other).uid;
                let term = self.relation_term(one.inverse, reference);
                self.post(other, uid, term);
            }
        }
    }

    fn see_incoming(&mut self, id: u32, reference: u32) {
        let uid = self.slot(id).uid;
        for at in 0..self.refs.incoming(reference).len() {
            let (kind, source) = self.refs.incoming(reference)[at];
            let term = self.relation_term(kind, source);
            self.post(id, uid, term);
        }
    }

    /// Those who point at a reference that came or went may dangle now, or no longer.
    fn recheck_sources(&mut self, reference: u32) {
        for at in 0..self.refs.incoming(reference).len() {
            let source = self.refs.slot(self.refs.incoming(reference)[at].1);
            if source != NONE {
                self.check_dangling(source);
            }
        }
    }

    fn check_dangling(&mut self, id: u32) {
        let Some(slot) = self.slots[id as usize].as_ref() else { return };
        let uid = slot.uid;
        let dangles = slot.emitted.iter().any(|one| self.refs.slot(one.target) == NONE);
        if dangles {
            let term = self.dangling_term();
            self.post(id, uid, term);
        } else {
            self.unpost_dangling(id, uid);
        }
    }

    pub(super) fn dangling_term(&mut self) -> TermId {
        *self.dangling.get_or_insert_with(|| {
            let key = self.terms.intern_key(DANGLING, hash_text(DANGLING));
            self.terms.intern(key, Some("true"), hash(DANGLING, Some("true")), false)
        })
    }

    pub(super) fn relation_name(&mut self, name: &str) -> u16 {
        let at = self.relation_names.iter().position(|known| &*known.name == name).unwrap_or_else(|| {
            let row = format!("relations.{}", name.to_lowercase());
            let hash = hash_text(&row);
            let key = self.terms.intern_key(&row, hash);
            self.relation_names.push(RelationName { name: name.into(), row: row.into(), key, hash });
            self.relation_names.len() - 1
        });
        at as u16
    }

    fn relation_term(&mut self, kind: u16, target: u32) -> TermId {
        let relation = &self.relation_names[kind as usize];
        let hash = hash_with(relation.hash, Some(self.refs.hash(target)));
        self.terms.intern_placed(relation.key, self.refs.place(target), hash)
    }

    /// A value of a rare key: alone it is a hash, from the second entity on a term. That the entity has the key is noted
    /// by the caller.
    pub(super) fn post_rare(&mut self, id: u32, key: KeyId, row: &Row<'_>) {
        let Some(value) = row.value else { return };
        if self.terms.find_head(key, row.value, row.hash).is_none() {
            let others: Vec<u32> = self.singles.candidates(row.hash).filter(|other| *other != id).collect();
            let other = others.into_iter().find_map(|other| Some((other, self.read_equal(other, row.key, value)?)));
            let Some((other, written)) = other else {
                self.singles.insert(row.hash, id);
                return;
            };
            self.singles.remove(row.hash, other);
            let term = self.terms.intern(key, Some(&written), row.hash, false);
            self.terms.postings[term as usize].insert(other);
        }
        let term = self.terms.intern(key, row.value, row.hash, false);
        self.terms.postings[term as usize].insert(id);
    }

    fn unpost_rare(&mut self, id: u32, row: &Row<'_>) {
        let Some(key) = self.terms.find_key(row.key) else { return };
        self.singles.remove(row.hash, id);
        for term in self.terms.find(row.key, key, row.value) {
            self.terms.postings[term as usize].remove(id);
        }
        self.terms.key_mut(key).valued.remove(id);
    }

    fn post(&mut self, id: u32, uid: u128, term: TermId) {
        if !self.terms.postings[term as usize].contains(id) {
            self.post_new(id, uid, term);
        }
    }

    /// The same for a row that is not there yet.
    fn post_new(&mut self, id: u32, uid: u128, term: TermId) {
        self.terms.postings[term as usize].insert(id);
        let key = self.terms.key_of(term);
        let valued = self.terms.value(term).is_some();
        let entry = self.terms.key_mut(key);
        if valued {
            entry.valued.insert(id);
            self.note(key, Entry { uid, term, slot: id }, 1);
        } else {
            entry.nulls.insert(id);
        }
    }

    fn unpost_dangling(&mut self, id: u32, uid: u128) {
        if let Some(term) = self.dangling {
            self.unpost(id, uid, term);
        }
    }

    fn unpost(&mut self, id: u32, uid: u128, term: TermId) {
        if !self.terms.postings[term as usize].contains(id) {
            return;
        }
        self.terms.postings[term as usize].remove(id);
        let key = self.terms.key_of(term);
        if self.terms.value(term).is_some() {
            self.note(key, Entry { uid, term, slot: id }, -1);
        }
        self.forget_key(id, key);
    }

    /// The key's own sets lose an entity when none of its terms holds it any more.
    fn forget_key(&mut self, id: u32, key: KeyId) {
        let (mut null, mut valued) = (false, false);
        // An entity on its way out has no slot any more: nothing of it stays.
        if let Some(slot) = self.slots[id as usize].as_ref() {
            for term in slot.terms.iter().filter(|term| self.terms.key_of(**term) == key) {
                if self.terms.postings[*term as usize].contains(id) {
                    null |= self.terms.value(*term).is_none();
                    valued |= self.terms.value(*term).is_some();
                }
            }
        }
        valued = valued || self.has_relation_row(id, key);
        let entry = self.terms.key_mut(key);
        if !null {
            entry.nulls.remove(id);
        }
        if !valued {
            entry.valued.remove(id);
        }
    }

    fn has_relation_row(&self, id: u32, key: KeyId) -> bool {
        let Some(slot) = self.slots[id as usize].as_ref() else { return false };
        if !self.relation_names.iter().any(|known| known.key == key) {
            return false;
        }
        let own = slot.emitted.iter().map(|one| (one.kind, one.target));
        own.chain(self.refs.incoming(slot.reference).iter().copied()).any(|(kind, target)| {
            let known = &self.relation_names[kind as usize];
            let held = |term: &TermId| self.terms.postings[*term as usize].contains(id);
            known.key == key && self.terms.find(&known.row, key, Some(self.ref_text(target))).iter().any(held)
        })
    }

    fn note(&mut self, key: KeyId, entry: Entry, change: i32) {
        if let Ok(orders) = self.orders.get_mut()
            && let Some(order) = orders.get_mut(&Some(key))
        {
            order.note(entry, change);
        }
    }

    fn note_uid(&mut self, id: u32, uid: u128, change: i32) {
        if let Ok(orders) = self.orders.get_mut()
            && let Some(order) = orders.get_mut(&None)
        {
            order.note(Entry { uid, term: 0, slot: id }, change);
        }
    }

    /// All entities; empty sets of the index are cheap to clone.
    pub(super) fn everything(&self) -> &RoaringBitmap {
        &self.all
    }
}
