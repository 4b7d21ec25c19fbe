//! Tenants that are open: each with its catalog, its sources and its routes.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use axum::Router;
use parking_lot::{Mutex, RwLock};
use portolan_integrations::http::Client;
use rustc_hash::FxHashMap;

use crate::app::{App, Settings};
use crate::catalog::Catalog;
use crate::http::places::AtOnce;
use crate::http::router::router;
use crate::queue;
use crate::sources::{self, Cause, LdapDirectory, NewSource, Sources};
use crate::tenants::{Directory, Limiter, Tenant};

/// What every tenant is made by.
pub struct Pattern {
    /// As the server's own, before what differs is set.
    pub settings: Settings,
    /// The same for sources; `cache.folder` is a folder with one for each tenant.
    pub sources: sources::Settings,
    /// Of single tenants.
    pub directories: Vec<TenantDirectory>,
    /// Whether this node works for tenants, besides answering.
    pub works: bool,
    /// How long a tenant stays open without a request.
    pub idle: Duration,
    /// What each tenant may have at once.
    pub at_once: AtOnce,
}

/// An LDAP directory of a tenant.
#[derive(Clone)]
pub struct TenantDirectory {
    /// Whose.
    pub tenant: String,
    /// How it is asked.
    pub directory: LdapDirectory,
    /// The source that reads it.
    pub source: NewSource,
}

/// A tenant that is open.
pub struct Home {
    pub(super) app: App,
    pub(super) router: Router,
    created_at: i64,
    /// Milliseconds since the server started.
    used: AtomicU64,
    tasks: Mutex<Vec<tokio::task::AbortHandle>>,
}

/// A tenant that was asked for: its limits hold also while it is closed.
#[derive(Default)]
pub struct Slot {
    pub(super) limiter: Limiter,
    home: ArcSwapOption<Home>,
    opening: tokio::sync::Mutex<()>,
}

/// All tenants of a node.
pub struct Hosting {
    pub(super) main: App,
    pub(super) main_router: Router,
    pub(super) directory: Arc<Directory>,
    pattern: Pattern,
    client: Client,
    slots: RwLock<FxHashMap<String, Arc<Slot>>>,
    started: Instant,
}

impl Hosting {
    /// Beside the server's own tenant, which is always open.
    pub fn new(main: App, pattern: Pattern) -> anyhow::Result<Arc<Self>> {
        let Some(directory) = main.tenants.clone() else { anyhow::bail!("this tenant administers no others") };
        let client = Client::new(pattern.sources.rules.clone())?;
        let main_router = router(main.clone());
        let (slots, started) = (RwLock::default(), Instant::now());
        Ok(Arc::new(Self { main, main_router, directory, pattern, client, slots, started }))
    }

    /// What is kept of a tenant whether it is open or not.
    pub(super) fn slot(&self, name: &str) -> Arc<Slot> {
        if let Some(slot) = self.slots.read().get(name) {
            return Arc::clone(slot);
        }
        Arc::clone(self.slots.write().entry(name.to_owned()).or_default())
    }

    /// A tenant, opened if need be. Of requests at the same time one opens it.
    pub async fn home(&self, tenant: &Tenant) -> anyhow::Result<Arc<Home>> {
        let slot = self.slot(&tenant.name);
        // A tenant of the same name that was deleted meanwhile is another one.
        let present = || slot.home.load_full().filter(|home| home.created_at == tenant.created_at);
        if let Some(home) = present() {
            home.used.store(self.millis(), Ordering::Relaxed);
            return Ok(home);
        }
        let _opening = slot.opening.lock().await;
        if let Some(home) = present() {
            return Ok(home);
        }
        self.close(&tenant.name);
        let begun = Instant::now();
        let home = Arc::new(self.open(tenant).await?);
        slot.home.store(Some(Arc::clone(&home)));
        tracing::info!(tenant = tenant.name, millis = begun.elapsed().as_millis() as u64, "tenant opened");
        Ok(home)
    }

