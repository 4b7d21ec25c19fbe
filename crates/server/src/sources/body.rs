//! What the routes of sources put on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::{HeldPlan, SourceRow, SyncCounts, SyncRow};
use crate::clock::rfc3339;

/// References of a held plan that an answer names.
const NAMED: usize = 100;

/// How many problems a source has.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct SourceProblemsBody {
    /// That keep a document out.
    pub errors: i64,
    /// That do not.
    pub warnings: i64,
}

/// A source.
#[derive(Serialize, ToSchema)]
pub struct SourceBody {
    /// Names it.
    pub id: String,
    /// directory, file, url or git.
    pub kind: String,
    /// For people.
    pub name: String,
    /// Path or URL.
    pub target: String,
    /// Of a git source; absent for the remote's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The lower wins.
    pub rank: i64,
    /// flag, config, api, ui or demo.
    pub origin: String,
    /// idle, syncing, held, failing or paused.
    pub state: String,
    /// Entities it claims.
    pub entities: i64,
    /// In its files.
    pub problems: SourceProblemsBody,
    /// Seconds between syncs.
    pub schedule_seconds: i64,
    /// RFC 3339.
    pub next_sync_at: String,
    /// The newest one.
    pub last_sync: Option<SyncBody>,
    /// RFC 3339.
    pub created_at: String,
}

impl SourceBody {
    /// From the row and what is known beside it.
    pub fn new(row: SourceRow, entities: i64, problems: SourceProblemsBody, last_sync: Option<SyncRow>) -> Self {
        Self {
            last_sync: last_sync.map(|sync| SyncBody::new(sync, row.name.clone())),
            id: row.id,
            kind: row.kind,
            name: row.name,
            target: row.target,
            branch: Some(row.settings.branch).filter(|branch| !branch.is_empty()),
            rank: row.rank,
            origin: row.origin,
            state: row.state,
            entities,
            problems,
            schedule_seconds: row.settings.schedule_seconds,
            next_sync_at: rfc3339(row.next_sync_at),
            created_at: rfc3339(row.created_at),
        }
    }
}

/// A sync.
#[derive(Serialize, ToSchema)]
pub struct SyncBody {
    /// Names it.
    pub id: String,
    /// The source.
    pub source_id: String,
    /// Its name.
    pub source_name: String,
    /// start, schedule, watch or manual.
    pub cause: String,
    /// running, done, failed, held, applied, dismissed or interrupted.
    pub state: String,
    /// RFC 3339.
    pub started_at: String,
    /// RFC 3339; absent while it runs.
    pub finished_at: Option<String>,
    /// What it saw.
    pub counts: SyncCounts,
    /// For people.
    pub message: String,
    /// Deletions that wait, with at most 100 references.
    pub plan: Option<HeldPlan>,
}

impl SyncBody {
    /// From the row and the source's name.
    pub fn new(row: SyncRow, source_name: String) -> Self {
        let mut plan = row.plan;
        if let Some(plan) = &mut plan {
            plan.refs.truncate(NAMED);
        }
        Self {
            id: row.id,
            source_id: row.source_id,
            source_name,
            cause: row.cause,
            state: row.state,
            started_at: rfc3339(row.started_at),
            finished_at: (row.finished_at > 0).then(|| rfc3339(row.finished_at)),
            counts: row.counts,
            message: row.message,
            plan,
        }
    }
}

/// Sources.
#[derive(Serialize, ToSchema)]
pub struct SourcesBody {
    /// All of them.
    pub items: Vec<SourceBody>,
}

/// Syncs.
#[derive(Serialize, ToSchema)]
pub struct SyncsBody {
    /// The newest first.
    pub items: Vec<SyncBody>,
}

/// A source to add.
#[derive(Deserialize, ToSchema)]
pub struct NewSourceBody {
    /// Told from the target when absent.
    pub kind: Option<String>,
    /// Directory, file, URL or git URL.
    pub target: String,
    /// The target's last part when absent.
    pub name: Option<String>,
    /// Of a git source.
    pub branch: Option<String>,
    /// Seconds between syncs; at least 5.
    pub schedule_seconds: Option<i64>,
    /// The lower wins; 100 when absent.
    pub rank: Option<i64>,
}

/// What to change of a source.
#[derive(Deserialize, ToSchema)]
pub struct SourceChangeBody {
    /// For people.
    pub name: Option<String>,
    /// Of a git source.
    pub branch: Option<String>,
    /// Seconds between syncs; at least 5.
    pub schedule_seconds: Option<i64>,
    /// The lower wins; counts from the next read of each file.
    pub rank: Option<i64>,
    /// Whether it rests.
    pub paused: Option<bool>,
}
