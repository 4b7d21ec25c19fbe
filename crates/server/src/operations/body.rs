//! Wire types of nodes, jobs and the store.

use serde::Serialize;
use utoipa::ToSchema;

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
    /// The catalog's newest revision in the store.
    pub revision: i64,
    /// When `portolan backup` was last done; of other backups nothing is known here.
    pub last_backup_at: Option<String>,
    /// Bytes of that backup.
    pub last_backup_bytes: Option<i64>,
    /// Nodes that were seen lately.
    pub nodes: Vec<ServerNodeBody>,
    /// Jobs by state.
    pub jobs: Vec<JobCountBody>,
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
