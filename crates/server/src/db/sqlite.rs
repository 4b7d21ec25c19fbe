//! SQLite: one writer thread with group commit (WAL, synchronous FULL), a few read-only connections.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

use super::{Error, Tx};

/// Read-only connections kept open.
const READERS: usize = 4;
/// Transactions that share one commit.
const GROUP: usize = 256;
/// How long the first of a group may wait for others that are already on their way.
const GATHER: Duration = Duration::from_millis(2);

/// An open database file.
pub struct Sqlite {
    path: PathBuf,
    jobs: Sender<Job>,
    readers: Mutex<Vec<Connection>>,
}

/// One transaction in a group: its work, and what to say when the group is on disk (or not).
struct Job {
    work: Box<dyn FnMut(&Connection) -> bool + Send>,
    done: Box<dyn FnOnce(Result<(), Error>) + Send>,
}

impl Sqlite {
    /// Opens or creates the file.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let open = |error: rusqlite::Error| Error::Open(format!("{}: {error}", path.display()));
        let connection = Connection::open(path).map_err(open)?;
        connection
            .execute_batch(
                // Three documents of 2 KB fit a page of 8 KB, one fits a page of 4 KB. It counts for new files only.
                "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000;
                 PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY;
                 PRAGMA journal_size_limit = 67108864;",
            )
            .map_err(open)?;
        connection.set_prepared_statement_cache_capacity(128);
        let (jobs, waiting) = channel();
        std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || write_loop(&connection, &waiting))
            .map_err(|error| Error::Open(error.to_string()))?;
        Ok(Self { path: path.to_owned(), jobs, readers: Mutex::new(Vec::new()) })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
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
                let ok = outcome.is_ok();
                if let Ok(mut slot) = slot.lock() {
                    *slot = Some(outcome);
                }
                ok
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

    fn reader(&self) -> Result<Connection, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.execute_batch("PRAGMA busy_timeout = 10000; PRAGMA cache_size = -8192;")?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
    }
}

/// Takes waiting transactions together: each in a savepoint, one commit for all.
fn write_loop(connection: &Connection, waiting: &Receiver<Job>) {
    while let Ok(first) = waiting.recv() {
        let started = Instant::now();
        if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
            (first.done)(Err(error.into()));
            continue;
        }
        let mut answers = Vec::new();
        let mut next = Some(first);
        while let Some(job) = next.take() {
            answers.push(run(connection, job));
            // A full disk or a failed read makes SQLite give up the whole group: the commit below fails for all of it.
            if connection.is_autocommit() {
                break;
            }
            if answers.len() < GROUP && started.elapsed() < GATHER {
                next = waiting.try_recv().ok();
            }
        }
        let committed = connection.execute_batch("COMMIT");
        if committed.is_err() {
            let _ = connection.execute_batch("ROLLBACK");
        }
        for done in answers {
            done(committed.as_ref().copied().map_err(|error| Error::Unavailable(error.to_string())));
        }
    }
}

fn run(connection: &Connection, mut job: Job) -> Box<dyn FnOnce(Result<(), Error>) + Send> {
    if let Err(error) = connection.execute_batch("SAVEPOINT job") {
        let error = Error::from(error);
        return Box::new(move |_| (job.done)(Err(error)));
    }
    let ok = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| (job.work)(connection))).unwrap_or(false);
    let end = if ok { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    if let Err(error) = connection.execute_batch(end) {
        let error = Error::from(error);
        return Box::new(move |_| (job.done)(Err(error)));
    }
    job.done
}
