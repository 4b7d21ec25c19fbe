//! Liveness and readiness: what they ask, and what they say when the database fails.

use std::sync::mpsc;

use serde_json::json;

use crate::harness::Server;

const SECOND: i64 = 1_000_000;

/// Case O143.
#[tokio::test]
async fn readiness_says_that_the_database_fails_and_liveness_does_not_care() {
    let server = Server::start().await;
    let fine = json!({ "status": "ok", "checks": { "server": "ok", "database": "ok", "catalog": "ok" } });
    let (status, body) = server.get("/readyz").await;
    assert_eq!((status.as_u16(), body), (200, fine.clone()));
    server.app.db.write(|tx| tx.batch("DROP TABLE revisions")).await.expect("it is gone");
    assert_eq!(server.get("/readyz").await.1, fine, "an answer holds for a second");

    server.app.clock.advance(SECOND);
    let (status, body) = server.get("/readyz").await;
    let broken = json!({ "server": "ok", "database": "it answers with an error", "catalog": "ok" });
    assert_eq!((status.as_u16(), body), (503, json!({ "status": "unavailable", "checks": broken })));
    let (status, body) = server.get("/.backstage/health/v1/readiness").await;
    let message = "database: it answers with an error";
    assert_eq!((status.as_u16(), body), (503, json!({ "status": "error", "message": message })));
    for path in ["/healthz", "/.backstage/health/v1/liveness"] {
        let (status, body) = server.get(path).await;
        assert_eq!((status.as_u16(), body), (200, json!({ "status": "ok" })));
    }
}

#[tokio::test]
async fn a_server_that_stops_takes_no_more_traffic() {
    let server = Server::start().await;
    server.app.stopping.send_replace(true);
    let (status, body) = server.get("/readyz").await;
    assert_eq!((status.as_u16(), &body["checks"]["server"]), (503, &json!("it is stopping")));
}

/// Readers of SQLite wait for nobody; of PostgreSQL, for whoever locks the table.
/// Case O143.
#[tokio::test]
async fn a_database_that_does_not_answer_is_not_waited_for() {
    if std::env::var_os("PORTOLAN_TEST_POSTGRES").is_none() {
        return;
    }
    let server = Server::start().await;
    let (locked, seen) = tokio::sync::oneshot::channel();
    let (release, wait) = mpsc::channel::<()>();
    let db = server.app.db.clone();
    let mut locked = Some(locked);
    let holding = tokio::spawn(async move {
        db.write(move |tx| {
            tx.batch("LOCK TABLE revisions IN ACCESS EXCLUSIVE MODE")?;
            locked.take().map(|locked| locked.send(()));
            let _ = wait.recv();
            Ok(())
        })
        .await
    });
    seen.await.expect("it is locked");
    let (status, body) = server.get("/readyz").await;
    assert_eq!((status.as_u16(), &body["checks"]["database"]), (503, &json!("it does not answer")));
    drop(release);
    holding.await.expect("no panic").expect("it is released");
    server.app.clock.advance(SECOND);
    assert_eq!(server.get("/readyz").await.0, 200);
}
