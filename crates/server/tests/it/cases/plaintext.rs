//! Secrets at rest: wherever the store's bytes are, the values are not.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use portolan::app::Settings;
use portolan::http::reply::hex;
use portolan::secrets::{Keys, MAX_VALUE, Vault, new_key};
use reqwest::Method;
use serde_json::json;

use crate::harness::{SHOP, Server};
use crate::identity::browser::{Browser, administrator};

/// Bytes by which a value is known.
const PART: usize = 16;

/// A value as it may lie about: plain, hexadecimal, in base64 whatever stands before it.
fn forms(value: &str) -> Vec<String> {
    let part = &value[..value.len().min(24)];
    let hex = hex(part.as_bytes());
    let mut forms = vec![part.to_owned(), hex.to_uppercase(), hex];
    for skipped in 0..3 {
        // Of three positions in a group of base64, each looks another way; the ends depend on the neighbours.
        let inside = &part.as_bytes()[skipped..skipped + 18];
        forms.extend([STANDARD_NO_PAD.encode(inside), URL_SAFE_NO_PAD.encode(inside)]);
    }
    forms
}

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() { files(&entry.path(), found) } else { found.push(entry.path()) }
    }
}

/// Every row of every table as text, as a dump of the database would have it.
async fn dump(server: &Server) -> Vec<u8> {
    let names = if server.embedded() {
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    } else {
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"
    };
    let embedded = server.embedded();
    let read = move |tx: &mut portolan::db::Tx<'_>| {
        let mut all = Vec::new();
        for table in tx.all(names, &[], |row| row.text(0))? {
            if !embedded {
                all.extend(tx.all(&format!("SELECT t::text FROM {table} t"), &[], |row| row.text(0))?);
            }
        }
        Ok(all.join("\n").into_bytes())
    };
    server.app.db.across().read(read).await.expect("a dump")
}

async fn put(ada: &mut Browser<'_>, name: &str, value: &str) {
    let kept = ada.send(Method::PUT, &format!("/api/v1/secrets/{name}"), Some(json!({ "value": value }))).await;
    assert_eq!(kept.status, 200, "{}", kept.body);
}

#[tokio::test]
async fn o091_no_file_table_or_backup_holds_a_value() {
    let key = new_key().expect("a key");
    let vault = Vault::with(Keys::read(std::iter::once(key.as_str())).expect("a key"));
    let settings = Settings { hosts: Settings::loopback_hosts(), guest: None, vault, ..Settings::default() };
    let server = Server::with(SHOP, settings).await;
    let mut ada = administrator(&server).await;
    let value = |at: usize| format!("c{at:02}-{}", uuid::Uuid::new_v4().simple());
    let mut values: Vec<String> = (0..50).map(value).collect();
    values[1] = values[1].repeat(MAX_VALUE / 40);
    values[2] = format!("{}\u{1}\u{7f}\r\n\u{2603}", values[2]);
    for (at, value) in values.iter().enumerate() {
        put(&mut ada, &format!("secret-{at}"), value).await;
    }
    let now = server.app.clock.now();
    for (at, value) in values.iter().enumerate() {
        let found = server.app.settings.vault.reveal(&server.app.db, &format!("secret-{at}"), now).await;
        assert_eq!(found.expect("it is used").expose(), value);
    }
    for at in 10..20 {
        values.push(value(at + 100));
        put(&mut ada, &format!("secret-{at}"), values.last().expect("a value")).await;
    }
    for at in 20..30 {
        assert_eq!(ada.delete(&format!("/api/v1/secrets/secret-{at}")).await.status, 204);
    }
    let backups = tempfile::tempdir().expect("a folder");
    let file = backups.path().join("all.backup");
    let (code, said, wrong) = server.run_with_key(&["backup", file.to_str().expect("a path")], "", &key, &[]).await;
    assert_eq!(code, Some(0), "{said}{wrong}");

    let mut everything = vec![("dump".to_owned(), dump(&server).await)];
    let mut paths = Vec::new();
    files(server.folder(), &mut paths);
    files(backups.path(), &mut paths);
    assert!(!server.embedded() || paths.iter().any(|path| path.ends_with("portolan.db-wal")), "{paths:?}");
    everything.extend(paths.iter().map(|path| (path.display().to_string(), std::fs::read(path).expect("a file"))));
    let master = key.trim().to_owned();
    let wanted = values.iter().flat_map(|value| forms(value)).chain([master]);
    let wanted: std::collections::HashSet<Vec<u8>> = wanted.map(|form| form.as_bytes()[..PART].to_vec()).collect();
    for (place, bytes) in &everything {
        let found = bytes.windows(PART).find(|part| wanted.contains(*part));
        assert_eq!(found.map(String::from_utf8_lossy), None, "in {place}");
    }
}

/// Whoever else has an account on the machine reads none of it.
#[cfg(unix)]
#[tokio::test]
async fn o091_the_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let run = async |arguments: &[&str], input: &str| {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_portolan"));
        command.args(arguments).arg("--data").arg(&data);
        crate::harness::give(command, input).await
    };
    assert_eq!(run(&["secrets", "set", "one"], "a-kept-secret").await.0, Some(0));
    let backup = folder.path().join("all.backup");
    assert_eq!(run(&["backup", backup.to_str().expect("a path")], "").await.0, Some(0));
    let mut paths = vec![backup];
    files(&data, &mut paths);
    for path in paths {
        let mode = path.metadata().expect("a file").permissions().mode() & 0o777;
        let folder = path.parent().expect("a folder").metadata().expect("a folder").permissions().mode() & 0o777;
        // Nothing for the group and nothing for others: the last six bits.
        let shut = mode % 0o100 == 0 || (folder % 0o100 == 0 && path.starts_with(&data));
        assert!(shut, "{}: {mode:o} in a folder of {folder:o}", path.display());
    }
}
