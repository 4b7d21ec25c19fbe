//! A single file, with the files its `Location`s name below the same folder.

use std::io;
use std::path::Path;

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::read_descriptor;

use crate::directory::DirectoryTree;
use crate::tree::{Tree, TreeReader};

/// Files reached from one.
const MAX_FILES: usize = 1_000;

/// The file and all it leads to.
pub fn open(path: &Path) -> io::Result<DirectoryTree> {
    let path = path.canonicalize()?;
    let root = path.parent().unwrap_or(&path).to_owned();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut tree = DirectoryTree::bare(&root);
    let mut walked = false;
    let mut found = vec![name];
    let mut at = 0;
    while at < found.len() {
        if found.len() > MAX_FILES {
            return Err(io::Error::other(format!(
                "the file leads to more than {MAX_FILES} files; name their directory"
            )));
        }
        if let Ok(text) = tree.text(&found[at]) {
            // Only globs need to know what lies beside the file, which may be a whole home directory.
            if !walked && text.contains("Location") && text.contains(['*', '?', '[', '{']) {
                tree = DirectoryTree::open(&root)?;
                walked = true;
            }
            let descriptor = read_descriptor(&found[at], &text, Blueprints::builtin(), &mut TreeReader::new(&tree));
            for target in descriptor.targets {
                if !found.contains(&target.target) {
                    found.push(target.target);
                }
            }
        }
        at += 1;
    }
    found.sort();
    Ok(DirectoryTree::with_files(&root, found))
}
