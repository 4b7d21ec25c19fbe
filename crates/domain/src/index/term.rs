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
    length: u16,
}

/// A key and what is known of it.
#[derive(Default)]
pub struct Key {
    /// All its terms, oldest first; some may have no entity any more.
    pub terms: Vec<TermId>,
    /// Entities with a value that is not null.
    pub valued: RoaringBitmap,
    /// Entities with the key at all.
    pub present: RoaringBitmap,
}

/// All terms and their entities.
#[derive(Default)]
pub struct Terms {
    text: String,
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
        (length != NULL).then(|| &self.text[start as usize..start as usize + usize::from(length)])
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

    /// The number of a term, new when need be.
    pub fn intern(&mut self, key: KeyId, value: Option<&str>) -> TermId {
        let hash = hash(key, value);
        let found = self.heads.find(hash, |term| self.is(*term, key, value)).copied();
        let Some(head) = found else {
            let id = self.add(key, value);
            let (terms, text) = (&self.terms, &self.text);
            self.heads.insert_unique(hash, id, |term| rehash(terms, text, *term));
            return id;
        };
        if self.value(head) == value {
            return head;
        }
        let known = self.variants.get(&head).and_then(|list| list.iter().find(|id| self.value(**id) == value).copied());
        known.unwrap_or_else(|| {
            let id = self.add(key, value);
            self.variants.entry(head).or_default().push(id);
            id
        })
    }

    fn add(&mut self, key: KeyId, value: Option<&str>) -> TermId {
        let id = self.terms.len() as TermId;
        let start = self.text.len() as u32;
        let length = value.map_or(NULL, |value| value.len() as u16);
        self.text.push_str(value.unwrap_or_default());
        self.terms.push(Term { key, start, length });
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

    /// Terms of a key whose value equals this one without regard to case.
    pub fn find(&self, key: KeyId, value: Option<&str>) -> Vec<TermId> {
        let Some(head) = self.heads.find(hash(key, value), |term| self.is(*term, key, value)).copied() else {
            return Vec::new();
        };
        let mut found = vec![head];
        found.extend(self.variants.get(&head).into_iter().flatten());
        found
    }

    /// Bytes held, about: (values and tables, postings).
    pub fn bytes(&self) -> (usize, usize) {
        let tables = self.text.capacity() + self.terms.capacity() * 12 + self.heads.capacity() * 5;
        let keys: usize =
            self.keys.iter().map(|key| key.terms.capacity() * 4 + key.present.serialized_size() * 2).sum();
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

fn hash(key: KeyId, value: Option<&str>) -> u64 {
    let mut hasher: FxHasher = FxBuildHasher.build_hasher();
    hasher.write_u32(key);
    match value {
        Some(value) => hasher.write(fold(value).as_bytes()),
        None => hasher.write_u8(0xff),
    }
    hasher.finish()
}

fn rehash(terms: &[Term], text: &str, term: TermId) -> u64 {
    let Term { key, start, length } = terms[term as usize];
    hash(key, (length != NULL).then(|| &text[start as usize..start as usize + usize::from(length)]))
}
