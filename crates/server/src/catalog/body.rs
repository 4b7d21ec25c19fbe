//! What the catalog's own routes put on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many entities have a value.
#[derive(Serialize, ToSchema)]
pub struct KindCountBody {
    /// Such as Component.
    pub kind: String,
    /// Entities.
    pub count: u64,
}

/// How many entities have a value.
#[derive(Serialize, ToSchema)]
pub struct ValueCountBody {
    /// As written.
    pub value: String,
    /// Entities.
    pub count: u64,
}

/// Entities with an owner among those that should have one.
#[derive(Serialize, ToSchema)]
pub struct CoverageBody {
    /// With an owner that exists.
    pub owned: u64,
    /// That should have one.
    pub total: u64,
}

/// How many problems there are.
#[derive(Clone, Copy, Debug, Serialize, ToSchema, Default)]
pub struct ProblemCountsBody {
    /// That keep a document out.
    pub errors: i64,
    /// That do not.
    pub warnings: i64,
}

/// How many sources are how.
#[derive(Serialize, ToSchema, Default)]
pub struct SourceCountsBody {
    /// All.
    pub total: u64,
    /// Idle or syncing.
    pub healthy: u64,
    /// Their last sync failed.
    pub failing: u64,
    /// Deletions wait for a person.
    pub held: u64,
    /// At work now.
    pub syncing: u64,
}

/// The catalog at a glance.
#[derive(Serialize, ToSchema)]
pub struct StatsBody {
    /// Revision of the answer.
    pub revision: i64,
    /// All of them.
    pub entities: u64,
    /// By kind.
    pub kinds: Vec<KindCountBody>,
    /// By lifecycle.
    pub lifecycles: Vec<ValueCountBody>,
    /// Who has an owner.
    pub owner_coverage: CoverageBody,
    /// In files.
    pub problems: ProblemCountsBody,
    /// And how they are.
    pub sources: SourceCountsBody,
    /// RFC 3339; absent before the first change.
    pub last_change_at: Option<String>,
    /// Entities with a relation to something that does not exist.
    pub dangling: u64,
    /// Entities whose sources disagree.
    pub conflicts: u64,
}

/// A thing in the graph.
#[derive(Serialize, ToSchema)]
pub struct NodeBody {
    /// Full reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// As written.
    pub kind: String,
    /// As written.
    pub name: String,
    /// Title, else the name.
    pub title: String,
    /// `spec.type`.
    #[serde(rename = "type")]
    pub subtype: Option<String>,
    /// Reference of the owner.
    pub owner: Option<String>,
    /// Reference of the system.
    pub system: Option<String>,
    /// `spec.lifecycle`.
    pub lifecycle: Option<String>,
    /// It is named by others and does not exist.
    pub dangling: bool,
    /// Steps from the root.
    pub depth: u32,
}

/// A relation.
#[derive(Serialize, ToSchema)]
pub struct EdgeBody {
    /// From.
    pub source: String,
    /// To.
    pub target: String,
    /// Such as dependsOn.
    #[serde(rename = "type")]
    pub kind: String,
}

/// Things and their relations.
#[derive(Serialize, ToSchema)]
pub struct GraphBody {
    /// Things.
    pub nodes: Vec<NodeBody>,
    /// Relations between them.
    pub edges: Vec<EdgeBody>,
    /// There is more than the limit allows.
    pub truncated: bool,
}

/// A thing that depends on another.
#[derive(Serialize, ToSchema)]
pub struct ImpactNodeBody {
    /// The thing.
    #[serde(flatten)]
    pub node: NodeBody,
    /// The thing it depends through.
    pub via: String,
}

/// How much of the impact an owner has.
#[derive(Serialize, ToSchema)]
pub struct OwnerCountBody {
    /// Reference of the owner.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Things of theirs.
    pub count: u64,
}

/// What depends on a thing, directly or not.
#[derive(Serialize, ToSchema)]
pub struct ImpactBody {
    /// From near to far.
    pub nodes: Vec<ImpactNodeBody>,
    /// Most concerned first.
    pub owners: Vec<OwnerCountBody>,
    /// There is more than the limit allows.
    pub truncated: bool,
}

/// A claim: what one source says of an entity.
#[derive(Serialize, ToSchema)]
pub struct ClaimBody {
    /// The source.
    pub source_id: String,
    /// Its name.
    pub source_name: String,
    /// The lower wins.
    pub rank: i64,
    /// The file in the source.
    pub file: String,
    /// First line of the document.
    pub line: i64,
    /// As written.
    pub raw: String,
    /// RFC 3339.
    pub observed_at: String,
    /// The file at its host.
    pub url: Option<String>,
}

/// Which claim a value comes from.
#[derive(Serialize, ToSchema)]
pub struct ProvenanceBody {
    /// Such as spec.owner.
    pub path: String,
    /// Number of the claim in `items`.
    pub claim: usize,
}

/// What one claim says where claims disagree.
#[derive(Serialize, ToSchema)]
pub struct ConflictValueBody {
    /// Number of the claim in `items`.
    pub claim: usize,
    /// Its value.
    pub value: serde_json::Value,
}

