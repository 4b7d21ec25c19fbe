//! `portolan serve`: everything in one process.

use std::collections::BTreeSet;
use std::future::Future;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use portolan_integrations::git;
use portolan_integrations::http::{Rules, without_credentials};
use portolan_integrations::secret::learn;
use tokio::net::TcpListener;

use super::ServeOptions;
use super::lock;
use super::show::{self, ENVIRONMENT, WRONG_INPUT};
use super::user::failed;
use crate::app::{App, Settings};
use crate::catalog::Catalog;
use crate::catalog::batch::Guard;
use crate::clock::Clock;
use crate::config::{Config, LdapConfig};
use crate::db::Db;
use crate::hosting::{Front, Hosting, Pattern, TenantDirectory};
use crate::http::idempotency::store as idempotency;
use crate::http::peer::Network;
use crate::http::places::AtOnce;
use crate::http::serve;
use crate::identity::{self, Lifetimes};
use crate::operations::Node;
use crate::queue;
use crate::secrets::{self, MaskedLog, Opened};
use crate::sources::{self, Cause, LdapDirectory, NewSource, Sources};

/// How often the change log is looked at without an announcement, and the disk for room.
const POLL: Duration = Duration::from_secs(2);

pub fn run(options: &ServeOptions) -> Result<(), ExitCode> {
    options.store.of_all("serve")?;
    let mut config = options.store.config()?;
    if let Some(listen) = &options.listen {
        config.listen.clone_from(listen);
    }
    if let Some(listen) = &options.health_listen {
        config.health_listen.clone_from(listen);
    }
    let roles: Vec<&str> = options.role.split(',').map(str::trim).collect();
    if let Some(role) = roles.iter().find(|role| !["all", "web", "worker"].contains(role)) {
        return Err(show::failure(2, &format!("unknown role `{role}`; use all, web or worker")));
    }
    let named: Vec<NewSource> = options.sources.iter().map(|target| named(target, "flag")).collect();
    logging(&config);
    // Before anything is written.
    if let Some(refusal) = config.refusal() {
        return Err(show::failure(WRONG_INPUT, &refusal));
    }
    let runtime = runtime()?;
    if let Err((code, why)) = runtime.block_on(can_listen(&config)) {
        if config.data.is_dir() {
            // Of two servers on one directory this tells more.
            lock::take(&config.data)?;
        }
        return Err(show::failure(code, &why));
    }
    let _lock = lock::take(&config.data)?;
    more_descriptors();
    runtime.block_on(async {
        let _file_limit = outlive_file_limit();
        let app = start(&config, named).await?;
        serve(&config, app, &roles, async |app, address| offer_setup(&config, &app, address).await).await
    })
}

/// As many descriptors as the system allows, up to what connections and the rest can use.
fn more_descriptors() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    const ENOUGH: u64 = 16_384;
    let limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.map_or(ENOUGH, |most| most.min(ENOUGH));
    if limit.current.is_some_and(|now| now < wanted) {
        // Without it there are fewer connections at once.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), ..limit });
    }
}

/// Where files may not grow any more, a write fails; the signal that comes with it would end the process.
fn outlive_file_limit() -> Option<tokio::signal::unix::Signal> {
    let kind = tokio::signal::unix::SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw());
    tokio::signal::unix::signal(kind).ok()
}

/// A source named by its target alone.
pub fn named(target: &str, origin: &str) -> NewSource {
    NewSource { target: target.to_owned(), origin: origin.to_owned(), ..NewSource::default() }
}

/// How long a thread waits for more blocking work. Longer than what recurs while pages are open: beginning and ending a
/// thread costs more than that work.
const KEEP_ALIVE: Duration = Duration::from_secs(60);

/// All cores; blocking work has threads of its own.
pub fn runtime() -> Result<tokio::runtime::Runtime, ExitCode> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_keep_alive(KEEP_ALIVE)
        .build()
        .map_err(|error| show::failure(ENVIRONMENT, &format!("cannot start: {error}")))
}

