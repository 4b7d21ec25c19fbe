//! The entities of one term: most terms have one, some have many.

use roaring::RoaringBitmap;

/// Most entities of a set that is kept as a list.
const FEW: usize = 7;

/// A set of entity numbers.
#[derive(Default)]
pub enum Posting {
    /// Nothing.
    #[default]
    Empty,
    /// One entity.
    One(u32),
    /// Two to seven.
    Few(Box<Few>),
    /// More.
    Many(Box<RoaringBitmap>),
}

/// A short list.
#[derive(Clone, Copy)]
pub struct Few {
    length: u32,
    ids: [u32; FEW],
}

impl Few {
    fn ids(&self) -> &[u32] {
        &self.ids[..self.length as usize]
    }

    fn from(ids: &[u32]) -> Self {
        let mut few = Self { length: ids.len() as u32, ids: [0; FEW] };
        few.ids[..ids.len()].copy_from_slice(ids);
        few
    }
}

impl Posting {
    /// Adds an entity.
    pub fn insert(&mut self, id: u32) {
        match self {
            Self::Empty => *self = Self::One(id),
            Self::One(other) if *other == id => {}
            Self::One(other) => *self = Self::Few(Box::new(Few::from(&[*other, id]))),
            Self::Few(few) if few.ids().contains(&id) => {}
            Self::Few(few) if (few.length as usize) < FEW => {
                few.ids[few.length as usize] = id;
                few.length += 1;
            }
            Self::Few(few) => {
                let all = few.ids().iter().copied().chain([id]);
                *self = Self::Many(Box::new(all.collect()));
            }
            Self::Many(set) => insert(set, id),
        }
    }

    /// Adds an entity that is the last one or above all that are in it.
    pub fn push(&mut self, id: u32) {
        match self {
            Self::Many(set) => push(set, id),
            Self::Few(few) if few.ids().last() == Some(&id) => {}
            few => few.insert(id),
        }
    }

    /// Adds those of another set, each number raised by `offset`; all are above its own.
    pub fn append(&mut self, other: &Self, offset: u32) {
        match other {
            Self::Many(set) => set.iter().for_each(|id| self.push(id + offset)),
            few => few.short().iter().for_each(|id| self.insert(id + offset)),
        }
    }

    /// Removes an entity.
    pub fn remove(&mut self, id: u32) {
        match self {
            Self::One(other) if *other == id => *self = Self::Empty,
            Self::Few(few) => {
                let Some(at) = few.ids().iter().position(|known| *known == id) else { return };
                few.length -= 1;
                few.ids[at] = few.ids[few.length as usize];
                if few.length == 1 {
                    *self = Self::One(few.ids[0]);
                }
            }
            Self::Many(set) => {
                set.remove(id);
                if set.len() as usize <= FEW / 2 {
                    *self = Self::Few(Box::new(Few::from(&set.iter().collect::<Vec<_>>())));
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
            Self::Few(few) => few.ids().contains(&id),
            Self::Many(set) => set.contains(id),
        }
    }

    /// How many of `hits` are in it.
    pub fn count_in(&self, hits: &RoaringBitmap) -> u64 {
        match self {
            Self::Many(set) => set.intersection_len(hits),
            few => few.short().iter().filter(|id| hits.contains(**id)).count() as u64,
        }
    }

    /// Adds all to `set`.
    pub fn add_to(&self, set: &mut RoaringBitmap) {
        match self {
            Self::Many(own) => *set |= own.as_ref(),
            few => set.extend(few.short()),
        }
    }

    /// The entities of a set that is no bitmap.
    pub fn short(&self) -> &[u32] {
        match self {
            Self::Empty | Self::Many(_) => &[],
            Self::One(id) => std::slice::from_ref(id),
            Self::Few(few) => few.ids(),
        }
    }

    /// Bytes on the heap, about.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Empty | Self::One(_) => 0,
            Self::Few(_) => size_of::<Few>(),
            Self::Many(set) => 80 + set.serialized_size(),
        }
    }
}

/// Adds an entity to a set; quick where it is above all that are in it, as new ones are.
pub fn insert(set: &mut RoaringBitmap, id: u32) {
    if set.try_push(id).is_err() {
        set.insert(id);
    }
}

/// Adds an entity that is the last one or above all that are in the set.
pub fn push(set: &mut RoaringBitmap, id: u32) {
    // An error says that it is there.
    let _ = set.try_push(id);
}
