//! Rolling upgrades: this version serves beside the next one as long as that only adds, and starts on its schema too.

use std::time::Duration;

use portolan::db::{Db, Error};

use crate::harness::{Store, batch, component, everything};

/// What a later version's migrations leave in the database: a table, a column with a default, and their number.
const ADDED: &str = "CREATE TABLE later (tenant TEXT NOT NULL, id TEXT NOT NULL);
    ALTER TABLE claims ADD COLUMN later TEXT NOT NULL DEFAULT '';
    INSERT INTO schema_migrations (version, name, checksum) VALUES (9999, 'later', 'x')";

/// Case O141.
#[tokio::test]
async fn nodes_serve_and_start_when_a_later_version_has_added_something() {
    let store = Store::open().await;
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    store.catalog.db().write(|tx| tx.batch(ADDED)).await.expect("the later version is there");
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: finance"))])).await;
    let started = store.node().await;
    started.apply(batch("two", &[("b.yaml", &component("ledger", "owner: finance"))])).await.expect("it writes too");
    store.catalog.follow().await.expect("it follows");
    assert_eq!(everything(&started), everything(&store.catalog));
    store.check().await;
}

/// Case O141.
#[tokio::test]
async fn a_schema_that_took_something_away_is_refused_with_what_to_do() {
    let store = Store::open().await;
    let taken = "INSERT INTO schema_migrations (version, name, checksum) VALUES (9998, 'later', 'x'), (9999, 'still-later', 'x');
                 INSERT INTO schema_contracts (version) VALUES (9998)";
    store.catalog.db().write(move |tx| tx.batch(taken)).await.expect("the later version is there");
    let refused = store.try_reopen().await.err().expect("it does not start").to_string();
    assert!(refused.contains("schema version 9998") && refused.contains("run the newer version"), "{refused}");
}

/// On PostgreSQL; on SQLite whoever changes the schema is the only process.
#[tokio::test]
async fn whoever_changes_the_schema_for_too_long_is_named() {
    let store = Store::open().await;
    if store.embedded() {
        return;
    }
    let (locked, seen) = tokio::sync::oneshot::channel();
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let db = store.catalog.db().clone();
    let mut locked = Some(locked);
    let holding = tokio::spawn(async move {
        db.write(move |tx| {
            tx.batch("LOCK TABLE schema_migrations IN EXCLUSIVE MODE")?;
            locked.take().map(|locked| locked.send(()));
            let _ = wait.recv();
            Ok(())
        })
        .await
    });
    seen.await.expect("it is locked");
    let refused = Db::open_within(store.url(), store.folder(), Duration::from_millis(300)).await;
    let Some(Error::Schema(refused)) = refused.err() else { panic!("it does not wait for ever") };
    assert!(refused.contains("portolan at 127.0.0.1, process "), "{refused}");
    let (waited, ()) = tokio::join!(store.try_reopen(), async { drop(release) });
    assert!(waited.is_ok(), "it goes on when the other has ended");
    holding.await.expect("no panic").expect("it is released");
}
