//! Several claims about one entity: rank decides, both are kept, disagreement is shown.

use crate::harness::{START, Store, batch, component, removal};
use portolan::catalog::batch::Batch;
use portolan::catalog::store::claims;
use portolan_domain::index::Predicate;

const BILLING: &str = "component:default/billing";

fn owner(store: &Store) -> String {
    store.entity(BILLING).expect("it is there")["spec"]["owner"].as_str().expect("an owner").to_owned()
}

fn conflicts(store: &Store) -> u64 {
    store.catalog.index().count(&Predicate::equals("portolan.conflict", "true"))
}

#[tokio::test]
async fn the_lower_rank_wins_and_both_claims_stay() {
    let store = Store::open().await;
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    store.apply(Batch { rank: 10, ..batch("two", &[("a.yaml", &component("billing", "owner: finance"))]) }).await;
    assert_eq!((owner(&store).as_str(), conflicts(&store)), ("finance", 1));
    let kept = store.catalog.db().read(|tx| claims::list_of_refs(tx, &[BILLING])).await.expect("claims");
    let sources: Vec<&str> = kept.iter().map(|claim| claim.source_id.as_str()).collect();
    assert_eq!(sources, ["two", "one"], "the winner first");
    for source in ["one", "two"] {
        assert_eq!(store.catalog.index().count(&Predicate::equals("portolan.source", source)), 1);
    }
    store.check().await;
}

#[tokio::test]
async fn of_equal_ranks_the_older_claim_wins() {
    let store = Store::open().await;
    store.apply(batch("two", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    store.apply(Batch { now: START + 1, ..batch("one", &[("a.yaml", &component("billing", "owner: finance"))]) }).await;
    assert_eq!(owner(&store), "payments");
    store.check().await;
}

#[tokio::test]
async fn claims_that_agree_are_no_conflict_and_add_up() {
    let store = Store::open().await;
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    store.apply(batch("two", &[("b.yaml", &component("billing", "owner: payments\n  system: shop"))])).await;
    assert_eq!(conflicts(&store), 0);
    assert_eq!(store.entity(BILLING).expect("it is there")["spec"]["system"], "shop");
    store.check().await;
}

#[tokio::test]
async fn when_one_claim_goes_the_entity_is_what_the_other_says() {
    let store = Store::open().await;
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    let alone = store.entity(BILLING).expect("it is there");
    store.apply(Batch { rank: 10, ..batch("two", &[("b.yaml", &component("billing", "owner: finance"))]) }).await;
    let applied = store.apply(removal("two", &["b.yaml"])).await;
    assert_eq!((applied.updated.len(), applied.deleted.len()), (1, 0));
    let mut now = store.entity(BILLING).expect("it is there");
    // The etag follows the time of the last change.
    now["metadata"]["etag"] = alone["metadata"]["etag"].clone();
    assert_eq!(now, alone);
    assert_eq!(conflicts(&store), 0);
    store.check().await;
}

#[tokio::test]
async fn two_files_of_the_first_batch_that_name_one_entity_are_a_conflict_too() {
    let store = Store::open().await;
    let (a, b) = (component("billing", "owner: payments"), component("billing", "owner: finance"));
    let applied = store.apply(batch("one", &[("a.yaml", &a), ("b.yaml", &b)])).await;
    assert_eq!((applied.created.len(), conflicts(&store)), (1, 1));
    let first = store.entity(BILLING);
    // What a later sync makes of the same files is the same.
    let again = store.apply(batch("one", &[("a.yaml", &a), ("b.yaml", &b)])).await;
    assert_eq!((again.updated.len(), store.entity(BILLING)), (0, first));
    store.check().await;
}

#[tokio::test]
async fn a_file_handed_over_twice_counts_once() {
    let store = Store::open().await;
    let (old, new) = (component("billing", "owner: payments"), component("billing", "owner: finance"));
    store.apply(batch("one", &[("a.yaml", &old), ("a.yaml", &new)])).await;
    assert_eq!((owner(&store).as_str(), conflicts(&store)), ("finance", 0));
    store.check().await;
}

#[tokio::test]
async fn another_rank_of_a_source_shows_at_once() {
    let store = Store::open().await;
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    store.apply(Batch { now: START + 1, ..batch("two", &[("a.yaml", &component("billing", "owner: finance"))]) }).await;
    assert_eq!(owner(&store), "payments");
    let applied = store.catalog.rerank("two", 1, &"ann".into(), START + 2).await.expect("it is applied");
    assert_eq!((applied.updated, owner(&store).as_str()), (vec![BILLING.to_owned()], "finance"));
    let again = store.catalog.rerank("two", 1, &"ann".into(), START + 3).await.expect("it is applied");
    assert_eq!(again.revision, applied.revision);
    store.check().await;
}

#[tokio::test]
async fn a_claim_that_is_parsed_again_says_what_it_said() {
    let folder = std::path::Path::new("../../fixtures/catalog");
    let store = Store::open().await;
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the fixtures") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).expect("a text");
            store.apply(batch("one", &[(&name, &text)])).await;
            names.push((name, text));
        }
    }
    let stripped = |store: &Store| {
        let all = crate::harness::everything(&store.catalog);
        let etag = |body: &str| {
            let mut value: serde_json::Value = serde_json::from_str(body).expect("JSON");
            value["metadata"]["etag"] = serde_json::Value::Null;
            value.to_string()
        };
        all.into_iter().map(|(reference, body, marks)| (reference, etag(&body), marks)).collect::<Vec<_>>()
    };
    let before = stripped(&store);
    // A second source comes and goes: each entity is merged from the kept text of the first.
    for (name, text) in &names {
        store.apply(Batch { rank: 1, ..batch("two", &[(name, text)]) }).await;
    }
    let paths: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    store.apply(removal("two", &paths)).await;
    assert_eq!(stripped(&store), before);
    store.check().await;
}
