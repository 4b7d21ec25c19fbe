//! API tokens: shown once, narrowed by scopes, over when they are revoked or expired.

use reqwest::Method;
use serde_json::{Value, json};

use super::browser::{Browser, MINUTE, PASSWORD, administrator, closed_server, person};
use crate::harness::Server;

async fn call(server: &Server, method: Method, path: &str, token: &str) -> u16 {
    let request = server.request(method, path).header("content-type", "application/json");
    request.bearer_auth(token).body("{}").send().await.expect("an answer").status().as_u16()
}

async fn make(browser: &mut Browser<'_>, wanted: Value) -> (String, String) {
    let answer = browser.post("/api/v1/auth/tokens", wanted).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let text = |key: &str| answer.body[key].as_str().expect("text").to_owned();
    (text("token"), text("id"))
}

#[tokio::test]
async fn a_token_is_shown_once_used_and_revoked_at_once() {
    let server = closed_server().await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    let mut bo = Browser::new(&server);
    bo.log_in("bo@halden.example", PASSWORD).await;
    let (token, id) = make(&mut bo, json!({ "name": "ci" })).await;
    assert!(token.starts_with("ptl_") && token.len() == 68);
    assert_eq!(call(&server, Method::GET, "/api/v1/stats", &token).await, 200);
    let list = bo.get("/api/v1/auth/tokens").await.body;
    assert_eq!(list["items"][0]["prefix"], token[..12]);
    assert!(!list.to_string().contains(&token), "{list}");
    let mut ada = administrator(&server).await;
    assert_eq!(ada.delete(&format!("/api/v1/auth/tokens/{id}")).await.status, 404, "somebody else's");
    assert_eq!(bo.delete(&format!("/api/v1/auth/tokens/{id}")).await.status, 204);
    assert_eq!(call(&server, Method::GET, "/api/v1/stats", &token).await, 401);
    assert_eq!(bo.get("/api/v1/auth/tokens").await.body["items"], json!([]));
}

#[tokio::test]
async fn nothing_secret_is_in_the_tables() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let (token, _) = make(&mut ada, json!({ "name": "ci" })).await;
    let cookie = ada.cookie.clone().expect("a cookie").split_once('=').expect("a pair").1.to_owned();
    let read = |tx: &mut portolan::db::Tx<'_>| {
        let mut all = Vec::new();
        for sql in [
            "SELECT hash || prefix FROM tokens",
            "SELECT id FROM sessions",
            "SELECT hash FROM passwords",
            "SELECT state_before || state_after FROM audit_entries",
        ] {
            all.extend(tx.all(sql, &[], |row| row.text(0))?);
        }
        Ok(all.join("\n"))
    };
    let kept = server.app.db.read(read).await.expect("an answer");
    for secret in [token.as_str(), cookie.as_str(), PASSWORD] {
        assert!(!kept.contains(secret), "{kept}");
    }
}

#[tokio::test]
async fn scopes_narrow_and_nothing_widens_them() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let (reads, _) = make(&mut ada, json!({ "name": "reads", "scopes": ["catalog.read"] })).await;
    let (none, _) = make(&mut ada, json!({ "name": "none", "scopes": [] })).await;
    let (all, _) = make(&mut ada, json!({ "name": "all", "expires_in_days": 0 })).await;
    for (method, path, with_reads, with_none, with_all) in [
        (Method::GET, "/api/v1/stats", 200, 403, 200),
        (Method::GET, "/api/catalog/entities", 200, 403, 200),
        (Method::GET, "/api/v1/export?format=json", 200, 403, 200),
        (Method::GET, "/api/v1/sources", 403, 403, 200),
        (Method::DELETE, "/api/catalog/entities/by-uid/x", 403, 403, 404),
        (Method::GET, "/api/v1/people", 403, 403, 200),
        (Method::GET, "/api/v1/me", 200, 200, 200),
        (Method::GET, "/api/v1/auth/tokens", 403, 403, 403),
        (Method::POST, "/api/v1/auth/tokens", 403, 403, 403),
        (Method::POST, "/api/v1/auth/password", 403, 403, 403),
    ] {
        let got = [
            call(&server, method.clone(), path, &reads).await,
            call(&server, method.clone(), path, &none).await,
            call(&server, method.clone(), path, &all).await,
        ];
        assert_eq!(got, [with_reads, with_none, with_all], "{method} {path}");
    }
    let wrong = ada.post("/api/v1/auth/tokens", json!({ "name": "x", "scopes": ["catalog.red"] })).await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.body["detail"].as_str().expect("text").contains("catalog.read"), "{}", wrong.body);
}

