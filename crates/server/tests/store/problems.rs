//! Files that cannot be read: the last good version stays, the problem shows on it and goes when it is mended.

use crate::harness::{Store, batch, component, removal};
use portolan::catalog::store::problems::{self, ProblemFilter, ProblemRow};
use portolan_domain::index::Predicate;

const BILLING: &str = "component:default/billing";
const BROKEN: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: [oops\n";

async fn found(store: &Store) -> Vec<ProblemRow> {
    store.catalog.db().read(|tx| problems::list(tx, &ProblemFilter::default())).await.expect("problems")
}

#[tokio::test]
async fn a_bad_edit_keeps_the_last_good_version() {
    let store = Store::open().await;
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    let uid = store.uid(BILLING);
    let applied = store.apply(batch("one", &[("a.yaml", BROKEN)])).await;
    assert_eq!(applied.deleted, Vec::<String>::new());
    assert_eq!(store.uid(BILLING), uid);
    let problems = found(&store).await;
    assert_eq!((problems.len(), problems[0].source_id.as_str()), (1, "one"));
    assert!(problems[0].excerpt.lines.iter().any(|line| line.contains("oops")));
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: finance"))])).await;
    assert!(found(&store).await.is_empty());
    assert_eq!(store.uid(BILLING), uid);
    store.check().await;
}

#[tokio::test]
async fn one_bad_document_does_not_drop_its_neighbours() {
    let store = Store::open().await;
    let bad =
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: ledger }\nspec: { type: service }\n";
    let text = format!("{}---\n{bad}", component("billing", "owner: payments"));
    store.apply(batch("one", &[("a.yaml", &text)])).await;
    assert!(store.entity(BILLING).is_some());
    assert!(!found(&store).await.is_empty());
    store.check().await;
}

#[tokio::test]
async fn a_problem_marks_the_entity_it_is_about() {
    let store = Store::open().await;
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: 5"))])).await;
    let marked = |store: &Store| store.catalog.index().count(&Predicate::equals("portolan.problem", "error"));
    let body = store.entity(BILLING).expect("the last good version");
    assert_eq!((marked(&store), body["status"]["items"][0]["level"].as_str()), (1, Some("error")));
    assert_eq!(body["spec"]["owner"], "payments");
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    let body = store.entity(BILLING).expect("it is there");
    assert_eq!((marked(&store), body["status"].is_null()), (0, true));
    store.check().await;
}

#[tokio::test]
async fn problems_found_before_any_entity_go_when_they_are_mended() {
    let store = Store::open().await;
    store.apply(batch("one", &[("a.yaml", BROKEN)])).await;
    assert_eq!(found(&store).await.len(), 1);
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    assert!(found(&store).await.is_empty());
    store.check().await;
}

#[tokio::test]
async fn problems_go_with_their_file() {
    let store = Store::open().await;
    store.apply(batch("one", &[("a.yaml", BROKEN)])).await;
    store.apply(removal("one", &["a.yaml"])).await;
    assert!(found(&store).await.is_empty());
    store.check().await;
}

#[tokio::test]
async fn what_cannot_be_read_marks_all_that_its_file_said() {
    let store = Store::open().await;
    let both = format!("{}---\n{}", component("billing", "owner: payments"), component("ledger", "owner: payments"));
    store.apply(batch("one", &[("a.yaml", &both), ("b.yaml", &component("other", "owner: payments"))])).await;
    store.apply(batch("one", &[("a.yaml", BROKEN)])).await;
    let marked = |store: &Store| store.catalog.index().count(&Predicate::equals("portolan.problem", "error"));
    let body = store.entity(BILLING).expect("the last good version");
    assert_eq!((marked(&store), body["status"]["items"][0]["level"].as_str()), (2, Some("error")));
    let about = async |reference: &str| {
        let filter = ProblemFilter { reference: reference.to_owned(), ..ProblemFilter::default() };
        store.catalog.db().read(move |tx| problems::list(tx, &filter)).await.expect("problems").len()
    };
    assert_eq!((about(BILLING).await, about("component:default/other").await), (1, 0));
    // Another source that names it too changes nothing of that.
    store.apply(batch("two", &[("c.yaml", &component("billing", "owner: finance"))])).await;
    assert_eq!(marked(&store), 2);
    store.check().await;
    // One of the two is back, and the other document is broken.
    let one = format!("{}---\n{BROKEN}", component("billing", "owner: payments"));
    store.apply(batch("one", &[("a.yaml", &one)])).await;
    assert_eq!((marked(&store), store.entity(BILLING).expect("it is there")["status"].is_null()), (1, true));
    assert_eq!((about(BILLING).await, about("component:default/ledger").await), (0, 1));
    store.apply(batch("one", &[("a.yaml", &both)])).await;
    assert_eq!(marked(&store), 0);
    store.check().await;
}
