//! What every change has in common: who makes it, what may be refused, and how it becomes one batch of the source.

use std::collections::BTreeSet;

use portolan_domain::scim::{Fault, ResourceType};
use serde_json::Value;

use super::{claims, groups, users};
use crate::audit::Actor;
use crate::catalog::batch::{Batch, Guard};
use crate::db::{Error, Tx};
use crate::organisation::store::resources::{self, ResourceRow};
use crate::sources::store::{self as source_store, NEVER, SourceRow, SyncRow};

/// The id of the source.
pub const SOURCE: &str = "scim";

/// Whoever changes something, and under which rules.
#[derive(Clone, Debug)]
pub struct Provision {
    /// The service account.
    pub actor: Actor,
    /// Microseconds.
    pub now: i64,
    /// When removals wait for a person.
    pub guard: Guard,
    /// The one User of the catalog with the address of the user this is about.
    pub same_address: Option<String>,
    /// The version it must have, from `If-Match`.
    pub version: Option<i64>,
}

/// Why nothing was changed.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// What was sent is wrong.
    Fault(Fault),
    /// Somebody has that already.
    Taken(String),
    /// There is no such thing.
    Missing,
    /// It was changed meanwhile.
    Stale,
    /// Nobody would be left to look after people.
    LastAdministrator,
    /// The source is paused.
    Paused,
    /// Too many went already; a person decides.
    Held(Box<SyncRow>),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// What became of a change.
pub type Outcome<T = ResourceRow> = Result<T, Refusal>;

/// Resources whose claims are to be written anew, or to go.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    /// By id.
    pub ids: BTreeSet<String>,
    /// Files that go.
    pub removals: Vec<String>,
}

impl Provision {
    /// The source of what is provided; made when the first thing comes.
    pub fn source(&self, tx: &mut Tx<'_>) -> Result<SourceRow, Error> {
        if let Some(source) = source_store::find(tx, SOURCE)? {
            return Ok(source);
        }
        let source = SourceRow {
            id: SOURCE.to_owned(),
            kind: SOURCE.to_owned(),
            name: "SCIM".to_owned(),
            target: "/scim/v2".to_owned(),
            rank: 100,
            origin: SOURCE.to_owned(),
            state: "idle".to_owned(),
            created_at: self.now,
            next_sync_at: NEVER,
            ..SourceRow::default()
        };
        source_store::insert(tx, &source)?;
        Ok(source)
    }

    /// Makes a resource of a document.
    pub fn create(&self, tx: &mut Tx<'_>, kind: ResourceType, sent: &Value) -> Result<(Outcome, Option<Batch>), Error> {
        let mut touched = Touched::default();
        let outcome = match kind {
            ResourceType::User => users::create(tx, self, sent, &mut touched)?,
            ResourceType::Group => groups::create(tx, self, sent, &mut touched)?,
        };
        self.finish(tx, outcome, &touched)
    }

    /// Puts a document in place of the one there is, or a patched one.
    pub fn change(
        &self,
        tx: &mut Tx<'_>,
        kind: ResourceType,
        id: &str,
        sent: &Value,
        is_patch: bool,
    ) -> Result<(Outcome, Option<Batch>), Error> {
        let row = match self.find(tx, kind, id)? {
            Ok(row) => row,
            refused => return Ok((refused, None)),
        };
        let mut touched = Touched::default();
        let outcome = match kind {
            ResourceType::User => users::change(tx, self, row, sent, is_patch, &mut touched)?,
            ResourceType::Group => groups::change(tx, self, row, sent, is_patch, &mut touched)?,
        };
        self.finish(tx, outcome, &touched)
    }

    /// Removes a resource.
    pub fn delete(&self, tx: &mut Tx<'_>, kind: ResourceType, id: &str) -> Result<(Outcome, Option<Batch>), Error> {
        let row = match self.find(tx, kind, id)? {
            Ok(row) => row,
            refused => return Ok((refused, None)),
        };
        let mut touched = Touched::default();
        let outcome = match kind {
            ResourceType::User => users::delete(tx, self, row, &mut touched)?,
            ResourceType::Group => groups::delete(tx, self, row, &mut touched)?,
        };
        self.finish(tx, outcome, &touched)
    }

    fn find(&self, tx: &mut Tx<'_>, kind: ResourceType, id: &str) -> Result<Outcome, Error> {
        let Some(row) = resources::find(tx, word(kind), id)? else { return Ok(Err(Refusal::Missing)) };
        let stale = self.version.is_some_and(|version| version != row.version);
        Ok(if stale { Err(Refusal::Stale) } else { Ok(row) })
    }

    /// The batch of what was touched. Refused before anything was written: see the callers' order of steps.
    fn finish(&self, tx: &mut Tx<'_>, outcome: Outcome, touched: &Touched) -> Result<(Outcome, Option<Batch>), Error> {
        let Ok(row) = outcome else { return Ok((outcome, None)) };
        let source = self.source(tx)?;
        let ids: Vec<&str> = touched.ids.iter().map(String::as_str).collect();
        let batch = Batch {
            source_id: source.id,
            rank: source.rank,
            origin: "portolan:scim".to_owned(),
            actor: self.actor.clone(),
            upserts: claims::of(tx, &ids)?,
            removals: touched.removals.clone(),
            reason: "its directory removed it".to_owned(),
            now: self.now,
            ..Batch::default()
        };
        Ok((Ok(row), Some(batch)))
    }
}

/// The kind as it is kept.
pub fn word(kind: ResourceType) -> &'static str {
    match kind {
        ResourceType::User => "user",
        ResourceType::Group => "group",
    }
}
