//! The real binary as a child process, driven over HTTP.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How often a condition is looked at.
const OFTEN: Duration = Duration::from_millis(20);

pub struct Server {
    child: Arc<Mutex<Child>>,
    /// Its address.
    pub base: String,
    client: reqwest::Client,
}

impl Server {
    /// Starts on a free port and returns when the line with the address is printed.
    pub async fn start(data: &Path, source: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).arg("--source").arg(source);
        Self::run(command.stderr(Stdio::null())).await.expect("the server says where it listens")
    }

    /// A node on PostgreSQL.
    pub async fn start_on(url: &str, data: &Path, source: &Path) -> Self {
        Self::start_of(Path::new(env!("CARGO_BIN_EXE_portolan")), url, data, source).await
    }

    /// The same of another version of the program.
    pub async fn start_of(program: &Path, url: &str, data: &Path, source: &Path) -> Self {
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--database", url, "--data"]).arg(data);
        command.arg("--source").arg(source).stderr(Stdio::null());
        Self::run(&mut command).await.expect("the server says where it listens")
    }

    /// Runs a command that serves; its exit code when it ends before it is ready.
    pub async fn run(command: &mut Command) -> Result<Self, Option<i32>> {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the binary starts");
        let stdout = child.stdout.take().expect("the output is piped");
        let base = tokio::task::spawn_blocking(move || {
            let mut lines = BufReader::new(stdout).lines();
            let address = lines.find_map(|line| {
                let line = line.ok()?;
                line.find("http://").map(|at| line[at..].trim_end_matches(['.', '/']).to_owned())
            });
            // The pipe stays read so that later lines never block the server.
            std::thread::spawn(move || lines.for_each(drop));
            address
        })
        .await
        .expect("the reader ends");
        let Some(base) = base else { return Err(child.wait().expect("it ends").code()) };
        // Installed already after the first round.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self { child: Arc::new(Mutex::new(child)), base, client: reqwest::Client::new() })
    }

    /// Status and text of an answer.
    pub async fn get(&self, path: &str) -> (u16, String) {
        let answer = self.client.get(format!("{}{path}", self.base)).send().await.expect("the server answers");
        (answer.status().as_u16(), answer.text().await.expect("a body"))
    }

    fn setting_url(&self, key: &str) -> String {
        format!("{}/api/user-settings/buckets/kill/keys/{key}", self.base)
    }

    pub async fn setting(&self, key: &str) -> Option<u64> {
        let answer = self.client.get(self.setting_url(key)).send().await.expect("the server answers");
        let body: serde_json::Value = serde_json::from_str(&answer.text().await.ok()?).ok()?;
        body.get("value").and_then(serde_json::Value::as_u64)
    }

    /// Whether the write was acknowledged.
    pub async fn put_setting(&self, key: &str, value: u64) -> bool {
        self.put(key, &value.to_string()).await
    }

    /// The same for any JSON.
    pub async fn put(&self, key: &str, json: &str) -> bool {
        let body = format!("{{\"value\":{json}}}");
        let answer =
            self.client.put(self.setting_url(key)).header("content-type", "application/json").body(body).send().await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }

    /// The status of such a write; 0 when there was no answer.
    pub async fn put_status(&self, key: &str, json: &str) -> u16 {
        let request = self.client.put(self.setting_url(key)).header("content-type", "application/json");
        let answer = request.body(format!("{{\"value\":{json}}}")).send().await;
        answer.map_or(0, |answer| answer.status().as_u16())
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.lock().expect("nobody panicked").id()
    }

    /// `SIGTERM`.
    pub fn terminate(&self) {
        let ended = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status();
        assert!(ended.expect("kill runs").success());
    }

    /// `kill -9` after this many further turns of the scheduler.
    pub fn kill_soon(&mut self, turns: u64) -> tokio::task::JoinHandle<()> {
        let child = Arc::clone(&self.child);
        tokio::spawn(async move {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
            let _ = child.lock().expect("nobody panicked").kill();
        })
    }

    /// Waits for its end; the exit code.
    pub fn wait_dead(&self) -> Option<i32> {
        self.child.lock().expect("nobody panicked").wait().ok().and_then(|status| status.code())
    }

    /// Whether it answers at all.
    pub async fn is_alive(&self) -> bool {
        self.client.get(format!("{}/healthz", self.base)).send().await.is_ok()
    }

    /// Asks until the answer is good.
    pub async fn wait_for(&self, path: &str) {
        let (since, mut often) = (Instant::now(), tokio::time::interval(OFTEN));
        while self.get(path).await.0 != 200 {
            assert!(since.elapsed() < Duration::from_secs(60), "{path} is never answered well");
            often.tick().await;
        }
    }

    /// Asks until the catalog holds this many entities.
    pub async fn wait_for_entities(&self, expected: u64) {
        let url = format!("{}/api/catalog/entities/by-query?limit=0&filter=kind=component", self.base);
        let mut seen = 0;
        let (since, mut often) = (Instant::now(), tokio::time::interval(OFTEN));
        while since.elapsed() < Duration::from_secs(90) {
            often.tick().await;
            let text = self.client.get(&url).send().await.expect("the server answers").text().await.expect("a body");
            let body: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            seen = body["totalItems"].as_u64().unwrap_or_default();
            if seen == expected {
                return;
            }
        }
        panic!("{seen} entities instead of {expected}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut child = self.child.lock().expect("nobody panicked");
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// Every invariant of the store in a folder holds, by the program's own check.
pub fn doctor(data: &Path) {
    sound(Command::new(env!("CARGO_BIN_EXE_portolan")).args(["doctor", "--json", "--data"]).arg(data));
}

/// The same of a database.
pub fn doctor_of(url: &str, data: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
    sound(command.args(["doctor", "--json", "--database", url, "--data"]).arg(data));
}

fn sound(command: &mut Command) {
    let output = command.output().expect("the binary starts");
    assert!(
        output.status.success(),
        "doctor found: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
