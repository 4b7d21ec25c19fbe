//! References under small numbers, also of things that do not exist, and who points at them.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// The number of a reference.
pub type RefId = u32;
/// No entity.
pub const NONE: u32 = u32::MAX;

/// A relation that another entity emits at a reference: its number as seen here, and who emits it.
pub type Incoming = (u16, RefId);

/// All references.
#[derive(Default)]
pub struct Refs {
    text: String,
    spans: Vec<(u32, u32)>,
    table: HashTable<RefId>,
    slots: Vec<u32>,
    incoming: Vec<Vec<Incoming>>,
}

impl Refs {
    /// The number of a reference in lower case.
    pub fn find(&self, text: &str) -> Option<RefId> {
        self.table.find(FxBuildHasher.hash_one(text), |id| self.text(*id) == text).copied()
    }

    /// The number of a reference, new when need be.
    pub fn intern(&mut self, text: &str) -> RefId {
        if let Some(id) = self.find(text) {
            return id;
        }
        let id = self.spans.len() as RefId;
        let start = self.text.len() as u32;
        self.text.push_str(text);
        self.spans.push((start, self.text.len() as u32));
        self.slots.push(NONE);
        self.incoming.push(Vec::new());
        let (spans, all) = (&self.spans, &self.text);
        let of = |id: &RefId| {
            let (start, end) = spans[*id as usize];
            FxBuildHasher.hash_one(&all[start as usize..end as usize])
        };
        self.table.insert_unique(FxBuildHasher.hash_one(text), id, of);
        id
    }

    /// The text of a reference.
    pub fn text(&self, id: RefId) -> &str {
        let (start, end) = self.spans[id as usize];
        &self.text[start as usize..end as usize]
    }

    /// The entity of that reference, or [`NONE`].
    pub fn slot(&self, id: RefId) -> u32 {
        self.slots[id as usize]
    }

    /// Says which entity a reference has.
    pub fn set_slot(&mut self, id: RefId, slot: u32) {
        self.slots[id as usize] = slot;
    }

    /// Relations emitted at it.
    pub fn incoming(&self, id: RefId) -> &[Incoming] {
        &self.incoming[id as usize]
    }

    /// The same, to change.
    pub fn incoming_mut(&mut self, id: RefId) -> &mut Vec<Incoming> {
        &mut self.incoming[id as usize]
    }

    /// Bytes held, about.
    pub fn bytes(&self) -> usize {
        let lists: usize = self.incoming.iter().map(|list| list.capacity() * size_of::<Incoming>()).sum();
        self.text.capacity() + self.spans.capacity() * (8 + 4 + 24 + 5) + lists
    }
}
