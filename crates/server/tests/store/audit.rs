//! The chain of the audit log: whatever is done to its rows is found, writers at once leave no gap, retention keeps it whole.

use portolan::audit::store::{Search, expire, list};
use portolan::audit::{self, Actor, Break, Entry, Head, Verdict};
use portolan::db::{Db, Tx};
use portolan::tenants::store as tenants;
use serde_json::json;

use crate::harness::{DAY, START, Store, tenant};

async fn note(db: &Db, target: String, at: i64) {
    let actor = Actor::from("ada");
    let noted = db.write(move |tx| {
        let entry = Entry::new(&actor, "test.act", &target, at);
        audit::note(tx, entry.before(json!({ "a": 1 })).after(json!({ "a": 2 })))
    });
    noted.await.expect("it is noted");
}

async fn verify(db: &Db, known: Option<Head>) -> Verdict {
    db.read(move |tx| audit::verify(tx, known.as_ref())).await.expect("an answer")
}

async fn five() -> Store {
    let store = Store::open().await;
    for at in 0..5 {
        note(store.catalog.db(), format!("thing-{at}"), START + at).await;
    }
    store
}

/// Where the chain is broken after these statements.
async fn after(tampering: &'static str) -> Option<Break> {
    let store = five().await;
    store.catalog.db().write(move |tx| tx.batch(tampering)).await.expect("somebody has the database");
    verify(store.catalog.db(), None).await.broken
}

#[tokio::test]
async fn an_untouched_log_is_whole() {
    let store = five().await;
    let verdict = verify(store.catalog.db(), None).await;
    assert_eq!((verdict.entries, verdict.head.seq, verdict.broken), (5, 5, None));
    let earlier = verdict.head;
    note(store.catalog.db(), "later".to_owned(), START).await;
    assert_eq!(verify(store.catalog.db(), Some(earlier)).await.broken, None);
}

/// Case O095.
#[tokio::test]
async fn a_change_of_any_column_is_found_where_it_is() {
    for tampering in [
        "UPDATE audit_entries SET at = at + 1 WHERE seq = 3",
        "UPDATE audit_entries SET actor = 'bob' WHERE seq = 3",
        "UPDATE audit_entries SET action = 'test.actt' WHERE seq = 3",
        "UPDATE audit_entries SET target = '' WHERE seq = 3",
        "UPDATE audit_entries SET decision = 'denied' WHERE seq = 3",
        "UPDATE audit_entries SET state_before = '' WHERE seq = 3",
        "UPDATE audit_entries SET state_after = '{}' WHERE seq = 3",
        "UPDATE audit_entries SET request_id = 'x' WHERE seq = 3",
        "UPDATE audit_entries SET origin = 'x' WHERE seq = 3",
        "UPDATE audit_entries SET previous = 'x' WHERE seq = 3",
        "UPDATE audit_entries SET hash = 'x' WHERE seq = 3",
        // What one field loses the next one gains: the lengths are part of what is hashed.
        "UPDATE audit_entries SET actor = 'adat', action = 'est.act' WHERE seq = 3",
    ] {
        assert_eq!(after(tampering).await.map(|broken| broken.seq), Some(3), "{tampering}");
    }
}

/// Case O095.
#[tokio::test]
async fn rows_taken_out_put_in_or_swapped_are_found() {
    let columns = "at, actor, action, target, decision, state_before, state_after, request_id, origin, previous, hash";
    let copy: &'static str = format!(
        "INSERT INTO audit_entries (tenant, seq, {columns}) SELECT tenant, 6, {columns} FROM audit_entries WHERE seq = 5"
    )
    .leak();
    let swap = "UPDATE audit_entries SET seq = 99 WHERE seq = 2; UPDATE audit_entries SET seq = 2 WHERE seq = 4; \
                UPDATE audit_entries SET seq = 4 WHERE seq = 99";
    let renumber = "DELETE FROM audit_entries WHERE seq = 3; UPDATE audit_entries SET seq = 3 WHERE seq = 4; \
                    UPDATE audit_entries SET seq = 4 WHERE seq = 5; UPDATE audit_heads SET seq = 4";
    for (tampering, place) in [
        ("DELETE FROM audit_entries WHERE seq = 3", 3),
        ("DELETE FROM audit_entries WHERE seq = 1", 1),
        ("DELETE FROM audit_entries WHERE seq > 3", 4),
        ("DELETE FROM audit_entries", 1),
        ("UPDATE audit_entries SET tenant = 'other' WHERE seq = 2", 2),
        (swap, 2),
        (renumber, 3),
        (copy, 6),
    ] {
        assert_eq!(after(tampering).await.map(|broken| broken.seq), Some(place), "{tampering}");
    }
    let cut = "UPDATE audit_heads SET anchor_seq = 2, anchor_hash = (SELECT hash FROM audit_entries WHERE seq = 2); \
               DELETE FROM audit_entries WHERE seq <= 2";
    assert_eq!(after(cut).await.map(|broken| broken.seq), Some(2), "a false anchor");
}

