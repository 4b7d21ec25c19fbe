//! Nodes whose database goes away for a moment, is overrun, or is found empty by all of them at once.

use std::sync::mpsc;
use std::time::Duration;

use portolan::app::Settings;
use portolan::operations::Node;
use portolan_integrations::http::Rules;
use reqwest::Method;
use serde_json::json;

use crate::harness::{SHOP, Server, database};
use crate::identity::browser::{Browser, PASSWORD, setup_secret};

/// Whether there is a PostgreSQL to be disturbed; the embedded store has no connections to lose.
fn postgres() -> bool {
    std::env::var_os("PORTOLAN_TEST_POSTGRES").is_some()
}

async fn keep(server: &Server, key: String) -> reqwest::Response {
    let request = server.request(Method::PUT, &format!("/api/user-settings/buckets/b/keys/{key}"));
    request.header("content-type", "application/json").body(r#"{"value":1}"#).send().await.expect("an answer")
}

#[tokio::test]
async fn o139_connections_that_die_are_replaced_and_nobody_sees_an_error_of_ours() {
    if !postgres() {
        return;
    }
    let server = Server::start().await;
    let (client, connection) =
        tokio_postgres::connect(server.database(), tokio_postgres::NoTls).await.expect("a connection");
    tokio::spawn(connection);
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for round in 0..10 {
        let writes = (0..20).map(|at| keep(&server, format!("{round}-{at}")));
        let (answers, killed) = tokio::join!(futures_util::future::join_all(writes), client.batch_execute(kill));
        killed.expect("they are killed");
        for answer in answers {
            let again = answer.headers().get("retry-after").is_some();
            assert!(answer.status() == 200 || (answer.status() == 503 && again), "{}", answer.status());
        }
        assert_eq!(server.get("/api/catalog/entities").await.0, 200, "reads come from memory");
        client.batch_execute(kill).await.expect("they are killed");
        let mut tries = 0;
        while keep(&server, "after".to_owned()).await.status() != 200 {
            tries += 1;
            assert!(tries < 20, "it comes back by itself");
        }
    }
}

#[tokio::test]
async fn o140_when_all_connections_are_busy_writes_end_and_probes_and_reads_go_on() {
    if !postgres() {
        return;
    }
    let settings = Settings { request_timeout: Duration::from_secs(2), ..Settings::default() };
    let server = Server::with(SHOP, settings).await;
    let mut holders = Vec::new();
    // No tenant may have all of them.
    let neighbour = server.app.db.of_tenant("neighbour");
    for at in 0..8 {
        let db = if at < 4 { server.app.db.clone() } else { neighbour.clone() };
        let (release, wait) = mpsc::channel::<()>();
        let (held, seen) = tokio::sync::oneshot::channel();
        let mut held = Some(held);
        let holding = tokio::spawn(async move {
            db.read(move |_| {
                held.take().map(|held| held.send(()));
                let _ = wait.recv();
                Ok(())
            })
            .await
        });
        seen.await.expect("it is held");
        holders.push((release, holding));
    }
    let answers = futures_util::future::join_all((0..500).map(|at| keep(&server, format!("k{at}")))).await;
    for answer in answers {
        assert_eq!(answer.status(), 503);
        assert!(answer.headers().contains_key("retry-after"), "when to come back is said");
    }
    assert_eq!(server.get("/healthz").await.0, 200);
    let (status, body) = server.get("/readyz").await;
    assert_eq!((status.as_u16(), &body["checks"]["database"]), (200, &json!("ok")), "{body}");
    assert_eq!(server.get("/api/catalog/entities").await.0, 200);
    for (release, holding) in holders {
        drop(release);
        holding.await.expect("no panic").expect("it is released");
    }
    assert_eq!(keep(&server, "after".to_owned()).await.status(), 200);
}

#[tokio::test]
async fn o142_nodes_that_start_at_once_on_an_empty_database_are_one_server() {
    if !postgres() {
        return;
    }
    for _ in 0..5 {
        let url = database().await;
        let start = || {
            let settings = Settings { hosts: Settings::loopback_hosts(), guest: None, ..Settings::default() };
            let folder = tempfile::tempdir().expect("a folder");
            Server::on(folder, url.clone(), Rules::default(), settings)
        };
        let (one, two, three) = tokio::join!(start(), start(), start());
        let nodes = [&one, &two, &three];
        let keys = one.get("/api/auth/.well-known/jwks.json").await.1;
        let mut secrets = Vec::new();
        for node in nodes {
            assert_eq!(node.get("/api/auth/.well-known/jwks.json").await.1, keys, "one key signs on all nodes");
            assert_eq!(node.get("/readyz").await.0, 200);
            secrets.push(setup_secret(node).await.expect("a secret"));
        }
        let tries = nodes.iter().zip(&secrets).map(|(node, token)| {
            let wanted = json!({ "token": token, "name": "Ada", "email": "ada@halden.example", "password": PASSWORD });
            async move { Browser::new(node).post("/api/v1/setup", wanted).await.status.as_u16() }
        });
        let answers = futures_util::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "one administrator: {answers:?}");
        let versions = |tx: &mut portolan::db::Tx<'_>| {
            tx.one("SELECT COUNT(*) - COUNT(DISTINCT version) FROM schema_migrations", &[], |row| row.int(0))
        };
        assert_eq!(one.app.db.read(versions).await.expect("an answer"), Some(0), "one schema");
        let mut ada = Browser::new(&two);
        assert_eq!(ada.log_in("ada@halden.example", PASSWORD).await.status, 200);
        let cookie = ada.cookie.clone();
        assert_eq!(Browser { server: &three, cookie }.get("/api/v1/me").await.status, 200);
    }
}

