//! Hosts that are not who they say: certificates that nobody vouches for, that are over, or that are somebody else's.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::server::Server;

const COMPONENT: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\nspec: {type: service, lifecycle: x, owner: y}\n";

fn openssl(folder: &Path, arguments: &[&str]) {
    let output = Command::new("openssl").args(arguments).current_dir(folder).output().expect("openssl runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A host with a certificate.
struct Host(Child, String);

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Host {
    /// One that an authority signs for a name and so many days, or that signs itself.
    fn new(folder: &Path, name: &str, host: &str, days: &str, own: bool) -> Self {
        let at = |ending: &str| format!("{name}.{ending}");
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
        let subject = format!("/CN={host}");
        std::fs::write(folder.join(at("names")), format!("subjectAltName=DNS:{host}\n")).expect("a file");
        let request = ["req", "-keyout", &at("key"), "-out", &at("csr"), "-subj", &subject].map(str::to_owned);
        let request: Vec<&str> = request.iter().map(String::as_str).chain(curve).collect();
        openssl(folder, &request);
        let (csr, pem, key, names) = (at("csr"), at("pem"), at("key"), at("names"));
        let mut sign = vec!["x509", "-req", "-in", &csr, "-out", &pem, "-days", days, "-extfile", &names];
        sign.extend(if own {
            vec!["-signkey", key.as_str()]
        } else {
            vec!["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"]
        });
        openssl(folder, &sign);
        let mut command = Command::new("openssl");
        command.args(["s_server", "-accept", "127.0.0.1:0", "-WWW", "-cert", &pem, "-key", &key]).current_dir(folder);
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("openssl runs");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let port = lines.find_map(|line| line.ok()?.strip_prefix("ACCEPT ")?.rsplit(':').next().map(str::to_owned));
        std::thread::spawn(move || lines.for_each(drop));
        let port = port.expect("it says where it listens");
        Self(child, port)
    }
}

/// The newest syncs by target, when each has ended.
pub async fn ended(server: &Server, count: usize) -> Vec<(String, String, String)> {
    let (since, mut often) = (Instant::now(), tokio::time::interval(Duration::from_millis(50)));
    loop {
        often.tick().await;
        let sources: Value = serde_json::from_str(&server.get("/api/v1/sources").await.1).expect("JSON");
        let all: Vec<_> = sources["items"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|one| !one["last_sync"]["finished_at"].is_null())
            .map(|one| {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                (text(&one["target"]), text(&one["last_sync"]["state"]), text(&one["last_sync"]["message"]))
            })
            .collect();
        if all.len() == count {
            return all;
        }
        assert!(since.elapsed() < Duration::from_secs(60), "{all:?}");
    }
}

#[tokio::test]
async fn o024_a_host_without_a_good_certificate_is_not_read() {
    let there = Command::new("openssl").arg("version").stdout(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        eprintln!("NOT RUN: openssl is missing");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let keys = folder.path().join("keys");
    std::fs::create_dir(&keys).expect("a folder");
    std::fs::write(keys.join("catalog-info.yaml"), COMPONENT).expect("a file");
    let authority = ["req", "-x509", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=authority", "-days", "5"];
    openssl(&keys, &[&authority[..], &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]].concat());
    let hosts = [
        Host::new(&keys, "good", "localhost", "5", false),
        Host::new(&keys, "own", "localhost", "5", true),
        Host::new(&keys, "over", "localhost", "-1", false),
        Host::new(&keys, "other", "other.example", "5", false),
    ];
    let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path().join("data"));
    command.env("SSL_CERT_FILE", keys.join("ca.pem")).env("GIT_SSL_CAINFO", keys.join("ca.pem"));
    command.env("PORTOLAN_OUTBOUND__ALLOW_PRIVATE_ADDRESSES", "true");
    for host in &hosts {
        for name in ["catalog-info.yaml", "a.git"] {
            command.args(["--source", &format!("https://localhost:{}/{name}", host.1)]);
        }
    }
    let server = Server::run(command.stderr(Stdio::null())).await.expect("it starts");
    let all = ended(&server, hosts.len() * 2).await;
    for (target, state, message) in all {
        let good = target.contains(&hosts[0].1);
        if good && target.ends_with("yaml") {
            assert_eq!(state, "done", "{target}: {message}");
        } else {
            assert_eq!(state, "failed", "{target}: {message}");
            assert_eq!(message.to_lowercase().contains("certificate"), !good, "{target}: {message}");
        }
    }
    server.wait_for_entities(1).await;
}
