//! One sync: list, compare, read what changed, apply in batches, and hold deletions that look wrong.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use portolan_integrations::secret::mask;
use portolan_integrations::tree::{Listed, Tree, is_unchanged};
use rustc_hash::FxHashMap;
use sha1::{Digest, Sha1};

use super::files::{Read, read_files};
use super::pieces::Moves;
use super::store::{self, HeldPlan, SourceRow, SyncRow};
use super::target::{self, Target};
use super::{Event, Sources, location, tree};
use crate::catalog::batch::{Applied, Batch, FileClaims, Moved, OWN_FILE, Plan, Renewed};
use crate::catalog::store::claims;
use crate::db::Error;

/// How long a node keeps a source without saying so again.
const LEASE_MICROS: i64 = 15_000_000;
/// How often it says so.
const LEASE_RENEWAL: std::time::Duration = std::time::Duration::from_secs(5);
/// Why a sync ends in the middle.
const LOST: &str = "another node has taken this source over";
/// Most references kept in a held plan.
const PLAN_REFS: usize = 10_000;

/// Why a sync runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The server started.
    Start,
    /// It was due.
    Schedule,
    /// Something changed on disk.
    Watch,
    /// Somebody asked.
    Manual,
    /// Somebody decided that held deletions are meant.
    Apply,
}

impl Cause {
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Schedule => "schedule",
            Self::Watch => "watch",
            Self::Manual | Self::Apply => "manual",
        }
    }
}

/// What is being done, while it is done.
struct Running<'s> {
    sources: &'s Sources,
    source: SourceRow,
    sync: SyncRow,
    token: i64,
    /// The plan a person agreed to.
    agreed: Option<HeldPlan>,
}

impl Sources {
    /// Runs a sync now; nothing when another node (or another call) is at it.
    pub async fn sync(&self, id: &str, cause: Cause, agreed: Option<HeldPlan>) -> Result<Option<SyncRow>, Error> {
        let (wanted, now) = (id.to_owned(), self.clock.now());
        let taken = self
            .catalog
            .db()
            .write(move |tx| {
                let Some(source) = store::find(tx, &wanted)?.filter(|one| !target::is_pushed(&one.kind)) else {
                    return Ok(None);
                };
                Ok(store::take_lease(tx, &wanted, now, now + LEASE_MICROS)?.map(|token| (token, source)))
            })
            .await?;
        let Some((token, mut source)) = taken else { return Ok(None) };
        let before = std::mem::replace(&mut source.state, "syncing".to_owned());
        let sync = SyncRow {
            id: uuid::Uuid::now_v7().to_string(),
            source_id: source.id.clone(),
            cause: cause.word().to_owned(),
            state: "running".to_owned(),
            started_at: now,
            ..SyncRow::default()
        };
        let mut running = Running { sources: self, source, sync, token, agreed };
        running.save().await?;
        self.running.lock().insert(id.to_owned(), token);
        let outcome = tokio::select! {
            outcome = running.run() => outcome,
            lost = self.keep(id, token) => Err(lost),
        };
        self.running.lock().remove(id);
        running.finish(outcome, &before).await?;
        Ok(Some(running.sync))
    }

    /// Keeps a lease, however long a step takes; why it is gone, when it is.
    async fn keep(&self, id: &str, token: i64) -> String {
        loop {
            tokio::time::sleep(LEASE_RENEWAL).await;
            let (kept, until) = (id.to_owned(), self.clock.now() + LEASE_MICROS);
            let ours = self.catalog.db().write(move |tx| store::renew_lease(tx, &kept, token, until)).await;
            if matches!(ours, Ok(false)) {
                return LOST.to_owned();
            }
        }
    }
}

