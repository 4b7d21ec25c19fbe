//! The walk over a directory, and reading below it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;

use portolan_domain::catalog::placeholder::ReadError;
use portolan_domain::yaml::MAX_FILE_BYTES;

use crate::tree::{Listed, Tree, is_candidate, join};

/// Files of one source.
pub const MAX_FILES: usize = 200_000;
/// Depth of folders.
const MAX_DEPTH: usize = 64;

/// A directory at one moment.
pub struct DirectoryTree {
    root: PathBuf,
    files: Vec<Listed>,
}

impl DirectoryTree {
    /// Walks the directory. Hidden folders and what `.gitignore` names are passed over, links are not followed.
    pub fn open(root: &Path) -> io::Result<Self> {
        let root = root.canonicalize()?;
        if !root.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, format!("{} is not a directory", root.display())));
        }
        let walk = ignore::WalkBuilder::new(&root)
            .follow_links(false)
            .require_git(false)
            .git_global(false)
            .parents(false)
            .max_depth(Some(MAX_DEPTH))
            .filter_entry(|entry| entry.file_name() != "node_modules")
            .build();
        let mut files = Vec::new();
        for entry in walk {
            // A folder that cannot be entered must not look like one that is empty.
            let entry = entry.map_err(|error| io::Error::other(error.to_string()))?;
            if !entry.file_type().is_some_and(|kind| kind.is_file()) {
                continue;
            }
            let Ok(path) = entry.path().strip_prefix(&root) else { continue };
            let Some(path) = path.to_str().filter(|path| is_candidate(path)) else { continue };
            let path = path.replace('\\', "/");
            let Ok(metadata) = entry.metadata() else { continue };
            if metadata.len() <= MAX_FILE_BYTES as u64 {
                files.push(Listed { path, stamp: stamp(&metadata) });
            }
            if files.len() > MAX_FILES {
                return Err(io::Error::other(format!("more than {MAX_FILES} files; name a smaller directory")));
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { root, files })
    }

    /// The directory without a listing.
    pub fn bare(root: &Path) -> Self {
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        Self { root: root.canonicalize().unwrap_or_else(|_| root.to_owned()), files: Vec::new() }
    }

    /// The directory with these files only.
    pub fn with_files(root: &Path, paths: Vec<String>) -> Self {
        let mut tree = Self::bare(root);
        tree.files = paths.into_iter().map(|path| Listed { stamp: tree.stamp(&path), path }).collect();
        tree
    }

    /// The full path, refused when a part of it is a link or leaves the root.
    fn full(&self, path: &str) -> Result<PathBuf, ReadError> {
        let refused = |why: &str| ReadError::Refused(format!("`{path}` {why}"));
        let mut full = self.root.clone();
        for part in Path::new(path).components() {
            let Component::Normal(part) = part else { return Err(refused("leaves the source")) };
            full.push(part);
            match fs::symlink_metadata(&full) {
                Ok(metadata) if metadata.file_type().is_symlink() => {
                    return Err(refused("is a link; links are not followed"));
                }
                Ok(_) => {}
                Err(_) => return Err(ReadError::NotFound(path.to_owned())),
            }
        }
        Ok(full)
    }
}

fn stamp(metadata: &fs::Metadata) -> String {
    let modified = metadata.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    format!("{}.{:09}-{}", modified.as_secs(), modified.subsec_nanos(), metadata.len())
}

impl Tree for DirectoryTree {
    fn list(&self) -> &[Listed] {
        &self.files
    }

    fn text(&self, path: &str) -> Result<String, ReadError> {
        let full = self.full(path)?;
        let unavailable = |error: io::Error| ReadError::Unavailable(format!("`{path}` cannot be read: {error}"));
        let mut bytes = Vec::new();
        // A named pipe would wait for ever; the length may lie.
        if !full.is_file() {
            return Err(ReadError::Refused(format!("`{path}` is not a file")));
        }
        File::open(&full)
            .and_then(|file| file.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes))
            .map_err(unavailable)?;
        String::from_utf8(bytes).map_err(|_| ReadError::Refused(format!("`{path}` is not UTF-8 text")))
    }

    fn stamp(&self, path: &str) -> String {
        self.full(path)
            .ok()
            .and_then(|full| fs::metadata(full).ok())
            .map(|metadata| stamp(&metadata))
            .unwrap_or_default()
    }

    fn resolve(&self, target: &str, base: &str) -> Result<String, ReadError> {
        join(target, base)
    }

    fn location(&self, path: &str) -> String {
        format!("file:{}", self.root.join(path).display())
    }
}
