//! Secrets as people and sources meet them: values go in and never come out, sources show them to their host, logs show none
//! (security cases O093, O094).

use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use portolan::app::Settings;
use portolan::config::OidcConfig;
use portolan::secrets::{Keys, MAX_VALUE, Vault, new_key};
use portolan_integrations::http::Rules;
use portolan_integrations::secret::{Secret, mask};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};

use crate::harness::{SHOP, Server, database, give};
use crate::identity::browser::{Browser, PASSWORD, administrator, person};
use crate::permission::reach::publish;

const VALUE: &str = "t0p/secret+value=1";

fn key() -> String {
    new_key().expect("a key")
}

async fn server_with(keys: &[&str]) -> Server {
    let vault = Vault::with(Keys::read(keys.iter().copied()).expect("keys"));
    let settings = Settings { hosts: Settings::loopback_hosts(), guest: None, vault, ..Settings::default() };
    Server::with(SHOP, settings).await
}

async fn put(ada: &mut Browser<'_>, name: &str, body: Value) -> (u16, Value) {
    let answer = ada.send(Method::PUT, &format!("/api/v1/secrets/{name}"), Some(body)).await;
    (answer.status.as_u16(), answer.body)
}

async fn keep(ada: &mut Browser<'_>, name: &str, value: &str) {
    let (status, body) = put(ada, name, json!({ "value": value })).await;
    assert_eq!(status, 200, "{body}");
}

async fn secrets(ada: &mut Browser<'_>) -> Value {
    ada.get("/api/v1/secrets").await.body
}

type Seen = Arc<Mutex<Vec<String>>>;

/// A host that shows its page to those who bring this header.
async fn host(wanted: &str) -> (String, Seen) {
    let (seen, wanted) = (Seen::default(), wanted.to_owned());
    let noted = Arc::clone(&seen);
    let answer = move |headers: axum::http::HeaderMap| {
        let header = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let is_known = header == wanted;
        noted.lock().expect("no panic").push(header);
        let status = if is_known { axum::http::StatusCode::OK } else { axum::http::StatusCode::UNAUTHORIZED };
        std::future::ready((status, if is_known { SHOP } else { "" }))
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().fallback(axum::routing::get(answer))).await });
    (address, seen)
}

