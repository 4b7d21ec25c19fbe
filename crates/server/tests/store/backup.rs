//! What a backup must hold, compared with the schema.

use portolan::backup::store::{LEFT_OUT, TABLES};

use crate::harness::Store;

#[tokio::test]
async fn every_table_is_in_backups_or_left_out_on_purpose() {
    let store = Store::open().await;
    let mut known: Vec<&str> = TABLES.into_iter().chain(LEFT_OUT).collect();
    known.sort_unstable();
    let found = store.catalog.db().read(|tx| {
        let columns = TABLES.iter().map(|table| tx.columns(table)).collect::<Result<Vec<_>, _>>()?;
        Ok((tx.tables()?, columns))
    });
    let (tables, columns) = found.await.expect("an answer");
    assert_eq!(tables, known, "name a new table in backup/store.rs");
    for (table, columns) in TABLES.iter().zip(columns) {
        assert_eq!(columns.first().map(|column| column.name.as_str()), Some("tenant"), "{table}");
    }
}
