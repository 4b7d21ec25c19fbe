//! Several sources and nodes that write the same entities all the time.

use std::sync::Arc;

use portolan::catalog::Catalog;
use portolan::catalog::batch::Batch;
use portolan_domain::index::Predicate;

use crate::harness::{Store, batch, component, everything};

const REFS: usize = 40;
const ROUNDS: usize = 8;

/// One source that says something else of all of them in every round.
async fn write(node: Arc<Catalog>, source: &'static str, rank: i64) {
    for round in 0..ROUNDS {
        let files: Vec<(String, String)> = (0..REFS)
            .map(|at| (format!("{at}.yaml"), component(&format!("c-{at}"), &format!("owner: {source}-{round}"))))
            .collect();
        let borrowed: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        node.apply(Batch { rank, ..batch(source, &borrowed) }).await.expect("whoever is in the way is waited for");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o128_sources_that_write_the_same_entities_end_as_their_ranks_say() {
    let store = Store::open().await;
    let nodes = [store.catalog.clone(), store.node().await, store.node().await];
    let writing: Vec<_> = [("files", 10), ("scans", 100), ("pushes", 100)]
        .into_iter()
        .zip(&nodes)
        .map(|((source, rank), node)| tokio::spawn(write(Arc::clone(node), source, rank)))
        .collect();
    for one in writing {
        one.await.expect("it ends");
    }
    let last = format!("files-{}", ROUNDS - 1);
    for node in &nodes {
        node.follow().await.expect("it follows");
        assert_eq!(node.index().count(&Predicate::equals("kind", "component")), REFS as u64, "nothing is missing");
        assert_eq!(
            node.index().count(&Predicate::equals("spec.owner", &last)),
            REFS as u64,
            "the lower rank has its say"
        );
        assert_eq!(everything(node), everything(&nodes[0]));
    }
    store.check().await;
}
