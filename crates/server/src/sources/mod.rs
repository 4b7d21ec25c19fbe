//! Sources: where claims come from, their schedule and syncs. Readers are in `integrations`, applying in `catalog`.

mod body;
mod credential;
mod ended;
mod files;
pub mod held;
mod location;
mod pieces;
mod routes;
mod schedule;
pub mod store;
mod sync;
pub mod target;
mod tree;
mod trust;

use std::collections::HashMap;
use std::sync::Arc;

use portolan_integrations::http::{Client, Rules};
use portolan_integrations::{git, ldap};
use tokio::sync::{Notify, broadcast};

use crate::audit::{self, Actor, Entry};
use crate::catalog::Catalog;
use crate::catalog::batch::Guard;
use crate::clock::Clock;
use crate::db::Error;
use crate::secrets::{self, Vault};
use store::{SourceRow, SyncRow};
use target::Target;

pub(crate) use body::SyncBody;
pub use ended::Ended;
pub use routes::{backstage, portolan};
pub use sync::Cause;

/// Choices that hold for all sources.
#[derive(Clone, Debug)]
pub struct Settings {
    /// When deletions wait for a person.
    pub guard: Guard,
    /// What may be fetched.
    pub rules: Rules,
    /// Where bare git repositories are kept.
    pub cache: git::Cache,
    /// Whom ssh believes.
    pub ssh: git::Ssh,
    /// LDAP directories by their targets: how they are asked is in the configuration, not in the store.
    pub directories: Vec<LdapDirectory>,
    /// Whether people may add directories and files of this machine through the API.
    pub allow_local_paths: bool,
    /// Stored secrets.
    pub vault: Vault,
    /// Files applied in one transaction.
    pub piece: usize,
}

/// Files of one transaction: enough to make commits cheap, few enough for others to come in between.
pub const PIECE: usize = 500;

/// An LDAP directory.
#[derive(Clone, Debug)]
pub struct LdapDirectory {
    /// What its source reads.
    pub target: String,
    /// How it is asked.
    pub settings: ldap::Settings,
    /// What may be dialled for it.
    pub rules: Rules,
}

/// What happened to a source, for open pages.
#[derive(Clone, Debug)]
pub enum Event {
    /// It has another state, or is new or gone.
    Source {
        /// The source.
        id: String,
        /// Its state; `removed` when it is gone.
        state: String,
    },
    /// One of its syncs moved on.
    Sync(Box<SyncRow>),
}

/// Why a request about sources is refused.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// What was asked for makes no sense or is not allowed.
    #[error("{0}")]
    Refused(String),
    /// There is one already.
    #[error("{0}")]
    Exists(String),
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// The store.
    #[error(transparent)]
    Store(#[from] Error),
}

/// All sources of this node.
pub struct Sources {
    catalog: Arc<Catalog>,
    clock: Clock,
    settings: Settings,
    client: Client,
    events: broadcast::Sender<Event>,
    nudge: Notify,
    /// Syncs of this node that ended.
    pub ended: Ended,
    watches: parking_lot::Mutex<HashMap<String, tokio::task::JoinHandle<()>>>,
    /// Syncs of this node that are under way: source and fencing token.
    running: parking_lot::Mutex<HashMap<String, i64>>,
}

/// What a new source is made from.
#[derive(Clone, Debug, Default)]
pub struct NewSource {
    /// Directory, file, URL or git URL.
    pub target: String,
    /// Overrides the kind told by the target.
    pub kind: String,
    /// Shown; the target's last part when empty.
    pub name: String,
    /// Branch of a git source.
    pub branch: String,
    /// Default 100.
    pub rank: Option<i64>,
    /// The kind's default when absent.
    pub schedule_seconds: Option<i64>,
    /// Name of the secret that its host is shown; empty for none.
    pub credential: String,
    /// Whether its files may name users and groups; when nobody says, what flags, configuration and demo name may.
    pub people: Option<bool>,
    /// flag, config, demo, api, or location for what Backstage's API registered.
    pub origin: String,
}

impl NewSource {
    /// Whether it is named by who runs the server.
    fn is_operators(&self) -> bool {
        matches!(self.origin.as_str(), "flag" | "config" | "demo")
    }
}

impl Sources {
    /// The sources over a catalog.
    pub fn new(catalog: Arc<Catalog>, clock: Clock, settings: Settings) -> Result<Arc<Self>, SourceError> {
        let client = Client::new(settings.rules.clone()).map_err(|error| SourceError::Refused(error.to_string()))?;
        Ok(Self::over(catalog, clock, settings, client))
    }

    /// The same with a client that others use too.
    pub fn over(catalog: Arc<Catalog>, clock: Clock, settings: Settings, client: Client) -> Arc<Self> {
        Arc::new(Self {
            catalog,
            clock,
            settings,
            client,
            events: broadcast::channel(256).0,
            nudge: Notify::new(),
            ended: Ended::default(),
            watches: parking_lot::Mutex::default(),
            running: parking_lot::Mutex::default(),
        })
    }

