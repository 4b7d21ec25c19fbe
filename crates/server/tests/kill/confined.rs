//! The program where it may have little: a full or read-only disk, short files, few descriptors; and what it starts and dials.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::server::{self, Server};

/// Whether a program that a test needs is there and works.
fn can(program: &str, arguments: &[&str]) -> bool {
    let ran = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let can = ran.is_ok_and(|status| status.success());
    if !can {
        eprintln!("NOT RUN: {program} is missing or may not do this here");
    }
    can
}

/// The process that serves a directory.
fn process(data: &Path) -> String {
    std::fs::read_to_string(data.join("portolan.lock")).expect("the lock names the process").trim().to_owned()
}

fn kill(pid: &str) {
    assert!(Command::new("kill").args(["-9", pid]).status().expect("kill runs").success());
}

/// `serve` with a shell's words before it.
fn under(before: &str, data: &Path, log: &Path) -> Command {
    let mut command = Command::new("sh");
    let line = format!("{before} exec \"$0\" serve --listen 127.0.0.1:0 --data \"$1\"");
    command.args(["-c", &line, env!("CARGO_BIN_EXE_portolan")]).arg(data).stderr(File::create(log).expect("a log"));
    command
}

/// Keeps settings until it is refused.
async fn fill(server: &Server, prefix: &str) -> u64 {
    for write in 0..400 {
        let large = format!("\"{}\"", char::from(b'a' + (write % 26) as u8).to_string().repeat(400_000));
        if !server.put(&format!("{prefix}-{write}"), &large).await {
            return write;
        }
    }
    panic!("it is never full");
}

/// Reads and health go on, every write that was acknowledged is there, and writes work again once there is room.
async fn heals(server: &Server, before: u64) {
    assert_eq!(server.get("/healthz").await.0, 200);
    assert_eq!(server.get("/api/catalog/entities").await.0, 200);
    assert_eq!(server.setting("first").await, Some(1), "what was kept is read");
    for write in 0..before {
        let (status, _) = server.get(&format!("/api/user-settings/buckets/kill/keys/fill-{write}")).await;
        assert_eq!(status, 200, "write {write} was acknowledged");
    }
}

/// A server whose data has a file system of this size for itself, and where that is seen from here.
async fn with_disk(size: &str, folder: &Path) -> (Server, PathBuf) {
    let (data, log) = (folder.join("data"), folder.join("log"));
    std::fs::create_dir(&data).expect("a folder");
    let mount = format!("mount -t tmpfs -o size={size} none '{}';", data.display());
    let mut command = Command::new("unshare");
    let line = format!("{mount} exec \"$0\" serve --listen 127.0.0.1:0 --data \"$1\"");
    command.args(["--mount", "sh", "-c", &line, env!("CARGO_BIN_EXE_portolan")]).arg(&data);
    let server = Server::run(command.stderr(File::create(&log).expect("a log"))).await.expect("it starts");
    let root = Path::new("/proc").join(server.pid().to_string()).join("root");
    let inside = root.join(data.strip_prefix("/").expect("absolute"));
    (server, inside)
}

