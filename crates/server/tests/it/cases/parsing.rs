//! Hostile YAML and JSON through every door: files of a source, texts they point at, the API, policies, the command line and
//! the configuration.

use portolan::app::Settings;
use reqwest::Method;
use serde_json::{Value, json};

use super::administrator_token;
use crate::harness::{Server, run};
use crate::identity::browser::{administrator, closed_server};
use crate::organisation::Directory;

/// A server with a directory that is a source.
struct Doors {
    server: Server,
    folder: tempfile::TempDir,
    source: String,
    token: String,
}

impl Doors {
    async fn open() -> Self {
        let server = Server::with("", Settings::default()).await;
        let folder = tempfile::tempdir().expect("a folder");
        let (_, source) = server.post("/api/v1/sources", json!({ "target": folder.path() })).await;
        let source = source["id"].as_str().expect("an id").to_owned();
        let token = administrator_token(&server).await;
        Self { server, folder, source, token }
    }

    /// What is wrong in a text that is `spec.x` of a component, by door: codes and lines, in words.
    async fn said(&self, value: &str) -> Vec<(&'static str, String)> {
        let head = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\nspec:\n  type: service\n  lifecycle: x\n  owner: y\n  x:";
        let text = format!("{head} {value}\n");
        let file = self.folder.path().join("a.yaml");
        std::fs::write(&file, &text).expect("a file");
        std::fs::write(self.folder.path().join("value.yaml"), format!("v: {value}\n")).expect("a file");
        let points = format!("{}\n    $yaml: ./value.yaml\n", head.replace("name: a", "name: b"));
        std::fs::write(self.folder.path().join("b.yaml"), points).expect("a file");
        let mut said = Vec::new();
        let put = self.server.request(Method::PUT, "/api/v1/entities/component/default/a");
        let put = put.header("content-type", "application/yaml").body(text.clone()).send().await.expect("an answer");
        said.push(("api", put.text().await.expect("a body")));
        let (_, sync) = self.server.post(&format!("/api/v1/sources/{}/sync", self.source), json!({})).await;
        assert_eq!(sync["state"], "done", "{sync}");
        for (door, name) in [("file", "a.yaml"), ("placeholder", "b.yaml")] {
            let (_, found) = self.server.get("/api/v1/problems?limit=500").await;
            let of_file = found["items"].as_array().into_iter().flatten().filter(|one| one["file"] == name);
            said.push((door, of_file.map(Value::to_string).collect()));
        }
        let policy = json!({ "text": format!("roles: []\ngrants: []\nx: {value}\n") });
        let preview = self.server.request(Method::POST, "/api/v1/policies/preview").bearer_auth(&self.token);
        let preview = preview.header("content-type", "application/json").body(policy.to_string());
        said.push(("policy", preview.send().await.expect("an answer").text().await.expect("a body")));
        let (_, output, complaint) = run(&["check", file.to_str().expect("a path"), "--format", "json"]).await;
        said.push(("command line", format!("{output}{complaint}")));
        let config = self.folder.path().join("portolan.conf");
        std::fs::write(&config, format!("log: {value}\n")).expect("a file");
        let (code, output, complaint) = run(&["doctor", "--config", config.to_str().expect("a path")]).await;
        assert_ne!(code, Some(0), "{value}");
        said.push(("configuration", format!("{output}{complaint}")));
        said
    }

    /// Every door refuses the value for this reason.
    async fn refuse(&self, value: &str, reasons: &[&str]) {
        let shown: String = value.chars().take(60).collect();
        for (door, said) in self.said(value).await {
            let said: String = said.chars().take(4_000).collect();
            assert!(reasons.iter().any(|reason| said.contains(reason)), "{door} with {shown}: {said}");
        }
        let (_, alive) = self.server.get("/healthz").await;
        assert_eq!(alive["status"], "ok");
    }
}

