//! Real git repositories, friendly and hostile (security cases O020 to O022).

use std::path::Path;
use std::process::{Command, Stdio};

use portolan_domain::catalog::placeholder::{ReadError, Reader};
use portolan_integrations::git::{self, Cache, GitError, GitTree, Ssh};
use portolan_integrations::http::Rules;
use portolan_integrations::tree::{Tree, TreeReader};

use crate::{component, paths, write};

/// A cache with room for this much.
pub fn kept(folder: &Path, max_megabytes: u64) -> Cache {
    Cache { folder: folder.to_owned(), max_megabytes }
}

/// A repository with a work tree.
pub struct Repository(tempfile::TempDir);

impl Repository {
    pub fn fresh() -> Self {
        let repository = Self(tempfile::tempdir().expect("a folder"));
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        self.pipe(arguments, b"")
    }

    pub fn pipe(&self, arguments: &[&str], input: &[u8]) -> String {
        use std::io::Write;
        let mut child = Command::new("git")
            .args(["-c", "user.name=A", "-c", "user.email=a@example.test", "-c", "core.protectNTFS=false"])
            .args(arguments)
            .current_dir(self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("git runs");
        child.stdin.take().expect("a pipe").write_all(input).expect("input");
        let output = child.wait_with_output().expect("git ends");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    pub fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", "x"]);
    }

    /// Commits a tree of raw entries `mode type id\tpath`.
    pub fn commit_tree(&self, entries: &str) {
        let tree = self.pipe(&["mktree", "--missing"], entries.as_bytes());
        let commit = self.git(&["commit-tree", &tree, "-m", "x"]);
        self.git(&["update-ref", "refs/heads/main", &commit]);
    }

    pub fn blob(&self, text: &str) -> String {
        self.pipe(&["hash-object", "-w", "--stdin"], text.as_bytes())
    }

    pub async fn open(&self, cache: &Path, branch: &str) -> Result<GitTree, GitError> {
        let address = format!("file://{}", self.path().display());
        git::open(&kept(cache, 64), &address, branch, true, &Rules::default(), None, &Ssh::default()).await
    }
}

#[tokio::test]
async fn a_branch_is_read_without_a_work_tree_and_followed() {
    let (repository, cache) = (Repository::fresh(), tempfile::tempdir().expect("a folder"));
    write(repository.path(), "catalog-info.yaml", &component("a"));
    write(repository.path(), "docs/api.json", "{\"a\":1}");
    write(repository.path(), "README.md", "text");
    repository.commit();
    let first = repository.open(cache.path(), "").await.expect("a tree");
    assert_eq!(paths(&first), ["catalog-info.yaml", "docs/api.json"]);
    assert_eq!(first.text("catalog-info.yaml"), Ok(component("a")));
    let mut reader = TreeReader::new(&first);
    assert_eq!(reader.read("./README.md", "catalog-info.yaml").as_deref(), Ok("text"));
    assert!(matches!(reader.read("../x", "catalog-info.yaml"), Err(ReadError::Refused(_))));

    write(repository.path(), "docs/api.json", "{\"a\":2}");
    std::fs::rename(repository.path().join("catalog-info.yaml"), repository.path().join("moved.yaml"))
        .expect("it moves");
    repository.commit();
    let second = repository.open(cache.path(), "main").await.expect("a tree");
    let again = repository.open(cache.path(), "").await.expect("a tree");
    assert_eq!(paths(&again), ["docs/api.json", "moved.yaml"]);
    assert_eq!(second.commit, again.commit);
    assert_eq!(again.stamp("moved.yaml"), first.stamp("catalog-info.yaml"), "the same content has the same stamp");
    assert_ne!(again.stamp("docs/api.json"), first.stamp("docs/api.json"));
    assert_eq!(again.stamp("catalog-info.yaml"), "");
}

#[tokio::test]
async fn another_branch_is_read_when_it_is_named() {
    let (repository, cache) = (Repository::fresh(), tempfile::tempdir().expect("a folder"));
    repository.commit();
    repository.git(&["checkout", "--quiet", "-b", "feature/x"]);
    write(repository.path(), "a.yaml", &component("a"));
    repository.commit();
    repository.git(&["checkout", "--quiet", "main"]);
    assert!(paths(&repository.open(cache.path(), "").await.expect("a tree")).is_empty());
    assert_eq!(paths(&repository.open(cache.path(), "feature/x").await.expect("a tree")), ["a.yaml"]);
    assert!(matches!(repository.open(cache.path(), "gone").await.err(), Some(GitError::Unavailable(_))));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn git_has_limits_and_ends_with_the_tree() {
    let (repository, cache) = (Repository::fresh(), tempfile::tempdir().expect("a folder"));
    write(repository.path(), "a.yaml", &component("a"));
    repository.commit();
    let tree = repository.open(cache.path(), "").await.expect("a tree");
    tree.text("a.yaml").expect("a text");
    let own = format!("PPid:\t{}\n", std::process::id());
    let is_child = |process: &std::path::PathBuf| {
        let read = |name: &str| std::fs::read_to_string(process.join(name)).unwrap_or_default();
        read("status").contains(&own) && read("cmdline").contains("cat-file")
    };
    let processes = || std::fs::read_dir("/proc").expect("processes").flatten().map(|entry| entry.path());
    let child = processes().find(is_child).expect("git goes on to read objects");
    let limits = std::fs::read_to_string(child.join("limits")).expect("its limits");
    let limit = |name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).expect("a limit");
        line[name.len()..].split_whitespace().next().and_then(|value| value.parse::<u64>().ok())
    };
    assert_eq!(limit("Max core file size"), Some(0), "{limits}");
    assert!(limit("Max address space").is_some_and(|bytes| bytes <= 4 << 30), "{limits}");
    assert!(limit("Max cpu time").is_some_and(|seconds| seconds <= 600), "{limits}");
    drop(tree);
    assert!(processes().find(is_child).is_none());
}

