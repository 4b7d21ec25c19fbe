//! Who sessions and tokens belong to, kept in memory for moments. What this node revokes is gone at once; what another
//! process revokes is gone when the revision of the tables is next compared.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use portolan_domain::index::Index;
use tokio::sync::watch;

use super::store::principals::PrincipalRow;
use super::store::sessions::{self, SessionRow};
use super::store::tokens::{self, TokenRow};
use super::store::{self, identities};
use crate::clock::Clock;
use crate::db::{Db, Error, Tx};

/// How old the comparison with the tables may be.
const FRESH: Duration = Duration::from_millis(200);
/// How long the comparison may take: a store that is away holds no request up for longer.
const PATIENCE: Duration = Duration::from_secs(1);
/// Callers in memory.
const KEPT: usize = 10_000;
/// Microseconds between two notes that something was used.
const NOTED: i64 = 60 * 1_000_000;
/// Levels of parent groups.
const LEVELS: usize = 32;

/// How long sessions hold, in microseconds.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    /// Without use.
    pub idle: i64,
    /// In all.
    pub longest: i64,
}

/// Why somebody is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// They ask for something, which counts as use.
    Request,
    /// A page of theirs is open, which does not: a session may become idle beside it.
    Stream,
}

/// Whose a secret is.
#[derive(Clone, Debug)]
pub enum Found {
    /// A browser's.
    Session(PrincipalRow, SessionRow, Vec<String>),
    /// A program's.
    Token(PrincipalRow, TokenRow, Vec<String>),
}

impl Found {
    /// Whose it is, and the groups that providers tell of them.
    pub fn principal(&self) -> (&PrincipalRow, &[String]) {
        match self {
            Self::Session(principal, _, groups) | Self::Token(principal, _, groups) => (principal, groups),
        }
    }

    fn holds(&self, now: i64, idle: i64) -> bool {
        match self {
            Self::Session(_, session, _) => session.expires_at > now && session.seen_at + idle > now,
            Self::Token(_, token, _) => token.expires_at == 0 || token.expires_at > now,
        }
    }
}

/// What is in memory, and of which revision.
struct Memory {
    found: HashMap<String, Found>,
    groups: HashMap<String, (i64, Vec<String>)>,
    revision: i64,
    compared: Option<Instant>,
}

/// Finds who calls.
pub struct Callers {
    db: Db,
    clock: Clock,
    lifetimes: Lifetimes,
    memory: Mutex<Memory>,
    generation: watch::Sender<u64>,
}

impl Callers {
    /// Nobody is known yet.
    pub fn new(db: Db, clock: Clock, lifetimes: Lifetimes) -> Self {
        let memory = Memory { found: HashMap::new(), groups: HashMap::new(), revision: 0, compared: None };
        Self { db, clock, lifetimes, memory: Mutex::new(memory), generation: watch::Sender::new(0) }
    }

    /// How long sessions hold.
    pub fn lifetimes(&self) -> Lifetimes {
        self.lifetimes
    }

