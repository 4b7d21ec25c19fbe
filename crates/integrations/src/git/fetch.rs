//! Fetching into a bare repository, with an eye on the disk: a remote that sends without end is cut off while it sends.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::program::{Access, git};
use super::{GitError, address};

/// The commit that was fetched last.
pub const HEAD: &str = "refs/portolan/head";
/// How often the disk is looked at while git fetches.
const LOOK: Duration = Duration::from_millis(100);

/// Fetches a branch. A repository that has grown past its limit over many fetches is begun anew once.
pub async fn into(
    bare: &Path,
    remote: &Access,
    address: &str,
    branch: &str,
    max_megabytes: u64,
) -> Result<(), GitError> {
    let is_new = !bare.join("HEAD").exists();
    if fetch(bare, remote, address, branch, max_megabytes).await? {
        return Ok(());
    }
    clear(bare).await;
    if !is_new && fetch(bare, remote, address, branch, max_megabytes).await? {
        return Ok(());
    }
    clear(bare).await;
    Err(GitError::Refused(format!(
        "the newest commit takes more than {max_megabytes} MiB on disk; the fetch was stopped (see git.max_megabytes)"
    )))
}

/// `false` when it took too much room.
async fn fetch(
    bare: &Path,
    remote: &Access,
    address: &str,
    branch: &str,
    max_megabytes: u64,
) -> Result<bool, GitError> {
    if !bare.join("HEAD").exists() {
        std::fs::create_dir_all(bare)
            .map_err(|error| GitError::Unavailable(format!("cannot create the cache: {error}")))?;
        git(bare, &Access::default(), &["init", "--quiet", "--bare", "--template=", "."]).await?;
    }
    let wanted = if branch.is_empty() { "HEAD".to_owned() } else { format!("refs/heads/{branch}") };
    let refspec = format!("+{wanted}:{HEAD}");
    let normal = address::normal(address);
    let options = ["fetch", "--quiet", "--no-tags", "--depth=1", "--no-recurse-submodules", "--no-write-fetch-head"];
    let arguments = [&options[..], &["--end-of-options", &normal, &refspec]].concat();
    let max_bytes = max_megabytes.saturating_mul(1024 * 1024);
    let mut fetching = std::pin::pin!(git(bare, remote, &arguments));
    loop {
        match tokio::time::timeout(LOOK, &mut fetching).await {
            Ok(fetched) => {
                fetched?;
                return Ok(bytes(bare.to_owned()).await <= max_bytes);
            }
            // Leaving drops the call, which kills git with all it started.
            Err(_) if bytes(bare.to_owned()).await > max_bytes => return Ok(false),
            Err(_) => {}
        }
    }
}

/// What a folder takes on disk, about. What vanishes meanwhile counts nothing.
async fn bytes(folder: PathBuf) -> u64 {
    tokio::task::spawn_blocking(move || {
        let (mut open, mut sum) = (vec![folder], 0);
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.metadata() {
                    Ok(metadata) if metadata.is_dir() => open.push(entry.path()),
                    Ok(metadata) => sum += metadata.len(),
                    Err(_) => {}
                }
            }
        }
        sum
    })
    .await
    .unwrap_or_default()
}

/// Gives the room back; what a dying git still writes goes with the second try.
async fn clear(bare: &Path) {
    for _ in 0..2 {
        match tokio::fs::remove_dir_all(bare).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => tokio::time::sleep(LOOK).await,
            _ => return,
        }
    }
}
