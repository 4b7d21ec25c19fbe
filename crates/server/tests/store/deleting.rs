//! Deletions: planned and guarded before, undone after.

use crate::harness::{DAY, START, Store, batch, component, removal};
use portolan::catalog::batch::{Batch, Guard, Moved, Plan, Renewed};
use portolan::catalog::restoration::{Choice, Restored, Stays, Wish};
use portolan::catalog::scope::Scope;
use portolan::catalog::store::tombstones::{self, TombstoneFilter, TombstoneRow};
use portolan::catalog::{RESTORED, store::claims};
use portolan::db::TENANT;
use portolan::tenants::Quotas;
use portolan_domain::index::Predicate;

const BILLING: &str = "component:default/billing";
const LEDGER: &str = "component:default/ledger";

async fn kept(store: &Store, now: i64) -> Vec<TombstoneRow> {
    let all = TombstoneFilter::default();
    store.catalog.db().read(move |tx| tombstones::list(tx, &all, now, 1_000)).await.expect("tombstones")
}

async fn restore(store: &Store, choice: Choice, now: i64) -> Restored {
    let wish = Wish { choice, scope: Scope::default(), dry_run: false, actor: "ann".into(), now };
    store.catalog.restore(wish).await.expect("an answer")
}

/// The references that come back when a uid is asked for.
async fn back(store: &Store, uid: &str, now: i64) -> Vec<String> {
    restore(store, Choice::Named { uids: vec![uid.to_owned()], refs: Vec::new() }, now).await.refs
}

async fn two(store: &Store) {
    let (billing, ledger) = (
        component("billing", "owner: payments"),
        component("ledger", "owner: payments\n  dependsOn: [component:billing]"),
    );
    store.apply(batch("one", &[("a.yaml", &billing), ("b.yaml", &ledger)])).await;
}

fn refuses(deletes: usize, of: u64) -> bool {
    let plan = Plan { deletes: vec![String::new(); deletes], of, moved: Vec::new() };
    Guard { percent: 25, count: 10 }.refusal(&plan).is_some()
}

#[test]
fn the_guard_holds_more_than_a_quarter_and_more_than_ten_and_everything() {
    let held = [(11, 43), (26, 100), (2, 2), (10, 10)];
    let passed = [(0, 0), (0, 10), (10, 11), (11, 44), (25, 100), (1, 10)];
    assert_eq!(held.map(|(deletes, of)| refuses(deletes, of)), [true; 4]);
    assert_eq!(passed.map(|(deletes, of)| refuses(deletes, of)), [false; 6]);
}

#[tokio::test]
async fn a_plan_names_what_would_lose_its_last_claim() {
    let store = Store::open().await;
    two(&store).await;
    store.apply(batch("two", &[("c.yaml", &component("ledger", "owner: payments"))])).await;
    let gone = vec!["a.yaml".to_owned(), "b.yaml".to_owned()];
    let plan = store.catalog.plan("one", gone.clone(), Vec::new()).await.expect("a plan");
    assert_eq!(plan, Plan { deletes: vec![BILLING.to_owned()], of: 2, moved: Vec::new() });
    // Named again elsewhere in the same sync: moved, not gone.
    for broken in [false, true] {
        let renewed = Renewed { file: "d.yaml".to_owned(), refs: vec![BILLING.to_owned()], broken };
        let plan = store.catalog.plan("one", gone.clone(), vec![renewed]).await.expect("a plan");
        assert_eq!(plan.deletes, Vec::<String>::new());
        assert_eq!(plan.moved, [Moved { file: "a.yaml".to_owned(), reference: BILLING.to_owned() }]);
    }
    // A file that stays and no longer names it.
    let emptied = Renewed { file: "a.yaml".to_owned(), ..Renewed::default() };
    let plan = store.catalog.plan("one", Vec::new(), vec![emptied]).await.expect("a plan");
    assert_eq!(plan.deletes, [BILLING]);
}

#[tokio::test]
async fn a_held_sync_removes_nothing() {
    let store = Store::open().await;
    two(&store).await;
    let emptied = Batch { keep_missing: true, ..batch("one", &[("a.yaml", "# nothing here\n")]) };
    assert_eq!(store.apply(emptied).await.deleted, Vec::<String>::new());
    assert!(store.entity(BILLING).is_some());
    store.check().await;
}

#[tokio::test]
async fn a_deletion_leaves_a_tombstone_with_its_reason() {
    let store = Store::open().await;
    two(&store).await;
    let uid = store.uid(BILLING);
    let applied = store.apply(removal("one", &["a.yaml"])).await;
    assert_eq!(applied.deleted, [BILLING]);
    let tombstones = kept(&store, START).await;
    let one = &tombstones[0];
    assert_eq!((tombstones.len(), one.uid.as_str(), one.reference.as_str()), (1, uid.as_str(), BILLING));
    assert_eq!((one.reason.as_str(), one.source_id.as_str(), one.deleted_at), ("its file is gone", "one", START));
    assert_eq!(one.claims()[0].raw, component("billing", "owner: payments").trim_end());
    assert_eq!(store.catalog.index().count(&Predicate::equals("portolan.dangling", "true")), 1, "who pointed at it");
    store.check().await;
}

#[tokio::test]
async fn a_restored_entity_is_what_it_was() {
    let store = Store::open().await;
    two(&store).await;
    let before = store.entity(BILLING).expect("it is there");
    store.apply(removal("one", &["a.yaml"])).await;
    let uid = before["metadata"]["uid"].as_str().expect("a uid").to_owned();
    assert_eq!(back(&store, &uid, START + DAY).await, [BILLING]);
    let mut after = store.entity(BILLING).expect("it is back");
    after["metadata"]["etag"] = before["metadata"]["etag"].clone();
    assert_eq!(after, before, "relations from others included");
    assert!(kept(&store, START).await.is_empty());
    assert!(back(&store, &uid, START + DAY).await.is_empty(), "only once");
    store.check().await;
}

