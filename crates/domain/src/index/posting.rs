//! The entities of one term: most terms have one, some have many.

use roaring::RoaringBitmap;

use super::term::TermId;

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

/// The entities of many terms, one list behind the other, while an index is built: counted first, so that no list grows.
#[derive(Default)]
pub struct Lists {
    /// Where the list of each term ends.
    ends: Vec<u32>,
    ids: Vec<u32>,
}

impl Lists {
    /// Of pairs of a term below `terms` and an entity of it; the order of entities stays.
    pub fn of(terms: usize, pairs: impl Iterator<Item = (TermId, u32)> + Clone) -> Self {
        let mut ends = vec![0_u32; terms];
        for (term, _) in pairs.clone() {
            ends[term as usize] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            // Where it begins, until it is filled.
            *end = sum - *end;
        }
        let mut ids = vec![0; sum as usize];
        for (term, id) in pairs {
            let place = &mut ends[term as usize];
            ids[*place as usize] = id;
            *place += 1;
        }
        Self { ends, ids }
    }

    /// The entities of a term.
    pub fn get(&self, term: usize) -> &[u32] {
        let from = if term == 0 { 0 } else { self.ends[term - 1] };
        &self.ids[from as usize..self.ends[term] as usize]
    }
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
        }
    }

    /// Of entities in ascending order.
    pub fn of(ids: &[u32]) -> Self {
        match ids {
            [] => Self::Empty,
            [id] => Self::One(*id),
            few if few.len() <= FEW => Self::Few(Box::new(Few::from(few))),
            // Inserting them one by one would look for the last one each time.
            many => {
                let set = RoaringBitmap::from_sorted_iter(many.iter().copied());
                Self::Many(Box::new(set.unwrap_or_else(|_| many.iter().copied().collect())))
            }
        }
    }

    /// Adds those of another set, each number raised by `offset`.
    pub fn append(&mut self, other: Self, offset: u32) {
        match other {
            Self::Many(set) => set.iter().for_each(|id| self.insert(id + offset)),
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
