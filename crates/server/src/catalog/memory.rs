//! The catalog in memory: loaded from SQL at start, moved on after each commit, followed from other nodes.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::{RwLock, RwLockReadGuard};
use portolan_domain::index::{Builder, Index, Prepared, Record};
use tokio::sync::{Mutex, broadcast, oneshot, watch};

use super::batch::{Applied, Batch, Plan, Renewed};
use super::edit::{self, Edit, Edited};
use super::pending::{self, Pending};
use super::ready::Ready;
use super::store::{entities, history, tombstones};
use super::{apply, plan, restore};
use crate::audit::Actor;
use crate::db::{Db, Error, Tx};
use crate::tenants::store as usage;
use crate::tenants::{Quotas, QuotasCell};

/// Entities put in under one hold of the lock: readers wait for no longer.
const CHUNK: usize = 100;
/// Changes of an event that are named; the rest is a number.
const NAMED: usize = 200;
/// Parts in which the catalog is read: whoever of two is done takes the next one.
const PARTS: i64 = 32;

/// What happened, for open pages.
#[derive(Clone, Debug)]
pub struct Event {
    /// The catalog's revision after it.
    pub revision: i64,
    /// (reference, action), at most 200.
    pub changes: Vec<(String, &'static str)>,
    /// How many there were.
    pub total: usize,
}

/// The catalog of the tenant. Reads take the index; writes go through SQL first.
pub struct Catalog {
    db: Db,
    index: RwLock<Index>,
    revision: watch::Sender<i64>,
    events: broadcast::Sender<Event>,
    /// When the log was last read to its end, in milliseconds since the load.
    followed: (Instant, AtomicU64),
    /// What the tenant may use.
    quotas: QuotasCell,
    /// Bytes of its descriptors, about: as of the last count, and what came since.
    stored: Arc<AtomicI64>,
    /// Writes that wait for the one that runs.
    pending: Pending,
    /// One group of writes at a time.
    writer: Mutex<()>,
    /// Whoever moves the index on. A group takes it before it lets the next one begin, so that the index follows in
    /// the order of commits while that next one is already on its way to the disk.
    follower: Mutex<()>,
}

impl Catalog {
    /// Loads everything there is, on two cores.
    pub async fn load(db: Db) -> Result<Arc<Self>, Error> {
        let catalog = Arc::new(Self {
            db: db.clone(),
            index: RwLock::new(Index::new()),
            revision: watch::channel(0).0,
            events: broadcast::channel(256).0,
            followed: (Instant::now(), AtomicU64::new(0)),
            quotas: QuotasCell::default(),
            stored: Arc::new(AtomicI64::new(i64::MAX / 2)),
            pending: Pending::default(),
            writer: Mutex::new(()),
            follower: Mutex::new(()),
        });
        let began = Instant::now();
        let (revision, (count, starts)) =
            db.read(|tx| Ok((entities::revision(tx)?, entities::parts(tx, PARTS)?))).await?;
        let parts = Arc::new(parking_lot::Mutex::new(ranges(starts).into_iter()));
        let second = build(db.clone(), Arc::clone(&parts), Builder::with_capacity(count / 2));
        let second = (parts.lock().len() > 1).then(|| tokio::spawn(second));
        let mut built = build(db.clone(), parts, Builder::with_capacity(count)).await?;
        if let Some(second) = second {
            built = built.join(second.await.map_err(|_| Error::Closed)??);
        }
        let read = began.elapsed();
        *catalog.index.write() = built.finish();
        tracing::debug!(entities = count, ?read, all = ?began.elapsed(), "the catalog is in memory");
        catalog.revision.send_replace(revision);
        // What was committed while the halves were read.
        catalog.follow().await?;
        Ok(catalog)
    }

    /// The store below.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The index, for as long as the guard lives; never hold it over an await.
    pub fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read()
    }

    /// What the tenant may use.
    pub fn quotas(&self) -> &QuotasCell {
        &self.quotas
    }

    /// The revision the index has reached.
    pub fn revision(&self) -> i64 {
        *self.revision.borrow()
    }

