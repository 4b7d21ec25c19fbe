//! What the catalog's own routes put on the wire.

use serde::Serialize;
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
