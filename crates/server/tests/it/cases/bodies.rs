//! Bodies and connections that are not what they seem.

use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::Server;

/// Writes that take JSON, each with a body that would do.
fn writes() -> Vec<(Method, &'static str, String)> {
    vec![
        (Method::POST, "/api/v1/sources", json!({ "target": "https://git.invalid/a.yaml" }).to_string()),
        (
            Method::POST,
            "/api/catalog/locations",
            json!({ "type": "url", "target": "https://git.invalid/b.yaml" }).to_string(),
        ),
        (Method::POST, "/api/catalog/refresh", json!({ "entityRef": "component:default/web" }).to_string()),
        (Method::POST, "/api/catalog/entities/by-query", "{}".to_owned()),
        (Method::POST, "/api/catalog/entities/by-refs", json!({ "entityRefs": [] }).to_string()),
        (Method::PUT, "/api/user-settings/buckets/a/keys/b", json!({ "value": 1 }).to_string()),
        (Method::POST, "/api/user-settings/multiget", json!({ "items": [] }).to_string()),
        (Method::POST, "/api/v1/auth/login", json!({ "email": "a@halden.example", "password": "x" }).to_string()),
    ]
}

#[tokio::test]
async fn o079_only_one_utf_8_json_value_is_read() {
    let server = Server::start().await;
    for (method, path, body) in writes() {
        let send = |kinds: &[&str], body: Vec<u8>| {
            let mut request = server.request(method.clone(), path);
            for kind in kinds {
                request = request.header("content-type", *kind);
            }
            request.body(body)
        };
        let wide: Vec<u8> = body.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let packed = send(&["application/json"], body.clone().into()).header("content-encoding", "gzip");
        let parts = "--x\r\ncontent-disposition: form-data; name=\"a\"; filename=\"../b\"\r\n\r\nc\r\n".repeat(10_000);
        for (what, request) in [
            ("plain text", send(&["text/plain"], body.clone().into())),
            ("no type", send(&[], body.clone().into())),
            ("UTF-7", send(&["application/json;charset=utf-7"], body.clone().into())),
            ("UTF-16 in name", send(&["application/json; charset=\"utf-16\""], body.clone().into())),
            ("UTF-16 in bytes", send(&["application/json"], wide)),
            ("a form", send(&["application/x-www-form-urlencoded"], b"target=a&value=1".to_vec())),
            ("JSON as a form", send(&["application/x-www-form-urlencoded"], body.clone().into())),
            ("a form as JSON", send(&["application/json"], b"target=a&value=1".to_vec())),
            ("two types", send(&["application/json", "text/plain"], body.clone().into())),
            ("the same type twice", send(&["application/json", "application/json"], body.clone().into())),
            ("many parts", send(&["multipart/form-data; boundary=x"], parts.into())),
            (
                "a long boundary",
                send(&[&format!("multipart/form-data; boundary={}", "x".repeat(10_000))], body.clone().into()),
            ),
            ("two values", send(&["application/json"], format!("{body}{body}").into())),
            ("a packed one", packed),
            ("a mark", send(&["application/json"], format!("\u{feff}{body}").into())),
            (
                "half a letter",
                send(&["application/json"], body.replace('a', "\u{e9}").bytes().filter(|byte| *byte != 0xa9).collect()),
            ),
        ] {
            let status = request.send().await.expect("an answer").status().as_u16();
            let even = what == "half a letter" && !body.contains('a');
            assert!(even || matches!(status, 400 | 413 | 415), "{method} {path} with {what}: {status}");
        }
        let fine = send(&["Application/JSON; charset=UTF-8"], body.clone().into()).send().await.expect("an answer");
        assert!(!matches!(fine.status().as_u16(), 400 | 415), "{method} {path}: {}", fine.status());
    }
    let entity = |kind: &str| {
        let request = server.request(Method::PUT, "/api/v1/entities/group/default/g").header("content-type", kind);
        request.body("apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: g}\nspec: {type: team, children: []}\n").send()
    };
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/yaml; charset=latin1",
    ] {
        assert_eq!(entity(kind).await.expect("an answer").status(), 415, "{kind}");
    }
    assert_eq!(entity("application/yaml").await.expect("an answer").status(), 201);
    for kind in ["text/plain", "application/x-www-form-urlencoded"] {
        let request = server.request(Method::POST, "/scim/v2/Users").header("content-type", kind).body("{}").send();
        assert!(matches!(request.await.expect("an answer").status().as_u16(), 401 | 403 | 415), "{kind}");
    }
}

