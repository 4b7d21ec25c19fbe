//! The catalog as one caller sees it. Handlers read the index through this alone.
//!
//! Invariants: an entity that the caller may not see is not found, not counted and not listed; a field that they may not
//! read is in no answer, and nothing is filtered, sorted, counted or searched by it.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use parking_lot::RwLockReadGuard;
use portolan_domain::index::{FullText, Index, Page, Predicate, Query, Sort, Test};
use portolan_domain::permission::Fields;
use roaring::RoaringBitmap;
use serde_json::Value;

use super::owner;

/// A read lock on the index and the entities that count; never hold it over an await.
pub struct View<'c> {
    index: RwLockReadGuard<'c, Index>,
    /// All when absent.
    seen: Option<Arc<RoaringBitmap>>,
    /// All fields are read when absent.
    masked: Option<Masked>,
}

/// Fields that a caller does not read.
pub struct Masked {
    /// These.
    pub fields: Arc<Fields>,
    /// The entities of which they read them all the same.
    pub cleared: Arc<RoaringBitmap>,
}

impl<'c> View<'c> {
    /// Of these entities.
    pub fn new(index: RwLockReadGuard<'c, Index>, seen: Option<Arc<RoaringBitmap>>, masked: Option<Masked>) -> Self {
        Self { index, seen, masked }
    }

    /// The fields of an entity that the caller may not read; `None` stands for one that is gone.
    pub fn mask(&self, id: Option<u32>) -> Option<&Fields> {
        let masked = self.masked.as_ref()?;
        let cleared = id.is_some_and(|id| masked.cleared.contains(id));
        (!cleared).then_some(&*masked.fields)
    }

    /// Whether rows of the index tell of what the caller may not read.
    fn hides_key(&self, key: &str) -> bool {
        self.masked.as_ref().is_some_and(|masked| masked.fields.hide_key(key))
    }

    /// Whether the caller sees all there is, also what is no entity any more.
    pub fn is_whole(&self) -> bool {
        self.seen.is_none()
    }

    fn sees(&self, id: u32) -> bool {
        self.seen.as_ref().is_none_or(|seen| seen.contains(id))
    }

    /// The entity of a full reference in lower case.
    pub fn find(&self, reference: &str) -> Option<u32> {
        self.index.find(reference).filter(|id| self.sees(*id))
    }

    /// The entity of a uid.
    pub fn find_uid(&self, uid: uuid::Uuid) -> Option<u32> {
        self.index.find_uid(uid).filter(|id| self.sees(*id))
    }

    /// Whether the reference is of an entity that the caller may not see; of things that do not exist nothing is hidden.
    pub fn hides(&self, reference: &str) -> bool {
        self.index.find(reference).is_some_and(|id| !self.sees(id))
    }

    /// Whether a log entry about a reference may be shown: that of an entity that is gone only to those who see all.
    pub fn shows(&self, reference: &str) -> bool {
        self.is_whole() || self.find(reference).is_some()
    }

