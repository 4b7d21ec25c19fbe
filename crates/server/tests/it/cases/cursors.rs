//! A cursor is what its own list gave out: no other text is one, and it grants nothing to whoever brings it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{SHOP, Server, apply, names};
use crate::identity::browser::{Browser, administrator, closed_server_with};
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

/// A list, the same list with another question, and the body where it is asked by `POST`.
struct List {
    path: &'static str,
    other: &'static str,
    body: Option<Value>,
}

fn lists() -> Vec<List> {
    let get = |path, other| List { path, other, body: None };
    vec![
        // The query stands in the cursor: whatever else is asked for does not count.
        get("/api/catalog/entities/by-query?limit=1", ""),
        get(
            "/api/catalog/entities?limit=1&filter=kind=component&order=asc:metadata.name",
            "/api/catalog/entities?limit=1&filter=kind=group&order=asc:metadata.name",
        ),
        get("/api/v1/changes?limit=1", "/api/v1/entities/component/default/ledger/history?limit=1"),
        get("/api/v1/entities/component/default/ledger/history?limit=1", "/api/v1/changes?limit=1"),
        get("/api/v1/audit?limit=1&decision=allowed", "/api/v1/audit?limit=1"),
        get("/api/v1/problems?limit=1&severity=error", "/api/v1/problems?limit=1&severity=warning"),
        List { path: "/api/catalog/locations/by-query", other: "", body: Some(json!({ "limit": 1 })) },
    ]
}

/// A page of a list, from its cursor on: the status, the names of what is on it, and the next cursor.
async fn page(browser: &mut Browser<'_>, path: &str, body: Option<&Value>, cursor: &str) -> (u16, String, String) {
    let answer = match body {
        Some(body) => {
            let mut body = body.clone();
            if !cursor.is_empty() {
                body["cursor"] = json!(cursor);
            }
            browser.post(path, body).await
        }
        None if cursor.is_empty() => browser.get(path).await,
        None => {
            let name = if path.starts_with("/api/catalog/entities?") { "after" } else { "cursor" };
            browser.get(&format!("{path}&{name}={}", encoded(cursor))).await
        }
    };
    let link = answer.headers.get("link").map(|link| link.to_str().expect("text").to_owned()).unwrap_or_default();
    let after =
        url::form_urlencoded::parse(link.trim_start_matches('<').split('>').next().unwrap_or_default().as_bytes())
            .find(|(name, _)| name == "after")
            .map(|(_, value)| value.into_owned());
    let said = &answer.body;
    let next = said["next_cursor"].as_str().or(said["pageInfo"]["nextCursor"].as_str()).map(str::to_owned).or(after);
    (answer.status.as_u16(), said.to_string(), next.unwrap_or_default())
}

/// A server on which every list has more than one page.
async fn paged() -> Server {
    let server = closed_server_with(SHOP).await;
    let wrong = |name: &str| {
        format!("---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{ name: {name} }}\nspec: {{}}\n")
    };
    apply(&server.app, "two", 100, "wrong.yaml", &["a", "b", "c"].map(wrong).concat()).await;
    for title in ["One", "Two"] {
        let ledger = format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{ name: ledger, title: {title} }}\n\
             spec: {{ type: service, lifecycle: production, owner: payments }}\n"
        );
        apply(&server.app, "three", 50, "ledger.yaml", &ledger).await;
    }
    server
}

async fn with_sources(ada: &mut Browser<'_>) {
    for name in ["a", "b", "c"] {
        let made = ada.post("/api/v1/sources", json!({ "target": format!("https://git.invalid/{name}.yaml") })).await;
        assert_eq!(made.status, 201, "{}", made.body);
    }
}

#[tokio::test]
async fn o065_a_cursor_is_of_one_list_and_one_question() {
    let server = paged().await;
    let mut ada = administrator(&server).await;
    with_sources(&mut ada).await;
    let lists = lists();
    let mut cursors = Vec::new();
    for list in &lists {
        let (status, first, next) = page(&mut ada, list.path, list.body.as_ref(), "").await;
        assert!(status == 200 && !next.is_empty(), "{}: {first}", list.path);
        let (status, second, _) = page(&mut ada, list.path, list.body.as_ref(), &next).await;
        assert!(status == 200 && second != first, "{}: {second}", list.path);
        cursors.push((list, next));
    }
    for (own, cursor) in &cursors {
        for list in lists.iter().filter(|list| list.path != own.path) {
            let (status, said, _) = page(&mut ada, list.path, list.body.as_ref(), cursor).await;
            assert_eq!(status, 400, "one of {} on {}: {said}", own.path, list.path);
        }
        let search = ada.get(&format!("/api/search/query?pageCursor={}", encoded(cursor))).await;
        assert_eq!(search.status, 400, "one of {}", own.path);
        if !own.other.is_empty() {
            let (status, said, _) = page(&mut ada, own.other, None, cursor).await;
            assert!(status == 400 && said.contains("first page"), "one of {} on {}: {said}", own.path, own.other);
        }
    }
    let of_search = ada.get("/api/search/query?term=e&pageLimit=1").await.body;
    let of_search = of_search["nextPageCursor"].as_str().expect("a cursor");
    for list in &lists {
        assert_eq!(page(&mut ada, list.path, list.body.as_ref(), of_search).await.0, 400, "{}", list.path);
    }
}

