//! The name by which the server is called chooses nothing and is put into no link.

use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::{SHOP, Server};
use crate::identity::browser::{Browser, PASSWORD, administrator, closed_server, person};

/// What a request with these words for its head is answered.
async fn raw(server: &Server, head: &str) -> (u16, String) {
    let address = server.url.strip_prefix("http://").expect("an address");
    let mut stream = tokio::net::TcpStream::connect(address).await.expect("a connection");
    stream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).await.expect("it is sent");
    let mut text = String::new();
    stream.read_to_string(&mut text).await.expect("an answer");
    let status = text.split(' ').nth(1).expect("a status").parse().expect("a number");
    (status, text)
}

#[tokio::test]
async fn o054_other_names_and_ambiguous_ones_get_nothing() {
    let server = Server::start().await;
    let path = "/api/catalog/entities";
    for (head, status) in [
        (format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n"), 200),
        (format!("GET {path} HTTP/1.1\r\nHost: LOCALHOST:7007\r\n"), 200),
        (format!("GET http://localhost{path} HTTP/1.1\r\nHost: localhost\r\n"), 200),
        (format!("GET {path} HTTP/1.1\r\nHost: evil.example\r\n"), 421),
        (format!("GET {path} HTTP/1.1\r\nHost: localhost.evil.example\r\n"), 421),
        (format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n"), 400),
        (format!("GET {path} HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\n"), 400),
        (format!("GET http://evil.example{path} HTTP/1.1\r\nHost: localhost\r\n"), 400),
        (format!("GET http://localhost{path} HTTP/1.1\r\nHost: evil.example\r\n"), 400),
        (format!("GET {path} HTTP/1.1\r\nHost: localhost/x\r\n"), 400),
        (format!("GET {path} HTTP/1.1\r\nHost: localhost?x\r\n"), 400),
        (format!("GET {path} HTTP/1.1\r\nHost: localhost#x\r\n"), 400),
        (format!("GET {path} HTTP/1.1\r\nHost: evil@localhost\r\n"), 400),
        (format!("GET {path} HTTP/1.1\r\nHost: localhost evil\r\n"), 400),
        (format!("GET {path} HTTP/1.1\r\n"), 421),
    ] {
        let (found, text) = raw(&server, &head).await;
        assert_eq!(found, status, "{head}{text}");
        assert!(status == 200 || !text.contains("billing"), "{head}{text}");
    }
}

#[tokio::test]
async fn o054_links_are_made_of_the_configured_address() {
    let settings = portolan::app::Settings {
        base_url: "https://portolan.example".to_owned(),
        guest: None,
        ..portolan::app::Settings::default()
    };
    let server = Server::with(SHOP, settings).await;
    let forged = |request: reqwest::RequestBuilder| {
        let request = request.header("host", "evil.example").header("x-forwarded-host", "evil.example");
        request.header("forwarded", "host=evil.example;proto=http").header("x-forwarded-proto", "http")
    };
    let send = |method: Method, path: &str, kind: &str, cookie: &str, body: String| {
        let request = forged(server.request(method, path)).header("content-type", kind.to_owned());
        let request = request.header("sec-fetch-site", "same-origin").header("cookie", cookie.to_owned()).body(body);
        async move { request.send().await.expect("an answer").text().await.expect("a body") }
    };
    let form = "application/x-www-form-urlencoded";
    let begun = send(Method::POST, "/api/v1/auth/device", form, "", "client_id=x".to_owned()).await;
    assert!(begun.contains("https://portolan.example/device"), "{begun}");
    let known = send(Method::GET, "/api/auth/.well-known/openid-configuration", form, "", String::new()).await;
    assert!(known.contains("https://portolan.example/api/auth"), "{known}");
    let ada = administrator(&server).await;
    let cookie = ada.cookie.clone().expect("a cookie");
    let wanted = json!({ "name": "Bo", "email": "bo@halden.example" }).to_string();
    let invited = send(Method::POST, "/api/v1/invitations", "application/json", &cookie, wanted).await;
    assert!(invited.contains("https://portolan.example/invitation?token="), "{invited}");
    for said in [begun, known, invited] {
        assert!(!said.contains("evil"), "{said}");
    }
}

/// An address that is put together from a proxy's words would be one from elsewhere.
#[tokio::test]
async fn o054_rules_about_paths_look_at_the_path_that_is_served() {
    let server = closed_server().await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    let mut bo = Browser::new(&server);
    bo.log_in("bo@halden.example", PASSWORD).await;
    let cookie = bo.cookie.clone().expect("a cookie");
    for path in [
        "/healthz/../api/v1/people",
        "/api/v1//people",
        "/api/v1/people/",
        "/api/v1/people%2f",
        "/api/v1/people;x=/healthz",
        "/API/v1/people",
        "/api/v1/auth/login/../../people",
        "/%61pi/v1/people",
    ] {
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nX-Original-URL: /healthz\r\n");
        let (status, text) = raw(&server, &head).await;
        assert!(!text.contains("bo@halden.example"), "{path}: {status} {text}");
    }
}
