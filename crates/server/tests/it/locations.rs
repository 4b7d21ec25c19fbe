//! Locations that are registered over Backstage's API: each is an entity of the catalog, as its clients expect.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use portolan::app::Settings;
use portolan::sources::Cause;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{SHOP, Server};

const OTHER: &str = "
apiVersion: backstage.io/v1alpha1
kind: Location
metadata: { name: other }
spec: { target: ./x.yaml }
";

/// A host of descriptors, whose text is changed at will; while it is empty nothing is there.
async fn host() -> (String, Arc<Mutex<String>>) {
    let page = Arc::new(Mutex::new(String::new()));
    let shown = Arc::clone(&page);
    let answer = move || {
        let text = shown.lock().expect("no panic").clone();
        std::future::ready(if text.is_empty() { Err(StatusCode::NOT_FOUND) } else { Ok(text) })
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(get(answer))).await });
    (format!("http://{address}"), page)
}

/// Waits for a sync under way, which holds the source, and makes another.
async fn sync(server: &Server, id: &str) {
    while server.app.sources.sync(id, Cause::Manual, None).await.expect("it runs").is_none() {
        tokio::task::yield_now().await;
    }
}

fn by_name(location: &Value) -> String {
    let reference = location["entityRef"].as_str().expect("a reference");
    format!("/api/catalog/entities/by-name/{}", reference.replace(':', "/"))
}

#[tokio::test]
async fn a_registered_location_is_an_entity_once_it_could_be_read() {
    let server = Server::with("", Settings::default()).await;
    let (url, page) = host().await;
    let target = format!("{url}/catalog-info.yaml");
    let ask = json!({ "type": "url", "target": target });
    let (status, answer) = server.post("/api/catalog/locations?dryRun=true", ask.clone()).await;
    assert_eq!(status, 400, "{answer}");
    let (status, answer) = server.post("/api/catalog/locations", ask).await;
    assert_eq!(status, 201, "{answer}");
    let location = answer["location"].clone();
    let id = location["id"].as_str().expect("an id");
    sync(&server, id).await;
    assert_eq!(server.get(&by_name(&location)).await.0, 404, "nothing could be read");

    *page.lock().expect("no panic") = SHOP.to_owned();
    sync(&server, id).await;
    let (status, entity) = server.get(&by_name(&location)).await;
    assert_eq!((status.as_u16(), &entity["kind"]), (200, &json!("Location")), "{entity}");
    assert_eq!(entity["spec"], json!({ "type": "url", "target": target }));
    let origin = json!(format!("url:{target}"));
    assert_eq!(entity["metadata"]["annotations"]["backstage.io/managed-by-origin-location"], origin);
    assert_eq!(server.get("/api/catalog/locations/by-entity/component/default/web").await.1, location);
    let (_, lineage) = server.get("/api/catalog/entities/by-name/component/default/web/ancestry").await;
    let items = lineage["items"].as_array().expect("items");
    assert_eq!((items.len(), &items[0]["parentEntityRefs"]), (2, &json!([location["entityRef"]])));
    assert_eq!((&items[1]["entity"], &items[1]["parentEntityRefs"]), (&entity, &json!([])));
    sync(&server, id).await;
    assert_eq!(server.get(&by_name(&location)).await.1["metadata"]["etag"], entity["metadata"]["etag"]);

    let gone = server.request(Method::DELETE, &format!("/api/catalog/locations/{id}")).send().await.expect("an answer");
    assert_eq!(gone.status(), 204);
    assert_eq!(server.get(&by_name(&location)).await.0, 404);
}

#[tokio::test]
async fn a_location_that_names_nothing_any_more_is_held_with_its_own_entity_there() {
    let server = Server::with("", Settings::default()).await;
    let (url, page) = host().await;
    *page.lock().expect("no panic") = SHOP.to_owned();
    let ask = json!({ "type": "url", "target": format!("{url}/catalog-info.yaml") });
    let (_, answer) = server.post("/api/catalog/locations", ask).await;
    let id = answer["location"]["id"].as_str().expect("an id");
    sync(&server, id).await;
    *page.lock().expect("no panic") = OTHER.to_owned();
    sync(&server, id).await;
    let (_, held) = server.get("/api/v1/held").await;
    assert_eq!(held["items"].as_array().map(Vec::len), Some(1), "five of five would go: {held}");
    assert_eq!(server.get(&by_name(&answer["location"])).await.0, 200);
    assert_eq!(server.get("/api/catalog/entities/by-name/component/default/web").await.0, 200);
}

#[tokio::test]
async fn a_location_of_another_address_is_another_entity() {
    let server = Server::with("", Settings::default()).await;
    let (url, page) = host().await;
    *page.lock().expect("no panic") = SHOP.to_owned();
    let at = |name: &str| json!({ "type": "url", "target": format!("{url}/{name}.yaml") });
    let (_, dry) = server.post("/api/catalog/locations?dryRun=true", at("one")).await;
    let (_, answer) = server.post("/api/catalog/locations", at("one")).await;
    let origin = json!(format!("url:{url}/one.yaml"));
    assert_eq!((&dry["exists"], &dry["location"]["id"]), (&json!(false), &origin));
    assert_eq!(dry["location"]["entityRef"], answer["location"]["entityRef"]);
    let entities = dry["entities"].as_array().expect("entities");
    assert_eq!((entities.len(), &entities[0]["kind"]), (6, &json!("Location")));
    let annotation = |entity: &Value| entity["metadata"]["annotations"]["backstage.io/managed-by-location"].clone();
    assert!(entities.iter().all(|entity| annotation(entity) == origin), "{dry}");
    let id = answer["location"]["id"].as_str().expect("an id");
    sync(&server, id).await;
    let put = server.request(Method::PUT, &format!("/api/catalog/locations/{id}"));
    let put = put.header("content-type", "application/json").body(at("two").to_string()).send().await;
    let moved: Value = serde_json::from_str(&put.expect("an answer").text().await.expect("a body")).expect("JSON");
    sync(&server, id).await;
    assert_eq!(server.get(&by_name(&answer["location"])).await.0, 404);
    assert_eq!(server.get(&by_name(&moved)).await.0, 200);
}

#[tokio::test]
async fn a_source_of_our_own_kind_is_no_entity() {
    let server = Server::with("", Settings::default()).await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("catalog-info.yaml"), SHOP).expect("a file");
    let (_, source) = server.post("/api/v1/sources", json!({ "target": folder.path() })).await;
    sync(&server, source["id"].as_str().expect("an id")).await;
    let (_, found) = server.get("/api/catalog/entities?filter=kind=location").await;
    assert_eq!(found, json!([]));
}