#[tokio::test]
async fn o065_a_changed_cursor_is_none_and_every_node_knows_its_own() {
    let server = paged().await;
    let mut ada = administrator(&server).await;
    with_sources(&mut ada).await;
    let token = ada.post("/api/v1/auth/tokens", json!({ "name": "all" })).await.body["token"].clone();
    let foreign = administrator_token(&server, &mut ada).await;
    let other = server.again().await;
    for list in lists().into_iter().filter(|list| list.body.is_none()) {
        let (_, _, cursor) = page(&mut ada, list.path, None, "").await;
        let text = String::from_utf8(STANDARD.decode(&cursor).expect("base64")).expect("text");
        let name = if list.path.starts_with("/api/catalog/entities?") { "after" } else { "cursor" };
        let asked = async |server: &Server, base: &str, token: &str, cursor: &str| {
            let path = format!("{base}{}&{name}={}", list.path, encoded(cursor));
            let answer = server.request(Method::GET, &path).bearer_auth(token).send().await.expect("an answer");
            answer.status().as_u16()
        };
        let token = token.as_str().expect("a token");
        assert_eq!(asked(&server, "", token, &cursor).await, 200, "{}", list.path);
        assert_eq!(asked(&other, "", token, &cursor).await, 200, "{}: on another node", list.path);
        assert_eq!(asked(&server, "/t/other", &foreign, &cursor).await, 400, "{}: of another tenant", list.path);
        let (signed, signature) = text.split_once(",\"signature\":").expect("a signature");
        let digit = signed.find(|one: char| one.is_ascii_digit()).expect("a place");
        let moved = format!("{}7{}", &text[..digit], &text[digit + 1..]);
        let moved = if moved == text { text.replacen('7', "8", 1) } else { moved };
        for changed in [
            moved,
            format!("{signed}}}"),
            format!("{signed},\"signature\":\"\"}}"),
            format!("{signed},\"more\":1,\"signature\":{signature}"),
            text.replace("\"}", "A\"}"),
            format!("{text}{text}"),
        ] {
            assert_eq!(asked(&server, "", token, &STANDARD.encode(&changed)).await, 400, "{}: {changed}", list.path);
        }
        // As the version before wrote them.
        for old in ["1", "50", "eyJsaW1pdCI6MSwib2Zmc2V0IjoxfQ==", &STANDARD.encode(format!("{signed}}}"))] {
            assert_eq!(asked(&server, "", token, old).await, 400, "{}: {old}", list.path);
        }
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

/// Whoever brings a cursor is answered by their own rights.
#[tokio::test]
async fn o065_a_cursor_of_who_sees_more_shows_no_more() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    apply(&server.app, "two", 100, "costs.yaml", COSTLY).await;
    let foreign = administrator_token(&server, &mut ada).await;
    publish(&mut ada, POLICY).await;
    let mut bo = signed_in(&server, "bo").await;
    let next = async |ada: &mut Browser<'_>, question: Value| {
        let page = ada.post("/api/catalog/entities/by-query", question).await.body;
        let cursor = page["pageInfo"]["nextCursor"].as_str().expect("more").to_owned();
        format!("/api/catalog/entities/by-query?limit=100&cursor={}", encoded(&cursor))
    };
    let everything = next(&mut ada, json!({ "limit": 1 })).await;
    let found = bo.get(&everything).await.body;
    assert!(names(&found["items"]).contains(&"web"), "{found}");
    assert!(!found.to_string().contains("secret-engine") && !found.to_string().contains("walnut"), "{found}");
    let costs = |order: &str| json!({ "limit": 1, "query": { "spec.cost": { "$hasPrefix": "walnut" } }, "orderBy": [{ "field": "spec.cost", "order": order }] });
    for (order, rest) in [("asc", "dear"), ("desc", "cheap")] {
        let sorted = next(&mut ada, costs(order)).await;
        assert_eq!(names(&ada.get(&sorted).await.body["items"]), [rest]);
        let found = bo.get(&sorted).await.body;
        assert_eq!((names(&found["items"]).len(), &found["totalItems"]), (0, &json!(0)), "{found}");
    }
    let by_cost =
        json!({ "limit": 1, "query": { "kind": "component" }, "orderBy": [{ "field": "spec.cost", "order": "asc" }] });
    let found = bo.get(&next(&mut ada, by_cost).await).await.body;
    assert!(!found.to_string().contains("walnut"), "{found}");
    let elsewhere = everything.replace("/api/", "/t/other/api/");
    let answer = server.request(Method::GET, &elsewhere).bearer_auth(&foreign).send().await.expect("an answer");
    assert_eq!(answer.status(), 400);
}
