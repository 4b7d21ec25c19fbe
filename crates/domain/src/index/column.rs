//! The values of one key as terms: the index's own, or made for one question where the index does not keep them so.

use roaring::RoaringBitmap;

use super::Index;
use super::flatten::{flatten, is_rare};
use super::order::{Entry, Order};
use super::term::{KeyId, TermId, Terms, fold, hash, hash_text};

/// Terms and the key looked at.
pub enum Column<'a> {
    /// The index's own.
    Kept(&'a Terms, KeyId),
    /// Read from bodies and lists, for entities that matter.
    Made(Box<Terms>, KeyId),
}

impl Column<'_> {
    /// The terms.
    pub fn terms(&self) -> &Terms {
        match self {
            Self::Kept(terms, _) => terms,
            Self::Made(terms, _) => terms,
        }
    }

    /// The key among them.
    pub fn key(&self) -> KeyId {
        match self {
            Self::Kept(_, key) | Self::Made(_, key) => *key,
        }
    }

    /// Entities with a value.
    pub fn valued(&self) -> &RoaringBitmap {
        &self.terms().key(self.key()).valued
    }

    /// Terms with a value.
    pub fn list(&self) -> impl Iterator<Item = TermId> {
        self.terms().key(self.key()).terms.iter().copied().filter(|term| self.terms().value(*term).is_some())
    }

    /// Entities of the values that pass a test.
    pub fn matching(&self, test: impl Fn(&str) -> bool) -> RoaringBitmap {
        let mut set = RoaringBitmap::new();
        for term in self.list().filter(|term| self.terms().value(*term).is_some_and(|value| test(&fold(value)))) {
            self.terms().postings[term as usize].add_to(&mut set);
        }
        set
    }
}

impl Index {
    /// The values of a key (lower case), where it must be made for the entities `within` only.
    pub(super) fn column(&self, name: &str, within: &RoaringBitmap) -> Option<Column<'_>> {
        let direct = self.terms.find_key(name);
        let derived = self.terms.find_derived(name);
        match direct {
            Some(key) if derived.is_empty() && !is_rare(name) => return Some(Column::Kept(&self.terms, key)),
            None if derived.is_empty() => return None,
            _ => {}
        }
        let mut made = Box::<Terms>::default();
        let key = made.intern_key(name, hash_text(name));
        if let Some(direct) = direct {
            if is_rare(name) {
                for id in &self.terms.key(direct).valued & within {
                    for value in self.read_values(id, name) {
                        made.post(name, key, &value, id);
                    }
                }
            } else {
                for term in Column::Kept(&self.terms, direct).list() {
                    let value = self.terms.value(term).unwrap_or_default();
                    self.ids(term, within).for_each(|id| made.post(name, key, value, id));
                }
            }
        }
        for term in derived {
            self.ids(term, within).for_each(|id| made.post(name, key, "true", id));
        }
        Some(Column::Made(made, key))
    }

    fn ids(&self, term: TermId, within: &RoaringBitmap) -> impl Iterator<Item = u32> {
        let mut set = RoaringBitmap::new();
        self.terms.postings[term as usize].add_to(&mut set);
        set &= within;
        set.into_iter()
    }

    /// The values of a key as an entity's body has them.
    pub(super) fn read_values(&self, id: u32, name: &str) -> Vec<String> {
        let rows = flatten(&self.stored_body(id));
        rows.iter().filter(|row| row.key == name).filter_map(|row| row.value.map(str::to_owned)).collect()
    }

    /// The value that an entity's body has for a key, if it equals this one without regard to case.
    pub(super) fn read_equal(&self, id: u32, name: &str, value: &str) -> Option<String> {
        let wanted = fold(value);
        self.read_values(id, name).into_iter().find(|value| fold(value) == wanted)
    }

    /// The rows of a column in order; of the uid without one.
    pub(super) fn order_of(&self, column: Option<&Column<'_>>) -> Order {
        let uid = |slot: u32| self.slots[slot as usize].as_ref().map_or(0, |slot| slot.uid);
        let Some(column) = column else {
            let entries = self.all.iter().map(|slot| Entry { uid: uid(slot), term: 0, slot });
            return Order::new(true, entries.collect(), &self.terms);
        };
        let mut entries = Vec::new();
        for term in column.list() {
            let mut set = RoaringBitmap::new();
            column.terms().postings[term as usize].add_to(&mut set);
            entries.extend(set.iter().map(|slot| Entry { uid: uid(slot), term, slot }));
        }
        Order::new(false, entries, column.terms())
    }
}

impl Terms {
    fn post(&mut self, name: &str, key: KeyId, value: &str, id: u32) {
        let term = self.intern(key, Some(value), hash(name, Some(value)), false);
        self.postings[term as usize].insert(id);
        self.key_mut(key).valued.insert(id);
    }
}
