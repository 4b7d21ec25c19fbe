//! Sessions: begun by signing in, named by a cookie, ended by their owner, by idleness, by age, by a new password.

use reqwest::Method;
use serde_json::json;

use super::browser::{Browser, MINUTE, PASSWORD, administrator, closed_server, person};
use crate::harness::Server;

#[tokio::test]
async fn nobody_sees_anything_before_signing_in() {
    let server = closed_server().await;
    let mut browser = Browser::new(&server);
    for path in ["/api/v1/me", "/api/v1/stats", "/api/v1/events", "/api/v1/auth/sessions", "/api/v1/sources"] {
        let answer = browser.get(path).await;
        assert_eq!((answer.status.as_u16(), &answer.body["code"]), (401, &json!("unauthorized")), "{path}");
    }
    let answer = browser.get("/api/catalog/entities").await;
    assert_eq!(answer.body["error"], json!({ "name": "AuthenticationError", "message": "Missing credentials" }));
    assert_eq!(browser.get("/api/auth/guest/refresh").await.status, 404);
    assert_eq!(browser.get("/").await.status, 200, "the page that asks for a name");
}

/// Case O050.
#[tokio::test]
async fn signing_in_gives_a_new_cookie_that_scripts_cannot_read() {
    let server = closed_server().await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    let mut bo = Browser::new(&server);
    let answer = bo.log_in(" Bo@Halden.example", PASSWORD).await;
    assert_eq!((answer.status.as_u16(), &answer.body["display_name"]), (200, &json!("Bo Lind")), "{}", answer.body);
    let set = answer.headers["set-cookie"].to_str().expect("text").to_owned();
    assert!(set.starts_with("portolan-session=") && set.contains("; HttpOnly; SameSite=Lax"), "{set}");
    let first = bo.cookie.clone();
    assert_eq!(bo.get("/api/v1/stats").await.status, 200);
    bo.log_in("bo@halden.example", PASSWORD).await;
    assert_ne!(bo.cookie, first);
    let mut old = Browser { server: &server, cookie: first };
    assert_eq!(old.get("/api/v1/me").await.status, 401, "the session it came with is over");
}

/// Case O050.
#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let settings = portolan::app::Settings {
        base_url: "https://portolan.example".to_owned(),
        guest: None,
        ..portolan::app::Settings::default()
    };
    let server = Server::with(crate::harness::SHOP, settings).await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    let mut bo = Browser::new(&server);
    let answer = bo.log_in("bo@halden.example", PASSWORD).await;
    let set = answer.headers["set-cookie"].to_str().expect("text").to_owned();
    assert!(set.starts_with("__Host-portolan-session=") && set.contains("; Path=/;") && set.ends_with("; Secure"));
    assert!(!set.contains("Domain"));
    assert_eq!(bo.get("/api/v1/me").await.status, 200);
    let plain = bo.cookie.expect("a cookie").replace("__Host-", "");
    assert_eq!(Browser { server: &server, cookie: Some(plain) }.get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn writes_with_a_cookie_need_to_say_that_they_come_from_here() {
    let server = closed_server().await;
    let ada = administrator(&server).await;
    let write = |header: Option<(&'static str, String)>| {
        let cookie = ada.cookie.clone().expect("a cookie");
        let mut request = server.request(Method::POST, "/api/catalog/entities/by-refs");
        request = request.header("cookie", cookie).header("content-type", "application/json");
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        request.body(json!({ "entityRefs": [] }).to_string()).send()
    };
    for (header, status) in [
        (None, 403),
        (Some(("sec-fetch-site", "cross-site".to_owned())), 403),
        (Some(("sec-fetch-site", "same-site".to_owned())), 403),
        (Some(("origin", "https://evil.example".to_owned())), 403),
        (Some(("origin", server.url.clone())), 200),
        (Some(("sec-fetch-site", "same-origin".to_owned())), 200),
    ] {
        assert_eq!(write(header.clone()).await.expect("an answer").status(), status, "{header:?}");
    }
}

/// Case O050.
#[tokio::test]
async fn sessions_are_listed_to_their_owner_and_ended_at_once() {
    let server = closed_server().await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    let (mut desk, mut phone) = (Browser::new(&server), Browser::new(&server));
    desk.log_in("bo@halden.example", PASSWORD).await;
    phone.log_in("bo@halden.example", PASSWORD).await;
    let list = desk.get("/api/v1/auth/sessions").await;
    let items = list.body["items"].as_array().expect("items").clone();
    assert_eq!(items.len(), 2, "{}", list.body);
    assert!(items.iter().all(|item| item["address"] == "127.0.0.1" && item["method"] == "local"));
    let other = items.iter().find(|item| item["current"] == false).expect("the phone");
    let path = format!("/api/v1/auth/sessions/{}", other["id"].as_str().expect("an id"));
    let mut ada = administrator(&server).await;
    assert_eq!(ada.delete(&path).await.status, 404, "somebody else's");
    assert_eq!(phone.get("/api/v1/me").await.status, 200);
    assert_eq!(desk.delete(&path).await.status, 204);
    assert_eq!(phone.get("/api/v1/me").await.status, 401);
    let kept = desk.cookie.clone();
    assert_eq!(desk.send(Method::POST, "/api/v1/auth/logout", None).await.status, 204);
    assert_eq!(Browser { server: &server, cookie: kept }.get("/api/v1/me").await.status, 401);
}

/// Case O050.
#[tokio::test]
async fn an_open_stream_ends_with_its_session() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let cookie = ada.cookie.clone().expect("a cookie");
    let mut stream =
        server.request(Method::GET, "/api/v1/events").header("cookie", cookie).send().await.expect("an answer");
    assert!(stream.chunk().await.expect("a chunk").is_some());
    ada.send(Method::POST, "/api/v1/auth/logout", None).await;
    while stream.chunk().await.expect("a chunk or the end").is_some() {}
}

