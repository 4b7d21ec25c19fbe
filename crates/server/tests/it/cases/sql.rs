//! Words of query languages in every filter, sort and search: they are text, on both databases.

use reqwest::Method;
use serde_json::{Value, json};

use super::administrator_token;
use crate::harness::{Server, apply, names};

const WORDS: [&str; 16] = [
    "'",
    "\\",
    "%",
    "_",
    "%_",
    "$$",
    "\"",
    "*",
    "NEAR(",
    "a AND NOT b",
    "$[*]",
    "'; DROP TABLE entities; --",
    "\u{202e}",
    "public.entities",
    "(SELECT 1)",
    "\\u0000",
];

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

#[tokio::test]
async fn o080_settings_are_kept_under_any_word() {
    let server = Server::start().await;
    for (at, word) in WORDS.iter().enumerate() {
        let path = format!("/api/user-settings/buckets/{0}/keys/{0}", encoded(word));
        let put = server.request(Method::PUT, &path).header("content-type", "application/json");
        let put = put.body(json!({ "value": [at, word] }).to_string()).send().await.expect("an answer");
        assert_eq!(put.status(), 200, "{word}");
    }
    for (at, word) in WORDS.iter().enumerate() {
        let (_, found) = server.get(&format!("/api/user-settings/buckets/{0}/keys/{0}", encoded(word))).await;
        assert_eq!(found["value"], json!([at, word]), "{word}");
    }
    let items: Vec<Value> = WORDS.iter().map(|word| json!({ "bucket": word, "key": word })).collect();
    let (_, many) = server.post("/api/user-settings/multiget", json!({ "items": items })).await;
    assert_eq!(many["items"].as_array().map(Vec::len), Some(WORDS.len()));
    assert!(many["items"].as_array().expect("a list").iter().all(|one| !one.is_null()), "{many}");
}

#[tokio::test]
async fn o080_searches_find_what_a_plain_comparison_finds() {
    let server = Server::start().await;
    let token = administrator_token(&server).await;
    let ask = async |path: String| {
        let answer = server.request(Method::GET, &path).bearer_auth(&token).send().await.expect("an answer");
        let status = answer.status();
        (status, serde_json::from_str::<Value>(&answer.text().await.expect("a body")).unwrap_or_default())
    };
    let known: Vec<String> =
        WORDS.iter().map(|word| format!("a{word}b")).chain(["axb".to_owned(), "a".to_owned()]).collect();
    for (at, name) in known.iter().enumerate() {
        let target = format!("https://git.invalid/{at}.yaml");
        let (status, source) = server.post("/api/v1/sources", json!({ "target": target, "name": name })).await;
        assert_eq!(status, 201, "{name}: {source}");
        let text = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: 'a b'}\nspec: {type: team, children: []}\n";
        apply(&server.app, "one", 100, &format!("{name}.yaml"), text).await;
    }
    for word in WORDS {
        let wanted = format!("a{word}b");
        // Kept as JSON, where some letters are written otherwise.
        let inner = json!(wanted).to_string();
        let (status, audit) = ask(format!("/api/v1/audit?action=source.create&text={}", encoded(&inner))).await;
        assert_eq!((status.as_u16(), audit["items"].as_array().map(Vec::len)), (200, Some(1)), "{word}: {audit}");
        let (status, problems) = server.get(&format!("/api/v1/problems?q={}&limit=500", encoded(&wanted))).await;
        let expected = known.iter().filter(|name| name.contains(&wanted)).count();
        let files: Vec<&Value> = problems["items"].as_array().expect("a list").iter().map(|one| &one["file"]).collect();
        assert_eq!((status.as_u16(), files.len()), (200, expected), "{word}: {files:?}");
        for parameter in ["actor", "target", "action"] {
            let (status, audit) = ask(format!("/api/v1/audit?{parameter}={}", encoded(word))).await;
            assert_eq!((status.as_u16(), &audit["items"]), (200, &json!([])), "{parameter} {word}");
        }
        let severity = server.get(&format!("/api/v1/problems?severity={}", encoded(word))).await.0;
        assert_eq!(severity, 400, "{word}");
        for parameter in ["source", "code", "entity"] {
            let (status, problems) = server.get(&format!("/api/v1/problems?{parameter}={}", encoded(word))).await;
            assert_eq!((status.as_u16(), &problems["total"]), (200, &json!(0)), "{parameter} {word}");
        }
    }
}

