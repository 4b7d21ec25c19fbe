//! Pages of other sites make a browser send nothing that counts.

use portolan::http::access::ROUTES;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::harness::Server;
use crate::identity::browser::{Browser, administrator};
use crate::permission::reach::company;

fn path_of(route: &str) -> String {
    let path = route.replace("{kind}", "component").replace("{namespace}", "default").replace("{name}", "billing");
    let path = path.replace("{plugin}", "catalog").replace("{version}", "0");
    ["{uid}", "{id}", "{bucket}", "{key}", "{token}", "{provider}"]
        .iter()
        .fold(path, |path, hole| path.replace(hole, "none"))
}

/// All that could have changed: everything that is kept, but for what was refused and when somebody was seen.
async fn state(server: &Server, ada: &mut Browser<'_>) -> String {
    let mut found = String::new();
    for path in
        ["sources", "policies", "secrets", "service-accounts", "invitations", "auth/tokens", "auth/sessions", "changes"]
    {
        let answer = ada.get(&format!("/api/v1/{path}")).await;
        assert_eq!(answer.status, 200, "{path}: she is still signed in");
        found.push_str(&answer.body.to_string());
    }
    let rows = |tx: &mut portolan::db::Tx<'_>| {
        tx.all("SELECT action || target FROM audit_entries WHERE action <> 'request.refuse' ORDER BY seq", &[], |row| {
            row.text(0)
        })
    };
    let settings = |tx: &mut portolan::db::Tx<'_>| {
        tx.all("SELECT bucket || key FROM user_settings ORDER BY 1", &[], |row| row.text(0))
    };
    found
        + &format!(
            "{:?}{:?}",
            server.app.db.read(rows).await.expect("an answer"),
            server.app.db.read(settings).await.expect("an answer")
        )
}

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
}

/// What browsers say of a request that another page has them make.
fn disguises() -> Vec<(HeaderMap, &'static str)> {
    let form = "application/x-www-form-urlencoded";
    vec![
        (headers(&[("sec-fetch-site", "cross-site"), ("content-type", "application/json")]), "{}"),
        (headers(&[("origin", "https://evil.example"), ("content-type", "text/plain")]), "{\"a\":\"=\"}"),
        (headers(&[("origin", "https://evil.example"), ("content-type", form)]), "_method=DELETE&a=b"),
        (headers(&[("origin", "null"), ("content-type", form)]), "a=b"),
        (headers(&[("origin", "null"), ("sec-fetch-site", "same-origin"), ("content-type", "application/json")]), "{}"),
        (headers(&[("origin", "http://localhost.evil.example"), ("content-type", "application/json")]), "{}"),
        (headers(&[("sec-fetch-site", "same-site"), ("content-type", "application/json")]), "{}"),
        (headers(&[("content-type", form)]), "a=b"),
        (headers(&[("content-type", "application/json")]), "{}"),
        (headers(&[("content-type", "multipart/form-data; boundary=x")]), "--x\r\n\r\n{}\r\n--x--"),
        (
            headers(&[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors"), ("content-type", "text/plain")]),
            "{}",
        ),
    ]
}

#[tokio::test]
async fn o053_no_write_comes_through_from_another_site() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let cookie = ada.cookie.clone().expect("a cookie");
    let before = state(&server, &mut ada).await;
    for (method, route, _) in ROUTES.iter().filter(|(method, ..)| *method != "GET") {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        for (disguise, body) in disguises() {
            let request = server.request(method.clone(), &path_of(route)).headers(disguise.clone());
            let answer = request.header("cookie", &cookie).body(body).send().await.expect("an answer");
            assert_eq!(answer.status(), 403, "{method} {route} {disguise:?}");
        }
    }
    assert_eq!(state(&server, &mut ada).await, before);
}

#[tokio::test]
async fn o053_reading_changes_nothing_whatever_it_is_called() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let cookie = ada.cookie.clone().expect("a cookie");
    let before = state(&server, &mut ada).await;
    let override_it = headers(&[
        ("x-http-method-override", "DELETE"),
        ("x-http-method", "DELETE"),
        ("x-method-override", "DELETE"),
        ("sec-fetch-site", "cross-site"),
    ]);
    for (_, route, _) in ROUTES {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE] {
            let path = format!("{}?_method=DELETE&method=delete", path_of(route));
            let request = server.request(method.clone(), &path).headers(override_it.clone());
            let answer = request.header("cookie", &cookie).send().await.expect("an answer");
            // RFC 7644: what of SCIM is not there is said so.
            let is_told = answer.status() == 501 && route.starts_with("/scim/");
            assert!(answer.status().as_u16() < 500 || is_told, "{method} {route}: {}", answer.status());
            let set = answer.headers().get("access-control-allow-origin");
            assert_eq!(set, None, "{method} {route}: nobody else's page reads it");
        }
    }
    assert_eq!(state(&server, &mut ada).await, before);
}

#[tokio::test]
async fn o053_no_page_of_ours_stands_in_a_frame() {
    let server = company().await;
    for path in ["/", "/sign-in", "/catalog", "/nothing/here", "/api/v1/me", "/api/openapi.json", "/healthz"] {
        let answer = server.request(Method::GET, path).send().await.expect("an answer");
        let policy = answer.headers()["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert_eq!(answer.headers()["x-frame-options"], "DENY", "{path}");
        assert!(answer.headers().get(CONTENT_TYPE).is_some(), "{path}");
    }
    let _: Value = server.get("/api/openapi.json").await.1;
}
