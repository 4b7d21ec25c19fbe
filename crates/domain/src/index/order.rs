//! Sorted orders: all entities by one field, kept up to date by small merges instead of one insertion at a time.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::term::{TermId, Terms, compare};

/// A row of an order. One entity has several where the field is a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Ties are broken by it.
    pub uid: u128,
    /// The value; unused when ordering by uid.
    pub term: TermId,
    /// The entity.
    pub slot: u32,
}

/// A place in an order, from a cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Value of the sort field, in lower case; `None` when ordering by uid.
    pub value: Option<String>,
    /// Uid of the row.
    pub uid: u128,
}

/// Rows in order, and changes not merged yet.
#[derive(Default)]
pub struct Order {
    /// Without a field the order is by uid.
    by_uid: bool,
    entries: Vec<Entry>,
    pending: FxHashMap<Entry, i32>,
}

impl Order {
    /// Sorts these rows.
    pub fn new(by_uid: bool, mut entries: Vec<Entry>, terms: &Terms) -> Self {
        entries.sort_by(|a, b| cmp(by_uid, a, b, terms));
        Self { by_uid, entries, pending: FxHashMap::default() }
    }

    /// Notes a row that came (`1`) or went (`-1`).
    pub fn note(&mut self, entry: Entry, change: i32) {
        let count = self.pending.entry(entry).or_default();
        *count += change;
        if *count == 0 {
            self.pending.remove(&entry);
        }
    }

    /// All rows in order, after merging what was noted.
    pub fn entries(&mut self, terms: &Terms) -> &[Entry] {
        if !self.pending.is_empty() {
            self.merge(terms);
        }
        &self.entries
    }

    fn merge(&mut self, terms: &Terms) {
        let by_uid = self.by_uid;
        let mut changes: Vec<(Entry, i32)> = self.pending.drain().collect();
        changes.sort_by(|(a, _), (b, _)| cmp(by_uid, a, b, terms));
        let mut merged = Vec::with_capacity(self.entries.len() + changes.len());
        let mut from = 0;
        for (entry, change) in changes {
            let at = from
                + self.entries[from..].partition_point(|other| cmp(by_uid, other, &entry, terms) == Ordering::Less);
            merged.extend_from_slice(&self.entries[from..at]);
            from = at;
            if change > 0 {
                merged.push(entry);
            } else if self.entries.get(at) == Some(&entry) {
                from = at + 1;
            }
        }
        merged.extend_from_slice(&self.entries[from..]);
        self.entries = merged;
    }

    /// Bytes held, about.
    pub fn bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>()
    }
}

/// The order of two rows: value without regard to case, then uid, then term so that rows are never equal by accident.
pub fn cmp(by_uid: bool, a: &Entry, b: &Entry, terms: &Terms) -> Ordering {
    let value = |entry: &Entry| terms.value(entry.term).unwrap_or_default();
    let first = if by_uid || a.term == b.term { Ordering::Equal } else { compare(value(a), value(b)) };
    first.then(a.uid.cmp(&b.uid)).then(a.term.cmp(&b.term))
}