#[tokio::test]
async fn what_cannot_be_reached_is_an_error_and_not_empty() {
    let cache = tempfile::tempdir().expect("a folder");
    let gone = git::open(
        &kept(cache.path(), 64),
        "file:///nowhere/at/all.git",
        "",
        true,
        &Rules::default(),
        None,
        &Ssh::default(),
    )
    .await;
    assert!(matches!(gone.err(), Some(GitError::Unavailable(_))));
    let (repository, other) = (Repository::fresh(), tempfile::tempdir().expect("a folder"));
    assert!(repository.open(other.path(), "").await.is_err(), "no commit yet");
}

#[tokio::test]
async fn links_and_submodules_are_passed_over() {
    let (repository, cache) = (Repository::fresh(), tempfile::tempdir().expect("a folder"));
    write(repository.path(), "a.yaml", &component("a"));
    std::os::unix::fs::symlink("/etc/passwd", repository.path().join("passwd.yaml")).expect("a link");
    std::os::unix::fs::symlink("a.yaml", repository.path().join("b.yaml")).expect("a link");
    write(
        repository.path(),
        ".gitmodules",
        "[submodule \"s\"]\n    path = s.yaml\n    url = https://host.invalid/s.git\n",
    );
    repository.git(&["add", "--all"]);
    let id = "1234567890123456789012345678901234567890";
    repository.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{id},s.yaml")]);
    repository.git(&["commit", "--quiet", "-m", "x"]);
    let tree = repository.open(cache.path(), "").await.expect("a tree");
    assert_eq!(paths(&tree), ["a.yaml"]);
    for path in ["passwd.yaml", "b.yaml", "s.yaml"] {
        assert!(matches!(tree.text(path), Err(ReadError::NotFound(_))), "{path}");
    }
}

