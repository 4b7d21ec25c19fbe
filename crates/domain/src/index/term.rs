//! Terms: (key, value) pairs under small numbers. Values are found without regard to case and keep the case they came in.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::{BuildHasher, Hasher};

use hashbrown::{HashMap, HashTable};
use roaring::RoaringBitmap;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHasher};

use super::flatten::is_too_long;
use super::posting::Posting;

/// The number of a term.
pub type TermId = u32;
/// The number of a key.
pub type KeyId = u32;

/// Length of a value that is null.
const NULL: u32 = u32::MAX >> 1;
/// Bit of a length that tells an item of a list.
const ITEM: u32 = 1 << 31;

struct Term {
    key: KeyId,
    start: u32,
    /// Kept so that growing the table reads no texts.
    hash: u32,
    /// Bytes, and the bit of items.
    length: u32,
}

/// A text in the arena.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    start: u32,
    length: u32,
}

/// Texts in pieces that never move: growing copies nothing and wastes at most one piece.
#[derive(Default)]
pub struct Arena(Vec<String>);

/// Bits of a place within a piece of one megabyte.
const PIECE_BITS: u32 = 20;

impl Arena {
    /// Keeps a text.
    pub fn push(&mut self, text: &str) -> Place {
        let size = 1 << PIECE_BITS;
        if self.0.last().is_none_or(|piece| piece.len() + text.len() > size) {
            self.0.push(String::with_capacity(size.max(text.len())));
        }
        let number = self.0.len() as u32 - 1;
        let piece = &mut self.0[number as usize];
        let start = piece.len() as u32;
        piece.push_str(text);
        Place { start: number << PIECE_BITS | start, length: text.len() as u32 }
    }

    /// The text at a place.
    pub fn get(&self, Place { start, length }: Place) -> &str {
        let from = (start & ((1 << PIECE_BITS) - 1)) as usize;
        &self.0[(start >> PIECE_BITS) as usize][from..from + length as usize]
    }

    fn bytes(&self) -> usize {
        self.0.len() << PIECE_BITS
    }
}

/// A key and what is known of it.
#[derive(Default)]
pub struct Key {
    /// All its terms, oldest first; some may have no entity any more.
    pub terms: Vec<TermId>,
    /// Entities with a value that is not null.
    pub valued: RoaringBitmap,
    /// Entities where it is null.
    pub nulls: RoaringBitmap,
    /// Whether some of its values are items of lists.
    pub items: bool,
}

/// All terms and their entities.
#[derive(Default)]
pub struct Terms {
    /// Texts of values, and of references, which are values of relations.
    pub text: Arena,
    terms: Vec<Term>,
    /// Entities of each term.
    pub postings: Vec<Posting>,
    heads: HashTable<TermId>,
    /// Terms that differ from a head only in case, or in being items of lists.
    variants: FxHashMap<TermId, Vec<TermId>>,
    names: HashMap<Box<str>, KeyId, FxBuildHasher>,
    keys: Vec<Key>,
}

impl Terms {
    /// The number of a key in lower case.
    pub fn find_key(&self, name: &str) -> Option<KeyId> {
        self.names.get(name).copied()
    }

    /// What is known of a key.
    pub fn key(&self, id: KeyId) -> &Key {
        &self.keys[id as usize]
    }

    /// The same, to change.
    pub fn key_mut(&mut self, id: KeyId) -> &mut Key {
        &mut self.keys[id as usize]
    }

    /// The key of a term.
    pub fn key_of(&self, term: TermId) -> KeyId {
        self.terms[term as usize].key
    }

    /// The value as first written; `None` is null.
    pub fn value(&self, term: TermId) -> Option<&str> {
        let Term { start, length, .. } = self.terms[term as usize];
        let length = length & !ITEM;
        (length != NULL).then(|| self.text.get(Place { start, length }))
    }

    fn is_item(&self, term: TermId) -> bool {
        self.terms[term as usize].length & ITEM != 0
    }

