//! A program without a browser is let in by a person who types its code.

use reqwest::Method;
use serde_json::{Value, json};

use super::browser::{Browser, MINUTE, PASSWORD, administrator, person};
use crate::harness::Server;

async fn form(server: &Server, path: &str, body: String) -> (u16, Value) {
    let request = server.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body(body).send().await.expect("an answer");
    let status = answer.status().as_u16();
    (status, serde_json::from_str(&answer.text().await.expect("a body")).expect("JSON"))
}

async fn begin(server: &Server) -> (String, String) {
    let (status, begun) = form(server, "/api/v1/auth/device", "client_id=laptop&scope=catalog.read".to_owned()).await;
    assert_eq!(status, 200, "{begun}");
    assert_eq!(begun["verification_uri"], format!("{}/device", server.url));
    let text = |key: &str| begun[key].as_str().expect("text").to_owned();
    (text("device_code"), text("user_code"))
}

async fn ask(server: &Server, device: &str) -> (u16, Value) {
    server.app.clock.advance(MINUTE / 10);
    form(server, "/api/v1/auth/device/token", format!("device_code={device}")).await
}

/// Case O055.
#[tokio::test]
async fn a_person_sees_what_asks_and_lets_it_in_once() {
    let settings = portolan::app::Settings {
        hosts: portolan::app::Settings::loopback_hosts(),
        base_url: String::new(),
        guest: None,
        ..portolan::app::Settings::default()
    };
    let server = Server::with(crate::harness::SHOP, settings).await;
    let mut ada = administrator(&server).await;
    let (device, code) = begin(&server).await;
    assert_eq!(ask(&server, &device).await.1["error"], "authorization_pending");
    let soon = form(&server, "/api/v1/auth/device/token", format!("device_code={device}")).await;
    assert_eq!(soon.1["error"], "slow_down");
    let typed = code.to_lowercase().replace('-', " ");
    let shown = ada.post("/api/v1/auth/device/approve", json!({ "user_code": typed })).await;
    assert_eq!(
        shown.body,
        json!({ "client": "laptop", "address": "127.0.0.1", "scopes": ["catalog.read"], "state": "waiting" })
    );
    let approved = ada.post("/api/v1/auth/device/approve", json!({ "user_code": code, "approve": true })).await;
    assert_eq!(approved.body["state"], "approved");
    let again = ada.post("/api/v1/auth/device/approve", json!({ "user_code": code, "approve": false })).await;
    assert_eq!(again.status, 404);
    let (status, token) = ask(&server, &device).await;
    assert_eq!((status, &token["scope"]), (200, &json!("catalog.read")));
    let call = |path: &'static str| {
        server.request(Method::GET, path).bearer_auth(token["access_token"].as_str().expect("text")).send()
    };
    assert_eq!(call("/api/v1/stats").await.expect("an answer").status(), 200);
    assert_eq!(call("/api/v1/sources").await.expect("an answer").status(), 403);
    assert_eq!(ask(&server, &device).await.1["error"], "expired_token", "it is used up");
    assert_eq!(ada.get("/api/v1/auth/tokens").await.body["items"][0]["name"], "laptop");
}

/// Case O055.
#[tokio::test]
async fn refused_old_and_made_up_codes_give_nothing() {
    let server = Server::start().await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    let mut bo = Browser::new(&server);
    let approve = |code: &str| json!({ "user_code": code, "approve": true });
    let (device, code) = form(&server, "/api/v1/auth/device", "client_id=x".to_owned())
        .await
        .1
        .as_object()
        .map(|begun| (begun["device_code"].as_str().expect("text").to_owned(), begun["user_code"].clone()))
        .expect("codes");
    let code = code.as_str().expect("text");
    assert_eq!(bo.post("/api/v1/auth/device/approve", approve(code)).await.status, 403, "a guest");
    bo.log_in("bo@halden.example", PASSWORD).await;
    let refused = bo.post("/api/v1/auth/device/approve", json!({ "user_code": code, "approve": false })).await;
    assert_eq!(refused.body["state"], "denied");
    assert_eq!(ask(&server, &device).await.1["error"], "access_denied");
    let begun = form(&server, "/api/v1/auth/device", "client_id=x".to_owned()).await.1;
    server.app.clock.advance(10 * MINUTE);
    let old = begun["user_code"].as_str().expect("text");
    assert_eq!(bo.post("/api/v1/auth/device/approve", approve(old)).await.status, 404);
    assert_eq!(ask(&server, begun["device_code"].as_str().expect("text")).await.1["error"], "expired_token");
    let mut statuses = Vec::new();
    for number in 0..8 {
        statuses
            .push(bo.post("/api/v1/auth/device/approve", approve(&format!("AAAA-AAA{number}"))).await.status.as_u16());
    }
    assert!(statuses.contains(&429), "{statuses:?}");
    let bad = form(&server, "/api/v1/auth/device", "client_id=x&scope=everything".to_owned()).await;
    assert_eq!((bad.0, &bad.1["error"]), (400, &json!("invalid_scope")));
    let nameless = form(&server, "/api/v1/auth/device", "client_id=%20".to_owned()).await;
    assert_eq!(nameless.0, 400);
}
