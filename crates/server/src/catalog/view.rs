//! The catalog as one caller sees it. Handlers read the index through this alone.
//!
//! Invariant: an entity that the caller may not see is not found, not counted and not listed.

use std::ops::Deref;
use std::sync::Arc;

use parking_lot::RwLockReadGuard;
use portolan_domain::index::{FullText, Index, Page, Predicate, Query, Test};
use roaring::RoaringBitmap;
use serde_json::Value;

/// A read lock on the index and the entities that count; never hold it over an await.
pub struct View<'c> {
    index: RwLockReadGuard<'c, Index>,
    /// All when absent.
    seen: Option<Arc<RoaringBitmap>>,
}

impl<'c> View<'c> {
    /// Of these entities.
    pub fn new(index: RwLockReadGuard<'c, Index>, seen: Option<Arc<RoaringBitmap>>) -> Self {
        Self { index, seen }
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
        match &self.seen {
            None => self.index.matching(predicate),
            Some(seen) => self.index.matching(&self.blind(predicate)) & seen.as_ref(),
        }
    }

    /// The predicate without relations to hidden entities, which would tell that they are there.
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
        self.index.body_of(id, self.relations(id))
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
        match &self.seen {
            None => self.index.select(query),
            Some(seen) => {
                let predicate = self.blind(&query.predicate);
                self.index.select(&Query { within: Some(Arc::clone(seen)), predicate, ..query.clone() })
            }
        }
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
            hits = self.index.find_text(text, &hits);
        }
        let mut facets = self.index.facets_of(keys, &hits);
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
