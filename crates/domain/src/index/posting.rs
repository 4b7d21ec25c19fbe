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
    /// More, in ascending order: while an index is built.
    #[expect(clippy::box_collection, reason = "there are millions of postings, and a box is a third of a list")]
    Sorted(Box<Vec<u32>>),
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
            Self::Many(set) => drop(set.insert(id)),
            Self::Sorted(_) => {
                self.seal();
                self.insert(id);
            }
        }
    }

    /// Adds an entity that is the last one or above all that are in it, while an index is built.
    pub fn push(&mut self, id: u32) {
        match self {
            Self::Sorted(ids) if ids.last() == Some(&id) => {}
            Self::Sorted(ids) => ids.push(id),
            Self::Few(few) if few.ids().last() == Some(&id) => {}
            Self::Few(few) if few.length as usize == FEW => {
                let mut ids = Vec::with_capacity(4 * FEW);
                ids.extend_from_slice(few.ids());
                ids.push(id);
                *self = Self::Sorted(Box::new(ids));
            }
            other => other.insert(id),
        }
    }

    /// Adds those of another set, each number raised by `offset`; all are above its own.
    pub fn append(&mut self, mut other: Self, offset: u32) {
        if matches!(self, Self::Empty) {
            other.raise(offset);
            *self = other;
            return;
        }
        match other {
            Self::Many(set) => set.iter().for_each(|id| self.push(id + offset)),
            other => other.short().iter().for_each(|id| self.push(id + offset)),
        }
    }

    fn raise(&mut self, offset: u32) {
        match self {
            Self::Empty => {}
            Self::One(id) => *id += offset,
            Self::Few(few) => few.ids.iter_mut().take(few.length as usize).for_each(|id| *id += offset),
            Self::Sorted(ids) => ids.iter_mut().for_each(|id| *id += offset),
            Self::Many(set) => *self = Self::Sorted(Box::new(set.iter().map(|id| id + offset).collect())),
        }
    }

    /// Ends the building: a list that is long becomes a bitmap.
    pub fn seal(&mut self) {
        if let Self::Sorted(ids) = self {
            *self = Self::Many(Box::new(sealed(ids)));
        }
    }

    /// Removes an entity.
    pub fn remove(&mut self, id: u32) {
        match self {
            Self::One(other) if *other == id => *self = Self::Empty,
            Self::Sorted(_) => {
                self.seal();
                self.remove(id);
            }
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
            Self::Sorted(ids) => ids.binary_search(&id).is_ok(),
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
            Self::Sorted(ids) => ids,
        }
    }

    /// Bytes on the heap, about.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Empty | Self::One(_) => 0,
            Self::Few(_) => size_of::<Few>(),
            Self::Many(set) => 80 + set.serialized_size(),
            Self::Sorted(ids) => 24 + ids.capacity() * 4,
        }
    }
}

/// The set of numbers in ascending order. Pushing them one by one would look for the last one each time.
fn sealed(ids: &[u32]) -> RoaringBitmap {
    RoaringBitmap::from_sorted_iter(ids.iter().copied()).unwrap_or_else(|_| ids.iter().copied().collect())
}
