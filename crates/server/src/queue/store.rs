//! The SQL of the queue.

use crate::db::{Error, Row, TENANT, Tx};

/// How long a node may work on a job without saying so again, in microseconds.
pub const LEASE: i64 = 60 * 1_000_000;
/// How long finished jobs are kept, in microseconds.
const KEPT: i64 = 7 * 24 * 3_600 * 1_000_000;
/// The wait before the first retry, in microseconds; it doubles with each one.
const FIRST_WAIT: i64 = 5 * 1_000_000;
/// The longest wait.
const LONGEST_WAIT: i64 = 3_600 * 1_000_000;

/// A job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobRow {
    /// Names it.
    pub id: String,
    /// What is to be done.
    pub kind: String,
    /// One job of a kind has this key.
    pub key: String,
    /// JSON, for whoever does it.
    pub payload: String,
    /// waiting, running, done, dead.
    pub state: String,
    /// Not before, in microseconds.
    pub run_at: i64,
    /// How often it was begun.
    pub attempts: i64,
    /// How often it is begun before it is given up.
    pub max_attempts: i64,
    /// Of the newest lease.
    pub lease_token: i64,
    /// Why the last try failed.
    pub error: String,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds; 0 before.
    pub finished_at: i64,
}

const COLUMNS: &str =
    "id, kind, key, payload, state, run_at, attempts, max_attempts, lease_token, error, created_at, finished_at";

fn read(row: &Row<'_>) -> Result<JobRow, Error> {
    Ok(JobRow {
        id: row.text(0)?,
        kind: row.text(1)?,
        key: row.text(2)?,
        payload: row.text(3)?,
        state: row.text(4)?,
        run_at: row.int(5)?,
        attempts: row.int(6)?,
        max_attempts: row.int(7)?,
        lease_token: row.int(8)?,
        error: row.text(9)?,
        created_at: row.int(10)?,
        finished_at: row.int(11)?,
    })
}

/// Adds a job unless there is one of this kind and key; whether it is new.
pub fn insert(tx: &mut Tx<'_>, kind: &str, key: &str, payload: &str, run_at: i64, now: i64) -> Result<bool, Error> {
    let id = uuid::Uuid::now_v7().to_string();
    let added = tx.execute(
        "INSERT INTO jobs (tenant, id, kind, key, payload, state, run_at, attempts, max_attempts, lease_until, lease_token, \
         error, created_at, finished_at) VALUES ($1, $2, $3, $4, $5, 'waiting', $6, 0, 8, 0, 0, '', $7, 0) \
         ON CONFLICT (tenant, kind, key) DO NOTHING",
        &[TENANT, (&id).into(), kind.into(), key.into(), payload.into(), run_at.into(), now.into()],
    )?;
    Ok(added > 0)
}

/// Adds the job of a schedule's present slot; whether this call was the one that did.
pub fn insert_slot(tx: &mut Tx<'_>, kind: &str, every: i64, now: i64) -> Result<bool, Error> {
    let slot = now.div_euclid(every) * every;
    insert(tx, kind, &format!("slot:{slot}"), "{}", slot, now)
}

/// When the present slot of a schedule is due that has no job yet, or the next one.
pub fn slot_due_at(tx: &mut Tx<'_>, kind: &str, every: i64, now: i64) -> Result<i64, Error> {
    let slot = now.div_euclid(every) * every;
    let sql = "SELECT COUNT(*) FROM jobs WHERE tenant = $1 AND kind = $2 AND key = $3";
    let there = tx.one(sql, &[TENANT, kind.into(), (&format!("slot:{slot}")).into()], |row| row.int(0))?;
    Ok(if there == Some(0) { slot } else { slot + every })
}

/// When a job is due, or the lease of one that is being done ends: the first of them.
pub fn due_at(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let sql = "SELECT MIN(CASE state WHEN 'waiting' THEN run_at ELSE lease_until + 1 END) FROM jobs \
               WHERE tenant = $1 AND state IN ('waiting', 'running')";
    let sql = format!("SELECT COALESCE(({sql}), {})", i64::MAX);
    Ok(tx.one(&sql, &[TENANT], |row| row.int(0))?.unwrap_or(i64::MAX))
}

/// Takes the next job that is due, or whose holder is gone, under a lease. Others skip it.
pub fn take(tx: &mut Tx<'_>, now: i64) -> Result<Option<JobRow>, Error> {
    let lock = if tx.is_postgres() { " FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "SELECT {COLUMNS} FROM jobs WHERE tenant = $1 AND run_at <= $2 AND \
         (state = 'waiting' OR (state = 'running' AND lease_until < $2)) ORDER BY run_at, id LIMIT 1{lock}"
    );
    let mut job = loop {
        let Some(job) = tx.one(&sql, &[TENANT, now.into()], read)? else { return Ok(None) };
        if job.attempts < job.max_attempts {
            break job;
        }
        // Its last holder died with it.
        let error = if job.error.is_empty() { "the node that worked on it was gone each time" } else { &job.error };
        bury(tx, &job.id, error, now)?;
    };
    job.attempts += 1;
    job.lease_token += 1;
    "running".clone_into(&mut job.state);
    tx.execute(
        "UPDATE jobs SET state = 'running', attempts = $3, lease_token = $4, lease_until = $5 WHERE tenant = $1 AND id = $2",
        &[TENANT, (&job.id).into(), job.attempts.into(), job.lease_token.into(), (now + LEASE).into()],
    )?;
    Ok(Some(job))
}