/// Log lines go to standard error.
pub fn logging(config: &Config) {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log.level).unwrap_or_else(|_| "info".into());
    let color = show::is_colored(&std::io::stderr());
    // Its debug lines show the parameters of statements.
    let filter = match "tokio_postgres=info".parse() {
        Ok(directive) => filter.add_directive(directive),
        Err(_) => filter,
    };
    config.confidential().iter().for_each(|secret| learn(secret));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(color)
        .with_writer(MaskedLog::default)
        .with_target(false);
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    let started = if config.log.format == "json" { lines.json().try_init() } else { lines.try_init() };
    // A second start in one process keeps the first one's choice.
    drop(started);
}

/// Opens the store, loads the catalog and adds the sources that are named.
pub async fn start(config: &Config, named: Vec<NewSource>) -> Result<App, ExitCode> {
    let store = |error: crate::db::Error| failed(&error);
    let db = Db::open(&config.database, &config.data).await.map_err(store)?;
    let started = std::time::Instant::now();
    let catalog = Catalog::load(db).await.map_err(store)?;
    let memory = catalog.index().memory();
    tracing::info!(
        entities = catalog.index().len(),
        revision = catalog.revision(),
        millis = started.elapsed().as_millis() as u64,
        megabytes = memory.total() / 1_000_000,
        "catalog loaded"
    );
    let clock = Clock::default();
    let Opened { vault, notice } =
        secrets::open(config, catalog.db()).await.map_err(|error| show::failure(ENVIRONMENT, &error))?;
    match notice {
        Some(notice) if vault.unavailable().is_some() => tracing::warn!("{notice}"),
        Some(notice) => tracing::info!("{notice}"),
        None => {}
    }
    let settings = sources::Settings {
        guard: guard(config),
        rules: rules(config),
        cache: git::Cache { folder: absolute(&config.data).join("git"), max_megabytes: config.git.max_megabytes },
        ssh: ssh(config),
        directories: directories_of("", config).map(|one| directory(config, one)).collect(),
        allow_local_paths: config.is_loopback() && config.public_url.is_empty() && config.lets_guests_in(),
        vault: vault.clone(),
        piece: sources::PIECE,
    };
    let sources = Sources::new(Arc::clone(&catalog), clock.clone(), settings)
        .map_err(|error| show::failure(ENVIRONMENT, &error.to_string()))?;
    sources.recover(config.database.is_empty()).await.map_err(store)?;
    if config.database.is_empty() {
        catalog.db().write(idempotency::recover).await.map_err(store)?;
    }
    let configured = config.sources.iter().map(|source| NewSource {
        target: source.target.clone(),
        kind: source.kind.clone(),
        name: source.name.clone(),
        branch: source.branch.clone(),
        rank: source.rank,
        schedule_seconds: source.schedule_seconds,
        credential: source.credential.clone(),
        people: source.people,
        origin: "config".to_owned(),
    });
    let directories = directories_of("", config).map(reading);
    for new in configured.chain(directories).chain(named) {
        let target = without_credentials(&new.target);
        let added = sources.create(new, &"system".into(), true).await;
        added.map_err(|error| show::failure(WRONG_INPUT, &format!("the source {target}: {error}")))?;
    }
    let http = Settings { vault, ..http_settings(config) };
    App::open(catalog, sources, http, clock).await.map_err(|error| show::failure(ENVIRONMENT, &format!("{error:#}")))
}

/// The directories of a tenant.
fn directories_of<'c>(tenant: &'c str, config: &'c Config) -> impl Iterator<Item = &'c LdapConfig> {
    config.ldap.iter().filter(move |one| one.tenant == tenant)
}

/// The source that reads a directory.
fn reading(one: &LdapConfig) -> NewSource {
    NewSource {
        target: one.target(),
        kind: "ldap".to_owned(),
        name: if one.name.is_empty() { one.base.clone() } else { one.name.clone() },
        rank: one.rank,
        schedule_seconds: one.schedule_seconds,
        origin: "config".to_owned(),
        ..NewSource::default()
    }
}

fn directory(config: &Config, one: &LdapConfig) -> LdapDirectory {
    let mut rules = rules(config);
    rules.allow_private_addresses |= one.allow_private_addresses;
    LdapDirectory { target: one.target(), settings: one.settings(), rules }
}

/// What may be reached over the network.
fn rules(config: &Config) -> Rules {
    Rules {
        allow_private_addresses: config.outbound.allow_private_addresses,
        allowed_hosts: config.outbound.allowed_hosts.clone(),
    }
}