#[tokio::test]
async fn a_source_that_names_a_restored_entity_again_takes_it_back() {
    let store = Store::open().await;
    two(&store).await;
    let uid = store.uid(BILLING);
    store.apply(removal("one", &["a.yaml"])).await;
    assert_eq!(back(&store, &uid, START).await, [BILLING]);
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: finance"))])).await;
    let held = store.catalog.db().read(|tx| claims::list_of_refs(tx, &[BILLING])).await.expect("claims");
    assert!(held.iter().all(|claim| claim.source_id != RESTORED), "the stand-in goes");
    assert_eq!(
        (store.uid(BILLING), store.catalog.index().count(&Predicate::equals("portolan.conflict", "true"))),
        (uid, 0)
    );
    store.apply(removal("one", &["a.yaml"])).await;
    assert_eq!(store.entity(BILLING), None, "and no longer keeps it alive");
    store.check().await;
}

#[tokio::test]
async fn an_entity_removed_by_hand_comes_back_with_the_claims_of_all_its_sources() {
    let store = Store::open().await;
    // Both sources keep it in a file of the same name, as most do.
    store.apply(batch("one", &[("a.yaml", &component("billing", "owner: payments"))])).await;
    store.apply(batch("two", &[("a.yaml", &component("billing", "owner: payments\n  system: shop"))])).await;
    let uid = store.uid(BILLING);
    let removed = store.catalog.remove(BILLING.to_owned(), "ann".into(), START).await.expect("an answer");
    assert_eq!(removed.expect("it was there").deleted, [BILLING]);
    assert_eq!(store.entity(BILLING), None);
    store.check().await;
    assert_eq!(back(&store, &uid, START).await, [BILLING]);
    assert_eq!(store.uid(BILLING), uid);
    assert_eq!(store.entity(BILLING).expect("it is back")["spec"]["system"], "shop");
    store.check().await;
}

#[tokio::test]
async fn removing_what_is_not_there_does_nothing() {
    let store = Store::open().await;
    two(&store).await;
    let removed = store.catalog.remove("component:default/gone".to_owned(), "ann".into(), START).await;
    assert!(removed.expect("an answer").is_none());
    assert_eq!(store.log().await, [format!("created {BILLING}"), format!("created {LEDGER}")]);
}

#[tokio::test]
async fn tombstones_are_kept_30_days_and_purged_then() {
    let store = Store::open().await;
    two(&store).await;
    store.apply(removal("one", &["a.yaml"])).await;
    let last = START + 30 * DAY - 1;
    assert_eq!(store.catalog.purge(last).await.expect("an answer"), 0);
    assert_eq!(kept(&store, last).await.len(), 1);
    let uid = kept(&store, last).await[0].uid.clone();
    assert!(back(&store, &uid, last + 1).await.is_empty());
    assert_eq!(store.catalog.purge(last + 1).await.expect("an answer"), 1);
}

#[tokio::test]
async fn a_mass_deletion_can_be_undone() {
    let store = Store::open().await;
    let files: Vec<(String, String)> =
        (0..600).map(|at| (format!("{at}.yaml"), component(&format!("c-{at:03}"), "owner: payments"))).collect();
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    store.apply(batch("one", &borrowed)).await;
    let references =
        |store: &Store| crate::harness::everything(&store.catalog).into_iter().map(|one| one.0).collect::<Vec<_>>();
    let before = references(&store);
    let paths: Vec<&str> = borrowed.iter().map(|(path, _)| *path).collect();
    assert_eq!(store.apply(removal("one", &paths)).await.deleted.len(), 600);
    let gone = kept(&store, START).await;
    let broken = &gone[0];
    let (uid, name) = (broken.uid.clone(), broken.reference.clone());
    let spoil = "UPDATE tombstones SET claims = '[]' WHERE tenant = $1 AND uid = $2";
    store.catalog.db().write(move |tx| tx.execute(spoil, &[TENANT, (&uid).into()])).await.expect("it is spoilt");
    let of_one = TombstoneFilter { source_id: "one".to_owned(), ..TombstoneFilter::default() };
    let restored = restore(&store, Choice::Like(of_one), START).await;
    assert_eq!((restored.refs.len(), restored.kinds["Component"]), (599, 599));
    assert_eq!(restored.stays, [(Stays::Unreadable, vec![broken.uid.clone()])].into());
    let left: Vec<String> = before.into_iter().filter(|reference| *reference != name).collect();
    assert_eq!(references(&store), left);
    store.check().await;
}

#[tokio::test]
async fn a_restoration_beyond_a_quota_brings_nothing_back() {
    let store = Store::open().await;
    two(&store).await;
    store.apply(removal("one", &["a.yaml", "b.yaml"])).await;
    store.catalog.quotas().set(Quotas { entities: 1, ..Quotas::NONE });
    for dry_run in [true, false] {
        let refs = vec![BILLING.to_owned(), LEDGER.to_owned()];
        let choice = Choice::Named { uids: Vec::new(), refs };
        let wish = Wish { choice, scope: Scope::default(), dry_run, actor: "ann".into(), now: START };
        let refused = store.catalog.restore(wish).await.expect_err("it is too much").to_string();
        assert!(refused.contains("entities"), "{refused}");
    }
    assert_eq!((store.entity(BILLING), kept(&store, START).await.len()), (None, 2));
}
