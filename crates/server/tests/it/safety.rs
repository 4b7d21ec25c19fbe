//! What surrounds every request: hosts, origins, limits, headers, ids.

use reqwest::Method;
use serde_json::json;

use crate::harness::Server;

#[tokio::test]
async fn a_foreign_host_name_gets_nothing() {
    let server = Server::start().await;
    let response = server
        .request(Method::GET, "/api/catalog/entities")
        .header("host", "evil.example:7007")
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), 421);
}

#[tokio::test]
async fn writes_from_other_sites_are_refused() {
    let server = Server::start().await;
    let send = |name: &'static str, value: String| {
        let request =
            server.request(Method::POST, "/api/catalog/entities/by-refs").header("content-type", "application/json");
        request.header(name, value).body(json!({ "entityRefs": [] }).to_string()).send()
    };
    assert_eq!(send("origin", "https://evil.example".to_owned()).await.expect("an answer").status(), 403);
    assert_eq!(send("origin", "null".to_owned()).await.expect("an answer").status(), 403);
    assert_eq!(send("sec-fetch-site", "cross-site".to_owned()).await.expect("an answer").status(), 403);
    assert_eq!(send("origin", server.url.clone()).await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn bodies_have_a_limit_that_is_named_and_a_type() {
    let server = Server::start().await;
    let (status, error) =
        server.post("/api/catalog/entities/by-refs", json!({ "entityRefs": ["x".repeat(1_100_000)] })).await;
    assert_eq!(status, 413);
    assert!(error["error"]["message"].as_str().expect("text").contains("1048576"), "{error}");
    let plain = server
        .request(Method::POST, "/api/catalog/entities/by-refs")
        .header("content-type", "text/plain")
        .body("{}")
        .send()
        .await;
    assert_eq!(plain.expect("an answer").status(), 415);
}

#[tokio::test]
async fn answers_carry_an_id_and_a_strict_policy() {
    let server = Server::start().await;
    let own =
        server.request(Method::GET, "/api/v1/nope").header("x-request-id", "abc-1").send().await.expect("an answer");
    assert_eq!(own.headers()["x-request-id"], "abc-1");
    assert_eq!(own.headers()["content-type"], "application/problem+json");
    let policy = own.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"));
    let body: serde_json::Value = serde_json::from_str(&own.text().await.expect("a body")).expect("JSON");
    assert_eq!((&body["status"], &body["request_id"]), (&json!(404), &json!("abc-1")));
    let odd = server
        .request(Method::GET, "/healthz")
        .header("x-request-id", "a b\"<script>")
        .send()
        .await
        .expect("an answer");
    assert_ne!(odd.headers()["x-request-id"], "a b\"<script>");
}

#[tokio::test]
async fn hostile_text_in_parameters_never_breaks_the_server() {
    let server = Server::start().await;
    let deep = "a.".repeat(2000);
    let texts = [
        "__proto__",
        "constructor",
        "'; DROP TABLE entities; --",
        "%_\\",
        "\u{202e}x",
        "\"",
        "$[*]",
        "NEAR(",
        deep.as_str(),
    ];
    for text in texts {
        let text: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        for path in [
            format!("/api/catalog/entities?filter={text}"),
            format!(
                "/api/catalog/entities/by-query?orderField={text},asc&fullTextFilterTerm={text}&fullTextFilterFields={text}&fields={text}"
            ),
            format!("/api/catalog/entity-facets?facet={text}"),
            format!("/api/v1/search?q={text}"),
            format!("/api/v1/graph?root={text}"),
            format!("/api/catalog/entities/by-name/{text}/x/y"),
        ] {
            let (status, body) = server.get(&path).await;
            assert!(status.as_u16() < 500, "{path}: {status} {body}");
        }
    }
}

#[tokio::test]
async fn health_and_metrics_answer() {
    let server = Server::start().await;
    assert_eq!(
        server.get("/.backstage/health/v1/readiness").await,
        (reqwest::StatusCode::OK, json!({ "status": "ok" }))
    );
    let (_, metrics) = server.get("/metrics").await;
    assert!(metrics.as_str().expect("text").contains("portolan_entities 5"), "{metrics}");
    let page = server.request(Method::GET, "/catalog/default/component/web").send().await.expect("an answer");
    assert_eq!(page.status(), 200);
    assert!(page.headers()["content-type"].to_str().expect("text").starts_with("text/html"));
}
