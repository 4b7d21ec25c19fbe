//! A link that works once leads somebody to a password of their own.

use reqwest::Method;
use serde_json::{Value, json};

use super::browser::{Browser, MINUTE, PASSWORD, administrator, closed_server, person};

const CHOSEN: &str = "a password of my own";

async fn invite(ada: &mut Browser<'_>, wanted: Value) -> (String, String) {
    let made = ada.post("/api/v1/invitations", wanted).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let link = made.body["link"].as_str().expect("a link");
    let (page, token) = link.split_once("?token=").expect("a token");
    assert!(page.starts_with("http://localhost") && page.ends_with("/invitation"), "{link}");
    (token.to_owned(), made.body["id"].as_str().expect("an id").to_owned())
}

async fn accept(browser: &mut Browser<'_>, token: &str, password: &str) -> (u16, Value) {
    let answer = browser.post("/api/v1/auth/invitation", json!({ "token": token, "password": password })).await;
    (answer.status.as_u16(), answer.body)
}

#[tokio::test]
async fn whoever_is_invited_chooses_a_password_and_is_in() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let (token, id) = invite(&mut ada, json!({ "name": "Bo Lind", "email": "Bo@halden.example" })).await;
    let list = ada.get("/api/v1/invitations").await.body;
    let waiting = &list["items"][0];
    assert_eq!(
        (&waiting["id"], &waiting["email"], &waiting["expired"]),
        (&json!(id), &json!("bo@halden.example"), &json!(false))
    );
    assert!(!list.to_string().contains(&token), "{list}");
    assert_eq!(ada.get("/api/v1/people").await.body["items"].as_array().map(Vec::len), Some(1), "nobody before that");
    let mut bo = Browser::new(&server);
    assert_eq!(accept(&mut bo, &token, "short").await.0, 400);
    let (status, me) = accept(&mut bo, &token, CHOSEN).await;
    assert_eq!((status, &me["email"], &me["admin"]), (200, &json!("bo@halden.example"), &json!(false)), "{me}");
    assert_eq!(bo.get("/api/v1/auth/sessions").await.status, 200);
    assert_eq!(Browser::new(&server).log_in("bo@halden.example", CHOSEN).await.status, 200);
    assert_eq!(accept(&mut Browser::new(&server), &token, "another password for it").await.0, 403, "it works once");
    assert_eq!(ada.get("/api/v1/invitations").await.body["items"], json!([]));
    let log = ada.get("/api/v1/audit?limit=200").await.body.to_string();
    assert!(log.contains("invitation.create") && log.contains("invitation.accept") && !log.contains(&token), "{log}");
}

#[tokio::test]
async fn links_end_when_they_are_taken_back_replaced_or_old() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let bo = || json!({ "name": "Bo", "email": "bo@halden.example", "expires_in_days": 1 });
    let (first, _) = invite(&mut ada, bo()).await;
    let (second, id) = invite(&mut ada, bo()).await;
    let mut browser = Browser::new(&server);
    assert_eq!(accept(&mut browser, &first, CHOSEN).await.0, 403, "replaced");
    assert_eq!(ada.delete(&format!("/api/v1/invitations/{id}")).await.status, 204);
    assert_eq!(ada.delete(&format!("/api/v1/invitations/{id}")).await.status, 404);
    assert_eq!(accept(&mut browser, &second, CHOSEN).await.0, 403, "taken back");
    let (third, _) = invite(&mut ada, bo()).await;
    server.app.clock.advance(24 * 60 * MINUTE);
    assert_eq!(accept(&mut browser, &third, CHOSEN).await.0, 403, "old");
    // Her own session is over by then, too.
    ada.log_in("ada@halden.example", PASSWORD).await;
    assert_eq!(ada.get("/api/v1/invitations").await.body["items"][0]["expired"], true);
    for broken in ["", "x", &third.to_uppercase()] {
        assert_eq!(accept(&mut browser, broken, CHOSEN).await.0, 403);
    }
}

#[tokio::test]
async fn only_those_without_an_account_are_invited_and_only_by_those_who_may() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    person(&server, "Bo", "bo@halden.example").await;
    let bo = json!({ "name": "Bo", "email": "BO@halden.example" });
    assert_eq!(ada.post("/api/v1/invitations", bo.clone()).await.status, 409);
    for wrong in [
        json!({ "name": "", "email": "cy@halden.example" }),
        json!({ "name": "Cy", "email": "cy" }),
        json!({ "name": "Cy", "email": "cy@halden.example", "expires_in_days": 31 }),
        json!({ "name": "Cy", "email": "cy@halden.example", "expires_in_days": 0 }),
    ] {
        assert_eq!(ada.post("/api/v1/invitations", wrong.clone()).await.status, 400, "{wrong}");
    }
    let (token, _) = invite(&mut ada, json!({ "name": "Cy", "email": "cy@halden.example", "admin": true })).await;
    // Meanwhile they came in another way: the link is no second one.
    person(&server, "Cy", "cy@halden.example").await;
    assert_eq!(accept(&mut Browser::new(&server), &token, CHOSEN).await.0, 409);
    let mut stranger = Browser::new(&server);
    stranger.log_in("bo@halden.example", PASSWORD).await;
    assert_eq!(stranger.send(Method::POST, "/api/v1/invitations", Some(bo)).await.status, 403);
    assert_eq!(stranger.get("/api/v1/invitations").await.status, 403);
}
