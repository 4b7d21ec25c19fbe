//! Tables of people and groups: a file, the files `users.csv` and `groups.csv` of a directory, or a page.

use std::io;
use std::path::Path;

use portolan_domain::catalog::placeholder::ReadError;

use crate::directory::DirectoryTree;
use crate::http::{Client, FetchError};
use crate::secret::Secret;
use crate::tree::{Listed, Tree};
use crate::web;

/// What is read in a directory.
const NAMES: [&str; 2] = ["groups.csv", "users.csv"];

/// A tree whose files are tables.
pub struct Tables(Box<dyn Tree>);

/// The tables at a path of this machine.
pub fn open(path: &Path) -> io::Result<Tables> {
    let path = path.canonicalize()?;
    let (root, names) = if path.is_dir() {
        let there = NAMES.iter().filter(|name| path.join(name).is_file()).map(|name| (*name).to_owned());
        (path.clone(), there.collect())
    } else {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        (path.parent().unwrap_or(&path).to_owned(), vec![name])
    };
    if names.is_empty() {
        return Err(io::Error::other(format!("{} holds neither {} nor {}", path.display(), NAMES[0], NAMES[1])));
    }
    Ok(Tables(Box::new(DirectoryTree::with_files(&root, names))))
}

/// The table at an address, whose host is shown the secret.
pub async fn fetch(
    client: &Client,
    address: &str,
    memory: &str,
    secret: Option<&Secret>,
) -> Result<Tables, FetchError> {
    Ok(Tables(Box::new(web::open(client, address, memory, secret).await?)))
}

impl Tree for Tables {
    fn list(&self) -> &[Listed] {
        self.0.list()
    }

    fn text(&self, path: &str) -> Result<String, ReadError> {
        self.0.text(path)
    }

    fn stamp(&self, path: &str) -> String {
        self.0.stamp(path)
    }

    fn resolve(&self, target: &str, base: &str) -> Result<String, ReadError> {
        self.0.resolve(target, base)
    }

    fn location(&self, path: &str) -> String {
        self.0.location(path)
    }

    fn is_tables(&self) -> bool {
        true
    }

    fn memory(&self) -> String {
        self.0.memory()
    }
}
