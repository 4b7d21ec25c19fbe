//! PostgreSQL: a small pool; several hosts and `target_session_attrs` as the URL says; transactions run again after
//! serialisation failures and lost connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use tokio::sync::OwnedSemaphorePermit;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::tls::{MakeTlsConnect, NoTlsStream};
use tokio_postgres::{AsyncMessage, Client, Connection, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::share::Share;
use super::{Connections, Error, Tx};

/// Connections of one node.
pub const CONNECTIONS: usize = 8;
/// How often a transaction is tried.
const TRIES: u32 = 5;

/// How long a request waits for a connection of the pool, or for a new one.
const WAIT: Duration = Duration::from_secs(5);
/// What every session is told: no statement and no forgotten transaction holds others up for ever.
const SESSION: &str = "-c statement_timeout=60s -c idle_in_transaction_session_timeout=60s -c lock_timeout=20s";

/// A pool of connections; cheap to clone.
#[derive(Clone)]
pub struct Postgres {
    pool: Pool,
    /// For those who ask how the database is: what requests wait for does not keep them waiting.
    lane: Pool,
    config: tokio_postgres::Config,
    place: String,
    /// Tenants' callers that wait for a part of their share.
    waiting: Arc<AtomicUsize>,
}

/// A connection outside the pool, to be polled.
pub enum Link {
    /// In clear.
    Plain(Box<Connection<Socket, NoTlsStream>>),
    /// Under TLS.
    Tls(Box<Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>>),
}

impl Link {
    /// Moves it on; gives what the server says by itself.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<AsyncMessage, tokio_postgres::Error>>> {
        match self {
            Self::Plain(connection) => connection.poll_message(context),
            Self::Tls(connection) => connection.poll_message(context),
        }
    }
}

impl Postgres {
    /// Connects once, to say early what is wrong with the URL.
    pub async fn open(url: &str) -> Result<Self, Error> {
        let mut config: tokio_postgres::Config =
            url.parse().map_err(|error| Error::Open(format!("the database URL is not valid: {error}")))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        config.application_name("portolan");
        encrypt(url, &mut config);
        if config.get_options().is_none() {
            config.options(SESSION);
        }
        let place = place(&config);
        let (pool, lane) = (pool(&config, CONNECTIONS)?, pool(&config, 1)?);
        drop(pool.get().await.map_err(|error| Error::Open(format!("{place}: {}", reason(&error))))?);
        Ok(Self { pool, lane, config, place, waiting: Arc::default() })
    }

    /// A connection outside the pool.
    pub async fn connect(&self) -> Result<(Client, Link), tokio_postgres::Error> {
        match tls().ok().filter(|_| !is_plain(&self.config)) {
            None => {
                let (client, connection) = self.config.connect(tokio_postgres::NoTls).await?;
                Ok((client, Link::Plain(Box::new(connection))))
            }
            Some(tls) => {
                let (client, connection) = self.config.connect(tls).await?;
                Ok((client, Link::Tls(Box::new(connection))))
            }
        }
    }

    /// Its connections now.
    pub fn connections(&self) -> Connections {
        let status = self.pool.status();
        let waiting = status.waiting + self.waiting.load(Ordering::Relaxed);
        Connections { size: status.size, limit: Some(CONNECTIONS), idle: status.available, waiting }
    }

    /// Hosts and database, without credentials.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// A connection of the pool, within a tenant's share. Both are for the thread that works with it: it may outlive whoever
    /// asked.
    async fn take(&self, share: &Share) -> Result<(OwnedSemaphorePermit, Object), Error> {
        let part = share.take(WAIT, &self.waiting).await?;
        let client = self.pool.get().await.map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok((part, client))
    }

