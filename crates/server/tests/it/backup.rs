//! Backups: made beside a running server, restored into either database, and refused when anything is wrong with them
//! (security case O136).

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use portolan::app::Settings;
use portolan::backup;
use portolan::catalog::store::settings;
use portolan::db::Db;
use portolan::secrets::{Keys, MasterKey, Vault, new_key};
use portolan_integrations::http::Rules;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::harness::{SHOP, Server, apply, database, run};
use crate::identity::browser::{Browser, PASSWORD, administrator};

/// A server with a history: changes, an account, a secret.
async fn busy(key: &str) -> Server {
    let server = Server::with(SHOP, closed(key)).await;
    let renamed = SHOP.replace("Sends invoices", "Sends all invoices \u{2713} \\ \"quoted\"\n");
    apply(&server.app, "one", 100, "catalog-info.yaml", &renamed).await;
    let fewer = SHOP.split("---").filter(|document| !document.contains("name: web,")).collect::<Vec<_>>().join("---");
    apply(&server.app, "one", 100, "catalog-info.yaml", &fewer).await;
    let mut ada = administrator(&server).await;
    let kept = ada.send(Method::PUT, "/api/v1/secrets/one", Some(json!({ "value": "a-kept-secret" }))).await;
    assert_eq!(kept.status, 200, "{}", kept.body);
    let tenant = ada.post("/api/v1/tenants", json!({ "name": "acme", "title": "Acme" })).await;
    assert_eq!(tenant.status, 201, "{}", tenant.body);
    server
}

fn closed(key: &str) -> Settings {
    let vault = Vault::with(Keys::read(std::iter::once(key)).expect("a key"));
    Settings { hosts: Settings::loopback_hosts(), guest: None, vault, ..Settings::default() }
}

/// All that the API shows of the catalog, its history and the audit log up to an entry.
async fn shown(server: &Server, audited: i64) -> Vec<Value> {
    let mut ada = Browser::new(server);
    assert_eq!(ada.log_in("ada@halden.example", PASSWORD).await.status, 200, "the account came along");
    let mut all = Vec::new();
    for path in [
        "/api/catalog/entities",
        "/api/v1/changes",
        "/api/v1/tombstones",
        "/api/v1/problems",
        "/api/v1/secrets",
        "/api/v1/tenants",
    ] {
        let answer = ada.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        all.push(answer.body);
    }
    let audit = ada.get("/api/v1/audit?limit=1000").await.body;
    let entries = audit["items"].as_array().expect("items").iter();
    all.extend(entries.filter(|entry| entry["seq"].as_i64().expect("a number") <= audited).cloned());
    assert_eq!(ada.get("/api/v1/audit/verify").await.body["broken"], Value::Null, "the chain is whole");
    all
}

async fn back_up(server: &Server, out: &Path, more: &[&str]) {
    let arguments = [&["backup", out.to_str().expect("a path")], more].concat();
    let (code, output, said) = server.run_on_store(&arguments).await;
    assert_eq!((code, output.contains("rows")), (Some(0), true), "{output}{said}");
}

/// Restores into a new place and serves it.
async fn serve_from(file: &Path, url: String, key: &str, more: &[&str]) -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path").to_owned();
    let store = ["--data", &data, "--database", &url];
    let store = if url.is_empty() { &store[..2] } else { &store[..] };
    let (code, output, said) = run(&[&["restore", file.to_str().expect("a path")], store, more].concat()).await;
    assert_eq!((code, output.contains("holds what was there")), (Some(0), true), "{output}{said}");
    let rules = Rules { allow_private_addresses: true, allowed_hosts: Vec::new() };
    Server::on(folder, url, rules, closed(key)).await
}