/// A file system of eight megabytes that fills up, and later has room again.
#[tokio::test]
async fn o132_a_full_disk_refuses_writes_and_heals_without_a_restart() {
    if !can("unshare", &["--mount", "sh", "-c", "mount -t tmpfs none /mnt"]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (server, inside) = with_disk("8m", folder.path()).await;
    let pid = server.pid();
    assert!(server.put_setting("first", 1).await);
    for round in 0..3 {
        let ballast = inside.join("ballast");
        let mut file = File::create(&ballast).expect("a file");
        while file.write_all(&[1; 4_096]).is_ok() {}
        drop(file);
        let written = fill(&server, &format!("round-{round}")).await;
        // A small one may still find room in the log; a large one is told that it may work later.
        let large = format!("\"{}\"", "z".repeat(400_000));
        assert_eq!(server.put_status("large", &large).await, 503);
        heals(&server, 0).await;
        std::fs::remove_file(&ballast).expect("it goes");
        assert!(server.put_setting("later", round).await, "round {round}, {written} writes: there is room again");
        for write in 0..written {
            assert_eq!(server.get(&format!("/api/user-settings/buckets/kill/keys/round-{round}-{write}")).await.0, 200);
        }
        for write in 0..written {
            assert!(server.put_setting(&format!("round-{round}-{write}"), 0).await);
        }
    }
    assert_eq!(server.get("/readyz").await.0, 200);
    kill(&pid.to_string());
    server.wait_dead();
}

const SETTING: &str = "/api/user-settings/buckets/kill/keys/first";
const ENTITY: &str = "/api/catalog/entities/by-name/component/default/ledger";

/// Nothing can be written any more, and things can be deleted all the same.
#[tokio::test]
async fn o132_what_is_deleted_on_a_full_disk_is_gone() {
    if !can("unshare", &["--mount", "sh", "-c", "mount -t tmpfs none /mnt"]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (server, inside) = with_disk("48m", folder.path()).await;
    let pid = server.pid();
    let (reserve, ballast) = (inside.join("portolan.reserve"), inside.join("ballast"));
    let client = reqwest::Client::new();
    let put = async |path: &str, body: String| {
        let request = client.put(format!("{}{path}", server.base)).header("content-type", "application/json");
        request.body(body).send().await.expect("an answer").status().as_u16()
    };
    let delete = async |path: &str| {
        client.delete(format!("{}{path}", server.base)).send().await.expect("an answer").status().as_u16()
    };
    assert!(server.put_setting("first", 1).await);
    let entity = "{\"apiVersion\":\"backstage.io/v1alpha1\",\"kind\":\"Component\",\"metadata\":{\"name\":\"ledger\"},\
                  \"spec\":{\"type\":\"service\",\"lifecycle\":\"production\",\"owner\":\"payments\"}}";
    assert_eq!(put("/api/v1/entities/component/default/ledger", entity.to_owned()).await, 201);
    let (_, ledger) = server.get(ENTITY).await;
    let uid = ledger.split("\"uid\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a uid").to_owned();
    let by_uid = format!("/api/catalog/entities/by-uid/{uid}");
    for (gone, path) in [(SETTING, SETTING), (ENTITY, by_uid.as_str())] {
        until(|| reserve.metadata().is_ok_and(|about| about.len() > 1_000_000)).await;
        let mut file = File::create(&ballast).expect("a file");
        while file.write_all(&[1; 4_096]).is_ok() {}
        drop(file);
        assert_eq!(server.put_status("another", "1").await, 503, "not even a little can be written");
        assert!(reserve.exists(), "it is not there for that");
        assert_eq!(server.get(gone).await.0, 200);
        assert_eq!(delete(path).await, 204, "{path}");
        assert_eq!(server.get(gone).await.0, 404, "{gone}");
        assert!(!reserve.exists(), "it was given up");
        std::fs::remove_file(&ballast).expect("it goes");
        assert!(server.put_setting("later", 1).await, "there is room again");
    }
    until(|| reserve.exists()).await;
    kill(&pid.to_string());
    server.wait_dead();
}

/// A folder that the server may not enter any more, also when it is root: what it said stays, a problem names it, and the
/// rest is followed.
#[tokio::test]
async fn what_lies_in_a_closed_folder_stays_and_the_rest_is_read() {
    const DROP: [&str; 1] = ["--bounding-set=-dac_override,-dac_read_search"];
    let is_root = rustix::process::geteuid().is_root();
    if is_root && !can("setpriv", &[DROP[0], "true"]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (files, data) = (folder.path().join("files"), folder.path().join("data"));
    let component = |title: &str, name: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}, title: {title}}}\n\
             spec: {{type: service, lifecycle: production, owner: team}}\n"
        )
    };
    let write = |path: &str, text: String| {
        let path = files.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    };
    write("open/a.yaml", component("old", "a"));
    write("closed/b.yaml", component("old", "b"));
    let mut command = Command::new(if is_root { "setpriv" } else { "env" });
    command.args(DROP.iter().filter(|_| is_root)).arg(env!("CARGO_BIN_EXE_portolan"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data).arg("--source").arg(&files);
    let server = Server::run(command.stderr(Stdio::null())).await.expect("it starts");
    server.wait_for_entities(2).await;
    std::fs::set_permissions(files.join("closed"), std::fs::Permissions::from_mode(0o000)).expect("it is closed");
    write("open/a.yaml", component("new", "a"));
    let titled = "/api/catalog/entities/by-query?limit=0&filter=metadata.title=new";
    let (since, mut often) = (Instant::now(), tokio::time::interval(Duration::from_millis(50)));
    while !server.get(titled).await.1.contains("\"totalItems\":1") {
        assert!(since.elapsed() < Duration::from_secs(60), "the rest is not read");
        often.tick().await;
    }
    server.wait_for_entities(2).await;
    let (_, problems) = server.get("/api/v1/problems?code=source.unreadable").await;
    assert!(problems.contains("the folder `closed` cannot be read"), "{problems}");
    std::fs::set_permissions(files.join("closed"), std::fs::Permissions::from_mode(0o755)).expect("it is open");
    write("open/a.yaml", component("newer", "a"));
    let since = Instant::now();
    while server.get("/api/v1/problems?code=source.unreadable").await.1.contains("closed") {
        assert!(since.elapsed() < Duration::from_secs(60), "the problem stays");
        often.tick().await;
    }
    server.wait_for_entities(2).await;
}

