//! The conventions of the repository as tests. Each message says how to fix what it found.

mod cases;
mod conventions;
mod layers;
mod licences;
mod migrations;
mod sizes;

use std::path::{Path, PathBuf};

/// The root of the repository. Tests run in the folder of their crate; a path from when they were built could be that of
/// another clone with the same target directory.
pub fn root() -> PathBuf {
    Path::new("../..").canonicalize().expect("the crate stands two folders below the root")
}

/// One file of the repository: its path from the root, with `/`, and its text.
pub struct Source {
    /// Path from the root.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// All files below `folder` whose names end in one of `endings`, in order of path.
pub fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    let root = root();
    let mut found = Vec::new();
    let mut open = vec![root.join(folder)];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["node_modules", "dist", "target", "artefacts"].contains(&name.as_str()) {
                    open.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = std::fs::read_to_string(&path).expect("source files are UTF-8");
                let path = path.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
                found.push(Source { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Fails with the list when it is not empty.
pub fn none(rule: &str, found: &[String]) {
    assert!(found.is_empty(), "{rule}\n  {}", found.join("\n  "));
}
