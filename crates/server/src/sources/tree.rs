//! Opening a source's tree through its reader.

use std::path::Path;
use std::time::Duration;

use portolan_integrations::secret::Secret;
use portolan_integrations::tree::Tree;
use portolan_integrations::{directory, file, git, http, ldap, tables, web};

use super::Sources;
use super::target::{self, Target};

/// How long somebody who names an address waits for its name to be resolved.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why an address may not be read; whether anything answers there is for its sync to find out.
pub async fn refusal(sources: &Sources, target: &Target) -> Option<String> {
    let rules = &sources.settings.rules;
    let asked = async {
        match target {
            _ if target.local_path().is_some() => None,
            // Directories are named by the configuration only, and checked when they are dialled.
            Target::Directory(..) | Target::File(..) | Target::Ldap(_) => None,
            Target::Url(address) | Target::Csv(address) => match sources.client.permit(address).await {
                Err(http::FetchError::Refused(why)) => Some(why),
                _ => None,
            },
            Target::Git(address) => match git::permit(address, is_local(address), rules).await {
                Err(git::GitError::Refused(why)) => Some(why),
                _ => None,
            },
        }
    };
    tokio::time::timeout(PATIENCE, asked).await.ok().flatten()
}

fn is_local(address: &str) -> bool {
    Path::new(address).is_absolute() || address.starts_with("file://")
}

/// Opens the tree of a target. `memory` is what an earlier tree of it gave. The target's host is shown the secret. The error
/// is for people.
pub async fn open(
    sources: &Sources,
    target: &Target,
    branch: &str,
    memory: &str,
    secret: Option<&Secret>,
) -> Result<Box<dyn Tree>, String> {
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
            let found = web::open(&sources.client, address, memory, secret).await.and_then(web::WebTree::believed);
            found.map(|tree| Box::new(tree) as Box<dyn Tree>).map_err(|error: http::FetchError| error.to_string())
        }
        Target::Csv(_) if target.local_path().is_some() => {
            let path = target.local_path().map(Path::to_owned).unwrap_or_default();
            blocking(move || tables::open(&path)).await
        }
        Target::Ldap(address) => {
            let known = sources.settings.directories.iter().find(|one| one.target == *address);
            let known = known.ok_or("the configuration no longer names this directory under `ldap`")?;
            let found = ldap::open(&known.rules, &known.settings).await;
            found.map(|tree| Box::new(tree) as Box<dyn Tree>).map_err(|error| error.to_string())
        }
        Target::Csv(address) => {
            let found = tables::fetch(&sources.client, address, memory, secret).await;
            found.map(|tree| Box::new(tree) as Box<dyn Tree>).map_err(|error| error.to_string())
        }
        Target::Git(address) => {
            let settings = &sources.settings;
            let (cache, rules, ssh) = (&settings.cache, &settings.rules, &settings.ssh);
            let found = git::open(cache, address, branch, is_local(address), rules, secret, ssh).await;
            found.map(|tree| Box::new(tree) as Box<dyn Tree>).map_err(|error| error.to_string())
        }
    }
}

async fn blocking<F, T>(work: F) -> Result<Box<dyn Tree>, String>
where
    F: FnOnce() -> std::io::Result<T> + Send + 'static,
    T: Tree + 'static,
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
        "csv" => Ok(Target::Csv(text.to_owned())),
        "ldap" => Ok(Target::Ldap(text.to_owned())),
        _ => target::read(text, "git", true),
    }
}
