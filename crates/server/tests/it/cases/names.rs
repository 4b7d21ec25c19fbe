//! Names and texts that break lines, terminals, pages and programs.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Server, apply, run_with};

fn hostile() -> Vec<String> {
    let words = [
        "__proto__",
        "constructor",
        "toString",
        "hasOwnProperty",
        "..",
        "../../etc/passwd",
        "con",
        "null",
        "true",
        "\u{202e}gpj.exe",
        "a\u{200b}b",
        "👩\u{200d}👩\u{200d}👧",
        "\u{e0041}\u{e0042}",
        "a:b/c",
        "-rf",
        "'; DROP TABLE entities; --",
        "<script>alert(1)</script>",
        "a\r\nb",
        "\u{1b}[31m",
        "",
    ];
    let long = ["x".repeat(10_000), format!("a{}", "\u{301}".repeat(500))];
    words.iter().map(|word| (*word).to_owned()).chain(long).collect()
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

#[tokio::test]
async fn o076_hostile_names_are_refused_by_the_grammar_or_are_plain_text() {
    let server = Server::start().await;
    let put = async |path: &str, entity: &Value| {
        let put = server.request(Method::PUT, path).header("content-type", "application/json").body(entity.to_string());
        put.send().await.expect("an answer").status().as_u16()
    };
    let entity = |name: &str| {
        json!({
            "apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": { "name": name },
            "spec": { "type": "service", "lifecycle": "x", "owner": "payments" },
        })
    };
    for word in hostile() {
        let fits = (1..=63).contains(&word.len())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
            && word.starts_with(|c: char| c.is_ascii_alphanumeric())
            && word.ends_with(|c: char| c.is_ascii_alphanumeric());
        let path = format!("/api/v1/entities/component/default/{}", encoded(&word));
        let status = put(&path, &entity(&word)).await;
        assert_eq!(fits, matches!(status, 200 | 201), "a name: {word:?}: {status}");
        assert!(status < 500, "a name: {word:?}");
        for part in ["labels", "annotations"] {
            let mut with = entity("keyed");
            with["metadata"][part] = json!({ (word.as_str()): "v" });
            let status = put("/api/v1/entities/component/default/keyed", &with).await;
            assert_eq!(fits, matches!(status, 200 | 201), "a key of {part}: {word:?}: {status}");
        }
        let mut with = entity("shown");
        with["metadata"]["title"] = json!(word);
        with["metadata"]["annotations"] = json!({ "example.com/a": word });
        with["spec"]["free"] = json!({ (word.as_str()): word });
        let status = put("/api/v1/entities/component/default/shown", &with).await;
        assert!(matches!(status, 200 | 201 | 422), "a text: {word:?}: {status}");
        if status != 422 {
            let (_, read) = server.get("/api/catalog/entities/by-name/component/default/shown").await;
            assert_eq!(read["spec"]["free"], with["spec"]["free"], "{word:?}");
        }
        let word = encoded(&word);
        for path in [
            format!("/api/catalog/entities?filter=spec.free.{word}={word}&fields={word}&order=asc:{word}"),
            format!(
                "/api/catalog/entities/by-query?filter=metadata.labels.{word}&orderField={word},desc&fields={word}"
            ),
            format!("/api/catalog/entity-facets?facet={word}&facet=spec.free.{word}"),
            format!("/api/catalog/entities/by-name/{word}/{word}/{word}"),
            format!("/api/v1/graph?root={word}"),
            format!("/api/v1/entities/component/default/{word}/history"),
            format!("/api/v1/search?q={word}"),
            "/api/v1/export?format=csv".to_owned(),
            "/api/v1/export?format=yaml".to_owned(),
        ] {
            let (status, body) = server.get(&path).await;
            assert!(status.as_u16() < 500, "{path}: {status} {body}");
        }
        let facets = json!({ "facets": [word], "query": { (word.as_str()): word } });
        assert!(server.post("/api/catalog/entity-facets", facets).await.0.as_u16() < 500);
    }
    let (_, stats) = server.get("/api/v1/stats").await;
    assert!(stats["entities"].as_u64().is_some_and(|count| count > 5), "the server is what it was: {stats}");
}

#[tokio::test]
async fn o077_addresses_that_run_scripts_do_not_come_in() {
    let server = Server::start().await;
    for url in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "blob:https://host/x",
        "java\nscript:alert(1)",
        "\u{1}javascript:alert(1)",
        " javascript:alert(1)",
        "//evil.example/",
    ] {
        let mut entity = json!({
            "apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": { "name": "linked" },
            "spec": { "type": "service", "lifecycle": "x", "owner": "payments" },
        });
        entity["metadata"]["links"] = json!([{ "url": url, "title": "x" }]);
        let put = |entity: &Value| {
            let put = server.request(Method::PUT, "/api/v1/entities/component/default/linked");
            put.header("content-type", "application/json").body(entity.to_string()).send()
        };
        let status = put(&entity).await.expect("an answer").status();
        assert_eq!(status, 422, "{url:?}");
        entity["metadata"]["links"] = json!([]);
        let keys = [
            "backstage.io/view-url",
            "backstage.io/edit-url",
            "backstage.io/source-location",
            "backstage.io/managed-by-location",
        ];
        for key in keys {
            entity["metadata"]["annotations"] = json!({ key: url });
            put(&entity).await.expect("an answer");
            let (_, read) = server.get("/api/catalog/entities/by-name/component/default/linked").await;
            let kept = read["metadata"]["annotations"][key].as_str().unwrap_or_default().to_lowercase();
            let script = kept.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
            let script = script.strip_prefix("url:").unwrap_or(script).replace('\n', "");
            assert!(!script.starts_with("javascript:") && !script.starts_with("vbscript:"), "{key} {url:?}: {kept}");
        }
    }
}