#[tokio::test]
async fn expired_broken_and_foreign_tokens_are_refused_and_not_taken_for_the_guest() {
    let server = Server::start().await;
    let mut ada = administrator(&server).await;
    let (token, _) = make(&mut ada, json!({ "name": "short", "expires_in_days": 1 })).await;
    assert_eq!(call(&server, Method::GET, "/api/v1/me", &token).await, 200);
    for broken in ["", "x", "ptl_", &format!("{token}0"), &token[..67], &token.to_uppercase()] {
        assert_eq!(call(&server, Method::GET, "/api/v1/me", broken).await, 401, "{broken}");
    }
    server.app.clock.advance(24 * 60 * MINUTE);
    assert_eq!(call(&server, Method::GET, "/api/v1/me", &token).await, 401);
    assert_eq!(call(&server, Method::POST, "/api/v1/auth/logout", &token).await, 204, "public");
}

#[tokio::test]
async fn a_service_account_gets_a_token_for_an_hour() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let made = ada.post("/api/v1/service-accounts", json!({ "name": "ci-runner" })).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let (id, secret) = (made.body["id"].as_str().expect("an id"), made.body["client_secret"].as_str().expect("text"));
    let ask = |form: String| {
        let request = server.request(Method::POST, "/api/v1/auth/token");
        request.header("content-type", "application/x-www-form-urlencoded").body(form).send()
    };
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=catalog.read");
    let answer = ask(form.clone()).await.expect("an answer");
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["cache-control"].to_str().expect("text")),
        (200, "no-store")
    );
    let body: Value = serde_json::from_str(&answer.text().await.expect("a body")).expect("JSON");
    let token = body["access_token"].as_str().expect("a token").to_owned();
    assert_eq!((&body["expires_in"], &body["scope"]), (&json!(3600), &json!("catalog.read")));
    let me = server.request(Method::GET, "/api/v1/me").bearer_auth(&token).send().await.expect("an answer");
    let me: Value = serde_json::from_str(&me.text().await.expect("a body")).expect("JSON");
    assert_eq!((&me["kind"], &me["user_ref"]), (&json!("service"), &json!("service-account:default/ci-runner")));
    assert_eq!(call(&server, Method::GET, "/api/v1/sources", &token).await, 403);
    for (wrong, status, error) in [
        (form.replace(secret, "x"), 401, "invalid_client"),
        (form.replace(id, "x"), 401, "invalid_client"),
        (form.replace("client_credentials", "password"), 400, "unsupported_grant_type"),
        (form.replace("catalog.read", "everything"), 400, "invalid_scope"),
    ] {
        let answer = ask(wrong).await.expect("an answer");
        assert_eq!(answer.status(), status);
        assert!(answer.text().await.expect("a body").contains(error));
    }
    let path = format!("/api/v1/service-accounts/{id}");
    let disabled = ada.send(Method::PATCH, &path, Some(json!({ "disabled": true }))).await;
    assert_eq!(disabled.status, 200);
    assert_eq!(call(&server, Method::GET, "/api/v1/stats", &token).await, 401);
    assert_eq!(ask(form).await.expect("an answer").status(), 401);
}

#[tokio::test]
async fn a_service_account_s_own_tokens_are_made_and_revoked_by_administrators() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let made = ada.post("/api/v1/service-accounts", json!({ "name": "ci" })).await.body;
    let path = format!("/api/v1/service-accounts/{}", made["id"].as_str().expect("an id"));
    let token = ada.post(&format!("{path}/tokens"), json!({ "name": "push", "expires_in_days": 0 })).await.body;
    let secret = token["token"].as_str().expect("a token");
    assert_eq!(call(&server, Method::GET, "/api/v1/stats", secret).await, 200);
    assert_eq!(ada.get(&format!("{path}/tokens")).await.body["items"][0]["id"], token["id"]);
    let revoked = ada.delete(&format!("{path}/tokens/{}", token["id"].as_str().expect("an id"))).await;
    assert_eq!(revoked.status, 204);
    assert_eq!(call(&server, Method::GET, "/api/v1/stats", secret).await, 401);
    let renewed = ada.post(&format!("{path}/secret"), json!({})).await;
    assert_ne!(renewed.body["client_secret"], made["client_secret"]);
    assert_eq!(ada.post("/api/v1/service-accounts", json!({ "name": "ci" })).await.status, 409);
    assert_eq!(ada.post("/api/v1/service-accounts", json!({ "name": "c i" })).await.status, 400);
}