fn http_settings(config: &Config) -> Settings {
    const HOUR: i64 = 3600 * 1_000_000;
    let session = &config.auth.session;
    let own_hosts = config.is_loopback() && config.public_url.is_empty();
    Settings {
        base_url: config.public_url.trim_end_matches('/').to_owned(),
        hosts: if own_hosts { Settings::loopback_hosts() } else { Vec::new() },
        origins: config.cors.origins.clone(),
        guest: config.lets_guests_in().then(|| config.auth.guest.user.clone()),
        local: config.auth.local.enabled,
        lifetimes: Lifetimes {
            idle: i64::from(session.idle_hours) * HOUR,
            longest: i64::from(session.max_days) * 24 * HOUR,
        },
        oidc: config.auth.oidc.clone(),
        github: config.auth.github.clone(),
        header: config.auth.header.clone(),
        proxies: config.auth.header.networks().unwrap_or_default(),
        rules: rules(config),
        audit_days: config.audit.keep_days,
        ..Settings::default()
    }
}

/// The link with which the first administrator is made, while there is nobody.
async fn offer_setup(config: &Config, app: &App, address: SocketAddr) -> Result<Option<String>, ExitCode> {
    if !config.auth.local.enabled {
        return Ok(None);
    }
    let now = app.clock.now();
    let secret = app.db.write(move |tx| identity::new_setup_secret(tx, now)).await;
    let secret = secret.map_err(|error| show::failure(ENVIRONMENT, &error.to_string()))?;
    let own = format!("http://{address}");
    let base = if app.settings.base_url.is_empty() { &own } else { &app.settings.base_url };
    Ok(secret.map(|secret| format!("Make the first administrator within a day: {base}/setup?token={secret}")))
}

fn absolute(path: &Path) -> std::path::PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Takes an address; `flag` names another one.
async fn listen(address: &str, flag: &str) -> Result<TcpListener, (u8, String)> {
    TcpListener::bind(address).await.map_err(|error| {
        if error.kind() == std::io::ErrorKind::InvalidInput {
            let help = format!("write HOST:PORT with {flag}, such as 127.0.0.1:7007");
            return (WRONG_INPUT, format!("`{address}` is no address to listen on: {error}\n  help: {help}"));
        }
        let help = format!("choose another address with {flag}");
        (ENVIRONMENT, format!("cannot listen on {address}: {error}\n  help: {help}"))
    })
}

/// Takes the addresses and gives them back: callers are not left waiting while the catalog is loaded.
async fn can_listen(config: &Config) -> Result<(), (u8, String)> {
    let _first = listen(&config.listen, "--listen").await?;
    if !config.health_listen.is_empty() {
        listen(&config.health_listen, "--health-listen").await?;
    }
    Ok(())
}

/// Listens, runs background work, says where it is and what `ready` has to add, and ends on Ctrl-C or SIGTERM.
pub async fn serve<F, R>(config: &Config, app: App, roles: &[&str], ready: F) -> Result<(), ExitCode>
where
    F: FnOnce(App, SocketAddr) -> R,
    R: Future<Output = Result<Option<String>, ExitCode>>,
{
    let taken = |(code, why): (u8, String)| show::failure(code, &why);
    let listener = listen(&config.listen, "--listen").await.map_err(taken)?;
    let lane = match config.health_listen.as_str() {
        "" => None,
        address => {
            let listener = listen(address, "--health-listen").await.map_err(taken)?;
            Some(tokio::spawn(serve::lane(listener, app.clone())))
        }
    };
    let address = listener.local_addr().map_err(|error| show::failure(ENVIRONMENT, &error.to_string()))?;
    let works = roles.contains(&"all") || roles.contains(&"worker");
    let hosting = hosting(config, &app, works).map_err(|error| show::failure(ENVIRONMENT, &format!("{error:#}")))?;
    let worker = works.then(|| tokio::spawn(Arc::clone(&app.sources).run(Cause::Start)));
    let follower = tokio::spawn(follow(app.clone(), Arc::clone(&hosting)));
    let tenants = tokio::spawn(Arc::clone(&hosting).run(works));
    let queue = works.then(|| tokio::spawn(queue::run(app.clone())));
    let node = Node::new(address.to_string(), roles.join(","), app.clock.now());
    let beating = tokio::spawn(node.beat(app.clone()));
    let reserving = tokio::spawn(keep_reserve(app.db.clone()));
    if !config.is_loopback() && !config.public_url.starts_with("https:") {
        tracing::warn!("people sign in over plain http; put TLS in front and set public_url to the https address");
    }
    if config.auth.header.networks().is_ok_and(|networks| networks.iter().any(Network::is_wide)) {
        tracing::warn!("auth.header.proxies names very many addresses: each of them can say who anybody is");
    }
    let more = ready(app.clone(), address).await?;
    show::line(&format!("Portolan is ready at http://{address}"));
    more.iter().for_each(|line| show::line(line));
    let closing = Arc::clone(&hosting);
    let stop = async move {
        stopped().await;
        closing.close_all().await;
    };
    let sources = Arc::clone(&app.sources);
    let served = serve::serve(listener, Front::new(hosting), app, stop).await;
    // The lane answers until the last request is done.
    worker
        .into_iter()
        .chain(queue)
        .chain(lane)
        .chain([follower, tenants, beating, reserving])
        .for_each(|task| task.abort());
    sources.give_back().await;
    served.map_err(|error| show::failure(ENVIRONMENT, &format!("{error:#}")))
}

