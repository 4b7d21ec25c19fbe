//! What the API says of sources, syncs and held plans.

use serde::{Deserialize, Serialize};

use super::store::{HeldPlan, SourceRow, SyncCounts, SyncRow};
use crate::catalog::ProblemCountsBody;
use crate::clock::rfc3339;

/// References of a held plan that an answer names.
const SHOWN_REFS: usize = 100;

/// A source.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SourceBody {
    /// Its id.
    pub id: String,
    /// directory, file, url, git, csv, ldap, scim, oidc.
    pub kind: String,
    /// Shown.
    pub name: String,
    /// Path or URL.
    pub target: String,
    /// Branch of a git source.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub branch: String,
    /// Name of the secret that its host is shown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub credential: String,
    /// Whether its files may name users and groups.
    pub people: bool,
    /// The lower wins.
    pub rank: i64,
    /// flag, config, demo, api, or location for what Backstage's API registered.
    pub origin: String,
    /// idle, syncing, held, failing, paused.
    pub state: String,
    /// RFC 3339: since when each sync of it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<String>,
    /// How many entities it claims.
    pub entities: i64,
    /// What is wrong in its files.
    pub problems: ProblemCountsBody,
    /// Seconds between syncs.
    pub schedule_seconds: i64,
    /// When the next sync is due.
    pub next_sync_at: String,
    /// The newest sync.
    pub last_sync: Option<SyncBody>,
    /// When it was added.
    pub created_at: String,
}

/// A sync.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SyncBody {
    /// Its id.
    pub id: String,
    /// The source.
    pub source_id: String,
    /// Its name.
    pub source_name: String,
    /// start, schedule, watch, manual.
    pub cause: String,
    /// running, done, failed, held, applied, dismissed, interrupted.
    pub state: String,
    /// When it started.
    pub started_at: String,
    /// When it ended.
    pub finished_at: Option<String>,
    /// What it saw.
    pub counts: SyncCounts,
    /// For people.
    pub message: String,
    /// Deletions that wait for a person; at most 100 references are named.
    pub plan: Option<HeldPlan>,
}

impl SyncBody {
    /// From a row and the name of its source.
    pub fn new(sync: SyncRow, source_name: &str) -> Self {
        let plan = sync.plan.map(|mut plan| {
            plan.refs.truncate(SHOWN_REFS);
            plan
        });
        Self {
            id: sync.id,
            source_id: sync.source_id,
            source_name: source_name.to_owned(),
            cause: sync.cause,
            state: sync.state,
            started_at: rfc3339(sync.started_at),
            finished_at: (sync.finished_at > 0).then(|| rfc3339(sync.finished_at)),
            counts: sync.counts,
            message: sync.message,
            plan,
        }
    }
}

impl SourceBody {
    /// From a row and what is counted beside it.
    pub fn new(source: SourceRow, entities: i64, problems: ProblemCountsBody, last: Option<SyncRow>) -> Self {
        let last_sync = last.map(|sync| SyncBody::new(sync, &source.name));
        Self {
            id: source.id,
            kind: source.kind,
            name: source.name,
            target: source.target,
            branch: source.settings.branch,
            credential: source.settings.credential,
            people: source.settings.people,
            rank: source.rank,
            origin: source.origin,
            state: source.state,
            failing_since: (source.cursor.failing_since > 0).then(|| rfc3339(source.cursor.failing_since)),
            entities,
            problems,
            schedule_seconds: source.settings.schedule_seconds,
            next_sync_at: rfc3339(source.next_sync_at),
            last_sync,
            created_at: rfc3339(source.created_at),
        }
    }
}

/// A list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SourcesBody {
    /// All of them.
    pub items: Vec<SourceBody>,
}

/// A list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SyncsBody {
    /// The newest first.
    pub items: Vec<SyncBody>,
}

/// What a new source is made from.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSourceBody {
    /// Directory, file, URL of a file, or git URL.
    pub target: String,
    /// Overrides the kind told by the target.
    #[serde(default)]
    pub kind: String,
    /// Shown; the target's last part when absent.
    #[serde(default)]
    pub name: String,
    /// Branch of a git source.
    #[serde(default)]
    pub branch: String,
    /// The lower wins; default 100.
    pub rank: Option<i64>,
    /// Seconds between syncs.
    pub schedule_seconds: Option<i64>,
    /// Name of the secret that its host is shown; whoever names one needs the permission secret.write.
    #[serde(default)]
    pub credential: String,
    /// Whether its files may name users and groups, which needs the permission people.write; when absent, whether the caller
    /// has it.
    pub people: Option<bool>,
}

/// What can change.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceChangesBody {
    /// Shown.
    pub name: Option<String>,
    /// Branch of a git source.
    pub branch: Option<String>,
    /// The lower wins; applies to files read from then on.
    pub rank: Option<i64>,
    /// Seconds between syncs.
    pub schedule_seconds: Option<i64>,
    /// Name of another secret that its host is shown, or nothing for none.
    pub credential: Option<String>,
    /// Whether its files may name users and groups; changing it needs the permission people.write.
    pub people: Option<bool>,
    /// Stops and resumes syncing.
    pub paused: Option<bool>,
}

/// How many entities went with a source.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RemovedBody {
    /// They can be restored for 30 days.
    pub deleted: u64,
}

/// What adding a source would bring.
#[derive(Default, Serialize, utoipa::ToSchema)]
pub struct DryRunBody {
    /// Files that hold descriptors.
    pub files: u64,
    /// What they name.
    pub entities: Vec<DryRunEntityBody>,
    /// What is wrong in them.
    pub problems: Vec<crate::catalog::ProblemBody>,
}

/// An entity that would come.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DryRunEntityBody {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its title or name.
    pub title: String,
    /// `spec.type`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// `spec.owner`.
    pub owner: Option<String>,
    /// Where it is described.
    pub file: String,
    /// First line of the document.
    pub line: u32,
    /// created, or conflict when another source names it already.
    pub change: String,
}
