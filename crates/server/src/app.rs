//! What handlers share: the catalog, settings and the token signer. No behaviour here.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use portolan_domain::index::Predicate;
use portolan_domain::permission::Reach;
use portolan_integrations::http::Rules;
use portolan_integrations::secret::Secret;
use tokio::sync::watch;

use crate::audit::Refusals;
use crate::catalog::edit::Hidden;
use crate::catalog::scope::Scope;
use crate::catalog::store::settings as kept;
use crate::catalog::view::View;
use crate::catalog::{self, Catalog};
use crate::clock::Clock;
use crate::config::{GithubConfig, HeaderConfig, OidcConfig};
use crate::db::{DEFAULT_TENANT, Db};
use crate::http::cursor::Cursors;
use crate::http::error::AppError;
use crate::http::health::Health;
use crate::http::metrics::Metrics;
use crate::http::peer::Network;
use crate::http::places::{AtOnce, Places};
use crate::identity::{Caller, Callers, Lifetimes, Permission, Provider, Signer};
use crate::permission::Rights;
use crate::secrets::{self, SecretError, User, Vault};
use crate::sources::Sources;
use crate::tenants::Directory;

/// The principal under which the server keeps its own settings; no person has this name.
const SERVER: &str = "system:server";

/// What uses a secret that a provider asks for.
const SIGN_IN: &str = "sign-in";

/// Microseconds.
const HOUR: i64 = 3600 * 1_000_000;

/// Choices of whoever runs the server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach the server, without a final slash.
    pub base_url: String,
    /// Names that the `Host` header may carry; any when empty.
    pub hosts: Vec<String>,
    /// Origins whose pages may call the API.
    pub origins: Vec<String>,
    /// Bytes of a request body.
    pub body_limit: usize,
    /// A request that takes longer is given up.
    pub request_timeout: Duration,
    /// Who a visitor without an account is; none where such visitors are not let in.
    pub guest: Option<String>,
    /// Whether people may sign in with e-mail and password.
    pub local: bool,
    /// How long a session holds.
    pub lifetimes: Lifetimes,
    /// Systems at which people may sign in.
    pub oidc: Vec<OidcConfig>,
    /// At GitHub.
    pub github: GithubConfig,
    /// By a header of a proxy.
    pub header: HeaderConfig,
    /// What may be reached over the network.
    pub rules: Rules,
    /// Proxies whose word on the client's address counts.
    pub proxies: Vec<Network>,
    /// What stands before our paths in an address, such as `/t/acme`; usually nothing.
    pub path: String,
    /// What the tenant is called; empty for the server's own.
    pub tenant_title: String,
    /// Days that entries of the audit log are kept; 0 keeps them for ever.
    pub audit_days: u32,
    /// How much at once.
    pub at_once: AtOnce,
    /// Stored secrets.
    pub vault: Vault,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            base_url: "http://localhost:7007".to_owned(),
            hosts: Vec::new(),
            origins: Vec::new(),
            body_limit: 1024 * 1024,
            request_timeout: Duration::from_secs(30),
            guest: Some("user:default/guest".to_owned()),
            local: true,
            lifetimes: Lifetimes { idle: 24 * HOUR, longest: 30 * 24 * HOUR },
            oidc: Vec::new(),
            github: GithubConfig::default(),
            header: HeaderConfig::default(),
            rules: Rules::default(),
            proxies: Vec::new(),
            path: String::new(),
            tenant_title: String::new(),
            audit_days: 400,
            at_once: AtOnce::default(),
            vault: Vault::default(),
        }
    }
}

impl Settings {
    /// Names that a server bound to loopback answers to, so that a foreign name pointed at 127.0.0.1 gets nothing.
    pub fn loopback_hosts() -> Vec<String> {
        ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).to_vec()
    }
}

