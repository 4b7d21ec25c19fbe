//! What the API says of one entity: a claim of the source `api`, put, changed and taken back in one transaction with its
//! audit entry and its caller's `Idempotency-Key`.

use std::sync::Arc;

use portolan_domain::index::{Predicate, Record, version};
use portolan_domain::permission::Fields;

use super::apply::apply;
use super::batch::{Act, Applied, Batch, FileClaims};
use super::ready::Ready;
use super::scope::{Scope, alone};
use super::store::{claims, entities};
use crate::audit::Actor;
use crate::db::{Error, Tx};
use crate::http::idempotency::store::{self as keys, Claim, Found};

/// The source of claims that come over the API.
pub const API: &str = "api";
/// Behind what files say, which somebody may have reviewed and which come back with the next sync; before what accounts say,
/// which know no more than a name.
const RANK: i64 = 5_000;

/// What the entity must be for an edit to happen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Expected {
    /// Whatever it is.
    #[default]
    Anything,
    /// Not there.
    Absent,
    /// There.
    Present,
    /// As one of these etags says.
    One(Vec<String>),
}

/// Fields that a caller does not read.
#[derive(Clone, Debug)]
pub struct Hidden {
    /// These.
    pub fields: Arc<Fields>,
    /// The entities of which they read them all the same; none when absent.
    pub cleared: Option<Predicate>,
}

/// A word about one entity.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The entity.
    pub reference: String,
    /// What is said of it, read; nothing takes back what was said.
    pub says: Option<FileClaims>,
    /// What the caller sees and may change.
    pub scope: Scope,
    /// What the caller does not read.
    pub hidden: Option<Hidden>,
    /// What it must be.
    pub expected: Expected,
    /// The caller's key.
    pub once: Option<Claim>,
    /// The caller.
    pub actor: Actor,
    /// Microseconds.
    pub now: i64,
}

/// What became of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edited {
    /// It is done.
    Done {
        /// The HTTP status that says so.
        status: u16,
        /// The entity, with the relations it has by itself; empty when what was said was taken back.
        body: String,
        /// The catalog's revision with it.
        revision: i64,
    },
    /// What is known of the key says that it is not to be done.
    Known(Found),
    /// The entity is not, or would not be, one that the caller may change.
    Outside,
    /// The entity is not what was expected.
    Unexpected,
    /// The API has said nothing that could be taken back.
    Unsaid,
}

/// The path of the claim in its source.
pub fn path_of(reference: &str) -> String {
    reference.replacen(':', "/", 1)
}

/// Makes the edit; [`Error::Undone`] with the reason in `edited` when it is refused.
pub fn edit(tx: &mut Tx<'_>, edit: &Edit, ready: &Ready, edited: &mut Option<Edited>) -> Result<Applied, Error> {
    let mut refuse = |why: Edited| {
        *edited = Some(why);
        Err(Error::Undone)
    };
    let present = entities::lock_revision(tx)?;
    if let Some(key) = &edit.once {
        match keys::reserve(tx, key)? {
            Found::Free => {}
            known => return refuse(Edited::Known(known)),
        }
    }
    let before = entities::list(tx, &[&edit.reference])?.pop();
    if let Some(before) = before.as_ref().filter(|before| !edit.scope.reaches(before)) {
        // Whoever may not see it does not learn by taking it back that it is there.
        return refuse(if edit.says.is_none() && !edit.scope.sees(before) { Edited::Unsaid } else { Edited::Outside });
    }
    if !edit.expected.holds(before.as_ref()) {
        return refuse(Edited::Unexpected);
    }
    if edit.says.is_none() && claims::list_of_files(tx, API, &[&path_of(&edit.reference)])?.is_empty() {
        return refuse(Edited::Unsaid);
    }
    let applied = apply(tx, ready)?;
    let after = applied.records.first().or(before.as_ref()).filter(|_| edit.says.is_some());
    if after.is_some_and(|after| !edit.scope.reaches(after)) {
        return refuse(Edited::Outside);
    }
    let status = match after {
        None => 204,
        Some(_) if applied.created.is_empty() => 200,
        Some(_) => 201,
    };
    let body = after.map(|after| edit.shown(after)).unwrap_or_default();
    if let Some(key) = &edit.once {
        keys::keep(tx, key, status, &body)?;
    }
    let revision = applied.revision.max(present);
    *edited = Some(Edited::Done { status, body, revision });
    Ok(applied)
}

impl Edit {
    /// The entity as the caller may read it.
    fn shown(&self, record: &Record) -> String {
        let index = alone(record);
        let Some(id) = index.find(&record.reference) else { return String::new() };
        match &self.hidden {
            Some(hidden) if !hidden.cleared.as_ref().is_some_and(|cleared| index.holds(cleared, id)) => {
                let mut value = index.value(id);
                hidden.fields.mask(&mut value);
                value.to_string()
            }
            _ => index.body(id),
        }
    }

    /// What it does to claims, worked out before the transaction.
    pub fn ready(&self) -> Ready {
        Ready::new(self.batch(path_of(&self.reference)))
    }

    fn batch(&self, path: String) -> Batch {
        let what = if self.says.is_some() { "entity.put" } else { "entity.withdraw" };
        Batch {
            source_id: API.to_owned(),
            rank: RANK,
            origin: "portolan:api".to_owned(),
            actor: self.actor.clone(),
            upserts: self.says.iter().cloned().collect(),
            removals: if self.says.is_none() { vec![path] } else { Vec::new() },
            reason: format!("taken back by {}", self.actor),
            act: Some(Act { what, target: self.reference.clone() }),
            now: self.now,
            ..Batch::default()
        }
    }
}

impl Expected {
    /// The first digits of an etag are of the entity itself; the rest changes with its neighbours, which is no reason to
    /// refuse.
    fn holds(&self, before: Option<&Record>) -> bool {
        match self {
            Self::Anything => true,
            Self::Absent => before.is_none(),
            Self::Present => before.is_some(),
            Self::One(etags) => before.is_some_and(|before| {
                let version = version(&before.body);
                etags.iter().any(|etag| etag.starts_with(&version))
            }),
        }
    }
}
