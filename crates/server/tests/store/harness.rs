//! A store of its own for each test, and short ways to say what a source's files say.

use std::sync::Arc;

use portolan::catalog::Catalog;
use portolan::catalog::batch::{Applied, Batch, Excerpt, FileClaims};
use portolan::catalog::store::entities;
use portolan::catalog::store::history::{self, ChangeRow};
use portolan::db::{Db, Error};
use portolan::tenants::{Quotas, Tenant};
use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::read_descriptor;
use portolan_domain::catalog::placeholder::NoReader;
use serde_json::Value;

/// A day in microseconds.
pub const DAY: i64 = 24 * 3600 * 1_000_000;
/// When tests begin.
pub const START: i64 = 1_800_000_000_000_000;

/// A database of its own with one node on it.
pub struct Store {
    pub catalog: Arc<Catalog>,
    url: String,
    folder: tempfile::TempDir,
}

impl Store {
    /// Empty.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = database().await;
        let catalog = Catalog::load(Db::open(&url, folder.path()).await.expect("a database")).await.expect("a catalog");
        Self { catalog, url, folder }
    }

    /// Another handle on the same database.
    pub async fn reopen(&self) -> Db {
        self.try_reopen().await.expect("the database again")
    }

    /// The same, where it may be refused.
    pub async fn try_reopen(&self) -> Result<Db, Error> {
        Db::open(&self.url, self.folder.path()).await
    }

    /// Where the database is; empty for the embedded one.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where the embedded one is.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Another node on the same database.
    pub async fn node(&self) -> Arc<Catalog> {
        Catalog::load(self.reopen().await).await.expect("a second node")
    }

    /// A connection of somebody who is neither superuser nor owner of the tables; none to the embedded database.
    pub async fn stranger(&self) -> Option<tokio_postgres::Client> {
        if self.embedded() {
            return None;
        }
        let connect = async |url: &str| {
            let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("a connection");
            tokio::spawn(connection);
            client
        };
        let name = format!("stranger_{}", uuid::Uuid::new_v4().simple());
        let sql = format!(
            "CREATE ROLE {name} LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}"
        );
        connect(&self.url).await.batch_execute(&sql).await.expect("a role");
        let mut url = url::Url::parse(&self.url).expect("a URL");
        url.set_username(&name).expect("a name");
        Some(connect(url.as_str()).await)
    }

    /// Whether this is the embedded database.
    pub fn embedded(&self) -> bool {
        self.url.is_empty()
    }

    /// Applies a batch.
    pub async fn apply(&self, batch: Batch) -> Applied {
        self.catalog.apply(batch).await.expect("it is applied")
    }

    /// An entity as Backstage's API shows it.
    pub fn entity(&self, reference: &str) -> Option<Value> {
        let index = self.catalog.index();
        index.find(reference).map(|id| index.value(id))
    }

    /// Its uid.
    pub fn uid(&self, reference: &str) -> String {
        self.entity(reference).expect("it is there")["metadata"]["uid"].as_str().expect("a uid").to_owned()
    }

    /// The change log, oldest first, as `action reference`.
    pub async fn log(&self) -> Vec<String> {
        self.changes().await.iter().map(|change| format!("{} {}", change.action, change.reference)).collect()
    }

    /// The change log, oldest first.
    pub async fn changes(&self) -> Vec<ChangeRow> {
        let mut found = self.catalog.db().read(|tx| history::list(tx, None, i64::MAX, 10_000)).await.expect("history");
        found.reverse();
        found
    }

    /// Nothing in the tables contradicts another table, and memory says what the tables say.
    pub async fn check(&self) {
        let wrong = self.catalog.db().read(entities::inconsistencies).await.expect("an answer");
        assert_eq!(wrong, Vec::<String>::new());
        assert_eq!(everything(&self.catalog), everything(&*self.node().await), "memory differs from the tables");
    }
}

/// All that memory says: bodies in full, and the values of the rows that no body shows.
pub fn everything(catalog: &Catalog) -> Vec<(String, String, Vec<String>)> {
    let index = catalog.index();
    let all = index.matching(&portolan_domain::index::Predicate::everything());
    let marks = ["portolan.source", "portolan.problem", "portolan.conflict", "portolan.dangling"];
    let mut found: Vec<_> = all
        .iter()
        .map(|id| {
            let values = |key: &&str| {
                let mut values = index.values(id, key);
                values.sort_unstable();
                format!("{key}={values:?}")
            };
            (index.reference(id).to_owned(), index.body(id), marks.iter().map(values).collect())
        })
        .collect();
    found.sort();
    found
}

/// A file as a reader hands it over.
pub fn file(path: &str, text: &str) -> FileClaims {
    let read = read_descriptor(path, text, Blueprints::builtin(), &mut NoReader);
    let problems = read.problems.into_iter().map(|problem| {
        let excerpt = Excerpt::around(text, problem.place.line);
        (problem, excerpt)
    });
    FileClaims {
        path: path.to_owned(),
        stamp: text.len().to_string(),
        hash: text.len().to_string(),
        location: format!("url:https://git.example/{path}"),
        claims: read.claims,
        problems: problems.collect(),
    }
}

/// What a source says now.
pub fn batch(source_id: &str, files: &[(&str, &str)]) -> Batch {
    Batch {
        source_id: source_id.to_owned(),
        rank: 100,
        origin: format!("url:https://git.example/{source_id}"),
        actor: "test".into(),
        upserts: files.iter().map(|(path, text)| file(path, text)).collect(),
        reason: "its file is gone".to_owned(),
        now: START,
        ..Batch::default()
    }
}

/// Files that a source no longer has.
pub fn removal(source_id: &str, paths: &[&str]) -> Batch {
    Batch { removals: paths.iter().map(|path| (*path).to_owned()).collect(), ..batch(source_id, &[]) }
}

/// A component; `spec` adds to its spec.
pub fn component(name: &str, spec: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n\
         spec:\n  type: service\n  lifecycle: production\n  {spec}\n"
    )
}

/// A new database on the server of `PORTOLAN_TEST_POSTGRES`; the embedded one when that is not set.
async fn database() -> String {
    let Ok(server) = std::env::var("PORTOLAN_TEST_POSTGRES") else { return String::new() };
    let (client, connection) =
        tokio_postgres::connect(&server, tokio_postgres::NoTls).await.expect("the server answers");
    tokio::spawn(connection);
    let name = format!("store_{}", uuid::Uuid::new_v4().simple());
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a database");
    let mut url = url::Url::parse(&server).expect("a URL");
    url.set_path(&name);
    url.to_string()
}

/// A tenant that may do anything.
pub fn tenant(name: &str) -> Tenant {
    let (name, title, state) = (name.to_owned(), name.to_owned(), "active".to_owned());
    Tenant { name, title, state, quotas: Quotas::NONE, ..Tenant::default() }
}
