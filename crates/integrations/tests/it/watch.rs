//! Watches see what changes on disk.

use std::time::Duration;

use portolan_integrations::directory::watch;

use crate::{component, location, write};

/// Far longer than any signal takes; a missing one fails the test instead of hanging it.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn new_changed_and_removed_files_are_seen() {
    let root = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(root.path().join("deep")).expect("a folder");
    let mut watch = watch(root.path()).expect("a watch");
    let deep = root.path().join("deep/a.yaml");
    for step in 0..3 {
        match step {
            0 => write(root.path(), "deep/a.yaml", "one"),
            1 => write(root.path(), "deep/a.yaml", "another"),
            _ => std::fs::remove_file(&deep).expect("it goes"),
        }
        assert!(tokio::time::timeout(PATIENCE, watch.changed()).await.expect("a signal"));
    }
}

#[tokio::test]
async fn a_file_that_is_replaced_is_seen() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "a.yaml", "one");
    let mut watch = watch(&root.path().join("a.yaml")).expect("a watch");
    write(root.path(), "new", "two");
    std::fs::rename(root.path().join("new"), root.path().join("a.yaml")).expect("it is replaced");
    assert!(tokio::time::timeout(PATIENCE, watch.changed()).await.expect("a signal"));
}

#[tokio::test]
async fn a_file_is_watched_with_what_it_leads_to() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "all.yaml", &location("./below/a.yaml"));
    write(root.path(), "below/a.yaml", &component("a"));
    write(root.path(), "later/b.yaml", &component("b"));
    let mut watch = watch(&root.path().join("all.yaml")).expect("a watch");
    let mut changed = async || tokio::time::timeout(PATIENCE, watch.changed()).await.expect("a signal");
    write(root.path(), "below/a.yaml", &component("c"));
    assert!(changed().await);
    write(root.path(), "all.yaml", &location("./later/b.yaml"));
    assert!(changed().await);
    write(root.path(), "later/b.yaml", &component("c"));
    assert!(changed().await, "it leads elsewhere now");
}

#[tokio::test]
async fn a_file_that_never_rests_does_not_hide_the_rest() {
    let root = tempfile::tempdir().expect("a folder");
    let mut watch = watch(root.path()).expect("a watch");
    let noisy = root.path().join("log");
    let writer = tokio::spawn(async move {
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        loop {
            tick.tick().await;
            std::fs::write(&noisy, "x").expect("a file");
        }
    });
    assert!(tokio::time::timeout(PATIENCE, watch.changed()).await.expect("a signal despite the noise"));
    writer.abort();
}

#[test]
fn what_is_not_there_cannot_be_watched() {
    let root = tempfile::tempdir().expect("a folder");
    assert!(watch(&root.path().join("gone/deeper")).is_err());
}
