//! From an entity's JSON to index rows, by Backstage's rules for its `search` table: paths joined by dots, lists descended
//! without index, a string item `x` at `p` gives both `(p, x)` and `(p.x, true)`; long values count as null. The second
//! kind is not written down: it follows from the first.

use std::fmt;

use super::term::{fold, hash_text, hash_with};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// Length of a key in UTF-16 units, as Backstage counts; longer ones are dropped.
const MAX_KEY: usize = 200;
/// Length of a value in UTF-16 units; longer ones are indexed as null.
const MAX_VALUE: usize = 200;

/// Rows of one entity over one buffer.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    text: String,
    spans: Vec<Span>,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    key_end: u32,
    /// `u32::MAX` for null.
    end: u32,
    key_hash: u32,
    hash: u32,
    item: bool,
    rare: bool,
}

/// One row as it goes into the index.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    /// In lower case.
    pub key: &'a str,
    /// As written; `None` is null.
    pub value: Option<&'a str>,
    /// [`hash_text`] of the key.
    pub key_hash: u32,
    /// The hash of both, see [`hash_with`].
    pub hash: u32,
    /// Whether it is a text in a list: then the row `(key.value, true)` holds too.
    pub item: bool,
    /// Whether few other entities will have it, see [`is_rare`].
    pub rare: bool,
}

/// Keys whose values are mostly different for each entity, and which nobody sorts or counts by: the index keeps a hash
/// of such a value instead of its text while one entity has it.
pub fn is_rare(key: &str) -> bool {
    key.starts_with("metadata.annotations.")
        || key.starts_with("metadata.links.")
        || matches!(key, "spec.definition" | "spec.profile.picture")
}

/// Whether a key is too long to be indexed.
pub fn is_too_long(key: &str) -> bool {
    is_longer(key, MAX_KEY)
}

impl Rows {
    /// All rows: key in lower case and the value as written, `None` for null.
    pub fn list(&self) -> Vec<(String, Option<String>)> {
        let mut list = Vec::new();
        for row in self.iter() {
            list.push((row.key.to_owned(), row.value.map(str::to_owned)));
            let derived = row.value.filter(|_| row.item).map(|value| format!("{}.{}", row.key, fold(value)));
            list.extend(derived.filter(|key| !is_too_long(key)).map(|key| (key, Some("true".to_owned()))));
        }
        list
    }

    /// The rows that are written down.
    pub(super) fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.spans.iter().map(|span| Row {
            key: &self.text[span.start as usize..span.key_end as usize],
            value: (span.end != u32::MAX).then(|| &self.text[span.key_end as usize..span.end as usize]),
            key_hash: span.key_hash,
            hash: span.hash,
            item: span.item,
            rare: span.rare,
        })
    }

    /// How many are written down.
    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// Takes all rows away.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.spans.clear();
    }

    /// Adds a row; the key is lower-cased.
    pub fn push(&mut self, key: &str, value: Option<&str>) {
        self.push_row(key, value, false);
    }

    fn push_row(&mut self, key: &str, value: Option<&str>, item: bool) {
        if is_too_long(key) {
            return;
        }
        let start = self.text.len() as u32;
        if key.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
            self.text.push_str(key);
        } else {
            self.text.push_str(&key.to_lowercase());
        }
        let key_end = self.text.len() as u32;
        let value = value.filter(|value| !is_longer(value, MAX_VALUE));
        let key = &self.text[start as usize..];
        let key_hash = hash_text(key);
        let hash = hash_with(key_hash, value.map(|value| hash_text(&fold(value))));
        let item = item && value.is_some();
        let rare = !item && value.is_some() && is_rare(key);
        let end = value.map_or(u32::MAX, |value| {
            self.text.push_str(value);
            self.text.len() as u32
        });
        self.spans.push(Span { start, key_end, end, key_hash, hash, item, rare });
    }
}

/// Whether a text has more UTF-16 units than this; each takes one to three bytes.
fn is_longer(text: &str, units: usize) -> bool {
    text.len() > units && (text.len() > 3 * units || text.encode_utf16().count() > units)
}

/// The rows of an entity's JSON; relations, marks and uid are added by the caller. Text that is not JSON gives none.
pub fn flatten(body: &str) -> Rows {
    let mut rows = Rows::default();
    flatten_into(body, &mut String::with_capacity(64), &mut rows);
    rows
}

/// The same, added to `rows`; `path` is room to work in.
pub(super) fn flatten_into(body: &str, path: &mut String, rows: &mut Rows) {
    path.clear();
    let mut deserializer = serde_json::Deserializer::from_str(body);
    let _ = Node { path, rows, item: false }.deserialize(&mut deserializer);
}

/// Paths that are not indexed from the JSON; the catalog adds name, namespace and uid itself.
fn is_left_out(path: &str) -> bool {
    matches!(path, "attachments" | "relations" | "status" | "metadata.uid" | "metadata.etag")
}

struct Node<'a> {
    path: &'a mut String,
    rows: &'a mut Rows,
    item: bool,
}

impl Node<'_> {
    fn leaf(self, value: Option<&str>) {
        self.rows.push(self.path, value);
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.leaf(None);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.leaf(Some(if value { "true" } else { "false" }));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.leaf(Some(&value.to_string()));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.leaf(Some(&value.to_string()));
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.leaf(Some(&value.to_string()));
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.rows.push_row(self.path, Some(value), self.item);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Node { path: self.path, rows: self.rows, item: true })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let length = self.path.len();
        while map.next_key_seed(Segment(self.path))?.is_some() {
            if is_left_out(self.path) {
                map.next_value::<serde::de::IgnoredAny>()?;
            } else {
                map.next_value_seed(Node { path: self.path, rows: self.rows, item: false })?;
            }
            self.path.truncate(length);
        }
        Ok(())
    }
}

/// Appends a key to the path.
struct Segment<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for Segment<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Segment<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<(), E> {
        if !self.0.is_empty() {
            self.0.push('.');
        }
        self.0.push_str(key);
        Ok(())
    }
}
