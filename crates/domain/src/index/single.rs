//! Values that one entity alone has, of keys whose values are seldom shared: a hash and the entity, without the text.
//! Whoever asks for such a value reads the entity's body to be sure.

use hashbrown::HashTable;

use super::term::spread;

/// (hash of key and value, entity), each once.
#[derive(Default)]
pub struct Singles(HashTable<(u32, u32)>);

impl Singles {
    /// Adds a value of an entity.
    pub fn insert(&mut self, hash: u32, id: u32) {
        if self.0.find(spread(hash), |known| *known == (hash, id)).is_none() {
            self.0.insert_unique(spread(hash), (hash, id), |(hash, _)| spread(*hash));
        }
    }

    /// Takes it away.
    pub fn remove(&mut self, hash: u32, id: u32) {
        if let Ok(found) = self.0.find_entry(spread(hash), |known| *known == (hash, id)) {
            found.remove();
        }
    }

    /// Entities that may have the value.
    pub fn candidates(&self, hash: u32) -> impl Iterator<Item = u32> {
        self.0.iter_hash(spread(hash)).filter(move |(known, _)| *known == hash).map(|(_, id)| *id)
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (u32, u32)> {
        self.0.iter().copied()
    }

    /// Makes room for more.
    pub fn reserve(&mut self, more: usize) {
        self.0.reserve(more, |(hash, _)| spread(*hash));
    }

    /// Whether there is a value with this hash.
    pub fn has(&self, hash: u32) -> bool {
        self.candidates(hash).next().is_some()
    }

    /// Bytes held, about.
    pub fn bytes(&self) -> usize {
        self.0.capacity() * 9
    }
}
