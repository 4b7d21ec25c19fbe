//! Ends that are asked for, and ends while starting or backing up.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::server::{self, Server};
use crate::{grow, mix};

/// Rounds of each kind; a store is the same one in all of them.
const ROUNDS: u64 = 10;

fn serve(data: &Path, source: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).arg("--source").arg(source);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary starts")
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(sent.expect("kill runs").success());
}

/// Lets a process run for so long, looking often.
async fn run_for(time: Duration) {
    let (since, mut often) = (Instant::now(), tokio::time::interval(Duration::from_millis(2)));
    while since.elapsed() < time {
        often.tick().await;
    }
}

/// Writes until nothing is acknowledged any more; how many were.
async fn write_on(base: String, round: u64, writer: u64, count: Arc<AtomicU64>) -> u64 {
    let client = reqwest::Client::new();
    for at in 0.. {
        let url = format!("{base}/api/user-settings/buckets/kill/keys/s-{round}-{writer}-{at}");
        let put = client.put(url).header("content-type", "application/json").body(format!("{{\"value\":{at}}}"));
        if !put.send().await.is_ok_and(|answer| answer.status().is_success()) {
            return at;
        }
        count.fetch_add(1, Ordering::SeqCst);
    }
    unreachable!("it goes on for ever")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o135_a_stop_under_load_is_clean_and_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, root) = (folder.path().join("data"), folder.path().join("files"));
    std::fs::create_dir(&root).expect("a folder");
    for round in 0..ROUNDS {
        grow(&root, round);
        let server = Server::start(&data, &root).await;
        let streaming = reqwest::get(format!("{}/api/v1/events", server.base)).await.expect("a stream");
        let count = Arc::new(AtomicU64::new(0));
        let writers: Vec<_> = (0..4)
            .map(|writer| tokio::spawn(write_on(server.base.clone(), round, writer, Arc::clone(&count))))
            .collect();
        let (since, mut often) = (Instant::now(), tokio::time::interval(Duration::from_millis(5)));
        while count.load(Ordering::SeqCst) < 10 + mix(round) % 40 {
            assert!(since.elapsed() < Duration::from_secs(60), "nothing is written");
            often.tick().await;
        }
        server.terminate();
        if round % 3 == 2 {
            server.terminate();
        }
        let server = Arc::new(server);
        let ending = Arc::clone(&server);
        let code = tokio::task::spawn_blocking(move || ending.wait_dead()).await.expect("it ends");
        assert_eq!(code, Some(0), "round {round}");
        // The page that was open is told of the end.
        streaming.text().await.ok();
        let mut acknowledged = Vec::new();
        for writer in writers {
            acknowledged.push(writer.await.expect("no panic"));
        }
        server::doctor(&data);
        let again = Server::start(&data, &root).await;
        for (writer, made) in acknowledged.iter().enumerate() {
            for at in 0..*made {
                assert_eq!(again.setting(&format!("s-{round}-{writer}-{at}")).await, Some(at), "round {round}");
            }
        }
        again.wait_for_entities((round + 1) * crate::FILES * 5).await;
        drop(again);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o152_a_start_that_is_ended_anywhere_is_begun_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, root) = (folder.path().join("data"), folder.path().join("files"));
    std::fs::create_dir(&root).expect("a folder");
    let mut rounds = 0;
    for round in 0..2 * ROUNDS {
        if round % 2 == 0 {
            grow(&root, rounds);
            rounds += 1;
        }
        let mut child = serve(&data, &root);
        run_for(Duration::from_millis(mix(round) % 400)).await;
        signal(&child, if round % 3 == 0 { "-TERM" } else { "-KILL" });
        let status = tokio::task::spawn_blocking(move || child.wait()).await.expect("no panic").expect("it ends");
        // Before it listens to signals, one ends it as any program.
        assert!(status.code().is_none_or(|code| code == 0), "round {round}: {status}");
    }
    let server = Server::start(&data, &root).await;
    server.wait_for_entities(rounds * crate::FILES * 5).await;
    assert_eq!(server.get("/readyz").await.0, 200);
    drop(server);
    server::doctor(&data);
}

/// A backup that is killed leaves no file that could be taken for one, and disturbs neither the server nor the next.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o136_a_backup_that_is_killed_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let server = Server::start(&data, folder.path()).await;
    for at in 0..20_u64 {
        let digits: String = (0..45_000).map(|word| mix(at * 45_000 + word).to_string()).collect();
        assert!(server.put(&format!("large-{at}"), &format!("\"{digits}\"")).await);
    }
    let backup = |name: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
        command.arg("backup").arg(folder.path().join(name)).arg("--data").arg(&data);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let check = |name: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
        command.args(["restore", "--check"]).arg(folder.path().join(name));
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("it runs").success()
    };
    for round in 0..ROUNDS {
        let name = format!("{round}.backup");
        let mut child = backup(&name).spawn().expect("the binary starts");
        run_for(Duration::from_millis(mix(round + 7) % 600)).await;
        let _ = child.kill();
        child.wait().expect("it ends");
        assert!(!folder.path().join(&name).exists() || check(&name), "round {round}: half a backup under its own name");
        assert!(server.put_setting("still", round).await);
    }
    assert!(backup("whole.backup").status().expect("it runs").success());
    assert!(check("whole.backup"));
}

/// As when a disk is not mounted: the server is there, what the source said too, and the source says what is wrong.
#[tokio::test]
async fn a_known_source_whose_path_is_missing_keeps_no_server_from_starting() {
    let folder = tempfile::tempdir().expect("a folder");
    let (source, data) = (folder.path().join("source"), folder.path().join("data"));
    std::fs::create_dir(&source).expect("a folder");
    grow(&source, 0);
    let server = Server::start(&data, &source).await;
    server.wait_for("/readyz").await;
    let count = "/api/catalog/entities/by-query?limit=0&filter=kind=component";
    let (since, mut often) = (Instant::now(), tokio::time::interval(Duration::from_millis(20)));
    let idle = async |server: &Server| server.get("/api/v1/sources").await.1.contains("\"state\":\"idle\"");
    while !idle(&server).await {
        assert!(since.elapsed() < Duration::from_secs(60), "it is never read");
        often.tick().await;
    }
    let (_, before) = server.get(count).await;
    server.terminate();
    server.wait_dead();
    std::fs::rename(&source, folder.path().join("away")).expect("it goes");
    let server = Server::start(&data, &source).await;
    while !server.get("/api/v1/sources").await.1.contains("\"state\":\"failing\"") {
        assert!(since.elapsed() < Duration::from_secs(60), "it never fails");
        often.tick().await;
    }
    assert_eq!(server.get(count).await.1, before);
    drop(server);
    let other = folder.path().join("never-there");
    let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data).arg("--source").arg(&other);
    assert_eq!(Server::run(command.stderr(Stdio::null())).await.err(), Some(Some(1)), "what nobody knows is a slip");
}
