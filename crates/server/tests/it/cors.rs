//! Pages of other origins: let in where whoever runs the server names them, and nowhere else.

use portolan::app::Settings;
use reqwest::{Method, Response};
use serde_json::json;

use crate::harness::{SHOP, Server};

const PORTAL: &str = "https://portal.example.com";

async fn server(origins: &[&str]) -> Server {
    let origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
    Server::with(SHOP, Settings { origins, ..Settings::default() }).await
}

async fn ask(server: &Server, method: Method, origin: &str) -> Response {
    let request = server.request(method.clone(), "/api/catalog/entities/by-refs").header("origin", origin);
    let request = if method == Method::OPTIONS {
        request
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type")
    } else {
        let body = json!({ "entityRefs": ["component:default/web"] });
        request.header("sec-fetch-site", "cross-site").header("content-type", "application/json").body(body.to_string())
    };
    request.send().await.expect("an answer")
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers().get(name).map(|value| value.to_str().expect("text"))
}

#[tokio::test]
async fn a_named_origin_reads_and_writes_with_what_its_browser_asks_first() {
    let server = server(&[PORTAL]).await;
    let before = ask(&server, Method::OPTIONS, PORTAL).await;
    assert_eq!(before.status(), 200);
    assert_eq!(header(&before, "access-control-allow-origin"), Some(PORTAL));
    assert_eq!(header(&before, "access-control-allow-headers"), Some("authorization,content-type"));
    assert!(header(&before, "access-control-allow-methods").is_some_and(|methods| methods.contains("POST")));
    let answer = ask(&server, Method::POST, PORTAL).await;
    assert_eq!((answer.status().as_u16(), header(&answer, "access-control-allow-origin")), (200, Some(PORTAL)));
    assert_eq!(header(&answer, "access-control-allow-credentials"), Some("true"));
    assert!(header(&answer, "access-control-expose-headers").is_some_and(|names| names.contains("x-request-id")));
    // A page that is refused reads why.
    let refused = server.request(Method::GET, "/api/v1/nothing").header("origin", PORTAL).send().await.expect("one");
    assert_eq!((refused.status().as_u16(), header(&refused, "access-control-allow-origin")), (404, Some(PORTAL)));
}

#[tokio::test]
async fn no_other_origin_is_let_in() {
    for origins in [&[][..], &[PORTAL]] {
        let server = server(origins).await;
        for origin in
            ["https://evil.example", "https://portal.example.com.evil.example", "http://portal.example.com", "null"]
        {
            let before = ask(&server, Method::OPTIONS, origin).await;
            assert_eq!(header(&before, "access-control-allow-origin"), None, "{origin}");
            let answer = ask(&server, Method::POST, origin).await;
            assert_eq!(
                (answer.status().as_u16(), header(&answer, "access-control-allow-origin")),
                (403, None),
                "{origin}"
            );
        }
    }
}
