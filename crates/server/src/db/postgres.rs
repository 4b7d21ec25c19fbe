//! PostgreSQL: a small pool; several hosts and `target_session_attrs` as the URL says; transactions run again after
//! serialisation failures and lost connections.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use tokio_postgres::config::{Host, SslMode};

use super::{Error, Tx};

/// Connections of one node.
const CONNECTIONS: usize = 8;
/// How often a transaction is tried.
const TRIES: u32 = 5;

/// A pool of connections.
pub struct Postgres {
    pool: Pool,
    place: String,
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
        let place = place(&config);
        let manager_config = ManagerConfig { recycling_method: RecyclingMethod::Verified };
        let manager = if config.get_ssl_mode() == SslMode::Disable || is_local(&config) {
            Manager::from_config(config, tokio_postgres::NoTls, manager_config)
        } else {
            Manager::from_config(config, tls()?, manager_config)
        };
        let pool =
            Pool::builder(manager).max_size(CONNECTIONS).build().map_err(|error| Error::Open(error.to_string()))?;
        drop(pool.get().await.map_err(|error| Error::Open(format!("{place}: {error}")))?);
        Ok(Self { pool, place })
    }

    /// Hosts and database, without credentials.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Runs `work` in a transaction, again when another was in the way.
    pub async fn write<T, F>(&self, tenant: Arc<str>, mut work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let mut tried = 0;
        loop {
            tried += 1;
            let (outcome, back) = self.attempt(Arc::clone(&tenant), work).await?;
            work = back;
            match outcome {
                Err(Error::Retry(_) | Error::Unavailable(_)) if tried < TRIES => {
                    tokio::time::sleep(Duration::from_millis(10 << tried)).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn attempt<T, F>(&self, tenant: Arc<str>, mut work: F) -> Result<(Result<T, Error>, F), Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let client = self.pool.get().await.map_err(|error| Error::Unavailable(error.to_string()));
        let mut client = match client {
            Ok(client) => client,
            Err(error) => return Ok((Err(error), work)),
        };
        let handle = tokio::runtime::Handle::current();
        let joined = tokio::task::spawn_blocking(move || {
            let outcome = handle.clone().block_on(client.transaction()).map_err(Error::from).and_then(|tx| {
                let value = work(&mut Tx::postgres(&tx, handle.clone(), &tenant)?)?;
                handle.block_on(tx.commit())?;
                Ok(value)
            });
            (outcome, work)
        });
        joined.await.map_err(|_| Error::Closed)
    }

    /// Runs `work` in a read-only transaction on one snapshot.
    pub async fn read<T, F>(&self, tenant: Arc<str>, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let mut client = self.pool.get().await.map_err(|error| Error::Unavailable(error.to_string()))?;
        let handle = tokio::runtime::Handle::current();
        let joined = tokio::task::spawn_blocking(move || {
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

fn is_local(config: &tokio_postgres::Config) -> bool {
    config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    })
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

fn tls() -> Result<tokio_postgres_rustls::MakeRustlsConnect, Error> {
    let mut roots = rustls::RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Open(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(tokio_postgres_rustls::MakeRustlsConnect::new(config))
}