#[tokio::test]
async fn o143_what_others_fail_at_touches_no_probe_and_details_are_for_those_who_may() {
    let server = crate::identity::browser::closed_server().await;
    let mut ada = crate::identity::browser::administrator(&server).await;
    let source = ada.post("/api/v1/sources", json!({ "target": "http://127.0.0.1:1/a.yaml" })).await.body;
    let path = format!("/api/v1/sources/{}/sync", source["id"].as_str().expect("an id"));
    assert_eq!(ada.post(&path, json!({})).await.body["state"], "failed");
    server.app.clock.advance(2_000_000);
    for path in ["/healthz", "/readyz", "/.backstage/health/v1/liveness", "/.backstage/health/v1/readiness"] {
        let (status, body) = server.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        assert!(!body.to_string().contains("127.0.0.1"), "{path}: {body}");
    }
    for path in ["/api/v1/operations", "/api/v1/jobs", "/api/v1/tenant"] {
        assert_eq!(server.get(path).await.0, 401, "{path}");
    }
}

#[tokio::test]
async fn o151_a_tenant_over_its_quota_waits_and_its_neighbours_do_not() {
    let server = crate::identity::browser::closed_server().await;
    let mut ada = crate::identity::browser::administrator(&server).await;
    let quotas = json!({ "requests_per_second": 2, "sources": 1 });
    ada.post("/api/v1/tenants", json!({ "name": "loud", "title": "Loud", "quotas": quotas })).await;
    let quiet = crate::tenants::administrator_token(&server, &mut ada).await;
    let loud = (0..100).map(|_| async {
        let answer = server.request(Method::GET, "/t/loud/api/v1/auth/providers").send().await.expect("an answer");
        let seconds = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()?.parse::<u32>().ok());
        (
            answer.status().as_u16(),
            seconds("retry-after").is_some_and(|again| seconds("ratelimit-reset") == Some(again)),
        )
    });
    let calm = (0..50).map(|_| async {
        let request = server.request(Method::GET, "/t/other/api/v1/stats").bearer_auth(&quiet);
        request.send().await.expect("an answer").status().as_u16()
    });
    let (loud, calm) = tokio::join!(futures_util::future::join_all(loud), futures_util::future::join_all(calm));
    assert!(calm.iter().all(|status| *status == 200), "{calm:?}");
    assert_eq!(loud.iter().filter(|(status, _)| *status == 200).count(), 4, "two seconds of it: {loud:?}");
    assert!(loud.iter().all(|(status, again)| *status == 200 || (*status == 429 && *again)), "{loud:?}");
    let told = server.again().await;
    assert!(told.app.tenants.as_ref().expect("tenants").find("loud").is_some_and(|one| one.quotas.sources == 1));
}