/// Case O094.
#[tokio::test]
async fn a_value_goes_in_and_never_comes_out() {
    let server = server_with(&[&key()]).await;
    let mut ada = administrator(&server).await;
    let (status, body) = put(&mut ada, "git-token", json!({ "value": VALUE })).await;
    assert_eq!((status, &body["version"], &body["rotated_at"]), (200, &json!(1), &Value::Null), "{body}");
    server.app.clock.advance(1_000_000);
    let (_, body) = put(&mut ada, "git-token", json!({ "value": "another/secret+value=2" })).await;
    assert_eq!((&body["version"], &body["rotated_at"]), (&json!(2), &json!("2027-01-15T08:00:01.000Z")));
    let list = secrets(&mut ada).await;
    assert_eq!((&list["items"][0]["name"], &list["items"][0]["used_by"]), (&json!("git-token"), &json!([])));
    assert_eq!((&list["items"][0]["author"], &list["unavailable"]), (&json!("user:accounts/ada"), &Value::Null));
    let audit = ada.get("/api/v1/audit?target=secret:git-token").await.body;
    assert_eq!(audit["items"][0]["after"], json!({ "version": 2 }), "{audit}");
    for shown in
        [list, audit, ada.get("/api/v1/audit/export").await.body, ada.get("/api/v1/secrets/git-token").await.body]
    {
        assert!(!shown.to_string().contains("secret+value"), "{shown}");
    }
    assert_eq!(ada.delete("/api/v1/secrets/git-token").await.status, 204);
    assert_eq!(ada.delete("/api/v1/secrets/git-token").await.status, 404);
    assert_eq!(secrets(&mut ada).await["items"], json!([]));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_without_repeating_it() {
    let server = server_with(&[&key()]).await;
    let mut ada = administrator(&server).await;
    for (length, status) in [(7, 400), (8, 200), (MAX_VALUE, 200), (MAX_VALUE + 1, 400)] {
        let (found, body) = put(&mut ada, "one", json!({ "value": "x".repeat(length) })).await;
        assert_eq!(found, status, "{length}: {body}");
    }
    for name in ["Upper", "-dash", "a%20b", "%C3%A4", &"x".repeat(64)] {
        assert_eq!(put(&mut ada, name, json!({ "value": VALUE })).await.0, 400, "{name}");
    }
    assert_eq!(put(&mut ada, &"x".repeat(63), json!({ "value": VALUE })).await.0, 200);
    for body in
        [json!({ "value": 1_234_567_890 }), json!({ "valeu": VALUE }), json!(VALUE), json!({ "value": "a\0bcdefgh" })]
    {
        let (status, said) = put(&mut ada, "one", body.clone()).await;
        assert_eq!(status, 400, "{body}");
        assert!(!said.to_string().contains("1234567890") && !said.to_string().contains(VALUE), "{said}");
    }
}

/// Case O094.
#[tokio::test]
async fn only_administrators_reach_secrets_and_say_where_they_go() {
    let server = server_with(&[&key()]).await;
    let mut ada = administrator(&server).await;
    keep(&mut ada, "git-token", VALUE).await;
    publish(&mut ada, "grants: [{ subject: people, role: platform-engineer }]\n").await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    let mut bo = Browser::new(&server);
    bo.log_in("bo@halden.example", PASSWORD).await;
    assert_eq!(bo.get("/api/v1/secrets").await.status, 403);
    assert_eq!(put(&mut bo, "git-token", json!({ "value": VALUE })).await.0, 403);
    let (theirs, seen) = host("nothing").await;
    let wanted = json!({ "target": format!("{theirs}/a.yaml"), "credential": "git-token" });
    for path in ["/api/v1/sources", "/api/v1/sources?dry_run=true"] {
        assert_eq!(bo.post(path, wanted.clone()).await.status, 403, "{path}");
    }
    let own = bo.post("/api/v1/sources", json!({ "target": format!("{theirs}/a.yaml") })).await;
    assert_eq!(own.status, 201, "{}", own.body);
    let path = format!("/api/v1/sources/{}", own.body["id"].as_str().expect("an id"));
    assert_eq!(bo.send(Method::PATCH, &path, Some(json!({ "credential": "git-token" }))).await.status, 403);
    assert!(seen.lock().expect("no panic").iter().all(String::is_empty), "nothing went there");
}

/// Case O094.
#[tokio::test]
async fn a_source_shows_its_host_the_secret_and_keeps_it_from_deletion() {
    let server = server_with(&[&key()]).await;
    let mut ada = administrator(&server).await;
    keep(&mut ada, "git-token", VALUE).await;
    let (address, seen) = host(&format!("Bearer {VALUE}")).await;
    let wanted = json!({ "target": format!("{address}/a.yaml"), "name": "Shop", "credential": "git-token" });
    let other = json!({ "target": format!("{address}/b.yaml"), "credential": "no-such" });
    let missing = ada.post("/api/v1/sources", other).await;
    assert_eq!(missing.status, 400);
    assert!(missing.body["detail"].as_str().expect("text").contains("no-such"), "{}", missing.body);
    let dry = ada.post("/api/v1/sources?dry_run=true", wanted.clone()).await;
    assert_eq!((dry.status.as_u16(), dry.body["entities"].as_array().map(Vec::len)), (200, Some(5)), "{}", dry.body);
    let source = ada.post("/api/v1/sources", wanted).await;
    assert_eq!((source.status.as_u16(), &source.body["credential"]), (201, &json!("git-token")), "{}", source.body);
    let id = source.body["id"].as_str().expect("an id").to_owned();
    let sync = ada.post(&format!("/api/v1/sources/{id}/sync"), json!({})).await;
    assert_eq!(sync.body["state"], "done", "{}", sync.body);
    assert_eq!(seen.lock().expect("no panic").last(), Some(&format!("Bearer {VALUE}")));

    let one = secrets(&mut ada).await["items"][0].clone();
    assert_eq!(one["used_by"], json!([{ "kind": "source", "id": id, "name": "Shop" }]));
    assert_eq!(one["last_used_at"], "2027-01-15T08:00:00.000Z");
    let refused = ada.delete("/api/v1/secrets/git-token").await;
    assert_eq!(refused.status, 409);
    assert!(refused.body["detail"].as_str().expect("text").contains("source Shop"), "{}", refused.body);

    let location = format!("/api/catalog/locations/{id}");
    let elsewhere = json!({ "type": "url", "target": "http://127.0.0.1:1/a.yaml" });
    assert_eq!(ada.send(Method::PUT, &location, Some(elsewhere)).await.status, 400, "another host does not get it");
    keep(&mut ada, "git-token", "an-older-token").await;
    let sync = ada.post(&format!("/api/v1/sources/{id}/sync"), json!({})).await;
    assert_eq!(sync.body["state"], "failed");
    assert!(!sync.body.to_string().contains("older-token"), "{}", sync.body);
    let freed = ada.send(Method::PATCH, &format!("/api/v1/sources/{id}"), Some(json!({ "credential": "" }))).await;
    assert_eq!((freed.status.as_u16(), &freed.body["credential"]), (200, &Value::Null));
    assert_eq!(ada.delete("/api/v1/secrets/git-token").await.status, 204);
}

#[tokio::test]
async fn targets_that_cannot_be_shown_a_secret_are_refused() {
    let server = server_with(&[&key()]).await;
    let mut ada = administrator(&server).await;
    keep(&mut ada, "git-token", VALUE).await;
    let folder = tempfile::tempdir().expect("a folder");
    for target in [folder.path().to_str().expect("text"), "ssh://git@git.invalid/a.git", "git@git.invalid:a.git"] {
        let answer = ada.post("/api/v1/sources", json!({ "target": target, "credential": "git-token" })).await;
        assert_eq!(answer.status, 400, "{target}: {}", answer.body);
    }
    let pasted = json!({ "target": "https://git.invalid/a.git", "credential": "Some-Secret-Itself" });
    let answer = ada.post("/api/v1/sources", pasted).await;
    assert_eq!(answer.status, 400);
    assert!(!answer.body.to_string().contains("Some-Secret"), "{}", answer.body);
}

#[tokio::test]
async fn without_a_key_it_is_said_what_to_configure() {
    let settings = Settings { hosts: Settings::loopback_hosts(), guest: None, ..Settings::default() };
    let server = Server::with(SHOP, settings).await;
    let mut ada = administrator(&server).await;
    let (status, body) = put(&mut ada, "one", json!({ "value": VALUE })).await;
    assert_eq!(status, 422, "{body}");
    assert!(body["detail"].as_str().expect("text").contains("secrets.key"), "{body}");
    let list = secrets(&mut ada).await;
    assert!(list["unavailable"].as_str().expect("text").contains("secrets.key_command"), "{list}");
    let (code, _, said) = server.run_with_key(&["secrets", "set", "one"], VALUE, "short", &[]).await;
    assert_eq!((code, said.contains("new-key")), (Some(3), true), "{said}");
}

#[tokio::test]
async fn the_command_line_keeps_lists_rotates_and_forgets() {
    let (old, new) = (key(), key());
    let server = server_with(&[&old]).await;
    let ran = async |arguments: &[&str], input: &str, key: &str, previous: &[&str]| {
        let (code, output, said) = server.run_with_key(arguments, input, key, previous).await;
        assert_eq!(code, Some(0), "{arguments:?}: {output}{said}");
        assert!(!format!("{output}{said}").contains("secret+value"), "{output}{said}");
        output
    };
    ran(&["secrets", "set", "one"], &format!("{VALUE}\n"), &old, &[]).await;
    let reveal = async || {
        let now = server.app.clock.now();
        server.app.settings.vault.reveal(&server.app.db, "one", now).await.map(|secret| secret.expose().to_owned())
    };
    assert_eq!(reveal().await.expect("the server opens it"), VALUE);
    assert!(ran(&["secrets", "list"], "", &old, &[]).await.starts_with("one "));
    let json: Value = serde_json::from_str(&ran(&["secrets", "list", "--json"], "", "", &[]).await).expect("JSON");
    assert_eq!((&json["items"][0]["name"], &json["items"][0]["version"]), (&json!("one"), &json!(1)));
    ran(&["secrets", "rotate"], "", &new, &[&old]).await;
    let lost = reveal().await.expect_err("the server has the old key only").to_string();
    assert!(lost.contains("secrets.previous_keys"), "{lost}");
    ran(&["secrets", "set", "one"], VALUE, &new, &[]).await;
    let (code, _, said) = server.run_with_key(&["secrets", "set", "two"], VALUE, &old, &[]).await;
    assert_eq!((code, said.contains("does not have the master key")), (Some(3), true), "{said}");
    let (code, ..) = server.run_with_key(&["secrets", "set", "Bad Name"], VALUE, &new, &[]).await;
    assert_eq!(code, Some(1));
    ran(&["secrets", "delete", "one"], "", "", &[]).await;
    assert_eq!(ran(&["secrets", "list"], "", "", &[]).await, "There is no stored secret\n");
}

#[tokio::test]
async fn beside_an_embedded_database_a_key_is_made_and_a_lost_one_is_not_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path");
    let run = async |arguments: &[&str], input: &str| {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_portolan"));
        command.args(arguments).args(["--data", data]);
        give(command, input).await
    };
    let (code, _, said) = run(&["secrets", "set", "one"], VALUE).await;
    assert_eq!((code, said.contains("secrets.key")), (Some(0), true), "{said}");
    let file = folder.path().join("secrets.key");
    let first = std::fs::read_to_string(&file).expect("the key");
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&file.metadata().expect("a file").permissions()) & 0o777, 0o600);
    assert_eq!(run(&["secrets", "set", "two"], VALUE).await.2, "", "it is said once");
    let (code, output, said) = run(&["secrets", "rotate"], "").await;
    assert_eq!((code, output.starts_with("2 secrets wrapped anew")), (Some(0), true), "{output}{said}");
    let second = std::fs::read_to_string(&file).expect("the key");
    assert!(first != second && second.lines().count() == 1);
    std::fs::remove_file(&file).expect("somebody loses it");
    let (code, _, said) = run(&["secrets", "set", "three"], VALUE).await;
    assert_eq!((code, said.contains("put the file back")), (Some(3), true), "{said}");
    assert!(!file.exists(), "a new key would only hide the loss");
    std::fs::write(&file, second).expect("a copy was kept");
    assert_eq!(run(&["secrets", "set", "three"], VALUE).await.0, Some(0));
}