fn ssh(config: &Config) -> git::Ssh {
    git::Ssh { known_hosts: config.git.known_hosts.clone(), key: config.git.ssh_key.clone(), keyless: false }
}

/// The other tenants of the server.
fn hosting(config: &Config, app: &App, works: bool) -> anyhow::Result<Arc<Hosting>> {
    let rules = Rules { allow_private_addresses: config.tenants.allow_private_addresses, ..rules(config) };
    let folder = absolute(&config.data).join("tenants");
    let sources = sources::Settings {
        rules,
        cache: git::Cache { folder, max_megabytes: config.git.max_megabytes },
        // What the server's key opens is not theirs to read.
        ssh: git::Ssh { keyless: true, ..ssh(config) },
        directories: Vec::new(),
        allow_local_paths: false,
        piece: sources::PIECE,
        guard: guard(config),
        vault: app.settings.vault.clone(),
    };
    let idle = Duration::from_secs(60 * u64::from(config.tenants.idle_minutes));
    let at_once =
        AtOnce { requests: config.tenants.max_requests as usize, streams: config.tenants.max_streams as usize };
    let directories = config.ldap.iter().filter(|one| !one.tenant.is_empty()).map(|one| TenantDirectory {
        tenant: one.tenant.clone(),
        directory: directory(config, one),
        source: reading(one),
    });
    let (settings, directories) = (app.settings.clone(), directories.collect());
    Hosting::new(app.clone(), Pattern { settings, sources, directories, works, idle, at_once })
}

fn guard(config: &Config) -> Guard {
    Guard { percent: config.guard.percent, count: config.guard.count }
}

/// Takes in what other nodes commit: at once when it is announced, and now and then because announcements can be lost.
async fn follow(app: App, hosting: Arc<Hosting>) {
    // Alone on an embedded store there is nobody to follow.
    let Some(mut announced) = app.db.announcements() else { return };
    loop {
        let heard = tokio::time::timeout(POLL, announced.recv()).await;
        // One look takes in all that was announced so far.
        let mut names: BTreeSet<String> = heard.iter().flatten().cloned().collect();
        while let Ok(name) = announced.try_recv() {
            names.insert(name);
        }
        names.remove(app.db.tenant());
        hosting.hear(&names).await;
        if let Err(error) = app.catalog.follow().await {
            tracing::warn!(%error, "cannot follow the change log; reads go on");
            tokio::time::sleep(POLL).await;
        }
        if matches!(heard, Ok(None)) {
            return;
        }
    }
}

/// Keeps room for deletions on the disk of an embedded store, and makes it again once there is some.
async fn keep_reserve(db: Db) {
    let mut written = db.written();
    while !db.is_shared() {
        db.keep_reserve().await;
        written.wait(Duration::MAX, POLL).await;
    }
}

async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        _ = interrupt => {}
        () = terminate => {}
    }
}