/// Case O095.
#[tokio::test]
async fn a_log_that_was_cut_and_grown_anew_lacks_the_end_written_down_before() {
    let store = five().await;
    let db = store.catalog.db();
    let head = verify(db, None).await.head;
    let cut = |tx: &mut Tx<'_>| {
        tx.batch("DELETE FROM audit_entries WHERE seq > 3")?;
        tx.batch("UPDATE audit_heads SET seq = 3, hash = (SELECT hash FROM audit_entries WHERE seq = 3)")
    };
    db.write(cut).await.expect("somebody has the database");
    for at in 0..4 {
        note(db, format!("other-{at}"), START).await;
    }
    assert_eq!(verify(db, None).await.broken, None, "nothing inside says so");
    assert_eq!(verify(db, Some(head)).await.broken.map(|broken| broken.seq), Some(5));
}

#[tokio::test]
async fn writers_at_once_on_two_nodes_leave_no_gap() {
    let store = Store::open().await;
    let other = store.reopen().await;
    let writers: Vec<_> = (0..40)
        .map(|at| {
            let db = if at % 2 == 0 { store.catalog.db().clone() } else { other.clone() };
            tokio::spawn(async move { note(&db, format!("thing-{at}"), START).await })
        })
        .collect();
    for writer in writers {
        writer.await.expect("a task");
    }
    let verdict = verify(&other, None).await;
    assert_eq!((verdict.entries, verdict.head.seq, verdict.broken), (40, 40, None));
}

#[tokio::test]
async fn a_transaction_that_fails_leaves_no_entry_and_no_gap() {
    let store = five().await;
    let db = store.catalog.db();
    let failed = db.write(|tx| {
        audit::note(tx, Entry::new(&"ada".into(), "test.act", "half", START))?;
        tx.execute("INSERT INTO no_such_table (a) VALUES ($1)", &[1.into()]).map(drop)
    });
    assert!(failed.await.is_err());
    note(db, "whole".to_owned(), START).await;
    let verdict = verify(db, None).await;
    assert_eq!((verdict.entries, verdict.broken), (6, None));
}

#[tokio::test]
async fn each_tenant_has_a_chain_of_its_own() {
    let store = five().await;
    store.catalog.db().write(|tx| tenants::insert(tx, &tenant("other"))).await.expect("a tenant");
    let other = store.catalog.db().of_tenant("other");
    note(&other, "theirs".to_owned(), START).await;
    assert_eq!(verify(&other, None).await.entries, 1);
    assert_eq!(verify(store.catalog.db(), None).await.entries, 5);
}

#[tokio::test]
async fn retention_removes_the_old_and_the_rest_still_verifies() {
    let store = Store::open().await;
    let db = store.catalog.db();
    for day in 0..10 {
        note(db, format!("day-{day}"), START + day * DAY).await;
    }
    let gone = |days: i64| db.write(move |tx| expire(tx, START + days * DAY, START + 20 * DAY));
    assert_eq!(gone(4).await.expect("an answer"), 4);
    assert_eq!(gone(4).await.expect("an answer"), 0, "nothing is old any more, and nothing is noted");
    let verdict = verify(db, None).await;
    assert_eq!((verdict.entries, verdict.anchor.seq, verdict.broken), (7, 4, None));
    assert_eq!(gone(30).await.expect("an answer"), 6, "the last entry stays");
    let verdict = verify(db, None).await;
    assert_eq!((verdict.entries, verdict.anchor.seq, verdict.broken), (2, 10, None));
    let left = db.read(|tx| list(tx, &Search::default(), i64::MAX, 10)).await.expect("entries");
    assert!(left.iter().all(|row| row.action == "audit.expire"), "{left:?}");
}