    /// How many entities there are.
    pub fn len(&self) -> usize {
        self.seen.as_ref().map_or_else(|| self.index.len(), |seen| seen.len() as usize)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entities for which a predicate holds.
    pub fn matching(&self, predicate: &Predicate) -> RoaringBitmap {
        let predicate = &*owner::resolved(self, predicate);
        match &self.seen {
            None if self.masked.is_none() => self.index.matching(predicate),
            None => self.index.matching(&self.blind(predicate)),
            Some(seen) => self.index.matching(&self.blind(predicate)) & seen.as_ref(),
        }
    }

    /// The predicate without relations to hidden entities, which would tell that they are there, and without hidden fields.
    fn blind(&self, predicate: &Predicate) -> Predicate {
        let each = |list: &[Predicate]| list.iter().map(|one| self.blind(one)).collect();
        match predicate {
            Predicate::All(list) => Predicate::All(each(list)),
            Predicate::Any(list) => Predicate::Any(each(list)),
            Predicate::Not(one) => Predicate::Not(Box::new(self.blind(one))),
            Predicate::Field { key, test: Test::In(values) } if key.starts_with("relations.") => {
                let values = values.iter().filter(|value| !self.hides(value)).cloned().collect();
                Predicate::Field { key: key.clone(), test: Test::In(values) }
            }
            Predicate::Field { key, .. } if self.hides_key(key) => Predicate::Any(Vec::new()),
            field @ Predicate::Field { .. } => field.clone(),
        }
    }

    /// (type, target) of the relations of an entity to what the caller may see or what does not exist.
    pub fn relations(&self, id: u32) -> Vec<(&str, &str)> {
        let mut relations = self.index.relations(id);
        if !self.is_whole() {
            relations.retain(|(_, target)| !self.hides(target));
        }
        relations
    }

    /// The entity as the API answers it.
    pub fn body(&self, id: u32) -> String {
        self.readable(id, self.index.body_of(id, self.relations(id)))
    }

    /// The entity as the store keeps it.
    pub fn stored_body(&self, id: u32) -> String {
        self.readable(id, self.index.stored_body(id))
    }

    /// The text of an entity without what the caller may not read.
    fn readable(&self, id: u32, body: String) -> String {
        let Some(fields) = self.mask(Some(id)) else { return body };
        let mut value: Value = serde_json::from_str(&body).unwrap_or_default();
        if fields.mask(&mut value) { value.to_string() } else { body }
    }

    /// The first value of a key, as written.
    pub fn first(&self, id: u32, key: &str) -> Option<&str> {
        if self.mask(Some(id)).is_some_and(|fields| fields.hide_key(key)) {
            return None;
        }
        self.index.first(id, key)
    }

    /// The same, parsed.
    pub fn value(&self, id: u32) -> Value {
        serde_json::from_str(&self.body(id)).unwrap_or_default()
    }

    /// How many they are.
    pub fn count(&self, predicate: &Predicate) -> u64 {
        self.matching(predicate).len()
    }

    /// A page of the answer to a query.
    pub fn select(&self, query: &Query) -> Page {
        let predicate = owner::resolved(self, &query.predicate);
        if self.seen.is_none() && self.masked.is_none() {
            return match predicate {
                Cow::Borrowed(_) => self.index.select(query),
                Cow::Owned(predicate) => self.index.select(&Query { predicate, ..query.clone() }),
            };
        }
        let mut query = Query { within: self.seen.clone(), predicate: self.blind(&predicate), ..query.clone() };
        query.sort = query.sort.filter(|sort| !self.hides_key(&sort.field));
        if let Some(text) = query.full_text.take() {
            query.full_text = self.visible(text);
            if query.full_text.is_none() {
                query.predicate = Predicate::Any(Vec::new());
            }
        }
        self.index.select(&query)
    }

    /// All for which a predicate holds, by several fields.
    pub fn sorted(&self, predicate: &Predicate, sorts: &[Sort]) -> Vec<u32> {
        let sorts: Vec<Sort> = sorts.iter().filter(|sort| !self.hides_key(&sort.field)).cloned().collect();
        self.index.sorted(&self.matching(predicate), &sorts)
    }

    /// A text filter without fields that are hidden; nothing where no field is left to look in.
    fn visible(&self, mut text: FullText) -> Option<FullText> {
        let looks = !text.fields.is_empty();
        text.fields.retain(|field| !self.hides_key(field));
        (!looks || !text.fields.is_empty()).then_some(text)
    }

    /// For each key its values with how many of the entities carry them that a predicate and a text find.
    pub fn facets<S: AsRef<str>>(
        &self,
        keys: &[S],
        predicate: &Predicate,
        text: Option<&FullText>,
    ) -> Vec<Vec<(String, u64)>> {
        let mut hits = self.matching(predicate);
        if let Some(text) = text {
            let text = self.visible(text.clone());
            hits = text.map_or_else(RoaringBitmap::new, |text| self.index.find_text(&text, &hits));
        }
        let mut facets = self.index.facets_of(keys, &hits);
        for (key, values) in keys.iter().zip(&mut facets) {
            if self.hides_key(key.as_ref()) {
                values.clear();
            }
        }
        if !self.is_whole() {
            for (key, values) in keys.iter().zip(&mut facets) {
                if key.as_ref().starts_with("relations.") {
                    values.retain(|(value, _)| !self.hides(value));
                }
            }
        }
        facets
    }
}

/// For what is asked of an entity once it is found.
impl Deref for View<'_> {
    type Target = Index;

    fn deref(&self) -> &Index {
        &self.index
    }
}
