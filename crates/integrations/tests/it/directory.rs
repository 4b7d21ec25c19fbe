//! Directories and single files.

use std::os::unix::fs::symlink;

use portolan_domain::catalog::placeholder::ReadError;
use portolan_integrations::directory::{DirectoryTree, descriptors};
use portolan_integrations::file;
use portolan_integrations::tree::Tree;

use crate::{component, location, paths, write};

#[test]
fn descriptors_are_found_by_content_outside_what_git_ignores() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "catalog-info.yaml", &component("a"));
    write(root.path(), "deep/er/service.yml", &component("b"));
    write(root.path(), "deep/compose.yaml", "services: {}\n");
    write(root.path(), "notes.txt", &component("c"));
    write(root.path(), "build/catalog-info.yaml", &component("d"));
    write(root.path(), ".hidden/catalog-info.yaml", &component("e"));
    write(root.path(), "node_modules/x/catalog-info.yaml", &component("f"));
    write(root.path(), ".gitignore", "build/\n");
    let mut found = descriptors(root.path()).expect("a listing");
    found.sort();
    assert_eq!(found, ["catalog-info.yaml", "deep/er/service.yml"]);
}

#[test]
fn links_are_neither_listed_nor_followed() {
    let outside = tempfile::tempdir().expect("a folder");
    write(outside.path(), "secret.yaml", &component("secret"));
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "a.yaml", &component("a"));
    symlink(outside.path(), root.path().join("folder")).expect("a link");
    symlink(outside.path().join("secret.yaml"), root.path().join("secret.yaml")).expect("a link");
    symlink(root.path(), root.path().join("loop")).expect("a link");
    let tree = DirectoryTree::open(root.path()).expect("a listing");
    assert_eq!(paths(&tree), ["a.yaml"]);
    for path in ["secret.yaml", "folder/secret.yaml", "loop/a.yaml"] {
        assert!(matches!(tree.text(path), Err(ReadError::Refused(_))), "{path}");
        assert_eq!(tree.stamp(path), "");
    }
}

#[test]
fn nothing_outside_the_root_is_read() {
    let parent = tempfile::tempdir().expect("a folder");
    write(parent.path(), "secret.yaml", &component("secret"));
    write(parent.path(), "root/a.yaml", &component("a"));
    let tree = DirectoryTree::open(&parent.path().join("root")).expect("a listing");
    let absolute = parent.path().join("secret.yaml").display().to_string();
    for path in ["../secret.yaml", "x/../../secret.yaml", absolute.as_str()] {
        assert!(!matches!(tree.text(path), Ok(_) | Err(ReadError::Unavailable(_))), "{path}");
    }
}

#[test]
fn a_stamp_changes_with_the_content() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "a.yaml", &component("a"));
    let before = DirectoryTree::open(root.path()).expect("a listing").list()[0].stamp.clone();
    write(root.path(), "a.yaml", &component("abc"));
    assert_ne!(before, DirectoryTree::open(root.path()).expect("a listing").list()[0].stamp);
}

#[test]
fn files_past_the_size_limit_are_passed_over() {
    let limit = portolan_domain::yaml::MAX_FILE_BYTES;
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "at.yaml", &"#".repeat(limit));
    write(root.path(), "past.yaml", &"#".repeat(limit + 1));
    assert_eq!(paths(&DirectoryTree::open(root.path()).expect("a listing")), ["at.yaml"]);
}

#[test]
fn what_is_no_directory_is_an_error_and_not_empty() {
    let root = tempfile::tempdir().expect("a folder");
    assert!(DirectoryTree::open(&root.path().join("gone")).is_err());
    write(root.path(), "a.yaml", "");
    assert!(DirectoryTree::open(&root.path().join("a.yaml")).is_err());
}

#[test]
fn a_file_brings_what_its_locations_name() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "all.yaml", &location("./services/*.yaml"));
    write(root.path(), "services/a.yaml", &component("a"));
    write(root.path(), "services/b.yaml", &location("../teams/t.yaml"));
    write(root.path(), "services/deep/c.yaml", &component("c"));
    write(root.path(), "teams/t.yaml", &component("t"));
    write(root.path(), "other.yaml", &component("other"));
    let tree = file::open(&root.path().join("all.yaml")).expect("a tree");
    assert_eq!(paths(&tree), ["all.yaml", "services/a.yaml", "services/b.yaml", "teams/t.yaml"]);
}

#[test]
fn locations_in_a_circle_end() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "a.yaml", &location("./b.yaml"));
    write(root.path(), "b.yaml", &location("./a.yaml"));
    assert_eq!(paths(&file::open(&root.path().join("a.yaml")).expect("a tree")), ["a.yaml", "b.yaml"]);
}

#[test]
fn a_file_that_is_gone_is_an_error() {
    let root = tempfile::tempdir().expect("a folder");
    assert!(file::open(&root.path().join("gone.yaml")).is_err());
}