/// However many nodes a tenant asks, it has one quota.
#[tokio::test]
async fn o151_nodes_share_the_requests_of_a_tenant() {
    if !postgres() {
        return;
    }
    let server = crate::identity::browser::closed_server().await;
    let mut ada = crate::identity::browser::administrator(&server).await;
    let quotas = json!({ "requests_per_second": 10 });
    ada.post("/api/v1/tenants", json!({ "name": "loud", "title": "Loud", "quotas": quotas })).await;
    let mut nodes = Vec::new();
    for (number, roles) in ["all", "web", "worker"].into_iter().enumerate() {
        let node = server.again().await;
        let said = Node::new(format!("node-{number}:7007"), roles.to_owned(), node.app.clock.now());
        nodes.push((node, said));
    }
    let beat = async |nodes: &mut [(Server, Node)], seconds: i64| {
        // All say that they are there before each counts the others.
        for _ in 0..2 {
            for (node, said) in &mut *nodes {
                node.app.clock.advance(seconds * 500_000);
                said.say(&node.app).await.expect("it says so");
            }
        }
    };
    let taken = async |node: &Server| {
        let asked = (0..50).map(|_| async {
            let answer = node.request(Method::GET, "/t/loud/api/v1/auth/providers").send().await.expect("an answer");
            answer.status().as_u16()
        });
        let answers = futures_util::future::join_all(asked).await;
        assert!(answers.iter().all(|status| [200, 429].contains(status)), "{answers:?}");
        answers.iter().filter(|status| **status == 200).count()
    };
    beat(&mut nodes, 0).await;
    assert_eq!(taken(&nodes[0].0).await + taken(&nodes[1].0).await, 20, "two seconds of it, together");
    beat(&mut nodes, 1).await;
    assert_eq!(taken(&nodes[0].0).await + taken(&nodes[1].0).await, 10, "one more second");
    // The second node is gone: what it had is the first one's.
    nodes.remove(1);
    beat(&mut nodes, 30).await;
    assert_eq!(taken(&nodes[0].0).await, 20);
}

/// Many count one up, each on a node of its own, and nobody's step is lost; whoever has written reads it everywhere.
#[tokio::test]
async fn o144_steps_that_many_make_on_three_nodes_are_all_there() {
    let server = Server::with("", Settings::default()).await;
    let nodes = [server.again().await, server.again().await, server];
    let following: Vec<_> = nodes
        .iter()
        .map(|node| {
            let catalog = node.app.catalog.clone();
            tokio::spawn(async move {
                while catalog.follow().await.is_ok() {
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    let counts = (0..9).map(|number| count_up(&nodes, number));
    let made: usize = futures_util::future::join_all(counts).await.into_iter().sum();
    nodes[0].app.catalog.follow().await.expect("it follows to the end");
    let (_, entity) = nodes[0].get(COUNTER).await;
    following.iter().for_each(tokio::task::JoinHandle::abort);
    assert_eq!(entity["metadata"]["title"], made.to_string(), "every acknowledged step is there, once");
    let (_, history) = nodes[0].get("/api/v1/entities/component/default/counter/history").await;
    assert_eq!(history["items"].as_array().map(Vec::len), Some(made), "and in the history");
}

const COUNTER: &str = "/api/catalog/entities/by-name/component/default/counter";

/// Makes some steps; how many were acknowledged.
async fn count_up(nodes: &[Server], number: usize) -> usize {
    let (mut made, mut revision) = (0, "0".to_owned());
    for round in 0..12 {
        let (read_at, write_at) = (&nodes[(number + round) % nodes.len()], &nodes[(number + 2 * round) % nodes.len()]);
        let seen = read_at.request(Method::GET, COUNTER).header("portolan-min-revision", &revision);
        let seen = seen.send().await.expect("an answer");
        assert!([200, 404].contains(&seen.status().as_u16()), "{}", seen.status());
        let seen: serde_json::Value = serde_json::from_str(&seen.text().await.expect("a body")).expect("JSON");
        let before = seen["metadata"]["title"].as_str().map_or(0, |title| title.parse().expect("a number"));
        assert!(before >= made, "{before}: whoever wrote reads its own writes");
        let body = json!({
            "apiVersion": "backstage.io/v1alpha1", "kind": "Component",
            "metadata": { "name": "counter", "title": (before + 1).to_string() },
            "spec": { "type": "service", "lifecycle": "production", "owner": "payments" },
        });
        let put = write_at.request(Method::PUT, "/api/v1/entities/component/default/counter");
        let put = match seen["metadata"]["etag"].as_str() {
            Some(etag) => put.header("if-match", format!("\"{}\"", &etag[..16])),
            None => put.header("if-none-match", "*"),
        };
        let put = put.header("content-type", "application/json").body(body.to_string());
        let put = put.send().await.expect("an answer");
        match put.status().as_u16() {
            200 | 201 => {
                made += 1;
                put.headers()["portolan-revision"].to_str().expect("a number").clone_into(&mut revision);
            }
            412 => {}
            other => panic!("{other}"),
        }
    }
    made
}