/// Waits until something holds.
async fn until(holds: impl Fn() -> bool) {
    let (since, mut often) = (Instant::now(), tokio::time::interval(Duration::from_millis(50)));
    while !holds() {
        assert!(since.elapsed() < Duration::from_secs(60), "it never holds");
        often.tick().await;
    }
}

/// Files that may not grow past a limit: the write fails, the process lives.
#[tokio::test]
async fn o133_a_file_that_may_not_grow_refuses_writes_and_keeps_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    // Blocks of 512 bytes, as POSIX has them, or of 1,024: four to eight megabytes.
    let server = Server::run(&mut under("ulimit -c 0; ulimit -f 8192;", &data, &log)).await.expect("it starts");
    assert!(server.put_setting("first", 1).await);
    let written = fill(&server, "fill").await;
    assert!(written > 0);
    heals(&server, written).await;
    kill(&process(&data));
    server.wait_dead();
    let again = Server::start(&data, folder.path()).await;
    heals(&again, written).await;
    assert!(again.put_setting("after", 1).await);
    drop(again);
    server::doctor(&data);
}

/// A file system that is made read-only under a running server.
#[tokio::test]
async fn o133_a_disk_that_becomes_read_only_refuses_writes_until_it_is_not() {
    if !can("unshare", &["--mount", "sh", "-c", "mount -t tmpfs none /mnt && mount -o remount,ro /mnt"])
        || !can("nsenter", &["--version"])
    {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    std::fs::create_dir(&data).expect("a folder");
    let line = format!(
        "mount -t tmpfs -o size=64m none '{}'; exec \"$0\" serve --listen 127.0.0.1:0 --data \"$1\"",
        data.display()
    );
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", &line, env!("CARGO_BIN_EXE_portolan")]).arg(&data);
    let server = Server::run(command.stderr(File::create(&log).expect("a log"))).await.expect("it starts");
    assert!(server.put_setting("first", 1).await);
    let pid = server.pid().to_string();
    // A mount of its own that only this path sees: files that are open for writing do not stand in its way.
    let remount = |how: &str| {
        let options = format!("remount,bind,{how}");
        Command::new("nsenter")
            .args(["--target", &pid, "--mount", "mount", "-o", &options])
            .arg(&data)
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    if remount("ro") {
        assert_eq!(server.get("/healthz").await.0, 200);
        assert_eq!(server.setting("first").await, Some(1), "reads go on");
        assert!(remount("rw"));
        assert!(server.put_setting("second", 2).await);
    } else {
        eprintln!("NOT RUN: a mount cannot be made read-only here");
    }
    kill(&pid);
    server.wait_dead();
}

/// A directory that nobody may write to is said to be one.
#[tokio::test]
async fn o133_a_directory_that_is_none_stops_the_start_with_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "x").expect("a file");
    for data in [file.clone(), file.join("below"), Path::new("/proc/portolan").to_owned()] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
        let output = command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{}: {said}", data.display());
        assert!(said.contains(&*data.display().to_string()) && !said.contains("panicked"), "{said}");
    }
}

