//! References under small numbers, also of things that do not exist, and who points at them.

use hashbrown::HashTable;

use super::term::{Arena, BATCH, Place, hash_text, spread};

/// The number of a reference.
pub type RefId = u32;
/// No entity.
pub const NONE: u32 = u32::MAX;

/// A relation that another entity emits at a reference: its number as seen here, and who emits it.
pub type Incoming = (u16, RefId);

/// All references.
#[derive(Default)]
pub struct Refs {
    places: Vec<Place>,
    hashes: Vec<u32>,
    /// Hash and number: looking for a reference reads no other memory before it has found it.
    table: HashTable<(u32, RefId)>,
    slots: Vec<u32>,
    incoming: Vec<Vec<Incoming>>,
}

impl Refs {
    /// The number of a reference in lower case.
    pub fn find(&self, text: &str, arena: &Arena) -> Option<RefId> {
        self.find_hashed(text, hash_text(text), arena)
    }

    fn find_hashed(&self, text: &str, hash: u32, arena: &Arena) -> Option<RefId> {
        let is = |(known, id): &(u32, RefId)| *known == hash && arena.get(self.places[*id as usize]) == text;
        self.table.find(spread(hash), is).map(|(_, id)| *id)
    }

    /// The number of a reference, new when need be.
    pub fn intern(&mut self, text: &str, arena: &mut Arena) -> RefId {
        let hash = hash_text(text);
        if let Some(id) = self.find_hashed(text, hash, arena) {
            return id;
        }
        self.add(arena.push(text), hash)
    }

    /// The numbers of many, new when need be: as with terms, the processor waits for many places of the table together.
    pub fn intern_all<'a>(
        &mut self,
        texts: impl Iterator<Item = &'a str> + Clone,
        arena: &mut Arena,
        found: &mut Vec<RefId>,
    ) {
        found.clear();
        found.extend(texts.clone().map(|text| self.candidate(hash_text(text))));
        for (text, found) in texts.zip(found) {
            if *found == NONE || arena.get(self.places[*found as usize]) != text {
                *found = self.intern(text, arena);
            }
        }
    }

    /// A reference of this hash, most likely the one looked for, or [`NONE`].
    fn candidate(&self, hash: u32) -> RefId {
        self.table.find(spread(hash), |(known, _)| *known == hash).map_or(NONE, |(_, id)| *id)
    }

    /// Takes in the references of a second part, whose texts were appended and are moved by `moved`: their new numbers.
    pub fn join(&mut self, other: &Self, moved: u32, arena: &Arena) -> Vec<RefId> {
        self.reserve(other.len());
        let mut joined = Vec::with_capacity(other.len());
        for (hashes, places) in other.hashes.chunks(BATCH).zip(other.places.chunks(BATCH)) {
            let first = joined.len();
            joined.extend(hashes.iter().map(|hash| self.candidate(*hash)));
            for ((hash, place), new) in hashes.iter().zip(places).zip(&mut joined[first..]) {
                let place = place.moved(moved);
                if *new == NONE || arena.get(self.places[*new as usize]) != arena.get(place) {
                    *new = self.intern_placed(place, *hash, arena);
                }
            }
        }
        joined
    }

    /// The same for a reference whose text is in the arena already.
    fn intern_placed(&mut self, place: Place, hash: u32, arena: &Arena) -> RefId {
        self.find_hashed(arena.get(place), hash, arena).unwrap_or_else(|| self.add(place, hash))
    }

    fn add(&mut self, place: Place, hash: u32) -> RefId {
        let id = self.places.len() as RefId;
        self.places.push(place);
        self.hashes.push(hash);
        self.slots.push(NONE);
        self.incoming.push(Vec::new());
        self.table.insert_unique(spread(hash), (hash, id), |(hash, _)| spread(*hash));
        id
    }

    /// How many references there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Makes room for more.
    pub fn reserve(&mut self, more: usize) {
        self.places.reserve(more);
        self.hashes.reserve(more);
        self.slots.reserve(more);
        self.incoming.reserve(more);
        self.table.reserve(more, |(hash, _)| spread(*hash));
    }

    /// Where the text of a reference is.
    pub fn place(&self, id: RefId) -> Place {
        self.places[id as usize]
    }

    /// [`hash_text`] of its text.
    pub fn hash(&self, id: RefId) -> u32 {
        self.hashes[id as usize]
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
        self.places.capacity() * (8 + 4 + 4 + 24 + 9) + lists
    }
}