    async fn open(&self, tenant: &Tenant) -> anyhow::Result<Home> {
        let db = self.main.db.of_tenant(&tenant.name).made_at(tenant.created_at);
        let catalog = Catalog::load(db).await?;
        catalog.quotas().set(tenant.quotas);
        let mut choices = self.pattern.sources.clone();
        choices.cache.folder = self.folder(&tenant.name);
        let own: Vec<_> = self.pattern.directories.iter().filter(|one| one.tenant == tenant.name).collect();
        choices.directories = own.iter().map(|one| one.directory.clone()).collect();
        let sources = Sources::over(Arc::clone(&catalog), self.main.clock.clone(), choices, self.client.clone());
        let settings = self.settings(tenant);
        let app = self.main.beside(catalog, sources, settings).await?;
        for one in own {
            // A quota of sources keeps nobody out.
            if let Err(error) = app.sources.create(one.source.clone(), &"system".into(), true).await {
                tracing::warn!(tenant = tenant.name, directory = one.source.target, %error, "it is not read");
            }
        }
        let home = Home {
            router: router(app.clone()),
            created_at: tenant.created_at,
            used: AtomicU64::new(self.millis()),
            tasks: Mutex::default(),
            app: app.clone(),
        };
        if self.pattern.works {
            let reading = tokio::spawn(Arc::clone(&app.sources).run(Cause::Schedule));
            let working = tokio::spawn(queue::run(app));
            *home.tasks.lock() = vec![reading.abort_handle(), working.abort_handle()];
        }
        Ok(home)
    }

    fn settings(&self, tenant: &Tenant) -> Settings {
        let base = self.pattern.settings.clone();
        let meant = |tenants: &[String]| tenants.iter().any(|one| one == "*" || *one == tenant.name);
        let oidc: Vec<_> = base.oidc.iter().filter(|one| meant(&one.tenants)).cloned().collect();
        Settings {
            base_url: tenant.address(&base.base_url),
            hosts: if tenant.hosts.is_empty() { base.hosts.clone() } else { tenant.hosts.clone() },
            path: tenant.path(),
            tenant_title: tenant.title.clone(),
            // Nobody comes into a tenant by what lets them into another, unless the configuration says so.
            guest: None,
            // Passwords also where the server has none, unless there is another way in.
            local: base.local || oidc.is_empty(),
            oidc,
            github: crate::config::GithubConfig::default(),
            header: crate::config::HeaderConfig::default(),
            rules: self.pattern.sources.rules.clone(),
            at_once: self.pattern.at_once,
            ..base
        }
    }

    pub(super) fn folder(&self, name: &str) -> PathBuf {
        self.pattern.sources.cache.folder.join(name)
    }

    /// Opens tenants with directories of their own, so that those are read without anybody asking.
    pub(super) async fn open_directories(&self) {
        for name in self.pattern.directories.iter().map(|one| &one.tenant) {
            match self.directory.find(name) {
                None => tracing::warn!(tenant = name, "a directory is named for a tenant that there is not"),
                Some(tenant) => {
                    if let Err(error) = self.home(&tenant).await {
                        tracing::warn!(tenant = name, %error, "the tenant cannot be opened");
                    }
                }
            }
        }
    }

    /// Those that are open now.
    pub fn open_homes(&self) -> Vec<(String, Arc<Home>)> {
        let slots = self.slots.read();
        slots.iter().filter_map(|(name, slot)| Some((name.clone(), slot.home.load_full()?))).collect()
    }

    /// Closes a tenant: its streams end, its work stops; requests that are running end by themselves.
    pub(super) fn close(&self, name: &str) {
        let Some(home) = self.slot(name).home.swap(None) else { return };
        home.tasks.lock().drain(..).for_each(|task| task.abort());
        home.app.stopping.send_replace(true);
        tracing::info!(tenant = name, "tenant closed");
    }

    /// Closes all of them, when the server stops.
    pub async fn close_all(&self) {
        for (name, home) in self.open_homes() {
            self.close(&name);
            home.app.sources.give_back().await;
        }
    }

    /// Closes those that nobody has asked for in a while and that do nothing.
    pub fn close_idle(&self) {
        let idle = self.pattern.idle.as_millis() as u64;
        for (name, home) in self.open_homes() {
            let since = self.millis().saturating_sub(home.used.load(Ordering::Relaxed));
            if since >= idle && !home.app.sources.is_busy() && home.app.streams.taken() == 0 {
                self.close(&name);
            }
        }
    }

    fn millis(&self) -> u64 {
        self.started.elapsed().as_millis() as u64
    }
}

impl Home {
    /// What handlers of the tenant share.
    pub fn app(&self) -> &App {
        &self.app
    }
}