/// More callers than there are descriptors: those who are in are answered, the others wait, and all is well afterwards.
#[tokio::test]
async fn o150_few_descriptors_are_enough_for_those_who_are_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let server = Server::run(&mut under("ulimit -n 256;", &data, &log)).await.expect("it starts");
    assert!(server.put_setting("first", 1).await);
    let address = server.base.trim_start_matches("http://").to_owned();
    for _ in 0..3 {
        let mut callers = Vec::new();
        for _ in 0..300 {
            if let Ok(mut stream) = TcpStream::connect(&address).await {
                let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nx-a: ").await;
                callers.push(stream);
            }
        }
        // The one connection that was there before goes on; the database and the rest have descriptors of their own.
        assert_eq!(server.get("/readyz").await.0, 200);
        assert!(server.put_setting("while", 1).await);
        drop(callers);
        server.wait_for("/readyz").await;
    }
    let fresh = reqwest::get(format!("{}/healthz", server.base)).await.expect("an answer");
    assert_eq!(fresh.status(), 200);
    let said = std::fs::read_to_string(&log).expect("a log");
    assert!(!said.contains("cannot accept a connection"), "{said}");
    kill(&process(&data));
    server.wait_dead();
    server::doctor(&data);
}

/// Every connection is taken, and those who look after the node are answered all the same, at an address of their own.
#[tokio::test]
async fn o150_a_lane_for_health_is_open_while_every_place_is_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    // A port that was free a moment ago: the server does not say which one the lane got.
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let line = format!("ulimit -n 256; exec \"$0\" serve --listen 127.0.0.1:0 --health-listen {free} --data \"$1\"");
    let mut command = Command::new("sh");
    command.args(["-c", &line, env!("CARGO_BIN_EXE_portolan")]).arg(&data).stderr(Stdio::null());
    let server = Server::run(&mut command).await.expect("it starts");
    let address = server.base.trim_start_matches("http://").to_owned();
    let mut callers = Vec::new();
    for _ in 0..300 {
        let mut stream = TcpStream::connect(&address).await.expect("the kernel takes it");
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nx-a: ").await.expect("it is sent");
        callers.push(stream);
    }
    let mut shut_out = callers.pop().expect("the last one");
    shut_out.write_all(b"b\r\nconnection: close\r\n\r\n").await.expect("it is sent");
    let client = reqwest::Client::new();
    let lane = async |path: &str| {
        let answer = client.get(format!("http://{free}{path}")).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a body"))
    };
    for _ in 0..10 {
        assert_eq!(lane("/healthz").await.0, 200);
        assert_eq!(lane("/readyz").await.0, 200);
    }
    let (status, figures) = lane("/metrics").await;
    assert!(status == 200 && figures.contains("route=\"/readyz\""), "{figures}");
    for path in ["/", "/api/catalog/entities", "/api/v1/me", "/healthz/x"] {
        assert_eq!(lane(path).await.0, 404, "{path} is not there");
    }
    let mut said = Vec::new();
    let nothing = shut_out.try_read_buf(&mut said);
    assert!(nothing.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock), "all places are taken");
    drop(callers);
    shut_out.read_to_end(&mut said).await.expect("an answer");
    assert!(said.starts_with(b"HTTP/1.1 200"), "its turn has come: {}", String::from_utf8_lossy(&said));
}