#[tokio::test]
async fn what_is_restored_serves_the_same_on_either_database() {
    let (key, folder) = (new_key().expect("a key"), tempfile::tempdir().expect("a folder"));
    let server = busy(&key).await;
    let audited = {
        let mut ada = Browser::new(&server);
        ada.log_in("ada@halden.example", PASSWORD).await;
        ada.get("/api/v1/audit/verify").await.body["head"]["seq"].as_i64().expect("a number")
    };
    let before = shown(&server, audited).await;
    let first = folder.path().join("first.backup");
    back_up(&server, &first, &[]).await;
    // From whatever the server is on to SQLite, from there to what the server is on, and back.
    let embedded = serve_from(&first, String::new(), &key, &[]).await;
    assert_eq!(shown(&embedded, audited).await, before);
    let value = embedded.app.settings.vault.reveal(&embedded.app.db, "one", 0).await.expect("the same key opens it");
    assert_eq!(value.expose(), "a-kept-secret");
    let second = folder.path().join("second.backup");
    let (code, _, said) =
        run(&["backup", second.to_str().expect("a path"), "--data", embedded.folder().to_str().expect("a path")]).await;
    assert_eq!(code, Some(0), "{said}");
    let again = serve_from(&second, database().await, &key, &[]).await;
    assert_eq!(shown(&again, audited).await, before);
    let renamed = SHOP.replace("title: Payments", "title: Payers");
    apply(&again.app, "one", 100, "catalog-info.yaml", &renamed).await;
    assert_ne!(shown(&again, audited).await, before, "the history goes on");
}

#[tokio::test]
async fn the_last_backup_is_told() {
    let (key, folder) = (new_key().expect("a key"), tempfile::tempdir().expect("a folder"));
    let server = busy(&key).await;
    let mut ada = Browser::new(&server);
    ada.log_in("ada@halden.example", PASSWORD).await;
    let never = ada.get("/api/v1/operations").await.body;
    assert_eq!(never["last_backup"], Value::Null);
    assert!(never["database_bytes"].as_i64().expect("a number") > 8_192, "{never}");
    assert!(never["schema_version"].as_i64().expect("a number") >= 9, "{never}");
    let connections = &never["connections"];
    assert!(connections["open"].as_i64().expect("a number") >= connections["in_use"].as_i64().expect("a number"));
    assert_eq!(connections["limit"], if server.app.db.is_shared() { json!(8) } else { Value::Null });
    let file = folder.path().join("one.backup");
    let (code, output, said) = server.run_on_store(&["backup", file.to_str().expect("a path"), "--json"]).await;
    assert_eq!(code, Some(0), "{said}");
    let bytes = file.metadata().expect("a file").len();
    assert_eq!(serde_json::from_str::<Value>(&output).expect("JSON")["bytes"], bytes);
    let told = ada.get("/api/v1/operations").await.body;
    let backup = &told["last_backup"];
    assert_eq!((&backup["bytes"], &backup["encrypted"]), (&json!(bytes), &json!(false)), "{told}");
    assert_eq!(backup["file"], file.to_str().expect("a path"));
    assert!(backup["made_at"].as_str().expect("a time").starts_with("20"), "{told}");
    assert!(backup["age_seconds"].as_i64().expect("a number") > 0, "{told}");
    assert!(backup["duration_ms"].is_u64() && backup["machine"].is_string(), "{told}");
    let metrics = ada.get("/metrics").await.body;
    let metrics = metrics.as_str().expect("text");
    assert!(metrics.lines().any(|line| line.starts_with("portolan_database_bytes ") && !line.ends_with(" 0")));
    let line =
        metrics.lines().find(|line| line.starts_with("portolan_last_backup_timestamp_seconds ")).expect("a line");
    assert!(line.split(' ').nth(1).expect("a number").parse::<i64>().expect("a number") > 1_700_000_000, "{line}");
    assert_eq!(ada.get("/api/v1/audit?action=backup.make").await.body["items"].as_array().map(Vec::len), Some(1));
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&file.metadata().expect("a file").permissions()) & 0o777, 0o600);
    let (code, _, said) = server.run_on_store(&["backup", file.to_str().expect("a path")]).await;
    assert_eq!((code, said.contains("is there already")), (Some(1), true), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left beside it");
}

