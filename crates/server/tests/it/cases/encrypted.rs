//! What is read over https is read from whom it is meant to be, or not at all. The program is told whom it may trust; the other
//! sides are `openssl`.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The answer of every host that is let down by its certificate, and of the one that is not.
const PAGE: &str = "HTTP/1.0 200 OK\r\nContent-Type: text/yaml\r\n\r\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: { name: payments }\nspec: { type: team, children: [] }\n";

struct Authority {
    folder: tempfile::TempDir,
}

async fn openssl(arguments: &[&str], folder: &Path) {
    let output = Command::new("openssl").args(arguments).current_dir(folder).output().await.expect("it starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

impl Authority {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["ca", "other"] {
            let (key, certificate) = (format!("{name}.key"), format!("{name}.pem"));
            let made = ["req", "-x509", "-days", "30", "-subj", "/CN=Authority", "-keyout", &key, "-out", &certificate];
            openssl(&[&made[..], &CURVE[..]].concat(), folder.path()).await;
        }
        Self { folder }
    }

    /// A certificate of an authority for a name; `days` may have been.
    async fn certify(&self, file: &str, authority: &str, name: &str, days: &str) {
        let (key, request) = (format!("{file}.key"), format!("{file}.csr"));
        let asked = ["req", "-subj", "/CN=x", "-keyout", &key, "-out", &request];
        openssl(&[&asked[..], &CURVE[..]].concat(), self.folder.path()).await;
        std::fs::write(self.folder.path().join("names"), format!("subjectAltName=DNS:{name}\n")).expect("a file");
        let (ca, ca_key, out) = (format!("{authority}.pem"), format!("{authority}.key"), format!("{file}.pem"));
        let signed = ["x509", "-req", "-days", days, "-in", &request, "-CA", &ca, "-CAkey", &ca_key, "-CAcreateserial"];
        openssl(&[&signed[..], &["-extfile", "names", "-out", &out]].concat(), self.folder.path()).await;
    }

    /// Serves what is in a folder of its own with this certificate; where.
    async fn serve(&self, certificate: &str, page: &str, more: &[&str]) -> (Child, u16) {
        let folder = self.folder.path().join(format!("pages-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&folder).expect("a folder");
        std::fs::write(folder.join("a.yaml"), page).expect("a file");
        let at = |end: &str| self.folder.path().join(format!("{certificate}.{end}"));
        let mut command = Command::new("openssl");
        command
            .args(["s_server", "-accept", "127.0.0.1:0", "-HTTP", "-cert"])
            .arg(at("pem"))
            .arg("-key")
            .arg(at("key"));
        command.args(more).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.kill_on_drop(true).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        loop {
            let line = lines.next_line().await.expect("output").expect("it says where it listens");
            if let Some(address) = line.strip_prefix("ACCEPT ") {
                let port = address.rsplit(':').next().expect("a port").parse().expect("a number");
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return (child, port);
            }
        }
    }
}

const CURVE: [&str; 5] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/// The program with these sources, and the state of each when all have been read once.
async fn states(authority: &Authority, targets: &[String]) -> Vec<(String, String)> {
    let config = json!({
        "data": authority.folder.path().join("data"), "listen": "127.0.0.1:0",
        "outbound": { "allow_private_addresses": true },
        "sources": targets.iter().map(|target| json!({ "target": target })).collect::<Vec<_>>(),
    });
    let file: PathBuf = authority.folder.path().join("portolan.yaml");
    std::fs::write(&file, config.to_string()).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
    command.args(["serve", "--config"]).arg(&file).env("SSL_CERT_FILE", authority.folder.path().join("ca.pem"));
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut serving = command.kill_on_drop(true).spawn().expect("it starts");
    let mut lines = BufReader::new(serving.stdout.take().expect("a pipe")).lines();
    let base = loop {
        let line = lines.next_line().await.expect("output").expect("a line");
        if let Some((_, base)) = line.split_once("ready at ") {
            break base.to_owned();
        }
    };
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::new();
    loop {
        let text = client.get(format!("{base}/api/v1/sources")).send().await.expect("an answer").text().await;
        let list: Value = serde_json::from_str(&text.expect("a body")).expect("JSON");
        let items = list["items"].as_array().expect("items").clone();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let ended = |one: &Value| ["done", "failed"].contains(&one["last_sync"]["state"].as_str().unwrap_or_default());
        if items.len() == targets.len() && items.iter().all(ended) {
            let told = |target: &String| {
                let one = items.iter().find(|one| one["target"] == **target).expect("the source");
                (text(&one["last_sync"]["state"]), text(&one["last_sync"]["message"]))
            };
            return targets.iter().map(told).collect();
        }
    }
}

#[tokio::test]
async fn o098_hosts_that_prove_nothing_are_not_read() {
    let authority = Authority::new().await;
    for (file, by, name, days) in [
        ("good", "ca", "localhost", "30"),
        ("stranger", "other", "localhost", "30"),
        ("expired", "ca", "localhost", "-1"),
        ("elsewhere", "ca", "elsewhere.example", "30"),
    ] {
        authority.certify(file, by, name, days).await;
    }
    let (_plain, plain) = plain_page().await;
    let downgrade = format!("HTTP/1.0 302 Found\r\nLocation: http://127.0.0.1:{plain}/a.yaml\r\n\r\n");
    let old = ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"];
    let mut hosts = Vec::new();
    for (certificate, page, more, state) in [
        ("good", PAGE, [].as_slice(), "done"),
        ("stranger", PAGE, &[], "failed"),
        // An authority's own certificate: signed by itself, and for no host.
        ("other", PAGE, &[], "failed"),
        ("expired", PAGE, &[], "failed"),
        ("elsewhere", PAGE, &[], "failed"),
        ("good", PAGE, &old, "failed"),
        ("good", &downgrade, &[], "failed"),
    ] {
        let (child, port) = authority.serve(certificate, page, more).await;
        hosts.push((
            child,
            format!("https://localhost:{port}/a.yaml"),
            state,
            format!("{certificate} {more:?} {page:.20}"),
        ));
    }
    let targets: Vec<String> = hosts.iter().map(|(_, target, ..)| target.clone()).collect();
    let found = states(&authority, &targets).await;
    for ((_, _, state, what), (is, message)) in hosts.iter().zip(&found) {
        assert_eq!(is, state, "{what}: {message}");
    }
    assert!(found[6].1.contains("from https to http"), "{found:?}");
}

/// A page that anybody in between could have written.
async fn plain_page() -> (tokio::task::JoinHandle<()>, u16) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let body = PAGE.split_once("\r\n\r\n").expect("a body").1;
    let router = axum::Router::new().fallback(axum::routing::get(move || std::future::ready(body)));
    (tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") }), port)
}
