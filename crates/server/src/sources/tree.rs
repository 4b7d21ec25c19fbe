//! Opening a source's tree through its reader.

use std::path::Path;

use portolan_integrations::tree::Tree;
use portolan_integrations::{directory, file, git, http, web};

use super::Sources;
use super::target::{self, Target};

/// Opens the tree of a target. The error is for people.
pub async fn open(sources: &Sources, target: &Target, branch: &str) -> Result<Box<dyn Tree>, String> {
    match target {
        Target::Directory(path, _) => {
            let path = path.clone();
            blocking(move || directory::DirectoryTree::open(&path)).await
        }
        Target::File(path, _) => {
            let path = path.clone();
            blocking(move || file::open(&path)).await
        }
        Target::Url(address) => {
            let found = web::open(&sources.client, address).await;
            found.map(|tree| Box::new(tree) as Box<dyn Tree>).map_err(|error: http::FetchError| error.to_string())
        }
        Target::Git(address) => {
            let local = Path::new(address).is_absolute() || address.starts_with("file://");
            let found = git::open(&sources.settings.cache, address, branch, local, &sources.settings.rules).await;
            found.map(|tree| Box::new(tree) as Box<dyn Tree>).map_err(|error| error.to_string())
        }
    }
}

async fn blocking<F>(work: F) -> Result<Box<dyn Tree>, String>
where
    F: FnOnce() -> std::io::Result<directory::DirectoryTree> + Send + 'static,
{
    let joined = tokio::task::spawn_blocking(work).await.map_err(|error| error.to_string())?;
    joined.map(|tree| Box::new(tree) as Box<dyn Tree>).map_err(|error| error.to_string())
}

/// The target of a source that is kept: it was allowed when it was added.
pub fn kept(kind: &str, text: &str) -> Result<Target, String> {
    match kind {
        "directory" => Ok(Target::Directory(text.into(), text.to_owned())),
        "file" => Ok(Target::File(text.into(), text.to_owned())),
        "url" => Ok(Target::Url(text.to_owned())),
        _ => target::read(text, "git", true),
    }
}
