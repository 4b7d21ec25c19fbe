//! Building an index from many entities at once: parts are built side by side, joined, and finished with what entities
//! see of each other. The result is the one that [`Index::apply`] would give, in about half of the time.

use std::borrow::Cow;
use std::iter;

use hashbrown::HashMap;
use roaring::RoaringBitmap;
use rustc_hash::FxBuildHasher;
use serde::Deserialize;

use super::flatten::{Row, Rows, flatten_into};
use super::posting::{Lists, Posting};
use super::refs::{NONE, RefId, Refs};
use super::slot::{Emission, Slot, mix};
use super::term::{KeyId, NOTHING, Place, Sought, TermId, hash_with};
use super::{Index, RelationName};
use crate::packed::Packed;

/// An entity as it lies in the store, borrowed from there.
#[derive(Clone, Debug, Default)]
pub struct Stored<'a> {
    /// For life.
    pub uid: uuid::Uuid,
    /// Full, in lower case.
    pub reference: &'a str,
    /// JSON without uid, etag, relations and status.
    pub body: &'a str,
    /// The same packed, where it is kept so; empty otherwise.
    pub packed: &'a [u8],
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
    room: Vec<u8>,
    terms: Vec<TermId>,
    refs: Vec<RefId>,
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
        let targets = stored.relations.iter().map(|StoredRelation(_, _, target)| &**target);
        index.refs.intern_all(iter::once(stored.reference).chain(targets), &mut index.terms.text, &mut self.refs);
        let reference = self.refs[0];
        if index.refs.slot(reference) != NONE {
            return;
        }
        let id = index.slots.len() as u32;
        index.refs.set_slot(reference, id);
        let emitted = stored
            .relations
            .iter()
            .zip(&self.refs[1..])
            .map(|(StoredRelation(kind, inverse, _), target)| Emission {
                kind: index.relation_name(kind),
                inverse: index.relation_name(inverse),
                target: *target,
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
        index.post_all_rare(id, &rare);
        self.terms.sort_unstable();
        self.terms.dedup();
        index.slots.push(Some(Slot {
            uid: stored.uid.as_u128(),
            reference,
            terms: self.terms.as_slice().into(),
            emitted,
            body: match stored.packed {
                [] => Packed::new(stored.body, &mut self.room),
                packed => Packed::of_bytes(packed),
            },
            body_hash: mix(0, stored.body.as_bytes()),
            status: stored.status.into(),
            status_hash: mix(1, stored.status.as_bytes()) as u32,
            updated_at: stored.updated_at,
        }));
    }

    /// The whole index of all parts, with relations seen from both ends.
    pub fn finish(self) -> Index {
        let Self { mut index, mut keys, .. } = self;
        index.all.insert_range(0..index.slots.len() as u32);
        let mut relations = Relations::default();
        std::thread::scope(|both| {
            let Index { slots, uids, refs, terms, relation_names, .. } = &mut index;
            let slots = &*slots;
            both.spawn(move || {
                note_uids(slots, uids);
                let lists = Lists::of(terms.postings.len(), values(slots));
                fill(&mut terms.postings, &lists);
            });
            note_incoming(slots, refs);
            relations = Relations::of(slots, refs, relation_names, &mut keys);
        });
        let Relations { fresh, pairs, dangling } = relations;
        let mut postings = Vec::new();
        postings.resize_with(fresh.len(), Posting::default);
        std::thread::scope(|both| {
            both.spawn(|| fill(&mut postings, &Lists::of(fresh.len(), pairs.iter().copied())));
            index.terms.add_all_placed(&fresh);
        });
        index.terms.postings.append(&mut postings);
        index.post_dangling(&dangling, &mut keys);
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

/// The rows of relations, of both ends.
#[derive(Default)]
struct Relations {
    /// Their terms: key, place of the target's text, and hash of both.
    fresh: Vec<(KeyId, Place, u32)>,
    /// Those terms, counted from the first of them, and the entities that have them.
    pairs: Vec<(TermId, u32)>,
    /// Entities with a relation to what does not exist.
    dangling: Vec<u32>,
}

impl Relations {
    fn of(slots: &[Option<Slot>], refs: &Refs, names: &[RelationName], keys: &mut Vec<Holders>) -> Self {
        // The terms so far, by type and target: quicker than to look for them among all terms. Types that differ only in case
        // share a list, as they share their key.
        let list = |key: KeyId| names.iter().position(|other| other.key == key).unwrap_or_default();
        let lists: Vec<usize> = names.iter().map(|one| list(one.key)).collect();
        let mut known: Vec<Vec<TermId>> = names.iter().map(|_| Vec::new()).collect();
        let (mut found, mut terms) = (Self::default(), Vec::new());
        for (id, slot) in (0_u32..).zip(slots) {
            let Some(slot) = slot else { continue };
            terms.clear();
            let own = slot.emitted.iter().map(|one| (one.kind, one.target));
            for (kind, target) in own.chain(refs.incoming(slot.reference).iter().copied()) {
                let (relation, list) = (&names[kind as usize], &mut known[lists[kind as usize]]);
                if list.is_empty() {
                    list.resize(refs.len(), NOTHING);
                }
                let term = &mut list[target as usize];
                if *term == NOTHING {
                    *term = found.fresh.len() as TermId;
                    let hash = hash_with(relation.hash, Some(refs.hash(target)));
                    found.fresh.push((relation.key, refs.place(target), hash));
                }
                terms.push(*term);
                holders(keys, relation.key).push(true, id);
            }
            terms.sort_unstable();
            terms.dedup();
            found.pairs.extend(terms.iter().map(|term| (*term, id)));
            if slot.emitted.iter().any(|one| refs.slot(one.target) == NONE) {
                found.dangling.push(id);
            }
        }
        found
    }
}

fn note_uids(slots: &[Option<Slot>], uids: &mut HashMap<u128, u32, FxBuildHasher>) {
    uids.reserve(slots.len());
    uids.extend((0_u32..).zip(slots).filter_map(|(id, slot)| Some((slot.as_ref()?.uid, id))));
}

fn note_incoming(slots: &[Option<Slot>], refs: &mut Refs) {
    let mut counts = vec![0_u32; refs.len()];
    for one in slots.iter().flatten().flat_map(|slot| &slot.emitted) {
        counts[one.target as usize] += 1;
    }
    for (target, count) in (0_u32..).zip(counts) {
        refs.incoming_mut(target).reserve_exact(count as usize);
    }
    for slot in slots.iter().flatten() {
        for one in &slot.emitted {
            refs.incoming_mut(one.target).push((one.inverse, slot.reference));
        }
    }
}

impl Index {
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

    fn post_dangling(&mut self, ids: &[u32], keys: &mut Vec<Holders>) {
        if ids.is_empty() {
            return;
        }
        let term = self.dangling_term();
        let holders = holders(keys, self.terms.key_of(term));
        ids.iter().for_each(|id| holders.push(true, *id));
        self.terms.postings[term as usize] = Posting::of(ids);
    }
}

/// The terms of the values that stand in bodies and marks, with the entities that have them.
fn values(slots: &[Option<Slot>]) -> impl Iterator<Item = (TermId, u32)> + Clone {
    let present = (0_u32..).zip(slots).filter_map(|(id, slot)| Some((id, slot.as_ref()?)));
    present.flat_map(|(id, slot)| slot.terms.iter().map(move |term| (*term, id)))
}

/// Makes the postings of terms from lists; one whose list is empty stays.
fn fill(postings: &mut [Posting], lists: &Lists) {
    for (term, posting) in postings.iter_mut().enumerate() {
        let ids = lists.get(term);
        if !ids.is_empty() {
            *posting = Posting::of(ids);
        }
    }
}
