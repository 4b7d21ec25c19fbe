//! Neighbours of a descriptor: joined paths, globs, and stamps that notice their changes.

use portolan_domain::catalog::placeholder::{ReadError, Reader};
use portolan_integrations::directory::DirectoryTree;
use portolan_integrations::tree::{Tree, TreeReader, is_unchanged, join};

use crate::write;

#[test]
fn relative_targets_stay_in_the_source() {
    assert_eq!(join("./b.md", "docs/a.yaml").as_deref(), Ok("docs/b.md"));
    assert_eq!(join("../b.md", "docs/a.yaml").as_deref(), Ok("b.md"));
    assert_eq!(join("x/../b.md", "a.yaml").as_deref(), Ok("b.md"));
    for target in ["../b.md", "x/../../b.md", "/etc/passwd", "..\\b.md", "file:///etc/passwd", "https://host/x", "a\0b"]
    {
        assert!(matches!(join(target, "a.yaml"), Err(ReadError::Refused(_))), "{target}");
    }
}

#[test]
fn a_stamp_notices_a_neighbour_that_changes_goes_or_comes() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "a.yaml", "a");
    write(root.path(), "api.json", "{}");
    let tree = DirectoryTree::open(root.path()).expect("a listing");
    let mut reader = TreeReader::new(&tree);
    reader.read("./api.json", "a.yaml").expect("a text");
    let kept = reader.stamp("own");
    assert!(is_unchanged(&tree, "own", &kept));
    assert!(!is_unchanged(&tree, "other", &kept));
    write(root.path(), "api.json", "{ }");
    assert!(!is_unchanged(&tree, "own", &kept));
    std::fs::remove_file(root.path().join("api.json")).expect("it goes");
    assert!(!is_unchanged(&tree, "own", &kept));

    let mut reader = TreeReader::new(&tree);
    assert!(matches!(reader.read("./api.json", "a.yaml"), Err(ReadError::NotFound(_))));
    assert!(reader.expand("./more.yaml", "a.yaml").is_err());
    let kept = reader.stamp("own");
    assert!(is_unchanged(&tree, "own", &kept), "still missing");
    write(root.path(), "more.yaml", "x");
    assert!(!is_unchanged(&tree, "own", &kept), "it has come");
}

#[test]
fn globs_stop_at_folders_unless_they_say_otherwise() {
    let root = tempfile::tempdir().expect("a folder");
    for path in ["x/a.yaml", "x/b.json", "x/deep/c.yaml", "y/d.yaml"] {
        write(root.path(), path, "");
    }
    let tree = DirectoryTree::open(root.path()).expect("a listing");
    let expand = |target: &str| TreeReader::new(&tree).expand(target, "all.yaml");
    assert_eq!(expand("./x/*.yaml").expect("files"), ["x/a.yaml"]);
    assert_eq!(expand("./**/*.yaml").expect("files"), ["x/a.yaml", "x/deep/c.yaml", "y/d.yaml"]);
    assert!(expand("./none/*.yaml").expect("no files").is_empty());
    assert!(matches!(expand("../*.yaml"), Err(ReadError::Refused(_))));
    assert!(matches!(expand("./x/[.yaml"), Err(ReadError::Refused(_))));
    assert!(matches!(tree.resolve("https://host/*.yaml", "all.yaml"), Err(ReadError::Refused(_))));
}
