//! Git repositories through the `git` program: a bare cache, trees read without a work tree; no hooks, submodules, links,
//! prompts, or settings of the user.

mod address;
mod batch;
mod fetch;
mod program;
mod ssh;

pub use address::{check_address, check_branch};
pub use ssh::Ssh;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;

use portolan_domain::catalog::placeholder::ReadError;
use portolan_domain::yaml::MAX_FILE_BYTES;
use sha1::{Digest, Sha1};

use crate::http::{Credential, Rules};
use crate::secret::Secret;
use crate::tree::{Listed, Tree, decoded, is_candidate, join};
use batch::Batch;
use program::{Access, git};

/// Files of one repository.
const MAX_FILES: usize = 500_000;

/// Why a repository cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GitError {
    /// The address or the branch is not allowed.
    #[error("{0}")]
    Refused(String),
    /// It may work later.
    #[error("{0}")]
    Unavailable(String),
}

/// A commit's tree.
pub struct GitTree {
    address: String,
    branch: String,
    /// The commit read.
    pub commit: String,
    files: Vec<Listed>,
    blobs: HashMap<String, (String, u64)>,
    reader: Mutex<Batch>,
}

/// Where bare repositories are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    /// One folder below it for each address.
    pub folder: PathBuf,
    /// What one of them may take on disk.
    pub max_megabytes: u64,
}

/// Whether an address may be fetched under these rules; resolves its host.
pub async fn permit(address: &str, allow_local: bool, rules: &Rules) -> Result<(), GitError> {
    check_address(address, allow_local)?;
    address::access(address, allow_local, rules).await.map(drop)
}

/// Fetches the branch (the remote's default when empty) into the bare cache and opens its newest commit. The remote's host
/// is shown the secret, if there is one.
pub async fn open(
    cache: &Cache,
    address: &str,
    branch: &str,
    allow_local: bool,
    rules: &Rules,
    secret: Option<&Secret>,
    ssh: &Ssh,
) -> Result<GitTree, GitError> {
    check_address(address, allow_local)?;
    check_branch(branch)?;
    let mut remote = address::access(address, allow_local, rules).await?;
    remote.ssh = ssh.clone();
    remote.credential =
        secret.map(|secret| Credential::for_git(address, secret)).transpose().map_err(address::git_error)?;
    let bare: PathBuf = cache.folder.join(format!("{:x}.git", Sha1::digest(address.as_bytes())));
    fetch::into(&bare, &remote, address, branch, cache.max_megabytes).await?;
    let here = Access::default();
    let commit = git(&bare, &here, &["rev-parse", "--verify", "--quiet", fetch::HEAD]).await?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let listing = git(&bare, &here, &["ls-tree", "-r", "-z", "-l", "--full-tree", &commit]).await?;
    let (files, blobs) = read_listing(&listing)?;
    let reader = Mutex::new(Batch::new(&bare));
    Ok(GitTree { address: address.to_owned(), branch: branch.to_owned(), commit, files, blobs, reader })
}

type Entries = (Vec<Listed>, HashMap<String, (String, u64)>);

/// Regular files only: links (120000) and submodules (160000) are passed over.
fn read_listing(listing: &[u8]) -> Result<Entries, GitError> {
    let (mut files, mut blobs) = (Vec::new(), HashMap::new());
    for entry in listing.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
        let Ok(entry) = std::str::from_utf8(entry) else { continue };
        let Some((head, path)) = entry.split_once('\t') else { continue };
        let mut head = head.split_whitespace();
        let (Some(mode), Some("blob"), Some(id), Some(size)) = (head.next(), head.next(), head.next(), head.next())
        else {
            continue;
        };
        let odd = path.chars().any(char::is_control)
            || path.len() > 1024
            || path.split('/').any(|part| matches!(part, "." | ".." | ".git"));
        if !mode.starts_with("100") || odd {
            continue;
        }
        let size = size.parse().unwrap_or(u64::MAX);
        if is_candidate(path) && size <= MAX_FILE_BYTES as u64 && !path.split('/').any(|part| part == "node_modules") {
            files.push(Listed { path: path.to_owned(), stamp: id.to_owned() });
        }
        blobs.insert(path.to_owned(), (id.to_owned(), size));
        if blobs.len() > MAX_FILES {
            return Err(GitError::Refused(format!("the repository has more than {MAX_FILES} files")));
        }
    }
    Ok((files, blobs))
}

impl Tree for GitTree {
    fn list(&self) -> &[Listed] {
        &self.files
    }

    fn text(&self, path: &str) -> Result<String, ReadError> {
        let Some((id, size)) = self.blobs.get(path) else { return Err(ReadError::NotFound(path.to_owned())) };
        if *size > MAX_FILE_BYTES as u64 {
            return Err(ReadError::Refused(format!("`{path}` has more than {MAX_FILE_BYTES} bytes")));
        }
        let mut reader = self.reader.lock().map_err(|_| ReadError::Unavailable("the reader has failed".to_owned()))?;
        let bytes =
            reader.read(id).map_err(|error| ReadError::Unavailable(format!("`{path}` cannot be read: {error}")))?;
        decoded(path, bytes)
    }

    fn stamp(&self, path: &str) -> String {
        self.blobs.get(path).map(|(id, _)| id.clone()).unwrap_or_default()
    }

    fn resolve(&self, target: &str, base: &str) -> Result<String, ReadError> {
        join(target, base)
    }

    fn location(&self, path: &str) -> String {
        format!("url:{}", page(&self.address, &self.branch, path))
    }
}

/// Where a person sees a file of a repository: a page of its host, when the host is known by its address.
pub fn page(address: &str, branch: &str, path: &str) -> String {
    let branch = if branch.is_empty() { "HEAD" } else { branch };
    let trimmed = address.trim_end_matches('/').trim_end_matches(".git");
    let web = match trimmed.strip_prefix("git@").and_then(|rest| rest.split_once(':')) {
        Some((host, project)) => format!("https://{host}/{project}"),
        None => trimmed.to_owned(),
    };
    if web.contains("gitlab") { format!("{web}/-/blob/{branch}/{path}") } else { format!("{web}/blob/{branch}/{path}") }
}
