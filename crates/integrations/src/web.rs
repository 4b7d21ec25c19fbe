//! A URL of a descriptor, with what its `Location`s and placeholders name on the same host.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::read_descriptor;
use portolan_domain::catalog::placeholder::ReadError;
use sha1::{Digest, Sha1};
use url::Url;

use crate::http::{Client, FetchError};
use crate::tree::{Listed, Tree, TreeReader};

/// Pages of one source.
const MAX_PAGES: usize = 200;
/// Bytes of all pages of one source.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// All pages reached from one address.
pub struct WebTree {
    files: Vec<Listed>,
    pages: BTreeMap<String, (String, String)>,
    /// Addresses asked for and not fetched yet.
    wanted: Mutex<Vec<String>>,
}

/// Fetches the address and all it leads to.
pub async fn open(client: &Client, address: &str) -> Result<WebTree, FetchError> {
    let address = raw(address);
    let mut tree = WebTree { files: Vec::new(), pages: BTreeMap::new(), wanted: Mutex::new(Vec::new()) };
    let mut listed = vec![address.clone()];
    let mut open = vec![address.clone()];
    let (mut asked, mut bytes) = (BTreeSet::new(), 0);
    while let Some(next) = open.pop() {
        if !asked.insert(next.clone()) {
            continue;
        }
        if asked.len() > MAX_PAGES {
            return Err(FetchError::Refused(format!("{address} leads to more than {MAX_PAGES} pages")));
        }
        let page = match client.get(&next, "").await {
            Ok(fetched) => fetched.text.unwrap_or_default(),
            // What a page points at may be missing; that is a problem of the page. The first must be there.
            Err(FetchError::NotFound(_) | FetchError::Refused(_)) if next != address => continue,
            Err(error) => return Err(error),
        };
        bytes += page.len();
        if bytes > MAX_BYTES {
            return Err(FetchError::Refused(format!("{address} leads to more than {MAX_BYTES} bytes")));
        }
        let stamp = format!("sha1:{:x}", Sha1::digest(page.as_bytes()));
        tree.pages.insert(next.clone(), (stamp, page));
        // Reading shows what else is needed: pages of Locations, and texts of placeholders.
        let mut at = 0;
        while at < listed.len() {
            if let Some((_, text)) = tree.pages.get(&listed[at]) {
                let found = read_descriptor(&listed[at], text, Blueprints::builtin(), &mut TreeReader::new(&tree));
                for target in found.targets {
                    if !listed.contains(&target.target) {
                        listed.push(target.target);
                    }
                }
            }
            at += 1;
        }
        let wanted = tree.wanted.lock().map(|mut wanted| std::mem::take(&mut *wanted)).unwrap_or_default();
        open.extend(wanted.into_iter().filter(|url| !asked.contains(url)));
    }
    listed.sort();
    tree.files = listed
        .into_iter()
        .filter_map(|path| tree.pages.get(&path).map(|(stamp, _)| Listed { stamp: stamp.clone(), path: path.clone() }))
        .collect();
    Ok(tree)
}

/// The raw text behind a page of GitHub or GitLab that shows a file.
pub fn raw(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else { return address.to_owned() };
    let path = url.path().to_owned();
    if url.host_str() == Some("github.com") {
        let parts: Vec<&str> = path.trim_start_matches('/').splitn(4, '/').collect();
        if let [owner, repository, "blob" | "tree", rest] = parts[..] {
            return format!("https://raw.githubusercontent.com/{owner}/{repository}/{rest}");
        }
    }
    if let Some((project, rest)) = path.split_once("/-/blob/") {
        url.set_path(&format!("{project}/-/raw/{rest}"));
        return url.to_string();
    }
    address.to_owned()
}

impl Tree for WebTree {
    fn list(&self) -> &[Listed] {
        &self.files
    }

    fn text(&self, path: &str) -> Result<String, ReadError> {
        if let Some((_, text)) = self.pages.get(path) {
            return Ok(text.clone());
        }
        if let Ok(mut wanted) = self.wanted.lock() {
            wanted.push(path.to_owned());
        }
        Err(ReadError::NotFound(path.to_owned()))
    }

    fn stamp(&self, path: &str) -> String {
        self.pages.get(path).map(|(stamp, _)| stamp.clone()).unwrap_or_default()
    }

    fn resolve(&self, target: &str, base: &str) -> Result<String, ReadError> {
        let refused = |why: &str| ReadError::Refused(format!("`{target}` {why}"));
        let base = Url::parse(base).map_err(|_| refused("has no base address"))?;
        let url = base.join(target).map_err(|_| refused("is not a URL"))?;
        let url = Url::parse(&raw(url.as_str())).map_err(|_| refused("is not a URL"))?;
        if url.origin() != base.origin() {
            return Err(refused("is on another host; only what lies beside the file is read"));
        }
        Ok(url.to_string())
    }

    fn location(&self, path: &str) -> String {
        format!("url:{path}")
    }
}
