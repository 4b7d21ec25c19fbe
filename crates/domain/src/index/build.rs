//! Building an index from many entities at once: parts are built side by side, joined, and finished with what entities
//! see of each other. The result is the one that [`Index::apply`] would give, in about half of the time.

use std::borrow::Cow;

use roaring::RoaringBitmap;
use serde::Deserialize;

use super::Index;
use super::body::Body;
use super::flatten::{Row, Rows, flatten_into};
use super::refs::{NONE, RefId};
use super::slot::{Emission, Slot, mix};
use super::term::{KeyId, NOTHING, Sought, TermId, hash_with};

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
    /// Entities with a value, and with null, by key.
    pub(super) keys: Vec<Holders>,
    rows: Rows,
    path: String,
    block: Vec<u8>,
    terms: Vec<TermId>,
}

/// Entities that have a key, in ascending order.
#[derive(Default)]
pub struct Holders {
    valued: Runs,
    nulls: Runs,
}

/// Numbers in ascending order, as runs without a gap: first and last. Most keys are held by all of a kind.
#[derive(Default)]
struct Runs(Vec<(u32, u32)>);

impl Runs {
    fn push(&mut self, id: u32) {
        match self.0.last_mut() {
            Some((_, last)) if *last == id => {}
            Some((_, last)) if *last + 1 == id => *last = id,
            _ => self.0.push((id, id)),
        }
    }

    fn sealed(&self) -> RoaringBitmap {
        let mut set = RoaringBitmap::new();
        for (first, last) in &self.0 {
            set.insert_range(*first..=*last);
        }
        set
    }
}

impl Holders {
    fn push(&mut self, valued: bool, id: u32) {
        let runs = if valued { &mut self.valued } else { &mut self.nulls };
        runs.push(id);
    }

    /// Adds those of another part, each number raised by `offset`.
    pub fn append(&mut self, other: &Self, offset: u32) {
        let raised = |(first, last): &(u32, u32)| (first + offset, last + offset);
        self.valued.0.extend(other.valued.0.iter().map(raised));
        self.nulls.0.extend(other.nulls.0.iter().map(raised));
    }
}

impl Builder {
    /// An empty part with room for about so many entities. It is a guess from below of what they have: a table that is
    /// too large would stay so.
    pub fn with_capacity(entities: usize) -> Self {
        let mut builder = Self::default();
        let index = &mut builder.index;
        index.slots.reserve(entities);
        index.refs.reserve(entities);
        index.terms.reserve(4 * entities, 3 * entities);
        index.singles.reserve(6 * entities);
        builder
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
        let mut sought = Vec::with_capacity(self.rows.len());
        let mut rare = Vec::new();
        for row in self.rows.iter() {
            let key = index.terms.intern_key(row.key, row.key_hash);
            holders(&mut self.keys, key).push(row.value.is_some(), id);
            if row.rare {
                rare.push((key, row));
            } else {
                sought.push(Sought { key, value: row.value, hash: row.hash, item: row.item });
            }
        }
        index.terms.intern_all(&sought, &mut self.terms);
        for term in &self.terms {
            index.terms.postings[*term as usize].push(id);
        }
        index.post_all_rare(id, &rare);
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
        let mut known = RelationTerms::new(&index);
        for id in 0..count {
            index.push_relations(id, &mut keys, &mut known);
        }
        drop(known);
        index.terms.seal();
        for (key, holders) in (0_u32..).zip(&keys) {
            let entry = index.terms.key_mut(key);
            entry.valued = holders.valued.sealed();
            entry.nulls = holders.nulls.sealed();
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

/// The terms of relations that there are so far, by key and target: quicker than to look for them among all terms.
struct RelationTerms {
    /// The list of each type of relation; types that differ only in case share one, as they share their key.
    lists: Vec<usize>,
    terms: Vec<Vec<TermId>>,
    targets: usize,
}

impl RelationTerms {
    fn new(index: &Index) -> Self {
        let names = &index.relation_names;
        let first = |key: KeyId| names.iter().position(|other| other.key == key).unwrap_or_default();
        let lists = names.iter().map(|one| first(one.key)).collect();
        Self { lists, terms: names.iter().map(|_| Vec::new()).collect(), targets: index.refs.len() }
    }

    fn get_mut(&mut self, kind: u16, target: RefId) -> &mut TermId {
        let list = &mut self.terms[self.lists[kind as usize]];
        if list.is_empty() {
            list.resize(self.targets, NOTHING);
        }
        &mut list[target as usize]
    }
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

    /// Values of rare keys of a new entity. Most are new: whether they are is looked up for all before anything is changed,
    /// so that these reads wait together.
    fn post_all_rare(&mut self, id: u32, rare: &[(KeyId, Row<'_>)]) {
        let is_new = |hash| self.terms.candidate(hash).is_none() && !self.singles.has(hash);
        let new: Vec<bool> = rare.iter().map(|(_, row)| is_new(row.hash)).collect();
        for ((key, row), new) in rare.iter().zip(new) {
            if new {
                self.singles.insert(row.hash, id);
            } else {
                self.post_rare(id, *key, row);
            }
        }
    }

    /// The rows of relations of an entity that is above all that have theirs.
    fn push_relations(&mut self, id: u32, keys: &mut Vec<Holders>, known: &mut RelationTerms) {
        let Some(slot) = self.slots[id as usize].as_ref() else { return };
        let own = slot.emitted.iter().map(|one| (one.kind, one.target));
        for (kind, target) in own.chain(self.refs.incoming(slot.reference).iter().copied()) {
            let relation = &self.relation_names[kind as usize];
            let term = known.get_mut(kind, target);
            if *term == NOTHING {
                let hash = hash_with(relation.hash, Some(self.refs.hash(target)));
                *term = self.terms.add_placed(relation.key, self.refs.place(target), hash);
            }
            self.terms.postings[*term as usize].push(id);
            holders(keys, relation.key).push(true, id);
        }
        if slot.emitted.iter().any(|one| self.refs.slot(one.target) == NONE) {
            let term = self.dangling_term();
            self.terms.postings[term as usize].push(id);
            holders(keys, self.terms.key_of(term)).push(true, id);
        }
    }
}
