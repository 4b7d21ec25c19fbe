//! Repositories made by somebody who means harm.

use std::fmt::Write as _;
use std::fs::File;

use portolan_integrations::git::{self, Cache, GitError, Ssh};
use portolan_integrations::http::Rules;
use portolan_integrations::tree::Tree;

use super::{is_alone, peak};
use crate::git::Repository;
use crate::{component, paths, write};

/// An entry of a tree as git keeps it: nothing is checked or put in order.
fn entry(mode: &str, name: &str, id: &str) -> Vec<u8> {
    let id = (0..20).map(|at| u8::from_str_radix(&id[at * 2..at * 2 + 2], 16).expect("an id"));
    format!("{mode} {name}\0").into_bytes().into_iter().chain(id).collect()
}

/// A commit of a tree of these entries.
fn commit(repository: &Repository, entries: &[Vec<u8>]) {
    let tree = repository.pipe(&["hash-object", "-t", "tree", "-w", "--literally", "--stdin"], &entries.concat());
    let commit = repository.git(&["commit-tree", &tree, "-m", "x"]);
    repository.git(&["update-ref", "refs/heads/main", &commit]);
}

/// Nothing is written outside the cache, and what a tree says of itself leads nowhere.
#[tokio::test]
async fn o021_a_tree_cannot_name_its_way_out() {
    let canary = tempfile::tempdir().expect("a folder");
    write(canary.path(), "kept", "kept");
    let own = Repository::fresh();
    let file = own.blob(&component("a"));
    let link = own.blob(&canary.path().display().to_string());
    let folder = own.pipe(&["mktree"], format!("100644 blob {file}\tb.yaml\n").as_bytes());
    let good = || entry("100644", "good.yaml", &file);
    let cases: Vec<(&str, Vec<Vec<u8>>)> = vec![
        ("a link and a folder of one name", vec![entry("120000", "a", &link), entry("40000", "a", &folder), good()]),
        ("a folder that is called up", vec![entry("40000", "..", &folder), good()]),
        ("a path in a name", vec![entry("100644", "a/../../x.yaml", &file), good()]),
        ("an absolute name", vec![entry("100644", "/x.yaml", &file), good()]),
        ("git's own folder", vec![entry("40000", ".git", &folder), good()]),
        ("the same in capitals", vec![entry("40000", ".GIT", &folder), good()]),
        ("the same with a letter that is not seen", vec![entry("40000", ".g\u{200c}it", &folder), good()]),
        ("the same in short", vec![entry("40000", "git~1", &folder), good()]),
        ("one name twice", vec![entry("100644", "a.yaml", &file), entry("100644", "a.yaml", &link), good()]),
        ("no name", vec![entry("100644", "", &file), good()]),
        ("itself", vec![entry("40000", ".", &folder), good()]),
    ];
    for (what, entries) in cases {
        let repository = Repository::fresh();
        for text in [component("a"), canary.path().display().to_string()] {
            repository.blob(&text);
        }
        repository.pipe(&["mktree"], format!("100644 blob {file}\tb.yaml\n").as_bytes());
        commit(&repository, &entries);
        let cache = tempfile::tempdir().expect("a folder");
        match repository.open(cache.path(), "").await {
            // What is not refused as a whole is listed below its root, as plain files.
            Ok(tree) => {
                let odd = |path: &&str| path.split('/').any(|part| matches!(part, "" | "." | ".." | ".git"));
                assert_eq!(paths(&tree).iter().find(|path| odd(path)), None, "{what}");
            }
            Err(GitError::Unavailable(why)) => assert!(why.contains("git fetch failed"), "{what}: {why}"),
            Err(refused) => panic!("{what}: {refused}"),
        }
        let kept = |folder: &std::path::Path| std::fs::read_dir(folder).expect("a folder").count();
        assert_eq!((kept(canary.path()), kept(cache.path())), (1, 1), "{what}");
    }
}

/// A blob that is small on the way and large here is passed over, and very many names cost nothing.
#[tokio::test]
async fn o022_what_is_small_and_unfolds_stays_outside_memory() {
    let (repository, cache) = (Repository::fresh(), tempfile::tempdir().expect("a folder"));
    write(repository.path(), "a.yaml", &component("a"));
    // Past the size from which git no longer takes a file into memory.
    File::create(repository.path().join("zeros.yaml")).and_then(|file| file.set_len(600 << 20)).expect("a file");
    repository.git(&["config", "core.compression", "1"]);
    repository.commit();
    let commit = repository.git(&["rev-parse", "HEAD"]);
    let mut refs = String::new();
    for at in 0..1_000_000 {
        let _ = writeln!(refs, "{commit} refs/heads/many/{at:07}");
    }
    let head = "# pack-refs with: peeled fully-peeled sorted \n";
    write(repository.path(), ".git/packed-refs", &format!("{head}{refs}{commit} refs/heads/other\n"));
    drop(refs);
    let before = peak();
    let tree = repository.open(cache.path(), "main").await.expect("a tree");
    assert_eq!(paths(&tree), ["a.yaml"], "what is larger than any descriptor is passed over");
    assert!(tree.text("zeros.yaml").is_err());
    let other = repository.open(cache.path(), "many/0500000").await.expect("one of very many");
    assert_eq!(other.text("a.yaml"), Ok(component("a")));
    assert!(!is_alone() || peak() - before < 128 << 20, "{} bytes more", peak() - before);
}

/// Every field that takes a branch is read by the grammar of branches before git is started.
#[tokio::test]
async fn o019_a_branch_is_a_branch_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let cache = Cache { folder: folder.path().to_owned(), max_megabytes: 64 };
    let long = "x".repeat(10_000);
    for branch in [
        "--output=/canary/x",
        "--exec=id",
        "-d",
        "refs/../../x",
        "a..b",
        "@{-1}",
        "x\ny",
        "HEAD~9999999999",
        "a^b",
        "a\u{7f}b",
        long.as_str(),
    ] {
        let opened =
            git::open(&cache, "https://host.invalid/a.git", branch, false, &Rules::default(), None, &Ssh::default())
                .await
                .err();
        assert!(
            matches!(&opened, Some(GitError::Refused(why)) if why.contains("not a branch name")),
            "{branch}: {opened:?}"
        );
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "git was not started");
}
