//! Several nodes on one database: followers see every revision in order, and end with the same catalog.

use std::sync::Arc;

use portolan::catalog::Catalog;

use crate::harness::{Store, batch, component};

/// Two writers at once, and a third node that only follows.
#[tokio::test]
async fn a_follower_skips_nothing_while_others_write() {
    let store = Store::open().await;
    let writers = [store.node().await, store.node().await];
    let follower = store.node().await;
    let mut heard = follower.subscribe();
    let mut writing = Vec::new();
    for (number, writer) in writers.iter().enumerate() {
        let writer = Arc::clone(writer);
        writing.push(tokio::spawn(async move {
            for round in 0..20 {
                let name = format!("n{number}-{}", round % 7);
                let text = component(&name, &format!("owner: team-{round}"));
                let path = format!("{name}.yaml");
                let one = batch(&format!("source-{number}"), &[(&path, &text)]);
                writer.apply(one).await.expect("it is applied");
            }
        }));
    }
    while writing.iter().any(|one| !one.is_finished()) {
        follower.follow().await.expect("it follows");
        tokio::task::yield_now().await;
    }
    for one in writing {
        one.await.expect("it ends");
    }
    for node in writers.iter().chain([&follower]) {
        node.follow().await.expect("it follows");
    }
    let mut last = 0;
    while let Ok(event) = heard.try_recv() {
        assert!(event.revision > last, "revisions go up");
        assert_eq!(event.total as i64, event.revision - last, "each revision is in exactly one event");
        last = event.revision;
    }
    assert_eq!(last, 40);
    let bodies = |node: &Catalog| {
        let index = node.index();
        let mut all: Vec<String> =
            index.matching(&portolan_domain::index::Predicate::everything()).iter().map(|id| index.body(id)).collect();
        all.sort();
        all
    };
    assert_eq!(bodies(&follower).len(), 14);
    assert_eq!(bodies(&writers[0]), bodies(&follower));
    assert_eq!(bodies(&writers[1]), bodies(&follower));
}