const LIMIT: [&str; 4] =
    ["yaml.limit", "catalog.limit", "anchors and aliases make more than", "aliases in one document"];

#[tokio::test]
async fn o068_aliases_that_multiply_are_refused_through_every_door() {
    let doors = Doors::open().await;
    let mut bomb = "{a0: &a0 [x, x, x, x, x, x, x, x, x]".to_owned();
    for level in 1..9 {
        bomb.push_str(&format!(", a{level}: &a{level} [{}]", vec![format!("*a{}", level - 1); 9].join(", ")));
    }
    bomb.push('}');
    doors.refuse(&bomb, &LIMIT).await;
    let many = format!("{{k: &k {}, l: [{}]}}", "y".repeat(1_000), vec!["*k"; 100_000].join(","));
    doors.refuse(&many, &LIMIT).await;
    doors.refuse("{a: &a [*a]}", &["yaml.alias", "may not contain itself"]).await;
    doors.refuse("{a: &a {b: 1}, *a : 2}", &["yaml.key", "key"]).await;
}

#[tokio::test]
async fn o069_depth_has_an_end_in_every_language() {
    const DEEP: usize = 100_000;
    let doors = Doors::open().await;
    let reasons = ["yaml.limit", "catalog.limit", "nested"];
    doors.refuse(&format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP)), &reasons).await;
    doors.refuse(&format!("{}1{}", "{a: ".repeat(DEEP), "}".repeat(DEEP)), &reasons).await;
    let steps: Vec<String> = (0..500).map(|at| format!("{}a:", " ".repeat(at + 4))).collect();
    doors.refuse(&format!("\n{}\n", steps.join("\n")), &reasons).await;
    let server = &doors.server;
    let nested = |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(DEEP), close.repeat(DEEP));
    for (path, body) in [
        ("/api/catalog/entities/by-query", format!("{{\"query\":{}}}", nested("{\"$not\":", "{}", "}"))),
        ("/api/catalog/entities/by-query", format!("{{\"query\":{}}}", nested("{\"$all\":[", "{}", "]}"))),
        ("/api/catalog/entity-facets", format!("{{\"query\":{}}}", nested("{\"$any\":[", "{}", "]}"))),
        ("/api/catalog/validate-entity", format!("{{\"location\":\"url:x\",\"entity\":{}}}", nested("[", "", "]"))),
        ("/api/v1/sources", nested("[", "", "]")),
        ("/api/permission/authorize", nested("{\"items\":", "1", "}")),
    ] {
        let answer =
            server.request(Method::POST, path).header("content-type", "application/json").body(body).send().await;
        let status = answer.expect("an answer").status().as_u16();
        assert!((400..500).contains(&status), "{path}: {status}");
    }
    let setting =
        server.request(Method::PUT, "/api/user-settings/buckets/a/keys/b").header("content-type", "application/json");
    let kept = setting.body(format!("{{\"value\":{}}}", nested("[", "", "]"))).send().await.expect("an answer");
    assert_eq!(kept.status(), 400);
    // What is written in addresses is short; a head has its limit.
    let filter = "(".repeat(20_000);
    for path in [
        format!("/api/catalog/entities?filter={filter}"),
        format!("/api/catalog/entities/by-query?filter={}", "a.".repeat(10_000)),
        format!("/api/v1/search?q={filter}"),
    ] {
        let (status, _) = server.get(&path).await;
        assert!(status.as_u16() < 500, "{status}");
    }
    let glob = format!("./{}*{}", "{a,".repeat(20_000), "}".repeat(20_000));
    let location = format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {{name: l}}\nspec: {{target: '{glob}'}}\n"
    );
    std::fs::write(doors.folder.path().join("a.yaml"), location).expect("a file");
    let (_, sync) = server.post(&format!("/api/v1/sources/{}/sync", doors.source), json!({})).await;
    assert_eq!(sync["state"], "done", "{sync}");
    assert_eq!(server.get("/healthz").await.0, 200, "nothing ran out of stack");
}