/// A start without any choice: this machine only, nobody's password, no call outwards, files for their owner alone.
#[tokio::test]
async fn o156_a_fresh_start_is_shut() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, log, trace) = (folder.path().join("data"), folder.path().join("log"), folder.path().join("trace"));
    let traced = can("strace", &["-qq", "-e", "trace=none", "true"]);
    let mut command = if traced {
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-e", "trace=connect,sendto,bind", "-o"]).arg(&trace);
        command.arg(env!("CARGO_BIN_EXE_portolan"));
        command
    } else {
        Command::new(env!("CARGO_BIN_EXE_portolan"))
    };
    // Not a free port: the default address is looked at by the next start.
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data).current_dir(folder.path());
    let server = Server::run(command.stderr(File::create(&log).expect("a log"))).await.expect("it starts");
    let mode = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700, "{}", data.display());
    let mut open = vec![data.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let allowed = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode(&path) & !allowed, 0, "{} is {:o}", path.display(), mode(&path));
            if path.is_dir() {
                open.push(path);
            }
        }
    }
    for (email, password) in [("admin", "admin"), ("admin@localhost", "password"), ("root", ""), ("guest", "guest")] {
        let body = format!("{{\"email\":\"{email}\",\"password\":\"{password}\"}}");
        let login = reqwest::Client::new().post(format!("{}/api/v1/auth/login", server.base));
        let login = login.header("content-type", "application/json").body(body).send().await.expect("an answer");
        assert!(matches!(login.status().as_u16(), 400 | 401 | 429), "{email}: {}", login.status());
    }
    let page = reqwest::get(format!("{}/", server.base)).await.expect("an answer");
    let policy = page.headers()["content-security-policy"].to_str().expect("text").to_owned();
    for part in ["default-src", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    let foreign = reqwest::Client::new().get(format!("{}/api/v1/stats", server.base)).header("host", "evil.example");
    assert_eq!(foreign.send().await.expect("an answer").status(), 421, "another name for this machine opens nothing");
    kill(&process(&data));
    server.wait_dead();
    if traced {
        let calls = std::fs::read_to_string(&trace).expect("a trace");
        let outwards = calls.lines().filter(|line| line.contains("AF_INET")).filter(|line| !line.contains("bind("));
        let outwards: Vec<&str> = outwards.filter(|line| !line.contains("127.0.0.1")).collect();
        assert!(outwards.is_empty(), "{outwards:?}");
        let listens: Vec<&str> =
            calls.lines().filter(|line| line.contains("bind(") && line.contains("AF_INET")).collect();
        assert!(!listens.is_empty() && listens.iter().all(|line| line.contains("127.0.0.1")), "{listens:?}");
    }
    // Where others reach it, nobody is a guest: there is a link for the first administrator, in the log of whoever started it.
    let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
    command.args(["serve", "--listen", "0.0.0.0:0", "--data"]).arg(&data).stderr(Stdio::null());
    let server = Server::run(&mut command).await.expect("it starts");
    let base = server.base.replace("0.0.0.0", "127.0.0.1");
    for path in ["/api/v1/stats", "/api/v1/sources", "/api/catalog/entities", "/api/v1/export", "/api/v1/people"] {
        let answer = reqwest::get(format!("{base}{path}")).await.expect("an answer");
        assert_eq!(answer.status(), 401, "{path}");
    }
    let health = reqwest::get(format!("{base}/healthz")).await.expect("an answer");
    assert_eq!(health.status(), 200);
}