/// Keeps the lease; whether it is still ours.
pub fn renew(tx: &mut Tx<'_>, job: &JobRow, now: i64) -> Result<bool, Error> {
    let sql =
        "UPDATE jobs SET lease_until = $4 WHERE tenant = $1 AND id = $2 AND lease_token = $3 AND state = 'running'";
    let changed = tx.execute(sql, &[TENANT, (&job.id).into(), job.lease_token.into(), (now + LEASE).into()])?;
    Ok(changed > 0)
}

/// Ends a job well; whether the lease was still ours.
pub fn finish(tx: &mut Tx<'_>, job: &JobRow, now: i64) -> Result<bool, Error> {
    let sql = "UPDATE jobs SET state = 'done', error = '', finished_at = $4 \
               WHERE tenant = $1 AND id = $2 AND lease_token = $3 AND state = 'running'";
    Ok(tx.execute(sql, &[TENANT, (&job.id).into(), job.lease_token.into(), now.into()])? > 0)
}

/// Ends a try badly: again later, or never when it was the last one.
pub fn fail(tx: &mut Tx<'_>, job: &JobRow, error: &str, now: i64) -> Result<bool, Error> {
    let (state, at) = if job.attempts >= job.max_attempts {
        ("dead", job.run_at)
    } else {
        ("waiting", now + wait(&job.id, job.attempts))
    };
    let finished = if state == "dead" { now } else { 0 };
    let sql = "UPDATE jobs SET state = $4, run_at = $5, error = $6, finished_at = $7 \
               WHERE tenant = $1 AND id = $2 AND lease_token = $3 AND state = 'running'";
    let parameters =
        [TENANT, (&job.id).into(), job.lease_token.into(), state.into(), at.into(), error.into(), finished.into()];
    Ok(tx.execute(sql, &parameters)? > 0)
}

/// Doubling, with up to a half more that differs between jobs, so that many that failed together do not come together.
fn wait(id: &str, attempts: i64) -> i64 {
    let wait = (FIRST_WAIT << (attempts - 1).clamp(0, 20)).min(LONGEST_WAIT);
    let seed = id.bytes().fold(attempts, |sum, byte| (sum * 31 + i64::from(byte)) % 1_000);
    wait + wait / 2_000 * seed
}

fn bury(tx: &mut Tx<'_>, id: &str, error: &str, now: i64) -> Result<(), Error> {
    let sql = "UPDATE jobs SET state = 'dead', error = $3, finished_at = $4 WHERE tenant = $1 AND id = $2";
    tx.execute(sql, &[TENANT, id.into(), error.into(), now.into()])?;
    Ok(())
}

/// Jobs in a state, or all, newest first.
pub fn list(tx: &mut Tx<'_>, state: &str, limit: i64) -> Result<Vec<JobRow>, Error> {
    let only = if state.is_empty() { "" } else { " AND state = $3" };
    let sql = format!("SELECT {COLUMNS} FROM jobs WHERE tenant = $1{only} ORDER BY created_at DESC, id DESC LIMIT $2");
    let mut parameters = vec![TENANT, limit.into()];
    if !state.is_empty() {
        parameters.push(state.into());
    }
    tx.all(&sql, &parameters, read)
}

/// How many jobs are in each state.
pub fn counts(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>, Error> {
    let sql = "SELECT state, COUNT(*) FROM jobs WHERE tenant = $1 GROUP BY state ORDER BY state";
    tx.all(sql, &[TENANT], |row| Ok((row.text(0)?, row.int(1)?)))
}

/// Gives a dead job all its tries again; whether there was one.
pub fn revive(tx: &mut Tx<'_>, id: &str, now: i64) -> Result<bool, Error> {
    let sql = "UPDATE jobs SET state = 'waiting', attempts = 0, run_at = $3, finished_at = 0 \
               WHERE tenant = $1 AND id = $2 AND state = 'dead'";
    Ok(tx.execute(sql, &[TENANT, id.into(), now.into()])? > 0)
}

/// Drops a dead job; whether there was one.
pub fn delete(tx: &mut Tx<'_>, id: &str) -> Result<bool, Error> {
    let sql = "DELETE FROM jobs WHERE tenant = $1 AND id = $2 AND state = 'dead'";
    Ok(tx.execute(sql, &[TENANT, id.into()])? > 0)
}

/// Forgets jobs that were done long ago.
pub fn purge(tx: &mut Tx<'_>, now: i64) -> Result<u64, Error> {
    let sql = "DELETE FROM jobs WHERE tenant = $1 AND state = 'done' AND finished_at < $2";
    tx.execute(sql, &[TENANT, (now - KEPT).into()])
}
