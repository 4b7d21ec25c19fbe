//! The entities of one term: most terms have one, some have many.

use roaring::RoaringBitmap;

/// A set of entity numbers.
#[derive(Default)]
pub enum Posting {
    /// Nothing.
    #[default]
    Empty,
    /// One entity.
    One(u32),
    /// More.
    Many(Box<RoaringBitmap>),
}

impl Posting {
    /// Adds an entity.
    pub fn insert(&mut self, id: u32) {
        match self {
            Self::Empty => *self = Self::One(id),
            Self::One(other) if *other == id => {}
            Self::One(other) => *self = Self::Many(Box::new(RoaringBitmap::from_iter([*other, id]))),
            Self::Many(set) => drop(set.insert(id)),
        }
    }

    /// Removes an entity.
    pub fn remove(&mut self, id: u32) {
        match self {
            Self::One(other) if *other == id => *self = Self::Empty,
            Self::Many(set) => {
                set.remove(id);
                match set.len() {
                    0 => *self = Self::Empty,
                    1 => *self = set.min().map_or(Self::Empty, Self::One),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// Whether an entity is in it.
    pub fn contains(&self, id: u32) -> bool {
        match self {
            Self::Empty => false,
            Self::One(other) => *other == id,
            Self::Many(set) => set.contains(id),
        }
    }

    /// How many of `hits` are in it.
    pub fn count_in(&self, hits: &RoaringBitmap) -> u64 {
        match self {
            Self::Empty => 0,
            Self::One(id) => u64::from(hits.contains(*id)),
            Self::Many(set) => set.intersection_len(hits),
        }
    }

    /// Adds all to `set`.
    pub fn add_to(&self, set: &mut RoaringBitmap) {
        match self {
            Self::Empty => {}
            Self::One(id) => drop(set.insert(*id)),
            Self::Many(own) => *set |= own.as_ref(),
        }
    }

    /// Bytes on the heap, about.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Many(set) => 48 + set.serialized_size(),
            _ => 0,
        }
    }
}