/// What a server of HTTP/1.1 says to somebody who speaks HTTP/2, or floods it with what that has: nothing, and goes on.
#[tokio::test]
async fn o147_http_2_is_not_spoken() {
    let server = Server::start().await;
    let address = server.url.trim_start_matches("http://").to_owned();
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    let settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    let ping = [0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];
    let reset = [0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 8];
    let continued = [0, 0, 1, 9, 0, 0, 0, 0, 1, 0x82];
    for frame in [&settings[..], &ping, &reset, &continued] {
        let mut stream = TcpStream::connect(&address).await.expect("it listens");
        let _ = stream.write_all(&preface).await;
        for _ in 0..10_000 {
            if stream.write_all(frame).await.is_err() {
                break;
            }
        }
        let mut said = Vec::new();
        // It is closed, by an end or by a reset.
        let _ = stream.read_to_end(&mut said).await;
        assert!(said.is_empty() || said.starts_with(b"HTTP/1.1 4"), "{:?}", String::from_utf8_lossy(&said));
    }
    let upgrade = server.request(Method::GET, "/healthz").header("connection", "Upgrade, HTTP2-Settings");
    let upgrade = upgrade.header("upgrade", "h2c").header("http2-settings", "AAMAAABkAAQAAP__").send().await;
    assert_eq!(upgrade.expect("an answer").status(), 200, "the offer is passed over");
    assert_eq!(server.get("/healthz").await.0, 200);
}

/// Those who send slowly or read nothing take no answers away from others, and heads have an end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o146_slow_senders_and_readers_hold_up_nobody() {
    let server = Server::start().await;
    let address = server.url.trim_start_matches("http://").to_owned();
    let mut slow = Vec::new();
    for at in 0..1_000 {
        let mut stream = TcpStream::connect(&address).await.expect("it listens");
        let begun: &[u8] = match at % 4 {
            0 => b"GET /api/catalog/entities HTTP/1.1\r\nhost: 127.0.0.1\r\nx-a: ",
            1 => b"POST /api/catalog/entities/by-refs HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{",
            2 => b"GET /api/v1/export HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
            _ => b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
        };
        stream.write_all(begun).await.expect("it is taken");
        slow.push(stream);
    }
    for _ in 0..50 {
        assert_eq!(server.get("/api/catalog/entities").await.0, 200);
        assert_eq!(server.post("/api/catalog/entities/by-refs", json!({ "entityRefs": [] })).await.0, 200);
    }
    let mut endless = TcpStream::connect(&address).await.expect("it listens");
    endless.write_all(b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n").await.expect("it is taken");
    let mut sent = 0;
    while endless.write_all(format!("x-{sent}: {}\r\n", "y".repeat(1_000)).as_bytes()).await.is_ok() && sent < 10_000 {
        sent += 1;
    }
    assert!(sent < 10_000, "a head of {sent} kilobytes was taken");
    drop(slow);
    assert_eq!(server.get("/healthz").await.0, 200);
}

/// A body that stops in the middle is not waited for longer than a request may take.
#[tokio::test]
async fn o146_a_body_that_stops_is_given_up() {
    let settings = portolan::app::Settings {
        hosts: portolan::app::Settings::loopback_hosts(),
        request_timeout: std::time::Duration::from_millis(300),
        ..portolan::app::Settings::default()
    };
    let server = Server::with("", settings).await;
    let mut stream = TcpStream::connect(server.url.trim_start_matches("http://")).await.expect("it listens");
    let head = "POST /api/catalog/entities/by-refs HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{";
    stream.write_all(head.as_bytes()).await.expect("it is taken");
    let mut said = Vec::new();
    stream.read_to_end(&mut said).await.expect("it is closed");
    assert!(said.starts_with(b"HTTP/1.1 503"), "{:?}", String::from_utf8_lossy(&said));
}