/// A path where claims disagree.
#[derive(Serialize, ToSchema)]
pub struct ConflictBody {
    /// Such as spec.owner.
    pub path: String,
    /// The winner first.
    pub values: Vec<ConflictValueBody>,
}

/// What sources say of an entity, and which of them counts.
#[derive(Serialize, ToSchema)]
pub struct ClaimsBody {
    /// The one with the lowest rank first.
    pub items: Vec<ClaimBody>,
    /// By path.
    pub provenance: Vec<ProvenanceBody>,
    /// By path.
    pub conflicts: Vec<ConflictBody>,
}

/// An entry of the change log.
#[derive(Serialize, ToSchema)]
pub struct ChangeBody {
    /// Gap-free.
    pub revision: i64,
    /// RFC 3339.
    pub at: String,
    /// created, updated, deleted or restored.
    pub action: &'static str,
    /// Who caused it.
    pub actor: String,
    /// The source that caused it.
    pub source_id: String,
    /// Its name.
    pub source_name: String,
    /// The entity.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its title, while it is there.
    pub title: String,
    /// {op, path, from?, value?}
    pub operations: serde_json::Value,
}

/// Changes, the newest first.
#[derive(Serialize, ToSchema)]
pub struct ChangesBody {
    /// A page.
    pub items: Vec<ChangeBody>,
    /// The next page's; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Something wrong in a file.
#[derive(Serialize, ToSchema)]
pub struct ProblemBody {
    /// Stable while it stays.
    pub id: String,
    /// Such as catalog.invalid-name.
    pub code: String,
    /// error or warning.
    pub severity: String,
    /// What is wrong.
    pub message: String,
    /// What to do; may be empty.
    pub help: String,
    /// The source.
    pub source_id: String,
    /// Its name.
    pub source_name: String,
    /// The file in it.
    pub file: String,
    /// From 1; 0 when unknown.
    pub line: u32,
    /// From 1; 0 when unknown.
    pub column: u32,
    /// Where it ends.
    pub end_line: u32,
    /// Where it ends.
    pub end_column: u32,
    /// Such as spec.owner.
    pub path: String,
    /// The entity, when it is known.
    pub entity_ref: Option<String>,
    /// The lines around it.
    pub excerpt: Option<super::batch::Excerpt>,
    /// The file at its host.
    pub url: Option<String>,
    /// RFC 3339: since when it is there; absent when nobody noted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_seen_at: Option<String>,
    /// RFC 3339: when its source was last read with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen_at: Option<String>,
}

/// Problems with the same code.
#[derive(Serialize, ToSchema)]
pub struct ProblemGroupBody {
    /// The code.
    pub code: String,
    /// error or warning.
    pub severity: String,
    /// How many.
    pub count: u64,
}

/// Problems, errors first.
#[derive(Serialize, ToSchema)]
pub struct ProblemsBody {
    /// A page.
    pub items: Vec<ProblemBody>,
    /// All that pass the filter.
    pub total: usize,
    /// The next page's; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// All that pass the filter, by code.
    pub groups: Vec<ProblemGroupBody>,
}

/// A removed entity that can come back.
#[derive(Serialize, ToSchema)]
pub struct TombstoneBody {
    /// Names it.
    pub uid: String,
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its title.
    pub title: String,
    /// RFC 3339.
    pub deleted_at: String,
    /// RFC 3339.
    pub expires_at: String,
    /// The source whose word was the last; it may be gone itself.
    pub source_id: String,
    /// Its name.
    pub source_name: String,
    /// The sync that removed it, when one did.
    pub sync_id: Option<String>,
    /// Why it went.
    pub reason: String,
}

/// Removed entities, the newest first.
#[derive(Serialize, ToSchema)]
pub struct TombstonesBody {
    /// At most as many as asked for.
    pub items: Vec<TombstoneBody>,
    /// All that pass the filter.
    pub total: i64,
}

/// What came back.
#[derive(Serialize, ToSchema)]
pub struct RestoredBody {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
}

/// Which removed entities are to come back: some by name, or all that are of a source, a sync and a kind.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreBody {
    /// By uid.
    #[serde(default)]
    pub uids: Vec<String>,
    /// By reference.
    #[serde(default)]
    pub refs: Vec<String>,
    /// All whose last word was this source's; it may be gone itself.
    #[serde(default)]
    pub source_id: String,
    /// All that this sync removed.
    #[serde(default)]
    pub sync_id: String,
    /// All of this kind.
    #[serde(default)]
    pub kind: String,
    /// Only say what would happen.
    #[serde(default)]
    pub dry_run: bool,
}

/// Some that do not come back, and why.
#[derive(Serialize, ToSchema)]
pub struct StaysBody {
    /// not-kept, outside, present, unreadable.
    pub reason: &'static str,
    /// The same for people.
    pub message: &'static str,
    /// How many.
    pub count: usize,
    /// Uids or references as they were asked for; at most 100.
    pub names: Vec<String>,
}

/// What came back of many, or would.
#[derive(Serialize, ToSchema)]
pub struct RestorationBody {
    /// Nothing was done.
    pub dry_run: bool,
    /// How many came back, or would.
    pub restored: usize,
    /// The same by kind.
    pub kinds: Vec<KindCountBody>,
    /// What does not.
    pub stays: Vec<StaysBody>,
}