#[tokio::test]
async fn a_key_comes_from_a_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = async |command_line: Value| {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_portolan"));
        command.args(["secrets", "set", "one", "--data", folder.path().to_str().expect("a path")]);
        command.env("PORTOLAN_SECRETS__KEY_COMMAND", command_line.to_string());
        give(command, VALUE).await
    };
    let (code, _, said) = run(json!(["echo", key()])).await;
    assert_eq!((code, said.as_str()), (Some(0), ""));
    for command_line in [json!(["false"]), json!(["/no/such/program"]), json!(["echo", "no key"])] {
        let (code, _, said) = run(command_line.clone()).await;
        assert_eq!(code, Some(3), "{command_line}: {said}");
    }
}

#[tokio::test]
async fn a_providers_secret_comes_from_the_store() {
    let (key, folder, url) = (key(), tempfile::tempdir().expect("a folder"), database().await);
    let data = folder.path().to_str().expect("a path").to_owned();
    let run = async |arguments: &[&str], input: &str| {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_portolan"));
        command.args(arguments).args(["--data", &data, "--database", &url]).env("PORTOLAN_SECRETS__KEY", &key);
        give(command, input).await
    };
    let file = folder.path().join("portolan.yaml");
    let config = |secret: &str, title: &str| {
        let okta = json!({ "id": "okta", "name": title, "issuer": "https://okta.invalid", "client_id": "portolan", "client_secret": secret });
        std::fs::write(&file, json!({ "auth": { "oidc": [okta] } }).to_string()).expect("a file");
    };
    let serve = ["serve", "--listen", "127.0.0.1:0", "--config", file.to_str().expect("a path")];
    config("${secret:okta}", "Okta");
    let (code, _, said) = run(&serve, "").await;
    assert_eq!((code, said.contains("there is no secret okta")), (Some(3), true), "{said}");
    config("x${secret:okta}", "Okta");
    assert_eq!(run(&serve, "").await.0, Some(1), "it is the whole value or none");
    assert_eq!(run(&["secrets", "set", "okta"], VALUE).await.0, Some(0));

    let vault = Vault::with(Keys::read(std::iter::once(key.as_str())).expect("a key"));
    let okta =
        OidcConfig { id: "okta".to_owned(), client_secret: "${secret:okta}".to_owned(), ..OidcConfig::default() };
    let settings =
        Settings { hosts: Settings::loopback_hosts(), guest: None, oidc: vec![okta], vault, ..Settings::default() };
    let rules = Rules { allow_private_addresses: true, allowed_hosts: Vec::new() };
    let server = Server::on(folder, url.clone(), rules, settings).await;
    let own = async || server.app.client_secret(&server.app.providers[0]).await.expect("it opens").expose().to_owned();
    assert_eq!(own().await, VALUE);
    let mut ada = administrator(&server).await;
    assert_eq!(
        secrets(&mut ada).await["items"][0]["used_by"],
        json!([{ "kind": "sign-in", "id": "okta", "name": "okta" }])
    );
    assert_eq!(ada.delete("/api/v1/secrets/okta").await.status, 409);
    let another = json!({ "value": "another-client-secret" });
    assert_eq!(ada.send(Method::PUT, "/api/v1/secrets/okta", Some(another)).await.status, 200);
    assert_eq!(own().await, "another-client-secret", "without a restart");
}

