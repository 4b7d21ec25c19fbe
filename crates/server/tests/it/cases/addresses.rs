//! What may be named as a source, by every route that takes an address.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use portolan::app::Settings;
use portolan_integrations::http::Rules;
use reqwest::Method;
use serde_json::{Value, json};

use super::is_stored;
use crate::harness::Server;

/// A server that others reach: it reads no path and no address of this machine.
async fn strict() -> Server {
    Server::under(Rules::default(), "", Settings::default()).await
}

/// What each route that takes an address answers: its name, status and words.
async fn named(server: &Server, known: &str, target: &str) -> Vec<(&'static str, u16, String)> {
    let location = json!({ "type": "url", "target": target });
    let mut answers = Vec::new();
    for (what, path, body) in [
        ("source", "/api/v1/sources", json!({ "target": target })),
        ("git source", "/api/v1/sources", json!({ "target": target, "kind": "git" })),
        ("table", "/api/v1/sources", json!({ "target": target, "kind": "csv" })),
        ("dry run", "/api/v1/sources?dry_run=true", json!({ "target": target })),
        ("dry run of git", "/api/v1/sources?dry_run=true", json!({ "target": target, "kind": "git" })),
        ("location", "/api/catalog/locations", location.clone()),
        ("dry run of a location", "/api/catalog/locations?dryRun=true", location.clone()),
    ] {
        let (status, answer) = server.post(path, body).await;
        answers.push((what, status.as_u16(), answer.to_string()));
    }
    let moved = server.request(Method::PUT, &format!("/api/catalog/locations/{known}"));
    let moved = moved.header("content-type", "application/json").body(location.to_string()).send().await;
    let moved = moved.expect("an answer");
    answers.push(("moved location", moved.status().as_u16(), moved.text().await.expect("a body")));
    answers
}

/// A source whose host is never there.
async fn known(server: &Server) -> String {
    let (status, source) = server.post("/api/v1/sources", json!({ "target": "https://git.invalid/a.yaml" })).await;
    assert_eq!(status, 201, "{source}");
    source["id"].as_str().expect("an id").to_owned()
}

async fn sources(server: &Server) -> Vec<Value> {
    server.get("/api/v1/sources").await.1["items"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn o018_what_git_could_take_for_a_command_is_no_source() {
    let server = strict().await;
    let known = known(&server).await;
    let canary = tempfile::tempdir().expect("a folder");
    let place = canary.path().display().to_string();
    for target in [
        format!("--upload-pack=touch${{IFS}}{place}/pwn"),
        "ext::sh -c id".to_owned(),
        "ssh://-oProxyCommand=id/x".to_owned(),
        "git@-oProxyCommand=id:x".to_owned(),
        "-c core.x=y".to_owned(),
        format!("file://{place}"),
        place.clone(),
        "fd::7".to_owned(),
        "git://-x/".to_owned(),
        "git://git.invalid/x.git".to_owned(),
        "rsync://git.invalid/x.git".to_owned(),
    ] {
        for (what, status, said) in named(&server, &known, &target).await {
            assert_eq!(status, 400, "{what} {target}: {said}");
        }
    }
    assert_eq!(sources(&server).await.len(), 1);
    assert_eq!(std::fs::read_dir(canary.path()).expect("a folder").count(), 0);
}

/// A branch is refused where it is written, and nothing of it reaches git.
#[tokio::test]
async fn o019_odd_branches_are_refused_where_they_are_named() {
    let server = strict().await;
    let git = json!({ "target": "https://git.invalid/a.git" });
    let (_, source) = server.post("/api/v1/sources", git).await;
    let path = format!("/api/v1/sources/{}", source["id"].as_str().expect("an id"));
    let long = "x".repeat(10_000);
    for branch in
        ["--output=/canary/x", "--exec=id", "-d", "refs/../../x", "a..b", "@{-1}", "x\ny", "HEAD~9999999999", &long]
    {
        let (status, answer) =
            server.post("/api/v1/sources", json!({ "target": "https://git.invalid/b.git", "branch": branch })).await;
        assert_eq!(status, 400, "{branch}: {answer}");
        let changed = server.request(Method::PATCH, &path).header("content-type", "application/json");
        let changed = changed.body(json!({ "branch": branch }).to_string()).send().await.expect("an answer");
        assert_eq!(changed.status(), 400, "{branch}");
    }
    assert_eq!(sources(&server).await[0].get("branch"), None);
}

#[tokio::test]
async fn o025_credentials_in_an_address_are_refused_and_kept_nowhere() {
    let server = strict().await;
    let known = known(&server).await;
    for target in [
        "https://user:CANARY-7f3a@git.invalid/r.git",
        "https://CANARY-7f3a@git.invalid/a.yaml",
        "https://user:CANARY-7f3a@git.invalid/people.csv",
        "https://user:CANARY-7f3a@git.invalid:99999/a.yaml",
        "ssh://git:CANARY-7f3a@git.invalid/r.git",
        "git:CANARY-7f3a@git.invalid:r.git",
        "svn://user:CANARY-7f3a@git.invalid/a.yaml",
    ] {
        for (what, status, said) in named(&server, &known, target).await {
            assert_eq!(status, 400, "{what} {target}: {said}");
            assert!(!said.contains("CANARY-7f3a"), "{what} {target}: {said}");
        }
    }
    assert!(!is_stored(&server, "CANARY-7f3a").await);
}

/// A host that sends its readers on to an address with credentials in it makes no message with them.
#[tokio::test]
async fn o025_a_message_repeats_no_credentials_that_a_host_sends() {
    let server = Server::with("", Settings::default()).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let target = format!("http://{}/a.yaml", listener.local_addr().expect("an address"));
    let away = async || axum::response::Redirect::temporary("http://user:CANARY-91bd@127.0.0.1:1/a.yaml");
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().fallback(axum::routing::get(away))).await });
    let (_, source) = server.post("/api/v1/sources", json!({ "target": target })).await;
    let (_, sync) =
        server.post(&format!("/api/v1/sources/{}/sync", source["id"].as_str().expect("an id")), json!({})).await;
    assert_eq!(sync["state"], "failed", "{sync}");
    assert!(!sync.to_string().contains("CANARY-91bd"), "{sync}");
    assert!(!is_stored(&server, "CANARY-91bd").await);
}

#[tokio::test]
async fn o026_private_addresses_are_refused_by_every_route_in_the_same_words() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let hits = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&hits);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            seen.fetch_add(1, Ordering::SeqCst);
        }
    });
    let server = strict().await;
    let known = known(&server).await;
    for host in [
        "169.254.169.254",
        "[fd00:ec2::254]",
        "100.100.100.200",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "127.0.0.1",
        "[::1]",
        "[fe80::1]",
        "[fc00::1]",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "localhost",
    ] {
        for path in ["a.yaml", "a.git", "a.csv"] {
            for (what, status, said) in named(&server, &known, &format!("http://{host}:{port}/{path}")).await {
                assert_eq!(status, 400, "{what} {host} {path}: {said}");
                assert!(said.contains("is a private or local address"), "{what} {host} {path}: {said}");
            }
        }
    }
    assert_eq!(hits.load(Ordering::SeqCst), 0);
}
