//! Terms: (key, value) pairs under small numbers. Values are found without regard to case and keep the case they came in.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::{BuildHasher, Hasher};

use hashbrown::HashTable;
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
    /// Bytes, and the bit of items.
    length: u32,
}

/// The first term of a value without regard to case. The hash stands here so that looking for a value reads no other
/// memory than the table, and growing it neither.
struct Head {
    hash: u32,
    term: TermId,
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

impl Place {
    /// Where it is after its arena was appended to another.
    pub fn moved(self, by: u32) -> Self {
        Self { start: self.start + by, ..self }
    }
}

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

    /// Takes in the texts of another arena, of which none is copied. Gives what their places must be moved by.
    pub fn append(&mut self, other: Self) -> u32 {
        let pieces = self.0.len() as u32;
        self.0.extend(other.0);
        pieces << PIECE_BITS
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
    /// In lower case.
    pub name: Box<str>,
    /// All its terms, oldest first; some may have no entity any more.
    pub terms: Vec<TermId>,
    /// Entities with a value that is not null.
    pub valued: RoaringBitmap,
    /// Entities where it is null.
    pub nulls: RoaringBitmap,
    /// Whether some of its values are items of lists.
    pub items: bool,
}

/// A value to be looked up.
#[derive(Clone, Copy)]
pub struct Sought<'a> {
    pub key: KeyId,
    pub value: Option<&'a str>,
    /// [`hash`] of the key's name and the value.
    pub hash: u32,
    pub item: bool,
}

/// Values looked up at once while an index is joined.
pub const BATCH: usize = 64;
/// No term.
pub const NOTHING: TermId = TermId::MAX;

/// All terms and their entities.
#[derive(Default)]
pub struct Terms {
    /// Texts of values, and of references, which are values of relations.
    pub text: Arena,
    terms: Vec<Term>,
    /// Entities of each term.
    pub postings: Vec<Posting>,
    heads: HashTable<Head>,
    /// Terms that differ from a head only in case, or in being items of lists.
    variants: FxHashMap<TermId, Vec<TermId>>,
    /// Hash of the name, and the key.
    names: HashTable<(u32, KeyId)>,
    keys: Vec<Key>,
}

impl Terms {
    /// The number of a key in lower case.
    pub fn find_key(&self, name: &str) -> Option<KeyId> {
        self.find_hashed(name, hash_text(name))
    }