/// A server of its own process, with all that it says.
struct Talkative {
    serving: tokio::process::Child,
    said: tokio::task::JoinHandle<String>,
    base: String,
    client: reqwest::Client,
}

impl Talkative {
    async fn start(config: &Path) -> Self {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_portolan"));
        command.args(["serve", "--config"]).arg(config).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut serving = command.kill_on_drop(true).spawn().expect("it starts");
        let mut pipe = serving.stderr.take().expect("a pipe");
        let said = tokio::spawn(async move {
            let mut text = String::new();
            pipe.read_to_string(&mut text).await.expect("text");
            text
        });
        let mut lines = BufReader::new(serving.stdout.take().expect("a pipe")).lines();
        let line = lines.next_line().await.expect("output").expect("a line");
        let base = line.split("ready at ").nth(1).expect("an address").to_owned();
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { serving, said, base, client: reqwest::Client::new() }
    }

    async fn send(&self, method: Method, path: &str, cookie: &str, body: Value) -> reqwest::Response {
        let request = self.client.request(method, format!("{}{path}", self.base));
        let request = request.header("content-type", "application/json").header("sec-fetch-site", "same-origin");
        request.header("cookie", cookie).body(body.to_string()).send().await.expect("an answer")
    }

    /// What the syncs say when all have failed.
    async fn failed(&self, cookie: &str) -> String {
        loop {
            let shown = self.send(Method::GET, "/api/v1/sources", cookie, Value::Null).await.text().await;
            let shown = shown.expect("a body");
            let list: Value = serde_json::from_str(&shown).expect("JSON");
            let syncs = || list["items"].as_array().expect("items").iter().map(|source| &source["last_sync"]);
            if syncs().all(|sync| sync["state"] == "failed") {
                return syncs().map(|sync| sync["message"].to_string()).collect::<Vec<_>>().join("\n");
            }
        }
    }

