//! A directory as a tree of texts.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use portolan_domain::catalog::placeholder::ReadError;
use portolan_domain::yaml::MAX_FILE_BYTES;
use rustix::io::Errno;

use super::handle::Root;
use super::walk::{Walked, is_below, stamp, walk};
use crate::tree::{Listed, Tree, decoded, join};

/// A directory at one moment.
pub struct DirectoryTree {
    /// Shown; nothing is read by it.
    path: PathBuf,
    root: Option<Root>,
    files: Vec<Listed>,
    /// Folders that cannot be entered, each with why.
    closed: Vec<(String, io::Error)>,
}

impl DirectoryTree {
    /// Walks the directory. Hidden folders and what `.gitignore` names are passed over, links are not followed.
    pub fn open(root: &Path) -> io::Result<Self> {
        let path = root.canonicalize()?;
        if !path.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, format!("{} is not a directory", path.display())));
        }
        let root = Root::open(&path)?;
        let Walked { files, closed } = walk(root.handle())?;
        Ok(Self { path, root: Some(root), files, closed })
    }

    /// The directory without a listing.
    pub fn bare(root: &Path) -> Self {
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        let path = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        Self { root: Root::open(&path).ok(), path, files: Vec::new(), closed: Vec::new() }
    }

    /// The directory with these files only.
    pub fn with_files(root: &Path, paths: Vec<String>) -> Self {
        let mut tree = Self::bare(root);
        tree.files = paths.into_iter().map(|path| Listed { stamp: tree.stamp(&path), path }).collect();
        tree
    }
}

impl Tree for DirectoryTree {
    fn list(&self) -> &[Listed] {
        &self.files
    }

    fn text(&self, path: &str) -> Result<String, ReadError> {
        if let Some((_, error)) = self.closed.iter().find(|(folder, _)| folder == path) {
            let help = "let the server's account read it, or name it in `.gitignore`";
            return Err(ReadError::Unavailable(format!("the folder `{path}` cannot be read: {error}; {help}")));
        }
        let file = self.root.as_ref().ok_or(Errno::NOENT).and_then(|root| root.file(path));
        let file = file.map_err(|error| refusal(path, error))?;
        let mut bytes = Vec::new();
        // The length may lie.
        file.take(MAX_FILE_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| ReadError::Unavailable(format!("`{path}` cannot be read: {error}")))?;
        decoded(path, bytes)
    }

    fn is_closed(&self, path: &str) -> bool {
        self.closed.iter().any(|(folder, _)| is_below(path, folder))
    }

    fn stamp(&self, path: &str) -> String {
        let stat = self.root.as_ref().and_then(|root| root.stat(path));
        stat.map(|stat| stamp(&stat)).unwrap_or_default()
    }

    fn resolve(&self, target: &str, base: &str) -> Result<String, ReadError> {
        join(target, base)
    }

    fn location(&self, path: &str) -> String {
        format!("file:{}", self.path.join(path).display())
    }
}

fn refusal(path: &str, error: Errno) -> ReadError {
    match error {
        Errno::NOENT | Errno::NOTDIR => ReadError::NotFound(path.to_owned()),
        Errno::LOOP => ReadError::Refused(format!("`{path}` is a link; links are not followed")),
        Errno::XDEV => ReadError::Refused(format!("`{path}` leaves the source")),
        // Of a directory, a pipe, a socket or a device.
        Errno::INVAL | Errno::NXIO | Errno::ISDIR => ReadError::Refused(format!("`{path}` is not a file")),
        error => ReadError::Unavailable(format!("`{path}` cannot be read: {}", io::Error::from(error))),
    }
}
