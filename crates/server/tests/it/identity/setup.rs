//! The first administrator is made once, by whoever reads the server's output.

use serde_json::json;

use super::browser::{Browser, MINUTE, PASSWORD, administrator, closed_server, setup_secret};

fn wanted(token: &str) -> serde_json::Value {
    json!({ "token": token, "name": "Eve", "email": "eve@evil.example", "password": PASSWORD })
}

#[tokio::test]
async fn the_link_makes_an_administrator_and_closes_for_ever() {
    let server = closed_server().await;
    let first = setup_secret(&server).await.expect("a secret");
    let mut ada = administrator(&server).await;
    let me = ada.get("/api/v1/me").await;
    assert_eq!((&me.body["admin"], &me.body["kind"]), (&json!(true), &json!("person")), "{}", me.body);
    assert_eq!(me.body["email"], "ada@halden.example");
    for token in [first.as_str(), ""] {
        assert_eq!(Browser::new(&server).post("/api/v1/setup", wanted(token)).await.status, 409);
    }
    assert_eq!(setup_secret(&server).await, None, "a later start offers nothing");
    let providers = Browser::new(&server).get("/api/v1/auth/providers").await;
    assert_eq!(providers.body, json!({ "local": true, "guest": false, "setup": false, "items": [] }));
}

#[tokio::test]
async fn a_wrong_old_or_replaced_link_opens_nothing() {
    let server = closed_server().await;
    let replaced = setup_secret(&server).await.expect("a secret");
    let newest = setup_secret(&server).await.expect("a secret");
    let mut eve = Browser::new(&server);
    for token in ["", "x", replaced.as_str()] {
        assert_eq!(eve.post("/api/v1/setup", wanted(token)).await.status, 403, "{token}");
    }
    server.app.clock.advance(24 * 60 * MINUTE + 1);
    assert_eq!(eve.post("/api/v1/setup", wanted(&newest)).await.status, 403);
}

#[tokio::test]
async fn of_many_who_use_the_link_at_once_one_is_the_first() {
    let server = closed_server().await;
    let secret = setup_secret(&server).await.expect("a secret");
    let tries = (0..8).map(|number| {
        let mut body = wanted(&secret);
        body["email"] = json!(format!("eve{number}@evil.example"));
        let server = &server;
        async move { Browser::new(server).post("/api/v1/setup", body).await.status.as_u16() }
    });
    let mut answers = futures_util::future::join_all(tries).await;
    answers.sort_unstable();
    assert_eq!(answers, [200, 409, 409, 409, 409, 409, 409, 409]);
}

#[tokio::test]
async fn weak_passwords_and_broken_addresses_are_refused_with_a_reason() {
    let server = closed_server().await;
    let secret = setup_secret(&server).await.expect("a secret");
    for (key, value, word) in [
        ("password", "short", "12 characters"),
        ("password", "aaaaaaaaaaaaaaaa", "first that anybody would try"),
        ("password", &"x".repeat(1025), "1024 bytes"),
        ("email", "nobody", "not an e-mail address"),
        ("email", "a b@c.example", "not an e-mail address"),
        ("name", " ", "A name"),
    ] {
        let mut body = wanted(&secret);
        body[key] = json!(value);
        let answer = Browser::new(&server).post("/api/v1/setup", body).await;
        assert_eq!(answer.status, 400);
        assert!(answer.body["detail"].as_str().expect("text").contains(word), "{}", answer.body);
    }
}
