//! Signing in by a header of a proxy (security case O048).

use portolan::app::Settings;
use portolan::config::HeaderConfig;
use reqwest::Method;
use serde_json::Value;

use crate::harness::{SHOP, Server};

async fn server(proxies: &[&str], secret: &str) -> Server {
    let header = HeaderConfig {
        name: "X-Forwarded-User".to_owned(),
        email: "X-Forwarded-Email".to_owned(),
        email_domains: vec!["halden.example".to_owned()],
        secret: secret.to_owned(),
        ..HeaderConfig::default()
    };
    let proxies = proxies.iter().map(|text| text.parse().expect("a block")).collect();
    Server::with(SHOP, Settings { guest: None, header, proxies, ..Settings::default() }).await
}

/// Where the server sends the browser, and the cookie it gives.
async fn start(server: &Server, headers: &[(&str, &str)]) -> (String, Option<String>) {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let mut request = client.get(format!("{}/api/v1/auth/header/start?next=/catalog", server.url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.expect("an answer");
    let text = |name: &str| answer.headers().get(name).map(|value| value.to_str().expect("text").to_owned());
    let cookie = text("set-cookie").map(|set| set.split(';').next().expect("a pair").to_owned());
    (text("location").unwrap_or_default(), cookie)
}

/// Case O048.
#[tokio::test]
async fn whom_a_listed_proxy_names_comes_in_while_it_names_them() {
    let server = server(&["127.0.0.0/8"], "").await;
    let (target, cookie) =
        start(&server, &[("x-forwarded-user", "bo"), ("x-forwarded-email", "bo@halden.example")]).await;
    assert_eq!(target, "/catalog");
    let cookie = cookie.expect("a cookie");
    let call = |headers: Vec<(&'static str, &'static str)>| {
        let mut request = server.request(Method::GET, "/api/v1/me").header("cookie", cookie.clone());
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.send()
    };
    let me = call(vec![("x-forwarded-user", "bo")]).await.expect("an answer");
    assert_eq!(me.status(), 200);
    let me: Value = serde_json::from_str(&me.text().await.expect("a body")).expect("JSON");
    assert_eq!(me["email"], "bo@halden.example");
    for headers in
        [vec![], vec![("x-forwarded-user", "ada")], vec![("x-forwarded-user", "bo"), ("x-forwarded-user", "bo")]]
    {
        assert_eq!(call(headers.clone()).await.expect("an answer").status(), 401, "{headers:?}");
    }
}

/// Case O048.
#[tokio::test]
async fn nobody_else_may_name_anybody() {
    for (proxies, secret, headers) in [
        (vec![], "", vec![("x-forwarded-user", "bo")]),
        (vec!["10.0.0.0/8", "::1/128"], "", vec![("x-forwarded-user", "bo")]),
        (vec!["10.0.0.0/8"], "", vec![("x-forwarded-user", "bo"), ("x-forwarded-for", "10.1.2.3")]),
        (vec!["127.0.0.1"], "", vec![("x_forwarded_user", "bo"), ("x-webauth-user", "bo")]),
        (vec!["127.0.0.1"], "", vec![("x-forwarded-user", "bo"), ("x-forwarded-user", "ada")]),
        (vec!["127.0.0.1"], "", vec![("x-forwarded-user", " ")]),
        (vec!["127.0.0.1"], "shared", vec![("x-forwarded-user", "bo")]),
        (vec!["127.0.0.1"], "shared", vec![("x-forwarded-user", "bo"), ("x-portolan-proxy-secret", "guess")]),
    ] {
        let server = server(&proxies, secret).await;
        let (target, cookie) = start(&server, &headers).await;
        assert_eq!((target.as_str(), cookie), ("/sign-in?error=denied", None), "{proxies:?} {headers:?}");
        let direct = headers
            .iter()
            .fold(server.request(Method::GET, "/api/v1/me"), |request, (name, value)| request.header(*name, *value));
        assert_eq!(direct.send().await.expect("an answer").status(), 401);
    }
    let server = server(&["127.0.0.1"], "shared").await;
    let (target, _) = start(&server, &[("x-forwarded-user", "bo"), ("x-portolan-proxy-secret", "shared")]).await;
    assert_eq!(target, "/catalog");
}
