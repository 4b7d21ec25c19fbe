//! What is asked for twice, or by a node that was away, happens once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use portolan::queue;
use portolan::sources::Cause;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::harness::{SHOP, Server};
use crate::identity::browser::{Browser, administrator, closed_server};

const HOUR: i64 = 3600 * 1_000_000;

async fn send(server: &Server, token: &str, method: Method, path: &str, key: &str, body: &Value) -> Response {
    let request = server.request(method, path).header("content-type", "application/json");
    let request = if token.is_empty() { request } else { request.bearer_auth(token) };
    request.header("idempotency-key", key).body(body.to_string()).send().await.expect("an answer")
}

fn source(name: &str) -> Value {
    json!({ "target": format!("https://{name}.invalid/a.yaml"), "name": name })
}

/// Asks until the answer is there: a request that still runs says so.
async fn settled(server: &Server, method: &Method, path: &str, body: &Value) -> (u16, bool, String) {
    loop {
        let answer = send(server, "", method.clone(), path, "one-key", body).await;
        if answer.status() == 409 && answer.headers().contains_key("retry-after") {
            continue;
        }
        let (status, replayed) = (answer.status().as_u16(), answer.headers().contains_key("idempotency-replayed"));
        return (status, replayed, answer.text().await.expect("a body"));
    }
}

#[tokio::test]
async fn o109_a_hundred_calls_on_three_nodes_do_it_once() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    let nodes = [&server, &server.again().await, &server.again().await];
    let component = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": { "name": "once" },
        "spec": { "type": "service", "lifecycle": "production", "owner": "payments" },
    });
    for (method, path, body) in [
        (Method::POST, "/api/v1/sources", source("one")),
        (Method::PUT, "/api/v1/entities/component/default/once", component),
    ] {
        let calls = (0..99).map(|number| settled(nodes[number % 3], &method, path, &body));
        let answers = futures_util::future::join_all(calls).await;
        let first = answers.iter().filter(|(_, replayed, _)| !replayed).count();
        assert_eq!(first, if method == Method::POST { 1 } else { first.min(1) }, "{method} {path}");
        for (status, _, text) in &answers {
            assert_eq!((*status, text), (201, &answers[0].2), "{method} {path}");
        }
        // After a restart, and until a day is over.
        let started = server.again().await;
        started.app.clock.advance(23 * HOUR);
        let (status, replayed, text) = settled(&started, &method, path, &body).await;
        assert_eq!((status, replayed, &text), (201, true, &answers[0].2), "{method} {path}");
        server.app.db.write(|tx| tx.batch("DELETE FROM idempotency_keys")).await.expect("the key is free");
    }
    let (_, sources) = server.get("/api/v1/sources").await;
    assert_eq!(sources["items"].as_array().map(Vec::len), Some(1), "{sources}");
    let (_, history) = server.again().await.get("/api/v1/entities/component/default/once/history").await;
    assert_eq!(history["items"].as_array().map(Vec::len), Some(1), "{history}");
}

#[tokio::test]
async fn o110_a_key_is_of_one_request_of_one_caller_in_one_tenant() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let foreign = crate::tenants::administrator_token(&server, &mut ada).await;
    let own = async |ada: &mut Browser<'_>| {
        let made = ada.post("/api/v1/auth/tokens", json!({ "name": "x" })).await.body;
        made["token"].as_str().expect("a token").to_owned()
    };
    let token = own(&mut ada).await;
    let other = ada.post("/api/v1/service-accounts", json!({ "name": "robot" })).await.body;
    let path = format!("/api/v1/service-accounts/{}", other["id"].as_str().expect("an id"));
    ada.send(Method::PATCH, &path, Some(json!({ "admin": true }))).await;
    let robot = ada.post(&format!("{path}/tokens"), json!({ "name": "x" })).await.body["token"].clone();
    let robot = robot.as_str().expect("a token");
    let ask = async |token: &str, path: &str, body: Value| {
        let answer = send(&server, token, Method::POST, path, "key", &body).await;
        (answer.status().as_u16(), answer.headers().contains_key("idempotency-replayed"))
    };
    let (sources, elsewhere) = ("/api/v1/sources", "/t/other/api/v1/sources");
    assert_eq!(ask(&token, sources, source("one")).await, (201, false));
    assert_eq!(ask(&token, sources, source("one")).await, (201, true));
    assert_eq!(ask(&token, sources, source("two")).await, (422, false), "another body");
    assert_eq!(ask(&token, "/api/v1/sources?dry_run=true", source("one")).await, (422, false), "another question");
    assert_eq!(ask(&token, "/api/v1/policies", json!({ "text": "grants: []\n" })).await, (422, false), "another route");
    let again = own(&mut ada).await;
    assert_eq!(ask(&again, sources, source("one")).await, (201, true), "another token of the same caller");
    assert_eq!(ask(robot, sources, source("robot")).await, (201, false), "another caller");
    assert_eq!(ask(&foreign, elsewhere, source("one")).await, (201, false), "another tenant");
    assert_eq!(ask(&foreign, elsewhere, source("one")).await, (201, true));
}

