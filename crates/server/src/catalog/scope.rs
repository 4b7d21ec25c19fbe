//! Which entities a caller sees and may change, decided for one entity by itself: also when it is not in the index.

use portolan_domain::catalog::reference::is_people;
use portolan_domain::index::{Index, Predicate, Prepared, Record};

/// How far a caller reaches.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The entities they see; all when absent.
    pub seen: Option<Predicate>,
    /// The entities they may change; all when absent.
    pub within: Option<Predicate>,
    /// Whether users and groups are among these.
    pub people: bool,
}

/// An index of this entity alone.
pub fn alone(record: &Record) -> Index {
    let mut index = Index::new();
    index.apply(Prepared::new(record.clone()));
    index
}

fn holds(predicate: Option<&Predicate>, record: &Record) -> bool {
    predicate.is_none_or(|predicate| !alone(record).matching(predicate).is_empty())
}

impl Scope {
    /// Whether they see it.
    pub fn sees(&self, record: &Record) -> bool {
        holds(self.seen.as_ref(), record)
    }

    /// Whether they may change it.
    pub fn reaches(&self, record: &Record) -> bool {
        let is_people = record.reference.split_once(':').is_some_and(|(kind, _)| is_people(kind));
        (self.people || !is_people) && holds(self.within.as_ref(), record)
    }
}