/// The state of the router; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an [`App`] holds.
pub struct Parts {
    /// Entities.
    pub catalog: Arc<Catalog>,
    /// Which tenants there are; nothing in those that are administered elsewhere.
    pub tenants: Option<Arc<Directory>>,
    /// Where its claims come from.
    pub sources: Arc<Sources>,
    /// What is below it.
    pub db: Db,
    /// Choices of whoever runs the server.
    pub settings: Settings,
    /// The time.
    pub clock: Clock,
    /// Whose sessions and tokens are.
    pub callers: Callers,
    /// Refusals that have just been noted.
    pub refusals: Refusals,
    /// What callers may.
    pub rights: Rights,
    /// Where people may sign in elsewhere.
    pub providers: Vec<Provider>,
    /// Makes and checks tokens.
    pub signer: Signer,
    /// Makes and checks cursors.
    pub cursors: Cursors,
    /// Counters for Prometheus.
    pub metrics: Metrics,
    /// Requests under way.
    pub requests: Arc<Places>,
    /// Event streams that are open.
    pub streams: Arc<Places>,
    /// Nodes that answer, this one among them, as they were counted last.
    pub web_nodes: AtomicUsize,
    /// What the readiness probe knows.
    pub health: Health,
    /// Becomes true when the server stops: streams end then.
    pub stopping: watch::Sender<bool>,
}

impl App {
    /// Of the server's own tenant.
    pub async fn open(
        catalog: Arc<Catalog>,
        sources: Arc<Sources>,
        settings: Settings,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        Self::put_together(catalog, sources, settings, clock, None).await
    }

    /// Of another tenant of the same server.
    pub async fn beside(
        &self,
        catalog: Arc<Catalog>,
        sources: Arc<Sources>,
        settings: Settings,
    ) -> anyhow::Result<Self> {
        Self::put_together(catalog, sources, settings, self.clock.clone(), Some(self)).await
    }

    /// The signing key is made once and kept in the store, so that all nodes share it.
    async fn put_together(
        catalog: Arc<Catalog>,
        sources: Arc<Sources>,
        settings: Settings,
        clock: Clock,
        beside: Option<&Self>,
    ) -> anyhow::Result<Self> {
        let db = catalog.db().clone();
        let fresh = STANDARD.encode(Signer::new_key()?);
        let key = db
            .write(move |tx| match kept::find(tx, SERVER, "auth", "signing-key")? {
                // Of nodes that start at once on an empty store the first one's holds for all.
                None => kept::keep_first(tx, SERVER, "auth", "signing-key", &fresh),
                known => Ok(known),
            })
            .await?
            .context("the signing key was not kept")?;
        let key = STANDARD.decode(key).context("the stored signing key is damaged")?;
        let (signer, cursors) = (Signer::new(&key)?, Cursors::new(&key, db.tenant()));
        let (health, stopping) = (Health::default(), watch::Sender::new(false));
        let metrics = beside.map_or_else(Metrics::default, |server| server.metrics.beside()).with(&sources.ended);
        let callers = Callers::new(db.clone(), clock.clone(), settings.lifetimes);
        let rights = Rights::load(db.clone()).await?;
        let own = db.tenant() == DEFAULT_TENANT;
        // Those of other tenants are among them.
        if own {
            use_client_secrets(&db, &settings, clock.now()).await?;
        }
        let at_once = settings.at_once;
        let providers = settings.oidc.iter().map(|config| Provider::oidc(config, &settings.rules));
        let mut providers = providers.collect::<Result<Vec<_>, _>>()?;
        providers.extend(Provider::github(&settings.github, &settings.rules)?);
        let tenants = if own { Some(Directory::load(db.clone()).await?) } else { None };
        Ok(Self(Arc::new(Parts {
            catalog,
            tenants,
            sources,
            db,
            settings,
            clock,
            callers,
            refusals: Refusals::default(),
            rights,
            providers,
            signer,
            cursors,
            metrics,
            requests: Places::new(at_once.requests),
            streams: Places::new(at_once.streams),
            web_nodes: AtomicUsize::new(1),
            health,
            stopping,
        })))
    }
}

