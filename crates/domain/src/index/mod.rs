//! The memory index: one catalog behind postings, orders, facets and text search. Pure; callers lock it.
//!
//! Invariant: a relation is stored once, with the entity that emits it; both ends see it, also when the other end
//! does not exist.

mod body;
mod build;
mod column;
mod facet;
mod flatten;
mod join;
mod order;
mod page;
mod posting;
mod predicate;
mod project;
mod refs;
mod select;
mod single;
mod slot;
mod sorted;
mod term;
mod text;
mod write;

pub use build::{Builder, Stored, StoredMark, StoredRelation};
pub use flatten::flatten;
pub use order::Position;
pub use page::Page;
pub use predicate::{MAX_CONDITIONS, Predicate, Test};
pub use project::project;
pub use select::{FullText, Query, Sort};
pub use slot::{Prepared, Record, version};
pub use term::fold;

use std::sync::Mutex;

use hashbrown::HashMap;
use roaring::RoaringBitmap;
use rustc_hash::{FxBuildHasher, FxHashMap};
use serde_json::Value;

use self::order::Order;
use self::refs::{NONE, RefId, Refs};
use self::single::Singles;
use self::slot::Slot;
use self::term::{KeyId, TermId, Terms};
use self::text::TextColumn;

/// One catalog in memory.
#[derive(Default)]
pub struct Index {
    slots: Vec<Option<Slot>>,
    free: Vec<u32>,
    all: RoaringBitmap,
    uids: HashMap<u128, u32, FxBuildHasher>,
    refs: Refs,
    terms: Terms,
    singles: Singles,
    relation_names: Vec<RelationName>,
    /// The term of entities that point at something that does not exist.
    dangling: Option<TermId>,
    orders: Mutex<FxHashMap<Option<KeyId>, Order>>,
    columns: Mutex<FxHashMap<KeyId, TextColumn>>,
}

/// A type of relations; there are few.
struct RelationName {
    name: Box<str>,
    /// The key of its rows, by name, number and hash.
    row: Box<str>,
    key: KeyId,
    hash: u32,
}

/// Bytes held, about, by part.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    /// Compressed bodies.
    pub bodies: usize,
    /// Values and their tables.
    pub terms: usize,
    /// Entities of each value.
    pub postings: usize,
    /// Entities' own lists.
    pub slots: usize,
    /// References and relations.
    pub references: usize,
    /// Sorted orders and text columns.
    pub orders: usize,
}

impl Memory {
    /// All of it.
    pub fn total(&self) -> usize {
        self.bodies + self.terms + self.postings + self.slots + self.references + self.orders
    }
}

impl Index {
    /// An empty catalog.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many entities there are.
    pub fn len(&self) -> usize {
        self.all.len() as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The entity of a full reference in lower case.
    pub fn find(&self, reference: &str) -> Option<u32> {
        self.find_ref(reference).map(|id| self.refs.slot(id)).filter(|slot| *slot != NONE)
    }

    /// The entity of a uid.
    pub fn find_uid(&self, uid: uuid::Uuid) -> Option<u32> {
        self.uids.get(&uid.as_u128()).copied()
    }

    fn find_ref(&self, reference: &str) -> Option<RefId> {
        self.refs.find(reference, &self.terms.text)
    }

    fn ref_text(&self, id: RefId) -> &str {
        self.terms.text.get(self.refs.place(id))
    }

    fn slot(&self, id: u32) -> &Slot {
        self.slots[id as usize].as_ref().expect("ids come from this index under one lock")
    }

    /// An entity's full reference.
    pub fn reference(&self, id: u32) -> &str {
        self.ref_text(self.slot(id).reference)
    }

    /// An entity's uid.
    pub fn uid(&self, id: u32) -> uuid::Uuid {
        uuid::Uuid::from_u128(self.slot(id).uid)
    }

    /// Microseconds of its last change.
    pub fn updated_at(&self, id: u32) -> i64 {
        self.slot(id).updated_at
    }

    /// The entity as the API answers it.
    pub fn body(&self, id: u32) -> String {
        self.body_of(id, self.relations(id))
    }

    /// The same with these of its relations.
    pub fn body_of(&self, id: u32, relations: Vec<(&str, &str)>) -> String {
        let slot = self.slot(id);
        let mut state = slot.body_hash;
        for (kind, target) in &relations {
            state = slot::mix(state, kind.as_bytes());
            state = slot::mix(state, target.as_bytes());
        }
        let etag = format!("{:016x}{state:016x}{:08x}", slot.body_hash, slot.status.len() as u32 ^ slot.status_hash);
        let additions = body::Additions { uid: self.uid(id).to_string(), etag, relations, status: &slot.status };
        body::compose(&slot.body.text(), &additions)
    }

    /// The same, parsed.
    pub fn value(&self, id: u32) -> Value {
        serde_json::from_str(&self.body(id)).unwrap_or_default()
    }

    /// The body as the store keeps it.
    pub fn stored_body(&self, id: u32) -> String {
        self.slot(id).body.text()
    }

    /// The first value of a key, as written. Of keys like `metadata.annotations.*` none is at hand: read the body.
    pub fn first(&self, id: u32, key: &str) -> Option<&str> {
        let key = self.terms.find_key(key)?;
        self.slot(id)
            .terms
            .iter()
            .filter(|term| self.terms.key_of(**term) == key)
            .find_map(|term| self.terms.value(*term))
    }

    /// All values of a key, as written.
    pub fn values(&self, id: u32, key: &str) -> Vec<&str> {
        let Some(key) = self.terms.find_key(key) else { return Vec::new() };
        self.slot(id)
            .terms
            .iter()
            .filter(|term| self.terms.key_of(**term) == key)
            .filter_map(|term| self.terms.value(*term))
            .collect()
    }

    /// (type, target) of all relations, its own and those of others at it, sorted, without repetition.
    pub fn relations(&self, id: u32) -> Vec<(&str, &str)> {
        let slot = self.slot(id);
        let own = slot.emitted.iter().map(|one| (one.kind, one.target));
        let other = self.refs.incoming(slot.reference).iter().copied();
        let mut all: Vec<(&str, &str)> = own
            .chain(other)
            .map(|(kind, target)| (&*self.relation_names[kind as usize].name, self.ref_text(target)))
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Bytes held, about.
    pub fn memory(&self) -> Memory {
        let (terms, postings) = self.terms.bytes();
        let slots = self.slots.iter().flatten();
        let (mut bodies, mut lists) =
            (0, self.slots.capacity() * size_of::<Option<Slot>>() + self.uids.capacity() * 22);
        for slot in slots {
            bodies += slot.body.bytes().len() + size_of::<crate::packed::Packed>();
            lists += slot.terms.len() * 4 + slot.emitted.len() * 8;
        }
        let orders = self.orders.lock().map_or(0, |orders| orders.values().map(Order::bytes).sum());
        let columns = self.columns.lock().map_or(0, |columns| columns.values().map(TextColumn::bytes).sum());
        Memory {
            bodies,
            terms: terms + self.singles.bytes(),
            postings,
            slots: lists,
            references: self.refs.bytes(),
            orders: orders + columns,
        }
    }
}