    /// Says when callers may have changed, so that open streams ask again.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.generation.subscribe()
    }

    /// Changes the tables; everybody is looked up anew afterwards.
    pub async fn write<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let outcome = self.db.write(work).await;
        self.forget();
        outcome
    }

    /// Looks everybody up anew from now on.
    pub fn forget(&self) {
        let mut memory = self.memory.lock();
        memory.found.clear();
        self.generation.send_modify(|generation| *generation += 1);
    }

    /// Forgets everybody when another process changed the tables. A store that does not answer changes nothing.
    pub async fn compare(&self) {
        {
            let mut memory = self.memory.lock();
            if memory.compared.is_some_and(|at| at.elapsed() < FRESH) {
                return;
            }
            memory.compared = Some(Instant::now());
        }
        let Ok(Ok(revision)) = tokio::time::timeout(PATIENCE, self.db.read(store::revision)).await else { return };
        let moved = std::mem::replace(&mut self.memory.lock().revision, revision) != revision;
        if moved {
            self.forget();
        }
    }

    /// The session of that id, when it holds.
    pub async fn session(&self, id: &str, purpose: Purpose) -> Result<Option<Found>, Error> {
        let wanted = id.to_owned();
        self.find(id, purpose, move |tx| {
            let Some((principal, session)) = sessions::find(tx, &wanted)? else { return Ok(None) };
            let groups = identities::groups(tx, &principal.id)?;
            Ok(Some(Found::Session(principal, session, groups)))
        })
        .await
    }

    /// The token of that hash, when it holds.
    pub async fn token(&self, hash: &str, purpose: Purpose) -> Result<Option<Found>, Error> {
        let wanted = hash.to_owned();
        self.find(hash, purpose, move |tx| {
            let Some((principal, token)) = tokens::find(tx, &wanted)? else { return Ok(None) };
            let groups = identities::groups(tx, &principal.id)?;
            Ok(Some(Found::Token(principal, token, groups)))
        })
        .await
    }

    async fn find<F>(&self, key: &str, purpose: Purpose, read: F) -> Result<Option<Found>, Error>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<Option<Found>, Error> + Send + 'static,
    {
        self.compare().await;
        let generation = *self.generation.borrow();
        let known = self.memory.lock().found.get(key).cloned();
        let found = match known {
            Some(found) => Some(found),
            None => self.db.read(read).await?,
        };
        let now = self.clock.now();
        let Some(mut found) = found.filter(|found| found.holds(now, self.lifetimes.idle)) else { return Ok(None) };
        if purpose == Purpose::Request {
            self.note_use(&mut found, now);
        }
        let mut memory = self.memory.lock();
        // What was read before a change must not stay after it.
        if *self.generation.borrow() == generation {
            if memory.found.len() >= KEPT {
                memory.found.clear();
            }
            memory.found.insert(key.to_owned(), found.clone());
        }
        Ok(Some(found))
    }

    /// Keeps when it was used last, to the minute; the request does not wait for it.
    fn note_use(&self, found: &mut Found, now: i64) {
        let (db, principal) = (self.db.clone(), found.principal().0.id.clone());
        let (at, id, is_session) = match found {
            Found::Session(_, session, _) => (&mut session.seen_at, session.id.clone(), true),
            Found::Token(_, token, _) => (&mut token.last_used_at, token.id.clone(), false),
        };
        if now - *at < NOTED {
            return;
        }
        *at = now;
        tokio::spawn(async move {
            let noted = db.write(move |tx| {
                if is_session {
                    sessions::set_seen(tx, &id, now)?;
                } else {
                    tokens::set_used(tx, &id, now)?;
                }
                store::principals::set_seen(tx, &principal, now)
            });
            if let Err(error) = noted.await {
                tracing::warn!(%error, "cannot note that a session or a token was used");
            }
        });
    }

    /// The groups of a user, with their parents; kept for as long as the catalog stays as it is.
    pub fn groups(&self, index: &Index, revision: i64, user_ref: &str, told: &[String]) -> Vec<String> {
        if told.is_empty()
            && let Some((known, groups)) = self.memory.lock().groups.get(user_ref)
            && *known == revision
        {
            return groups.clone();
        }
        let groups = groups_of(index, user_ref, told);
        if told.is_empty() {
            let mut memory = self.memory.lock();
            if memory.groups.len() >= KEPT {
                memory.groups.clear();
            }
            memory.groups.insert(user_ref.to_owned(), (revision, groups.clone()));
        }
        groups
    }
}

fn groups_of(index: &Index, user_ref: &str, told: &[String]) -> Vec<String> {
    let related = |reference: &str, wanted: &str| -> Vec<String> {
        let Some(id) = index.find(reference) else { return Vec::new() };
        let found = index.relations(id).into_iter().filter(|(kind, _)| *kind == wanted);
        found.map(|(_, target)| target.to_owned()).collect()
    };
    let mut groups = related(user_ref, "memberOf");
    for name in told {
        let reference = format!("group:default/{}", name.to_lowercase());
        if index.find(&reference).is_some() && !groups.contains(&reference) {
            groups.push(reference);
        }
    }
    let mut edge = groups.clone();
    for _ in 0..LEVELS {
        let parents: Vec<String> = edge.iter().flat_map(|group| related(group, "childOf")).collect();
        edge.clear();
        for parent in parents {
            if !groups.contains(&parent) {
                groups.push(parent.clone());
                edge.push(parent);
            }
        }
        if edge.is_empty() {
            break;
        }
    }
    groups
}