#[tokio::test]
async fn an_open_page_does_not_keep_a_session_from_becoming_idle() {
    let server = closed_server().await;
    let ada = administrator(&server).await;
    let cookie = ada.cookie.clone().expect("a cookie");
    let mut stream =
        server.request(Method::GET, "/api/v1/events").header("cookie", cookie).send().await.expect("an answer");
    assert!(stream.chunk().await.expect("a chunk").is_some());
    for hours in [23, 2] {
        server.app.clock.advance(hours * 60 * MINUTE);
        // Whatever changes about callers makes streams ask again.
        server.app.callers.write(|_| Ok(())).await.expect("it is kept");
    }
    while stream.chunk().await.expect("a chunk or the end").is_some() {}
}

/// Case O050.
#[tokio::test]
async fn idle_and_old_sessions_are_over() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    for _ in 0..40 {
        server.app.clock.advance(23 * 60 * MINUTE);
        if ada.get("/api/v1/me").await.status == 401 {
            break;
        }
    }
    assert_eq!(ada.get("/api/v1/me").await.status, 401, "30 days are the longest");
    ada.log_in("ada@halden.example", PASSWORD).await;
    assert_eq!(ada.get("/api/v1/me").await.status, 200);
    server.app.clock.advance(24 * 60 * MINUTE + 1);
    assert_eq!(ada.get("/api/v1/me").await.status, 401, "a day without use");
}

/// Case O050.
#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let server = closed_server().await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    let (mut desk, mut phone) = (Browser::new(&server), Browser::new(&server));
    desk.log_in("bo@halden.example", PASSWORD).await;
    phone.log_in("bo@halden.example", PASSWORD).await;
    let change = |current: &str, new: &str| json!({ "current": current, "new": new });
    assert_eq!(desk.post("/api/v1/auth/password", change("wrong", "a much better one")).await.status, 403);
    assert_eq!(desk.post("/api/v1/auth/password", change(PASSWORD, "short")).await.status, 400);
    assert_eq!(desk.post("/api/v1/auth/password", change(PASSWORD, "a much better one")).await.status, 204);
    assert_eq!(desk.get("/api/v1/me").await.status, 200);
    assert_eq!(phone.get("/api/v1/me").await.status, 401);
    assert_eq!(phone.log_in("bo@halden.example", PASSWORD).await.status, 401);
    assert_eq!(phone.log_in("bo@halden.example", "a much better one").await.status, 200);
}

/// Case O050.
#[tokio::test]
async fn what_another_process_revokes_is_soon_refused_here() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    assert_eq!(ada.get("/api/v1/me").await.status, 200);
    let now = server.app.clock.now();
    // Past this node's memory, as the command line does it.
    let revoke = server.app.db.write(move |tx| {
        let person = portolan::identity::store::principals::find_by_email(tx, "ada@halden.example")?;
        let id = person.expect("the administrator").id;
        portolan::identity::store::sessions::revoke_others(tx, &id, "", now)
    });
    assert_eq!(revoke.await.expect("an answer"), 1);
    while ada.get("/api/v1/me").await.status != 401 {}
}

#[tokio::test]
async fn backstage_gets_a_token_that_ends_with_the_session() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let answer = ada.get("/api/auth/portolan/refresh").await;
    let token = answer.body["backstageIdentity"]["token"].as_str().expect("a token").to_owned();
    assert_eq!(answer.body["backstageIdentity"]["identity"]["userEntityRef"], "user:accounts/ada");
    let call = |token: String| server.request(Method::GET, "/api/catalog/entities").bearer_auth(token).send();
    assert_eq!(call(token.clone()).await.expect("an answer").status(), 200);
    let own = server.request(Method::GET, "/api/v1/auth/sessions").bearer_auth(&token).send().await;
    assert_eq!(own.expect("an answer").status(), 403, "a token handed on is not the browser");
    let cookie_path = "/api/techdocs/.backstage/auth/v1/cookie";
    let cookie = server.request(Method::GET, cookie_path).bearer_auth(&token).send().await.expect("an answer");
    let set = cookie.headers()["set-cookie"].to_str().expect("text").to_owned();
    let limited = set.split(['=', ';']).nth(1).expect("a token").to_owned();
    assert_eq!(call(limited.clone()).await.expect("an answer").status(), 200);
    let api_token = ada.post("/api/v1/auth/tokens", json!({ "name": "ci", "scopes": ["catalog.read"] })).await.body;
    let api_token = api_token["token"].as_str().expect("text").to_owned();
    let narrow = server.request(Method::GET, cookie_path).bearer_auth(api_token).send().await.expect("an answer");
    assert_eq!(narrow.status(), 403, "a narrow token gets none that is not");
    for forged in
        [format!("{token}x"), token.replace('.', ".."), "a.b.c".to_owned(), "eyJhbGciOiJub25lIn0.e30.".to_owned()]
    {
        assert_eq!(call(forged).await.expect("an answer").status(), 401);
    }
    ada.send(Method::POST, "/api/v1/auth/logout", None).await;
    assert_eq!(call(token).await.expect("an answer").status(), 401);
    assert_eq!(call(limited).await.expect("an answer").status(), 401);
}
