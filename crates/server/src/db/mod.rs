//! The one seam over SQLite and PostgreSQL: portable SQL with `$1…$n`, synchronous transactions on a blocking thread.
//! No statement of a slice stands here.

mod error;
mod group;
mod listen;
mod migrations;
mod postgres;
mod reserve;
mod row;
mod share;
mod sqlite;
mod tx;
mod written;

pub use error::Error;
pub use migrations::newest as newest_schema;
pub use reserve::{ROOM, free_bytes};
pub use row::{Column, LONG, Row, Value};
pub use sqlite::TEXT_BYTES;
pub use tx::Tx;
pub use written::Written;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use reserve::Reserve;
use share::Share;
use tokio::sync::watch;

/// In the place of `$n` where a statement names the tenant: the one the transaction is of.
pub const TENANT: Value<'static> = Value::Tenant;
/// How long a node that starts waits for another that changes the schema.
const SCHEMA_PATIENCE: Duration = Duration::from_secs(60);
/// The tenant of a server that has no others.
pub const DEFAULT_TENANT: &str = "default";
/// In the place of a tenant: all of them. A statement that names the tenant finds nothing under it.
const ACROSS: &str = "*";

/// A store as one tenant sees it, cheap to clone.
#[derive(Clone)]
pub struct Db {
    engine: Arc<Engine>,
    tenant: Arc<str>,
    /// When the tenant was made, in microseconds; 0 where that does not matter.
    made_at: i64,
    /// What this tenant holds of the connections.
    share: Share,
    /// Told after each write of this tenant.
    writes: Arc<watch::Sender<()>>,
}

enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(Box<postgres::Postgres>),
}

/// The connections a node holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Connections {
    /// Open.
    pub size: usize,
    /// How many there may be; nothing where there is no limit.
    pub limit: Option<usize>,
    /// Of them, those that do nothing.
    pub idle: usize,
    /// Callers that wait for one.
    pub waiting: usize,
}

/// What a database says of itself.
#[derive(Clone, Debug)]
pub struct About {
    /// `SQLite` or `PostgreSQL`.
    pub engine: &'static str,
    /// Its version.
    pub version: String,
    /// Where it is, without credentials.
    pub place: String,
}

/// Makes the data directory for this account alone; one that is there keeps its mode.
pub fn create_folder(data: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(data)
}

impl Db {
    /// Opens the database at `url` (`postgres://…`), or the embedded one in `data` when `url` is empty, and brings its
    /// schema to this version. One that a restore left half-filled is refused.
    pub async fn open(url: &str, data: &Path) -> Result<Self, Error> {
        Self::open_within(url, data, SCHEMA_PATIENCE).await
    }

    /// The same, waiting at most that long for another node that changes the schema.
    pub async fn open_within(url: &str, data: &Path, patience: Duration) -> Result<Self, Error> {
        let db = Self::connect(url, data).await?;
        migrations::run(&db, patience).await?;
        db.read(migrations::refuse_unfinished).await?;
        Ok(db)
    }

    /// Opens it as it is.
    pub async fn connect(url: &str, data: &Path) -> Result<Self, Error> {
        let engine = if url.is_empty() {
            create_folder(data).map_err(|error| Error::Open(format!("cannot create {}: {error}", data.display())))?;
            Engine::Sqlite(sqlite::Sqlite::open(&data.join("portolan.db"))?)
        } else {
            Engine::Postgres(Box::new(postgres::Postgres::open(url).await?))
        };
        let (tenant, share) = (Arc::from(DEFAULT_TENANT), Share::of(DEFAULT_TENANT));
        Ok(Self { engine: Arc::new(engine), tenant, made_at: 0, share, writes: Arc::default() })
    }

    /// Brings its schema to this version.
    pub async fn migrate(&self) -> Result<(), Error> {
        migrations::run(self, SCHEMA_PATIENCE).await
    }

    /// The version of its schema; 0 when there is none.
    pub async fn schema_version(&self) -> Result<i64, Error> {
        self.read(migrations::version).await
    }

    /// The same store as another tenant sees it. Whoever keeps this keeps it for all that the tenant does: its share of the
    /// connections is counted here.
    #[must_use]
    pub fn of_tenant(&self, tenant: &str) -> Self {
        let (engine, share, writes) = (Arc::clone(&self.engine), Share::of(tenant), Arc::default());
        Self { engine, tenant: tenant.into(), made_at: 0, share, writes }
    }

    /// The same for a tenant that was made then: nothing is written for one that took over its name.
    #[must_use]
    pub fn made_at(self, made_at: i64) -> Self {
        Self { made_at, ..self }
    }

    /// The same store across all tenants, for the few statements that name theirs themselves: which tenants there are, and
    /// what is done to them as a whole.
    #[must_use]
    pub fn across(&self) -> Self {
        self.of_tenant(ACROSS)
    }

