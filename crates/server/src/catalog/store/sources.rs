//! Reading sources: whole rows, for the catalog, which shows their names and places, and for the slice `sources`, which
//! writes them.

use serde::{Deserialize, Serialize};

use crate::db::{Error, Row, TENANT, Tx};

/// What a source is told besides its target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceSettings {
    /// Branch of a git source.
    pub branch: String,
    /// Seconds between syncs.
    pub schedule_seconds: i64,
    /// Name of the secret that its host is shown; empty for none.
    pub credential: String,
    /// Whether its files may name users and groups.
    pub people: bool,
}

/// Of a source that was added before anybody could say whether it names people, too: nobody vanishes.
impl Default for SourceSettings {
    fn default() -> Self {
        Self { branch: String::new(), schedule_seconds: 0, credential: String::new(), people: true }
    }
}

/// What is remembered between syncs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cursor {
    /// Failures in a row.
    pub failures: u32,
    /// When the first of them was; microseconds, 0 when there is none.
    pub failing_since: i64,
    /// Hash of the deletions a person decided to keep back.
    pub dismissed: String,
    /// What the reader wants to be told when it opens the source again.
    pub memory: String,
    /// Until when whoever sends this source its claims may remove as much as they want; microseconds.
    pub removals_until: i64,
    /// Whether its files were last read without the right to name people: when that changes, all are read again.
    pub without_people: bool,
}

/// A source.
#[derive(Clone, Debug, Default)]
pub struct SourceRow {
    /// Its id.
    pub id: String,
    /// directory, file, url, git, csv, ldap; scim and oidc, which are sent to us.
    pub kind: String,
    /// Shown.
    pub name: String,
    /// Path or URL.
    pub target: String,
    /// Branch, schedule.
    pub settings: SourceSettings,
    /// The lower wins.
    pub rank: i64,
    /// flag, config, demo, api, or location for what Backstage's API registered.
    pub origin: String,
    /// idle, syncing, held, failing, paused.
    pub state: String,
    /// Between syncs.
    pub cursor: Cursor,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub next_sync_at: i64,
}

impl SourceRow {
    /// What the audit log says of it.
    pub fn noted(&self) -> serde_json::Value {
        serde_json::json!({
            "name": self.name, "kind": self.kind, "target": self.target, "branch": self.settings.branch,
            "schedule_seconds": self.settings.schedule_seconds, "rank": self.rank, "state": self.state, "credential": self.settings.credential,
            "people": self.settings.people,
        })
    }
}

/// When a source that is sent its claims is read: never. The year 9999, in microseconds.
pub const NEVER: i64 = 253_370_764_800_000_000;

/// The columns of a [`SourceRow`].
pub const COLUMNS: &str = "id, kind, name, target, settings, rank, origin, state, cursor, created_at, next_sync_at";

fn read(row: &Row<'_>) -> Result<SourceRow, Error> {
    Ok(SourceRow {
        id: row.text(0)?,
        kind: row.text(1)?,
        name: row.text(2)?,
        target: row.text(3)?,
        settings: serde_json::from_str(&row.text(4)?).unwrap_or_default(),
        rank: row.int(5)?,
        origin: row.text(6)?,
        state: row.text(7)?,
        cursor: serde_json::from_str(&row.text(8)?).unwrap_or_default(),
        created_at: row.int(9)?,
        next_sync_at: row.int(10)?,
    })
}

/// All sources by name.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<SourceRow>, Error> {
    tx.all(&format!("SELECT {COLUMNS} FROM sources WHERE tenant = $1 ORDER BY name, id"), &[TENANT], read)
}

/// One by id.
pub fn find(tx: &mut Tx<'_>, id: &str) -> Result<Option<SourceRow>, Error> {
    tx.one(&format!("SELECT {COLUMNS} FROM sources WHERE tenant = $1 AND id = $2"), &[TENANT, id.into()], read)
}

/// One by what it reads.
pub fn find_target(tx: &mut Tx<'_>, kind: &str, target: &str) -> Result<Option<SourceRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM sources WHERE tenant = $1 AND kind = $2 AND target = $3");
    tx.one(&sql, &[TENANT, kind.into(), target.into()], read)
}

/// Whether a lease of a source still holds; nobody takes it over before this transaction ends.
pub fn hold(tx: &mut Tx<'_>, id: &str, token: i64) -> Result<bool, Error> {
    let lock = if tx.is_postgres() { " FOR SHARE" } else { "" };
    let sql = format!("SELECT lease_token FROM sources WHERE tenant = $1 AND id = $2{lock}");
    Ok(tx.one(&sql, &[TENANT, id.into()], |row| row.int(0))? == Some(token))
}

/// The name of a source. What is none has its word for an id, such as `api`; one that is gone has no name any more.
pub fn name(all: &[SourceRow], id: &str) -> String {
    match all.iter().find(|source| source.id == id) {
        Some(source) => source.name.clone(),
        None if uuid::Uuid::parse_str(id).is_ok() => "A source that is gone".to_owned(),
        None => id.to_owned(),
    }
}