#[tokio::test]
async fn an_encrypted_backup_opens_with_its_key_only() {
    let (key, folder) = (new_key().expect("a key"), tempfile::tempdir().expect("a folder"));
    let server = busy(&key).await;
    let key_file = |name: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("{}\n", new_key().expect("a key"))).expect("a file");
        path.to_str().expect("a path").to_owned()
    };
    let (own, other) = (key_file("own.key"), key_file("other.key"));
    let (sealed, plain) = (folder.path().join("sealed.backup"), folder.path().join("plain.backup"));
    back_up(&server, &sealed, &["--encrypt-with", &own]).await;
    back_up(&server, &plain, &[]).await;
    assert!(std::fs::read(&sealed).expect("a file").starts_with(b"PORTOLAN-BACKUP-1\n"));
    let check = async |file: &Path, more: &[&str]| {
        run(&[&["restore", "--check", file.to_str().expect("a path")], more].concat()).await
    };
    assert_eq!(check(&sealed, &["--decrypt-with", &own]).await.0, Some(0));
    assert_eq!(check(&plain, &[]).await.0, Some(0));
    for (file, more, why) in [
        (&sealed, vec![], "is encrypted"),
        (&sealed, vec!["--decrypt-with", &other], "the key is not the one"),
        (&plain, vec!["--decrypt-with", &own], "is not encrypted"),
        (&folder.path().join("none.backup"), vec![], "none.backup"),
    ] {
        let (code, _, said) = check(file, &more).await;
        assert!(code != Some(0) && said.contains(why), "{why}: {said}");
    }
    let restored = serve_from(&sealed, database().await, &key, &["--decrypt-with", &own]).await;
    assert_eq!(shown(&restored, 0).await, shown(&server, 0).await);
}

fn unpacked(bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    flate2::bufread::GzDecoder::new(bytes).read_to_string(&mut text).ok().map(|_| text)
}

#[tokio::test]
async fn a_file_that_was_touched_or_cut_off_is_found_out_before_anything_is_written() {
    let (key, folder) = (new_key().expect("a key"), tempfile::tempdir().expect("a folder"));
    let server = busy(&key).await;
    let own = folder.path().join("own.key");
    std::fs::write(&own, new_key().expect("a key")).expect("a file");
    let own_key = MasterKey::read(&std::fs::read_to_string(&own).expect("a file")).expect("a key");
    for (name, key) in [("plain", None), ("sealed", Some(&own_key))] {
        let file = folder.path().join(name);
        let more = ["--encrypt-with", own.to_str().expect("a path")];
        back_up(&server, &file, if key.is_some() { &more } else { &[] }).await;
        let whole = std::fs::read(&file).expect("a file");
        assert!(backup::verify(&file, key).is_ok());
        let touched = folder.path().join("touched");
        for at in (0..60).map(|step| whole.len() * step / 60) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            std::fs::write(&touched, &bytes).expect("a file");
            // A bit of the compression may say the same in other words, or name the file.
            let same = key.is_none() && unpacked(&bytes).is_some_and(|text| Some(text) == unpacked(&whole));
            assert!(same || backup::verify(&touched, key).is_err(), "{name}: byte {at} of {}", whole.len());
            std::fs::write(&touched, &whole[..at]).expect("a file");
            assert!(backup::verify(&touched, key).is_err(), "{name}: cut off at {at}");
        }
        std::fs::write(&touched, &whole[..whole.len() - 1]).expect("a file");
        assert!(backup::verify(&touched, key).is_err(), "{name}: the last byte is missing");
    }
    let data = folder.path().join("data");
    let touched = folder.path().join("touched");
    let (code, _, said) =
        run(&["restore", touched.to_str().expect("a path"), "--data", data.to_str().expect("a path")]).await;
    assert_eq!(code, Some(1), "{said}");
    let db = Db::open("", &data).await.expect("it may be used");
    assert_eq!(db.read(backup::store::filled).await.expect("an answer"), [""; 0]);
}

