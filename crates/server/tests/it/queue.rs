//! The queue at work: what is added is done soon, also when its runner has nothing to do until much later.

use std::time::Duration;

use portolan::queue::{self, store};

use crate::harness::Server;

async fn waiting(server: &Server) -> Vec<(String, i64)> {
    let counts = server.app.db.read(store::counts).await.expect("an answer");
    counts.into_iter().filter(|(state, count)| state != "done" && *count > 0).collect()
}

#[tokio::test]
async fn a_job_is_done_soon_after_it_was_added() {
    let server = Server::start().await;
    let runner = tokio::spawn(queue::run(server.app.clone()));
    let mut often = tokio::time::interval(Duration::from_millis(20));
    for key in ["first", "second"] {
        let now = server.app.clock.now();
        let added = move |tx: &mut portolan::db::Tx<'_>| store::insert(tx, "maintenance.purge", key, "{}", now, now);
        assert!(server.app.db.write(added).await.expect("it is written"));
        let done = async {
            while !waiting(&server).await.is_empty() {
                often.tick().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), done).await.expect("nobody looks again");
    }
    runner.abort();
}
