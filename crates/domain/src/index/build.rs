//! Building an index from many entities at once: parts are built side by side, joined, and finished with what entities
//! see of each other. The result is the one that [`Index::apply`] would give, in about half of the time.

use std::borrow::Cow;

use serde::Deserialize;

use super::Index;
use super::body::Body;
use super::flatten::{Rows, flatten_into};
use super::posting::sealed;
use super::refs::NONE;
use super::slot::{Emission, Slot, mix};
use super::term::{KeyId, TermId, hash_with};

/// An entity as it lies in the store, borrowed from there.
#[derive(Clone, Debug, Default)]
pub struct Stored<'a> {
    /// For life.
    pub uid: uuid::Uuid,
    /// Full, in lower case.
    pub reference: &'a str,
    /// JSON without uid, etag, relations and status.
    pub body: &'a str,
    /// What it emits.
    pub relations: Vec<StoredRelation<'a>>,
    /// Rows that are not in the JSON.
    pub marks: Vec<StoredMark<'a>>,
    /// JSON of the status; empty when there is none.
    pub status: &'a str,
    /// Microseconds of its last change.
    pub updated_at: i64,
}

/// Type, inverse and target of a relation.
#[derive(Clone, Debug, Deserialize)]
pub struct StoredRelation<'a>(
    #[serde(borrow)] pub Cow<'a, str>,
    #[serde(borrow)] pub Cow<'a, str>,
    #[serde(borrow)] pub Cow<'a, str>,
);

/// Key and value of a mark.
#[derive(Clone, Debug, Deserialize)]
pub struct StoredMark<'a>(#[serde(borrow)] pub Cow<'a, str>, #[serde(borrow)] pub Cow<'a, str>);

/// A part of an index while it is built: entities are in, relations wait for the others.
#[derive(Default)]
pub struct Builder {
    pub(super) index: Index,
    /// Entities with a value, and with null, by key. Those of rare keys are in the index already.
    pub(super) keys: Vec<Holders>,
    rows: Rows,
    path: String,
    block: Vec<u8>,
    terms: Vec<TermId>,
}

/// Entities that have a key, in ascending order.
#[derive(Default)]
pub struct Holders {
    valued: Vec<u32>,
    nulls: Vec<u32>,
}

impl Holders {
    fn push(&mut self, valued: bool, id: u32) {
        let list = if valued { &mut self.valued } else { &mut self.nulls };
        if list.last() != Some(&id) {
            list.push(id);
        }
    }

    /// Adds those of another part, each number raised by `offset`.
    pub fn append(&mut self, other: &Self, offset: u32) {
        self.valued.extend(other.valued.iter().map(|id| id + offset));
        self.nulls.extend(other.nulls.iter().map(|id| id + offset));
    }
}

impl Builder {
    /// An empty part.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts an entity in; of several with one reference the first counts.
    pub fn push(&mut self, stored: &Stored<'_>) {
        self.rows.clear();
        flatten_into(stored.body, &mut self.path, &mut self.rows);
        for StoredMark(key, value) in &stored.marks {
            self.rows.push(key, Some(value));
        }
        let index = &mut self.index;
        let reference = index.refs.intern(stored.reference, &mut index.terms.text);
        if index.refs.slot(reference) != NONE {
            return;
        }
        let id = index.slots.len() as u32;
        index.refs.set_slot(reference, id);
        let emitted = stored
            .relations
            .iter()
            .map(|StoredRelation(kind, inverse, target)| Emission {
                kind: index.relation_name(kind),
                inverse: index.relation_name(inverse),
                target: index.refs.intern(target, &mut index.terms.text),
            })
            .collect();
        self.terms.clear();
        for row in self.rows.iter() {
            let key = index.terms.intern_key(row.key);
            if row.rare {
                index.post_rare(id, key, &row);
                continue;
            }
            let term = index.terms.intern(key, row.value, row.hash, row.item);
            self.terms.push(term);
            index.terms.postings[term as usize].push(id);
            holders(&mut self.keys, key).push(row.value.is_some(), id);
        }
        self.terms.sort_unstable();
        self.terms.dedup();
        index.slots.push(Some(Slot {
            uid: stored.uid.as_u128(),
            reference,
            terms: self.terms.as_slice().into(),
            emitted,
            body: Body::with_buffer(stored.body, &mut self.block),
            body_hash: mix(0, stored.body.as_bytes()),
            status: stored.status.into(),
            status_hash: mix(1, stored.status.as_bytes()) as u32,
            updated_at: stored.updated_at,
        }));
    }

    /// The whole index of all parts, with relations seen from both ends.
    pub fn finish(self) -> Index {
        let Self { mut index, mut keys, .. } = self;
        let count = index.slots.len() as u32;
        index.all.insert_range(0..count);
        index.uids.reserve(count as usize);
        index.uids.extend((0_u32..).zip(&index.slots).filter_map(|(id, slot)| Some((slot.as_ref()?.uid, id))));
        index.note_incoming();
        for id in 0..count {
            index.push_relations(id, &mut keys);
        }
        index.terms.seal();
        for (key, holders) in (0_u32..).zip(&keys) {
            let entry = index.terms.key_mut(key);
            entry.valued |= sealed(&holders.valued);
            entry.nulls |= sealed(&holders.nulls);
        }
        index
    }
}

/// What is known of a key.
pub fn holders(keys: &mut Vec<Holders>, key: KeyId) -> &mut Holders {
    if keys.len() <= key as usize {
        keys.resize_with(key as usize + 1, Holders::default);
    }
    &mut keys[key as usize]
}

impl Index {
    fn note_incoming(&mut self) {
        let mut counts = vec![0_u32; self.refs.len()];
        for one in self.slots.iter().flatten().flat_map(|slot| &slot.emitted) {
            counts[one.target as usize] += 1;
        }
        let refs = &mut self.refs;
        for (target, count) in (0_u32..).zip(counts) {
            refs.incoming_mut(target).reserve_exact(count as usize);
        }
        for slot in self.slots.iter().flatten() {
            for one in &slot.emitted {
                refs.incoming_mut(one.target).push((one.inverse, slot.reference));
            }
        }
    }

    /// The rows of relations of an entity that is above all that have theirs.
    fn push_relations(&mut self, id: u32, keys: &mut Vec<Holders>) {
        let Some(slot) = self.slots[id as usize].take() else { return };
        let own = slot.emitted.iter().map(|one| (one.kind, one.target));
        for (kind, target) in own.chain(self.refs.incoming(slot.reference).iter().copied()) {
            let relation = &self.relation_names[kind as usize];
            let hash = hash_with(relation.hash, Some(self.refs.hash(target)));
            let term = self.terms.intern_placed(relation.key, self.refs.place(target), hash);
            self.terms.postings[term as usize].push(id);
            holders(keys, relation.key).push(true, id);
        }
        if slot.emitted.iter().any(|one| self.refs.slot(one.target) == NONE) {
            let term = self.dangling_term();
            self.terms.postings[term as usize].push(id);
            holders(keys, self.terms.key_of(term)).push(true, id);
        }
        self.slots[id as usize] = Some(slot);
    }
}