#[tokio::test]
async fn o080_the_catalog_compares_words_as_text() {
    let server = Server::start().await;
    for (at, word) in WORDS.iter().enumerate() {
        let entity = json!({
            "apiVersion": "backstage.io/v1alpha1", "kind": "Component",
            "metadata": { "name": format!("w-{at}"), "title": format!("q{word}q"), "annotations": { "example.com/word": word } },
            "spec": { "type": "service", "lifecycle": "x", "owner": "payments", "word": word },
        });
        let put = server.request(Method::PUT, &format!("/api/v1/entities/component/default/w-{at}"));
        let put =
            put.header("content-type", "application/json").body(entity.to_string()).send().await.expect("an answer");
        assert_eq!(put.status(), 201, "{word}: {}", put.text().await.expect("a body"));
    }
    for (at, word) in WORDS.iter().enumerate() {
        let query = json!({ "query": { "spec.word": word } });
        let (_, found) = server.post("/api/catalog/entities/by-query", query).await;
        assert_eq!(names(&found["items"]), [format!("w-{at}")], "{word}");
        let text = json!({ "fullTextFilter": { "term": format!("q{word}q"), "fields": ["metadata.title"] } });
        let (_, found) = server.post("/api/catalog/entities/by-query", text).await;
        let titles: Vec<String> = found["items"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one["metadata"]["title"].as_str().unwrap_or_default().to_lowercase())
            .collect();
        assert!(titles.contains(&format!("q{word}q").to_lowercase()), "{word}: {titles:?}");
        assert!(titles.iter().all(|title| title.contains(&word.to_lowercase())), "{word}: {titles:?}");
        for path in [
            format!("/api/catalog/entities/by-query?orderField={},asc", encoded(word)),
            format!("/api/catalog/entities?order=asc:{}", encoded(word)),
            format!("/api/catalog/entity-facets?facet={}", encoded(word)),
            format!("/api/v1/export?format=csv&filter=spec.word={}", encoded(word)),
            format!("/api/search/query?term={}", encoded(word)),
            format!("/api/v1/search?q={}", encoded(word)),
            format!("/api/v1/sources/{}", encoded(word)),
            format!("/api/v1/syncs/{}/apply", encoded(word)),
            format!("/api/v1/changes?cursor={}", encoded(word)),
        ] {
            let (status, body) = server.get(&path).await;
            assert!(status.as_u16() < 500, "{path}: {status} {body}");
        }
    }
    let (_, stats) = server.get("/api/v1/stats").await;
    assert_eq!(stats["entities"], 5 + WORDS.len());
}

/// No text of ours holds a NUL, and nobody gets an error of the database for one.
#[tokio::test]
async fn o080_a_nul_is_refused_before_it_reaches_a_database() {
    let server = Server::start().await;
    for path in [
        "/api/user-settings/buckets/%00/keys/a",
        "/api/v1/audit?actor=%00",
        "/api/v1/problems?source=%00",
        "/api/v1/sources/%00",
        "/api/v1/sources/%00/syncs",
        "/api/catalog/locations/%00",
        "/api/catalog/entities?filter=kind=%00",
        "/api/v1/search?q=%00",
    ] {
        assert_eq!(server.get(path).await.0, 400, "{path}");
    }
    for (path, body) in [
        ("/api/v1/sources", json!({ "target": "https://git.invalid/a.yaml", "name": "a\0b" })),
        ("/api/v1/auth/login", json!({ "email": "a\0@halden.example", "password": "x" })),
        ("/api/user-settings/multiget", json!({ "items": [{ "bucket": "\0", "key": "b" }] })),
    ] {
        let (status, answer) = server.post(path, body).await;
        assert_eq!(status, 400, "{path}: {answer}");
    }
    let form =
        server.request(Method::POST, "/api/v1/auth/token").header("content-type", "application/x-www-form-urlencoded");
    let answer =
        form.body("grant_type=client_credentials&client_id=a%00b&client_secret=x").send().await.expect("an answer");
    assert!(answer.status().as_u16() < 500, "{}", answer.status());
}
