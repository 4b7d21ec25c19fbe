//! What people change while a sync runs stays as they said.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use portolan::sources::Cause;
use reqwest::Method;
use serde_json::json;
use tokio::sync::Notify;

use crate::harness::{SHOP, Server};

#[tokio::test]
async fn a_source_is_renamed_and_paused_while_its_host_is_slow() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    let (asked, answer) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (seen, wait) = (Arc::clone(&asked), Arc::clone(&answer));
    let page = move || async move {
        seen.notify_one();
        wait.notified().await;
        SHOP
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let target = format!("http://{}/catalog-info.yaml", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/catalog-info.yaml", get(page))).await });

    let (status, source) = server.post("/api/v1/sources", json!({ "target": target, "name": "Slow" })).await;
    assert_eq!(status.as_u16(), 201, "{source}");
    let id = source["id"].as_str().expect("an id").to_owned();
    let (sources, wanted) = (Arc::clone(&server.app.sources), id.clone());
    let sync = tokio::spawn(async move { sources.sync(&wanted, Cause::Manual, None).await });
    asked.notified().await;
    let changes = json!({ "name": "Renamed", "rank": 7, "paused": true });
    let request = server.request(Method::PATCH, &format!("/api/v1/sources/{id}"));
    let changed =
        request.header("content-type", "application/json").body(changes.to_string()).send().await.expect("an answer");
    assert_eq!(changed.status(), 200);
    answer.notify_one();
    let ran = sync.await.expect("no panic").expect("it runs").expect("nobody else is at it");
    assert_eq!(ran.state, "done", "{}", ran.message);
    let (_, source) = server.get(&format!("/api/v1/sources/{id}")).await;
    assert_eq!((&source["name"], &source["rank"], &source["state"]), (&json!("Renamed"), &json!(7), &json!("paused")));
    assert_eq!(source["entities"], 5);
}
