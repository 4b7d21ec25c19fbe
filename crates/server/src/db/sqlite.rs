//! SQLite: one writer thread with group commit (WAL, synchronous FULL; see `group`), a few read-only connections.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use portolan_domain::packed::length;
use rusqlite::functions::FunctionFlags;
use rusqlite::hooks::Wal;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

use super::error::is_unconfirmed;
use super::group::{Job, Stopped, Worked, stop, write_loop};
use super::{Connections, Error, Tx};

/// Read-only connections kept open.
const READERS: usize = 4;
/// Pages in the log from which on they are moved into the database file.
const CHECKPOINT: i32 = 4_000;

/// Makes the file for this account alone; SQLite gives its log the same mode. One that is there keeps its own.
fn create(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.create(true).append(true).open(path).map(drop)
}

/// An open database file.
pub struct Sqlite {
    path: PathBuf,
    jobs: Sender<Job>,
    readers: Mutex<Vec<Connection>>,
    /// Readers that are at it.
    reading: AtomicUsize,
    stopped: Stopped,
}

/// A reader at work, until dropped.
struct Reading<'s>(&'s AtomicUsize);

impl<'s> Reading<'s> {
    fn begin(count: &'s AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Sqlite {
    /// Opens or creates the file.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let open = |error: rusqlite::Error| {
            let said = format!("{}: {error}", path.display());
            if matches!(Error::from(error), Error::Damaged(_)) { Error::Damaged(said) } else { Error::Open(said) }
        };
        create(path).map_err(|error| Error::Open(format!("{}: {error}", path.display())))?;
        let mut connection = Connection::open(path).map_err(open)?;
        connection
            .execute_batch(
                // Three documents of 2 KB fit a page of 8 KB, one fits a page of 4 KB. It counts for new files only.
                "PRAGMA page_size = 8192; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000; PRAGMA cache_size = -32768;
                 PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;",
            )
            .map_err(open)?;
        if write_ahead(&connection).map_err(open)? != "wal" {
            return Err(Error::Open(format!("{}: the disk does not let it keep a write-ahead log", path.display())));
        }
        add_functions(&connection).map_err(open)?;
        connection.set_prepared_statement_cache_capacity(128);
        let stopped = Stopped::default();
        let (own, hooked) = (Arc::clone(&stopped), Arc::clone(&stopped));
        let hook = move |wal: &mut Wal, pages| {
            checkpoint(wal, pages, &hooked);
            Ok(())
        };
        connection.wal_hook(Some(hook)).map_err(open)?;
        let (jobs, waiting) = channel();
        std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || write_loop(&connection, &waiting, &own))
            .map_err(|error| Error::Open(error.to_string()))?;
        Ok(Self { path: path.to_owned(), jobs, readers: Mutex::default(), reading: AtomicUsize::new(0), stopped })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Why nothing is written any more.
    pub fn stopped(&self) -> Option<&str> {
        self.stopped.get().map(String::as_str)
    }

    /// Runs `work` with others in one commit; answers when it is on disk.
    pub async fn write<T, F>(&self, tenant: Arc<str>, mut work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let result: Arc<Mutex<Option<Result<T, Error>>>> = Arc::default();
        let (answer, answered) = oneshot::channel();
        let slot = Arc::clone(&result);
        let job = Job {
            work: Box::new(move |connection| {
                let outcome = work(&mut Tx::sqlite(connection, &tenant));
                let worked = match &outcome {
                    Ok(_) => Worked::Well,
                    Err(Error::Unconfirmed(_)) => Worked::Unconfirmed,
                    Err(_) => Worked::Badly,
                };
                if let Ok(mut slot) = slot.lock() {
                    *slot = Some(outcome);
                }
                worked
            }),
            done: Box::new(move |outcome| drop(answer.send(outcome))),
        };
        self.jobs.send(job).map_err(|_| Error::Closed)?;
        answered.await.map_err(|_| Error::Closed)??;
        let outcome = result.lock().ok().and_then(|mut slot| slot.take());
        outcome.unwrap_or(Err(Error::Closed))
    }

    /// Runs `work` on a read-only connection, in one read transaction.
    pub fn read<T>(&self, tenant: &str, work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let _reading = Reading::begin(&self.reading);
        let kept = self.readers.lock().ok().and_then(|mut readers| readers.pop());
        let connection = match kept {
            Some(connection) => connection,
            None => self.reader()?,
        };
        connection.execute_batch("BEGIN")?;
        let outcome = work(&mut Tx::sqlite(&connection, tenant));
        connection.execute_batch("COMMIT")?;
        if let Ok(mut readers) = self.readers.lock()
            && readers.len() < READERS
        {
            readers.push(connection);
        }
        outcome
    }

    /// Connections that read: those kept open and those at work. Nobody waits for one.
    pub fn connections(&self) -> Connections {
        let idle = self.readers.lock().map_or(0, |readers| readers.len());
        Connections { size: idle + self.reading.load(Ordering::Relaxed), limit: None, idle, waiting: 0 }
    }

    /// Bytes of the write-ahead log.
    pub fn log_bytes(&self) -> i64 {
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        std::fs::metadata(log).map_or(0, |about| about.len() as i64)
    }

    fn reader(&self) -> Result<Connection, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.execute_batch("PRAGMA busy_timeout = 10000; PRAGMA cache_size = -8192;")?;
        add_functions(&connection)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
    }
}

/// The function that says how many bytes a text has, packed or not.
pub const TEXT_BYTES: &str = "text_bytes";

fn add_functions(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function(TEXT_BYTES, 1, flags, |call| {
        Ok(match call.get_raw(0) {
            ValueRef::Text(text) => text.len() as i64,
            ValueRef::Blob(packed) => length(packed).unwrap_or(packed.len()) as i64,
            _ => 0,
        })
    })
}

/// Asks for a write-ahead log; the mode there is after it.
fn write_ahead(connection: &Connection) -> rusqlite::Result<String> {
    let mut statement = connection.prepare("PRAGMA journal_mode = WAL")?;
    let mut rows = statement.query([])?;
    let mut mode = String::new();
    // To the end: what the disk refuses shows after the answer.
    while let Some(row) = rows.next()? {
        mode = row.get(0)?;
    }
    Ok(mode)
}

/// Moves a long log into the database file, as SQLite does by itself; only that here a failed fsync is not passed over.
/// Anything else is tried again after the next commit.
fn checkpoint(wal: &mut Wal, pages: i32, stopped: &Stopped) {
    if pages >= CHECKPOINT && wal.checkpoint().is_err_and(|error| is_unconfirmed(&error)) {
        stop(stopped);
    }
}
