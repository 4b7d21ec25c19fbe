//! Cursors are a caller's to change: a changed one is no cursor, or a question like any other.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::harness::{Server, apply, names};
use crate::identity::browser::administrator;
use crate::permission::reach::{company, publish, signed_in};
use crate::tenants::administrator_token;

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

const LISTS: [&str; 7] = [
    "/api/catalog/entities/by-query?cursor=",
    "/api/catalog/entities?after=",
    "/api/v1/changes?cursor=",
    "/api/v1/audit?cursor=",
    "/api/v1/problems?cursor=",
    "/api/search/query?pageCursor=",
    "/api/v1/changes?limit=1&cursor=",
];

#[tokio::test]
async fn o065_what_is_no_cursor_is_refused_on_every_list() {
    let server = Server::start().await;
    let base64 = |text: &str| STANDARD.encode(text);
    let cursors = [
        "x".to_owned(),
        "-1".to_owned(),
        "1.5".to_owned(),
        "99999999999999999999".to_owned(),
        "'; DROP TABLE entities; --".to_owned(),
        "1 OR 1=1".to_owned(),
        "\u{0}".to_owned(),
        base64("x"),
        base64("-1"),
        base64("'; DROP TABLE entities; --"),
        base64("[1, 2]"),
        base64("null"),
        base64(&"[".repeat(10_000)),
        base64(&json!({ "orderFieldValues": ["' OR 1=1", "not-a-uid"] }).to_string())[..40].to_owned(),
    ];
    for list in LISTS {
        for cursor in &cursors {
            let (status, said) = server.get(&format!("{list}{}", encoded(cursor))).await;
            assert_eq!(status, 400, "{list}{cursor}: {said}");
        }
        let long = "A".repeat(40_000);
        assert_eq!(server.get(&format!("{list}{long}")).await.0, 400, "{list}");
        let longest = server.request(reqwest::Method::GET, &format!("{list}{}", "A".repeat(1_000_000))).send().await;
        // Past the limit of a head the connection is closed, with an answer or without.
        assert!(longest.is_err() || longest.is_ok_and(|answer| answer.status().is_client_error()), "{list}");
    }
    for cursor in ["x", "e30=", "bnVsbA=="] {
        let (status, said) = server.post("/api/catalog/locations/by-query", json!({ "cursor": cursor })).await;
        assert_eq!(status, 400, "{cursor}: {said}");
    }
    assert_eq!(server.get("/api/v1/stats").await.1["entities"], 5);
}

#[tokio::test]
async fn o065_a_cursor_of_one_list_is_none_of_another() {
    let server = Server::start().await;
    let (_, page) = server.get("/api/catalog/entities/by-query?limit=1").await;
    let of_query = page["pageInfo"]["nextCursor"].as_str().expect("a cursor").to_owned();
    for list in [
        "/api/v1/changes?cursor=",
        "/api/v1/audit?cursor=",
        "/api/v1/problems?cursor=",
        "/api/search/query?pageCursor=",
    ] {
        assert_eq!(server.get(&format!("{list}{}", encoded(&of_query))).await.0, 400, "{list}");
    }
    let (_, page) = server.get("/api/search/query?term=e&pageLimit=1").await;
    let of_search = page["nextPageCursor"].as_str().expect("a cursor");
    for list in ["/api/catalog/entities/by-query?cursor=", "/api/catalog/entities?after="] {
        assert_eq!(server.get(&format!("{list}{}", encoded(of_search))).await.0, 400, "{list}");
    }
}

const COSTLY: &str = "
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: cheap }
spec: { type: service, lifecycle: production, owner: research, cost: 'walnut-1' }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: dear }
spec: { type: service, lifecycle: production, owner: research, cost: 'walnut-9' }
";

const POLICY: &str = "
roles:
  - { name: outsider, allow: [catalog.read], scope: { filter: { $not: { metadata.tags: secret } } } }
grants: [{ subject: people, role: outsider }]
sensitive: [spec.cost]
";

/// Whatever a cursor asks for, it is answered as a question of whoever brings it.
#[tokio::test]
async fn o065_a_made_up_cursor_shows_nothing_that_is_hidden() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    apply(&server.app, "two", 100, "costs.yaml", COSTLY).await;
    let foreign = administrator_token(&server, &mut ada).await;
    publish(&mut ada, POLICY).await;
    let mut bo = signed_in(&server, "bo").await;
    let made_up = |query: Value, order: &str, backwards: bool| {
        let (first, field) = ("00000000-0000-0000-0000-000000000000", json!([{ "field": order, "order": "asc" }]));
        let values = if order.is_empty() { json!([first]) } else { json!(["", first]) };
        let cursor = json!({
            "orderFields": if order.is_empty() { json!([]) } else { field }, "isPrevious": backwards, "query": query,
            "fullTextFilter": { "term": "" }, "orderFieldValues": values, "firstSortFieldValues": values, "totalItems": 1,
        });
        format!("/api/catalog/entities/by-query?limit=100&cursor={}", encoded(&STANDARD.encode(cursor.to_string())))
    };
    let everything = bo.get(&made_up(json!({}), "", false)).await.body;
    assert!(names(&everything["items"]).contains(&"billing"), "{everything}");
    assert!(
        !everything.to_string().contains("secret-engine") && !everything.to_string().contains("walnut"),
        "{everything}"
    );
    let plain = bo.get(&made_up(json!({ "kind": "component" }), "", false)).await.body;
    let sorted = bo.get(&made_up(json!({ "kind": "component" }), "spec.cost", false)).await.body;
    assert_eq!(names(&sorted["items"]), names(&plain["items"]), "no order by what is hidden");
    assert!(!sorted.to_string().contains("walnut"), "{sorted}");
    let found = bo.get(&made_up(json!({ "spec.cost": "walnut-9" }), "", false)).await.body;
    assert_eq!((names(&found["items"]).len(), &found["totalItems"]), (0, &json!(0)), "{found}");
    assert_eq!(names(&ada.get(&made_up(json!({ "spec.cost": "walnut-9" }), "", false)).await.body["items"]), ["dear"]);
    let elsewhere = made_up(json!({}), "", false).replace("/api/", "/t/other/api/");
    let answer =
        server.request(reqwest::Method::GET, &elsewhere).bearer_auth(&foreign).send().await.expect("an answer");
    let text = answer.text().await.expect("a body");
    assert!(!text.contains("billing") && !text.contains("dear"), "{text}");
}