/// What a repository carries starts nothing: only git and the shell that limits it run.
#[tokio::test]
async fn o020_git_starts_nothing_that_a_repository_names() {
    if !can("strace", &["-qq", "-e", "trace=none", "true"]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (data, log, trace) = (folder.path().join("data"), folder.path().join("log"), folder.path().join("trace"));
    let repository = folder.path().join("repository");
    std::fs::create_dir(&repository).expect("a folder");
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=A", "-c", "user.email=a@example.test"]).args(arguments).current_dir(&repository);
        let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").output().expect("git runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "--quiet", "--initial-branch=main"]);
    let component = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\nspec: {type: service, lifecycle: x, owner: y}\n";
    for (name, text) in [
        ("catalog-info.yaml", component),
        (".gitattributes", "*.yaml filter=x diff=x merge=x\n* filter=lfs\n"),
        (".lfsconfig", "[lfs]\n\turl = http://127.0.0.1:1/\n\tcustomtransfer.x.path = /bin/touch\n"),
        (".gitconfig", "[core]\n\tfsmonitor = touch canary\n"),
    ] {
        std::fs::write(repository.join(name), text).expect("a file");
    }
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "-m", "x"]);
    let canary = folder.path().join("canary");
    let touch = format!("touch {}", canary.display());
    for key in [
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "core.gitProxy",
        "core.alternateRefsCommand",
        "filter.x.smudge",
        "filter.x.clean",
        "filter.x.process",
        "filter.lfs.smudge",
        "filter.lfs.process",
        "diff.external",
        "diff.x.command",
        "diff.x.textconv",
        "merge.x.driver",
        "credential.helper",
        "uploadpack.packObjectsHook",
        "alias.fetch",
        "alias.ls-tree",
        "gpg.program",
    ] {
        git(&["config", key, &touch]);
    }
    let more = folder.path().join("more.config");
    std::fs::write(&more, format!("[core]\n\tfsmonitor = {touch}\n")).expect("a file");
    git(&["config", "include.path", more.to_str().expect("a path")]);
    git(&["config", "includeIf.gitdir:/.path", more.to_str().expect("a path")]);
    let hooks = repository.join("hooks");
    std::fs::create_dir(&hooks).expect("a folder");
    for place in [hooks.clone(), repository.join(".git/hooks")] {
        for hook in ["post-checkout", "reference-transaction", "pre-receive", "post-update", "fsmonitor-watchman"] {
            std::fs::create_dir_all(&place).expect("a folder");
            std::fs::write(place.join(hook), format!("#!/bin/sh\n{touch}\n")).expect("a file");
            std::fs::set_permissions(place.join(hook), std::fs::Permissions::from_mode(0o755)).expect("it may run");
        }
    }
    git(&["config", "core.hooksPath", hooks.to_str().expect("a path")]);
    std::fs::remove_file(&canary).ok();
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-s", "200", "-e", "trace=execve", "-o"]).arg(&trace);
    command.arg(env!("CARGO_BIN_EXE_portolan")).args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data);
    command.arg("--source").arg(format!("file://{}", repository.join(".git").display()));
    let server = Server::run(command.stderr(File::create(&log).expect("a log"))).await.expect("it starts");
    server.wait_for_entities(1).await;
    kill(&process(&data));
    server.wait_dead();
    assert!(!canary.exists());
    let calls = std::fs::read_to_string(&trace).expect("a trace");
    let started = calls.lines().filter(|line| line.contains("execve(") && line.trim_end().ends_with("= 0"));
    let programs: Vec<&str> = started.filter_map(|line| line.split('"').nth(1)).collect();
    assert!(programs.iter().any(|program| program.ends_with("/git")), "{programs:?}");
    let expected = |program: &&str| {
        let name = program.rsplit('/').next().unwrap_or_default();
        name == "sh" || name == "portolan" || name == "git" || name.starts_with("git-")
    };
    let odd: Vec<&&str> = programs.iter().filter(|program| !expected(program)).collect();
    assert!(odd.is_empty(), "{odd:?}");
    assert!(!calls.contains("touch"), "not even tried: {calls}");
}
