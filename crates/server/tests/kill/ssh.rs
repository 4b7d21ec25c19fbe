//! Git over ssh from a real sshd on loopback: whose host key is believed.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::server::Server;
use crate::tls::ended;

const SSHD: &str = "/usr/sbin/sshd";
const COMPONENT: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\nspec: {type: service, lifecycle: x, owner: y}\n";

fn run(program: &str, folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null");
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A server that lets in the user of this process by one key.
struct Sshd {
    child: Child,
    port: u16,
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Sshd {
    async fn start(folder: &Path) -> Self {
        for name in ["host", "other", "person"] {
            run("ssh-keygen", folder, &["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", name]);
        }
        let port = std::net::TcpListener::bind("0.0.0.0:0").expect("a port").local_addr().expect("an address").port();
        let at = |name: &str| folder.join(name).display().to_string();
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nListenAddress 127.0.0.2\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\n\
             StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n",
            at("host"),
            at("person.pub"),
        );
        std::fs::write(folder.join("sshd_config"), config).expect("a file");
        // Where root starts it, it wants a folder that its package makes at boot.
        let _ = std::fs::create_dir_all("/run/sshd");
        let mut command = Command::new(SSHD);
        command.args(["-D", "-e", "-f", &at("sshd_config")]).stdin(Stdio::null()).stderr(Stdio::null());
        let sshd = Self { child: command.spawn().expect("sshd runs"), port };
        let (since, mut often) = (Instant::now(), tokio::time::interval(Duration::from_millis(20)));
        while tokio::net::TcpStream::connect(("127.0.0.2", port)).await.is_err() {
            assert!(since.elapsed() < Duration::from_secs(30), "sshd does not listen");
            often.tick().await;
        }
        sshd
    }
}

fn repository(folder: &Path) -> PathBuf {
    let path = folder.join("catalog.git");
    std::fs::create_dir(&path).expect("a folder");
    run("git", &path, &["init", "--quiet", "--initial-branch=main"]);
    std::fs::write(path.join("catalog-info.yaml"), COMPONENT).expect("a file");
    run("git", &path, &["add", "--all"]);
    run("git", &path, &["-c", "user.name=A", "-c", "user.email=a@example.test", "commit", "--quiet", "-m", "x"]);
    path
}

#[tokio::test]
async fn o024_a_host_is_read_over_ssh_when_its_key_is_the_known_one() {
    if !Path::new(SSHD).exists() {
        assert!(std::env::var_os("CI").is_none(), "sshd is missing: scripts/need openssh-server");
        eprintln!("NOT RUN: sshd is missing (scripts/need openssh-server)");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (keys, path) = (folder.path(), repository(folder.path()));
    let sshd = Sshd::start(keys).await;
    let key = |name: &str| {
        let text = std::fs::read_to_string(keys.join(format!("{name}.pub"))).expect("a key");
        text.split(' ').take(2).collect::<Vec<_>>().join(" ")
    };
    let port = sshd.port;
    let known = format!("[127.0.0.1]:{port} {}\n[localhost]:{port} {}\n", key("host"), key("other"));
    std::fs::write(keys.join("known"), known).expect("a file");
    let user = run("id", keys, &["-un"]);
    let target = |host: &str| format!("ssh://{user}@{host}:{port}{}", path.display());
    let (believed, changed, unknown) = (target("127.0.0.1"), target("localhost"), target("127.0.0.2"));
    let data = keys.join("data").display().to_string();
    let portolan =
        |arguments: &[&str]| run(env!("CARGO_BIN_EXE_portolan"), keys, &[arguments, &["--data", &data]].concat());
    portolan(&["tenant", "create", "acme", "--title", "Acme"]);
    let account = ["--tenant", "acme"];
    portolan(&[&["user", "create", "--email", "eve@example.test", "--name", "Eve", "--admin"][..], &account].concat());
    let token = portolan(&[&["token", "create", "--user", "eve@example.test"][..], &account].concat());
    let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
    command.env("PORTOLAN_TENANTS__ALLOW_PRIVATE_ADDRESSES", "true");
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(keys.join("data"));
    command.env("PORTOLAN_OUTBOUND__ALLOW_PRIVATE_ADDRESSES", "true");
    command.env("PORTOLAN_GIT__KNOWN_HOSTS", keys.join("known")).env("PORTOLAN_GIT__SSH_KEY", keys.join("person"));
    command.args([&believed, &changed, &unknown].into_iter().flat_map(|target| ["--source", target]));
    let server = Server::run(command.stderr(Stdio::null())).await.expect("it starts");
    for (target, state, message) in ended(&server, 3).await {
        let (wanted, words) = match &target {
            target if *target == believed => ("done", ""),
            target if *target == changed => ("failed", "another key than the one that is known"),
            target if *target == unknown => ("failed", "the key of the host is not known"),
            other => panic!("{other}"),
        };
        assert!(state == wanted && message.contains(words), "{target}: {state} {message}");
        assert_eq!(message.contains("git.known_hosts"), state == "failed", "it says what to do: {message}");
    }
    server.wait_for_entities(1).await;

    // The server's key is for the server's own sources.
    let ask = async |method: Method, body: String| {
        let request = reqwest::Client::new().request(method, format!("{}/t/acme/api/v1/sources", server.base));
        let answer = request.bearer_auth(&token).header("content-type", "application/json").body(body).send().await;
        answer.expect("an answer").text().await.expect("a text")
    };
    ask(Method::POST, json!({ "target": believed }).to_string()).await;
    let (since, mut often) = (Instant::now(), tokio::time::interval(Duration::from_millis(50)));
    let sync = loop {
        often.tick().await;
        let sources: Value = serde_json::from_str(&ask(Method::GET, String::new()).await).expect("JSON");
        let sync = &sources["items"][0]["last_sync"];
        if !sync["finished_at"].is_null() {
            break sync.clone();
        }
        assert!(since.elapsed() < Duration::from_secs(60), "{sources}");
    };
    assert_eq!(sync["state"], "failed", "{sync}");
    assert!(sync["message"].as_str().is_some_and(|message| message.contains("sources of tenants show none")), "{sync}");
}
