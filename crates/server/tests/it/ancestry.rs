//! Where an entity comes from: the `Location`s that name its file, up to its source.

use serde_json::{Value, json};

use crate::harness::{SHOP, Server};

const ROOT: &str = "
apiVersion: backstage.io/v1alpha1
kind: Location
metadata: { name: root }
spec: { targets: [./teams/all.yaml] }
";
const ALL: &str = "
apiVersion: backstage.io/v1alpha1
kind: Location
metadata: { name: all }
spec: { target: '../services/*.yaml' }
";

/// References with their parents.
fn chain(answer: &Value) -> Vec<(String, Value)> {
    let items = answer["items"].as_array().expect("items").iter();
    items
        .map(|item| {
            let (entity, metadata) = (&item["entity"], &item["entity"]["metadata"]);
            let text = |value: &Value| value.as_str().expect("text").to_owned();
            let reference =
                format!("{}:{}/{}", text(&entity["kind"]), text(&metadata["namespace"]), text(&metadata["name"]));
            (reference.to_lowercase(), item["parentEntityRefs"].clone())
        })
        .collect()
}

#[tokio::test]
async fn an_entity_comes_from_the_locations_that_name_its_file_and_from_its_source() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let files = [("catalog-info.yaml", ROOT), ("teams/all.yaml", ALL), ("services/shop.yaml", SHOP)];
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }
    let (_, source) = server.post("/api/v1/sources", json!({ "target": folder.path() })).await;
    let sync = format!("/api/v1/sources/{}/sync", source["id"].as_str().expect("an id"));
    assert_eq!(server.post(&sync, json!({})).await.1["state"], "done");

    let (_, locations) = server.get("/api/catalog/locations").await;
    let generated = &locations[0]["data"]["entityRef"];
    let (status, answer) = server.get("/api/catalog/entities/by-name/component/default/billing/ancestry").await;
    assert_eq!((status.as_u16(), &answer["rootEntityRef"]), (200, &json!("component:default/billing")));
    let expected = [
        ("component:default/billing", json!(["location:default/all"])),
        ("location:default/all", json!(["location:default/root"])),
        ("location:default/root", json!([generated])),
        (generated.as_str().expect("a reference"), json!([])),
    ];
    let expected: Vec<(String, Value)> =
        expected.into_iter().map(|(reference, parents)| (reference.to_owned(), parents)).collect();
    assert_eq!(chain(&answer), expected);
    assert_eq!(answer["items"][3]["entity"]["spec"]["target"], source["target"]);
    assert_eq!(server.get("/api/catalog/entities/by-name/component/default/nope/ancestry").await.0, 404);
}

#[tokio::test]
async fn locations_that_name_each_other_are_met_once() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.yaml"), ROOT.replace("./teams/all.yaml", "./b.yaml")).expect("a file");
    std::fs::write(folder.path().join("b.yaml"), ALL.replace("../services/*.yaml", "./a.yaml")).expect("a file");
    let (_, source) = server.post("/api/v1/sources", json!({ "target": folder.path() })).await;
    let sync = format!("/api/v1/sources/{}/sync", source["id"].as_str().expect("an id"));
    assert_eq!(server.post(&sync, json!({})).await.1["state"], "done");
    let (_, answer) = server.get("/api/catalog/entities/by-name/location/default/all/ancestry").await;
    let references: Vec<String> = chain(&answer).into_iter().map(|(reference, _)| reference).collect();
    assert_eq!(references, ["location:default/all", "location:default/root"]);
}