    /// The tenant whose rows it gives.
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// Runs `work` in one transaction that is durable when this returns. It runs again when another writer was in the way.
    /// [`Error::Refused`] for a tenant that is suspended or gone.
    pub async fn write<T, F>(&self, mut work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let tenant = Arc::clone(&self.tenant);
        let made_at = self.made_at;
        let work = move |tx: &mut Tx<'_>| {
            tx.ensure_active(made_at)?;
            work(tx)
        };
        let outcome = match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(tenant, work).await,
            Engine::Postgres(postgres) => postgres.write(tenant, &self.share, work).await,
        };
        self.writes.send_replace(());
        outcome
    }

    /// For what looks at the store of this tenant now and then.
    pub fn written(&self) -> Written {
        Written::new(self.writes.subscribe(), self.is_shared())
    }

    /// The same for work that deletes: when an embedded store has a full disk, it gets the room that is kept for it.
    pub async fn free<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let work = Arc::new(Mutex::new(work));
        let again = Arc::clone(&work);
        match self.write(move |tx| (*work.lock())(tx)).await {
            Err(Error::Unavailable(_)) if self.give_up_reserve().await => {
                self.write(move |tx| (*again.lock())(tx)).await
            }
            outcome => outcome,
        }
    }

    /// Makes sure that room is kept for deletions, where the disk has it.
    pub async fn keep_reserve(&self) {
        self.with_reserve(|reserve| {
            reserve.keep();
            true
        })
        .await;
    }

    /// Gives up what is kept for deletions when the disk is full; whether there is more room now.
    pub async fn give_up_reserve(&self) -> bool {
        self.with_reserve(Reserve::give_up).await
    }

    async fn with_reserve(&self, act: fn(&Reserve) -> bool) -> bool {
        let engine = Arc::clone(&self.engine);
        let done = tokio::task::spawn_blocking(move || match &*engine {
            Engine::Sqlite(sqlite) => act(&Reserve::beside(sqlite.path())),
            Engine::Postgres(_) => false,
        });
        done.await.unwrap_or(false)
    }

    /// Runs `work` on a consistent view of the database.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let (engine, tenant) = (Arc::clone(&self.engine), Arc::clone(&self.tenant));
        match &*self.engine {
            Engine::Sqlite(_) => {
                let joined = tokio::task::spawn_blocking(move || match &*engine {
                    Engine::Sqlite(sqlite) => sqlite.read(&tenant, work),
                    Engine::Postgres(_) => Err(Error::Closed),
                });
                joined.await.map_err(|_| Error::Closed)?
            }
            Engine::Postgres(postgres) => postgres.read(tenant, &self.share, work).await,
        }
    }

    /// The same for whoever asks how the database is, however many requests wait for it.
    pub async fn look<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        match &*self.engine {
            Engine::Sqlite(_) => self.read(work).await,
            Engine::Postgres(postgres) => postgres.look(Arc::clone(&self.tenant), work).await,
        }
    }

    /// Why this node writes nothing any more, when it had to stop.
    pub fn stopped(&self) -> Option<&str> {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.stopped(),
            Engine::Postgres(_) => None,
        }
    }

    /// Whether other nodes may write to it too.
    pub fn is_shared(&self) -> bool {
        matches!(&*self.engine, Engine::Postgres(_))
    }

    /// Tenants of which another node, or this one, committed something; an empty name stands for all. Nothing where one
    /// process is alone with its file.
    pub fn announcements(&self) -> Option<tokio::sync::mpsc::Receiver<String>> {
        let Engine::Postgres(postgres) = &*self.engine else { return None };
        let (sender, receiver) = tokio::sync::mpsc::channel(256);
        tokio::spawn(listen::listen(postgres.as_ref().clone(), sender));
        Some(receiver)
    }

    /// Its connections now; of SQLite, those that read.
    pub fn connections(&self) -> Connections {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.connections(),
            Engine::Postgres(postgres) => postgres.connections(),
        }
    }

    /// Bytes it takes on its disk; of SQLite with the write-ahead log.
    pub async fn bytes(&self) -> Result<i64, Error> {
        let (sql, log) = match &*self.engine {
            Engine::Sqlite(sqlite) => {
                ("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()", sqlite.log_bytes())
            }
            Engine::Postgres(_) => ("SELECT pg_database_size(current_database())", 0),
        };
        Ok(self.read(move |tx| tx.one(sql, &[], |row| row.int(0))).await?.unwrap_or_default() + log)
    }

    /// Engine, version and place.
    pub async fn about(&self) -> Result<About, Error> {
        let (engine, place, sql) = match &*self.engine {
            Engine::Sqlite(sqlite) => ("SQLite", sqlite.path().display().to_string(), "SELECT sqlite_version()"),
            Engine::Postgres(postgres) => ("PostgreSQL", postgres.place().to_owned(), "SHOW server_version"),
        };
        let version = self.read(move |tx| tx.one(sql, &[], |row| row.text(0))).await?.unwrap_or_default();
        Ok(About { engine, version, place })
    }

    /// Whether the file's pages and indexes are sound; always true for a server that checks itself.
    pub async fn integrity(&self) -> Result<Vec<String>, Error> {
        match &*self.engine {
            Engine::Sqlite(_) => {
                let found = self.read(|tx| tx.all("PRAGMA quick_check", &[], |row| row.text(0))).await?;
                Ok(found.into_iter().filter(|line| line != "ok").collect())
            }
            Engine::Postgres(_) => Ok(Vec::new()),
        }
    }
}