    /// Whether one is being read by this node.
    pub fn is_busy(&self) -> bool {
        !self.running.lock().is_empty()
    }

    /// Events from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// When deletions wait for a person.
    pub fn guard(&self) -> Guard {
        self.settings.guard
    }

    /// Whether people may name paths of this machine: then they are those who run the server.
    pub fn allows_local_paths(&self) -> bool {
        self.settings.allow_local_paths
    }

    /// Tells open pages.
    pub fn publish(&self, event: Event) {
        // Nobody listening is no error.
        let _ = self.events.send(event);
    }

    /// What a target means, after the rules for who may name what.
    pub fn target(&self, new: &NewSource) -> Result<Target, SourceError> {
        let local = self.settings.allow_local_paths || new.is_operators();
        target::read(&new.target, &new.kind, local).map_err(SourceError::Refused)
    }

    /// Whoever names an address is told at once that it is forbidden. What flags and configuration name waits for its
    /// sync, so that a resolver's bad hour keeps no server from starting.
    async fn permit(&self, new: &NewSource, target: &Target) -> Result<(), SourceError> {
        if new.is_operators() {
            return Ok(());
        }
        tree::refusal(self, target).await.map_or(Ok(()), |why| Err(SourceError::Refused(why)))
    }

    /// Adds a source and syncs it soon. With `again`, one that is there already is given back as it is.
    pub async fn create(&self, new: NewSource, actor: &Actor, again: bool) -> Result<SourceRow, SourceError> {
        let target = match self.target(&new) {
            Err(refused) if again && new.is_operators() => {
                return self.find_missing(&new.target).await?.ok_or(refused);
            }
            target => target?,
        };
        self.permit(&new, &target).await?;
        credential::check(&target, &new.credential).map_err(SourceError::Refused)?;
        let people = new.people.unwrap_or_else(|| new.is_operators());
        trust::check(target.kind(), people).map_err(SourceError::Refused)?;
        git::check_branch(&new.branch).map_err(|error| SourceError::Refused(error.to_string()))?;
        let now = self.clock.now();
        let source = SourceRow {
            id: uuid::Uuid::now_v7().to_string(),
            name: if new.name.is_empty() { target.name() } else { new.name.clone() },
            kind: target.kind().to_owned(),
            target: target.text().to_owned(),
            settings: store::SourceSettings {
                branch: new.branch.clone(),
                schedule_seconds: new.schedule_seconds.unwrap_or_else(|| target.default_schedule()).max(5),
                credential: new.credential.clone(),
                people,
            },
            rank: new.rank.unwrap_or(100),
            origin: new.origin.clone(),
            state: "idle".to_owned(),
            created_at: now,
            next_sync_at: now,
            ..SourceRow::default()
        };
        // What the configuration names may come later; its sync says so.
        if !new.is_operators() {
            self.has_secret(&source.settings.credential).await?;
        }
        let (wanted, actor, quotas) = (source.clone(), actor.clone(), self.catalog.quotas().get());
        let found = self
            .catalog
            .db()
            .write(move |tx| {
                if let Some(known) = store::find_target(tx, &wanted.kind, &wanted.target)? {
                    return Ok(Err(known));
                }
                quotas.allow_sources(store::count(tx)? + 1)?;
                store::insert(tx, &wanted)?;
                secrets::uses(tx, &credential::user(&wanted), &wanted.settings.credential)?;
                let entry = Entry::new(&actor, "source.create", &wanted.id, now);
                audit::note(tx, entry.after(wanted.noted()))?;
                Ok(Ok(()))
            })
            .await?;
        match found {
            Ok(()) => {
                self.publish(Event::Source { id: source.id.clone(), state: source.state.clone() });
                self.nudge.notify_one();
                Ok(source)
            }
            Err(known) if again => Ok(known),
            Err(known) => {
                Err(SourceError::Exists(format!("the source `{}` reads {} already", known.name, known.target)))
            }
        }
    }

    /// A source that is known at a path where nothing can be read now: its syncs say so, and what it said stays.
    async fn find_missing(&self, target: &str) -> Result<Option<SourceRow>, SourceError> {
        let Some(path) = target::missing(target) else { return Ok(None) };
        let known = self.list().await?.into_iter();
        let mut local = known.filter(|one| matches!(one.kind.as_str(), "directory" | "file" | "csv" | "git"));
        Ok(local.find(|one| one.target == path))
    }

    /// All sources.
    pub async fn list(&self) -> Result<Vec<SourceRow>, SourceError> {
        Ok(self.catalog.db().read(store::list).await?)
    }

    /// One source.
    pub async fn get(&self, id: &str) -> Result<SourceRow, SourceError> {
        let wanted = id.to_owned();
        let found = self.catalog.db().read(move |tx| store::find(tx, &wanted)).await?;
        found.ok_or_else(|| SourceError::NotFound(format!("there is no source {id}")))
    }