/// The lines of a backup, changed and put together again with the hashes that belong to them.
fn forged(file: &Path, change: impl Fn(&mut Vec<String>)) -> PathBuf {
    let mut text = String::new();
    let packed = std::fs::File::open(file).expect("a file");
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).expect("text");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.pop();
    change(&mut lines);
    let hex = |hash: Sha256| format!("{:x}", hash.finalize());
    let (mut whole, mut rows, mut table, mut total) = (Sha256::new(), 0, Sha256::new(), 0);
    for line in &mut lines {
        if line.starts_with('[') {
            table.update(format!("{line}\n"));
            rows += 1;
            continue;
        }
        let mut value: Value = serde_json::from_str(line).expect("JSON");
        if value["end"].is_string() {
            value["rows"] = json!(rows);
            value["sha256"] = json!(hex(std::mem::take(&mut table)));
            total += rows;
            rows = 0;
            *line = value.to_string();
        }
        whole.update(format!("{line}\n"));
    }
    lines.push(json!({ "complete": total, "sha256": hex(whole) }).to_string());
    let path = file.with_extension("forged");
    let out = std::fs::File::create(&path).expect("a file");
    let mut out = flate2::write::GzEncoder::new(out, flate2::Compression::fast());
    lines.iter().for_each(|line| writeln!(out, "{line}").expect("it is written"));
    out.finish().expect("a file");
    path
}

#[tokio::test]
async fn another_schema_and_a_database_that_is_not_empty_are_refused() {
    let (key, folder) = (new_key().expect("a key"), tempfile::tempdir().expect("a folder"));
    let server = busy(&key).await;
    let file = folder.path().join("one.backup");
    back_up(&server, &file, &[]).await;
    let (code, _, said) = server.run_on_store(&["restore", file.to_str().expect("a path")]).await;
    assert_eq!((code, said.contains("is not empty") && said.contains("entities")), (Some(1), true), "{said}");
    assert_eq!(server.get("/healthz").await.0, 200);
    assert_eq!(server.run_on_store(&["doctor"]).await.0, Some(0), "nothing was touched");
    let data = folder.path().join("data").to_str().expect("a path").to_owned();
    for (from, to, why) in [
        ("\"schema\":", "\"schema\":9", "schema version 9"),
        ("\"portolan_backup\":1", "\"portolan_backup\":2", "has the format 2"),
        ("\"name\":\"claims\"", "\"name\":\"claimz\"", "is not a whole backup"),
    ] {
        let forged = forged(&file, |lines| lines[0] = lines[0].replacen(from, to, 1));
        let (code, _, said) = run(&["restore", forged.to_str().expect("a path"), "--data", &data]).await;
        assert_eq!((code, said.contains(why)), (Some(1), true), "{why}: {said}");
    }
}

#[tokio::test]
async fn a_restore_that_was_interrupted_leaves_a_database_that_nothing_serves() {
    let (key, folder) = (new_key().expect("a key"), tempfile::tempdir().expect("a folder"));
    let server = busy(&key).await;
    let file = folder.path().join("one.backup");
    back_up(&server, &file, &[]).await;
    // A row that cannot be there twice stops it in the middle.
    let forged = forged(&file, |lines| {
        let end = lines.iter().position(|line| line.contains("\"end\":\"sources\"")).expect("a table");
        let last = lines.iter().position(|line| line.contains("\"end\":\"revisions\"")).expect("a table");
        let row = lines[last - 1].clone();
        lines.insert(last, row);
        let mut head: Value = serde_json::from_str(&lines[0]).expect("JSON");
        let table =
            head["tables"].as_array_mut().expect("tables").iter_mut().find(|table| table["name"] == "revisions");
        let rows = &mut table.expect("a table")["rows"];
        *rows = json!(rows.as_i64().expect("a number") + 1);
        lines[0] = head.to_string();
        assert!(end > last);
    });
    let url = database().await;
    let data = folder.path().join("data").to_str().expect("a path").to_owned();
    let store = ["--data", &data, "--database", &url];
    let store = if url.is_empty() { &store[..2] } else { &store[..] };
    let (code, _, said) = run(&[&["restore", forged.to_str().expect("a path")], store].concat()).await;
    assert_eq!(code, Some(3), "{said}");
    for command in [vec!["serve", "--listen", "127.0.0.1:0"], vec!["doctor"], vec!["migrate"]] {
        let (code, output, said) = run(&[&command, store].concat()).await;
        let said = output + &said;
        assert_eq!((code, said.contains("did not finish")), (Some(3), true), "{command:?}: {said}");
    }
    let file = file.to_str().expect("a path");
    let (code, _, said) = run(&[&["restore", file], store].concat()).await;
    assert_eq!((code, said.contains("did not finish") && said.contains("--again")), (Some(1), true), "{said}");
    let (code, _, said) = run(&[&["restore", file, "--again"], store].concat()).await;
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(run(&[&["doctor"], store].concat()).await.0, Some(0), "it serves now");
    let (code, _, said) = run(&[&["restore", file, "--again"], store].concat()).await;
    assert_eq!((code, said.contains("is not empty")), (Some(1), true), "what is whole is not removed: {said}");
}

