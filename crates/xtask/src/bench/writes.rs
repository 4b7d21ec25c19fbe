//! Writes of single entities: how many a second when many clients write, and how soon another node shows one.

use std::path::Path;
use std::time::{Duration, Instant};

use super::client::{Client, Events};
use super::process::Server;
use super::{Bench, median};

const CLIENTS: usize = 64;
const TIME: Duration = Duration::from_secs(4);
/// Writes whose way to another node is measured.
const SEEN: usize = 300;

impl Bench<'_> {
    pub fn writes(&mut self, binary: &Path, folder: &Path) -> anyhow::Result<()> {
        let server = Server::start(binary, &folder.join("writes"), None)?;
        let (rate, text) = rounds(&server.address)?;
        self.note("API writes, SQLite, 64 clients, median of 3", ">= 1,500/s", text, Some(rate >= 1_500.0));
        server.stop()?;
        let Ok(url) = std::env::var("PORTOLAN_TEST_POSTGRES") else {
            eprintln!("PostgreSQL is not measured: PORTOLAN_TEST_FSYNC=on scripts/with-postgres make bench");
            return Ok(());
        };
        let nodes = [Server::on(binary, &folder.join("one"), &url)?, Server::on(binary, &folder.join("two"), &url)?];
        let (_, text) = rounds(&nodes[0].address)?;
        self.note("API writes, PostgreSQL, 64 clients, median of 3", "", text, None);
        let times = seen(&nodes)?;
        let (p50, p99) = (times[SEEN / 2], times[SEEN * 99 / 100]);
        self.note(
            "a write on one node seen on another, p99",
            "< 200 ms",
            format!("{p99:.1} ms (median {p50:.1} ms)"),
            Some(p99 < 200.0),
        );
        Ok(())
    }
}

/// The median rate of three rounds, and its text.
fn rounds(address: &str) -> anyhow::Result<(f64, String)> {
    let (mut rates, mut slowest) = (Vec::new(), Vec::new());
    for round in 0..3 {
        let mut times = round_of(address, round)?;
        times.sort_by(f64::total_cmp);
        rates.push(times.len() as f64 / TIME.as_secs_f64());
        slowest.push(times[times.len() * 99 / 100]);
    }
    let (rate, p99) = (median(&mut rates), median(&mut slowest));
    Ok((rate, format!("{rate:.0}/s (p99 {p99:.0} ms)")))
}

/// Milliseconds of each write of one round; half of the writes are of new entities.
fn round_of(address: &str, round: usize) -> anyhow::Result<Vec<f64>> {
    let threads: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let address = address.to_owned();
            std::thread::spawn(move || -> anyhow::Result<Vec<f64>> {
                let (mut client, mut times) = (Client::connect(&address)?, Vec::new());
                let started = Instant::now();
                while started.elapsed() < TIME {
                    let write = times.len();
                    times.push(put(&mut client, &format!("w-{round}-{number}-{}", write / 2), write)?);
                }
                Ok(times)
            })
        })
        .collect();
    let mut all = Vec::new();
    for thread in threads {
        all.extend(thread.join().map_err(|_| anyhow::anyhow!("a client failed"))??);
    }
    Ok(all)
}

/// Milliseconds until a write was acknowledged.
fn put(client: &mut Client, name: &str, turn: usize) -> anyhow::Result<f64> {
    let body = format!(
        "{{\"apiVersion\":\"backstage.io/v1alpha1\",\"kind\":\"Component\",\"metadata\":{{\"name\":\"{name}\",\"title\":\"turn {turn}\",\
         \"tags\":[\"go\",\"core\"]}},\"spec\":{{\"type\":\"service\",\"lifecycle\":\"production\",\"owner\":\"payments\",\"system\":\"shop\"}}}}"
    );
    let started = Instant::now();
    let status = client.exchange("PUT", &format!("/api/v1/entities/component/default/{name}"), &body)?;
    anyhow::ensure!(matches!(status, 200 | 201), "a write answers {status}");
    Ok(started.elapsed().as_secs_f64() * 1_000.0)
}

/// Milliseconds from sending a write to one node to its event on a page of the other, sorted.
fn seen(nodes: &[Server; 2]) -> anyhow::Result<Vec<f64>> {
    let mut client = Client::connect(&nodes[0].address)?;
    let mut events = Events::open(&nodes[1].address)?;
    std::thread::sleep(Duration::from_secs(1));
    let mut times = Vec::new();
    for turn in 0..SEEN {
        events.drain();
        let (name, started) = (format!("seen-{turn}"), Instant::now());
        put(&mut client, &name, turn)?;
        events.wait_for(&format!("/{name}\""))?;
        times.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}
