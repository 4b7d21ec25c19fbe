//! The deletion guard for what a directory sends piece by piece: more than so many and more than such a share within an hour
//! wait for a person, as deletions of a sync do.

use serde_json::json;

use super::provision::{Provision, SOURCE};
use crate::audit::{self, Entry};
use crate::db::{Error, Tx};
use crate::organisation::store::resources::{self, ResourceRow};
use crate::sources::store::{self, HeldPlan, SyncRow};

/// Removals are counted over this time.
const WINDOW: i64 = 3_600 * 1_000_000;

/// Whether one more may go now; else the held plan that waits.
pub fn refuse(tx: &mut Tx<'_>, by: &Provision, row: &ResourceRow) -> Result<Option<SyncRow>, Error> {
    let source = by.source(tx)?;
    let (present, gone) = resources::counts(tx, &row.kind, by.now - WINDOW)?;
    let (gone, of) = (gone + 1, present + gone);
    if source.cursor.removals_until > by.now || !by.guard.exceeds(gone, of) {
        return Ok(None);
    }
    let kind = &row.kind;
    let reason = format!(
        "{gone} of {of} {kind}s would go within an hour: more than {} and more than {} %",
        by.guard.count, by.guard.percent
    );
    let held = store::list_held(tx)?.into_iter().find(|sync| sync.source_id == SOURCE);
    let mut sync = held.unwrap_or_else(|| SyncRow {
        id: uuid::Uuid::now_v7().to_string(),
        source_id: SOURCE.to_owned(),
        cause: "push".to_owned(),
        state: "held".to_owned(),
        started_at: by.now,
        ..SyncRow::default()
    });
    let mut plan = sync.plan.take().unwrap_or_default();
    let fresh = !plan.refs.contains(&row.entity);
    if fresh {
        plan.refs.push(row.entity.clone());
        let detail = json!({ "reason": reason, "sync": sync.id });
        audit::note(tx, Entry::new(&by.actor, &format!("scim.{kind}.remove"), &row.id, by.now).denied().after(detail))?;
    }
    plan = HeldPlan { deletes: plan.refs.len() as u64, of, reason: reason.clone(), ..plan };
    sync.message = format!("{reason}; nothing more is removed until somebody decides");
    sync.plan = Some(plan);
    store::upsert_sync(tx, &sync)?;
    if source.state != "held" {
        let mut source = source;
        "held".clone_into(&mut source.state);
        store::update(tx, &source)?;
    }
    Ok(Some(sync))
}
