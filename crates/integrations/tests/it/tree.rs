//! Neighbours of a descriptor: joined paths, globs, and stamps that notice their changes.

use portolan_domain::catalog::placeholder::{ReadError, Reader};
use portolan_integrations::directory::DirectoryTree;
use portolan_integrations::tree::{Tree, TreeReader, is_unchanged, join};

use crate::{component, write};

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

#[test]
fn a_template_beside_a_file_or_its_folder_makes_it_a_skeleton() {
    use portolan_domain::catalog::blueprint::Blueprints;
    use portolan_domain::catalog::descriptor::read_descriptor;
    let root = tempfile::tempdir().expect("a folder");
    let blank = component("x").replace("name: x", "name: ${{ values.name }}");
    for path in ["go/files/catalog-info.yaml", "java/catalog-info.yaml", "plain/files/catalog-info.yaml"] {
        write(root.path(), path, &blank);
    }
    write(root.path(), "go/template.yaml", "kind: Template\n");
    write(root.path(), "java/template.yml", "kind: Template\n");
    let tree = DirectoryTree::open(root.path()).expect("a listing");
    let read = |path: &str| {
        let text = tree.text(path).expect("a text");
        let mut reader = TreeReader::new(&tree);
        let problems = read_descriptor(path, &text, Blueprints::builtin(), &mut reader).problems.len();
        (problems, reader.stamp("own"))
    };
    assert_eq!(read("go/files/catalog-info.yaml").0, 0);
    assert_eq!(read("java/catalog-info.yaml").0, 0);
    let (problems, stamp) = read("plain/files/catalog-info.yaml");
    assert_eq!(problems, 1, "nothing says that it is one");
    assert!(is_unchanged(&tree, "own", &stamp));
    write(root.path(), "plain/template.yaml", "kind: Template\n");
    assert!(!is_unchanged(&tree, "own", &stamp), "a template that comes is noticed");
}
