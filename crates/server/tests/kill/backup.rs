//! `kill -9` in the middle of `portolan backup` and of `portolan restore`: half a file is never taken for a backup, half a
//! database never served, and the next run does what the dead one did not.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use portolan::backup;
use portolan::catalog::store::settings;
use portolan::db::Db;

use crate::{cycles, mix};

/// Kills of each command.
const KILLS: u64 = 4;
/// Rows of the database that is saved: enough that both commands take a while.
const ROWS: i64 = 12_000;
/// How often a condition is looked at.
const OFTEN: Duration = Duration::from_millis(1);

/// The program on a store.
fn command(arguments: &[&str], url: &str, data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
    command.args(arguments).arg("--data").arg(data).stdout(Stdio::piped()).stderr(Stdio::piped());
    if !url.is_empty() {
        command.args(["--database", url]);
    }
    command
}

fn run(arguments: &[&str], url: &str, data: &Path) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = command(arguments, url, data).output().expect("the program starts");
    (status.code(), [stdout, stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat())
}

/// Starts a command and kills it when `when` is true, unless it ends before.
async fn kill_when(mut command: Command, mut when: impl AsyncFnMut() -> bool) {
    let mut child = command.spawn().expect("the program starts");
    let (since, mut often) = (Instant::now(), tokio::time::interval(OFTEN));
    while child.try_wait().expect("it can be asked").is_none() && !when().await {
        assert!(since.elapsed() < Duration::from_secs(120), "it never comes so far");
        often.tick().await;
    }
    let _ = child.kill();
    child.wait().expect("it ends");
}

/// An empty database, of the engine that the tests are run on.
async fn place(folder: &Path, name: &str) -> (String, PathBuf) {
    let data = folder.join(name);
    std::fs::create_dir(&data).expect("a folder");
    (cycles::database().await.unwrap_or_default(), data)
}

async fn filled(folder: &Path) -> (String, PathBuf) {
    let (url, data) = place(folder, "filled").await;
    let db = Db::open(&url, &data).await.expect("a database");
    let written = db.write(|tx| {
        (0..ROWS).try_for_each(|row| {
            // What a compression cannot make small: the file grows evenly.
            let parts: Vec<String> = (0..12).map(|part| format!("{:x}", mix(row as u64 * 12 + part))).collect();
            let value = parts.concat();
            settings::upsert(tx, "ann", "kill", &format!("key-{row}"), &value)
        })
    });
    written.await.expect("it is written");
    (url, data)
}

fn size(path: &Path) -> u64 {
    path.metadata().map_or(0, |about| about.len())
}

#[tokio::test]
async fn a_backup_that_is_killed_leaves_nothing_that_is_taken_for_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (url, data) = filled(folder.path()).await;
    let path = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    assert_eq!(run(&["backup", &path("whole")], &url, &data).0, Some(0));
    let whole = size(Path::new(&path("whole")));
    let mut halves = 0;
    for cycle in 0..KILLS {
        let (out, beside) = (path(&format!("{cycle}.backup")), path(&format!("{cycle}.backup.partial")));
        let enough = 1 + mix(cycle) % (whole * 9 / 10);
        kill_when(command(&["backup", &out], &url, &data), async || size(Path::new(&beside)) >= enough).await;
        if Path::new(&out).exists() {
            assert!(backup::verify(Path::new(&out), None).is_ok(), "what has the name is whole");
            continue;
        }
        if Path::new(&beside).exists() && backup::verify(Path::new(&beside), None).is_err() {
            halves += 1;
            let (restored, said) = run(&["restore", &beside], "", &folder.path().join(format!("none-{cycle}")));
            assert!(restored == Some(1) && said.contains("is not a whole backup"), "{said}");
        }
        let (again, said) = run(&["backup", &out], &url, &data);
        assert_eq!(again, Some(0), "{said}");
        assert!(backup::verify(Path::new(&out), None).is_ok() && !Path::new(&beside).exists());
        let (sound, said) = run(&["doctor"], &url, &data);
        assert_eq!(sound, Some(0), "{said}");
    }
    assert!(halves > 0, "none was killed in the middle");
}

/// Rows that a restore has brought so far.
async fn rows(db: &Db) -> i64 {
    let all = db.across();
    let found = all.read(|tx| tx.one("SELECT COUNT(*) FROM user_settings", &[], |row| row.int(0))).await;
    found.ok().flatten().unwrap_or_default()
}

#[tokio::test]
async fn a_restore_that_is_killed_is_not_served_and_can_be_begun_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (url, data) = filled(folder.path()).await;
    let file = folder.path().join("one.backup").to_str().expect("a path").to_owned();
    assert_eq!(run(&["backup", &file], &url, &data).0, Some(0));
    let mut halves = 0;
    for cycle in 0..KILLS {
        let (url, data) = place(folder.path(), &format!("restored-{cycle}")).await;
        let looking = Db::connect(&url, &data).await.expect("a place");
        // Of the first it dies before it writes, of the others somewhere in the middle.
        let enough = if cycle == 0 { 0 } else { 1 + mix(cycle) as i64 % (ROWS * 8 / 10) };
        kill_when(command(&["restore", &file], &url, &data), async || rows(&looking).await >= enough).await;
        let (unfinished, said) = run(&["restore", &file], &url, &data);
        if unfinished != Some(0) && !said.contains("is not empty") {
            halves += 1;
            assert!(unfinished == Some(1) && said.contains("did not finish"), "{said}");
            for refused in [["serve", "--listen", "127.0.0.1:0"].as_slice(), &["doctor"], &["backup", "never"]] {
                let (code, said) = run(refused, &url, &data);
                assert!(code != Some(0) && said.contains("did not finish"), "{refused:?}: {said}");
            }
            let (again, said) = run(&["restore", &file, "--again"], &url, &data);
            assert_eq!(again, Some(0), "{said}");
        }
        let (sound, said) = run(&["doctor"], &url, &data);
        assert_eq!(sound, Some(0), "{said}");
        assert_eq!(rows(&looking).await, ROWS, "everything is there");
    }
    assert!(halves > 0, "none was killed in the middle");
}
