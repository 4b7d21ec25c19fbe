//! Which tenants there are, in memory: asked for each request, compared with the store once a second.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Mutex, RwLock};
use rustc_hash::FxHashMap;
use tokio::sync::watch;

use super::{Tenant, store};
use crate::db::{Db, Error};

/// Where tenants without hosts of their own are found: `/t/NAME/…`.
pub const PATH: &str = "/t/";
/// How old the comparison with the store may be.
const FRESH: Duration = Duration::from_secs(1);

/// All tenants but `default`, as of a revision.
#[derive(Default)]
struct Known {
    revision: i64,
    by_name: FxHashMap<String, Arc<Tenant>>,
    by_host: FxHashMap<String, Arc<Tenant>>,
}

/// The tenants of a server.
pub struct Directory {
    db: Db,
    known: RwLock<Known>,
    compared: Mutex<Option<Instant>>,
    moved: watch::Sender<i64>,
}

impl Directory {
    /// Reads them.
    pub async fn load(db: Db) -> Result<Arc<Self>, Error> {
        let directory = Self { db, known: RwLock::default(), compared: Mutex::new(None), moved: watch::Sender::new(0) };
        directory.reload().await?;
        Ok(Arc::new(directory))
    }

    /// Takes over what changed in the store. When it is away, what was known holds.
    pub async fn follow(&self) {
        {
            let mut compared = self.compared.lock();
            if compared.is_some_and(|at| at.elapsed() < FRESH) {
                return;
            }
            *compared = Some(Instant::now());
        }
        let known = self.known.read().revision;
        if matches!(self.db.read(store::revision).await, Ok(revision) if revision != known)
            && let Err(error) = self.reload().await
        {
            tracing::warn!(%error, "the tenants cannot be read");
        }
    }

    /// Takes over what is in the store now.
    pub async fn reload(&self) -> Result<(), Error> {
        let (revision, tenants) = self.db.read(store::list).await?;
        let mut known = Known { revision, ..Known::default() };
        for tenant in tenants.into_iter().map(Arc::new) {
            for host in &tenant.hosts {
                known.by_host.insert(host.clone(), Arc::clone(&tenant));
            }
            known.by_name.insert(tenant.name.clone(), tenant);
        }
        *self.known.write() = known;
        self.moved.send_replace(revision);
        Ok(())
    }

    /// Says when tenants may have changed.
    pub fn subscribe(&self) -> watch::Receiver<i64> {
        self.moved.subscribe()
    }

    /// The tenant of a name.
    pub fn find(&self, name: &str) -> Option<Arc<Tenant>> {
        self.known.read().by_name.get(name).cloned()
    }

    /// The tenant of a host name, which may have a port.
    pub fn find_host(&self, host: &str) -> Option<Arc<Tenant>> {
        let known = self.known.read();
        if known.by_host.is_empty() {
            return None;
        }
        let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        known.by_host.get(&name.map_or(host, |(name, _)| name).to_ascii_lowercase()).cloned()
    }

    /// All, by name.
    pub fn list(&self) -> Vec<Arc<Tenant>> {
        let mut all: Vec<Arc<Tenant>> = self.known.read().by_name.values().cloned().collect();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        all
    }
}