    async fn stop(mut self) -> String {
        self.serving.kill().await.expect("it ends");
        self.said.await.expect("the log")
    }
}

/// Secrets of three kinds and an administrator with a password, in a data directory.
async fn keep_canaries(data: &Path, password: &str) -> Vec<String> {
    let with_data = |arguments: &[&str]| {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_portolan"));
        command.args(arguments).arg("--data").arg(data);
        command
    };
    let canaries: Vec<String> = (0..3).map(|at| format!("u{at}:c4n\"ry/{}", key())).collect();
    for (at, canary) in canaries.iter().enumerate() {
        let ran = give(with_data(&["secrets", "set", &format!("secret-{at}")]), canary).await;
        assert_eq!(ran.0, Some(0), "{}", ran.2);
    }
    let new = ["user", "create", "--email", "ada@halden.example", "--name", "Ada", "--admin", "--password-stdin"];
    assert_eq!(give(with_data(&new), password).await.0, Some(0));
    canaries
}

/// Everything that is said at the most talkative level, while all that can fail with secrets fails.
/// Case O093.
#[tokio::test]
async fn no_log_line_shows_a_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, password) = (folder.path().join("data"), format!("pw-{}", key()));
    let mut canaries = keep_canaries(&data, &password).await;
    let (known, seen) = host("Bearer nobody").await;
    let inside: String = url::form_urlencoded::byte_serialize(canaries[2].as_bytes()).collect();
    let config = json!({
        "data": data, "listen": "127.0.0.1:0", "log": { "level": "trace" },
        "outbound": { "allow_private_addresses": true }, "auth": { "guest": { "enabled": false } },
        "sources": [
            { "target": format!("{known}/a.yaml"), "credential": "secret-0" },
            { "target": format!("{known}/b.git"), "credential": "secret-1" },
            { "target": format!("https://127.0.0.1:1/{inside}/c.yaml"), "credential": "secret-2" },
        ],
    });
    let file = folder.path().join("portolan.yaml");
    std::fs::write(&file, config.to_string()).expect("a file");
    let server = Talkative::start(&file).await;
    let login = json!({ "email": "ada@halden.example", "password": password });
    let answer = server.send(Method::POST, "/api/v1/auth/login", "", login).await;
    assert_eq!(answer.status(), 200);
    let cookie = answer.headers()["set-cookie"].to_str().expect("text").split(';').next().expect("a pair").to_owned();
    canaries.extend([password, cookie.split_once('=').expect("a pair").1.to_owned(), format!("made:{}", key())]);
    let made = canaries.last().expect("a value").clone();
    for key in ["value", "valeu"] {
        server.send(Method::PUT, "/api/v1/secrets/made", &cookie, json!({ key: made })).await;
    }
    let shown = server.failed(&cookie).await;
    assert!(seen.lock().expect("no panic").iter().any(|header| header.starts_with("Basic ")), "secrets were sent");
    let log = server.stop().await;
    assert!(log.contains("TRACE") && log.lines().count() > 40, "{log}");
    let _known: Vec<Secret> = canaries.iter().map(|canary| Secret::new(canary)).collect();
    let masked = mask(&log);
    let at = masked.bytes().zip(log.bytes()).position(|(one, other)| one != other).unwrap_or_default();
    let around: String = masked.chars().skip(at.saturating_sub(400)).take(600).collect();
    assert_eq!(masked.matches("***").count(), log.matches("***").count(), "{around}");
    assert!(log.contains("***") && shown.contains("***"), "what was in an address is masked: {shown}");
    assert_eq!(mask(&shown), shown);
}
