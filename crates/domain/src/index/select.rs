//! Queries: which entities match, in which order, which page of them.

use roaring::RoaringBitmap;

use super::Index;
use super::order::{self, Entry, Position};
use super::predicate::{Predicate, Test};
use super::term::{KeyId, compare, fold};

/// Under this many hits, sorting them is cheaper than walking the whole order.
const SORT_HITS: u64 = 4_000;

/// A question to the index.
#[derive(Clone, Debug)]
pub struct Query {
    /// Which entities.
    pub predicate: Predicate,
    /// In which order; by uid when absent.
    pub sort: Option<Sort>,
    /// Text that one of the fields contains.
    pub full_text: Option<FullText>,
    /// Rows of the page.
    pub limit: usize,
    /// Rows skipped before it; unused with `after`.
    pub offset: usize,
    /// Where the page starts.
    pub after: Option<Position>,
    /// The page ends before `after` instead.
    pub backwards: bool,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            predicate: Predicate::everything(),
            sort: None,
            full_text: None,
            limit: usize::MAX,
            offset: 0,
            after: None,
            backwards: false,
        }
    }
}

/// A sort field. Entities without a value for it are left out of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// Dotted path.
    pub field: String,
    /// From the last to the first.
    pub descending: bool,
}

/// A text filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FullText {
    /// What is looked for, without regard to case.
    pub term: String,
    /// Where; the sort field, else the uid, when empty.
    pub fields: Vec<String>,
}

/// A page of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Entities in order.
    pub ids: Vec<u32>,
    /// All rows of the answer.
    pub total: u64,
    /// Whether rows follow.
    pub has_next: bool,
    /// Whether rows stand before.
    pub has_previous: bool,
    /// Place of the first row of the page.
    pub first: Option<Position>,
    /// Place of the last.
    pub last: Option<Position>,
}

impl Index {
    /// The entities for which a predicate holds.
    pub fn matching(&self, predicate: &Predicate) -> RoaringBitmap {
        match predicate {
            Predicate::All(list) => match list.split_first() {
                None => self.everything().clone(),
                Some((first, rest)) => {
                    let mut set = self.matching(first);
                    for one in rest {
                        if set.is_empty() {
                            break;
                        }
                        set &= self.matching(one);
                    }
                    set
                }
            },
            Predicate::Any(list) => list.iter().fold(RoaringBitmap::new(), |set, one| set | self.matching(one)),
            Predicate::Not(one) => self.everything() - self.matching(one),
            Predicate::Field { key, test } => self.test(key, test),
        }
    }

    fn test(&self, key: &str, test: &Test) -> RoaringBitmap {
        if key == "metadata.uid" {
            return self.test_uid(test);
        }
        let Some(id) = self.terms.find_key(key) else {
            return if *test == Test::Exists(false) { self.everything().clone() } else { RoaringBitmap::new() };
        };
        match test {
            Test::Exists(true) => self.terms.key(id).present.clone(),
            Test::Exists(false) => self.everything() - &self.terms.key(id).present,
            Test::In(values) => {
                let mut set = RoaringBitmap::new();
                for term in values.iter().flat_map(|value| self.terms.find(id, Some(value))) {
                    self.terms.postings[term as usize].add_to(&mut set);
                }
                set
            }
            Test::HasPrefix(prefix) => {
                let mut set = RoaringBitmap::new();
                for term in &self.terms.key(id).terms {
                    if self.terms.value(*term).is_some_and(|value| fold(value).starts_with(prefix.as_str())) {
                        self.terms.postings[*term as usize].add_to(&mut set);
                    }
                }
                set
            }
        }
    }

    fn test_uid(&self, test: &Test) -> RoaringBitmap {
        match test {
            Test::Exists(true) => self.everything().clone(),
            Test::Exists(false) => RoaringBitmap::new(),
            Test::In(values) => values
                .iter()
                .filter_map(|value| uuid::Uuid::parse_str(value).ok())
                .filter_map(|uid| self.find_uid(uid))
                .collect(),
            Test::HasPrefix(prefix) => {
                self.everything().iter().filter(|id| self.uid(*id).to_string().starts_with(prefix.as_str())).collect()
            }
        }
    }

    /// How many entities a predicate holds for.
    pub fn count(&self, predicate: &Predicate) -> u64 {
        self.matching(predicate).len()
    }

    /// A page of the answer to a query.
    pub fn select(&self, query: &Query) -> Page {
        let sort_key = match &query.sort {
            None => None,
            Some(sort) if sort.field.eq_ignore_ascii_case("metadata.uid") => None,
            Some(sort) => match self.terms.find_key(&fold(&sort.field)) {
                Some(key) => Some(key),
                None => return Page::default(),
            },
        };
        let mut hits = self.matching(&query.predicate);
        if let Some(key) = sort_key {
            hits &= &self.terms.key(key).valued;
        }
        if let Some(text) = &query.full_text {
            hits &= self.text_hits(text, query.sort.as_ref(), &hits);
        }
        let descending = query.sort.as_ref().is_some_and(|sort| sort.descending);
        if hits.len() <= SORT_HITS {
            let rows = self.sorted_rows(sort_key, &hits);
            return self.page(query, sort_key, descending, &rows, None);
        }
        let Ok(mut orders) = self.orders.lock() else { return Page::default() };
        let order = orders.entry(sort_key).or_insert_with(|| self.build_order(sort_key));
        let entries = order.entries(&self.terms);
        self.page(query, sort_key, descending, entries, Some(&hits))
    }

