//! Hosts that are slow or away, and where that is seen.

use std::sync::atomic::Ordering;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::Server;

use super::host::{Host, Says, add, count, empty_server, groups, location, sync};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o125_a_host_that_never_answers_holds_up_no_other() {
    let (server, slow, quick) = (empty_server().await, Host::start().await, Host::start().await);
    slow.put("/a.yaml", Says::Silence);
    let waiting = add(&server, json!({ "target": format!("{}/a.yaml", slow.url) })).await;
    let path = format!("/api/v1/sources/{waiting}/sync");
    let hanging = server.request(Method::POST, &path).send();
    let hanging = tokio::spawn(async move { hanging.await.map(drop) });
    let mut ids = Vec::new();
    for at in 0..20 {
        quick.text(&format!("/{at}.yaml"), &groups(at * 10..at * 10 + 10));
        ids.push(add(&server, json!({ "target": format!("{}/{at}.yaml", quick.url) })).await);
    }
    for round in 0..3 {
        for id in &ids {
            let ran = sync(&server, id).await;
            assert_eq!(ran["state"], "done", "{round}: {ran}");
            assert_eq!(server.get("/api/catalog/entities/by-query?limit=5").await.0, 200);
        }
    }
    assert_eq!(count(&server).await, 200);
    let (_, source) = server.get(&format!("/api/v1/sources/{waiting}")).await;
    assert_eq!(source["state"], "syncing", "it is still waited for: {source}");
    hanging.abort();
}

#[tokio::test]
async fn o126_and_o127_reads_and_searches_answer_as_before_while_every_host_is_away() {
    let (server, host) = (empty_server().await, Host::start().await);
    let targets: Vec<String> = (0..4).map(|at| format!("./{at}.yaml")).collect();
    host.text("/all.yaml", &location(&targets));
    (0..4).for_each(|at| host.text(&format!("/{at}.yaml"), &groups(at * 10..at * 10 + 10)));
    let id = add(&server, json!({ "target": format!("{}/all.yaml", host.url) })).await;
    sync(&server, &id).await;
    let paths = [
        "/api/search/query?term=g-1",
        "/api/v1/search?q=g-1",
        "/api/catalog/entities/by-query?fullTextFilterTerm=g-1&orderField=metadata.name,asc",
        "/api/catalog/entities",
        "/api/catalog/entity-facets?facet=kind",
        "/api/v1/export?format=json",
        "/api/v1/graph?root=group:default/g-1",
        "/api/v1/stats",
    ];
    let mut before = Vec::new();
    for path in paths {
        before.push(server.get(path).await);
    }
    for (at, fault) in
        [(0, Says::Status(500)), (2, Says::Reset), (3, Says::Cut(groups(30..40))), (1, Says::Text(String::new()))]
    {
        host.put(&format!("/{at}.yaml"), fault);
        assert_eq!(sync(&server, &id).await["counts"]["deleted"], 0);
        host.text(&format!("/{at}.yaml"), &groups(at * 10..at * 10 + 10));
    }
    sync(&server, &id).await;
    host.text("/all.yaml", "[]");
    sync(&server, &id).await;
    host.gone.store(true, Ordering::SeqCst);
    for _ in 0..50 {
        sync(&server, &id).await;
        server.app.clock.advance(72 * 1_000_000);
    }
    for (path, (status, body)) in paths.iter().zip(before) {
        let now = server.get(path).await;
        if *path == "/api/v1/stats" {
            assert_eq!((now.0, &now.1["entities"]), (status, &body["entities"]));
        } else {
            assert_eq!(now, (status, body), "{path}");
        }
    }
    assert_eq!(server.get("/readyz").await.0, 200);
    let (_, source) = server.get(&format!("/api/v1/sources/{id}")).await;
    assert_eq!((&source["state"], &source["last_sync"]["state"]), (&json!("failing"), &json!("failed")));
    assert!(source["last_sync"]["message"].as_str().is_some_and(|message| !message.is_empty()), "{source}");
}

