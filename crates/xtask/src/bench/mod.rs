//! The figures: drives the release binary over loopback as its users do. Speed is printed here and asserted nowhere.

mod client;
pub mod constant;
mod fairness;
mod process;
mod rights;
mod writes;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use client::Client;
use process::Server;

#[derive(clap::Args)]
pub struct Options {
    /// Size of the catalog
    #[arg(long, default_value_t = 100_000)]
    entities: u64,
    /// The binary; beside this one by default
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Only the figures of rights, tenants and writes
    #[arg(long)]
    platform: bool,
    /// Lines of JSON instead of a table
    #[arg(long)]
    json: bool,
}

/// One line of the table.
struct Figure {
    what: &'static str,
    bar: String,
    value: String,
    ok: Option<bool>,
}

struct Bench<'o> {
    options: &'o Options,
    figures: Vec<Figure>,
}

pub fn run(options: &Options) -> anyhow::Result<()> {
    let binary = match &options.binary {
        Some(binary) => binary.clone(),
        None => std::env::current_exe()?.with_file_name("portolan"),
    };
    let folder = std::env::temp_dir().join(format!("portolan-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let mut bench = Bench { options, figures: Vec::new() };
    let outcome = bench.all(&binary, &folder);
    std::fs::remove_dir_all(&folder)?;
    bench.print();
    outcome
}

impl Bench<'_> {
    fn note(&mut self, what: &'static str, bar: &str, value: String, ok: Option<bool>) {
        eprintln!("{what}: {value}");
        self.figures.push(Figure { what, bar: bar.to_owned(), value, ok });
    }

    fn all(&mut self, binary: &Path, folder: &Path) -> anyhow::Result<()> {
        let (files, data) = (folder.join("files"), folder.join("data"));
        crate::generate::write(self.options.entities, 1, &files)?;
        self.ingest(binary, &files, &data)?;
        if self.options.platform {
            return self.platform(binary, &data, folder);
        }
        let server = self.start(binary, &data)?;
        let mut client = Client::connect(&server.address)?;
        self.latencies(&mut client)?;
        self.throughput(&server)?;
        let memory = server.resident_megabytes()?;
        let bar = if self.options.entities <= 100_000 { 400.0 } else { 3_000.0 };
        self.note(
            "resident memory after the query mix",
            &format!("< {bar:.0} MB"),
            format!("{memory:.0} MB"),
            Some(memory < bar),
        );
        self.unchanged(&mut client)?;
        self.live(&server, &files)?;
        // What the last writes set off ends first; a thread that waited for more of it goes after ten seconds.
        std::thread::sleep(Duration::from_secs(15));
        let share = server.idle_percent(Duration::from_secs(30))?;
        self.note("idle CPU over 30 s", "< 0.5 %", format!("{share:.2} %"), Some(share < 0.5));
        server.stop()?;
        self.platform(binary, &data, folder)
    }

    fn platform(&mut self, binary: &Path, data: &Path, folder: &Path) -> anyhow::Result<()> {
        self.rights(binary, data)?;
        self.fairness(binary, folder)?;
        self.writes(binary, folder)
    }

    fn ingest(&mut self, binary: &Path, files: &Path, data: &Path) -> anyhow::Result<()> {
        let server = Server::start(binary, data, Some(files))?;
        let mut client = Client::connect(&server.address)?;
        let wanted = format!("\"entities\":{}", self.options.entities);
        let started = server.started;
        loop {
            let (status, body) = client.get("/api/v1/stats")?;
            anyhow::ensure!(status == 200, "stats answers {status}");
            if body.contains(&format!("{wanted},")) && body.contains("\"syncing\":0") {
                break;
            }
            anyhow::ensure!(started.elapsed() < Duration::from_secs(1_800), "not ingested after 30 minutes: {body}");
            std::thread::sleep(Duration::from_millis(50));
        }
        let seconds = started.elapsed().as_secs_f64();
        let rate = self.options.entities as f64 / seconds;
        self.note(
            "ingest from files, durable, empty database",
            ">= 10,000/s, aim 20,000/s",
            format!("{rate:.0} entities/s ({seconds:.1} s)"),
            Some(rate >= 10_000.0),
        );
        let memory = server.resident_megabytes()?;
        self.note("resident memory after ingestion", "", format!("{memory:.0} MB"), None);
        server.stop()
    }

    fn start(&mut self, binary: &Path, data: &Path) -> anyhow::Result<Server> {
        let mut times = Vec::new();
        for _ in 0..3 {
            let server = Server::start(binary, data, None)?;
            let mut client = Client::connect(&server.address)?;
            anyhow::ensure!(client.get("/readyz")?.0 == 200, "not ready");
            times.push(server.started.elapsed().as_secs_f64());
            server.stop()?;
        }
        times.sort_by(f64::total_cmp);
        let bar = if self.options.entities <= 100_000 { 2.0 } else { 20.0 };
        let median = times[1];
        self.note(
            "start to ready, median of 3",
            &format!("< {bar:.0} s"),
            format!("{median:.2} s"),
            Some(median < bar),
        );
        Server::start(binary, data, None)
    }

    /// Whole requests over one loopback connection: more than the time inside the server.
    fn latencies(&mut self, client: &mut Client) -> anyhow::Result<()> {
        let names: Vec<String> = page(
            client,
            "/api/catalog/entities/by-query?limit=500&filter=kind=component&fields=metadata.name&orderField=metadata.name,asc",
        )?;
        let by_name = |at: usize| {
            (
                "GET",
                format!("/api/catalog/entities/by-name/component/default/{}", names[at % names.len()]),
                String::new(),
            )
        };
        self.latency(client, "by name, p99", 1.0, 3_000, &by_name)?;
        let query = |at: usize| {
            (
                "GET",
                format!(
                    "/api/catalog/entities/by-query?limit=20&filter=kind=component,spec.type={}&orderField=metadata.name,asc",
                    ["service", "website", "library", "job"][at % 4]
                ),
                String::new(),
            )
        };
        self.latency(client, "by-query: two filters, sort, limit 20, p99", 5.0, 1_000, &query)?;
        let text = |at: usize| {
            (
                "GET",
                format!(
                    "/api/catalog/entities/by-query?limit=20&filter=kind=component,spec.type=service&orderField=metadata.name,asc&fullTextFilterTerm={}&fullTextFilterFields=metadata.name,metadata.title",
                    ["ledger", "work", "parcel-a", "77"][at % 4]
                ),
                String::new(),
            )
        };
        self.latency(client, "the same with full text, p99", 10.0, 1_000, &text)?;
        let facets = |_: usize| {
            (
                "GET",
                "/api/catalog/entity-facets?facet=spec.type&facet=metadata.tags&filter=kind=component".to_owned(),
                String::new(),
            )
        };
        self.latency(client, "two facets over all components, p99", 5.0, 1_000, &facets)?;
        let refs = |at: usize| {
            let list: Vec<String> = (0..100)
                .map(|step| format!("\"component:default/{}\"", names[(at * 13 + step) % names.len()]))
                .collect();
            ("POST", "/api/catalog/entities/by-refs".to_owned(), format!("{{\"entityRefs\":[{}]}}", list.join(",")))
        };
        self.latency(client, "by-refs of 100, p99", 5.0, 1_000, &refs)
    }

    fn latency(
        &mut self,
        client: &mut Client,
        what: &'static str,
        bar: f64,
        count: usize,
        make: &dyn Fn(usize) -> (&'static str, String, String),
    ) -> anyhow::Result<()> {
        let mut times = Vec::with_capacity(count);
        for at in 0..count + 50 {
            let (method, path, body) = make(at);
            let started = Instant::now();
            let (status, _) = client.send(method, &path, &body)?;
            let millis = started.elapsed().as_secs_f64() * 1_000.0;
            anyhow::ensure!(status == 200, "{path} answers {status}");
            if at >= 50 {
                times.push(millis);
            }
        }
        times.sort_by(f64::total_cmp);
        let (p50, p99) = (times[count / 2], times[count * 99 / 100]);
        self.note(what, &format!("< {bar:.0} ms"), format!("{p99:.2} ms (median {p50:.2} ms)"), Some(p99 < bar));
        Ok(())
    }

    fn throughput(&mut self, server: &Server) -> anyhow::Result<()> {
        let mut client = Client::connect(&server.address)?;
        let name = page(
            &mut client,
            "/api/catalog/entities/by-query?limit=1&filter=kind=component&orderField=metadata.name,asc",
        )?
        .remove(0);
        let path = format!("/api/catalog/entities/by-name/component/default/{name}");
        let size = client.get(&path)?.1.len();
        let constant = Server::constant(size)?;
        // Alternating rounds: what the machine does besides falls on both.
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..3 {
            ours.push(client::hammer(&server.address, &path, 16, Duration::from_secs(2))?);
            theirs.push(client::hammer(&constant.address, "/", 16, Duration::from_secs(2))?);
        }
        ours.sort_by(f64::total_cmp);
        theirs.sort_by(f64::total_cmp);
        let ratio = ours[1] / theirs[1];
        self.note(
            "by name, 16 connections, against a constant handler",
            ">= 0.5",
            format!("{ratio:.2} ({:.0}/s against {:.0}/s)", ours[1], theirs[1]),
            Some(ratio >= 0.5),
        );
        Ok(())
    }

    /// A sync of the whole folder when nothing in it changed.
    fn unchanged(&mut self, client: &mut Client) -> anyhow::Result<()> {
        let (_, sources) = client.get("/api/v1/sources")?;
        let id = between(&sources, "\"id\":\"", "\"").context("there is a source")?.to_owned();
        let mut times = Vec::new();
        let mut files = String::new();
        for _ in 0..3 {
            let started = Instant::now();
            let (status, answer) = client.send("POST", &format!("/api/v1/sources/{id}/sync"), "")?;
            anyhow::ensure!(status == 200, "a sync answers {status}: {answer}");
            between(&answer, "\"files\":", ",").unwrap_or_default().clone_into(&mut files);
            times.push(started.elapsed().as_secs_f64() * 1_000.0);
        }
        times.sort_by(f64::total_cmp);
        self.note(
            "a sync that finds nothing changed, median of 3",
            "< 1,000 ms for 10,000 files",
            format!("{:.0} ms for {files} files", times[1]),
            Some(times[1] < 1_000.0),
        );
        Ok(())
    }

    /// From a write to the event on an open page.
    fn live(&mut self, server: &Server, files: &Path) -> anyhow::Result<()> {
        let live = files.with_file_name("live");
        std::fs::create_dir_all(&live)?;
        let mut client = Client::connect(&server.address)?;
        let file = live.join("live.yaml");
        let write = |turn: u32| {
            std::fs::write(
                &file,
                format!(
                    "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: live, title: turn {turn}}}\nspec: {{type: team, children: []}}\n"
                ),
            )
        };
        write(0)?;
        let body = format!("{{\"target\":\"{}\"}}", live.display());
        let (status, answer) = client.send("POST", "/api/v1/sources", &body)?;
        anyhow::ensure!(status == 201, "adding a source answers {status}: {answer}");
        let mut events = client::Events::open(&server.address)?;
        while client.get("/api/catalog/entities/by-name/group/default/live")?.0 != 200 {
            std::thread::sleep(Duration::from_millis(20));
        }
        std::thread::sleep(Duration::from_secs(1));
        let mut times = Vec::new();
        for turn in 1..8 {
            events.drain();
            let started = Instant::now();
            write(turn)?;
            events.wait_for("group:default/live")?;
            times.push(started.elapsed().as_secs_f64() * 1_000.0);
        }
        times.sort_by(f64::total_cmp);
        let median = times[times.len() / 2];
        self.note(
            "a changed file to the event on an open page, median",
            "< 1,000 ms",
            format!("{median:.0} ms"),
            Some(median < 1_000.0),
        );
        let mut times = Vec::new();
        for _ in 0..7 {
            let (_, entity) = client.get("/api/catalog/entities/by-name/group/default/live")?;
            let uid = between(&entity, "\"uid\":\"", "\"").context("the entity has a uid")?;
            events.drain();
            let started = Instant::now();
            client.send("DELETE", &format!("/api/catalog/entities/by-uid/{uid}"), "")?;
            events.wait_for("group:default/live")?;
            times.push(started.elapsed().as_secs_f64() * 1_000.0);
            events.drain();
            client.send("POST", &format!("/api/v1/tombstones/{uid}/restore"), "")?;
            events.wait_for("group:default/live")?;
        }
        times.sort_by(f64::total_cmp);
        let median = times[times.len() / 2];
        self.note("an API change to the event, median", "< 50 ms", format!("{median:.1} ms"), Some(median < 50.0));
        Ok(())
    }

    fn print(&self) {
        println!(
            "\n{} entities, {} cores",
            self.options.entities,
            std::thread::available_parallelism().map_or(0, usize::from)
        );
        for figure in &self.figures {
            let verdict = figure.ok.map_or("", |ok| if ok { "holds" } else { "MISSED" });
            if self.options.json {
                println!(
                    "{}",
                    serde_json::json!({ "what": figure.what, "bar": figure.bar, "value": figure.value, "holds": figure.ok })
                );
            } else {
                println!("{:<54} {:<28} {:<42} {verdict}", figure.what, figure.bar, figure.value);
            }
        }
    }
}

/// The middle one.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn page(client: &mut Client, path: &str) -> anyhow::Result<Vec<String>> {
    let (_, body) = client.get(path)?;
    let value: serde_json::Value = serde_json::from_str(&body)?;
    let names = value["items"].as_array().into_iter().flatten().filter_map(|item| item["metadata"]["name"].as_str());
    let names: Vec<String> = names.map(str::to_owned).collect();
    anyhow::ensure!(!names.is_empty(), "{path} answers nothing");
    Ok(names)
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let start = text.find(before)? + before.len();
    let end = text[start..].find(after)?;
    Some(&text[start..start + end])
}
