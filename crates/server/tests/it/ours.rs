//! Our own routes.

use reqwest::Method;
use serde_json::json;

use crate::harness::Server;

#[tokio::test]
async fn stats_count_what_is_there() {
    let server = Server::start().await;
    let (_, stats) = server.get("/api/v1/stats").await;
    assert_eq!(stats["entities"], 5);
    assert_eq!(stats["owner_coverage"], json!({ "owned": 4, "total": 4 }));
    assert_eq!(stats["dangling"], 2);
}

#[tokio::test]
async fn the_graph_draws_each_relation_once_and_shows_what_is_missing() {
    let server = Server::start().await;
    let (_, graph) = server.get("/api/v1/graph?root=component:default/ledger&depth=1").await;
    let nodes: Vec<&str> = graph["nodes"].as_array().expect("nodes").iter().filter_map(|node| node["ref"].as_str()).collect();
    assert_eq!(nodes.len(), 4, "{nodes:?}");
    let gone = graph["nodes"].as_array().expect("nodes").iter().find(|node| node["ref"] == "resource:default/gone").expect("the missing one");
    assert_eq!(gone["dangling"], true);
    let edges = graph["edges"].as_array().expect("edges");
    let between = edges.iter().filter(|edge| edge["type"] == "dependsOn" || edge["type"] == "dependencyOf").count();
    assert_eq!(between, 2, "{edges:?}");
}

#[tokio::test]
async fn impact_follows_dependents_to_the_end() {
    let server = Server::start().await;
    let (_, impact) = server.get("/api/v1/entities/component/default/ledger/impact").await;
    let found: Vec<(&str, u64)> =
        impact["nodes"].as_array().expect("nodes").iter().filter_map(|node| Some((node["ref"].as_str()?, node["depth"].as_u64()?))).collect();
    assert!(found.contains(&("component:default/billing", 1)) && found.contains(&("component:default/web", 2)), "{found:?}");
}

#[tokio::test]
async fn exports_are_whole_and_harmless() {
    let server = Server::start().await;
    let csv = server.request(Method::GET, "/api/v1/export?format=csv&filter=kind=component").send().await.expect("an answer");
    let text = csv.text().await.expect("a body");
    assert_eq!(text.lines().count(), 4);
    assert!(text.contains("\"'=danger\""), "{text}");
    let (_, all) = server.get("/api/v1/export?format=json").await;
    assert_eq!(all.as_array().map(Vec::len), Some(5));
    let yaml = server.request(Method::GET, "/api/v1/export?format=yaml").send().await.expect("an answer").text().await.expect("a body");
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
    let changes = std::sync::Arc::new(vec![("component:default/web".to_owned(), "updated".to_owned())]);
    server.app.catalog.events.send(portolan::catalog::Event { revision: 7, changes }).expect("a reader");
    while !text.contains("event: change") || !text.ends_with("\n\n") {
        text.push_str(&String::from_utf8_lossy(&stream.chunk().await.expect("a chunk").expect("more")));
    }
    assert!(text.contains(r#"{"revision":7,"changes":[{"ref":"component:default/web","action":"updated"}],"total":1}"#), "{text}");
}