/// What others wrote reaches a terminal and the log in one line each, and moves nothing there.
#[tokio::test]
async fn o078_a_terminal_shows_what_others_wrote_in_lines_of_its_own() {
    let server = Server::start().await;
    let hostile = "a\\r\\nb\\e[31m\\e]0;t\\a\\u202ex\\u2028y\\x9bz";
    let text = format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: odd}}\nspec: {{type: \"{hostile}\", lifecycle: \"{hostile}\", owner: payments}}\n"
    );
    apply(&server.app, "one", 100, "odd.yaml", &text).await;
    let name = "n\r\nb\u{1b}[31m\u{202e}";
    let (status, _) =
        server.post("/api/v1/sources", json!({ "target": "https://git.invalid/a.yaml", "name": name })).await;
    assert_eq!(status, 201);
    let (code, rows, said) = server.run_on_store(&["query", "metadata.name=odd"]).await;
    assert_eq!(code, Some(0), "{said}");
    let (_, listed, _) = run_with(&["source", "list", "--server", &server.url], "").await;
    for output in [&rows, &listed] {
        assert_eq!(output.lines().count(), 1, "{output:?}");
        let odd = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202e}' | '\u{2028}' | '\u{9b}');
        assert!(!output.contains(odd), "{output:?}");
    }
}

/// Headers that are made of what somebody sent stay one header each.
#[tokio::test]
async fn o078_nothing_that_is_sent_makes_a_header() {
    let server = Server::start().await;
    for path in [
        "/t/a%0d%0aset-cookie:%20x=1",
        "/api/catalog/entities?limit=1&filter=kind=component&x=%0d%0aset-cookie:%20x=1",
        "/api/v1/export?format=csv&filter=kind=%0d%0aset-cookie:%20x=1",
        "/api/v1/auth/oidc/%0d%0aset-cookie:%20x=1/start",
        "/catalog/%0d%0aset-cookie:%20x=1",
    ] {
        let answer = server.request(Method::GET, path).send().await.expect("an answer");
        assert!(answer.headers().get("set-cookie").is_none(), "{path}");
        assert!(answer.status().as_u16() < 500, "{path}");
    }
}