/// A page that is only there when it is told to; the first one to ask gets what it said then.
struct SlowPage {
    target: String,
    asked: Arc<Notify>,
    answer: Arc<Notify>,
}

impl SlowPage {
    /// The first answer waits and is `old`; later ones are `new`.
    async fn start(old: &'static str, new: &'static str) -> Self {
        let (asked, answer) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (seen, wait, calls) = (Arc::clone(&asked), Arc::clone(&answer), Arc::new(AtomicUsize::new(0)));
        let page = move || {
            let (seen, wait, calls) = (Arc::clone(&seen), Arc::clone(&wait), Arc::clone(&calls));
            async move {
                if calls.fetch_add(1, Ordering::SeqCst) > 0 {
                    return new;
                }
                seen.notify_one();
                wait.notified().await;
                old
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let target = format!("http://{}/a.yaml", listener.local_addr().expect("an address"));
        let router = axum::Router::new().route("/a.yaml", axum::routing::get(page));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { target, asked, answer }
    }
}

const NEWER: &str = "
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: billing, title: Newer }
spec: { type: service, lifecycle: production, owner: payments }
";

#[tokio::test]
async fn o111_a_node_that_comes_back_writes_nothing_of_what_it_read_before() {
    let slow = SlowPage::start(SHOP, NEWER).await;
    let server = Server::with("", portolan::app::Settings::default()).await;
    let (_, source) = server.post("/api/v1/sources", json!({ "target": slow.target })).await;
    let path = format!("/api/v1/sources/{}/sync", source["id"].as_str().expect("an id"));
    let other = server.again().await;
    let stale = server.post(&path, Value::Null);
    let takes_over = async {
        slow.asked.notified().await;
        // The first one is paused for longer than its lease.
        other.app.clock.advance(60 * 1_000_000);
        let (_, sync) = other.post(&path, Value::Null).await;
        assert_eq!((&sync["state"], &sync["counts"]["created"]), (&json!("done"), &json!(1)), "{sync}");
        slow.answer.notify_one();
    };
    let ((_, sync), ()) = tokio::join!(stale, takes_over);
    assert_eq!(sync["state"], "failed", "{sync}");
    assert!(sync["message"].as_str().expect("text").contains("another node"), "{sync}");
    let (_, entities) = server.again().await.get("/api/catalog/entities").await;
    assert_eq!(crate::harness::names(&entities), ["billing"]);
    assert_eq!(entities[0]["metadata"]["title"], "Newer");
    let (_, syncs) = other.get(&path.replace("/sync", "/syncs")).await;
    assert_eq!(syncs["items"][0]["state"], "done", "the last word is that of the node that had the lease: {syncs}");
}

#[tokio::test]
async fn o111_what_a_node_leaves_in_the_middle_is_done_by_another() {
    let slow = SlowPage::start(SHOP, NEWER).await;
    let server = Server::with("", portolan::app::Settings::default()).await;
    let (_, source) = server.post("/api/v1/sources", json!({ "target": slow.target })).await;
    let path = format!("/api/v1/sources/{}", source["id"].as_str().expect("an id"));
    let (dying, wanted) = (Arc::clone(&server.app.sources), source["id"].as_str().expect("an id").to_owned());
    let sync = tokio::spawn(async move { dying.sync(&wanted, Cause::Manual, None).await });
    slow.asked.notified().await;
    sync.abort();

    let other = server.again().await;
    let states = async || {
        let (_, syncs) = other.get(&format!("{path}/syncs")).await;
        let items = syncs["items"].as_array().expect("a list").clone();
        items.iter().map(|sync| sync["state"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let mut changes = other.app.sources.subscribe();
    other.app.sources.turn(Cause::Schedule).await.expect("it looks");
    assert_eq!(states().await, ["running"], "nobody knows yet that the node is gone");
    other.app.clock.advance(16 * 1_000_000);
    other.app.sources.turn(Cause::Schedule).await.expect("it looks");
    while other.get(&path).await.1["state"] != "idle" {
        changes.recv().await.expect("a change");
    }
    assert_eq!(states().await, ["done", "interrupted"]);
    assert_eq!(crate::harness::names(&other.get("/api/catalog/entities").await.1), ["billing"]);
}

#[tokio::test]
async fn o111_what_a_node_reads_when_it_is_stopped_is_read_by_another_at_once() {
    let slow = SlowPage::start(SHOP, NEWER).await;
    let server = Server::with("", portolan::app::Settings::default()).await;
    let (_, source) = server.post("/api/v1/sources", json!({ "target": slow.target })).await;
    let path = format!("/api/v1/sources/{}", source["id"].as_str().expect("an id"));
    let sync = format!("{path}/sync");
    let other = server.again().await;
    let stale = server.post(&sync, Value::Null);
    let goes_on = async {
        slow.asked.notified().await;
        server.app.sources.give_back().await;
        let mut changes = other.app.sources.subscribe();
        other.app.sources.turn(Cause::Schedule).await.expect("it looks");
        while other.get(&path).await.1["state"] != "idle" {
            changes.recv().await.expect("a change");
        }
        slow.answer.notify_one();
    };
    let ((_, stopped), ()) = tokio::join!(stale, goes_on);
    assert_eq!(stopped["state"], "failed", "{stopped}");
    let (_, syncs) = other.get(&format!("{path}/syncs")).await;
    assert_eq!((&syncs["items"][0]["state"], &syncs["items"][1]["state"]), (&json!("done"), &json!("interrupted")));
    let (_, entities) = server.again().await.get("/api/catalog/entities").await;
    assert_eq!(entities[0]["metadata"]["title"], "Newer", "what the stopped one read before comes to nothing");
}

#[tokio::test]
async fn o111_a_source_that_is_removed_meanwhile_leaves_nothing() {
    let slow = SlowPage::start(SHOP, SHOP).await;
    let server = Server::with("", portolan::app::Settings::default()).await;
    let (_, source) = server.post("/api/v1/sources", json!({ "target": slow.target })).await;
    let path = format!("/api/v1/sources/{}", source["id"].as_str().expect("an id"));
    let sync = format!("{path}/sync");
    let reading = server.post(&sync, Value::Null);
    let removes = async {
        slow.asked.notified().await;
        let gone = server.request(Method::DELETE, &path).send().await.expect("an answer");
        assert_eq!(gone.status(), 200);
        slow.answer.notify_one();
    };
    let _ = tokio::join!(reading, removes);
    assert_eq!(server.again().await.get("/api/catalog/entities").await.1, json!([]));
    let left = |tx: &mut portolan::db::Tx<'_>| tx.one("SELECT COUNT(*) FROM claims", &[], |row| row.int(0));
    assert_eq!(server.app.db.read(left).await.expect("an answer"), Some(0));
}

#[tokio::test]
async fn o116_three_nodes_do_each_slot_of_a_schedule_once() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    let nodes = [&server, &server.again().await, &server.again().await];
    let mut seen = 0;
    for hour in 0..24_u32 {
        // In some hours nodes are away, in one all of them.
        let awake: Vec<&Server> = nodes
            .iter()
            .enumerate()
            .filter(|(at, _)| hour % 7 != 3 && (hour >> at) % 4 != 1)
            .map(|(_, node)| *node)
            .collect();
        let turns = awake.iter().flat_map(|node| [node, node]).map(|node| queue::turn(&node.app));
        for turn in futures_util::future::join_all(turns).await {
            turn.expect("the queue");
        }
        seen += usize::from(!awake.is_empty());
        for node in nodes {
            node.app.clock.advance(HOUR);
        }
    }
    let jobs = |tx: &mut portolan::db::Tx<'_>| {
        tx.all("SELECT key || ' ' || state || ' ' || attempts FROM jobs WHERE kind = 'maintenance.purge'", &[], |row| {
            row.text(0)
        })
    };
    let mut jobs = server.app.db.read(jobs).await.expect("an answer");
    jobs.sort();
    assert_eq!(jobs.len(), seen, "each hour once: {jobs:?}");
    assert!(jobs.iter().all(|job| job.ends_with(" done 1")), "{jobs:?}");
}
