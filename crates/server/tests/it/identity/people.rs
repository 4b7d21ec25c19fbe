//! Administrators look after accounts; nobody else does, and one administrator always stays.

use reqwest::Method;
use serde_json::{Value, json};

use super::browser::{Browser, PASSWORD, administrator, closed_server, person};

#[tokio::test]
async fn an_administrator_makes_an_account_that_can_sign_in() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let made = ada.post("/api/v1/people", json!({ "name": "Bo", "email": "BO@halden.example" })).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let password = made.body["password"].as_str().expect("a password").to_owned();
    let mut bo = Browser::new(&server);
    assert_eq!(bo.log_in("bo@halden.example", &password).await.status, 200);
    let list = ada.get("/api/v1/people").await.body;
    let emails: Vec<_> = list["items"].as_array().expect("items").iter().map(|item| &item["email"]).collect();
    assert_eq!(emails, ["ada@halden.example", "bo@halden.example"]);
    assert!(!list.to_string().contains(&password));
    let again = ada.post("/api/v1/people", json!({ "name": "Bo", "email": "bo@halden.example" })).await;
    assert_eq!(again.status, 409);
}

#[tokio::test]
async fn others_may_not_and_guests_neither() {
    let server = crate::harness::Server::start().await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    let mut bo = Browser::new(&server);
    bo.log_in("bo@halden.example", PASSWORD).await;
    let mut guest = Browser::new(&server);
    for who in [&mut bo, &mut guest] {
        for (method, path) in [
            (Method::GET, "/api/v1/people"),
            (Method::POST, "/api/v1/people"),
            (Method::GET, "/api/v1/service-accounts"),
            (Method::POST, "/api/v1/service-accounts"),
        ] {
            let body = (method == Method::POST).then(|| json!({ "name": "x", "email": "x@y.example", "admin": true }));
            assert_eq!(who.send(method, path, body).await.status, 403, "{path}");
        }
    }
    assert_eq!(guest.get("/api/v1/auth/sessions").await.status, 403);
}

#[tokio::test]
async fn whoever_is_shut_out_is_gone_at_once() {
    let server = closed_server().await;
    let id = person(&server, "Bo Lind", "bo@halden.example").await;
    let mut bo = Browser::new(&server);
    bo.log_in("bo@halden.example", PASSWORD).await;
    let token = bo.post("/api/v1/auth/tokens", json!({ "name": "ci" })).await.body["token"].clone();
    let mut ada = administrator(&server).await;
    let path = format!("/api/v1/people/{id}");
    let out = ada.send(Method::PATCH, &path, Some(json!({ "disabled": true }))).await;
    assert_eq!((out.status.as_u16(), &out.body["disabled"]), (200, &json!(true)));
    assert_eq!(bo.get("/api/v1/me").await.status, 401);
    let call = server.request(Method::GET, "/api/v1/me").bearer_auth(token.as_str().expect("text")).send().await;
    assert_eq!(call.expect("an answer").status(), 401);
    assert_eq!(bo.log_in("bo@halden.example", PASSWORD).await.status, 401);
    ada.send(Method::PATCH, &path, Some(json!({ "disabled": false, "password": "a new one for bo" }))).await;
    assert_eq!(bo.log_in("bo@halden.example", "a new one for bo").await.status, 200);
}

#[tokio::test]
async fn one_administrator_always_stays() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let me = ada.get("/api/v1/me").await.body;
    let own = format!("/api/v1/people/{}", me["principal"].as_str().expect("an id"));
    for change in [json!({ "disabled": true }), json!({ "admin": false })] {
        assert_eq!(ada.send(Method::PATCH, &own, Some(change)).await.status, 409);
    }
    assert_eq!(ada.get("/api/v1/people").await.status, 200);
    let id = person(&server, "Bo Lind", "bo@halden.example").await;
    ada.send(Method::PATCH, &format!("/api/v1/people/{id}"), Some(json!({ "admin": true }))).await;
    assert_eq!(ada.send(Method::PATCH, &own, Some(json!({ "admin": false }))).await.status, 200);
    assert_eq!(ada.get("/api/v1/people").await.status, 403);
}

#[tokio::test]
async fn every_step_is_in_the_audit_log() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    Browser::new(&server).log_in("ada@halden.example", "wrong").await;
    let made = ada.post("/api/v1/people", json!({ "name": "Bo", "email": "bo@halden.example" })).await.body;
    let token = ada.post("/api/v1/auth/tokens", json!({ "name": "ci" })).await.body;
    ada.delete(&format!("/api/v1/auth/tokens/{}", token["id"].as_str().expect("an id"))).await;
    let path = format!("/api/v1/people/{}", made["id"].as_str().expect("an id"));
    ada.send(Method::PATCH, &path, Some(json!({ "disabled": true }))).await;
    for _ in 0..5 {
        Browser::new(&server).log_in("nobody@halden.example", "wrong").await;
    }
    ada.send(Method::POST, "/api/v1/auth/logout", None::<Value>).await;
    let read = |tx: &mut portolan::db::Tx<'_>| {
        tx.all("SELECT actor || ' ' || action FROM audit_entries ORDER BY seq", &[], |row| row.text(0))
    };
    let log = server.app.db.read(read).await.expect("an answer");
    for wanted in [
        "setup person.create",
        "setup setup.close",
        "system principal.link",
        "user:accounts/ada session.create",
        "anonymous login.fail",
        "anonymous login.lock",
        "user:accounts/ada person.create",
        "user:accounts/ada token.create",
        "user:accounts/ada token.revoke",
        "user:accounts/ada principal.disable",
        "user:accounts/ada session.end",
    ] {
        assert!(log.iter().any(|line| line == wanted), "{wanted} is missing in {log:#?}");
    }
}
