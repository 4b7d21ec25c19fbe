//! Starts a server on a free port with the entities of a YAML text.

use std::sync::Arc;
use std::time::Duration;

use portolan::app::{App, Settings};
use portolan::catalog::Catalog;
use portolan::catalog::batch::{Batch, Excerpt, FileClaims, Guard};
use portolan::clock::Clock;
use portolan::db::{Db, Error};
use portolan::hosting::{Front, Hosting, Pattern};
use portolan::http::serve::serve;
use portolan::sources::{self, Sources};
use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::read_descriptor;
use portolan_domain::catalog::placeholder::NoReader;
use portolan_integrations::git::Cache;
use portolan_integrations::http::Rules;
use reqwest::{Method, Response, StatusCode};
use serde_json::Value;

/// A small organisation.
pub const SHOP: &str = "
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: payments, title: Payments }
spec: { type: team, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: { name: shop }
spec: { owner: payments }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: billing, title: Billing, tags: [java, core], description: Sends invoices }
spec: { type: service, lifecycle: production, owner: payments, system: shop, dependsOn: ['component:ledger'] }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: ledger, tags: [rust] }
spec: { type: service, lifecycle: Experimental, owner: payments, dependsOn: ['resource:gone'] }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: web, description: '=danger' }
spec: { type: website, lifecycle: production, owner: nobody, dependsOn: ['component:billing'] }
";

/// Files of one transaction: few, so that syncs of a handful of files have pieces.
pub const PIECE: usize = 2;

/// A running server.
pub struct Server {
    pub url: String,
    pub app: App,
    pub hosting: Arc<Hosting>,
    client: reqwest::Client,
    database: String,
    folder: Arc<tempfile::TempDir>,
    rules: Rules,
}

impl Server {
    /// With the shop.
    pub async fn start() -> Self {
        Self::with(SHOP, Settings { hosts: Settings::loopback_hosts(), ..Settings::default() }).await
    }

    /// With these entities and settings.
    pub async fn with(text: &str, settings: Settings) -> Self {
        let rules = Rules { allow_private_addresses: true, allowed_hosts: Vec::new() };
        Self::under(rules, text, settings).await
    }

    /// With these LDAP directories.
    pub async fn beside(directories: Vec<sources::LdapDirectory>) -> Self {
        let rules = Rules { allow_private_addresses: true, allowed_hosts: Vec::new() };
        Self::open(rules, directories, "", Settings::default()).await
    }

    /// With these rules for what may be fetched.
    pub async fn under(rules: Rules, text: &str, settings: Settings) -> Self {
        Self::open(rules, Vec::new(), text, settings).await
    }

    async fn open(rules: Rules, directories: Vec<sources::LdapDirectory>, text: &str, settings: Settings) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Self::over(Arc::new(folder), database().await, rules, directories, settings).await;
        apply(&server.app, "one", 100, "catalog-info.yaml", text).await;
        server
    }

    /// On a store that is there already.
    pub async fn on(folder: tempfile::TempDir, database: String, rules: Rules, settings: Settings) -> Self {
        Self::over(Arc::new(folder), database, rules, Vec::new(), settings).await
    }

    /// Another node on the same store, or the same one started anew.
    pub async fn again(&self) -> Self {
        let settings = self.app.settings.clone();
        Self::over(self.folder.clone(), self.database.clone(), self.rules.clone(), Vec::new(), settings).await
    }

    /// Whether the store is the embedded one.
    pub fn embedded(&self) -> bool {
        self.database.is_empty()
    }

    /// Where PostgreSQL has it.
    pub fn database(&self) -> &str {
        &self.database
    }

    async fn over(
        folder: Arc<tempfile::TempDir>,
        database: String,
        rules: Rules,
        directories: Vec<sources::LdapDirectory>,
        settings: Settings,
    ) -> Self {
        let db = Db::open(&database, folder.path()).await.expect("a database");
        let catalog = Catalog::load(db).await.expect("a catalog");
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = Clock::fixed(1_800_000_000_000_000);
        let guard = Guard { percent: 25, count: 10 };
        let cache = Cache { folder: folder.path().join("git"), max_megabytes: 64 };
        let vault = settings.vault.clone();
        // A server that reaches no private address stands for one that others reach.
        let allow_local_paths = rules.allow_private_addresses;
        let rules_of_sources = rules.clone();
        let choices = sources::Settings {
            guard,
            rules: rules_of_sources,
            cache,
            ssh: portolan_integrations::git::Ssh::default(),
            directories,
            allow_local_paths,
            piece: PIECE,
            vault,
        };
        let pattern = Pattern {
            settings: settings.clone(),
            sources: sources::Settings {
                cache: Cache { folder: folder.path().join("tenants"), max_megabytes: 64 },
                ssh: portolan_integrations::git::Ssh::default(),
                directories: Vec::new(),
                allow_local_paths: false,
                ..choices.clone()
            },
            directories: Vec::new(),
            works: false,
            idle: Duration::ZERO,
            at_once: settings.at_once,
        };
        let sources = Sources::new(catalog.clone(), clock.clone(), choices).expect("sources");
        let app = App::open(catalog, sources, settings, clock).await.expect("an application");
        let hosting = Hosting::new(app.clone(), pattern).expect("tenants");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(serve(listener, Front::new(hosting.clone()), app.clone(), std::future::pending()));
        Self { url, app, hosting, client: reqwest::Client::new(), database, folder, rules }
    }

    /// Runs the program on this server's store: its exit code, output and complaints.
    pub async fn run_on_store(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        self.run_with_key(arguments, "", "", &[]).await
    }

    /// The same with a master key, keys that held before, and something to read.
    pub async fn run_with_key(&self, arguments: &[&str], input: &str, key: &str, previous: &[&str]) -> Ran {
        let folder = self.folder.path().to_str().expect("a path").to_owned();
        let store = ["--data", &folder, "--database", &self.database];
        let store = if self.database.is_empty() { &store[..2] } else { &store[..] };
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_portolan"));
        command.args(arguments).args(store);
        if !key.is_empty() {
            let previous = serde_json::to_string(previous).expect("JSON");
            command.env("PORTOLAN_SECRETS__KEY", key).env("PORTOLAN_SECRETS__PREVIOUS_KEYS", previous);
        }
        give(command, input).await
    }

    /// The folder with the embedded database.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A request without a body.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// What `GET` answers.
    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        read(self.request(Method::GET, path).send().await.expect("an answer")).await
    }

    /// What `POST` answers.
    pub async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let request =
            self.request(Method::POST, path).header("content-type", "application/json").body(body.to_string());
        read(request.send().await.expect("an answer")).await
    }
}