impl Running<'_> {
    async fn save(&mut self) -> Result<bool, Error> {
        let mut until = 0;
        if self.sync.state == "running" {
            until = self.sources.clock.now() + LEASE_MICROS;
            // When this node dies, it is due for the others.
            self.source.next_sync_at = until;
        }
        let (source, sync, token) = (self.source.clone(), self.sync.clone(), self.token);
        let ours = self
            .sources
            .catalog
            .db()
            .write(move |tx| {
                let ours = store::renew_lease(tx, &source.id, token, until)?;
                if ours {
                    store::update_progress(tx, &source)?;
                    store::upsert_sync(tx, &sync)?;
                    store::prune_syncs(tx, &source.id)?;
                }
                Ok(ours)
            })
            .await?;
        self.sources.publish(Event::Source { id: self.source.id.clone(), state: self.source.state.clone() });
        self.sources.publish(Event::Sync(Box::new(self.sync.clone())));
        Ok(ours)
    }

    async fn finish(&mut self, outcome: Result<(), String>, before: &str) -> Result<(), Error> {
        let now = self.sources.clock.now();
        self.sync.finished_at = now;
        let schedule = self.source.settings.schedule_seconds.max(5) * 1_000_000;
        match outcome {
            Ok(()) => {
                (self.source.cursor.failures, self.source.cursor.failing_since) = (0, 0);
                self.source.state = if self.sync.state == "held" { "held".to_owned() } else { "idle".to_owned() };
                self.source.next_sync_at = now + schedule + jitter(&self.source.id, schedule);
            }
            Err(message) => {
                // What was read before stays in force; the next try comes sooner, then later and later.
                if self.source.cursor.failures == 0 {
                    self.source.cursor.failing_since = now;
                }
                self.source.cursor.failures += 1;
                let wait = 10_000_000_i64 << self.source.cursor.failures.min(9);
                self.source.next_sync_at = now + wait.min(3_600_000_000) + jitter(&self.source.id, wait);
                self.source.state = "failing".to_owned();
                self.sync.state = "failed".to_owned();
                self.sync.message = mask(&message).into_owned();
            }
        }
        if before == "paused" {
            self.source.state = "paused".to_owned();
        }
        self.sources.ended.count(&self.sync.state);
        self.save().await?;
        Ok(())
    }

    async fn run(&mut self) -> Result<(), String> {
        let target = tree::kept(&self.source.kind, &self.source.target)?;
        let tree: Arc<dyn Tree> = self.open(&target).await?.into();
        let people = self.source.settings.people;
        let trusted_anew = self.is_trusted_anew();
        // Remembered again when all that was read is applied: a sync that ends early reads everything next time.
        self.source.cursor.memory.clear();
        let id = self.source.id.clone();
        let known = self.sources.catalog.db().read(move |tx| claims::list_files(tx, &id)).await.map_err(text)?;
        let mut known: FxHashMap<String, (String, String)> =
            known.into_iter().map(|(path, stamp, hash)| (path, (stamp, hash))).collect();
        let own = known.remove(OWN_FILE);
        let listed = tree.list();
        self.sync.counts.files = listed.len() as u64;
        let gone: Vec<String> = {
            let here: rustc_hash::FxHashSet<&str> = listed.iter().map(|file| file.path.as_str()).collect();
            let is_gone = |path: &&String| !here.contains(path.as_str()) && !tree.is_closed(path);
            known.keys().filter(is_gone).cloned().collect()
        };
        let changed: Vec<Listed> = listed
            .iter()
            .filter(|file| {
                trusted_anew
                    || !known.get(&file.path).is_some_and(|(stamp, _)| is_unchanged(tree.as_ref(), &file.stamp, stamp))
            })
            .cloned()
            .collect();
        self.sync.state = "done".to_owned();
        let first = known.is_empty();
        let held = self.apply_changed(&tree, changed, &gone, first, target.origin()).await?;
        self.register(own.map(|(_, hash)| hash).unwrap_or_default()).await?;
        if let Some(held) = held {
            return self.hold(held, &gone).await;
        }
        self.supersede().await?;
        if !gone.is_empty() {
            let batch = Batch { removals: gone, reason: "its file is gone".to_owned(), ..self.batch(target.origin()) };
            self.apply(batch).await?;
        }
        self.source.cursor.memory = tree.memory();
        self.source.cursor.without_people = !people;
        Ok(())
    }

    /// Puts a registered location into the catalog, now that it could be read; no part of what the sync counts.
    async fn register(&self, known: String) -> Result<(), String> {
        let Some(own) = location::claims(&self.source).filter(|own| own.hash != known) else { return Ok(()) };
        let origin = own.location.clone();
        let batch = Batch { upserts: vec![own], ..self.batch(origin) };
        self.sources.catalog.apply(batch).await.map(drop).map_err(text)
    }

    /// Whether its files were last read under another trust: then each says something else, changed or not.
    fn is_trusted_anew(&self) -> bool {
        self.source.cursor.without_people == self.source.settings.people
    }

    async fn open(&self, target: &Target) -> Result<Box<dyn Tree>, String> {
        let (sources, branch) = (self.sources, self.source.settings.branch.clone());
        let memory = if self.is_trusted_anew() { String::new() } else { self.source.cursor.memory.clone() };
        let secret = sources.credential(&self.source.settings.credential).await?;
        tree::open(sources, target, &branch, &memory, secret.as_ref()).await
    }

    fn batch(&self, origin: String) -> Batch {
        Batch {
            source_id: self.source.id.clone(),
            rank: self.source.rank,
            origin,
            actor: format!("source:{}", self.source.name).as_str().into(),
            sync_id: self.sync.id.clone(),
            reason: "its file no longer names it".to_owned(),
            lease: Some(self.token),
            now: self.sources.clock.now(),
            ..Batch::default()
        }
    }

    async fn apply(&mut self, batch: Batch) -> Result<(), String> {
        let applied = self.sources.catalog.apply(batch).await.map_err(text)?;
        self.note(&applied);
        Ok(())
    }

    fn note(&mut self, applied: &Applied) {
        self.sync.counts.created += applied.created.len() as u64;
        self.sync.counts.updated += applied.updated.len() as u64;
        self.sync.counts.deleted += applied.deleted.len() as u64;
        self.sync.counts.unchanged += applied.unchanged;
    }

    /// Reads and applies changed files; gives the plan when deletions must wait, with nothing removed.
    async fn apply_changed(
        &mut self,
        tree: &Arc<dyn Tree>,
        changed: Vec<Listed>,
        gone: &[String],
        first: bool,
        origin: String,
    ) -> Result<Option<Plan>, String> {
        if first {
            return self.apply_first(tree, changed, &origin).await.map(|()| None);
        }
        let files = read_files(Arc::clone(tree), changed, self.source.settings.people).await;
        self.count(Read::of(&files));
        let renewed = files
            .iter()
            .map(|file| Renewed {
                file: file.path.clone(),
                refs: file.claims.iter().map(|claim| claim.reference.to_string()).collect(),
                broken: file.has_errors(),
            })
            .collect();
        let mut plan = self.sources.catalog.plan(&self.source.id, gone.to_vec(), renewed).await.map_err(text)?;
        if self.refusal(&plan).is_some() {
            self.apply_kept(files, &origin).await?;
            return Ok(Some(plan));
        }
        self.apply_pieces(&files, std::mem::take(&mut plan.moved), &origin).await?;
        Ok(None)
    }

    /// What is new is taken in, nothing goes; all of it is read again next time: what is kept back now may be decided then.
    async fn apply_kept(&mut self, mut files: Vec<FileClaims>, origin: &str) -> Result<(), String> {
        files.iter_mut().for_each(|file| file.stamp = String::new());
        for piece in files.chunks(self.sources.settings.piece) {
            let batch = Batch { upserts: piece.to_vec(), keep_missing: true, ..self.batch(origin.to_owned()) };
            self.apply(batch).await?;
            self.step().await?;
        }
        Ok(())
    }

    async fn apply_pieces(&mut self, files: &[FileClaims], moved: Vec<Moved>, origin: &str) -> Result<(), String> {
        let pieces: Vec<&[FileClaims]> = files.chunks(self.sources.settings.piece).collect();
        let mut moves = Moves::new(moved, &pieces);
        let mut waiting = Vec::new();
        for (at, piece) in pieces.into_iter().enumerate() {
            let mut upserts = piece.to_vec();
            for file in upserts.iter_mut().filter(|file| moves.waits(at, &file.path)) {
                waiting.push(file.clone());
                file.stamp = String::new();
            }
            let (ends, stays) = (std::mem::take(&mut moves.ends[at]), std::mem::take(&mut moves.stays[at]));
            self.apply(Batch { upserts, ends, stays, ..self.batch(origin.to_owned()) }).await?;
            self.step().await?;
        }
        for piece in waiting.chunks(self.sources.settings.piece) {
            // Nothing changes any more: they are noted as read.
            let batch = Batch { upserts: piece.to_vec(), ..self.batch(origin.to_owned()) };
            self.sources.catalog.apply(batch).await.map_err(text)?;
        }
        Ok(())
    }

    /// Nothing to lose: piece by piece, while one is read the one before is written and that before it enters memory.
    async fn apply_first(&mut self, tree: &Arc<dyn Tree>, files: Vec<Listed>, origin: &str) -> Result<(), String> {
        let pieces: Vec<Vec<Listed>> = files.chunks(self.sources.settings.piece).map(<[Listed]>::to_vec).collect();
        let (tree, people) = (Arc::clone(tree), self.source.settings.people);
        let reading = stream::iter(pieces)
            .map(move |piece| tokio::spawn(read_files(Arc::clone(&tree), piece, people)))
            .buffered(2);
        let (catalog, template) = (Arc::clone(&self.sources.catalog), self.batch(origin.to_owned()));
        let mut applying = Box::pin(
            reading
                .map(move |files| {
                    let (catalog, template) = (Arc::clone(&catalog), template.clone());
                    async move {
                        let upserts = files.map_err(|error| error.to_string())?;
                        let read = Read::of(&upserts);
                        let applied = catalog.apply(Batch { upserts, ..template }).await.map_err(text)?;
                        Ok::<_, String>((read, applied))
                    }
                })
                .buffered(3),
        );
        // A task of its own: the next pieces are read and applied while it is written down how far this sync is.
        let (sender, mut done) = tokio::sync::mpsc::channel(1);
        tokio::spawn(async move {
            while let Some(piece) = applying.next().await {
                if sender.send(piece).await.is_err() {
                    break;
                }
            }
        });
        while let Some(piece) = done.recv().await {
            let (read, applied) = piece?;
            self.count(read);
            self.note(&applied);
            self.step().await?;
        }
        Ok(())
    }

    async fn step(&mut self) -> Result<(), String> {
        let state = std::mem::replace(&mut self.sync.state, "running".to_owned());
        let ours = self.save().await.map_err(text)?;
        self.sync.state = state;
        if ours { Ok(()) } else { Err(LOST.to_owned()) }
    }

    fn count(&mut self, read: Read) {
        self.sync.counts.read += read.files;
        self.sync.counts.errors += read.errors;
        self.sync.counts.warnings += read.warnings;
    }

    /// Why deletions wait; nothing when they pass or a person agreed to all of them.
    fn refusal(&self, plan: &Plan) -> Option<String> {
        let agreed =
            self.agreed.as_ref().is_some_and(|agreed| plan.deletes.iter().all(|one| agreed.refs.contains(one)));
        if agreed { None } else { self.sources.settings.guard.refusal(plan) }
    }

    async fn hold(&mut self, plan: Plan, gone: &[String]) -> Result<(), String> {
        let reason = self.refusal(&plan).unwrap_or_default();
        let hash = hash_of(&plan.deletes);
        if self.source.cursor.dismissed == hash {
            self.sync.message = format!("{} deletions are kept back, as decided", plan.deletes.len());
            return Ok(());
        }
        let deletes = plan.deletes.len() as u64;
        self.sync.state = "held".to_owned();
        self.sync.message =
            format!("{reason}; nothing is removed until somebody decides ({} files are gone)", gone.len());
        let refs = plan.deletes.into_iter().take(PLAN_REFS).collect();
        self.sync.plan = Some(HeldPlan { deletes, of: plan.of, refs, reason });
        let (id, own) = (self.source.id.clone(), self.sync.id.clone());
        // An older plan of this source is replaced by this one.
        self.sources.close_held(&id, &own, "replaced by a newer plan").await.map_err(text)
    }

    /// The source names again what was held, or a person agreed: older plans end.
    async fn supersede(&mut self) -> Result<(), String> {
        if self.agreed.is_none() {
            let own = self.sync.id.clone();
            self.sources.close_held(&self.source.id, &own, "the source names them again").await.map_err(text)?;
        }
        self.source.cursor.dismissed = String::new();
        Ok(())
    }
}

/// Hash of a list of references, for knowing a decision again.
pub(super) fn hash_of(refs: &[String]) -> String {
    format!("{:x}", Sha1::digest(refs.join("\n").as_bytes()))
}

fn text(error: Error) -> String {
    error.to_string()
}

/// Up to a tenth of the schedule, different for each source and always the same for one.
fn jitter(id: &str, micros: i64) -> i64 {
    let seed = id.bytes().fold(0_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 1_000);
    micros / 10_000 * seed
}