    /// Events from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Waits until the index has reached a revision; `false` when it took too long.
    pub async fn wait_for(&self, revision: i64, limit: Duration) -> bool {
        let mut seen = self.revision.subscribe();
        tokio::time::timeout(limit, seen.wait_for(|now| *now >= revision)).await.is_ok()
    }

    /// What a batch would remove: entities whose last claim it takes away, and how many the source claims.
    pub async fn plan(&self, source_id: &str, removals: Vec<String>, renewed: Vec<Renewed>) -> Result<Plan, Error> {
        let source_id = source_id.to_owned();
        self.db.read(move |tx| plan::plan(tx, &source_id, &removals, &renewed)).await
    }

    /// Applies a batch durably, then to the index.
    pub async fn apply(self: &Arc<Self>, batch: Batch) -> Result<Applied, Error> {
        let entities = batch.upserts.iter().map(|file| file.claims.len()).sum::<usize>() + batch.removals.len();
        self.change(entities, async move {
            let ready = tokio::task::spawn_blocking(move || Ready::new(batch)).await.map_err(|_| Error::Closed)?;
            Ok(move |tx: &mut Tx<'_>| apply::apply(tx, &ready))
        })
        .await
    }

    /// Does some work and applies the batch that comes of it, in one transaction.
    pub async fn apply_made<T, F>(self: &Arc<Self>, mut work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<(T, Option<Batch>), Error> + Send + 'static,
    {
        let made = Arc::new(parking_lot::Mutex::new(None));
        let given = Arc::clone(&made);
        let work = move |tx: &mut Tx<'_>| {
            let (value, batch) = work(tx)?;
            *given.lock() = Some(value);
            let Some(batch) = batch else { return Ok(Applied::default()) };
            apply::apply(tx, &Ready::new(batch))
        };
        self.change(1, async move { Ok(work) }).await?;
        made.lock().take().ok_or(Error::Closed)
    }

    /// Gives all claims of a source another rank, and merges again what it shares with others.
    pub async fn rerank(
        self: &Arc<Self>,
        source_id: &str,
        rank: i64,
        actor: &Actor,
        now: i64,
    ) -> Result<Applied, Error> {
        let batch = Batch { source_id: source_id.to_owned(), rank, actor: actor.clone(), now, ..Batch::default() };
        let ready = Ready::new(batch);
        self.change(1, async move { Ok(move |tx: &mut Tx<'_>| apply::rerank(tx, &ready)) }).await
    }

    /// Removes an entity with all its claims; `None` when there is none.
    pub async fn remove(self: &Arc<Self>, reference: String, actor: Actor, now: i64) -> Result<Option<Applied>, Error> {
        let remove = || {
            let (reference, actor) = (reference.clone(), actor.clone());
            let work = move |tx: &mut Tx<'_>| Ok(restore::remove(tx, &reference, &actor, now)?.unwrap_or_default());
            self.change(1, async move { Ok(work) })
        };
        let applied = match remove().await {
            Err(Error::Unavailable(_)) if self.db.give_up_reserve().await => remove().await?,
            removed => removed?,
        };
        Ok((applied.revision > 0).then_some(applied))
    }

    /// What the API says of one entity.
    pub async fn edit(self: &Arc<Self>, edit: Edit) -> Result<Edited, Error> {
        let slot = Arc::new(parking_lot::Mutex::new(None));
        let (edited, ready) = (Arc::clone(&slot), edit.ready());
        let work = move |tx: &mut Tx<'_>| edit::edit(tx, &edit, &ready, &mut edited.lock());
        let done = self.change(1, async move { Ok(work) }).await;
        if let Err(error) = done
            && !matches!(error, Error::Undone)
        {
            return Err(error);
        }
        let edited = slot.lock().take();
        edited.ok_or(Error::Closed)
    }

    /// Writes what `work` turns out to be, about so many entities, with whatever else waits then.
    pub(super) async fn change<F>(
        self: &Arc<Self>,
        entities: usize,
        work: impl Future<Output = Result<F, Error>> + Send + 'static,
    ) -> Result<Applied, Error>
    where
        F: FnMut(&mut Tx<'_>) -> Result<Applied, Error> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let catalog = Arc::clone(self);
        // A task of its own: a caller that goes away, as a broken connection does, must not leave memory behind.
        tokio::spawn(async move {
            match work.await {
                Ok(work) => {
                    catalog.pending.push(entities, catalog.limited(work), answer);
                    catalog.write().await;
                }
                // Whoever asked may be gone.
                Err(error) => drop(answer.send(Err(error))),
            }
        });
        answered.await.map_err(|_| Error::Closed)?
    }

    /// The same, within what the tenant may use.
    fn limited<F>(&self, mut work: F) -> pending::Work
    where
        F: FnMut(&mut Tx<'_>) -> Result<Applied, Error> + Send + 'static,
    {
        let (quotas, stored) = (self.quotas.get(), Arc::clone(&self.stored));
        Box::new(move |tx| {
            let applied = work(tx)?;
            within(tx, &applied, quotas, &stored)?;
            Ok(applied)
        })
    }

    /// Commits the writes that wait, as one, unless somebody else has done so meanwhile.
    async fn write(self: &Arc<Self>) {
        let writer = self.writer.lock().await;
        let (mut works, answers) = self.pending.take();
        if answers.is_empty() {
            return;
        }
        let outcomes = match self.db.write(move |tx| pending::run(tx, &mut works)).await {
            Ok(mut outcomes) => {
                let _follower = self.follower.lock().await;
                drop(writer);
                self.enter(&mut outcomes).await;
                outcomes
            }
            Err(error) => answers.iter().map(|_| Err(error.clone())).collect(),
        };
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // Whoever asked may be gone.
            let _ = answer.send(outcome);
        }
    }

    /// Takes a committed group into memory, in the order of its revisions.
    async fn enter(self: &Arc<Self>, outcomes: &mut [Result<Applied, Error>]) {
        let mut reached = self.revision();
        let mut changes = Vec::new();
        for applied in outcomes.iter_mut().flatten().filter(|applied| applied.is_change()) {
            if applied.revision <= reached {
                // The log was followed past this commit while it waited; its records may be older than what is there.
                continue;
            }
            if applied.first_revision != reached + 1 {
                // Another node wrote in between, before the whole group: take everything from the log.
                if let Err(error) = self.follow_log().await {
                    tracing::warn!(%error, "what was committed is not in memory yet; the log brings it");
                }
                return;
            }
            if let Err(error) = self.take_in(std::mem::take(&mut applied.records), applied.deleted.clone()).await {
                // Its revision is not reached then: the log brings it.
                tracing::error!(%error, "what was committed did not come into memory");
                return;
            }
            reached = applied.revision;
            changes.extend(applied.changes());
        }
        if reached > self.revision() {
            self.publish(reached, changes);
        }
    }

    /// Many entities take long. They go elsewhere, so that whoever waits for this thread meanwhile, such as the next group of
    /// writes, need not.
    async fn take_in(self: &Arc<Self>, records: Vec<Record>, deleted: Vec<String>) -> Result<(), Error> {
        if records.len() + deleted.len() <= CHUNK {
            self.take_in_now(records, &deleted);
            return Ok(());
        }
        let catalog = Arc::clone(self);
        let work = move || catalog.take_in_now(records, &deleted);
        tokio::task::spawn_blocking(work).await.map_err(|_| Error::Closed)
    }

    fn take_in_now(&self, records: Vec<Record>, deleted: &[String]) {
        let mut records = records.into_iter();
        loop {
            let chunk: Vec<Prepared> = records.by_ref().take(CHUNK).map(Prepared::new).collect();
            if chunk.is_empty() {
                break;
            }
            let mut index = self.index.write();
            chunk.into_iter().for_each(|one| index.apply(one));
        }
        for chunk in deleted.chunks(CHUNK) {
            let mut index = self.index.write();
            for reference in chunk {
                index.remove(reference);
            }
        }
    }

    fn publish(&self, revision: i64, mut changes: Vec<(String, &'static str)>) {
        let total = changes.len();
        changes.truncate(NAMED);
        self.revision.send_replace(revision);
        // Nobody listening is no error.
        let _ = self.events.send(Event { revision, changes, total });
    }

    /// Takes in what other nodes committed.
    pub async fn follow(self: &Arc<Self>) -> Result<(), Error> {
        let _follower = self.follower.lock().await;
        self.follow_log().await?;
        self.followed.1.store(self.followed.0.elapsed().as_millis() as u64, Ordering::Relaxed);
        Ok(())
    }

    /// How long ago the log was last read to its end.
    pub fn followed_ago(&self) -> Duration {
        self.followed.0.elapsed().saturating_sub(Duration::from_millis(self.followed.1.load(Ordering::Relaxed)))
    }

    async fn follow_log(self: &Arc<Self>) -> Result<(), Error> {
        loop {
            let known = self.revision();
            let read = move |tx: &mut Tx<'_>| {
                let log = history::since(tx, known, 5_000)?;
                let mut refs: Vec<&str> = log.iter().map(|(_, _, reference)| reference.as_str()).collect();
                refs.sort_unstable();
                refs.dedup();
                let records = entities::list(tx, &refs)?;
                Ok((log, records))
            };
            let (log, records) = self.db.read(read).await?;
            let Some((newest, ..)) = log.last() else { return Ok(()) };
            let present: rustc_hash::FxHashSet<&str> = records.iter().map(|record| record.reference.as_str()).collect();
            let deleted: Vec<String> = log
                .iter()
                .map(|(_, _, reference)| reference)
                .filter(|reference| !present.contains(reference.as_str()))
                .cloned()
                .collect();
            let newest = *newest;
            self.take_in(records, deleted).await?;
            self.publish(newest, log.into_iter().map(|(_, action, reference)| (reference, action)).collect());
        }
    }

    /// Forgets removed entities that are no longer kept.
    pub async fn purge(&self, now: i64) -> Result<u64, Error> {
        self.db.write(move |tx| tombstones::purge(tx, now)).await
    }
}

/// Refuses what would take a tenant beyond its quotas: the transaction is given up. Entities are counted each time some are
/// new; bytes are counted when those that came since the last count could be too many.
fn within(tx: &mut Tx<'_>, applied: &Applied, quotas: Quotas, stored: &AtomicI64) -> Result<(), Error> {
    if quotas.entities > 0 && !applied.created.is_empty() {
        quotas.allow_entities(usage::count_entities(tx)?)?;
    }
    if quotas.storage_megabytes > 0 && !applied.records.is_empty() {
        let came: i64 = applied.records.iter().map(|record| record.body.len() as i64 * 2).sum();
        let about = stored.fetch_add(came, Ordering::Relaxed).saturating_add(came);
        if quotas.allow_storage(about).is_err() {
            let counted = usage::storage(tx)?;
            stored.store(counted, Ordering::Relaxed);
            quotas.allow_storage(counted)?;
        }
    }
    Ok(())
}

/// From which uid on, and before which: nothing is the end.
type Range = (String, String);

/// Everything, in parts that begin at these uids, from the second part on.
fn ranges(starts: Vec<String>) -> Vec<Range> {
    let begins = std::iter::once(String::new()).chain(starts.iter().cloned());
    begins.zip(starts.iter().cloned().chain([String::new()])).collect()
}

/// An index of the parts that nobody else takes meanwhile.
async fn build(
    db: Db,
    parts: Arc<parking_lot::Mutex<std::vec::IntoIter<Range>>>,
    mut builder: Builder,
) -> Result<Builder, Error> {
    loop {
        let Some((from, to)) = parts.lock().next() else { return Ok(builder) };
        let read = db.read(move |tx| {
            tx.without_time_limit()?;
            entities::each(tx, &from, &to, |stored| builder.push(stored))?;
            Ok(builder)
        });
        builder = read.await?;
    }
}