/// Sees early that stored secrets which the configuration names can be used, and notes that they are.
async fn use_client_secrets(db: &Db, settings: &Settings, now: i64) -> anyhow::Result<()> {
    let github = ("github".to_owned(), &settings.github.client_secret);
    let oidc = settings.oidc.iter().map(|config| (config.id.clone(), &config.client_secret));
    let mut used = Vec::new();
    for (id, text) in oidc.chain([github]) {
        let Some(name) = secrets::reference(text).map(str::to_owned) else { continue };
        settings.vault.reveal(db, &name, now).await.with_context(|| format!("sign-in at {id}"))?;
        used.push((User { kind: SIGN_IN, id: id.clone(), name: id }, name));
    }
    db.write(move |tx| {
        secrets::store::delete_users(tx, SIGN_IN)?;
        used.iter().try_for_each(|(user, name)| secrets::uses(tx, user, name).map(drop))
    })
    .await?;
    Ok(())
}

impl App {
    /// The catalog as a caller may see it.
    pub fn view(&self, caller: &Caller) -> View<'_> {
        let index = self.catalog.index();
        let revision = self.catalog.revision();
        let seen = self.rights.seen(&index, revision, caller);
        let masked = self.rights.masked(&index, revision, caller);
        View::new(index, seen, masked)
    }

    /// What we prove to a provider who we are with. A stored one is looked up each time, so that another value holds at once.
    pub async fn client_secret(&self, provider: &Provider) -> Result<Secret, SecretError> {
        match secrets::reference(&provider.client_secret) {
            None => Ok(Secret::new(&provider.client_secret)),
            // The configuration is the server's, and so are the secrets that it names.
            Some(name) => {
                let own = self.db.of_tenant(DEFAULT_TENANT);
                self.settings.vault.reveal(&own, name, self.clock.now()).await
            }
        }
    }

    /// Whether a caller may at all.
    pub fn authorize(&self, caller: &Caller, permission: Permission) -> Result<(), AppError> {
        self.rights.authorize(&self.catalog.index(), caller, permission).map_err(AppError::from)
    }

    /// How far a caller reaches with a permission.
    pub fn reach(&self, caller: &Caller, permission: Permission) -> Reach {
        self.rights.reach(&self.catalog.index(), caller, permission)
    }

    /// What a caller sees and may change; nothing when they may change nothing.
    pub fn scope(&self, caller: &Caller) -> Option<Scope> {
        let within = match self.reach(caller, Permission::CatalogWrite) {
            Reach::Everything => None,
            Reach::Some(predicate) => Some(predicate),
            Reach::Nothing => return None,
        };
        let seen = match self.reach(caller, Permission::CatalogRead) {
            Reach::Everything => None,
            Reach::Some(predicate) => Some(predicate),
            // A token that only writes.
            Reach::Nothing => Some(Predicate::Any(Vec::new())),
        };
        Some(Scope { seen, within, people: catalog::require_people(self, caller).is_ok() })
    }

    /// The fields that a caller does not read everywhere.
    pub fn hidden(&self, caller: &Caller) -> Option<Hidden> {
        self.rights.hidden(&self.catalog.index(), caller)
    }

    /// Whether a caller may do something to whatever there is.
    pub fn authorize_on_all(&self, caller: &Caller, permission: Permission) -> Result<(), AppError> {
        self.rights.authorize_on_all(&self.catalog.index(), caller, permission).map_err(AppError::from)
    }

    /// Whether a caller may do something to one entity.
    pub fn authorize_on(&self, caller: &Caller, permission: Permission, id: u32) -> Result<(), AppError> {
        self.rights.authorize_on(&self.catalog.index(), caller, permission, id).map_err(AppError::from)
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
