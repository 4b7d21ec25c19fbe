//! Directories and single files.

use std::os::unix::fs::symlink;

use portolan_domain::catalog::placeholder::ReadError;
use portolan_integrations::directory::{DirectoryTree, Root, descriptors};
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
fn what_takes_the_place_of_a_folder_after_the_listing_leads_nowhere() {
    let outside = tempfile::tempdir().expect("a folder");
    write(outside.path(), "a.yaml", &component("secret"));
    let parent = tempfile::tempdir().expect("a folder");
    let root = parent.path().join("root");
    write(&root, "deep/er/a.yaml", &component("a"));
    write(&root, "b.yaml", &component("b"));
    let tree = DirectoryTree::open(&root).expect("a listing");
    // A folder, then a file, then the root itself become links to something else.
    std::fs::rename(root.join("deep/er"), root.join("deep/moved")).expect("it moves");
    symlink(outside.path(), root.join("deep/er")).expect("a link");
    assert!(matches!(tree.text("deep/er/a.yaml"), Err(ReadError::Refused(_))));
    assert_eq!(tree.stamp("deep/er/a.yaml"), "");
    std::fs::remove_file(root.join("b.yaml")).expect("it goes");
    symlink(outside.path().join("a.yaml"), root.join("b.yaml")).expect("a link");
    assert!(matches!(tree.text("b.yaml"), Err(ReadError::Refused(_))));
    std::fs::rename(&root, parent.path().join("old")).expect("it moves");
    symlink(outside.path(), &root).expect("a link");
    assert_eq!(tree.text("a.yaml"), Err(ReadError::NotFound("a.yaml".to_owned())));
    assert_eq!(tree.text("deep/moved/a.yaml"), Ok(component("a")), "the directory that was listed");
}

#[test]
fn a_folder_that_is_swapped_all_the_time_never_leads_out() {
    let outside = tempfile::tempdir().expect("a folder");
    write(outside.path(), "a.yaml", "secret");
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "real/a.yaml", "own");
    symlink(outside.path(), root.path().join("link")).expect("a link");
    let (place, real, link) = (root.path().join("place"), root.path().join("real"), root.path().join("link"));
    let swap = move || {
        for _ in 0..500 {
            for other in [&real, &link] {
                std::fs::rename(other, &place).expect("it takes the place");
                std::fs::rename(&place, other).expect("it goes back");
            }
        }
    };
    let swapping = std::thread::spawn(swap);
    let roots = [Root::open(root.path()), Root::open_by_parts(root.path())].map(|root| root.expect("a directory"));
    while !swapping.is_finished() {
        for root in &roots {
            if let Ok(file) = root.file("place/a.yaml") {
                assert_eq!(std::io::read_to_string(file).expect("a text"), "own");
            }
        }
    }
    swapping.join().expect("no panic");
}

#[test]
fn pipes_devices_and_folders_are_no_files() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "a.yaml", &component("a"));
    std::fs::create_dir(root.path().join("folder.yaml")).expect("a folder");
    let made = std::process::Command::new("mkfifo").arg(root.path().join("pipe.yaml")).status().expect("mkfifo runs");
    assert!(made.success());
    let tree = DirectoryTree::open(root.path()).expect("a listing");
    assert_eq!(paths(&tree), ["a.yaml"]);
    for path in ["pipe.yaml", "folder.yaml"] {
        assert!(matches!(tree.text(path), Err(ReadError::Refused(_))), "{path}");
        assert_eq!(tree.stamp(path), "", "{path}");
    }
    let devices = DirectoryTree::bare(std::path::Path::new("/dev"));
    assert!(matches!(devices.text("zero"), Err(ReadError::Refused(_))));
    for root in [Root::open(root.path()), Root::open_by_parts(root.path())] {
        let root = root.expect("a directory");
        assert!(root.file("a.yaml").is_ok());
        for path in ["pipe.yaml", "folder.yaml", "../a.yaml", "/a.yaml", "", "a.yaml/b", "none/a.yaml"] {
            assert!(root.file(path).is_err(), "{path}");
        }
    }
}

#[test]
fn a_file_that_grows_past_the_limit_after_the_listing_is_cut() {
    let limit = portolan_domain::yaml::MAX_FILE_BYTES;
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "a.yaml", "#");
    let tree = DirectoryTree::open(root.path()).expect("a listing");
    std::fs::File::create(root.path().join("a.yaml")).and_then(|file| file.set_len(1 << 40)).expect("a huge file");
    assert_eq!(tree.text("a.yaml").expect("a text").len(), limit + 1, "enough to be refused");
}

#[test]
fn rules_of_folders_hold_below_them_and_the_nearest_wins() {
    let root = tempfile::tempdir().expect("a folder");
    for path in [
        "a.yaml",
        "gen/a.yaml",
        "x/gen/a.yaml",
        "x/keep/a.yaml",
        "x/y/deep.yaml",
        "x/y/z/deep.yaml",
        ".ci/a.yaml",
        "own/a.yaml",
    ] {
        write(root.path(), path, "");
    }
    write(root.path(), ".gitignore", "gen/\n*.yml\n!/.ci/\n");
    write(root.path(), "x/.gitignore", "!gen/\n/y/deep.yaml\n");
    write(root.path(), ".git/info/exclude", "own/\n");
    write(root.path(), "x/keep/.ignore", "*\n");
    let tree = DirectoryTree::open(root.path()).expect("a listing");
    assert_eq!(paths(&tree), [".ci/a.yaml", "a.yaml", "x/gen/a.yaml", "x/y/z/deep.yaml"]);
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
