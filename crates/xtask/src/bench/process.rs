//! The server as a child process, and what the kernel says of it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;

pub struct Server {
    child: Child,
    /// Host and port.
    pub address: String,
    /// When it was started.
    pub started: Instant,
}

impl Server {
    /// Returns when it says where it listens.
    pub fn start(binary: &Path, data: &Path, source: Option<&Path>) -> anyhow::Result<Self> {
        let mut command = Command::new(binary);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        if let Some(source) = source {
            command.arg("--source").arg(source);
        }
        Self::run(&mut command)
    }

    /// A node on PostgreSQL.
    pub fn on(binary: &Path, data: &Path, url: &str) -> anyhow::Result<Self> {
        let mut command = Command::new(binary);
        command.args(["serve", "--listen", "127.0.0.1:0", "--database", url, "--data"]).arg(data);
        Self::run(&mut command)
    }

    /// The constant handler.
    pub fn constant(size: usize) -> anyhow::Result<Self> {
        Self::run(Command::new(std::env::current_exe()?).args(["constant", &size.to_string()]))
    }

    fn run(command: &mut Command) -> anyhow::Result<Self> {
        let started = Instant::now();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().with_context(|| {
            format!("{} cannot be started; `make bench` builds it", command.get_program().display())
        })?;
        let stdout = child.stdout.take().context("the output is piped")?;
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.find("http://").map(|at| line[at + 7..].trim().to_owned()));
        let address = address.context("the server ended before it was ready")?;
        Ok(Self { child, address, started })
    }

    pub fn resident_megabytes(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("the kernel says VmRSS")?;
        let kilobytes: f64 = line.split_whitespace().nth(1).context("VmRSS has a number")?.parse()?;
        Ok(kilobytes / 1_000.0)
    }

    /// Share of one core while nobody asks anything.
    pub fn idle_percent(&self, time: Duration) -> anyhow::Result<f64> {
        let ticks = || -> anyhow::Result<f64> {
            let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
            let fields: Vec<&str> = stat.rsplit(')').next().context("stat has fields")?.split_whitespace().collect();
            Ok(fields[11].parse::<f64>()? + fields[12].parse::<f64>()?)
        };
        let before = ticks()?;
        std::thread::sleep(time);
        // A tick is a hundredth of a second on Linux.
        Ok((ticks()? - before) / time.as_secs_f64())
    }

    pub fn stop(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
