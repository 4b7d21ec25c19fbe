//! The catalog as it was: today's entities with the change log undone, newest change first.
//!
//! What files say is in the log; what the catalog adds, such as `portolan.problem`, is not. The body of a removed entity
//! is in its tombstone, so that one removed longer ago than tombstones are kept is known by name only.

use std::collections::BTreeSet;

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::diff::{self, Operation};
use portolan_domain::catalog::entity::Entity;
use portolan_domain::catalog::relation::relations;
use portolan_domain::index::{Index, Prepared, Record};
use rustc_hash::FxHashMap;

use super::store::history::{self, ChangeRow};
use super::store::{entities, tombstones};
use crate::db::{Error, Tx};

/// A catalog of another time.
pub struct Past {
    /// Its entities.
    pub index: Index,
    /// Entities there were, of which nothing is kept.
    pub lost: Vec<String>,
}

/// An entity on the way back.
struct Known {
    uid: String,
    body: String,
    at: i64,
}

/// The catalog at a time in microseconds.
pub fn read(tx: &mut Tx<'_>, at: i64) -> Result<Past, Error> {
    let mut undo = Undo::default();
    entities::each(tx, "", "", |stored| {
        let known = Known { uid: stored.uid.to_string(), body: stored.body.to_owned(), at: stored.updated_at };
        undo.known.insert(stored.reference.to_owned(), known);
    })?;
    tombstones::each(tx, |uid, body| {
        undo.buried.insert(uid, body);
    })?;
    let last = history::revision_at(tx, at)?;
    history::each_back_to(tx, last, |change| undo.change(change))?;
    Ok(undo.finish())
}

#[derive(Default)]
struct Undo {
    known: FxHashMap<String, Known>,
    /// Bodies of removed entities by uid.
    buried: FxHashMap<String, String>,
    lost: BTreeSet<String>,
}

impl Undo {
    fn change(&mut self, change: ChangeRow) {
        let ChangeRow { action, reference, uid, operations, at, .. } = change;
        match action {
            "deleted" => match self.buried.remove(&uid) {
                Some(body) => drop(self.known.insert(reference, Known { uid, body, at })),
                None => drop(self.lost.insert(reference)),
            },
            "created" => self.forget(&reference),
            "restored" => {
                // It came back as it was, or with what the operations say.
                if let Some(known) = self.known.remove(&reference) {
                    self.buried.extend(undone(&known.body, &operations).map(|body| (uid, body)));
                }
                self.lost.remove(&reference);
            }
            _ => {
                let Some(known) = self.known.get_mut(&reference) else { return };
                if let Some(body) = undone(&known.body, &operations) {
                    (known.body, known.at) = (body, at);
                } else {
                    self.forget(&reference);
                    self.lost.insert(reference);
                }
            }
        }
    }

    fn forget(&mut self, reference: &str) {
        self.known.remove(reference);
        self.lost.remove(reference);
    }

    fn finish(self) -> Past {
        let mut index = Index::new();
        for (reference, known) in self.known {
            if let Some(record) = record(reference, known) {
                index.apply(Prepared::new(record));
            }
        }
        Past { index, lost: self.lost.into_iter().collect() }
    }
}

/// A body before the operations; nothing when they do not fit it.
fn undone(body: &str, operations: &str) -> Option<String> {
    if operations.is_empty() || operations == "[]" {
        return Some(body.to_owned());
    }
    let operations: Vec<Operation> = serde_json::from_str(operations).ok()?;
    let value = serde_json::from_str(body).ok()?;
    diff::apply(&value, &diff::invert(&operations)).map(|value| value.to_string())
}

fn record(reference: String, known: Known) -> Option<Record> {
    let entity = Entity::from_value(serde_json::from_str(&known.body).ok()?).ok()?;
    let emitted = relations(&entity, Blueprints::builtin()).0.into_iter();
    Some(Record {
        uid: known.uid.parse().ok()?,
        reference,
        body: known.body,
        relations: emitted.map(|one| (one.kind, one.inverse, one.target.to_string())).collect(),
        updated_at: known.at,
        ..Record::default()
    })
}
