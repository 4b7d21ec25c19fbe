//! An entity keeps its uid: through edits, moves, splits, deletion and return.

use crate::harness::{DAY, START, Store, batch, component, removal};
use portolan::catalog::batch::Batch;

const BILLING: &str = "component:default/billing";

#[tokio::test]
async fn an_edit_is_an_update_with_its_difference() {
    let store = Store::open().await;
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    let uid = store.uid(BILLING);
    let applied = store.apply(batch("one", &[("a.yaml", &component("billing", "owner: finance"))])).await;
    assert_eq!((applied.created.len(), applied.updated.len(), applied.deleted.len()), (0, 1, 0));
    assert_eq!(store.uid(BILLING), uid);
    let changes = store.changes().await;
    let operations: serde_json::Value = serde_json::from_str(&changes[1].operations).expect("JSON");
    assert_eq!(
        operations,
        serde_json::json!([{ "op": "replace", "path": "/spec/owner", "from": "payments", "value": "finance" }])
    );
    store.check().await;
}

#[tokio::test]
async fn the_same_again_changes_nothing() {
    let store = Store::open().await;
    let first = store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    let again = store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    assert_eq!((again.revision, again.unchanged), (first.revision, 1));
    assert_eq!(store.log().await, [format!("created {BILLING}")]);
}

#[tokio::test]
async fn a_moved_file_is_no_deletion() {
    let store = Store::open().await;
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    let uid = store.uid(BILLING);
    let moved = Batch {
        removals: vec!["a.yaml".to_owned()],
        ..batch("one", &[("services/a.yaml", &component("billing", "owner: payments"))])
    };
    let applied = store.apply(moved).await;
    assert_eq!((applied.created.len(), applied.deleted.len()), (0, 0));
    assert_eq!(store.uid(BILLING), uid);
    let entity = store.entity(BILLING).expect("it is there");
    assert_eq!(
        entity["metadata"]["annotations"]["backstage.io/managed-by-location"],
        "url:https://git.example/services/a.yaml"
    );
    assert!(store.log().await.iter().all(|line| !line.starts_with("deleted")));
    store.check().await;
}

#[tokio::test]
async fn a_file_split_in_two_keeps_both_entities() {
    let store = Store::open().await;
    let (billing, ledger) = (component("billing", "owner: payments"), component("ledger", "owner: payments"));
    store.apply(batch("one", &[("a.yaml", &format!("{billing}---\n{ledger}"))])).await;
    let uids = [store.uid(BILLING), store.uid("component:default/ledger")];
    let applied = store.apply(batch("one", &[("a.yaml", &billing), ("b.yaml", &ledger)])).await;
    assert_eq!((applied.created.len(), applied.deleted.len()), (0, 0));
    assert_eq!([store.uid(BILLING), store.uid("component:default/ledger")], uids);
    store.check().await;
}

#[tokio::test]
async fn a_removed_entity_that_comes_back_within_30_days_has_its_uid() {
    let store = Store::open().await;
    let text = component("billing", "owner: payments");
    store.apply(batch("one", &[("a.yaml", &text)])).await;
    let uid = store.uid(BILLING);
    store.apply(removal("one", &["a.yaml"])).await;
    assert_eq!(store.entity(BILLING), None);
    store.apply(Batch { now: START + 30 * DAY - 1, ..batch("one", &[("a.yaml", &text)]) }).await;
    assert_eq!(store.uid(BILLING), uid);
    assert_eq!(
        store.log().await,
        [format!("created {BILLING}"), format!("deleted {BILLING}"), format!("restored {BILLING}")]
    );
    store.check().await;
}

#[tokio::test]
async fn after_30_days_it_is_another_entity() {
    let store = Store::open().await;
    let text = component("billing", "owner: payments");
    store.apply(batch("one", &[("a.yaml", &text)])).await;
    let uid = store.uid(BILLING);
    store.apply(removal("one", &["a.yaml"])).await;
    store.apply(Batch { now: START + 30 * DAY, ..batch("one", &[("a.yaml", &text)]) }).await;
    assert_ne!(store.uid(BILLING), uid);
    store.check().await;
}

#[tokio::test]
async fn the_change_log_has_no_gaps() {
    let store = Store::open().await;
    for round in 0..5 {
        let owner = format!("owner: team-{round}");
        let files = [("a.yaml", component("billing", &owner)), ("b.yaml", component("ledger", &owner))];
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        store.apply(batch("one", &files)).await;
    }
    let revisions: Vec<i64> = store.changes().await.iter().map(|change| change.revision).collect();
    assert_eq!(revisions, (1..=10).collect::<Vec<i64>>());
}
