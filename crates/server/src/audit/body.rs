//! Entries on the wire.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::chain::{Break, Head, Verdict};
use super::store::EntryRow;
use crate::clock::rfc3339;

/// An entry of the audit log.
#[derive(Serialize, ToSchema)]
pub struct EntryBody {
    /// From 1, gap-free in the tenant.
    pub seq: i64,
    pub at: String,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub target: String,
    /// allowed, denied.
    pub decision: String,
    /// How it was; null when there was nothing.
    pub before: Value,
    /// How it is, or what else is known; null when there is nothing.
    pub after: Value,
    /// The request that caused it; empty when none did.
    pub request_id: String,
    /// The client's address.
    pub origin: String,
    /// The hash of the entry before.
    pub previous: String,
    pub hash: String,
}

impl From<EntryRow> for EntryBody {
    fn from(row: EntryRow) -> Self {
        let json = |text: &str| serde_json::from_str(text).unwrap_or_default();
        Self {
            before: json(&row.before),
            after: json(&row.after),
            seq: row.seq,
            at: rfc3339(row.at),
            actor: row.actor,
            action: row.action,
            target: row.target,
            decision: row.decision,
            request_id: row.request_id,
            origin: row.origin,
            previous: row.previous,
            hash: row.hash,
        }
    }
}

/// A page of the log, the newest first.
#[derive(Serialize, ToSchema)]
pub struct EntriesBody {
    pub items: Vec<EntryBody>,
    /// What to ask for the next page with; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Whether the chain holds.
#[derive(Serialize, ToSchema)]
pub struct VerdictBody {
    pub ok: bool,
    /// Entries that were looked at.
    pub entries: u64,
    /// Where the chain ends; worth writing down elsewhere.
    pub head: Head,
    /// The last entry that retention removed.
    pub anchor: Head,
    /// The first place at which it does not hold.
    pub broken: Option<Break>,
}

impl From<Verdict> for VerdictBody {
    fn from(verdict: Verdict) -> Self {
        Self {
            ok: verdict.broken.is_none(),
            entries: verdict.entries,
            head: verdict.head,
            anchor: verdict.anchor,
            broken: verdict.broken,
        }
    }
}
