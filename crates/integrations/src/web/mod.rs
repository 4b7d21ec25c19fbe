//! A URL of a descriptor, with what its `Location`s and placeholders name on the same host.

mod known;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::{is_descriptor, read_descriptor};
use portolan_domain::catalog::placeholder::ReadError;
use url::Url;

use crate::http::{Client, Credential, FetchError};
use crate::secret::Secret;
use crate::tree::{Listed, Tree, TreeReader};
use known::{Asked, Known, KnownPage, Page};

/// Pages of one source.
const MAX_PAGES: usize = 200;
/// Bytes of all pages of one source.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// All pages reached from one address.
#[derive(Default)]
pub struct WebTree {
    files: Vec<Listed>,
    /// With their texts, when they were fetched; without, when their host says that nothing has changed.
    texts: BTreeMap<String, String>,
    known: Known,
    /// Pages that are there and cannot be taken, with the reason.
    refused: BTreeMap<String, String>,
    /// Addresses asked for and not there.
    wanted: Mutex<Vec<String>>,
}

/// Reads the address and all it leads to. `memory` is what [`Tree::memory`] of an earlier tree gave: when no page has
/// changed since, the tree lists the same files and holds no texts.
/// The host is shown the secret, if there is one; no other is.
pub async fn open(
    client: &Client,
    address: &str,
    memory: &str,
    secret: Option<&Secret>,
) -> Result<WebTree, FetchError> {
    let address = raw(address);
    let credential = secret.map(|secret| Credential::for_pages(&address, secret)).transpose()?;
    let credential = credential.as_ref();
    let came = match Known::read(memory, &address) {
        Some(known) => match known.ask(client, credential).await? {
            Asked::Same(known) => return Ok(WebTree::of(known, BTreeMap::new())),
            Asked::Changed(came) => came,
        },
        None => BTreeMap::new(),
    };
    fetch(client, &address, came, credential).await
}

async fn fetch(
    client: &Client,
    address: &str,
    mut came: BTreeMap<String, Page>,
    credential: Option<&Credential>,
) -> Result<WebTree, FetchError> {
    let mut tree = WebTree { known: Known { address: address.to_owned(), ..Known::default() }, ..WebTree::default() };
    let mut listed = vec![address.to_owned()];
    let mut open = vec![address.to_owned()];
    let (mut asked, mut bytes) = (BTreeSet::new(), 0);
    while let Some(next) = open.pop() {
        if !asked.insert(next.clone()) {
            continue;
        }
        if asked.len() > MAX_PAGES {
            return Err(FetchError::Refused(format!("{address} leads to more than {MAX_PAGES} pages")));
        }
        let page = match came.remove(&next) {
            Some(page) => Ok(Some(page)),
            None => known::fetch(client, &next, "", credential).await,
        };
        let page = match page {
            Ok(page) => page.ok_or_else(|| FetchError::Unavailable(format!("{next} answers without a text")))?,
            // What a page points at may be missing; that is a problem of the page. The first must be there.
            Err(FetchError::NotFound(_)) if next != address => {
                tree.known.pages.insert(next, KnownPage::default());
                continue;
            }
            Err(FetchError::Refused(why)) if next != address => {
                tree.refuse(next, why);
                continue;
            }
            Err(error) => return Err(error),
        };
        bytes += page.text.len();
        if bytes > MAX_BYTES {
            return Err(FetchError::Refused(format!("{address} leads to more than {MAX_BYTES} bytes")));
        }
        tree.put(next, page);
        tree.find_targets(&mut listed);
        let wanted = tree.wanted.lock().map(|mut wanted| std::mem::take(&mut *wanted)).unwrap_or_default();
        open.extend(wanted.into_iter().filter(|url| !asked.contains(url)));
    }
    for path in &listed {
        if let Some(page) = tree.known.pages.get_mut(path).filter(|page| !page.hash.is_empty()) {
            page.listed = true;
        }
    }
    Ok(WebTree { refused: tree.refused, ..WebTree::of(tree.known, tree.texts) })
}

impl WebTree {
    /// Refuses a tree whose first page is no descriptor. A host that is ill, or wants somebody to sign in, answers 200 with
    /// something else; taken for an empty file, it would take everything away.
    pub fn believed(self) -> Result<Self, FetchError> {
        match self.texts.get(&self.known.address) {
            Some(text) if !is_descriptor(text) => Err(FetchError::Unavailable(format!(
                "{} answers with a text that is no descriptor; what it said before stays",
                self.known.address
            ))),
            _ => Ok(self),
        }
    }

    fn of(known: Known, texts: BTreeMap<String, String>) -> Self {
        let listed = known.pages.iter().filter(|(_, page)| page.listed);
        let files = listed.map(|(path, page)| Listed { path: path.clone(), stamp: page.hash.clone() }).collect();
        Self { files, texts, known, ..Self::default() }
    }

    /// It stays listed: what it said before is not forgotten because it cannot be read now.
    fn refuse(&mut self, url: String, why: String) {
        let page = KnownPage { hash: "refused".to_owned(), ..KnownPage::default() };
        self.known.pages.insert(url.clone(), page);
        self.refused.insert(url, why);
    }

    fn put(&mut self, url: String, page: Page) {
        self.texts.insert(url.clone(), page.text);
        self.known.pages.insert(url, KnownPage { stamp: page.stamp, hash: page.hash, listed: false });
    }

    /// Reading shows what else is needed: pages of Locations, and texts of placeholders.
    fn find_targets(&self, listed: &mut Vec<String>) {
        let mut at = 0;
        while at < listed.len() {
            if let Some(text) = self.texts.get(&listed[at]) {
                let found = read_descriptor(&listed[at], text, Blueprints::builtin(), &mut TreeReader::new(self));
                for target in found.targets {
                    if !listed.contains(&target.target) {
                        listed.push(target.target);
                    }
                }
            }
            at += 1;
        }
    }
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
        if let Some(text) = self.texts.get(path) {
            return Ok(text.clone());
        }
        if let Some(why) = self.refused.get(path) {
            return Err(ReadError::Unavailable(why.clone()));
        }
        if let Ok(mut wanted) = self.wanted.lock() {
            wanted.push(path.to_owned());
        }
        match self.stamp(path).as_str() {
            "" => Err(ReadError::NotFound(path.to_owned())),
            _ => Err(ReadError::Unavailable(format!("`{path}` was not fetched again; the next sync does"))),
        }
    }

    fn stamp(&self, path: &str) -> String {
        self.known.pages.get(path).map(|page| page.hash.clone()).unwrap_or_default()
    }

    fn memory(&self) -> String {
        // Somebody needs texts that this tree does not have: the next one fetches them.
        let is_short = self.texts.is_empty() && self.wanted.lock().is_ok_and(|wanted| !wanted.is_empty());
        if is_short { String::new() } else { serde_json::to_string(&self.known).unwrap_or_default() }
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

    fn is_named(&self) -> bool {
        true
    }

    fn location(&self, path: &str) -> String {
        format!("url:{path}")
    }
}
