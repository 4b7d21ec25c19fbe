//! Sources over HTTP: added, synced, registered as Backstage's locations, removed.

use std::sync::{Arc, Mutex};

use portolan_integrations::http::Rules;
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
    for target in ["/etc/passwd", "notaurl", "javascript:alert(1)", "file:///etc"] {
        let (status, error) = server.post("/api/catalog/locations", json!({ "type": "url", "target": target })).await;
        assert_eq!(status, 400, "{target}: {error}");
    }
    let other = json!({ "type": "url", "target": "https://git.invalid/other.yaml" });
    for wrong in ["dryRun=1", "dryRun=TRUE", "dryRun", "onConflict=foo"] {
        assert_eq!(server.post(&format!("/api/catalog/locations?{wrong}"), other.clone()).await.0, 400, "{wrong}");
    }
    assert_eq!(server.post("/api/v1/sources?dry_run=yes", other).await.0, 400);
    let (_, list) = server.get("/api/catalog/locations").await;
    assert_eq!(list.as_array().map(Vec::len), Some(1));
    let (_, page) = server.post("/api/catalog/locations/by-query", json!({ "query": { "type": "url" } })).await;
    assert_eq!(page["totalItems"], 1);
    let id = answer["location"]["id"].as_str().expect("an id");
    let gone = server.request(Method::DELETE, &format!("/api/catalog/locations/{id}")).send().await.expect("an answer");
    assert_eq!(gone.status(), 204);
    assert_eq!(server.get(&format!("/api/catalog/locations/{id}")).await.0, 404);
}

#[tokio::test]
async fn an_unchanged_url_is_asked_with_its_stamp_and_not_read_again() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    let page = Arc::new(Mutex::new(SHOP.to_owned()));
    let known = Arc::new(Mutex::new(Vec::new()));
    let (shown, asked) = (Arc::clone(&page), Arc::clone(&known));
    let answer = move |headers: axum::http::HeaderMap| {
        let text = shown.lock().expect("no panic").clone();
        let tag = format!("\"{}\"", text.len());
        let given = headers.get("if-none-match").map(|given| given.to_str().expect("text").to_owned());
        asked.lock().expect("no panic").push(given.clone());
        let same = given.as_deref() == Some(&tag);
        let status = if same { axum::http::StatusCode::NOT_MODIFIED } else { axum::http::StatusCode::OK };
        std::future::ready((status, [("etag", tag)], if same { String::new() } else { text }))
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let target = format!("http://{}/catalog-info.yaml", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().fallback(axum::routing::get(answer))).await });
    let (_, source) = server.post("/api/v1/sources", json!({ "target": target })).await;
    let sync = format!("/api/v1/sources/{}/sync", source["id"].as_str().expect("an id"));
    let (_, first) = server.post(&sync, json!({})).await;
    assert_eq!((&first["counts"]["read"], &first["counts"]["created"]), (&json!(1), &json!(5)), "{first}");
    let (_, second) = server.post(&sync, json!({})).await;
    assert_eq!((&second["state"], &second["counts"]["files"]), (&json!("done"), &json!(1)));
    assert_eq!(second["counts"]["read"], 0);
    page.lock().expect("no panic").push_str("# more\n");
    let (_, third) = server.post(&sync, json!({})).await;
    assert_eq!(third["counts"]["read"], 1);
    let tag = |length: usize| Some(format!("\"{length}\""));
    assert_eq!(*known.lock().expect("no panic"), [None, tag(SHOP.len()), tag(SHOP.len())]);
}

#[tokio::test]
async fn a_forbidden_address_is_refused_when_it_is_named() {
    let rules = Rules { allow_private_addresses: false, allowed_hosts: Vec::new() };
    let server = Server::under(rules, "", portolan::app::Settings::default()).await;
    for target in ["http://169.254.169.254/latest", "http://localhost:1/a.yaml", "https://10.0.0.1/x.git"] {
        let (status, error) = server.post("/api/v1/sources", json!({ "target": target })).await;
        assert_eq!(status, 400, "{target}: {error}");
        assert!(error["detail"].as_str().expect("text").contains("outbound.allow_private_addresses"), "{error}");
        let (status, error) = server.post("/api/catalog/locations", json!({ "type": "url", "target": target })).await;
        assert_eq!(status, 400, "{target}: {error}");
    }
    assert_eq!(server.get("/api/v1/sources").await.1, json!({ "items": [] }));
    let (_, source) = server.post("/api/v1/sources", json!({ "target": "https://git.invalid/a.yaml" })).await;
    let id = source["id"].as_str().expect("a name that leads nowhere now may later");
    let other = server
        .request(Method::PUT, &format!("/api/catalog/locations/{id}"))
        .header("content-type", "application/json")
        .body(json!({ "type": "url", "target": "http://127.0.0.1/a.yaml" }).to_string());
    assert_eq!(other.send().await.expect("an answer").status(), 400);
}

#[tokio::test]
async fn sources_and_locations_are_the_same_rows_in_the_same_order() {
    let server = Server::start().await;
    for name in ["zeta", "alpha", "mu"] {
        let body = json!({ "target": format!("https://git.invalid/{name}.yaml"), "name": name });
        assert_eq!(server.post("/api/v1/sources", body).await.0, 201);
    }
    let ids = |list: &serde_json::Value, at: &str| -> Vec<String> {
        let rows = list.as_array().expect("a list").iter();
        rows.map(|row| row.pointer(at).and_then(|id| id.as_str()).expect("an id").to_owned()).collect()
    };
    let (_, sources) = server.get("/api/v1/sources").await;
    let (_, locations) = server.get("/api/catalog/locations").await;
    assert_eq!(ids(&locations, "/data/id"), ids(&sources["items"], "/id"));
}