    /// Changes a source's name, schedule, rank, branch or trust, and pauses or resumes it.
    pub async fn update(&self, source: SourceRow, actor: &Actor) -> Result<SourceRow, SourceError> {
        let before = self.get(&source.id).await?;
        trust::check(&source.kind, source.settings.people).map_err(SourceError::Refused)?;
        git::check_branch(&source.settings.branch).map_err(|error| SourceError::Refused(error.to_string()))?;
        if source.settings.credential != before.settings.credential {
            let target = tree::kept(&source.kind, &source.target).map_err(SourceError::Refused)?;
            credential::check(&target, &source.settings.credential).map_err(SourceError::Refused)?;
            self.has_secret(&source.settings.credential).await?;
        }
        let (row, actor, now) = (source.clone(), actor.clone(), self.clock.now());
        let (by, was) = (actor.clone(), before.noted());
        self.catalog
            .db()
            .write(move |tx| {
                store::update(tx, &row)?;
                secrets::uses(tx, &credential::user(&row), &row.settings.credential)?;
                let entry = Entry::new(&actor, "source.update", &row.id, now);
                audit::note(tx, entry.before(was.clone()).after(row.noted()))
            })
            .await?;
        if before.rank != source.rank {
            self.catalog.rerank(&source.id, source.rank, &by, now).await?;
        }
        self.publish(Event::Source { id: source.id.clone(), state: source.state.clone() });
        self.nudge.notify_one();
        Ok(source)
    }

    /// Removes a source with all it claims; entities it alone named leave tombstones.
    pub async fn remove(&self, id: &str, actor: &Actor) -> Result<u64, SourceError> {
        let source = self.get(id).await?;
        let (wanted, now) = (id.to_owned(), self.clock.now());
        let files = self.catalog.db().free(move |tx| {
            // A sync that runs would claim again what goes.
            store::revoke_lease(tx, &wanted)?;
            crate::catalog::store::claims::list_files(tx, &wanted)
        });
        let files = files.await?;
        let (was, user) = (source.noted(), credential::user(&source));
        let batch = crate::catalog::batch::Batch {
            source_id: id.to_owned(),
            actor: actor.clone(),
            removals: files.into_iter().map(|(path, ..)| path).collect(),
            reason: format!("the source `{}` was removed", source.name),
            now,
            ..Default::default()
        };
        let applied = self.catalog.apply(batch).await?;
        let (wanted, actor) = (id.to_owned(), actor.clone());
        self.catalog
            .db()
            .write(move |tx| {
                store::delete(tx, &wanted)?;
                secrets::uses(tx, &user, "")?;
                audit::note(tx, Entry::new(&actor, "source.remove", &wanted, now).before(was.clone()))
            })
            .await?;
        if let Some(watch) = self.watches.lock().remove(id) {
            watch.abort();
        }
        self.publish(Event::Source { id: id.to_owned(), state: "removed".to_owned() });
        Ok(applied.deleted.len() as u64)
    }

    /// Syncs of one source or of all, the newest first.
    pub async fn syncs(&self, source_id: Option<String>, limit: i64) -> Result<Vec<SyncRow>, SourceError> {
        Ok(self.catalog.db().read(move |tx| store::list_syncs(tx, source_id.as_deref(), limit)).await?)
    }
}

impl Sources {
    /// Reads what a new source would bring, keeping nothing.
    pub async fn dry_run(&self, new: &NewSource) -> Result<Vec<crate::catalog::batch::FileClaims>, SourceError> {
        let target = self.target(new)?;
        credential::check(&target, &new.credential).map_err(SourceError::Refused)?;
        let secret = self.credential(&new.credential).await.map_err(SourceError::Refused)?;
        let opened = tree::open(self, &target, &new.branch, "", secret.as_ref()).await.map_err(SourceError::Refused)?;
        let opened: Arc<dyn portolan_integrations::tree::Tree> = opened.into();
        let listed = opened.list().to_vec();
        let people = new.people.unwrap_or_else(|| new.is_operators());
        trust::check(target.kind(), people).map_err(SourceError::Refused)?;
        Ok(files::read_files(opened, listed, people).await)
    }

    /// Points a source at another URL; what the old one named goes with the next sync, under the guard.
    pub async fn retarget(&self, id: &str, new: &NewSource, actor: &Actor) -> Result<SourceRow, SourceError> {
        let target = self.target(new)?;
        if target::is_pushed(&self.get(id).await?.kind) {
            return Err(SourceError::Refused("this source is sent what it says; it reads no address".to_owned()));
        }
        self.permit(new, &target).await?;
        let before = self.get(id).await?;
        trust::check(target.kind(), before.settings.people).map_err(SourceError::Refused)?;
        if !before.settings.credential.is_empty() && !credential::is_same_host(&before.target, target.text()) {
            return Err(SourceError::Refused(
                "This source shows its host a secret, which another host must not see; take the secret away first, or add a source".to_owned(),
            ));
        }
        let (wanted, kind, text) = (id.to_owned(), target.kind().to_owned(), target.text().to_owned());
        self.catalog.db().write(move |tx| store::retarget(tx, &wanted, &kind, &text)).await?;
        let source = self.get(id).await?;
        self.update(source.clone(), actor).await?;
        self.sync(id, Cause::Manual, None).await?;
        Ok(source)
    }
}
