//! `portolan doctor` on stores that are sound, damaged and not there.

use std::path::Path;

use serde_json::Value;

use crate::harness::{Server, run};

/// What it finds, by name: whether it is well, and what to do.
async fn doctor(data: &Path) -> (Option<i32>, Vec<(String, bool, String, String)>) {
    let data = data.to_str().expect("a path");
    let (code, output, said) = run(&["doctor", "--json", "--data", data]).await;
    assert_eq!(said, "", "all is in the findings");
    let found: Value = serde_json::from_str(&output).expect("JSON");
    let text = |one: &Value, key: &str| one[key].as_str().expect("a text").to_owned();
    let findings: Vec<_> = found["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (text(one, "what"), one["ok"] == true, text(one, "detail"), text(one, "help")))
        .collect();
    assert_eq!(found["ok"] == true, findings.iter().all(|(_, ok, ..)| *ok));
    (code, findings)
}

/// The names of what is wrong. Each says what to do.
fn wrong(findings: &[(String, bool, String, String)]) -> Vec<&str> {
    findings
        .iter()
        .filter(|(_, ok, ..)| !ok)
        .map(|(what, _, detail, help)| {
            assert!(!detail.is_empty() && !help.is_empty(), "{what}: {detail}: {help}");
            what.as_str()
        })
        .collect()
}

/// The bytes of an embedded database, all in one file.
async fn sound() -> Option<Vec<u8>> {
    let server = Server::start().await;
    if !server.embedded() {
        return None;
    }
    let file = server.folder().join("portolan.db");
    let database = rusqlite::Connection::open(&file).expect("a database");
    database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("it is written");
    Some(std::fs::read(&file).expect("a file"))
}

#[tokio::test]
async fn a_damaged_database_is_a_finding_with_what_to_do() {
    let Some(bytes) = sound().await else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("portolan.db");
    let write = |bytes: &[u8]| {
        for name in ["portolan.db", "portolan.db-wal", "portolan.db-shm"] {
            let _ = std::fs::remove_file(folder.path().join(name));
        }
        std::fs::write(&file, bytes).expect("a file");
    };
    write(&bytes);
    let (code, findings) = doctor(folder.path()).await;
    let names: Vec<&str> = findings.iter().map(|(what, ..)| what.as_str()).collect();
    let all = ["git", "disk", "database", "pages and indexes", "schema", "catalog", "audit log"];
    assert_eq!((code, names, wrong(&findings)), (Some(0), all.to_vec(), vec![]));
    assert!(findings[1].2.contains("MiB free"), "{}", findings[1].2);

    let mut flipped = bytes.clone();
    let middle = bytes.len() / 2;
    flipped[middle..middle + 12 * 1024].iter_mut().for_each(|byte| *byte ^= 0xff);
    write(&flipped);
    let (code, findings) = doctor(folder.path()).await;
    assert_eq!((code, wrong(&findings).contains(&"pages and indexes")), (Some(3), true), "{findings:?}");

    for broken in [&bytes[..bytes.len() / 2], &[b'x'; 10_000], b""] {
        write(broken);
        let (code, findings) = doctor(folder.path()).await;
        assert_eq!((code, wrong(&findings)), (Some(3), vec!["database"]), "{findings:?}");
        assert!(findings.iter().any(|(.., help)| help.contains("restore a backup")), "{findings:?}");
        assert_eq!(std::fs::read(&file).expect("a file"), broken, "it is left as it is");
    }
    let data = folder.path().to_str().expect("a path");
    let (code, output, _) = run(&["doctor", "--data", data]).await;
    assert_eq!(code, Some(3));
    assert!(output.contains("BAD  database           ") && output.contains("is an empty file"), "{output}");
    assert!(output.contains("\n  help: restore a backup"), "{output}");
    write(&[b'x'; 10_000]);
    let (code, _, said) = run(&["query", "--data", data]).await;
    assert_eq!((code, said.contains("damaged") && said.contains("portolan doctor")), (Some(3), true), "{said}");
}

#[tokio::test]
async fn what_is_not_there_is_a_finding_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("none");
    let (code, findings) = doctor(&data).await;
    assert_eq!((code, wrong(&findings)), (Some(3), vec!["database"]), "{findings:?}");
    assert!(!data.exists(), "nothing is made");
}
