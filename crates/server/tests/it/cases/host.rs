//! A host whose pages can be changed, a repository, and what is asked of sources that read them.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use portolan::app::Settings;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::harness::Server;

/// What a host says of one page.
#[derive(Clone)]
pub enum Says {
    Text(String),
    Status(u16),
    /// The connection breaks.
    Reset,
    /// It ends in the middle of the text.
    Cut(String),
    /// Never anything.
    Silence,
}

/// A host whose pages can be changed.
#[derive(Clone)]
pub struct Host {
    pub url: String,
    pages: Arc<Mutex<HashMap<String, Says>>>,
    pub gone: Arc<AtomicBool>,
}

impl Host {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let host = Self { url, pages: Arc::default(), gone: Arc::default() };
        let own = host.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(own.clone().answer(stream));
            }
        });
        host
    }

    pub fn put(&self, path: &str, says: Says) {
        self.pages.lock().expect("no panic").insert(path.to_owned(), says);
    }

    pub fn says(&self, path: &str) -> Says {
        self.pages.lock().expect("no panic")[path].clone()
    }

    pub fn text(&self, path: &str, text: &str) {
        self.put(path, Says::Text(text.to_owned()));
    }

    async fn answer(self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut head = vec![0; 8_192];
        let length = stream.read(&mut head).await?;
        let asked = String::from_utf8_lossy(&head[..length]).into_owned();
        let path = asked.split(' ').nth(1).unwrap_or_default().to_owned();
        let says = self.pages.lock().expect("no panic").get(&path).cloned().unwrap_or(Says::Status(404));
        let whole = |status: u16, text: &str| {
            format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{text}", text.len())
        };
        match says {
            _ if self.gone.load(Ordering::SeqCst) => Ok(()),
            Says::Text(text) => stream.write_all(whole(200, &text).as_bytes()).await,
            Says::Status(status) => stream.write_all(whole(status, "no").as_bytes()).await,
            Says::Reset => Ok(()),
            Says::Cut(text) => {
                let whole = whole(200, &text);
                stream.write_all(&whole.as_bytes()[..whole.len() - text.len() / 2]).await
            }
            Says::Silence => std::future::pending().await,
        }
    }
}

/// Groups of these numbers, all in one text.
pub fn groups(numbers: impl IntoIterator<Item = usize>) -> String {
    let mut text = String::new();
    for at in numbers {
        let _ = write!(
            text,
            "---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: g-{at}}}\nspec: {{type: team, children: []}}\n"
        );
    }
    text
}

pub fn location(targets: &[String]) -> String {
    let targets = json!(targets);
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {{name: all}}\nspec: {{targets: {targets}}}\n"
    )
}

pub async fn add(server: &Server, wanted: Value) -> String {
    let (status, source) = server.post("/api/v1/sources", wanted).await;
    assert_eq!(status, 201, "{source}");
    source["id"].as_str().expect("an id").to_owned()
}

pub async fn sync(server: &Server, id: &str) -> Value {
    server.post(&format!("/api/v1/sources/{id}/sync"), json!({})).await.1
}

pub async fn change(server: &Server, id: &str, body: Value) -> u16 {
    let request = server.request(Method::PATCH, &format!("/api/v1/sources/{id}"));
    let request = request.header("content-type", "application/json").body(body.to_string());
    request.send().await.expect("an answer").status().as_u16()
}

pub async fn count(server: &Server) -> u64 {
    server.get("/api/v1/stats").await.1["entities"].as_u64().expect("a number")
}

pub async fn empty_server() -> Server {
    Server::with("", Settings::default()).await
}

/// A repository with a work tree.
pub struct Repository(tempfile::TempDir);

impl Repository {
    pub fn new(branch: &str) -> Self {
        let repository = Self(tempfile::tempdir().expect("a folder"));
        repository.git(&["init", "--quiet", &format!("--initial-branch={branch}")]);
        repository
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn address(&self) -> String {
        format!("file://{}", self.path().display())
    }

    pub fn git(&self, arguments: &[&str]) {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=A", "-c", "user.email=a@example.test"]).args(arguments).current_dir(self.path());
        let output = git.env("GIT_CONFIG_GLOBAL", "/dev/null").output().expect("git runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Writes a file and commits everything.
    pub fn write(&self, path: &str, text: &str) {
        let full = self.path().join(path);
        std::fs::create_dir_all(full.parent().expect("a folder")).expect("folders");
        std::fs::write(full, text).expect("a file");
        self.commit();
    }

    pub fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", "x"]);
    }
}
