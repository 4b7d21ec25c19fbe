//! Long texts are packed in the embedded database, and read as they were written; so are those that an earlier version left as
//! they are.

use portolan::catalog::store::claims;
use portolan::db::{Error, LONG, Tx};
use portolan::tenants::store as tenants;

use crate::harness::{Store, batch, component, everything, removal};

fn described(name: &str) -> String {
    let story = "It sends invoices, and says so \u{2713}. ".repeat(40);
    component(name, &format!("owner: payments\n  story: >-\n    {story}"))
}

async fn two() -> (Store, i64) {
    let store = Store::open().await;
    let (one, other) = (described("billing"), described("ledger"));
    store.apply(batch("one", &[("a.yaml", &one), ("b.yaml", &other)])).await;
    (store, (one.len() + other.len()) as i64)
}

/// How the texts of a column are kept, and what they say.
fn kept(tx: &mut Tx<'_>, table: &str, column: &str) -> Result<Vec<(String, String)>, Error> {
    tx.all(&format!("SELECT typeof({column}), {column} FROM {table}"), &[], |row| Ok((row.text(0)?, row.text(1)?)))
}

#[tokio::test]
async fn long_texts_take_less_room_and_count_as_they_were_written() {
    let (store, written) = two().await;
    let db = store.catalog.db();
    let claimed = db.read(|tx| claims::list_of_refs(tx, &["component:default/billing"])).await.expect("claims");
    assert_eq!(claimed[0].raw.trim(), described("billing").trim());
    let counted = db.read(tenants::storage).await.expect("a number");
    assert!((written - counted).abs() < 8, "{counted} of {written}");
    if store.embedded() {
        let bodies = db.read(|tx| kept(tx, "entities", "body")).await.expect("rows");
        assert!(bodies.iter().all(|(kind, body)| kind == "blob" && body.contains("sends invoices")), "{bodies:?}");
        let bytes = "SELECT SUM(LENGTH(CAST(raw AS BLOB))) FROM claims";
        let bytes = db.read(|tx| tx.one(bytes, &[], |row| row.int(0))).await.expect("a number").expect("a row");
        assert!(bytes * 4 < written, "{bytes} of {written}");
    }
    store.check().await;
}

#[tokio::test]
async fn texts_that_an_earlier_version_wrote_are_read_and_restored() {
    let (store, _) = two().await;
    let db = store.catalog.db();
    let before = (everything(&store.catalog), db.read(tenants::storage).await.expect("a number"));
    if store.embedded() {
        let plain = |tx: &mut Tx<'_>| {
            for (table, column) in LONG {
                let sql = format!("SELECT rowid, {column} FROM {table}");
                for (id, text) in tx.all(&sql, &[], |row| Ok((row.int(0)?, row.text(1)?)))? {
                    let sql = format!("UPDATE {table} SET {column} = $2 WHERE rowid = $1");
                    tx.execute(&sql, &[id.into(), (&text).into()])?;
                }
            }
            let kinds = kept(tx, "claims", "raw")?;
            assert!(kinds.iter().all(|(kind, _)| kind == "text"), "{kinds:?}");
            Ok(())
        };
        db.write(plain).await.expect("as it was");
    }
    assert_eq!((everything(&*store.node().await), db.read(tenants::storage).await.expect("a number")), before);
    store.apply(removal("one", &["a.yaml"])).await;
    store.check().await;
}

#[tokio::test]
async fn a_broken_text_is_said_to_be_broken() {
    let (store, _) = two().await;
    if !store.embedded() {
        return;
    }
    let broken = "UPDATE entities SET body = x'010203' WHERE ref = 'component:default/billing'";
    store.catalog.db().write(move |tx| tx.batch(broken)).await.expect("somebody has the database");
    let failed = portolan::catalog::Catalog::load(store.reopen().await).await.err().expect("it does not start");
    assert!(failed.to_string().contains("a stored text is broken"), "{failed}");
}
