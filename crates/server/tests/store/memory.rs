//! The catalog in memory: the same after a restart, on every node, and after a caller has gone away.

use std::time::Duration;

use crate::harness::{START, Store, batch, component, everything, removal};
use futures_util::FutureExt;
use portolan::catalog::batch::Batch;

const BILLING: &str = "component:default/billing";
const LONG: Duration = Duration::from_secs(30);

fn many(prefix: &str, from: usize, to: usize) -> Vec<(String, String)> {
    (from..to)
        .map(|at| {
            (
                format!("{at}.yaml"),
                component(&format!("{prefix}-{at:04}"), "owner: payments\n  dependsOn: [component:billing]"),
            )
        })
        .collect()
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

#[tokio::test]
async fn a_node_that_starts_knows_what_a_running_one_knows() {
    let store = Store::open().await;
    store.apply(batch("one", &borrowed(&many("c", 0, 2_500)))).await;
    store.apply(batch("two", &borrowed(&many("d", 0, 30)))).await;
    store.apply(Batch { rank: 1, ..batch("three", &[("a.yaml", &component("c-0007", "owner: others"))]) }).await;
    store.apply(removal("one", &["9.yaml"])).await;
    let node = store.node().await;
    assert_eq!(node.revision(), store.catalog.revision());
    assert_eq!(node.index().len(), 2_529);
    store.check().await;
}

#[tokio::test]
async fn two_nodes_follow_each_other() {
    let store = Store::open().await;
    let other = store.node().await;
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    other.follow().await.expect("it follows");
    assert_eq!(everything(&other), everything(&store.catalog));
    // Both write in turn without asking first: each takes in what the other did in between.
    other.apply(batch("two", &[("b.yaml", &component("ledger", "owner: payments"))])).await.expect("it is applied");
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: finance"))])).await;
    other.apply(removal("one", &["a.yaml"])).await.expect("it is applied");
    store.catalog.follow().await.expect("it follows");
    assert_eq!(everything(&other), everything(&store.catalog));
    assert_eq!((other.revision(), store.catalog.revision()), (4, 4));
    store.check().await;
}

#[tokio::test]
async fn nodes_that_write_at_once_make_one_log() {
    let store = Store::open().await;
    let other = store.node().await;
    let write = |node: std::sync::Arc<portolan::catalog::Catalog>, source: &'static str| async move {
        for at in 0..20 {
            let text = component(&format!("{source}-{at}"), "owner: payments");
            node.apply(batch(source, &[(&format!("{at}.yaml"), &text)])).await.expect("it is applied");
        }
    };
    let first = tokio::spawn(write(store.catalog.clone(), "one"));
    let second = tokio::spawn(write(other.clone(), "two"));
    first.await.expect("the first node");
    second.await.expect("the second node");
    store.catalog.follow().await.expect("it follows");
    other.follow().await.expect("it follows");
    let revisions: Vec<i64> = store.changes().await.iter().map(|change| change.revision).collect();
    assert_eq!(revisions, (1..=40).collect::<Vec<i64>>());
    assert_eq!(everything(&other), everything(&store.catalog));
    store.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writes_at_once_to_one_entity_reach_memory_in_the_order_of_commits() {
    let store = Store::open().await;
    let other = store.node().await;
    let writes = (0..60).map(|at| {
        let node = if at % 3 == 0 { other.clone() } else { store.catalog.clone() };
        tokio::spawn(async move {
            let text = component("billing", &format!("owner: team-{at}"));
            node.apply(batch("one", &[("a.yaml", &text)])).await.expect("it is applied");
            node.follow().await.expect("it follows");
        })
    });
    for write in writes.collect::<Vec<_>>() {
        write.await.expect("a task");
    }
    other.follow().await.expect("it follows");
    store.catalog.follow().await.expect("it follows");
    assert_eq!(everything(&other), everything(&store.catalog));
    assert_eq!((other.revision(), store.catalog.revision()), (60, 60));
    store.check().await;
}

#[tokio::test]
async fn a_long_log_is_followed_to_its_end() {
    let store = Store::open().await;
    let other = store.node().await;
    for round in 0..3 {
        store.apply(batch("one", &borrowed(&many("c", round * 2_000, (round + 1) * 2_000)))).await;
    }
    other.follow().await.expect("it follows");
    assert_eq!((other.revision(), other.index().len()), (6_000, 6_000));
}

#[tokio::test]
async fn a_write_whose_caller_went_away_still_reaches_memory() {
    let store = Store::open().await;
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    let mut asked = Box::pin(store.catalog.apply(batch("one", &[("a.yaml", &component("billing", "owner: finance"))])));
    // Polled once, so that the work is on its way, then dropped as when a connection breaks.
    assert!((&mut asked).now_or_never().is_none());
    drop(asked);
    assert!(store.catalog.wait_for(2, LONG).await, "memory stays behind");
    assert_eq!(store.entity(BILLING).expect("it is there")["spec"]["owner"], "finance");
    store.check().await;
}

#[tokio::test]
async fn events_name_changes_in_order_and_count_the_rest() {
    let store = Store::open().await;
    let mut events = store.catalog.subscribe();
    store.apply(batch("one", &borrowed(&many("c", 0, 250)))).await;
    let event = events.recv().await.expect("an event");
    assert_eq!((event.revision, event.changes.len(), event.total), (250, 200, 250));
    store.apply(removal("one", &["0.yaml"])).await;
    let event = events.recv().await.expect("an event");
    assert_eq!(event.changes, [("component:default/c-0000".to_owned(), "deleted")]);
}

#[tokio::test]
async fn waiting_for_a_revision_ends_when_it_is_there_or_time_is_up() {
    let store = Store::open().await;
    assert!(!store.catalog.wait_for(1, Duration::ZERO).await);
    let (waiting, written) = tokio::join!(
        store.catalog.wait_for(1, LONG),
        store
            .catalog
            .apply(Batch { now: START, ..batch("one", &[("a.yaml", &component("billing", "owner: payments"))]) }),
    );
    assert!(waiting);
    assert_eq!(written.expect("it is applied").revision, 1);
}