#[tokio::test]
async fn submodules_that_run_something_are_refused() {
    let (repository, cache) = (Repository::fresh(), tempfile::tempdir().expect("a folder"));
    write(
        repository.path(),
        ".gitmodules",
        "[submodule \"s\"]\n    path = s\n    url = https://host.invalid/s.git\n    update = !touch canary\n",
    );
    repository.commit();
    assert!(
        matches!(repository.open(cache.path(), "").await.err(), Some(GitError::Unavailable(why)) if why.contains("fsck"))
    );
}

#[tokio::test]
async fn nothing_that_a_repository_carries_is_run() {
    let (repository, cache) = (Repository::fresh(), tempfile::tempdir().expect("a folder"));
    let canary = cache.path().join("canary");
    let touch = format!("touch {}", canary.display());
    write(repository.path(), "a.yaml", &component("a"));
    write(repository.path(), ".gitattributes", "*.yaml filter=x diff=x\n");
    repository.commit();
    for key in ["core.fsmonitor", "filter.x.smudge", "diff.x.command", "uploadpack.packObjectsHook", "core.sshCommand"]
    {
        repository.git(&["config", key, &touch]);
    }
    for hook in ["post-checkout", "reference-transaction", "pre-receive", "post-update"] {
        let path = format!(".git/hooks/{hook}");
        write(repository.path(), &path, &format!("#!/bin/sh\n{touch}\n"));
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(repository.path().join(path), mode).expect("it may run");
    }
    let tree = repository.open(&cache.path().join("git"), "").await.expect("a tree");
    assert_eq!(tree.text("a.yaml"), Ok(component("a")));
    assert!(!canary.exists());
}

#[tokio::test]
async fn odd_names_are_kept_apart() {
    let (repository, cache) = (Repository::fresh(), tempfile::tempdir().expect("a folder"));
    write(repository.path(), "with space.yaml", &component("a"));
    write(repository.path(), "-dash.yaml", &component("b"));
    write(repository.path(), "line\nbreak.yaml", &component("c"));
    write(repository.path(), "ünïcode.yaml", &component("d"));
    repository.commit();
    let tree = repository.open(cache.path(), "").await.expect("a tree");
    assert_eq!(paths(&tree), ["-dash.yaml", "with space.yaml", "ünïcode.yaml"]);
    assert_eq!(tree.text("-dash.yaml"), Ok(component("b")));
}

#[tokio::test]
async fn trees_that_escape_are_refused() {
    for name in ["..", ".git"] {
        let (repository, cache) = (Repository::fresh(), tempfile::tempdir().expect("a folder"));
        repository.commit();
        let blob = repository.blob(&component("a"));
        let inner = repository.pipe(&["mktree"], format!("100644 blob {blob}\tx.yaml\n").as_bytes());
        repository.commit_tree(&format!("040000 tree {inner}\t{name}\n"));
        match repository.open(cache.path(), "").await {
            Ok(tree) => assert!(paths(&tree).is_empty(), "{name}"),
            Err(error) => assert!(error.to_string().contains("git fetch failed"), "{error}"),
        }
    }
}

#[tokio::test]
async fn a_tree_that_unfolds_without_end_is_cut_off() {
    let (repository, cache) = (Repository::fresh(), tempfile::tempdir().expect("a folder"));
    repository.commit();
    let blob = repository.blob("x");
    let mut entry = format!("100644 blob {blob}");
    for _ in 0..10 {
        let entries: Vec<String> = (0..10).map(|at| format!("{entry}\tx{at}\n")).collect();
        let tree = repository.pipe(&["mktree"], entries.concat().as_bytes());
        entry = format!("040000 tree {tree}");
    }
    repository.commit_tree(&format!("{entry}\tbomb\n"));
    assert!(
        matches!(repository.open(cache.path(), "").await.err(), Some(GitError::Refused(why)) if why.contains("too large"))
    );
}

/// Bytes that do not get smaller.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    })
    .take(length)
    .collect()
}

