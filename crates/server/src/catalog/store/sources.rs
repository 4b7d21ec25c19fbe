//! What the catalog shows of sources: names, places and states. Their own SQL is in the slice `sources`.

use crate::db::{Error, TENANT, Tx};

/// A source as others show it.
#[derive(Clone, Debug)]
pub struct SourceRow {
    /// Names it.
    pub id: String,
    /// directory, file, url, git.
    pub kind: String,
    /// For people.
    pub name: String,
    /// Path or URL.
    pub target: String,
    /// idle, syncing, held, failing, paused.
    pub state: String,
}

/// All of them.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<SourceRow>, Error> {
    tx.all(
        "SELECT id, kind, name, target, state FROM sources WHERE tenant = $1 ORDER BY created_at, id",
        &[TENANT.into()],
        |row| {
            Ok(SourceRow {
                id: row.text(0)?,
                kind: row.text(1)?,
                name: row.text(2)?,
                target: row.text(3)?,
                state: row.text(4)?,
            })
        },
    )
}

/// The name of a source; its id when it is gone.
pub fn name(all: &[SourceRow], id: &str) -> String {
    all.iter().find(|source| source.id == id).map_or_else(|| id.to_owned(), |source| source.name.clone())
}
