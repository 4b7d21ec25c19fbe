//! Guessing passwords: slow for strangers, no matter how they spread it, and no hindrance to the owner.

use serde_json::{Value, json};

use super::browser::{Browser, MINUTE, PASSWORD, closed_server, person};
use crate::harness::Server;

async fn guess(server: &Server, email: &str, from: &str) -> u16 {
    let body = json!({ "email": email, "password": "a guess that is wrong" });
    let request = server.request(reqwest::Method::POST, "/api/v1/auth/login").header("x-forwarded-for", from);
    let request = request.header("content-type", "application/json").body(body.to_string());
    request.send().await.expect("an answer").status().as_u16()
}

/// Case O051.
#[tokio::test]
async fn an_unknown_account_answers_like_a_wrong_password() {
    let server = closed_server().await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    let shown = |mut body: Value| {
        body["request_id"] = Value::Null;
        body
    };
    let known = Browser::new(&server).log_in("bo@halden.example", "wrong").await;
    let unknown = Browser::new(&server).log_in("nobody@halden.example", "wrong").await;
    assert_eq!((known.status.as_u16(), unknown.status.as_u16()), (401, 401));
    assert_eq!(shown(known.body), shown(unknown.body));
    for _ in 0..4 {
        guess(&server, "nobody@halden.example", "").await;
        guess(&server, "bo@halden.example", "").await;
    }
    assert_eq!(guess(&server, "nobody@halden.example", "").await, 429, "locked as one that exists is");
    assert_eq!(guess(&server, "bo@halden.example", "").await, 429);
}

/// Case O049.
#[tokio::test]
async fn guesses_are_counted_in_parallel_in_any_spelling_and_after_a_restart() {
    let server = closed_server().await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    let tries = (0..30).map(|number| {
        let email = ["bo@halden.example", "BO@halden.example", " bo@Halden.example "][number % 3];
        let (server, from) = (&server, format!("203.0.113.{number}"));
        async move { guess(server, email, &from).await }
    });
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|status| **status == 401).count(), 5, "{answers:?}");
    let right = Browser::new(&server).log_in("bo@halden.example", PASSWORD).await;
    assert_eq!(right.status, 429);
    assert!(right.headers["retry-after"].to_str().expect("text").parse::<i64>().expect("seconds") > 0);
    // Nothing of it is in memory: the table says it to every node.
    server.app.clock.advance(MINUTE);
    assert_eq!(guess(&server, "bo@halden.example", "").await, 401);
    assert_eq!(guess(&server, "bo@halden.example", "").await, 429, "one more failure locks again, for longer");
    server.app.clock.advance(5 * MINUTE);
    assert_eq!(Browser::new(&server).log_in("bo@halden.example", PASSWORD).await.status, 200);
}

/// Case O049.
#[tokio::test]
async fn one_address_may_not_go_through_all_accounts() {
    let server = closed_server().await;
    let mut answers = Vec::new();
    for number in 0..25 {
        answers.push(guess(&server, &format!("user{number}@halden.example"), "").await);
    }
    assert_eq!(answers.iter().filter(|status| **status == 401).count(), 20, "{answers:?}");
}

/// Case O049.
#[tokio::test]
async fn strangers_do_not_lock_out_the_owner() {
    let settings = portolan::app::Settings {
        guest: None,
        proxies: vec!["127.0.0.1".parse().expect("an address")],
        ..portolan::app::Settings::default()
    };
    let server = Server::with(crate::harness::SHOP, settings).await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    assert_eq!(Browser::new(&server).log_in("bo@halden.example", PASSWORD).await.status, 200);
    for number in 0..10 {
        guess(&server, "bo@halden.example", &format!("203.0.113.{number}")).await;
    }
    assert_eq!(guess(&server, "bo@halden.example", "203.0.113.99").await, 429);
    assert_eq!(Browser::new(&server).log_in("bo@halden.example", PASSWORD).await.status, 200);
}
