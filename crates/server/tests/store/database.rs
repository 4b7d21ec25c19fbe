//! The seam over both databases: transactions are whole, durable in groups, and survive what goes wrong in one of them.

use crate::harness::{Store, batch, component};
use portolan::catalog::store::{claims, entities, settings};
use portolan::db::{Db, Error, Tx};

fn keep(key: String) -> impl FnMut(&mut Tx<'_>) -> Result<(), Error> + Send + 'static {
    move |tx| settings::upsert(tx, "ann", "tests", &key, "1")
}

async fn find(db: &Db, key: &str) -> Option<String> {
    let key = key.to_owned();
    db.read(move |tx| settings::find(tx, "ann", "tests", &key)).await.expect("an answer")
}

#[tokio::test]
async fn writes_that_wait_together_are_all_kept() {
    let store = Store::open().await;
    let db = store.catalog.db().clone();
    let writes: Vec<_> = (0..300)
        .map(|at| {
            let db = db.clone();
            tokio::spawn(async move { db.write(keep(format!("key-{at}"))).await })
        })
        .collect();
    for write in writes {
        write.await.expect("a task").expect("it is kept");
    }
    let again = store.reopen().await;
    for at in 0..300 {
        assert_eq!(find(&again, &format!("key-{at}")).await.as_deref(), Some("1"));
    }
}

#[tokio::test]
async fn a_failed_transaction_leaves_nothing_and_its_neighbours_stay() {
    let store = Store::open().await;
    let db = store.catalog.db().clone();
    let failing = db.write(|tx| {
        settings::upsert(tx, "ann", "tests", "half", "1")?;
        tx.execute("INSERT INTO no_such_table (a) VALUES ($1)", &[1.into()]).map(|_| ())
    });
    let (failed, kept) = tokio::join!(failing, db.write(keep("whole".to_owned())));
    assert!(matches!(failed, Err(Error::Statement(_))), "{failed:?}");
    kept.expect("it is kept");
    assert_eq!((find(&db, "half").await, find(&db, "whole").await.as_deref()), (None, Some("1")));
}

#[tokio::test]
async fn a_panic_in_one_transaction_ends_only_that_one() {
    let store = Store::open().await;
    let db = store.catalog.db().clone();
    let failed = db
        .write(|tx| {
            settings::upsert(tx, "ann", "tests", "half", "1")?;
            assert_eq!(1, 2, "on purpose");
            Ok(())
        })
        .await;
    assert!(failed.is_err());
    db.write(keep("after".to_owned())).await.expect("it is kept");
    assert_eq!((find(&db, "half").await, find(&db, "after").await.as_deref()), (None, Some("1")));
}

#[tokio::test]
async fn a_taken_key_is_said_to_be_taken() {
    let store = Store::open().await;
    let insert = |tx: &mut Tx<'_>| {
        tx.execute("INSERT INTO revisions (tenant, revision) VALUES ($1, $2)", &["default".into(), 0.into()])
    };
    assert!(matches!(store.catalog.db().write(insert).await, Err(Error::Exists(_))));
}

#[tokio::test]
async fn a_full_disk_refuses_writes_keeps_what_was_there_and_heals() {
    let store = Store::open().await;
    if !store.embedded() {
        return;
    }
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    let db = store.catalog.db().clone();
    db.write(|tx| tx.all("PRAGMA max_page_count = 1", &[], |row| row.int(0)).map(|_| ())).await.expect("a limit");
    let large = "x".repeat(200_000);
    // Every second one is small and would still find room: it shares a commit with one that does not.
    let filling = (0..20).map(|at| {
        let (db, text) = (db.clone(), if at % 2 == 0 { large.clone() } else { "1".to_owned() });
        async move { db.write(move |tx| settings::upsert(tx, "ann", "tests", &format!("large-{at}"), &text)).await }
    });
    let outcomes = futures_util::future::join_all(filling).await;
    assert!(outcomes.iter().any(Result::is_err), "the limit holds");
    for (at, outcome) in outcomes.iter().enumerate() {
        let there = find(&db, &format!("large-{at}")).await.is_some();
        assert_eq!(outcome.is_ok(), there, "what was acknowledged is there, what was refused is not: {at} {outcome:?}");
    }
    assert!(store.entity("component:default/billing").is_some());
    db.write(|tx| tx.all("PRAGMA max_page_count = 1073741823", &[], |row| row.int(0)).map(|_| ())).await.expect("room");
    db.write(keep("after".to_owned())).await.expect("it is kept");
    assert_eq!(find(&db, "after").await.as_deref(), Some("1"));
    assert_eq!(db.integrity().await.expect("an answer"), Vec::<String>::new());
    store.check().await;
}

/// Case O142.
#[tokio::test]
async fn two_nodes_may_start_at_once_on_an_empty_database() {
    let store = Store::open().await;
    drop_schema(&store).await;
    let (first, second) = tokio::join!(store.reopen(), store.reopen());
    for db in [first, second] {
        assert_eq!(db.read(entities::revision).await.expect("a revision"), 0);
    }
}

async fn drop_schema(store: &Store) {
    let embedded = store.embedded();
    let names = if embedded {
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    } else {
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"
    };
    let drop = move |tx: &mut Tx<'_>| {
        for table in tx.all(names, &[], |row| row.text(0))? {
            tx.batch(&format!("DROP TABLE {table}"))?;
        }
        Ok(())
    };
    store.catalog.db().write(drop).await.expect("an empty database");
}

#[tokio::test]
async fn a_schema_of_a_newer_version_or_another_text_is_refused() {
    for change in ["UPDATE schema_migrations SET checksum = 'other'", "INSERT INTO schema_contracts VALUES (99)"] {
        let store = Store::open().await;
        store.catalog.db().write(move |tx| tx.batch(change)).await.expect("it is changed");
        let refused = store.try_reopen().await.err();
        assert!(matches!(refused, Some(Error::Schema(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn an_apply_that_fails_in_the_middle_leaves_nothing() {
    let store = Store::open().await;
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    // The change log is the last that an apply writes: its next place is taken.
    let take = "INSERT INTO changes (tenant, revision, action, ref, uid, source_id, actor, operations, at) \
                VALUES ('default', 2, 'updated', '', '', '', '', '[]', 0)";
    store.catalog.db().write(move |tx| tx.batch(take)).await.expect("it is taken");
    let failed = store.catalog.apply(batch("one", &[("b.yaml", &component("ledger", "owner: payments"))])).await;
    assert!(failed.is_err());
    let left =
        store.catalog.db().read(|tx| claims::list_of_refs(tx, &["component:default/ledger"])).await.expect("claims");
    assert!(left.is_empty());
    let files = store.catalog.db().read(|tx| claims::list_files(tx, "one")).await.expect("files");
    assert_eq!(files.len(), 1);
    assert!(store.entity("component:default/ledger").is_none());
}
