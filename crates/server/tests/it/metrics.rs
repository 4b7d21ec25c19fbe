//! `/metrics`: what Prometheus reads.

use serde_json::json;

use crate::harness::Server;

/// The value of a series, as written.
async fn value(server: &Server, series: &str) -> String {
    let (status, text) = server.get("/metrics").await;
    assert_eq!(status, 200);
    let text = text.as_str().expect("text").to_owned();
    let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' ').map(str::to_owned));
    line.unwrap_or_else(|| panic!("{series} is not in\n{text}"))
}

#[tokio::test]
async fn states_and_failures_are_counted() {
    let server = Server::start().await;
    let version = format!("portolan_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"));
    assert_eq!(value(&server, &version).await, "1");
    assert_eq!(value(&server, "portolan_sources{state=\"failing\"}").await, "0");
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("nothing");
    std::fs::create_dir(&missing).expect("a folder");
    let (_, source) = server.post("/api/v1/sources", json!({ "target": missing })).await;
    std::fs::remove_dir(&missing).expect("it goes");
    let sync = format!("/api/v1/sources/{}/sync", source["id"].as_str().expect("an id"));
    server.post(&sync, json!({})).await;
    server.app.clock.advance(6_000_000);
    assert_eq!(value(&server, "portolan_sources{state=\"failing\"}").await, "1");
    assert_eq!(value(&server, "portolan_syncs_total{result=\"failed\"}").await, "1");
    assert_eq!(value(&server, "portolan_syncs_total{result=\"done\"}").await, "0");
    server.post("/api/v1/auth/login", json!({ "email": "a@halden.example", "password": "wrong" })).await;
    assert_eq!(value(&server, "portolan_sign_in_failures_total").await, "1");
    assert_eq!(value(&server, "portolan_follower_lag_revisions").await, "0");
    assert_eq!(value(&server, "portolan_queue_jobs{state=\"dead\"}").await, "0");
    assert_eq!(value(&server, "portolan_db_pool_waiting").await, "0");
    let (size, idle) = (value(&server, "portolan_db_pool_size").await, value(&server, "portolan_db_pool_idle").await);
    assert!(size.parse::<u32>().expect("a number") >= idle.parse::<u32>().expect("a number"), "{idle} of {size}");
}
