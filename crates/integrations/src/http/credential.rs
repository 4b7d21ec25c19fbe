//! What proves who asks: a header that one origin gets and no other, whatever redirects say.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;
use url::{Origin, Url};

use super::{FetchError, parse};
use crate::secret::Secret;

/// An `Authorization` header for the origin of one address.
#[derive(Clone)]
pub struct Credential {
    origin: Origin,
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
        Ok(Self { origin: url.origin(), header })
    }

    /// The header for an address; nothing for a foreign one.
    pub(super) fn header_for(&self, url: &Url) -> Option<HeaderValue> {
        let mut header = HeaderValue::from_str(self.header.expose()).ok().filter(|_| url.origin() == self.origin)?;
        header.set_sensitive(true);
        Some(header)
    }

    /// The origin as text, and the header.
    pub(crate) fn parts(&self) -> (String, &Secret) {
        (self.origin.ascii_serialization(), &self.header)
    }
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
