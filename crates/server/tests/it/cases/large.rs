//! Answers that are larger than memory should be.

use std::fmt::Write as _;

use portolan::app::Settings;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::Server;

const APIS: usize = 24;
const TEXT: usize = 1024 * 1024;

/// What this process has in memory now, and the most since the last reset.
fn memory() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.split_whitespace().next().and_then(|text| text.parse::<u64>().ok()).unwrap_or_default() * 1024
    };
    (field("VmRSS:"), field("VmHWM:"))
}

/// Whether no other test runs in this process, so that its memory is this test's.
fn is_alone() -> bool {
    std::env::var_os("NEXTEST").is_some()
}

/// Many descriptions of a megabyte each.
async fn server() -> (Server, tempfile::TempDir) {
    let server = Server::with("", Settings::default()).await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("large.txt"), "lorem ipsum \n".repeat(TEXT / 13)).expect("a file");
    let mut text = String::new();
    for at in 0..APIS {
        let head = "---\napiVersion: backstage.io/v1alpha1\nkind: API\n";
        let spec = "spec: {type: openapi, lifecycle: x, owner: y, definition: {$text: ./large.txt}}\n";
        let _ = write!(text, "{head}metadata: {{name: api-{at:02}}}\n{spec}");
    }
    std::fs::write(folder.path().join("apis.yaml"), text).expect("a file");
    let (_, source) = server.post("/api/v1/sources", json!({ "target": folder.path() })).await;
    let id = source["id"].as_str().expect("an id");
    let ran = server.app.sources.sync(id, portolan::sources::Cause::Manual, None).await.expect("it runs");
    assert_eq!(ran.expect("nobody is at it").counts.created, APIS as u64);
    (server, folder)
}

/// How many bytes an answer has, read without keeping them.
async fn length(server: &Server, path: &str) -> u64 {
    let mut answer = server.request(Method::GET, path).send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{path}");
    let mut length = 0;
    while let Some(chunk) = answer.chunk().await.expect("it goes on") {
        length += chunk.len() as u64;
    }
    length
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o149_large_answers_are_streamed_and_pages_end_by_their_bytes() {
    let (server, _folder) = server().await;
    let whole = (APIS * (TEXT - 13)) as u64;
    for path in [
        "/api/catalog/entities",
        "/api/catalog/entities?limit=1000000000",
        "/api/v1/export?format=json",
        "/api/v1/export?format=yaml",
    ] {
        std::fs::write("/proc/self/clear_refs", "5").ok();
        let (before, _) = memory();
        let length = length(&server, path).await;
        let (_, most) = memory();
        assert!(length > whole, "{path}: {length}");
        let more = most.saturating_sub(before);
        assert!(!is_alone() || more < 16 << 20, "{path}: {more} bytes more in memory");
    }
    let (mut seen, mut pages, mut cursor) = (Vec::new(), 0, String::new());
    loop {
        let path = if cursor.is_empty() {
            "/api/catalog/entities/by-query?limit=1000000000&orderField=metadata.name,asc".to_owned()
        } else {
            let cursor: String = url::form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
            format!("/api/catalog/entities/by-query?limit=1000000000&cursor={cursor}")
        };
        let (status, page) = server.get(&path).await;
        assert_eq!((status.as_u16(), &page["totalItems"]), (200, &json!(APIS)));
        let items = page["items"].as_array().expect("a list");
        assert!(items.len() < 20 && !items.is_empty(), "{} in one page", items.len());
        seen.extend(items.iter().map(|one| one["metadata"]["name"].as_str().expect("a name").to_owned()));
        pages += 1;
        match page["pageInfo"]["nextCursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    let expected: Vec<String> = (0..APIS).map(|at| format!("api-{at:02}")).collect();
    assert_eq!((seen, pages > 1), (expected, true), "each once, in order");
    let (_, small) = server.get("/api/catalog/entities/by-query?limit=1000&fields=metadata.name").await;
    assert_eq!(small["items"].as_array().map(Vec::len), Some(APIS), "without the texts they fit in one");
    assert_eq!(small["items"][0]["spec"], Value::Null);
}