#[tokio::test]
async fn two_backups_of_one_name_do_not_spoil_each_other() {
    let server = busy(&new_key().expect("a key")).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (out, beside) = (folder.path().join("x.backup"), folder.path().join("x.backup.partial"));
    // What another backup holds while it writes.
    let other = std::fs::File::create(&beside).expect("a file");
    other.lock().expect("it is locked");
    let (code, _, said) = server.run_on_store(&["backup", out.to_str().expect("a path")]).await;
    assert_eq!((code, said.contains("another backup is writing")), (Some(1), true), "{said}");
    assert!(beside.exists() && !out.exists(), "its file is left alone");
    drop(other);
    back_up(&server, &out, &[]).await;
    assert!(backup::verify(&out, None).is_ok() && !beside.exists(), "what a dead one left is removed");
}

/// Case O136.
#[tokio::test]
async fn a_backup_under_writes_is_one_moment_and_holds_all_that_was_acknowledged_before() {
    let (key, folder) = (new_key().expect("a key"), tempfile::tempdir().expect("a folder"));
    let server = busy(&key).await;
    let (db, acknowledged) = (server.app.db.clone(), tokio::sync::watch::Sender::new(0_usize));
    let told = acknowledged.clone();
    let writing = tokio::spawn(async move {
        for at in 0_usize.. {
            let write = move |tx: &mut portolan::db::Tx<'_>| {
                settings::upsert(tx, "ann", "tests", &format!("a-{at}"), "1")?;
                settings::upsert(tx, "ann", "tests", &format!("b-{at}"), "1")
            };
            db.write(write).await.expect("it is kept");
            told.send_replace(at + 1);
        }
    });
    let mut heard = acknowledged.subscribe();
    for round in 0..3 {
        heard.wait_for(|count| *count > round * 20).await.expect("writes go on");
        let before = *heard.borrow();
        let file = folder.path().join(format!("{round}.backup"));
        back_up(&server, &file, &[]).await;
        let restored = tempfile::tempdir().expect("a folder");
        let data = restored.path().to_str().expect("a path");
        assert_eq!(run(&["restore", file.to_str().expect("a path"), "--data", data]).await.0, Some(0));
        let db = Db::open("", restored.path()).await.expect("a database");
        let found = db.read(|tx| {
            let mut count = 0;
            while settings::find(tx, "ann", "tests", &format!("a-{count}"))?.is_some() {
                assert!(settings::find(tx, "ann", "tests", &format!("b-{count}"))?.is_some(), "a transaction is whole");
                count += 1;
            }
            let later = settings::find(tx, "ann", "tests", &format!("a-{}", count + 1))?;
            Ok((count, later))
        });
        let (count, later) = found.await.expect("an answer");
        assert!(count >= before && later.is_none(), "{count} of {before}, {later:?}");
    }
    writing.abort();
}

#[cfg(unix)]
#[tokio::test]
async fn what_lies_in_the_place_of_an_unfinished_backup_is_not_written_into() {
    let server = busy(&new_key().expect("a key")).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (out, other) = (folder.path().join("x.backup"), folder.path().join("other"));
    std::fs::write(&other, "mine").expect("a file");
    std::os::unix::fs::symlink(&other, folder.path().join("x.backup.partial")).expect("a link");
    let (code, said, complaint) = server.run_on_store(&["backup", out.to_str().expect("a path")]).await;
    assert_eq!(code, Some(0), "{said} {complaint}");
    assert_eq!(std::fs::read_to_string(&other).expect("a file"), "mine");
    assert!(!out.symlink_metadata().expect("it is there").is_symlink());
}