    /// The number of a key, new when need be.
    pub fn intern_key(&mut self, name: &str) -> KeyId {
        if let Some(id) = self.names.get(name) {
            return *id;
        }
        let id = self.keys.len() as KeyId;
        self.names.insert(name.into(), id);
        self.keys.push(Key::default());
        id
    }

    /// The number of a term, new when need be. `hash` is [`hash`] of the key's name and the value.
    pub fn intern(&mut self, key: KeyId, value: Option<&str>, hash: u32, item: bool) -> TermId {
        self.intern_at(key, value, hash, item, None)
    }

    /// The same for a value whose text is in the arena already.
    pub fn intern_placed(&mut self, key: KeyId, place: Place, hash: u32) -> TermId {
        // Most are known under this very place: their text need not be looked at.
        let is_here = |term: &TermId| {
            let known = &self.terms[*term as usize];
            known.key == key && known.start == place.start && known.length == place.length
        };
        if let Some(head) = self.heads.find(spread(hash), is_here) {
            return *head;
        }
        match self.find_head(key, Some(self.text.get(place)), hash) {
            Some(_) => {
                let value = self.text.get(place).to_owned();
                self.intern_at(key, Some(&value), hash, false, Some(place))
            }
            None => self.add_head(key, Some(place), hash, false),
        }
    }

    fn intern_at(&mut self, key: KeyId, value: Option<&str>, hash: u32, item: bool, place: Option<Place>) -> TermId {
        let found = self.find_head(key, value, hash);
        let Some(head) = found else {
            let place = place.or_else(|| value.map(|value| self.text.push(value)));
            return self.add_head(key, place, hash, item);
        };
        let is_same = |id: &TermId| self.value(*id) == value && self.is_item(*id) == item;
        if is_same(&head) {
            return head;
        }
        if let Some(known) = self.variants.get(&head).and_then(|list| list.iter().copied().find(is_same)) {
            return known;
        }
        let place = place.or_else(|| value.map(|value| self.text.push(value)));
        let id = self.add(key, place, hash, item);
        self.variants.entry(head).or_default().push(id);
        id
    }

    fn add_head(&mut self, key: KeyId, place: Option<Place>, hash: u32, item: bool) -> TermId {
        let id = self.add(key, place, hash, item);
        let terms = &self.terms;
        self.heads.insert_unique(spread(hash), id, |term| spread(terms[*term as usize].hash));
        id
    }

    fn add(&mut self, key: KeyId, place: Option<Place>, hash: u32, item: bool) -> TermId {
        let id = self.terms.len() as TermId;
        let Place { start, length } = place.unwrap_or(Place { start: 0, length: NULL });
        self.terms.push(Term { key, start, hash, length: if item { length | ITEM } else { length } });
        self.postings.push(Posting::Empty);
        let entry = &mut self.keys[key as usize];
        entry.terms.push(id);
        entry.items |= item;
        id
    }

    /// Ends the building of all postings.
    pub fn seal(&mut self) {
        self.postings.iter_mut().for_each(Posting::seal);
    }

    /// Takes in the terms of `other` with its entities, whose numbers are raised by `offset` and thereby above all that are
    /// there. Gives the new numbers of its terms and of its keys; what is known of the keys is left to the caller.
    pub fn join(&mut self, other: &Self, offset: u32) -> (Vec<TermId>, Vec<KeyId>) {
        self.terms.reserve(other.terms.len());
        self.postings.reserve(other.terms.len());
        let terms = &self.terms;
        self.heads.reserve(other.heads.len(), |term| spread(terms[*term as usize].hash));
        let keys: Vec<KeyId> = other.key_names().into_iter().map(|name| self.intern_key(name)).collect();
        let joined = (0_u32..).zip(&other.terms).map(|(id, term)| {
            let item = term.length & ITEM != 0;
            let new = self.intern(keys[term.key as usize], other.value(id), term.hash, item);
            self.postings[new as usize].append(&other.postings[id as usize], offset);
            new
        });
        (joined.collect(), keys)
    }

