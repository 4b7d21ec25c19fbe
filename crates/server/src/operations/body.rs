//! Wire types of nodes, jobs and the store.

use serde::Serialize;
use utoipa::ToSchema;

use crate::backup::store::BackupRow;
use crate::clock::rfc3339;
use crate::db::Connections;

/// What runs.
#[derive(Serialize, ToSchema)]
pub struct OperationsBody {
    /// `SQLite` or `PostgreSQL`.
    pub engine: String,
    /// Its version.
    pub engine_version: String,
    /// Where it is, without credentials.
    pub place: String,
    /// Of this program.
    pub version: String,
    /// Of the schema.
    pub schema_version: i64,
    /// The catalog's newest revision in the store.
    pub revision: i64,
    /// Bytes the database takes on its disk, all tenants together; only the server's own tenant is told.
    pub database_bytes: Option<i64>,
    /// Connections of the node that answers; only the server's own tenant is told.
    pub connections: Option<ConnectionsBody>,
    /// What `portolan backup` made last; of other backups nothing is known here.
    pub last_backup: Option<BackupBody>,
    /// Nodes that were seen lately.
    pub nodes: Vec<ServerNodeBody>,
    /// Jobs by state.
    pub jobs: Vec<JobCountBody>,
}

/// Connections of one node to the database; of SQLite, those that read.
#[derive(Serialize, ToSchema)]
pub struct ConnectionsBody {
    /// Open.
    pub open: i64,
    /// Of them, those that are in use.
    pub in_use: i64,
    /// Callers that wait for one.
    pub waiting: i64,
    /// How many there may be, where there is a limit.
    pub limit: Option<i64>,
}

/// A backup.
#[derive(Serialize, ToSchema)]
pub struct BackupBody {
    /// When its view of the database was taken.
    pub made_at: String,
    /// How long ago that is.
    pub age_seconds: i64,
    /// Bytes of the file.
    pub bytes: i64,
    /// Where it was put, as the command was told.
    pub file: String,
    /// How long it was made.
    pub duration_ms: i64,
    /// Whether it takes a key to read it.
    pub encrypted: bool,
    /// The host on which the command ran; empty when it has no name.
    pub machine: String,
}

/// A node of the server.
#[derive(Serialize, ToSchema)]
pub struct ServerNodeBody {
    /// Made at its start.
    pub id: String,
    /// Where it listens.
    pub address: String,
    /// web, worker.
    pub roles: String,
    /// Of the program.
    pub version: String,
    /// When it started.
    pub started_at: String,
    /// When it was last seen.
    pub seen_at: String,
    /// Whether it was seen just now.
    pub alive: bool,
    /// Revisions it is behind the store.
    pub behind: i64,
}

/// How many jobs are in a state.
#[derive(Serialize, ToSchema)]
pub struct JobCountBody {
    /// waiting, running, done, dead.
    pub state: String,
    /// How many.
    pub count: i64,
}

/// A job.
#[derive(Serialize, ToSchema)]
pub struct JobBody {
    /// Names it.
    pub id: String,
    /// What is to be done.
    pub kind: String,
    /// waiting, running, done, dead.
    pub state: String,
    /// How often it was begun.
    pub attempts: i64,
    /// How often it is begun before it is given up.
    pub max_attempts: i64,
    /// Not before.
    pub run_at: String,
    /// Since when it is known.
    pub created_at: String,
    /// When it ended.
    pub finished_at: Option<String>,
    /// Why the last try failed.
    pub error: String,
}

/// Jobs, newest first.
#[derive(Serialize, ToSchema)]
pub struct JobsBody {
    /// The jobs.
    pub items: Vec<JobBody>,
}

impl From<Connections> for ConnectionsBody {
    fn from(now: Connections) -> Self {
        Self {
            open: now.size as i64,
            in_use: now.size.saturating_sub(now.idle) as i64,
            waiting: now.waiting as i64,
            limit: now.limit.map(|limit| limit as i64),
        }
    }
}

impl BackupBody {
    /// Of what was noted; `now` in microseconds.
    pub fn new(row: BackupRow, now: i64) -> Self {
        Self {
            made_at: rfc3339(row.made_at),
            age_seconds: (now - row.made_at).max(0) / 1_000_000,
            bytes: row.bytes,
            file: row.file,
            duration_ms: row.took_micros / 1_000,
            encrypted: row.encrypted,
            machine: row.machine,
        }
    }
}