#[tokio::test]
async fn o070_a_key_that_is_given_twice_is_refused_with_both_places() {
    let doors = Doors::open().await;
    for value in
        ["{a: 1, a: 2}", "{b: {a: 1, \"a\": 2}}", "{1: x, \"1\": y}", "{a: 1, 'a': 1}", "{\"a\": 1, \"\\u0061\": 2}"]
    {
        doors.refuse(value, &["is given twice"]).await;
    }
    // One letter written in two ways, in either order; the Kelvin sign is the letter K; Hangul in syllables and in parts.
    for (one, other) in [
        ("\u{e9}", "e\u{301}"),
        ("e\u{301}", "\u{e9}"),
        ("K", "\u{212a}"),
        ("\u{212a}", "K"),
        ("\u{ac00}", "\u{1100}\u{1161}"),
        ("q\u{323}\u{307}", "q\u{307}\u{323}"),
    ] {
        doors.refuse(&format!("{{x{one}: 1, b: 2, x{other}: 3}}"), &["is given twice"]).await;
        let body = format!("{{\"value\":{{\"x{one}\":1,\"x{other}\":2}}}}");
        let sent = doors
            .server
            .request(Method::PUT, "/api/user-settings/buckets/a/keys/b")
            .header("content-type", "application/json");
        assert_eq!(sent.body(body).send().await.expect("an answer").status(), 400, "{one} {other}");
    }
    // Other letters, however alike, are other keys.
    let alike = "{\"value\":{\"\u{e9}\":1,\"e\":2,\"\u{435}\":3,\"\u{fb01}\":4,\"fi\":5}}";
    let sent = doors
        .server
        .request(Method::PUT, "/api/user-settings/buckets/a/keys/b")
        .header("content-type", "application/json");
    assert_eq!(sent.body(alike).send().await.expect("an answer").status(), 200);
    doors.refuse("{a: 1, a: 2}", &["is given twice"]).await;
    let (_, found) = doors.server.get("/api/v1/problems").await;
    let problem =
        &found["items"].as_array().expect("a list").iter().find(|one| one["file"] == "a.yaml").expect("it")["message"];
    assert!(problem.as_str().expect("text").contains("it stands first at line 8"), "{problem}");
    for (method, path, body) in [
        (Method::POST, "/api/catalog/entities/by-query", r#"{"limit":1,"limit":2}"#),
        (Method::POST, "/api/catalog/entities/by-query", r#"{"query":{"kind":"a","kind":"b"}}"#),
        (Method::POST, "/api/catalog/entities/by-refs", r#"{"entityRefs":[],"entityRefs":[]}"#),
        (Method::POST, "/api/catalog/validate-entity", r#"{"location":"url:x","entity":{"kind":"a","k\u0069nd":"b"}}"#),
        (
            Method::POST,
            "/api/v1/sources",
            r#"{"target":"https://a.invalid/a.yaml","target":"https://b.invalid/a.yaml"}"#,
        ),
        (Method::PUT, "/api/user-settings/buckets/a/keys/b", r#"{"value":{"x":[{"role":"viewer","role":"admin"}]}}"#),
        (Method::POST, "/api/permission/authorize", r#"{"items":[{"id":"a","id":"b"}]}"#),
    ] {
        let sent = doors.server.request(method, path).header("content-type", "application/json").body(body);
        let answer = sent.send().await.expect("an answer");
        let (status, text) = (answer.status(), answer.text().await.expect("a body"));
        assert!(status == 400 && text.contains("is given twice"), "{path}: {status} {text}");
    }
}

/// The same for what a directory sends, and for its language of filters.
#[tokio::test]
async fn o069_a_directory_nests_no_deeper_than_others() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    let send = |method: Method, path: &str, body: String| {
        let request = server.request(method, &format!("/scim/v2{path}")).bearer_auth(&directory.token);
        request.header("content-type", "application/scim+json").body(body).send()
    };
    let nested = format!("{}1{}", "{\"name\":".repeat(100_000), "}".repeat(100_000));
    for (method, path, body) in [
        (Method::POST, "/Users".to_owned(), nested),
        (Method::POST, "/Users".to_owned(), r#"{"userName":"a","userName":"b"}"#.to_owned()),
        (Method::GET, format!("/Users?filter={}", "(".repeat(20_000)), String::new()),
        (Method::GET, format!("/Users?filter={}", "not%20(".repeat(5_000)), String::new()),
        (Method::POST, "/Users/.search".to_owned(), format!("{{\"filter\":\"{}\"}}", "(".repeat(500_000))),
    ] {
        let answer = send(method, &path, body).await.expect("an answer");
        assert_eq!(answer.status(), 400, "{}", path.chars().take(40).collect::<String>());
    }
    assert_eq!(directory.get("/Users").await.status, 200);
}

/// One meaning through every door: the key stays, and a warning says that nothing was merged.
#[tokio::test]
async fn o071_merge_keys_mean_the_same_everywhere() {
    let doors = Doors::open().await;
    for (value, kept) in [
        ("{b: &b {n: 1}, m: {<<: *b, n: 2}}", json!({ "<<": { "n": 1 }, "n": 2 })),
        ("{b: &b {n: 1}, m: {n: 2, <<: *b}}", json!({ "n": 2, "<<": { "n": 1 } })),
        ("{b: &b {n: 1}, m: {<<: [*b, *b]}}", json!({ "<<": [{ "n": 1 }, { "n": 1 }] })),
        ("{m: {<<: 5}}", json!({ "<<": 5 })),
        ("{m: {\"<<\": {n: 1}}}", json!({ "<<": { "n": 1 } })),
        ("{a: &b 1, c: &b {n: 2}, m: {<<: *b}}", json!({ "<<": { "n": 2 } })),
    ] {
        let warns = !value.contains('"');
        for (door, said) in doors.said(value).await {
            let silent = matches!(door, "api" | "placeholder" | "policy" | "configuration");
            assert!(silent || said.contains("yaml.merge-key") == warns, "{door} with {value}: {said}");
        }
        for (name, at) in [("a", "/spec/x/m"), ("b", "/spec/x/v/m")] {
            let (_, entity) =
                doors.server.get(&format!("/api/catalog/entities/by-name/component/default/{name}")).await;
            assert_eq!(entity.pointer(at), Some(&kept), "{name} with {value}");
        }
    }
    doors.refuse("{m: &m {<<: *m}}", &["yaml.alias", "may not contain itself"]).await;
    let two = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: g}\nspec: &s {type: team, children: []}\n---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: h}\nspec: {<<: *s}\n";
    std::fs::write(doors.folder.path().join("a.yaml"), two).expect("a file");
    let (_, sync) = doors.server.post(&format!("/api/v1/sources/{}/sync", doors.source), json!({})).await;
    assert_eq!(sync["counts"]["errors"], 1, "an anchor ends with its document: {sync}");
}

/// The table of docs/guide/descriptors.md.
#[tokio::test]
async fn o072_scalars_are_what_the_table_says_and_text_is_never_made_of_numbers() {
    let doors = Doors::open().await;
    for (written, read) in [
        ("no", json!("no")),
        ("NO", json!("NO")),
        ("off", json!("off")),
        ("y", json!("y")),
        ("on", json!("on")),
        ("yes", json!("yes")),
        ("1_000", json!("1_000")),
        ("12:30:45", json!("12:30:45")),
        ("2024-01-01", json!("2024-01-01")),
        ("1.10.2", json!("1.10.2")),
        ("v1.10", json!("v1.10")),
        ("017", json!(17)),
        ("0o17", json!(15)),
        ("0x1F", json!(31)),
        ("1e3", json!(1000.0)),
        ("+1", json!(1)),
        (".5", json!(0.5)),
        ("1.10", json!(1.1)),
        ("true", json!(true)),
        ("'1.10'", json!("1.10")),
        ("'017'", json!("017")),
    ] {
        doors.said(written).await;
        for (name, at) in [("a", "/spec/x"), ("b", "/spec/x/v")] {
            let (_, entity) =
                doors.server.get(&format!("/api/catalog/entities/by-name/component/default/{name}")).await;
            assert_eq!(entity.pointer(at), Some(&read), "{name} with {written}");
        }
    }
    let guide = include_str!("../../../../../docs/guide/descriptors.md");
    for row in ["`no`, `off`, `y`, `on`", "`1_000`, `12:30:45`, `2024-01-01`", "`017`", "`1.10`"] {
        assert!(guide.contains(row), "the guide does not say what {row} is");
    }
    // Where a text is wanted, a number is an error with its place and not another text.
    let text = |field: &str, written: &str| {
        let mut text = format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: c\n  {field}\nspec: {{type: service, lifecycle: x, owner: y}}\n"
        );
        if field.starts_with("owner") {
            text = text.replace("  owner: VALUE\n", "").replace("owner: y", "owner: VALUE");
        }
        text.replace("VALUE", written)
    };
    for written in ["017", "1.10", "1e3", "0x1F", "true", "+1"] {
        for field in [
            "title: VALUE",
            "description: VALUE",
            "labels: {v: VALUE}",
            "annotations: {v: VALUE}",
            "tags: [VALUE]",
            "owner: VALUE",
        ] {
            let put = doors.server.request(Method::PUT, "/api/v1/entities/component/default/c");
            let put = put
                .header("content-type", "application/yaml")
                .body(text(field, written))
                .send()
                .await
                .expect("an answer");
            assert_eq!(put.status(), 422, "{field} {written}: {}", put.text().await.expect("a body"));
        }
    }
}

#[tokio::test]
async fn o074_unknown_tags_are_refused_and_nothing_is_included() {
    let doors = Doors::open().await;
    let canary = doors.folder.path().join("canary.txt");
    std::fs::write(&canary, "CANARY-c2d4").expect("a file");
    for value in [
        "!!python/object/apply:os.system [id]".to_owned(),
        "!!java.net.URL 'http://host.invalid/'".to_owned(),
        format!("!include {}", canary.display()),
        "!ENV CANARY_ENV".to_owned(),
        "!!binary aGk=".to_owned(),
        "!!set {a, b}".to_owned(),
        "!own {a: 1}".to_owned(),
        "!<tag:example.test,2026:own> 1".to_owned(),
    ] {
        doors.refuse(&value, &["yaml.tag", "tag"]).await;
        let (_, problems) = doors.server.get("/api/v1/problems").await;
        assert!(!problems.to_string().contains("CANARY-c2d4"));
    }
    let put = async |head: &str, value: &str| {
        let text = format!(
            "{head}---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: g}}\nspec: {{type: team, children: [], x: {value}}}\n"
        );
        let put = doors.server.request(Method::PUT, "/api/v1/entities/group/default/g");
        let put = put.header("content-type", "application/yaml").body(text).send().await.expect("an answer");
        let status = put.status().as_u16();
        (status, put.text().await.expect("a body"))
    };
    let own = put("%TAG ! tag:example.test,2026:\n", "!own 1").await;
    assert!(own.0 == 422 && own.1.contains("yaml.tag"), "{own:?}");
    let old = put("%YAML 1.1\n", "no").await;
    assert!(old.0 == 422 || old.1.contains("\"x\":\"no\""), "an older version changes no meaning: {old:?}");
}

/// Bytes that are no UTF-8 are refused with their place, and what was known of the file stays.
#[tokio::test]
async fn o073_wrong_bytes_are_told_and_never_put_right_in_silence() {
    let doors = Doors::open().await;
    let file = doors.folder.path().join("a.yaml");
    let good = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a, title: Good}\nspec: {type: service, lifecycle: x, owner: y}\n";
    let sync = async || doors.server.post(&format!("/api/v1/sources/{}/sync", doors.source), json!({})).await.1;
    let title = async || {
        doors.server.get("/api/catalog/entities/by-name/component/default/a").await.1["metadata"]["title"].clone()
    };
    std::fs::write(&file, good).expect("a file");
    sync().await;
    let with = |at: usize, byte: &[u8]| [&good.as_bytes()[..at], byte, &good.as_bytes()[at..]].concat();
    let wide =
        |mark: &[u8], wide: fn(u16) -> [u8; 2]| [mark.to_vec(), good.encode_utf16().flat_map(wide).collect()].concat();
    let long = format!("{}{good}", "# \u{1f6a2}\n".repeat(700));
    let cut = [&long.as_bytes()[..4_099], &long.as_bytes()[4_100..]].concat();
    for (what, bytes, problem) in [
        ("a wrong byte first", with(0, b"\xff"), "byte 0"),
        ("one in the middle", with(60, b"\xe9"), "byte 60"),
        ("one at the end", with(good.len(), b"\x80"), "begins no character"),
        ("half a character", cut, "begins no character"),
        ("a lone half of a pair", with(60, b"\xed\xa0\x80"), "byte 60"),
        ("UTF-16", wide(b"\xff\xfe", u16::to_le_bytes), "UTF-8"),
        ("UTF-16 the other way", wide(b"\xfe\xff", u16::to_be_bytes), "UTF-8"),
        (
            "UTF-32",
            [b"\xff\xfe\0\0".to_vec(), good.bytes().flat_map(|byte| [byte, 0, 0, 0]).collect()].concat(),
            "UTF-8",
        ),
        ("NUL", with(60, b"\0"), "yaml.nul"),
    ] {
        std::fs::write(&file, &bytes).expect("a file");
        let ran = sync().await;
        assert_eq!(
            (&ran["state"], &ran["counts"]["deleted"], &ran["counts"]["errors"]),
            (&json!("done"), &json!(0), &json!(1)),
            "{what}: {ran}"
        );
        assert_eq!(title().await, "Good", "{what}");
        let (_, found) = doors.server.get("/api/v1/problems").await;
        assert!(found["items"][0].to_string().contains(problem), "{what}: {found}");
        let put = doors
            .server
            .request(Method::PUT, "/api/v1/entities/component/default/z")
            .header("content-type", "application/yaml");
        let status = put.body(bytes).send().await.expect("an answer").status();
        assert!(matches!(status.as_u16(), 400 | 422), "{what}: {status}");
    }
    // Other ends of lines are what YAML says; letters that look like them are letters.
    for (what, text, expected) in [
        ("CR", good.replace('\n', "\r"), "Good"),
        ("CRLF with a mark", format!("\u{feff}{}", good.replace('\n', "\r\n")), "Good"),
        ("NEL", good.replace("Good", "\"a\u{85}b\""), "a\u{85}b"),
        ("LS and PS", good.replace("Good", "\"a\u{2028}b\u{2029}c\""), "a\u{2028}b\u{2029}c"),
        ("a pair", good.replace("Good", "\"\\ud83d\\udea2\""), "\u{1f6a2}"),
    ] {
        std::fs::write(&file, &text).expect("a file");
        let ran = sync().await;
        let whole = ran["counts"]["errors"] == 0 && title().await == expected;
        // YAML's own pairs are no characters; refusing them loses nothing.
        let refused = what == "a pair" && ran["counts"]["errors"] == 1;
        assert!(whole || refused, "{what}: {ran} {}", title().await);
    }
    let lone = doors
        .server
        .request(Method::PUT, "/api/user-settings/buckets/a/keys/b")
        .header("content-type", "application/json");
    assert_eq!(lone.body("{\"value\":\"\\ud800\"}").send().await.expect("an answer").status(), 400);
}
