//! Group commit on SQLite: waiting transactions share one fsync, and a failed fsync ends all writing.

use std::sync::mpsc::Receiver;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::Error;
use super::error::is_unconfirmed;

/// Transactions that share one commit.
const GROUP: usize = 256;
/// How long the first of a group may wait for others that are already on their way.
const GATHER: Duration = Duration::from_millis(2);

/// Why nothing more is written. After a failed fsync the system may have thrown away what it could not write, and a second
/// one succeeds without it: only opening the file anew shows what it holds.
pub type Stopped = Arc<OnceLock<String>>;

/// How the work of a transaction ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Worked {
    /// It is in the group.
    Well,
    /// Its savepoint was rolled back.
    Badly,
    /// The disk did not confirm a write on the way.
    Unconfirmed,
}

/// Told how a transaction ended.
pub type Done = Box<dyn FnOnce(Result<(), Error>) + Send>;

/// One transaction in a group: its work, and what to say when the group is on disk (or not).
pub struct Job {
    /// Runs in a savepoint of the group's transaction.
    pub work: Box<dyn FnMut(&Connection) -> Worked + Send>,
    /// Told how the group ended.
    pub done: Done,
}

/// Takes waiting transactions together: each in a savepoint, one commit for all.
pub fn write_loop(connection: &Connection, waiting: &Receiver<Job>, stopped: &Stopped) {
    while let Ok(first) = waiting.recv() {
        if let Some(why) = stopped.get() {
            (first.done)(Err(Error::Unconfirmed(why.clone())));
            continue;
        }
        let started = Instant::now();
        if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
            (first.done)(Err(error.into()));
            continue;
        }
        let mut answers = Vec::new();
        let mut confirmed = true;
        let mut next = Some(first);
        while let Some(job) = next.take() {
            let (worked, done) = run(connection, job);
            answers.push(done);
            confirmed &= worked != Worked::Unconfirmed;
            // A full disk or a failed read makes SQLite give up the whole group: the commit below fails for all of it.
            if connection.is_autocommit() || !confirmed {
                break;
            }
            if answers.len() < GROUP && started.elapsed() < GATHER {
                next = waiting.try_recv().ok();
            }
        }
        end(connection, confirmed, answers, stopped);
    }
}

/// Commits what every job of the group has done, and says so; or stops when the disk has not confirmed something.
fn end(connection: &Connection, confirmed: bool, answers: Vec<Done>, stopped: &Stopped) {
    let committed = if confirmed { connection.execute_batch("COMMIT") } else { Ok(()) };
    if committed.is_err() || !confirmed {
        let _ = connection.execute_batch("ROLLBACK");
    }
    if !confirmed || committed.as_ref().is_err_and(is_unconfirmed) {
        stop(stopped);
    }
    let failure = committed.err().map(|error| error.to_string());
    for done in answers {
        done(match (stopped.get(), &failure) {
            (Some(why), _) => Err(Error::Unconfirmed(why.clone())),
            (None, Some(text)) => Err(Error::Unavailable(text.clone())),
            (None, None) => Ok(()),
        });
    }
}

/// Ends all writing.
pub fn stop(stopped: &Stopped) {
    let why = "fsync failed; nothing more is written until the server is started again";
    tracing::error!("the disk did not confirm a change: {why}");
    // Set once: nothing is written after the first time.
    let _ = stopped.set(why.to_owned());
}

fn run(connection: &Connection, mut job: Job) -> (Worked, Done) {
    let failed = |done: Done, error: rusqlite::Error| -> (Worked, Done) {
        let worked = if is_unconfirmed(&error) { Worked::Unconfirmed } else { Worked::Badly };
        let error = Error::from(error);
        (worked, Box::new(move |_| done(Err(error))))
    };
    if let Err(error) = connection.execute_batch("SAVEPOINT job") {
        return failed(job.done, error);
    }
    let work = std::panic::AssertUnwindSafe(|| (job.work)(connection));
    let worked = std::panic::catch_unwind(work).unwrap_or(Worked::Badly);
    let end = if worked == Worked::Well { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    match connection.execute_batch(end) {
        Err(error) if worked != Worked::Unconfirmed => failed(job.done, error),
        _ => (worked, job.done),
    }
}