    fn find_hashed(&self, name: &str, hash: u32) -> Option<KeyId> {
        let is = |(known, key): &(u32, KeyId)| *known == hash && *self.keys[*key as usize].name == *name;
        self.names.find(spread(hash), is).map(|(_, key)| *key)
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

    /// The number of a key, new when need be. `hash` is [`hash_text`] of its name.
    pub fn intern_key(&mut self, name: &str, hash: u32) -> KeyId {
        if let Some(id) = self.find_hashed(name, hash) {
            return id;
        }
        let id = self.keys.len() as KeyId;
        self.names.insert_unique(spread(hash), (hash, id), |(hash, _)| spread(*hash));
        self.keys.push(Key { name: name.into(), ..Key::default() });
        id
    }

    /// The number of a term, new when need be. `hash` is [`hash`] of the key's name and the value.
    pub fn intern(&mut self, key: KeyId, value: Option<&str>, hash: u32, item: bool) -> TermId {
        self.intern_at(key, value, hash, item, None)
    }

    /// The numbers of many, new when need be. Each pass reads memory of one kind: the processor waits for many places of a
    /// large table at the same time, not for one after the other.
    pub fn intern_all(&mut self, sought: &[Sought<'_>], found: &mut Vec<TermId>) {
        found.clear();
        found.extend(sought.iter().map(|one| self.candidate(one.hash).unwrap_or(NOTHING)));
        for (one, found) in sought.iter().zip(found) {
            if *found == NOTHING || !self.is(*found, one) {
                *found = self.intern(one.key, one.value, one.hash, one.item);
            }
        }
    }

    /// The same for a value whose text is in the arena already.
    pub fn intern_placed(&mut self, key: KeyId, place: Place, hash: u32) -> TermId {
        // Most are known under this very place: their text need not be looked at.
        let is_here = |head: &Head| {
            let known = &self.terms[head.term as usize];
            head.hash == hash && known.key == key && known.start == place.start && known.length == place.length
        };
        if let Some(head) = self.heads.find(spread(hash), is_here) {
            return head.term;
        }
        self.intern_moved(key, Some(place), hash, false)
    }

    /// The same for a value whose text came with another arena; `None` is null.
    fn intern_moved(&mut self, key: KeyId, place: Option<Place>, hash: u32, item: bool) -> TermId {
        match self.find_head(key, place.map(|place| self.text.get(place)), hash) {
            Some(_) => {
                let value = place.map(|place| self.text.get(place).to_owned());
                self.intern_at(key, value.as_deref(), hash, item, place)
            }
            None => self.add_head(key, place, hash, item),
        }
    }

    /// Adds values that are known to be new, by key, place and hash; their postings are for the caller to add.
    pub fn add_all_placed(&mut self, fresh: &[(KeyId, Place, u32)]) {
        self.terms.reserve(fresh.len());
        self.heads.reserve(fresh.len(), |head| spread(head.hash));
        for (key, Place { start, length }, hash) in fresh.iter().copied() {
            let term = self.terms.len() as TermId;
            self.terms.push(Term { key, start, length });
            self.keys[key as usize].terms.push(term);
            self.heads.insert_unique(spread(hash), Head { hash, term }, |head| spread(head.hash));
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
        let id = self.add(key, place, item);
        self.variants.entry(head).or_default().push(id);
        id
    }

    fn add_head(&mut self, key: KeyId, place: Option<Place>, hash: u32, item: bool) -> TermId {
        let id = self.add(key, place, item);
        self.heads.insert_unique(spread(hash), Head { hash, term: id }, |head| spread(head.hash));
        id
    }

    fn add(&mut self, key: KeyId, place: Option<Place>, item: bool) -> TermId {
        let id = self.terms.len() as TermId;
        let Place { start, length } = place.unwrap_or(Place { start: 0, length: NULL });
        self.terms.push(Term { key, start, length: if item { length | ITEM } else { length } });
        self.postings.push(Posting::Empty);
        let entry = &mut self.keys[key as usize];
        entry.terms.push(id);
        entry.items |= item;
        id
    }

    /// Takes in the terms of another part, with hashes as [`Self::hashes`] gives them. Its texts were appended and are moved
    /// by `moved`; its entities are raised by `offset` and thereby above all that are there. Gives the new numbers of its
    /// terms and of its keys; what is known of the keys is left to the caller.
    pub fn join(&mut self, other: Self, hashes: &[u32], moved: u32, offset: u32) -> (Vec<TermId>, Vec<KeyId>) {
        self.reserve(other.terms.len(), other.heads.len());
        let keys: Vec<KeyId> = other.keys.iter().map(|key| self.intern_key(&key.name, hash_text(&key.name))).collect();
        let mut joined = Vec::with_capacity(other.terms.len());
        let mut postings = other.postings.into_iter();
        for (terms, hashes) in other.terms.chunks(BATCH).zip(hashes.chunks(BATCH)) {
            let first = joined.len();
            joined.extend(hashes.iter().map(|hash| self.candidate(*hash).unwrap_or(NOTHING)));
            for ((term, hash), new) in terms.iter().zip(hashes).zip(&mut joined[first..]) {
                let (key, item) = (keys[term.key as usize], term.length & ITEM != 0);
                let length = term.length & !ITEM;
                let place = (length != NULL).then(|| Place { start: term.start, length }.moved(moved));
                let value = place.map(|place| self.text.get(place));
                if *new == NOTHING || !self.is(*new, &Sought { key, value, hash: *hash, item }) {
                    *new = self.intern_moved(key, place, *hash, item);
                }
            }
            for (new, posting) in joined[first..].iter().zip(&mut postings) {
                // Other than those of rare keys they come of the entities when all are there.
                self.postings[*new as usize].append(posting, offset);
            }
        }
        (joined, keys)
    }

    /// Makes room for more terms, and for so many of them that differ in more than case.
    pub fn reserve(&mut self, terms: usize, heads: usize) {
        self.terms.reserve(terms);
        self.postings.reserve(terms);
        self.heads.reserve(heads, |head| spread(head.hash));
    }

    /// The hash of each term's key and value.
    pub fn hashes(&self) -> Vec<u32> {
        let mut hashes = vec![0; self.terms.len()];
        for head in &self.heads {
            hashes[head.term as usize] = head.hash;
            for variant in self.variants.get(&head.term).into_iter().flatten() {
                hashes[*variant as usize] = head.hash;
            }
        }
        hashes
    }

    /// All keys by number.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// A term of this hash, most likely the one looked for.
    pub fn candidate(&self, hash: u32) -> Option<TermId> {
        self.heads.find(spread(hash), |head| head.hash == hash).map(|head| head.term)
    }

    fn is(&self, term: TermId, sought: &Sought<'_>) -> bool {
        self.key_of(term) == sought.key && self.is_item(term) == sought.item && self.value(term) == sought.value
    }

    /// The first term with this value without regard to case.
    pub fn find_head(&self, key: KeyId, value: Option<&str>, hash: u32) -> Option<TermId> {
        let is_it = |head: &Head| head.hash == hash && self.is_alike(head.term, key, value);
        self.heads.find(spread(hash), is_it).map(|head| head.term)
    }

    fn is_alike(&self, term: TermId, key: KeyId, value: Option<&str>) -> bool {
        self.key_of(term) == key
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
        let tables = self.text.bytes() + self.terms.capacity() * size_of::<Term>() + self.heads.capacity() * 9;
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
