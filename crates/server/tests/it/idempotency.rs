//! `Idempotency-Key`: a write that is sent again is not done again.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::harness::{SHOP, Server};

const DAY: i64 = 24 * 3600 * 1_000_000;

async fn send(server: &Server, method: Method, path: &str, key: &str, body: &Value) -> Response {
    let request = server.request(method, path).header("content-type", "application/json");
    request.header("idempotency-key", key).body(body.to_string()).send().await.expect("an answer")
}

async fn add(server: &Server, key: &str, name: &str) -> Response {
    let body = json!({ "target": format!("https://{name}.invalid/a.yaml"), "name": name });
    send(server, Method::POST, "/api/v1/sources", key, &body).await
}

async fn count(server: &Server) -> usize {
    server.get("/api/v1/sources").await.1["items"].as_array().expect("a list").len()
}

#[tokio::test]
async fn the_same_request_gets_the_same_answer_for_a_day() {
    let server = Server::start().await;
    let first = add(&server, "k1", "one").await;
    assert_eq!((first.status().as_u16(), first.headers().get("idempotency-replayed")), (201, None));
    let first = first.text().await.expect("a body");
    let again = add(&server, "k1", "one").await;
    assert_eq!(
        (again.status().as_u16(), &again.headers()["idempotency-replayed"]),
        (201, &"true".parse().expect("text"))
    );
    assert!(again.headers()["content-type"].to_str().expect("text").starts_with("application/json"));
    assert!(again.headers().contains_key("portolan-revision"));
    assert_eq!(again.text().await.expect("a body"), first);
    assert_eq!(count(&server).await, 1);

    let other = add(&server, "k1", "two").await;
    assert_eq!(other.status(), 422);
    let other: Value = serde_json::from_str(&other.text().await.expect("a body")).expect("JSON");
    assert_eq!(other["code"], "unprocessable_entity");
    assert!(other["detail"].as_str().expect("text").contains("`k1`"), "{other}");
    assert_eq!(add(&server, "k2", "two").await.status(), 201);
    assert_eq!(add(&server, "k3", "two").await.status(), 409, "without the key it is a second request");

    server.app.clock.advance(DAY);
    assert_eq!(add(&server, "k1", "three").await.status(), 201, "keys are forgotten after a day");
}

#[tokio::test]
async fn changes_and_removals_take_keys_too() {
    let server = Server::start().await;
    let source: Value =
        serde_json::from_str(&add(&server, "k", "one").await.text().await.expect("a body")).expect("JSON");
    let path = format!("/api/v1/sources/{}", source["id"].as_str().expect("an id"));
    for (key, name) in [("a", "first"), ("b", "second"), ("a", "first")] {
        assert_eq!(send(&server, Method::PATCH, &path, key, &json!({ "name": name })).await.status(), 200);
    }
    assert_eq!(server.get(&path).await.1["name"], "second", "the repeated change was not made again");
    for _ in 0..2 {
        let gone = send(&server, Method::DELETE, &path, "gone", &json!({})).await;
        assert_eq!((gone.status().as_u16(), gone.text().await.expect("a body").as_str()), (200, "{\"deleted\":0}"));
    }
}

#[tokio::test]
async fn a_request_that_failed_may_be_tried_again() {
    let server = Server::start().await;
    let refused = json!({ "target": "" });
    for _ in 0..2 {
        assert_eq!(send(&server, Method::POST, "/api/v1/sources", "k", &refused).await.status(), 400);
    }
    assert_eq!(add(&server, "k", "one").await.status(), 201, "a failure does not use the key up");
    for key in ["", "  ", &"x".repeat(256)] {
        assert_eq!(add(&server, key, "two").await.status(), 400, "{key}");
    }
    assert_eq!(add(&server, &"x".repeat(255), "two").await.status(), 201);
}

#[tokio::test]
async fn a_request_that_runs_is_not_begun_again_and_ends_without_its_caller() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    let (asked, answer) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (seen, wait) = (Arc::clone(&asked), Arc::clone(&answer));
    let page = move || async move {
        seen.notify_one();
        wait.notified().await;
        SHOP
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let target = format!("http://{}/a.yaml", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/a.yaml", get(page))).await });
    let (_, source) = server.post("/api/v1/sources", json!({ "target": target })).await;
    let path = format!("/api/v1/sources/{}/sync", source["id"].as_str().expect("an id"));

    let sync = || send(&server, Method::POST, &path, "k", &Value::Null);
    tokio::select! {
        _ = sync() => panic!("the page is not there yet"),
        () = asked.notified() => {}
    }
    let busy = sync().await;
    assert_eq!((busy.status().as_u16(), &busy.headers()["retry-after"]), (409, &"1".parse().expect("text")));
    let busy = busy.text().await.expect("a body");
    assert!(busy.contains("still running"), "{busy}");
    answer.notify_one();
    let done = loop {
        let response = sync().await;
        if response.status() == 200 {
            break response;
        }
        assert_eq!(response.status(), 409);
    };
    assert!(done.headers().contains_key("idempotency-replayed"));
    let done: Value = serde_json::from_str(&done.text().await.expect("a body")).expect("JSON");
    assert_eq!(done["counts"]["created"], 5);
}

#[tokio::test]
async fn answers_of_sign_in_and_accounts_are_not_kept() {
    let server = Server::start().await;
    let wrong = json!({ "email": "ada@halden.example", "password": "wrong" });
    for key in ["k".to_owned(), "x".repeat(1000)] {
        let answer = send(&server, Method::POST, "/api/v1/auth/login", &key, &wrong).await;
        assert_eq!((answer.status().as_u16(), answer.headers().get("idempotency-replayed")), (401, None));
    }
    let kept = server.app.db.read(|tx| tx.all("SELECT key FROM idempotency_keys", &[], |row| row.text(0))).await;
    assert!(kept.expect("an answer").is_empty());
}