    fn sorted_rows(&self, key: Option<KeyId>, hits: &RoaringBitmap) -> Vec<Entry> {
        let mut rows = Vec::with_capacity(hits.len() as usize);
        for slot in hits {
            let uid = self.slot(slot).uid;
            match key {
                None => rows.push(Entry { uid, term: 0, slot }),
                Some(key) => {
                    let before = rows.len();
                    let own = self.slot(slot).terms.iter().copied().filter(|term| self.terms.key_of(*term) == key);
                    rows.extend(own.filter(|term| self.terms.value(*term).is_some()).map(|term| Entry {
                        uid,
                        term,
                        slot,
                    }));
                    if rows.len() == before {
                        self.relation_rows(key, slot, uid, &mut rows);
                    }
                }
            }
        }
        rows.sort_by(|a, b| order::cmp(key.is_none(), a, b, &self.terms));
        rows
    }

    /// Rows of `relations.*` keys and of what the index itself marks are not in the entity's own list.
    fn relation_rows(&self, key: KeyId, slot: u32, uid: u128, rows: &mut Vec<Entry>) {
        for term in &self.terms.key(key).terms {
            if self.terms.postings[*term as usize].contains(slot) {
                rows.push(Entry { uid, term: *term, slot });
            }
        }
    }

    /// Cuts the page out of rows in ascending order, of which only `hits` count when given.
    fn page(
        &self,
        query: &Query,
        key: Option<KeyId>,
        descending: bool,
        rows: &[Entry],
        hits: Option<&RoaringBitmap>,
    ) -> Page {
        let counts = |entry: &Entry| hits.is_none_or(|hits| hits.contains(entry.slot));
        let total = match hits {
            None => rows.len() as u64,
            Some(hits) if self.is_single(key, rows.len()) => hits.len(),
            Some(_) => rows.iter().filter(|entry| counts(entry)).count() as u64,
        };
        // Walking backwards over a descending order is walking forwards over an ascending one.
        let up = descending == query.backwards;
        let (mut at, skip) = match &query.after {
            None => (if up { 0 } else { rows.len() }, query.offset),
            Some(position) => (self.cut(rows, key, position, up), 0),
        };
        let mut chosen: Vec<Entry> = Vec::with_capacity(query.limit.min(256));
        let mut skipped = 0;
        let mut more = false;
        loop {
            let entry = if up { rows.get(at) } else { at.checked_sub(1).and_then(|at| rows.get(at)) };
            let Some(entry) = entry else { break };
            at = if up { at + 1 } else { at - 1 };
            if !counts(entry) {
                continue;
            }
            if skipped < skip {
                skipped += 1;
                continue;
            }
            if chosen.len() == query.limit {
                more = true;
                break;
            }
            chosen.push(*entry);
        }
        if query.backwards {
            chosen.reverse();
        }
        let (has_next, has_previous) =
            if query.backwards { (true, more) } else { (more, query.after.is_some() || skipped > 0) };
        Page {
            first: chosen.first().map(|entry| self.position(key, entry)),
            last: chosen.last().map(|entry| self.position(key, entry)),
            ids: chosen.into_iter().map(|entry| entry.slot).collect(),
            total,
            has_next,
            has_previous,
        }
    }

    fn is_single(&self, key: Option<KeyId>, rows: usize) -> bool {
        key.is_none_or(|key| self.terms.key(key).valued.len() as usize == rows)
    }

    /// Where walking starts: behind the position, in the direction of walking.
    fn cut(&self, rows: &[Entry], key: Option<KeyId>, position: &Position, up: bool) -> usize {
        rows.partition_point(|entry| {
            let order = if key.is_none() {
                entry.uid.cmp(&position.uid)
            } else {
                let value = self.terms.value(entry.term).unwrap_or_default();
                compare(value, position.value.as_deref().unwrap_or_default()).then(entry.uid.cmp(&position.uid))
            };
            if up { order.is_le() } else { order.is_lt() }
        })
    }

    fn position(&self, key: Option<KeyId>, entry: &Entry) -> Position {
        let value = key.and_then(|_| self.terms.value(entry.term)).map(|value| fold(value).into_owned());
        Position { value, uid: entry.uid }
    }

    fn text_hits(&self, text: &FullText, sort: Option<&Sort>, hits: &RoaringBitmap) -> RoaringBitmap {
        let needle = text.term.trim().to_lowercase();
        if needle.is_empty() {
            return hits.clone();
        }
        let default = [sort.map_or_else(|| "metadata.uid".to_owned(), |sort| sort.field.clone())];
        let fields: &[String] = if text.fields.is_empty() { &default } else { &text.fields };
        let mut found = RoaringBitmap::new();
        for field in fields {
            let field = fold(field);
            if field == "metadata.uid" {
                found |=
                    hits.iter().filter(|id| self.uid(*id).to_string().contains(&needle)).collect::<RoaringBitmap>();
            } else if let Some(key) = self.terms.find_key(&field)
                && let Ok(mut columns) = self.columns.lock()
            {
                let column = columns.entry(key).or_default();
                column.update(key, &self.terms);
                column.search(&needle, &self.terms, &mut found);
            }
        }
        found
    }
}
