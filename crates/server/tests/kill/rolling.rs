//! Rolling upgrades: three nodes are exchanged one after the other, as an orchestrator does, while programs read and write.
//!
//! `PORTOLAN_TEST_EARLIER` names the program of an earlier version, which takes turns with this one. Without it both are
//! this one, and the schema is the one that its next version would leave.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use portolan::db::Db;

use crate::cycles::{cycles, database, verify};
use crate::grow;
use crate::server::{self, Server};
use crate::writers::{Addresses, Writers};

const THIS: &str = env!("CARGO_BIN_EXE_portolan");
const NODES: usize = 3;
/// What a later version's migrations add.
const ADDED: &str = "CREATE TABLE later (tenant TEXT NOT NULL, id TEXT NOT NULL);
    ALTER TABLE claims ADD COLUMN later TEXT NOT NULL DEFAULT '';
    INSERT INTO schema_migrations (version, name, checksum) VALUES (9999, 'later', 'x')";
const READ: &str = "/api/catalog/entities/by-query?filter=kind=component&limit=5";

/// Somebody who reads from every node that takes part, all the time.
struct Reader {
    addresses: Addresses,
    passes: AtomicU64,
    stop: AtomicBool,
    /// Microseconds.
    longest: AtomicU64,
}

impl Reader {
    /// Until told to stop. Each answer must be good; how many there were.
    async fn run(&self) -> u64 {
        let (client, mut count) = (reqwest::Client::new(), 0);
        while !self.stop.load(Ordering::SeqCst) {
            let all = self.addresses.read().expect("nobody panicked").clone();
            for base in all {
                let begun = Instant::now();
                let answer = client.get(format!("{base}{READ}")).send().await.expect("a node that takes part answers");
                assert_eq!(answer.status(), 200);
                self.longest.fetch_max(begun.elapsed().as_micros() as u64, Ordering::SeqCst);
                count += 1;
            }
            self.passes.fetch_add(1, Ordering::SeqCst);
        }
        count
    }

    /// Until what takes part no longer is asked by an earlier pass.
    async fn drained(&self) {
        let begun = self.passes.load(Ordering::SeqCst);
        let (since, mut often) = (Instant::now(), tokio::time::interval(Duration::from_millis(5)));
        while self.passes.load(Ordering::SeqCst) < begun + 2 {
            assert!(since.elapsed() < Duration::from_secs(60), "nobody reads any more");
            often.tick().await;
        }
    }
}

/// Case O141.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o141_nodes_are_exchanged_under_load_and_no_request_fails() {
    let Some(url) = database().await else {
        eprintln!("NOT RUN: PORTOLAN_TEST_POSTGRES is not set; see scripts/with-postgres");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("files");
    std::fs::create_dir(&root).expect("a folder");
    let earlier = std::env::var_os("PORTOLAN_TEST_EARLIER").map(PathBuf::from);
    let programs = [earlier.as_deref().unwrap_or(Path::new(THIS)), Path::new(THIS)];
    // An odd number: from the earlier version to this one.
    let rounds = (cycles() / 10) | 1;
    let begin = async |round: u64, node: usize| {
        let data = folder.path().join(format!("data-{node}"));
        Server::start_of(programs[round as usize % 2], &url, &data, &root).await
    };
    let mut servers = Vec::new();
    for node in 0..NODES {
        servers.push(begin(0, node).await);
    }
    let addresses: Addresses = Arc::default();
    let part = |servers: &[Server], without: Option<usize>| {
        let all = servers.iter().enumerate().filter(|(node, _)| Some(*node) != without);
        *addresses.write().expect("nobody panicked") = all.map(|(_, one)| one.base.clone()).collect();
    };
    part(&servers, None);
    let reader = Arc::new(Reader {
        addresses: Arc::clone(&addresses),
        passes: AtomicU64::default(),
        stop: AtomicBool::default(),
        longest: AtomicU64::default(),
    });
    let reading = tokio::spawn({
        let reader = Arc::clone(&reader);
        async move { reader.run().await }
    });
    let writers = Writers::begin(&addresses);
    for round in 0..rounds {
        grow(&root, round);
        for node in 0..NODES {
            writers.wait_for(10).await;
            part(&servers, Some(node));
            reader.drained().await;
            servers[node].terminate();
            assert_eq!(servers[node].wait_dead(), Some(0), "it ends well");
            if earlier.is_none() && (round, node) == (0, 0) {
                let db = Db::connect(&url, folder.path()).await.expect("the database");
                db.write(|tx| tx.batch(ADDED)).await.expect("the later version is there");
            }
            servers[node] = begin(round + 1, node).await;
            servers[node].wait_for("/readyz").await;
            part(&servers, None);
        }
    }
    let (made, acknowledged) = writers.end().await;
    reader.stop.store(true, Ordering::SeqCst);
    let reads = reading.await.expect("every read was answered");
    verify(&servers, &made, rounds).await;
    let longest = reader.longest.load(Ordering::SeqCst) / 1_000;
    println!(
        "{rounds} rounds: {acknowledged} writes acknowledged and none lost, {reads} reads answered, the longest in {longest} ms"
    );
    servers.clear();
    server::doctor_of(&url, folder.path());
}
