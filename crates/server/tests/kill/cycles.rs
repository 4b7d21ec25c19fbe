//! Nodes on one store that are killed in turn while programs write to them and a source grows.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use crate::server::{self, Server};
use crate::writers::{Addresses, Writers, name};
use crate::{FILES, grow, mix};

/// Where the nodes keep what they know.
pub enum Place {
    /// In this folder.
    Folder,
    /// In the database of this URL.
    Postgres(String),
}

struct Nodes {
    place: Place,
    folder: PathBuf,
    root: PathBuf,
    servers: Vec<Server>,
    /// The same for those who write.
    addresses: Addresses,
}

impl Nodes {
    async fn begin(&self, number: usize) -> Server {
        let data = self.folder.join(format!("data-{number}"));
        match &self.place {
            Place::Folder => Server::start(&data, &self.root).await,
            Place::Postgres(url) => Server::start_on(url, &data, &self.root).await,
        }
    }

    fn publish(&self) {
        *self.addresses.write().expect("nobody panicked") = self.servers.iter().map(|one| one.base.clone()).collect();
    }

    fn doctor(&self) {
        match &self.place {
            Place::Folder => server::doctor(&self.folder.join("data-0")),
            Place::Postgres(url) => server::doctor_of(url, &self.folder),
        }
    }
}

/// Kills one of the nodes as often as asked, and looks whether all that was acknowledged is there, once.
pub async fn survive(place: Place, count: usize, cycles: u64) {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let root = folder.path().join("files");
    std::fs::create_dir(&root).expect("a fresh directory");
    let embedded = matches!(place, Place::Folder);
    let (servers, addresses) = (Vec::new(), Arc::default());
    let mut nodes = Nodes { place, folder: folder.path().to_owned(), root: root.clone(), servers, addresses };
    for number in 0..count {
        let server = nodes.begin(number).await;
        nodes.servers.push(server);
    }
    nodes.publish();
    let writers = Writers::begin(&nodes.addresses);
    for cycle in 0..cycles {
        grow(&root, cycle);
        let victim = mix(cycle) as usize % count;
        writers.wait_for(mix(cycle + 500) % 30).await;
        nodes.servers[victim].kill_soon(mix(cycle + 1_000) % 20).await.expect("the killer ends");
        nodes.servers[victim].wait_dead();
        if embedded {
            nodes.doctor();
        }
        nodes.servers[victim] = nodes.begin(victim).await;
        nodes.publish();
    }
    let (made, acknowledged) = writers.end().await;
    verify(&nodes.servers, &made, cycles).await;
    println!("{cycles} kills of {count} nodes: {acknowledged} acknowledged, nothing lost or done twice");
    nodes.servers.clear();
    nodes.doctor();
}

/// Each entity is there, as its second write says, after two changes.
pub async fn verify(servers: &[Server], made: &[u64], cycles: u64) {
    let server = &servers[0];
    let entities: u64 = made.iter().sum();
    for server in servers {
        server.wait_for_entities(cycles * FILES * 5 + entities).await;
    }
    for (writer, made) in made.iter().enumerate() {
        for at in 0..*made {
            let name = name(writer as u64, at);
            let (_, entity) = server.get(&format!("/api/catalog/entities/by-name/component/default/{name}")).await;
            assert!(entity.contains(&format!("\"title\":\"{name}-second\"")), "{name} is not what it was: {entity}");
            let (_, history) = server.get(&format!("/api/v1/entities/component/default/{name}/history")).await;
            let history: Value = serde_json::from_str(&history).expect("JSON");
            let actions = history["items"].as_array().into_iter().flatten().filter_map(|one| one["action"].as_str());
            assert_eq!(actions.collect::<Vec<_>>(), ["updated", "created"], "{name}");
        }
    }
    let (_, audit) = server.get("/api/v1/audit/export?action=entity.put").await;
    let noted = audit.lines().filter(|line| line.contains("component:default/w")).count();
    assert_eq!(noted as u64, entities * 2, "each change is in the audit log, once");
    let (_, jobs) = server.get("/api/v1/jobs?kind=maintenance.purge&limit=200").await;
    let jobs: Value = serde_json::from_str(&jobs).expect("JSON");
    let purges = jobs["items"].as_array().into_iter().flatten().filter(|job| job["kind"] == "maintenance.purge");
    let mut slots: Vec<&str> = purges.filter_map(|job| job["run_at"].as_str()).collect();
    let fired = slots.len();
    slots.sort_unstable();
    slots.dedup();
    assert!(fired > 0 && slots.len() == fired, "one job for each hour, whoever was alive: {jobs}");
}

/// How many cycles to run: `PORTOLAN_TEST_CYCLES`, or 50.
pub fn cycles() -> u64 {
    std::env::var("PORTOLAN_TEST_CYCLES").ok().and_then(|text| text.parse().ok()).unwrap_or(50)
}

/// A new database on the server of `PORTOLAN_TEST_POSTGRES`.
pub async fn database() -> Option<String> {
    let server = std::env::var("PORTOLAN_TEST_POSTGRES").ok()?;
    let connected = tokio_postgres::connect(&server, tokio_postgres::NoTls).await;
    let (client, connection) = connected.expect("the server answers");
    tokio::spawn(connection);
    let name = format!("kill_{}", uuid::Uuid::new_v4().simple());
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a database");
    let mut url = url::Url::parse(&server).expect("a URL");
    url.set_path(&name);
    Some(url.to_string())
}