    /// The names of all keys by number.
    pub fn key_names(&self) -> Vec<&str> {
        let mut names = vec![""; self.keys.len()];
        self.names.iter().for_each(|(name, key)| names[*key as usize] = name);
        names
    }

    /// Hash of a term's key and value.
    pub fn hash_of(&self, term: TermId) -> u32 {
        self.terms[term as usize].hash
    }

    /// Whether there is a value with this hash.
    pub fn has_hash(&self, hash: u32) -> bool {
        self.heads.find(spread(hash), |term| self.terms[*term as usize].hash == hash).is_some()
    }

    /// The first term with this value without regard to case.
    pub fn find_head(&self, key: KeyId, value: Option<&str>, hash: u32) -> Option<TermId> {
        self.heads.find(spread(hash), |term| self.is(*term, key, value, hash)).copied()
    }

    fn is(&self, term: TermId, key: KeyId, value: Option<&str>, hash: u32) -> bool {
        let known = &self.terms[term as usize];
        known.hash == hash
            && known.key == key
            && match (self.value(term), value) {
                (Some(a), Some(b)) => a == b || compare(a, b) == Ordering::Equal,
                (None, None) => true,
                _ => false,
            }
    }

    /// Terms of a key whose value equals this one without regard to case; `name` is the key's own.
    pub fn find(&self, name: &str, key: KeyId, value: Option<&str>) -> Vec<TermId> {
        let Some(head) = self.find_head(key, value, hash(name, value)) else { return Vec::new() };
        let mut found = vec![head];
        found.extend(self.variants.get(&head).into_iter().flatten());
        found
    }

    /// The terms behind the rows `(p.x, true)` of this name: items `x` of lists at `p`, for each way to read it so.
    pub fn find_derived(&self, name: &str) -> Vec<TermId> {
        let mut found = Vec::new();
        if is_too_long(name) {
            return found;
        }
        for (at, _) in name.match_indices('.') {
            if let Some(key) = self.find_key(&name[..at])
                && self.key(key).items
            {
                let items = self.find(&name[..at], key, Some(&name[at + 1..]));
                found.extend(items.into_iter().filter(|term| self.is_item(*term)));
            }
        }
        found
    }

    /// Bytes held, about: (values and tables, postings).
    pub fn bytes(&self) -> (usize, usize) {
        let tables = self.text.bytes() + self.terms.capacity() * size_of::<Term>() + self.heads.capacity() * 5;
        let keys: usize = self.keys.iter().map(|key| key.terms.capacity() * 4 + key.valued.serialized_size()).sum();
        let postings =
            self.postings.capacity() * size_of::<Posting>() + self.postings.iter().map(Posting::bytes).sum::<usize>();
        (tables + keys, postings)
    }
}

/// The text in lower case, borrowed when it already is.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// Order of two values without regard to case.
pub fn compare(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        a.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(b.bytes().map(|byte| byte.to_ascii_lowercase()))
    } else {
        fold(a).as_ref().cmp(fold(b).as_ref())
    }
}

/// Hash of a key's name (lower case) and a value without regard to case.
pub fn hash(name: &str, value: Option<&str>) -> u32 {
    hash_with(hash_text(name), value.map(|value| hash_text(&fold(value))))
}

/// The same from the hashes of both.
pub fn hash_with(name: u32, value: Option<u32>) -> u32 {
    name.rotate_left(11) ^ value.map_or(0x5bd1_e995, |value| value.wrapping_mul(0x9e37_79b1))
}

/// Hash of a text.
pub fn hash_text(text: &str) -> u32 {
    let mut hasher: FxHasher = FxBuildHasher.build_hasher();
    hasher.write(text.as_bytes());
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
}

/// The table looks at the top bits for tags and at the low ones for places.
pub fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
