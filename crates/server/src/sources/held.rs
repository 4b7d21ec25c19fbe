//! Held deletions: a person applies them or keeps the entities.

use super::store::{self, SourceRow, SyncRow};
use super::sync::{Cause, hash_of};
use super::{Event, SourceError, Sources, target};
use crate::audit::{self, Actor, Entry};
use crate::db::Error;
use serde_json::json;

/// How long a decision lets removals through, in microseconds.
const ALLOWED: i64 = 3_600 * 1_000_000;

impl Sources {
    /// All held syncs.
    pub async fn held(&self) -> Result<Vec<SyncRow>, SourceError> {
        Ok(self.catalog.db().read(store::list_held).await?)
    }

    async fn get_held(&self, id: &str) -> Result<SyncRow, SourceError> {
        let wanted = id.to_owned();
        let found = self.catalog.db().read(move |tx| store::find_sync(tx, &wanted)).await?;
        let sync = found.ok_or_else(|| SourceError::NotFound(format!("there is no sync {id}")))?;
        if sync.state != "held" {
            return Err(SourceError::Exists(format!(
                "this sync is {}, not held; look at the source's newest one",
                sync.state
            )));
        }
        Ok(sync)
    }

    /// Removes what the plan names. The source is read again first: what it names by now stays, what the plan does not name is held anew.
    pub async fn apply_held(&self, id: &str, actor: &Actor) -> Result<SyncRow, SourceError> {
        let mut held = self.get_held(id).await?;
        let source = self.get(&held.source_id).await?;
        if target::is_pushed(&source.kind) {
            return self.allow(held, source, actor).await;
        }
        let ran = self.sync(&held.source_id, Cause::Apply, held.plan.clone()).await?;
        let Some(ran) = ran else {
            return Err(SourceError::Exists("the source is being synced right now; try again in a moment".to_owned()));
        };
        if ran.state == "failed" {
            return Err(SourceError::Refused(format!("the source could not be read again: {}", ran.message)));
        }
        held.counts.deleted = ran.counts.deleted;
        let nouns = if ran.counts.deleted == 1 { "entity" } else { "entities" };
        self.decide(held, "applied", &format!("{} {nouns} removed", ran.counts.deleted), actor).await
    }

    /// Lets whoever sends this source its claims remove what they want for a while: they try again by themselves.
    async fn allow(&self, held: SyncRow, mut source: SourceRow, actor: &Actor) -> Result<SyncRow, SourceError> {
        source.cursor.removals_until = self.clock.now() + ALLOWED;
        source.state = "idle".to_owned();
        self.update(source, actor).await?;
        self.decide(held, "applied", "removals are let through for an hour", actor).await
    }

    /// Keeps the entities: the same deletions are not held again.
    pub async fn dismiss_held(&self, id: &str, actor: &Actor) -> Result<SyncRow, SourceError> {
        let held = self.get_held(id).await?;
        let mut source = self.get(&held.source_id).await?;
        source.cursor.dismissed = hash_of(&held.plan.clone().unwrap_or_default().refs);
        source.state = "idle".to_owned();
        self.update(source, actor).await?;
        self.decide(held, "dismissed", "the entities are kept", actor).await
    }

    async fn decide(
        &self,
        mut sync: SyncRow,
        state: &str,
        message: &str,
        actor: &Actor,
    ) -> Result<SyncRow, SourceError> {
        state.clone_into(&mut sync.state);
        sync.message = format!("{message}, by {actor}");
        sync.finished_at = self.clock.now();
        let (row, actor, act, now) = (sync.clone(), actor.clone(), format!("sync.{state}"), self.clock.now());
        self.catalog
            .db()
            .write(move |tx| {
                store::upsert_sync(tx, &row)?;
                audit::note(tx, Entry::new(&actor, &act, &row.id, now).after(json!({ "source": row.source_id })))
            })
            .await?;
        self.publish(Event::Sync(Box::new(sync.clone())));
        Ok(sync)
    }

    /// Ends older held plans of a source.
    pub(super) async fn close_held(&self, source_id: &str, except: &str, message: &str) -> Result<(), Error> {
        let (source_id, except, message, now) =
            (source_id.to_owned(), except.to_owned(), message.to_owned(), self.clock.now());
        let closed = self
            .catalog
            .db()
            .write(move |tx| {
                let mut closed = Vec::new();
                for mut sync in store::list_held(tx)? {
                    if sync.source_id == source_id && sync.id != except {
                        "dismissed".clone_into(&mut sync.state);
                        sync.message.clone_from(&message);
                        sync.finished_at = now;
                        store::upsert_sync(tx, &sync)?;
                        closed.push(sync);
                    }
                }
                Ok(closed)
            })
            .await?;
        closed.into_iter().for_each(|sync| self.publish(Event::Sync(Box::new(sync))));
        Ok(())
    }
}
