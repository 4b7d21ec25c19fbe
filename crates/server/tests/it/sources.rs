//! Sources over HTTP: added, synced, registered as Backstage's locations, removed.

use reqwest::Method;
use serde_json::json;

use crate::harness::{SHOP, Server, names};

#[tokio::test]
async fn a_directory_is_added_read_and_removed() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("catalog-info.yaml"), SHOP).expect("a file");
    let (status, source) = server.post("/api/v1/sources", json!({ "target": folder.path(), "name": "Shop" })).await;
    assert_eq!((status.as_u16(), source["kind"].as_str()), (201, Some("directory")), "{source}");
    let id = source["id"].as_str().expect("an id").to_owned();
    assert_eq!(server.post("/api/v1/sources", json!({ "target": folder.path() })).await.0, 409);
    server
        .app
        .sources
        .sync(&id, portolan::sources::Cause::Manual, None)
        .await
        .expect("it runs")
        .expect("nobody else is at it");
    let (_, found) = server.get("/api/catalog/entities?filter=kind=component").await;
    assert_eq!(names(&found).len(), 3);
    let (_, source) = server.get(&format!("/api/v1/sources/{id}")).await;
    assert_eq!((&source["entities"], &source["last_sync"]["state"]), (&json!(5), &json!("done")));
    let (_, syncs) = server.get(&format!("/api/v1/sources/{id}/syncs")).await;
    assert_eq!(syncs["items"][0]["source_name"], "Shop");
    let (_, location) = server.get("/api/catalog/locations/by-entity/component/default/web").await;
    assert_eq!(location["id"], id.as_str());
    assert_eq!(server.post("/api/catalog/refresh", json!({ "entityRef": "component:default/web" })).await.0, 200);
    assert_eq!(server.get("/api/v1/held").await.1, json!({ "items": [] }));
}

#[tokio::test]
async fn a_location_is_registered_once() {
    let server = Server::start().await;
    let ask = json!({ "type": "url", "target": "https://git.invalid/catalog-info.yaml" });
    let (status, answer) = server.post("/api/catalog/locations", ask.clone()).await;
    assert_eq!((status.as_u16(), &answer["location"]["target"]), (201, &ask["target"]), "{answer}");
    let (status, error) = server.post("/api/catalog/locations", ask.clone()).await;
    assert_eq!(status, 409);
    assert_eq!(error["error"]["message"], "Location url:https://git.invalid/catalog-info.yaml already exists");
    assert_eq!(server.post("/api/catalog/locations?onConflict=refresh", ask.clone()).await.0, 201);
    assert_eq!(server.post("/api/catalog/locations", json!({ "type": "file", "target": "/etc/passwd" })).await.0, 400);
    let (_, list) = server.get("/api/catalog/locations").await;
    assert_eq!(list.as_array().map(Vec::len), Some(1));
    let (_, page) = server.post("/api/catalog/locations/by-query", json!({ "query": { "type": "url" } })).await;
    assert_eq!(page["totalItems"], 1);
    let id = answer["location"]["id"].as_str().expect("an id");
    let gone = server.request(Method::DELETE, &format!("/api/catalog/locations/{id}")).send().await.expect("an answer");
    assert_eq!(gone.status(), 204);
    assert_eq!(server.get(&format!("/api/catalog/locations/{id}")).await.0, 404);
}
