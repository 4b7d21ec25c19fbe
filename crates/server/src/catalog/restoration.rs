//! Bringing back many removed entities as one act: piece by piece, with one entry in the audit log.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::json;

use super::memory::Catalog;
use super::restore::{self, Weighed};
use super::scope::Scope;
use super::store::tombstones::{self, TombstoneFilter};
use crate::audit::{self, Actor, Entry};
use crate::db::{Error, Tx};
use crate::tenants::store as usage;

pub use super::restore::Stays;

/// Entities of one transaction: enough to make commits cheap, few enough for others to come in between.
const PIECE: usize = 500;

/// Which removed entities are to come back.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Each by its name.
    Named {
        /// Their uids.
        uids: Vec<String>,
        /// References of others.
        refs: Vec<String>,
    },
    /// All that are like this.
    Like(TombstoneFilter),
}

/// What somebody wants back.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Which ones.
    pub choice: Choice,
    /// What whoever wants it sees and may change.
    pub scope: Scope,
    /// Only say what would happen.
    pub dry_run: bool,
    /// The caller.
    pub actor: Actor,
    /// Microseconds.
    pub now: i64,
}

/// What came back, or would.
#[derive(Clone, Debug, Default)]
pub struct Restored {
    /// References of those that came back.
    pub refs: Vec<String>,
    /// How many of each kind.
    pub kinds: BTreeMap<String, u64>,
    /// What was named and does not come back, by why.
    pub stays: BTreeMap<Stays, Vec<String>>,
}

impl Restored {
    /// `names` are those under which the caller asked, by uid.
    fn take(&mut self, weighed: Weighed, names: &HashMap<String, String>) {
        for one in weighed.raised {
            *self.kinds.entry(one.kind).or_default() += 1;
            self.refs.push(one.record.reference);
        }
        for (uid, why) in weighed.stays {
            let name = names.get(&uid).cloned().unwrap_or(uid);
            self.stays.entry(why).or_default().push(name);
        }
    }
}

/// Which ones are meant.
#[derive(Default)]
struct Chosen {
    uids: Vec<String>,
    /// References under which some were named, by uid.
    names: HashMap<String, String>,
    /// References of nothing that was removed.
    missing: Vec<String>,
}

impl Catalog {
    /// Brings back what can come back.
    pub async fn restore(self: &Arc<Self>, wish: Wish) -> Result<Restored, Error> {
        let catalog = Arc::clone(self);
        // A task of its own: an act that began goes on to its end when whoever asked goes away.
        tokio::spawn(async move { catalog.restore_all(wish).await }).await.map_err(|_| Error::Closed)?
    }

    async fn restore_all(self: &Arc<Self>, wish: Wish) -> Result<Restored, Error> {
        let Chosen { uids, names, missing } = self.choose(&wish).await?;
        let mut plan = Restored::default();
        if !missing.is_empty() {
            plan.stays.insert(Stays::NotKept, missing);
        }
        let mut coming = Vec::new();
        for piece in uids.chunks(PIECE) {
            let (piece, scope, now) = (piece.to_vec(), wish.scope.clone(), wish.now);
            let weighed = self.db().read(move |tx| restore::weigh(tx, &piece, &scope, now)).await?;
            coming.extend(weighed.raised.iter().map(|one| one.record.uid.to_string()));
            plan.take(weighed, &names);
        }
        if matches!(wish.choice, Choice::Like(_)) {
            // Nobody named them, and whoever does not see them does not learn that they were there.
            plan.stays.remove(&Stays::NotKept);
        }
        if coming.is_empty() {
            return Ok(plan);
        }
        let (quotas, count) = (self.quotas().get(), coming.len() as i64);
        self.db().read(move |tx| quotas.allow_entities(usage::count_entities(tx)? + count)).await?;
        if wish.dry_run {
            return Ok(plan);
        }
        let mut done = Restored { stays: std::mem::take(&mut plan.stays), ..Restored::default() };
        let mut noted = Some(Noted::new(&wish, &plan, &coming));
        for piece in coming.chunks(PIECE) {
            done.take(self.restore_piece(piece.to_vec(), &wish, noted.take()).await?, &names);
        }
        Ok(done)
    }

    async fn choose(&self, wish: &Wish) -> Result<Chosen, Error> {
        let (choice, now) = (wish.choice.clone(), wish.now);
        let read = move |tx: &mut Tx<'_>| match &choice {
            Choice::Like(filter) => Ok(Chosen { uids: tombstones::uids(tx, filter, now)?, ..Chosen::default() }),
            Choice::Named { uids, refs } => {
                let keys: Vec<&str> = refs.iter().map(String::as_str).collect();
                let found: HashMap<String, String> =
                    tombstones::buried(tx, &keys, now)?.into_iter().map(|(name, one)| (name, one.uid)).collect();
                let missing = refs.iter().filter(|name| !found.contains_key(*name)).cloned().collect();
                let names: HashMap<String, String> = found.into_iter().map(|(name, uid)| (uid, name)).collect();
                let mut uids: Vec<String> = uids.iter().chain(names.keys()).cloned().collect();
                uids.sort_unstable();
                uids.dedup();
                Ok(Chosen { uids, names, missing })
            }
        };
        self.db().read(read).await
    }

    async fn restore_piece(
        self: &Arc<Self>,
        uids: Vec<String>,
        wish: &Wish,
        noted: Option<Noted>,
    ) -> Result<Weighed, Error> {
        let slot = Arc::new(Mutex::new(Weighed::default()));
        let (given, count) = (Arc::clone(&slot), uids.len());
        let (scope, actor, now) = (wish.scope.clone(), wish.actor.clone(), wish.now);
        let work = move |tx: &mut Tx<'_>| {
            let (applied, weighed) = restore::restore(tx, &uids, &scope, &actor, now)?;
            if let Some(noted) = noted.as_ref().filter(|_| !weighed.raised.is_empty()) {
                audit::note(tx, Entry::new(&actor, "catalog.restore", &noted.target, now).after(noted.what.clone()))?;
            }
            *given.lock() = weighed;
            Ok(applied)
        };
        self.change(count, async move { Ok(work) }).await?;
        Ok(std::mem::take(&mut *slot.lock()))
    }
}

/// The act as the audit log says it, in the transaction of its first piece.
struct Noted {
    target: String,
    what: serde_json::Value,
}

impl Noted {
    fn new(wish: &Wish, plan: &Restored, coming: &[String]) -> Self {
        if let ([reference], [uid]) = (plan.refs.as_slice(), coming) {
            return Self { target: reference.clone(), what: json!({ "uid": uid }) };
        }
        let target = match &wish.choice {
            Choice::Named { .. } => "",
            Choice::Like(filter) => [&filter.sync_id, &filter.source_id, &filter.kind]
                .into_iter()
                .find(|one| !one.is_empty())
                .map_or("", String::as_str),
        };
        Self { target: target.to_owned(), what: json!({ "entities": coming.len(), "kinds": plan.kinds }) }
    }
}
