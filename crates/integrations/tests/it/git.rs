//! Real git repositories, friendly and hostile (security cases O020 to O022).

use std::path::Path;
use std::process::{Command, Stdio};

use portolan_domain::catalog::placeholder::{ReadError, Reader};
use portolan_integrations::git::{self, GitError, GitTree};
use portolan_integrations::http::Rules;
use portolan_integrations::tree::{Tree, TreeReader};

use crate::{component, paths, write};

/// A repository with a work tree.
struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Self {
        let repository = Self(tempfile::tempdir().expect("a folder"));
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn git(&self, arguments: &[&str]) -> String {
        self.pipe(arguments, b"")
    }

    fn pipe(&self, arguments: &[&str], input: &[u8]) -> String {
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

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", "x"]);
    }

    /// Commits a tree of raw entries `mode type id\tpath`.
    fn commit_tree(&self, entries: &str) {
        let tree = self.pipe(&["mktree", "--missing"], entries.as_bytes());
        let commit = self.git(&["commit-tree", &tree, "-m", "x"]);
        self.git(&["update-ref", "refs/heads/main", &commit]);
    }

    fn blob(&self, text: &str) -> String {
        self.pipe(&["hash-object", "-w", "--stdin"], text.as_bytes())
    }

    async fn open(&self, cache: &Path, branch: &str) -> Result<GitTree, GitError> {
        let address = format!("file://{}", self.path().display());
        git::open(cache, &address, branch, true, &Rules::default()).await
    }
}

#[tokio::test]
async fn a_branch_is_read_without_a_work_tree_and_followed() {
    let (repository, cache) = (Repository::new(), tempfile::tempdir().expect("a folder"));
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
    let (repository, cache) = (Repository::new(), tempfile::tempdir().expect("a folder"));
    repository.commit();
    repository.git(&["checkout", "--quiet", "-b", "feature/x"]);
    write(repository.path(), "a.yaml", &component("a"));
    repository.commit();
    repository.git(&["checkout", "--quiet", "main"]);
    assert!(paths(&repository.open(cache.path(), "").await.expect("a tree")).is_empty());
    assert_eq!(paths(&repository.open(cache.path(), "feature/x").await.expect("a tree")), ["a.yaml"]);
    assert!(matches!(repository.open(cache.path(), "gone").await.err(), Some(GitError::Unavailable(_))));
}

#[tokio::test]
async fn what_cannot_be_reached_is_an_error_and_not_empty() {
    let cache = tempfile::tempdir().expect("a folder");
    let gone = git::open(cache.path(), "file:///nowhere/at/all.git", "", true, &Rules::default()).await;
    assert!(matches!(gone.err(), Some(GitError::Unavailable(_))));
    let (repository, other) = (Repository::new(), tempfile::tempdir().expect("a folder"));
    assert!(repository.open(other.path(), "").await.is_err(), "no commit yet");
}

#[tokio::test]
async fn links_and_submodules_are_passed_over() {
    let (repository, cache) = (Repository::new(), tempfile::tempdir().expect("a folder"));
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
    let (repository, cache) = (Repository::new(), tempfile::tempdir().expect("a folder"));
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
    let (repository, cache) = (Repository::new(), tempfile::tempdir().expect("a folder"));
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
    let (repository, cache) = (Repository::new(), tempfile::tempdir().expect("a folder"));
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
        let (repository, cache) = (Repository::new(), tempfile::tempdir().expect("a folder"));
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
    let (repository, cache) = (Repository::new(), tempfile::tempdir().expect("a folder"));
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

#[test]
fn pages_of_known_hosts() {
    let page = git::page;
    assert_eq!(page("git@github.com:o/r.git", "", "a.yaml"), "https://github.com/o/r/blob/HEAD/a.yaml");
    assert_eq!(page("https://gitlab.com/o/r.git", "dev", "a.yaml"), "https://gitlab.com/o/r/-/blob/dev/a.yaml");
}
