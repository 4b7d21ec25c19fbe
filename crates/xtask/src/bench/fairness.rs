//! What one tenant far beyond its quota does to another: the time of the other's requests, with and without it, in turn.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::client::Client;
use super::process::Server;
use super::{Bench, median, rights};

/// Requests a second that the loud tenant may make.
const QUOTA: u64 = 50;
/// How many times that it tries.
const TIMES: u64 = 60;
/// Connections that it tries on.
const CONNECTIONS: u64 = 6;
const ROUNDS: usize = 5;
/// Requests of the quiet tenant in half a round.
const ASKED: usize = 1_500;
/// Entities of the quiet tenant.
const ENTITIES: usize = 300;

impl Bench<'_> {
    pub fn fairness(&mut self, binary: &Path, folder: &Path) -> anyhow::Result<()> {
        let data = folder.join("fairness");
        let (quiet, loud) = tenants(binary, &data)?;
        let server = Server::start(binary, &data, None)?;
        let mut asking = Client::connect(&server.address)?;
        asking.token = quiet;
        fill(&mut asking)?;
        ask(&mut asking)?;
        let (mut ratios, mut reached, mut text) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            // In turn: what the machine does besides falls on both.
            let alone = ask(&mut asking)?;
            let noise = Noise::begin(&server.address, &loud);
            let beside = ask(&mut asking)?;
            reached.push(noise.end()? / QUOTA as f64);
            ratios.push(beside / alone);
            text.push(format!("{:.2}", beside / alone));
        }
        server.stop()?;
        let least = reached.iter().copied().fold(f64::INFINITY, f64::min);
        self.note(
            "a tenant beyond its quota, times the quota, least",
            ">= 50",
            format!("{least:.0} times {QUOTA}/s"),
            Some(least >= 50.0),
        );
        let ratio = median(&mut ratios);
        self.note(
            "p99 of another tenant beside it, median of pairs",
            "<= 1.5",
            format!("{ratio:.2} ({})", text.join(", ")),
            Some(ratio <= 1.5),
        );
        Ok(())
    }
}

/// Makes both tenants; a token of each one's administrator.
fn tenants(binary: &Path, data: &Path) -> anyhow::Result<(String, String)> {
    let server = Server::start(binary, data, None)?;
    server.stop()?;
    let root = rights::account(binary, data, "root", true, "default")?;
    let server = Server::start(binary, data, None)?;
    let mut client = rights::with_token(&server, root)?;
    for (name, quota) in [("quiet", 0), ("loud", QUOTA)] {
        let body =
            format!("{{\"name\":\"{name}\",\"title\":\"{name}\",\"quotas\":{{\"requests_per_second\":{quota}}}}}");
        let (status, answer) = client.send("POST", "/api/v1/tenants", &body)?;
        anyhow::ensure!(status == 201, "making a tenant answers {status}: {answer}");
    }
    server.stop()?;
    let account = |tenant: &str| rights::account(binary, data, "root", true, tenant);
    Ok((account("quiet")?, account("loud")?))
}

fn fill(client: &mut Client) -> anyhow::Result<()> {
    for number in 0..ENTITIES {
        let body = format!(
            "{{\"apiVersion\":\"backstage.io/v1alpha1\",\"kind\":\"Component\",\"metadata\":{{\"name\":\"c-{number}\"}},\
             \"spec\":{{\"type\":\"service\",\"lifecycle\":\"production\",\"owner\":\"payments\"}}}}"
        );
        let path = format!("/t/quiet/api/v1/entities/component/default/c-{number}");
        let status = client.exchange("PUT", &path, &body)?;
        anyhow::ensure!(status == 201, "a write answers {status}");
    }
    Ok(())
}

/// The 99th percentile of the quiet tenant's requests, in milliseconds.
fn ask(client: &mut Client) -> anyhow::Result<f64> {
    let path = "/t/quiet/api/catalog/entities/by-query?limit=20&filter=kind=component&orderField=metadata.name,asc";
    let mut times = Vec::with_capacity(ASKED);
    for _ in 0..ASKED {
        let started = Instant::now();
        let status = client.exchange("GET", path, "")?;
        anyhow::ensure!(status == 200, "{path} answers {status}");
        times.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[ASKED * 99 / 100])
}

/// The calling thread stands for another machine: what its asking costs must not take the processor from what is measured.
fn give_way() -> anyhow::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::process::setpriority_process(Some(rustix::thread::gettid()), 19)?;
    Ok(())
}

/// A tenant that asks far more than it may, evenly, so that the machine is not busy with asking.
struct Noise {
    over: Arc<AtomicBool>,
    begun: Instant,
    threads: Vec<std::thread::JoinHandle<anyhow::Result<u64>>>,
}

impl Noise {
    fn begin(address: &str, token: &str) -> Self {
        let (over, begun) = (Arc::new(AtomicBool::new(false)), Instant::now());
        let pause = Duration::from_secs(CONNECTIONS).div_f64((QUOTA * TIMES) as f64);
        let threads = (0..CONNECTIONS).map(|_| {
            let (over, address, token) = (Arc::clone(&over), address.to_owned(), token.to_owned());
            std::thread::spawn(move || -> anyhow::Result<u64> {
                give_way()?;
                let (mut client, mut count) = (Client::connect(&address)?, 0_u32);
                client.token = token;
                while !over.load(Ordering::Relaxed) {
                    let status = client.exchange("GET", "/t/loud/api/v1/me", "")?;
                    anyhow::ensure!(matches!(status, 200 | 429), "the loud tenant is answered {status}");
                    count += 1;
                    // What it was late it makes up for.
                    std::thread::sleep((begun + pause * count).saturating_duration_since(Instant::now()));
                }
                Ok(u64::from(count))
            })
        });
        let threads = threads.collect();
        Self { over, begun, threads }
    }

    /// Requests a second that were made.
    fn end(self) -> anyhow::Result<f64> {
        self.over.store(true, Ordering::Relaxed);
        let seconds = self.begun.elapsed().as_secs_f64();
        let mut all = 0;
        for thread in self.threads {
            all += thread.join().map_err(|_| anyhow::anyhow!("a client failed"))??;
        }
        Ok(all as f64 / seconds)
    }
}