/// An exit code, output and complaints.
pub type Ran = (Option<i32>, String, String);

/// Runs a command that reads `input`.
pub async fn give(mut command: tokio::process::Command, input: &str) -> Ran {
    use tokio::io::AsyncWriteExt;
    let piped = std::process::Stdio::piped;
    let mut child = command.stdin(piped()).stdout(piped()).stderr(piped()).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // Who has no use for it may be gone already.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = child.wait_with_output().await.expect("the program ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// Runs the program: its exit code, output and complaints.
pub async fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    run_with(arguments, "").await
}

/// The same with a token in the environment.
pub async fn run_with(arguments: &[&str], token: &str) -> (Option<i32>, String, String) {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_portolan"));
    let output = command.args(arguments).env("PORTOLAN_TOKEN", token).output().await.expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// A new database on the server of `PORTOLAN_TEST_POSTGRES`; the embedded one when that is not set.
pub async fn database() -> String {
    let Ok(server) = std::env::var("PORTOLAN_TEST_POSTGRES") else { return String::new() };
    let (client, connection) =
        tokio_postgres::connect(&server, tokio_postgres::NoTls).await.expect("the server answers");
    tokio::spawn(connection);
    let name = format!("it_{}", uuid::Uuid::new_v4().simple());
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a database");
    let mut url = url::Url::parse(&server).expect("a URL");
    url.set_path(&name);
    url.to_string()
}

/// What a source's file says, applied as a sync would.
pub async fn apply(app: &App, source_id: &str, rank: i64, path: &str, text: &str) {
    try_apply(app, source_id, rank, path, text).await.expect("it is applied");
}

/// The same, where it may be refused.
pub async fn try_apply(app: &App, source_id: &str, rank: i64, path: &str, text: &str) -> Result<(), Error> {
    let read = read_descriptor(path, text, Blueprints::builtin(), &mut NoReader);
    let problems = read.problems.into_iter().map(|problem| {
        let excerpt = Excerpt::around(text, problem.place.line);
        (problem, excerpt)
    });
    let file = FileClaims {
        path: path.to_owned(),
        stamp: "1".to_owned(),
        hash: "1".to_owned(),
        location: format!("url:https://git.example/{path}"),
        claims: read.claims,
        problems: problems.collect(),
    };
    let batch = Batch {
        source_id: source_id.to_owned(),
        rank,
        origin: "url:https://git.example/".to_owned(),
        actor: "test".into(),
        upserts: vec![file],
        now: app.clock.now(),
        ..Batch::default()
    };
    app.catalog.apply(batch).await.map(drop)
}

async fn read(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let text = response.text().await.expect("a body");
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// Names of the entities in a list.
pub fn names(items: &Value) -> Vec<&str> {
    items.as_array().into_iter().flatten().map(|item| item["metadata"]["name"].as_str().unwrap_or("(null)")).collect()
}
