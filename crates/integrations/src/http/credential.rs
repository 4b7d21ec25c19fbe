//! What proves who asks: a header that one origin gets and no other, whatever redirects say.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;
use url::{Origin, Url};

use super::{FetchError, parse};
use crate::secret::Secret;

/// An `Authorization` header for one address and what is in the same repository.
#[derive(Clone)]
pub struct Credential {
    origin: Origin,
    /// What the path must begin with.
    reach: String,
    /// The question in the address, which may name another repository as well as a path does.
    query: Option<String>,
    /// The whole header.
    header: Secret,
}

impl Credential {
    /// For pages: `user:password` as Basic, anything else as a bearer token.
    pub fn for_pages(address: &str, secret: &Secret) -> Result<Self, FetchError> {
        let header = if secret.expose().contains(':') {
            basic(secret.expose())
        } else {
            Secret::new(&format!("Bearer {}", secret.expose()))
        };
        Self::new(address, header)
    }

    /// For git, whose hosts take a token as the password of anybody.
    pub fn for_git(address: &str, secret: &Secret) -> Result<Self, FetchError> {
        let header = if secret.expose().contains(':') {
            basic(secret.expose())
        } else {
            basic(&format!("x-access-token:{}", secret.expose()))
        };
        Self::new(address, header)
    }

    fn new(address: &str, header: Secret) -> Result<Self, FetchError> {
        let url = parse(address)?;
        if url.scheme() != "https" && !is_here(&url) {
            return Err(FetchError::Refused("a credential is sent over https only; use an https address".to_owned()));
        }
        if HeaderValue::from_str(header.expose()).is_err() {
            return Err(FetchError::Refused(
                "the secret has letters that cannot be sent, such as a line end inside it".to_owned(),
            ));
        }
        let query = url.query().map(str::to_owned);
        Ok(Self { origin: url.origin(), reach: reach(&url), query, header })
    }

    /// The header for an address; nothing for a foreign one, nor for another repository of the same host: whoever writes a
    /// file chooses what it points at, and may not see all that the secret opens.
    pub(super) fn header_for(&self, url: &Url) -> Option<HeaderValue> {
        let path = url.path();
        let folded = path.to_ascii_lowercase();
        // Decoded by the host, these could lead out again.
        let hidden = ["%2e", "%2f", "%5c"].iter().any(|one| folded.contains(one));
        let ours = url.origin() == self.origin
            && path.starts_with(&self.reach)
            && !hidden
            && (url.query().is_none() || url.query() == self.query.as_deref());
        let mut header = HeaderValue::from_str(self.header.expose()).ok().filter(|_| ours)?;
        header.set_sensitive(true);
        Some(header)
    }

    /// The origin as text, and the header.
    pub(crate) fn parts(&self) -> (String, &Secret) {
        (self.origin.ascii_serialization(), &self.header)
    }
}

/// What an address shares with the rest of its repository: the repository itself where the host's paths show it, else the
/// folder.
fn reach(url: &Url) -> String {
    let path = url.path();
    if let Some((project, _)) = path.split_once("/-/") {
        return format!("{project}/-/");
    }
    let mut parts = path.splitn(4, '/');
    if url.host_str() == Some("raw.githubusercontent.com")
        && let (Some(""), Some(owner), Some(repository), Some(_)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
    {
        return format!("/{owner}/{repository}/");
    }
    path[..=path.rfind('/').unwrap_or_default()].to_owned()
}

fn basic(pair: &str) -> Secret {
    Secret::new(&format!("Basic {}", STANDARD.encode(pair)))
}

/// What is sent to this machine crosses no network.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}
