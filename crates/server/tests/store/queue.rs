//! The queue: slots fire once, leases move on, retries end in the dead letters and come back from there.

use portolan::db::Db;
use portolan::queue::store::{self as queue, LEASE};

use crate::harness::Store;

const MINUTE: i64 = 60 * 1_000_000;
const NOW: i64 = 1_800_000_000_000_000;

#[tokio::test]
async fn a_slot_fires_once_however_many_ask() {
    let store = Store::open().await;
    let db = store.catalog.db().clone();
    let mut asking = Vec::new();
    for _ in 0..8 {
        let db = db.clone();
        asking.push(tokio::spawn(async move { db.write(|tx| queue::insert_slot(tx, "tidy", MINUTE, NOW)).await }));
    }
    let mut fired = 0;
    for one in asking {
        fired += u32::from(one.await.expect("it ends").expect("it is written"));
    }
    assert_eq!(fired, 1);
    assert!(
        db.write(|tx| queue::insert_slot(tx, "tidy", MINUTE, NOW + MINUTE)).await.expect("written"),
        "the next slot"
    );
}

#[tokio::test]
async fn a_runner_knows_until_when_nothing_is_due() {
    let store = Store::open().await;
    let db = store.catalog.db().clone();
    let due = async |db: &Db| db.read(queue::due_at).await.expect("a time");
    let slot =
        async |db: &Db, now| db.read(move |tx| queue::slot_due_at(tx, "tidy", MINUTE, now)).await.expect("a time");
    assert_eq!((due(&db).await, slot(&db, NOW + 5).await), (i64::MAX, NOW), "no job, and the slot has none either");
    db.write(|tx| queue::insert_slot(tx, "tidy", MINUTE, NOW)).await.expect("written");
    db.write(|tx| queue::insert(tx, "send", "a", "{}", NOW - 7, NOW)).await.expect("written");
    assert_eq!((due(&db).await, slot(&db, NOW + 5).await), (NOW - 7, NOW + MINUTE));
    db.write(|tx| queue::take(tx, NOW)).await.expect("read").expect("a job");
    db.write(|tx| queue::take(tx, NOW)).await.expect("read").expect("the other");
    assert_eq!(due(&db).await, NOW + LEASE + 1, "the lease of one whose holder died");
    assert_eq!(db.write(|tx| queue::take(tx, NOW + LEASE)).await.expect("read"), None, "not before");
    assert!(db.write(|tx| queue::take(tx, NOW + LEASE + 1)).await.expect("read").is_some(), "but then");
}

/// Case O111.
#[tokio::test]
async fn whoever_lost_its_lease_may_not_finish() {
    let store = Store::open().await;
    let db = store.catalog.db().clone();
    db.write(|tx| queue::insert(tx, "send", "a", "{}", NOW, NOW)).await.expect("written");
    let first = db.write(|tx| queue::take(tx, NOW)).await.expect("read").expect("a job");
    assert_eq!(db.write(|tx| queue::take(tx, NOW + 1)).await.expect("read"), None, "it is taken");
    let late = NOW + LEASE + 1;
    let second = db.write(move |tx| queue::take(tx, late)).await.expect("read").expect("the same job");
    assert_eq!((&second.id, second.lease_token), (&first.id, first.lease_token + 1));
    let (stale, fresh) = (first.clone(), second.clone());
    assert!(!db.write(move |tx| queue::renew(tx, &stale, late)).await.expect("written"));
    assert!(!db.write(move |tx| queue::finish(tx, &first, late)).await.expect("written"));
    assert!(db.write(move |tx| queue::finish(tx, &fresh, late)).await.expect("written"));
    assert_eq!(db.write(move |tx| queue::take(tx, late + LEASE * 2)).await.expect("read"), None);
}

#[tokio::test]
async fn many_runners_do_each_job_once() {
    let store = Store::open().await;
    let db = store.catalog.db().clone();
    db.write(|tx| {
        for at in 0..40 {
            queue::insert(tx, "send", &at.to_string(), "{}", NOW, NOW)?;
        }
        Ok(())
    })
    .await
    .expect("written");
    let mut running = Vec::new();
    for _ in 0..6 {
        let db = db.clone();
        running.push(tokio::spawn(async move {
            let mut done = Vec::new();
            while let Some(job) = db.write(|tx| queue::take(tx, NOW)).await.expect("read") {
                let one = job.clone();
                assert!(db.write(move |tx| queue::finish(tx, &one, NOW)).await.expect("written"));
                done.push(job.key);
            }
            done
        }));
    }
    let mut all = Vec::new();
    for one in running {
        all.extend(one.await.expect("it ends"));
    }
    all.sort_by_key(|key| key.parse::<u32>().expect("a number"));
    assert_eq!(all, (0..40).map(|at| at.to_string()).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_fails_waits_longer_each_time_and_is_given_up() {
    let store = Store::open().await;
    let db = store.catalog.db().clone();
    db.write(|tx| queue::insert(tx, "send", "a", "{}", NOW, NOW)).await.expect("written");
    let mut now = NOW;
    let mut waits = Vec::new();
    while let Some(job) = db.write(move |tx| queue::take(tx, now)).await.expect("read") {
        db.write(move |tx| queue::fail(tx, &job, "the other side is away", now)).await.expect("written");
        let row = db.read(|tx| queue::list(tx, "", 10)).await.expect("read").remove(0);
        if row.state == "dead" {
            break;
        }
        waits.push(row.run_at - now);
        now = row.run_at;
    }
    assert_eq!(waits.len(), 7, "eight tries");
    assert!(waits.windows(2).all(|pair| pair[1] > pair[0]), "{waits:?}");
    let dead = db.read(|tx| queue::list(tx, "dead", 10)).await.expect("read").remove(0);
    assert_eq!(dead.error, "the other side is away");
    let id = dead.id.clone();
    assert!(db.write(move |tx| queue::revive(tx, &id, now)).await.expect("written"));
    let again = db.write(move |tx| queue::take(tx, now)).await.expect("read").expect("it is tried again");
    assert_eq!(again.attempts, 1);
}
