//! Queries: which entities match, in which order, which page of them.

use std::sync::Arc;

use roaring::RoaringBitmap;

use super::Index;
use super::column::Column;
use super::flatten::is_rare;
use super::order::{self, Entry, Position};
use super::page::{Page, page};
use super::predicate::{Predicate, Test};
use super::term::{KeyId, TermId, fold, hash};

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
    /// Entities that count at all, such as those whoever asks may see; all when absent.
    pub within: Option<Arc<RoaringBitmap>>,
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
            within: None,
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

    /// Whether a predicate holds for one entity: the same without making the set of all for which it does.
    pub fn holds(&self, predicate: &Predicate, id: u32) -> bool {
        match predicate {
            Predicate::All(list) => list.iter().all(|one| self.holds(one, id)),
            Predicate::Any(list) => list.iter().any(|one| self.holds(one, id)),
            Predicate::Not(one) => !self.holds(one, id),
            Predicate::Field { key, test: Test::In(values) } if key != "metadata.uid" => {
                values.iter().any(|value| self.is_equal(key, value, id))
            }
            Predicate::Field { key, test } => self.test(key, test).contains(id),
        }
    }

    /// Whether the key of an entity has this value (lower case).
    fn is_equal(&self, name: &str, value: &str, id: u32) -> bool {
        let any = |terms: Vec<TermId>| terms.into_iter().any(|term| self.terms.postings[term as usize].contains(id));
        if value == "true" && any(self.terms.find_derived(name)) {
            return true;
        }
        let Some(key) = self.terms.find_key(name) else { return false };
        any(self.terms.find(name, key, Some(value))) || is_rare(name) && self.read_equal(id, name, value).is_some()
    }

    fn test(&self, key: &str, test: &Test) -> RoaringBitmap {
        if key == "metadata.uid" {
            return self.test_uid(test);
        }
        match test {
            Test::Exists(true) => self.present(key),
            Test::Exists(false) => self.everything() - self.present(key),
            Test::In(values) => {
                let mut set = RoaringBitmap::new();
                values.iter().for_each(|value| self.add_equal(key, value, &mut set));
                set
            }
            Test::HasPrefix(prefix) => self
                .column(key, self.everything())
                .map_or_else(RoaringBitmap::new, |column| column.matching(|value| value.starts_with(prefix.as_str()))),
        }
    }

    /// Entities where the key is there, if null.
    fn present(&self, name: &str) -> RoaringBitmap {
        let mut set = RoaringBitmap::new();
        if let Some(key) = self.terms.find_key(name) {
            let key = self.terms.key(key);
            set = &key.valued | &key.nulls;
        }
        self.add_terms(self.terms.find_derived(name), &mut set);
        set
    }

    /// Adds the entities where the key has this value (lower case).
    fn add_equal(&self, name: &str, value: &str, set: &mut RoaringBitmap) {
        if value == "true" {
            self.add_terms(self.terms.find_derived(name), set);
        }
        let Some(key) = self.terms.find_key(name) else { return };
        self.add_terms(self.terms.find(name, key, Some(value)), set);
        if is_rare(name) {
            let hash = hash(name, Some(value));
            set.extend(self.singles.candidates(hash).filter(|id| self.read_equal(*id, name, value).is_some()));
        }
    }

    fn add_terms(&self, terms: Vec<TermId>, set: &mut RoaringBitmap) {
        terms.into_iter().for_each(|term| self.terms.postings[term as usize].add_to(set));
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
        let mut hits = self.matching(&query.predicate);
        if let Some(within) = &query.within {
            hits &= within.as_ref();
        }
        let field = query.sort.as_ref().map(|sort| fold(&sort.field)).filter(|field| field != "metadata.uid");
        let column = match field {
            None => None,
            Some(field) => match self.column(&field, &hits) {
                Some(column) => Some(column),
                None => return Page::default(),
            },
        };
        if let Some(column) = &column {
            hits &= column.valued();
        }
        if let Some(text) = &query.full_text {
            hits &= self.text_hits(text, query.sort.as_ref(), &hits);
        }
        let column = column.as_ref();
        match column {
            Some(made @ Column::Made(..)) => {
                let mut order = self.order_of(Some(made));
                page(query, column, order.entries(made.terms()), Some(&hits))
            }
            _ if hits.len() <= SORT_HITS => page(query, column, &self.sorted_rows(column, &hits), None),
            _ => {
                let Ok(mut orders) = self.orders.lock() else { return Page::default() };
                let order = orders.entry(column.map(Column::key)).or_insert_with(|| self.order_of(column));
                page(query, column, order.entries(&self.terms), Some(&hits))
            }
        }
    }

    fn sorted_rows(&self, column: Option<&Column<'_>>, hits: &RoaringBitmap) -> Vec<Entry> {
        let mut rows = Vec::with_capacity(hits.len() as usize);
        for slot in hits {
            let uid = self.slot(slot).uid;
            match column.map(Column::key) {
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
        rows.sort_by(|a, b| order::cmp(column.is_none(), a, b, &self.terms));
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

    /// Those of `hits` that a text filter finds.
    pub fn find_text(&self, text: &FullText, hits: &RoaringBitmap) -> RoaringBitmap {
        self.text_hits(text, None, hits) & hits
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
                continue;
            }
            match self.column(&field, hits) {
                Some(Column::Kept(terms, key)) => {
                    let Ok(mut columns) = self.columns.lock() else { continue };
                    let column = columns.entry(key).or_default();
                    column.update(key, terms);
                    column.search(&needle, terms, &mut found);
                }
                Some(made) => found |= made.matching(|value| value.contains(&needle)),
                None => {}
            }
        }
        found
    }
}
