//! Terms: (key, value) pairs under small numbers. Values are found without regard to case and keep the case they came in.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::{BuildHasher, Hasher};

use hashbrown::{HashMap, HashTable};
use roaring::RoaringBitmap;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHasher};

use super::posting::Posting;

/// The number of a term.
pub type TermId = u32;
/// The number of a key.
pub type KeyId = u32;

/// Length of a value that is null.
const NULL: u16 = u16::MAX;

struct Term {
    key: KeyId,
    start: u32,
    /// Kept so that growing the table reads no texts.
    hash: u32,
    length: u16,
}

/// Texts in pieces that never move: growing copies nothing and wastes at most one piece.
#[derive(Default)]
struct Arena(Vec<String>);

/// Bits of a place within a piece of one megabyte.
const PIECE_BITS: u32 = 20;

impl Arena {
    fn push(&mut self, text: &str) -> u32 {
        let size = 1 << PIECE_BITS;
        if self.0.last().is_none_or(|piece| piece.len() + text.len() > size) {
            self.0.push(String::with_capacity(size));
        }
        let number = self.0.len() as u32 - 1;
        let piece = &mut self.0[number as usize];
        let start = piece.len() as u32;
        piece.push_str(text);
        number << PIECE_BITS | start
    }

    fn get(&self, start: u32, length: u16) -> &str {
        let from = (start & ((1 << PIECE_BITS) - 1)) as usize;
        &self.0[(start >> PIECE_BITS) as usize][from..from + usize::from(length)]
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
}

/// All terms and their entities.
#[derive(Default)]
pub struct Terms {
    text: Arena,
    terms: Vec<Term>,
    /// Entities of each term.
    pub postings: Vec<Posting>,
    heads: HashTable<TermId>,
    /// Terms that differ from a head in case only.
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
        (length != NULL).then(|| self.text.get(start, length))
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
    pub fn intern(&mut self, key: KeyId, value: Option<&str>, hash: u32) -> TermId {
        let found = self.heads.find(spread(hash), |term| self.is(*term, key, value)).copied();
        let Some(head) = found else {
            let id = self.add(key, value, hash);
            let terms = &self.terms;
            self.heads.insert_unique(spread(hash), id, |term| spread(terms[*term as usize].hash));
            return id;
        };
        if self.value(head) == value {
            return head;
        }
        let known = self.variants.get(&head).and_then(|list| list.iter().find(|id| self.value(**id) == value).copied());
        known.unwrap_or_else(|| {
            let id = self.add(key, value, hash);
            self.variants.entry(head).or_default().push(id);
            id
        })
    }

    fn add(&mut self, key: KeyId, value: Option<&str>, hash: u32) -> TermId {
        let id = self.terms.len() as TermId;
        let start = self.text.push(value.unwrap_or_default());
        let length = value.map_or(NULL, |value| value.len() as u16);
        self.terms.push(Term { key, start, hash, length });
        self.postings.push(Posting::Empty);
        self.keys[key as usize].terms.push(id);
        id
    }

    fn is(&self, term: TermId, key: KeyId, value: Option<&str>) -> bool {
        self.terms[term as usize].key == key
            && match (self.value(term), value) {
                (Some(a), Some(b)) => compare(a, b) == Ordering::Equal,
                (None, None) => true,
                _ => false,
            }
    }

    /// Terms of a key whose value equals this one without regard to case; `name` is the key's own.
    pub fn find(&self, name: &str, key: KeyId, value: Option<&str>) -> Vec<TermId> {
        let found = self.heads.find(spread(hash(name, value)), |term| self.is(*term, key, value)).copied();
        let Some(head) = found else { return Vec::new() };
        let mut found = vec![head];
        found.extend(self.variants.get(&head).into_iter().flatten());
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
    let mut hasher: FxHasher = FxBuildHasher.build_hasher();
    hasher.write(name.as_bytes());
    match value {
        Some(value) => hasher.write(fold(value).as_bytes()),
        None => hasher.write_u8(0xff),
    }
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
}

/// The table looks at the top bits for tags and at the low ones for places.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