    /// Runs `work` in a transaction, again when another was in the way.
    pub async fn write<T, F>(&self, tenant: Arc<str>, share: &Share, mut work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let mut tried = 0;
        loop {
            tried += 1;
            let (outcome, back) = self.attempt(Arc::clone(&tenant), share, work).await?;
            work = back;
            match outcome {
                Err(Error::Retry(_) | Error::Unavailable(_)) if tried < TRIES => {
                    tokio::time::sleep(Duration::from_millis(10 << tried)).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn attempt<T, F>(&self, tenant: Arc<str>, share: &Share, mut work: F) -> Result<(Result<T, Error>, F), Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let (part, mut client) = match self.take(share).await {
            Ok(taken) => taken,
            Err(error) => return Ok((Err(error), work)),
        };
        let handle = tokio::runtime::Handle::current();
        let joined = tokio::task::spawn_blocking(move || {
            let _part = part;
            let outcome = handle.clone().block_on(client.transaction()).map_err(Error::from).and_then(|tx| {
                let value = work(&mut Tx::postgres(&tx, handle.clone(), &tenant)?)?;
                handle.block_on(tx.commit()).map_err(uncertain)?;
                Ok(value)
            });
            (outcome, work)
        });
        joined.await.map_err(|_| Error::Closed)
    }

    /// Runs `work` in a read-only transaction on one snapshot.
    pub async fn read<T, F>(&self, tenant: Arc<str>, share: &Share, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let part = share.take(WAIT, &self.waiting).await?;
        Self::read_from(&self.pool, Some(part), tenant, work).await
    }

    /// The same over the connection that requests do not use.
    pub async fn look<T, F>(&self, tenant: Arc<str>, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        Self::read_from(&self.lane, None, tenant, work).await
    }

    async fn read_from<T, F>(
        pool: &Pool,
        part: Option<OwnedSemaphorePermit>,
        tenant: Arc<str>,
        work: F,
    ) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let mut client = pool.get().await.map_err(|error| Error::Unavailable(error.to_string()))?;
        let handle = tokio::runtime::Handle::current();
        let joined = tokio::task::spawn_blocking(move || {
            let _part = part;
            let start = client
                .build_transaction()
                .read_only(true)
                .isolation_level(tokio_postgres::IsolationLevel::RepeatableRead)
                .start();
            let tx = handle.block_on(start)?;
            let value = work(&mut Tx::postgres(&tx, handle.clone(), &tenant)?)?;
            handle.block_on(tx.commit())?;
            Ok(value)
        });
        joined.await.map_err(|_| Error::Closed)?
    }
}

fn pool(config: &tokio_postgres::Config, size: usize) -> Result<Pool, Error> {
    let manager_config = ManagerConfig { recycling_method: RecyclingMethod::Verified };
    let manager = if is_plain(config) {
        Manager::from_config(config.clone(), tokio_postgres::NoTls, manager_config)
    } else {
        Manager::from_config(config.clone(), tls()?, manager_config)
    };
    Pool::builder(manager)
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(WAIT * 2))
        .recycle_timeout(Some(WAIT))
        .build()
        .map_err(|error| Error::Open(error.to_string()))
}

/// What went wrong and all that led to it: the pool's own words say nothing.
fn reason(error: &(dyn std::error::Error + 'static)) -> String {
    let first = error.source().unwrap_or(error);
    let causes = std::iter::successors(Some(first), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Beyond this machine a connection is encrypted or none, unless the URL says otherwise: what is asked for only where the
/// other side offers it is talked out of by anybody in between.
fn encrypt(url: &str, config: &mut tokio_postgres::Config) {
    if config.get_ssl_mode() == SslMode::Prefer && !is_local(config) && !url.contains("sslmode") {
        config.ssl_mode(SslMode::Require);
    }
}

fn is_plain(config: &tokio_postgres::Config) -> bool {
    config.get_ssl_mode() == SslMode::Disable || is_local(config)
}

fn is_local(config: &tokio_postgres::Config) -> bool {
    config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    })
}

/// A commit whose answer is lost may have happened: it is not tried again.
fn uncertain(error: tokio_postgres::Error) -> Error {
    match Error::from(error) {
        Error::Unavailable(text) => Error::Unconfirmed(text),
        other => other,
    }
}

fn place(config: &tokio_postgres::Config) -> String {
    let hosts = config.get_hosts().iter().zip(config.get_ports().iter().chain(std::iter::repeat(&5432)));
    let hosts: Vec<String> = hosts
        .map(|(host, port)| match host {
            Host::Tcp(name) => format!("{name}:{port}"),
            #[cfg(unix)]
            Host::Unix(path) => path.display().to_string(),
        })
        .collect();
    format!("{}/{}", hosts.join(","), config.get_dbname().unwrap_or_default())
}

fn tls() -> Result<MakeRustlsConnect, Error> {
    let mut roots = rustls::RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Open(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
mod tests {
    use tokio_postgres::config::SslMode;

    use super::encrypt;

    /// Case O098, of the database: nothing here listens beyond this machine.
    #[test]
    fn o098_beyond_this_machine_nothing_is_sent_in_clear_unasked() {
        for (url, mode) in [
            ("postgres://portolan@db.example.com/portolan", SslMode::Require),
            ("postgres://portolan@10.0.0.7/portolan", SslMode::Require),
            ("postgres://portolan@127.0.0.1,db.example.com/portolan", SslMode::Require),
            ("host=db.example.com user=portolan", SslMode::Require),
            ("postgres://portolan@db.example.com/portolan?sslmode=disable", SslMode::Disable),
            ("postgres://portolan@db.example.com/portolan?sslmode=prefer", SslMode::Prefer),
            ("postgres://portolan@localhost/portolan", SslMode::Prefer),
        ] {
            let mut config = url.parse().expect("a URL");
            encrypt(url, &mut config);
            assert_eq!(config.get_ssl_mode(), mode, "{url}");
        }
    }
}
