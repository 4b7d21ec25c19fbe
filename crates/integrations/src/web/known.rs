//! What is remembered of an address between two readings, so that its host is asked only what has changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};

use crate::http::{Client, Credential, FetchError};

/// All pages of an earlier reading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Known {
    /// The address that was read.
    pub address: String,
    /// What it led to, by URL.
    pub pages: BTreeMap<String, KnownPage>,
}

/// A page, or that it was missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct KnownPage {
    /// ETag or date; empty when its host gives neither.
    pub stamp: String,
    /// Of its text; empty when it was missing.
    pub hash: String,
    /// Whether it is a descriptor, and not only a text that one points at.
    pub listed: bool,
}

/// A page with its text.
pub(super) struct Page {
    pub stamp: String,
    pub hash: String,
    pub text: String,
}

/// What the host says about known pages.
pub(super) enum Asked {
    /// All are as they were.
    Same(Known),
    /// One is not; what came with the question needs no second one.
    Changed(BTreeMap<String, Page>),
}

impl Known {
    /// As it was written; nothing when it is of another address.
    pub fn read(text: &str, address: &str) -> Option<Self> {
        serde_json::from_str::<Self>(text).ok().filter(|known| known.address == address && !known.pages.is_empty())
    }

    /// Asks for each page whether it has changed, and stops at the first that has.
    pub async fn ask(mut self, client: &Client, credential: Option<&Credential>) -> Result<Asked, FetchError> {
        let mut came = BTreeMap::new();
        for (url, known) in &mut self.pages {
            match fetch(client, url, &known.stamp, credential).await {
                Ok(None) => {}
                Ok(Some(page)) => {
                    let same = page.hash == known.hash;
                    known.stamp.clone_from(&page.stamp);
                    came.insert(url.clone(), page);
                    if !same {
                        return Ok(Asked::Changed(came));
                    }
                }
                // Missing then and now.
                Err(FetchError::NotFound(_) | FetchError::Refused(_)) if known.hash.is_empty() => {}
                Err(FetchError::NotFound(_) | FetchError::Refused(_)) => return Ok(Asked::Changed(came)),
                Err(error) => return Err(error),
            }
        }
        Ok(Asked::Same(self))
    }
}

/// A page; nothing when it has not changed since `stamp`.
pub(super) async fn fetch(
    client: &Client,
    url: &str,
    stamp: &str,
    credential: Option<&Credential>,
) -> Result<Option<Page>, FetchError> {
    let fetched = client.get_as(url, stamp, credential).await?;
    Ok(fetched.text.map(|text| Page {
        stamp: fetched.stamp,
        hash: format!("sha1:{:x}", Sha1::digest(text.as_bytes())),
        text,
    }))
}
