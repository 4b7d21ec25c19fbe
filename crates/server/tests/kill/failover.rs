//! The primary dies under load and its synchronous standby takes its place: nothing acknowledged is lost, reads go on, and
//! writes say what is the matter until there is a primary again. `scripts/with-standby` brings both servers.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::cycles::verify;
use crate::server::{self, Server};
use crate::writers::{Addresses, Writers};

/// A group whose entity is read all through.
const GROUP: &str = "/api/v1/entities/group/default/readers";
const READ: &str = "/api/catalog/entities/by-name/group/default/readers";

/// Reads from every node until told to stop; how often. An answer other than the entity ends it.
async fn read_on(addresses: Addresses, stop: Arc<AtomicBool>) -> u64 {
    let client = reqwest::Client::new();
    let count = AtomicU64::new(0);
    while !stop.load(Ordering::SeqCst) {
        let all = addresses.read().expect("nobody panicked").clone();
        for base in all {
            let answer = client.get(format!("{base}{READ}")).send().await.expect("the node answers");
            assert_eq!(answer.status(), 200, "reads come from memory");
            count.fetch_add(1, Ordering::SeqCst);
        }
    }
    count.into_inner()
}

/// `kill -9` of the server and of the processes that work for it.
fn kill_primary(file: &str) {
    let text = std::fs::read_to_string(file).expect("the primary runs");
    let server = text.lines().next().expect("a process").trim().to_owned();
    let children = Command::new("pgrep").args(["-P", &server]).output().expect("pgrep runs");
    let children = String::from_utf8(children.stdout).expect("text");
    // The server first, so that it starts nobody anew.
    let killed = Command::new("kill").arg("-9").arg(&server).args(children.split_whitespace()).status();
    assert!(killed.expect("kill runs").success());
}

/// Writes are refused with the time to come back, and the node says why.
async fn refuses(server: &Server) {
    let client = reqwest::Client::new();
    let body = "{\"apiVersion\":\"backstage.io/v1alpha1\",\"kind\":\"Group\",\"metadata\":{\"name\":\"readers\",\"title\":\"Later\"},\
                \"spec\":{\"type\":\"team\",\"children\":[]}}";
    let answer = client.put(format!("{}{GROUP}", server.base)).body(body).send().await.expect("an answer");
    assert_eq!(answer.status(), 503);
    let again = answer.headers().get("retry-after").expect("when to come back").to_str().expect("text").to_owned();
    assert!(again.parse::<u64>().is_ok_and(|seconds| seconds > 0), "{again}");
    let (since, mut often) = (Instant::now(), tokio::time::interval(Duration::from_millis(50)));
    loop {
        often.tick().await;
        let (status, text) = server.get("/readyz").await;
        if status == 503 {
            assert!(text.contains("\"database\":\"it "), "{text}");
            break;
        }
        assert!(since.elapsed() < Duration::from_secs(30), "it still says that it is ready");
    }
    assert_eq!(server.get("/healthz").await.0, 200);
}

/// Case O138.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_promoted_standby_has_all_that_was_acknowledged() {
    let Ok(url) = std::env::var("PORTOLAN_TEST_STANDBY") else {
        eprintln!("NOT RUN: PORTOLAN_TEST_STANDBY is not set; see scripts/with-standby");
        return;
    };
    let told =
        |name: &str| std::env::var(format!("PORTOLAN_TEST_STANDBY_{name}")).expect("scripts/with-standby says it");
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("files");
    std::fs::create_dir(&root).expect("a folder");
    let mut servers = Vec::new();
    for node in ["one", "two"] {
        servers.push(Server::start_on(&url, &folder.path().join(node), &root).await);
    }
    let body = "{\"apiVersion\":\"backstage.io/v1alpha1\",\"kind\":\"Group\",\"metadata\":{\"name\":\"readers\"},\
                \"spec\":{\"type\":\"team\",\"children\":[]}}";
    let made = reqwest::Client::new().put(format!("{}{GROUP}", servers[0].base)).body(body).send().await;
    assert_eq!(made.expect("an answer").status(), 201);
    let addresses: Addresses = Arc::default();
    *addresses.write().expect("nobody panicked") = servers.iter().map(|one| one.base.clone()).collect();
    for server in &servers {
        server.wait_for(READ).await;
    }
    let stop = Arc::new(AtomicBool::new(false));
    let reading = tokio::spawn(read_on(Arc::clone(&addresses), Arc::clone(&stop)));
    let writers = Writers::begin(&addresses);
    writers.wait_for(200).await;

    kill_primary(&told("PRIMARY"));
    for server in &servers {
        refuses(server).await;
    }
    let promote = told("PROMOTE");
    let mut words = promote.split_whitespace();
    let promoting = Command::new(words.next().expect("a command")).args(words).output().expect("it runs");
    assert!(promoting.status.success(), "{}", String::from_utf8_lossy(&promoting.stderr));
    let promoted = Instant::now();
    writers.wait_for(1).await;
    println!("the first write was acknowledged {:.1} s after the promotion", promoted.elapsed().as_secs_f64());
    writers.wait_for(200).await;

    let (made, acknowledged) = writers.end().await;
    stop.store(true, Ordering::SeqCst);
    let reads = reading.await.expect("every read was answered");
    verify(&servers, &made, 0).await;
    for server in &servers {
        server.wait_for("/readyz").await;
    }
    println!("{acknowledged} writes acknowledged and none lost, {reads} reads answered");
    servers.clear();
    server::doctor_of(&url, folder.path());
}
