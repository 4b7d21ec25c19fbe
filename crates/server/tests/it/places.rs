//! What one tenant may have at once, and what is counted of requests that get no further.

use std::io::Write;
use std::net::TcpStream;

use portolan::app::Settings;
use portolan::http::places::AtOnce;
use reqwest::header::{COOKIE, HOST, RETRY_AFTER};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::harness::{SHOP, Server};
use crate::identity::browser::{Browser, closed_server};
use crate::tenants::two;

async fn narrow(requests: usize, streams: usize) -> Server {
    let at_once = AtOnce { requests, streams };
    Server::with(SHOP, Settings { hosts: Settings::loopback_hosts(), guest: None, at_once, ..Settings::default() })
        .await
}

/// The head of an answer, of which the body is not read yet.
async fn ask(browser: &Browser<'_>, path: &str) -> Response {
    let cookie = browser.cookie.as_deref().unwrap_or_default();
    browser.server.request(Method::GET, path).header(COOKIE, cookie).send().await.expect("an answer")
}

async fn refused(server: &Server, reason: &str) -> u64 {
    let (_, text) = server.get("/metrics").await;
    let name = format!("portolan_refused_requests_total{{reason=\"{reason}\"}} ");
    let text = text.as_str().expect("text");
    let line = text.lines().find_map(|line| line.strip_prefix(&name)).expect("it is counted from the start");
    line.parse().expect("a number")
}

#[tokio::test]
async fn a_tenant_has_so_many_event_streams_and_others_have_theirs() {
    let server = narrow(100, 1).await;
    let (_, eva, bea) = two(&server).await;
    let first = ask(&eva, "/t/acme/api/v1/events").await;
    assert_eq!(first.status(), 200);
    let second = ask(&eva, "/t/acme/api/v1/events").await;
    assert_eq!((second.status().as_u16(), &second.headers()[RETRY_AFTER]), (429, &"5".parse().expect("text")));
    assert_eq!(second.headers()["content-type"], "application/problem+json");
    let said: Value = serde_json::from_str(&second.text().await.expect("a body")).expect("JSON");
    assert_eq!((&said["status"], &said["code"]), (&json!(429), &json!("too_many_requests")), "{said}");
    assert_eq!(ask(&bea, "/t/blue/api/v1/events").await.status(), 200, "another tenant has its own");
    assert_eq!(refused(&server, "streams").await, 1);
    assert!(server.get("/metrics").await.1.as_str().expect("text").contains("\nportolan_event_streams "));
    server.hosting.close_idle();
    assert!(server.hosting.open_homes().iter().any(|(name, _)| name == "acme"), "somebody follows it");
    drop(first);
    while ask(&eva, "/t/acme/api/v1/events").await.status() != 200 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_tenant_has_so_many_requests_under_way_and_supervisors_are_always_answered() {
    let server = narrow(3, 10).await;
    let (mut ada, eva, bea) = two(&server).await;
    let limitless = json!({ "quotas": { "requests_per_second": 0 } });
    ada.send(Method::PATCH, "/api/v1/tenants/acme", Some(limitless)).await;
    let address = server.url.trim_start_matches("http://");
    let head = format!(
        "POST /t/acme/api/v1/auth/login HTTP/1.1\r\nHost: {address}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"
    );
    // Senders that do not send what they announced, until they hold all places.
    let mut slow = Vec::new();
    let busy = loop {
        let mut sender = TcpStream::connect(address).expect("a connection");
        sender.write_all(head.as_bytes()).expect("it is sent");
        slow.push(sender);
        let answer = ask(&eva, "/t/acme/api/v1/me").await;
        if answer.status() == 429 {
            break answer;
        }
    };
    assert_eq!(busy.headers()[RETRY_AFTER], "1");
    let said = busy.text().await.expect("a body");
    assert!(said.contains("under way at once"), "{said}");
    assert_eq!(ask(&bea, "/t/blue/api/v1/me").await.status(), 200, "others do not wait for it");
    assert_eq!(ada.get("/api/v1/me").await.status, 200);
    assert_eq!(ask(&eva, "/t/acme/healthz").await.status(), 200);
    assert!(refused(&server, "requests").await >= 1);
    drop(slow);
    while ask(&eva, "/t/acme/api/v1/me").await.status() == 429 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_is_refused_before_a_tenant_is_asked_is_counted_by_its_reason() {
    let server = closed_server().await;
    let (mut ada, mut eva, _bea) = two(&server).await;
    for reason in ["host", "unknown", "suspended", "rate", "requests", "streams", "unopened"] {
        assert_eq!(refused(&server, reason).await, 0, "{reason}");
    }
    let foreign = server.request(Method::GET, "/api/v1/me").header(HOST, "evil.example").send().await;
    assert_eq!(foreign.expect("an answer").status(), 421);
    for name in ["nobody", "made-up"] {
        assert_eq!(server.get(&format!("/t/{name}/api/v1/me")).await.0, 404);
    }
    let limit = |rate: i64| Some(json!({ "quotas": { "requests_per_second": rate } }));
    ada.send(Method::PATCH, "/api/v1/tenants/acme", limit(1)).await;
    while eva.get("/t/acme/api/v1/me").await.status != 429 {}
    ada.send(Method::PATCH, "/api/v1/tenants/blue", Some(json!({ "state": "suspended" }))).await;
    assert_eq!(server.get("/t/blue/api/v1/me").await.0, 403);
    for (reason, count) in [("host", 1), ("unknown", 2), ("suspended", 1), ("rate", 1), ("unopened", 0)] {
        assert_eq!(refused(&server, reason).await, count, "{reason}");
    }
    let (_, text) = server.get("/metrics").await;
    let text = text.as_str().expect("text");
    assert!(!text.contains("made-up") && !text.contains("evil"), "what strangers invent is no label");
    let own = text.lines().filter(|line| line.starts_with("portolan_http_requests_total{"));
    assert!(
        own.clone().any(|line| line.contains("route=\"/api/v1/setup\"") && line.ends_with(" 3")),
        "tenants' count too"
    );
    let odd = Method::from_bytes(b"BREW").expect("a method");
    server.request(odd, "/api/v1/me").send().await.expect("an answer");
    let (_, text) = server.get("/metrics").await;
    let text = text.as_str().expect("text");
    assert!(text.contains("method=\"other\"") && !text.contains("BREW"), "a client invents no labels");
}