#[tokio::test]
async fn a_repository_has_a_limit_on_disk_that_its_past_does_not_count_against() {
    let (repository, cache) = (Repository::fresh(), tempfile::tempdir().expect("a folder"));
    let address = format!("file://{}", repository.path().display());
    let (small, rules) = (kept(cache.path(), 1), Rules::default());
    let ssh = Ssh::default();
    let open = || git::open(&small, &address, "", true, &rules, None, &ssh);
    let size = 700 * 1024;
    // Each commit alone fits, two together do not.
    for salt in 0..3_u8 {
        let mut bytes = noise(size);
        bytes.iter_mut().for_each(|byte| *byte = byte.wrapping_add(salt));
        std::fs::write(repository.path().join("large"), bytes).expect("a file");
        repository.commit();
        open().await.expect("it fits");
    }
    std::fs::write(repository.path().join("larger"), noise(2 * 1024 * 1024)).expect("a file");
    repository.commit();
    let refused = open().await.err().expect("too large").to_string();
    assert!(refused.contains("1 MiB") && refused.contains("git.max_megabytes"), "{refused}");
    assert_eq!(std::fs::read_dir(cache.path()).expect("a folder").count(), 0, "the room is given back");
}

/// Smart HTTP by hand: one commit is announced, and then a pack comes whose one blob never ends.
fn endless() -> axum::Router {
    use axum::body::{Body, Bytes};
    use axum::routing::{get, post};
    const COMMIT: &str = "1111111111111111111111111111111111111111";
    let line = |text: &str| format!("{:04x}{text}", text.len() + 4);
    let refs = [
        line("# service=git-upload-pack\n"),
        "0000".to_owned(),
        line(&format!("{COMMIT} HEAD\0shallow agent=test symref=HEAD:refs/heads/main\n")),
        line(&format!("{COMMIT} refs/heads/main\n")),
        "0000".to_owned(),
    ]
    .concat();
    let shallow = [line(&format!("shallow {COMMIT}\n")), "0000".to_owned()].concat();
    let nak = line("NAK\n");
    let pack = move |asked: Bytes| {
        let mut start = shallow.clone().into_bytes();
        let kind = [("content-type", "application/x-git-upload-pack-result")];
        if !asked.ends_with(b"done\n") {
            return std::future::ready((kind, Body::from(start)));
        }
        start.extend(nak.bytes());
        // A header of one object, a blob of 2^39 bytes, and stored zlib blocks of zeros.
        start.extend(b"PACK\0\0\0\x02\0\0\0\x01\xb0\x80\x80\x80\x80\x80\x01\x78\x01");
        let block = Bytes::from([&[0, 0xff, 0xff, 0, 0][..], &vec![0; 65_535]].concat());
        let blocks = futures_util::stream::repeat_with(move || Ok::<_, std::io::Error>(block.clone()));
        let first = futures_util::stream::once(std::future::ready(Ok(Bytes::from(start))));
        let body = Body::from_stream(futures_util::StreamExt::chain(first, blocks));
        std::future::ready((kind, body))
    };
    let advertise = move || {
        let refs = refs.clone();
        std::future::ready(([("content-type", "application/x-git-upload-pack-advertisement")], refs))
    };
    axum::Router::new().route("/x.git/info/refs", get(advertise)).route("/x.git/git-upload-pack", post(pack))
}

#[tokio::test]
async fn a_remote_that_never_stops_sending_is_cut_off() {
    let cache = tempfile::tempdir().expect("a folder");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}/x.git", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, endless()).await });
    let rules = Rules { allow_private_addresses: true, ..Rules::default() };
    let refused = git::open(&kept(cache.path(), 8), &address, "", false, &rules, None, &Ssh::default())
        .await
        .err()
        .expect("too large");
    assert!(refused.to_string().contains("more than 8 MiB"), "{refused}");
}

#[test]
fn pages_of_known_hosts() {
    let page = git::page;
    assert_eq!(page("git@github.com:o/r.git", "", "a.yaml"), "https://github.com/o/r/blob/HEAD/a.yaml");
    assert_eq!(page("https://gitlab.com/o/r.git", "dev", "a.yaml"), "https://gitlab.com/o/r/-/blob/dev/a.yaml");
}