/// Problems keep since when they are there while they stay the same, also where lines move and the file is not read again.
async fn o129_since_when(server: &Server, host: &Host, page: &str) {
    const HOUR: i64 = 3_600_000_000;
    let seen = async || {
        let (_, found) = server.get(&format!("/api/v1/problems?source={page}")).await;
        let items = found["items"].as_array().expect("a list").iter();
        let times =
            items.map(|one| (one["code"].to_string(), one["first_seen_at"].clone(), one["last_seen_at"].clone()));
        times.collect::<Vec<_>>()
    };
    let before = seen().await;
    let start = before[0].1.clone();
    assert!(before.iter().all(|(_, first, last)| *first == start && *last == start && start.is_string()), "{before:?}");
    server.app.clock.advance(HOUR);
    assert_eq!(sync(server, page).await["counts"]["read"], 0, "the page has not changed");
    let unread = seen().await;
    let later = unread[0].2.clone();
    assert!(unread.iter().all(|(_, first, last)| *first == start && *last == later && later != start), "{unread:?}");
    server.app.clock.advance(HOUR);
    let new = "---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: G X}\nspec: {type: team, children: []}\n";
    let Says::Text(text) = host.says("/a.yaml") else { panic!("it has a text") };
    host.text("/a.yaml", &format!("# one more line\n{new}{text}"));
    sync(server, page).await;
    let moved = seen().await;
    let (old, fresh): (Vec<_>, Vec<_>) = moved.iter().partition(|(_, first, _)| *first == start);
    assert_eq!((old.len(), fresh.len()), (before.len(), 1), "{moved:?}");
    assert!(moved.iter().all(|(_, _, last)| *last != later && *last == fresh[0].1), "{moved:?}");
    host.text("/a.yaml", &text);
    sync(server, page).await;
    assert!(seen().await.iter().all(|(_, first, _)| *first == start));
    server.app.clock.advance(HOUR);
}

#[tokio::test]
async fn o129_every_fault_is_shown_where_people_look() {
    let (server, host) = (empty_server().await, Host::start().await);
    let good = groups([1]);
    let kind = "---\napiVersion: backstage.io/v1alpha1\nkind: Spaceship\nmetadata: {name: s}\nspec: {}\n";
    let schema = "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: c}\nspec: {type: service, lifecycle: x}\n";
    host.text("/a.yaml", &format!("{good}{kind}{schema}---\nkind: [\n"));
    let page = add(&server, json!({ "target": format!("{}/a.yaml", host.url), "name": "Page" })).await;
    let ran = sync(&server, &page).await;
    assert_eq!((&ran["state"], &ran["counts"]["created"]), (&json!("done"), &json!(1)), "{ran}");
    let (_, found) = server.get("/api/v1/problems").await;
    let mut told: Vec<(String, u64, bool)> = found["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            assert_eq!(
                (&one["source_name"], &one["file"]),
                (&json!("Page"), &json!(format!("{}/a.yaml", host.url))),
                "{one}"
            );
            assert!(one["column"].as_u64().is_some_and(|column| column > 0), "{one}");
            let message = one["message"].as_str().is_some_and(|text| !text.is_empty());
            (one["code"].as_str().expect("a code").to_owned(), one["line"].as_u64().expect("a line"), message)
        })
        .collect();
    told.sort();
    let codes: Vec<&str> = told.iter().map(|(code, ..)| code.as_str()).collect();
    for code in ["catalog.missing-field", "catalog.unknown-kind", "yaml.syntax"] {
        assert!(codes.contains(&code), "{told:?}");
    }
    assert!(told.iter().all(|(_, line, message)| *line > 4 && *message), "{told:?}");
    let (_, source) = server.get(&format!("/api/v1/sources/{page}")).await;
    assert_eq!(source["problems"]["errors"], told.len(), "{source}");
    o129_since_when(&server, &host, &page).await;
    let mut failing_since = None;
    for (says, words) in [(Says::Status(403), "403"), (Says::Status(429), "429"), (Says::Reset, "cannot be reached")] {
        host.put("/a.yaml", says);
        sync(&server, &page).await;
        let (_, source) = server.get(&format!("/api/v1/sources/{page}")).await;
        assert_eq!(source["state"], "failing");
        assert_eq!(*failing_since.get_or_insert(source["failing_since"].clone()), source["failing_since"]);
        assert!(source["failing_since"].is_string() && source["last_sync"]["started_at"].is_string(), "{source}");
        server.app.clock.advance(1_000_000);
        assert!(source["last_sync"]["message"].as_str().expect("text").contains(words), "{source}");
    }
    host.text("/a.yaml", &good);
    server.app.clock.advance(3_600_000_000);
    sync(&server, &page).await;
    let (_, source) = server.get(&format!("/api/v1/sources/{page}")).await;
    assert_eq!((&source["state"], &source["failing_since"]), (&json!("idle"), &Value::Null), "{source}");
    host.put("/a.yaml", Says::Status(403));
    sync(&server, &page).await;
    let (_, git) =
        server.post("/api/v1/sources", json!({ "target": "file:///nowhere/at/all.git", "kind": "git" })).await;
    let ran = sync(&server, git["id"].as_str().expect("an id")).await;
    assert!(ran["state"] == "failed" && ran["message"].as_str().expect("text").contains("git"), "{ran}");
    server.app.clock.advance(6_000_000);
    let (_, metrics) = server.get("/metrics").await;
    let metrics = metrics.as_str().expect("text");
    assert!(metrics.contains("portolan_sources{state=\"failing\"} 2"), "{metrics}");
    assert!(metrics.contains("portolan_syncs_total{result=\"failed\"} 5"), "{metrics}");
}
