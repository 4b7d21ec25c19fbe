//! Our own routes.

use reqwest::Method;
use serde_json::json;

use crate::harness::{Server, apply, names};

#[tokio::test]
async fn stats_count_what_is_there() {
    let server = Server::start().await;
    let (_, stats) = server.get("/api/v1/stats").await;
    assert_eq!(stats["entities"], 5);
    assert_eq!(stats["owner_coverage"], json!({ "owned": 3, "total": 4 }), "an owner that does not exist owns nothing");
    let (_, without) = server.get("/api/catalog/entities?filter=portolan.unowned").await;
    assert_eq!(names(&without), ["web"], "its owner is not there");
    let ask = json!({ "query": { "portolan.unowned": { "$exists": false }, "kind": "component" } });
    assert_eq!(server.post("/api/catalog/entities/by-query", ask).await.1["totalItems"], 2);
    assert_eq!(stats["dangling"], 2);
}

#[tokio::test]
async fn the_graph_draws_each_relation_once_and_shows_what_is_missing() {
    let server = Server::start().await;
    let (_, graph) = server.get("/api/v1/graph?root=component:default/ledger&depth=1").await;
    let nodes: Vec<&str> =
        graph["nodes"].as_array().expect("nodes").iter().filter_map(|node| node["ref"].as_str()).collect();
    assert_eq!(nodes.len(), 4, "{nodes:?}");
    let gone = graph["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .find(|node| node["ref"] == "resource:default/gone")
        .expect("the missing one");
    assert_eq!(gone["dangling"], true);
    let edges = graph["edges"].as_array().expect("edges");
    let between = edges.iter().filter(|edge| edge["type"] == "dependsOn" || edge["type"] == "dependencyOf").count();
    assert_eq!(between, 2, "{edges:?}");
}

#[tokio::test]
async fn impact_follows_dependents_to_the_end() {
    let server = Server::start().await;
    let (_, impact) = server.get("/api/v1/entities/component/default/ledger/impact").await;
    let found: Vec<(&str, u64)> = impact["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .filter_map(|node| Some((node["ref"].as_str()?, node["depth"].as_u64()?)))
        .collect();
    assert!(
        found.contains(&("component:default/billing", 1)) && found.contains(&("component:default/web", 2)),
        "{found:?}"
    );
}

#[tokio::test]
async fn exports_are_whole_and_harmless() {
    let server = Server::start().await;
    let csv =
        server.request(Method::GET, "/api/v1/export?format=csv&filter=kind=component").send().await.expect("an answer");
    let text = csv.text().await.expect("a body");
    assert_eq!(text.lines().count(), 4);
    assert!(text.contains("\"'=danger\""), "{text}");
    let (_, all) = server.get("/api/v1/export?format=json").await;
    assert_eq!(all.as_array().map(Vec::len), Some(5));
    let yaml = server
        .request(Method::GET, "/api/v1/export?format=yaml")
        .send()
        .await
        .expect("an answer")
        .text()
        .await
        .expect("a body");
    let (documents, problems) = portolan_domain::yaml::parse_documents("catalog.yaml", &yaml);
    assert_eq!((documents.len(), problems.len()), (5, 0));
}

#[tokio::test]
async fn the_palette_ranks_names_first() {
    let server = Server::start().await;
    let (_, hits) = server.get("/api/v1/search?q=payments").await;
    assert_eq!(hits["items"][0]["ref"], "group:default/payments");
    let (_, hits) = server.get("/api/v1/search?q=invoices").await;
    assert_eq!(hits["items"][0]["ref"], "component:default/billing");
}

#[tokio::test]
async fn events_begin_with_hello_and_tell_changes() {
    let server = Server::start().await;
    let mut stream = server.request(Method::GET, "/api/v1/events").send().await.expect("an answer");
    let mut text = String::new();
    while !text.contains("\n\n") {
        text.push_str(&String::from_utf8_lossy(&stream.chunk().await.expect("a chunk").expect("more")));
    }
    assert!(text.starts_with("event: hello"), "{text}");
    apply(&server.app, "one", 100, "more.yaml", MORE).await;
    while !text.contains("event: change") || !text.ends_with("\n\n") {
        text.push_str(&String::from_utf8_lossy(&stream.chunk().await.expect("a chunk").expect("more")));
    }
    assert!(text.contains(r#""changes":[{"ref":"component:default/more","action":"created"}],"total":1}"#), "{text}");
}

const MORE: &str = "
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: more }
spec: { type: service, lifecycle: production, owner: payments }
";

#[tokio::test]
async fn claims_say_which_source_counts_and_where_they_disagree() {
    let server = Server::start().await;
    apply(&server.app, "one", 100, "more.yaml", MORE).await;
    apply(&server.app, "two", 50, "other.yaml", &MORE.replace("payments", "somebody")).await;
    let (_, claims) = server.get("/api/v1/entities/component/default/more/claims").await;
    assert_eq!(claims["items"][0]["source_id"], "two");
    let conflict = claims["conflicts"]
        .as_array()
        .expect("conflicts")
        .iter()
        .find(|one| one["path"] == "spec.owner")
        .expect("an owner");
    assert_eq!(conflict["values"], json!([{ "claim": 0, "value": "somebody" }, { "claim": 1, "value": "payments" }]));
    assert!(claims["items"][1]["raw"].as_str().expect("text").contains("payments"));
}

#[tokio::test]
async fn history_shows_operations_and_pages() {
    let server = Server::start().await;
    apply(&server.app, "one", 100, "more.yaml", MORE).await;
    apply(&server.app, "one", 100, "more.yaml", &MORE.replace("production", "deprecated")).await;
    let (_, history) = server.get("/api/v1/entities/component/default/more/history").await;
    assert_eq!(server.get("/api/v1/entities/component/default/never/history").await.0, 404);
    assert_eq!(history["items"][0]["action"], "updated");
    assert_eq!(history["items"][0]["operations"][0]["path"], "/spec/lifecycle");
    assert_eq!(history["items"][1]["action"], "created");
    let (_, first) = server.get("/api/v1/changes?limit=2").await;
    let cursor = first["next_cursor"].as_str().expect("more");
    let (_, second) = server.get(&format!("/api/v1/changes?limit=2&cursor={cursor}")).await;
    assert!(second["items"][0]["revision"].as_i64() < first["items"][1]["revision"].as_i64());
}

#[tokio::test]
async fn a_removed_entity_comes_back_with_its_uid() {
    let server = Server::start().await;
    let (_, entity) = server.get("/api/catalog/entities/by-name/component/default/web").await;
    let uid = entity["metadata"]["uid"].as_str().expect("a uid");
    let gone =
        server.request(Method::DELETE, &format!("/api/catalog/entities/by-uid/{uid}")).send().await.expect("an answer");
    assert_eq!(gone.status(), 204);
    assert!(gone.headers().contains_key("portolan-revision"));
    assert_eq!(server.get("/api/catalog/entities/by-name/component/default/web").await.0, 404);
    let (_, kept) = server.get("/api/v1/tombstones").await;
    assert_eq!(kept["items"][0]["ref"], "component:default/web");
    assert_eq!(kept["items"][0]["source_id"], "one");
    assert_eq!(server.get("/api/v1/tombstones?ref=component:default/WEB").await.1["total"], 1);
    assert_eq!(server.get("/api/v1/tombstones?ref=component:default/we").await.1["total"], 0);
    let (_, back) = server.post(&format!("/api/v1/tombstones/{uid}/restore"), json!({})).await;
    assert_eq!(back, json!({ "ref": "component:default/web" }));
    let (_, again) = server.get("/api/catalog/entities/by-name/component/default/web").await;
    assert_eq!(again["metadata"]["uid"], uid);
    assert_eq!(server.post("/api/v1/tombstones/nope/restore", json!({})).await.0, 404);
}

#[tokio::test]
async fn problems_have_a_place_and_are_grouped() {
    let server = Server::start().await;
    apply(&server.app, "one", 100, "bad.yaml", &MORE.replace("name: more", "name: 'a b'")).await;
    for wrong in ["/api/v1/problems?severity=errors", "/api/v1/graph?root=component:default/web&direction=up"] {
        assert_eq!(server.get(wrong).await.0, 400, "{wrong}");
    }
    let (_, problems) = server.get("/api/v1/problems?severity=error").await;
    assert_eq!(problems["total"], 1, "{problems}");
    let problem = &problems["items"][0];
    assert_eq!(
        (&problem["file"], &problem["line"], &problem["path"]),
        (&json!("bad.yaml"), &json!(4), &json!("metadata.name"))
    );
    assert_eq!(problems["groups"][0]["count"], 1);
    assert_eq!(problem["url"], "https://git.example/bad.yaml#L4");
    let (_, none) = server.get("/api/v1/problems?severity=error&q=nowhere").await;
    assert_eq!(none["total"], 0);
}

#[tokio::test]
async fn settings_are_kept_and_forgotten() {
    let server = Server::start().await;
    let path = "/api/user-settings/buckets/default.starredEntities/keys/entityRefs";
    assert_eq!(server.get(path).await.0, 404);
    let put = server.request(Method::PUT, path).header("content-type", "application/json").body(r#"{"value":["a"]}"#);
    assert_eq!(put.send().await.expect("an answer").status(), 200);
    assert_eq!(
        server.get(path).await.1,
        json!({ "bucket": "default.starredEntities", "key": "entityRefs", "value": ["a"] })
    );
    let ask = json!({ "items": [{ "bucket": "default.starredEntities", "key": "entityRefs" }, { "bucket": "x", "key": "y" }] });
    assert_eq!(server.post("/api/user-settings/multiget", ask).await.1, json!({ "items": [{ "value": ["a"] }, null] }));
    assert_eq!(server.request(Method::DELETE, path).send().await.expect("an answer").status(), 204);
    assert_eq!(server.get(path).await.0, 404);
}

#[tokio::test]
async fn a_read_waits_for_the_revision_its_caller_has_seen() {
    let server = Server::start().await;
    let revision = server.app.catalog.revision() + 1;
    let waiting = server
        .request(Method::GET, "/api/v1/search?q=more")
        .header("portolan-min-revision", revision.to_string())
        .send();
    let (answer, ()) = tokio::join!(waiting, apply(&server.app, "one", 100, "more.yaml", MORE));
    let text = answer.expect("an answer").text().await.expect("a body");
    assert!(text.contains("component:default/more"), "{text}");
    let wrong = server.request(Method::GET, "/api/v1/search?q=more").header("portolan-min-revision", "latest").send();
    assert_eq!(wrong.await.expect("an answer").status(), 400);
}
