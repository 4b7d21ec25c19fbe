//! The one client for outgoing requests: http and https only, addresses checked when dialling, redirects followed by hand
//! with the rules at each hop, sizes and times bounded.

mod address;
mod body;
mod call;
mod credential;
mod rules;
mod waits;

pub use address::{is_public, without_credentials};
pub use call::{Answer, Call};
pub use credential::Credential;
pub(crate) use rules::Checks;
pub use rules::Rules;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{AUTHORIZATION, IF_MODIFIED_SINCE, IF_NONE_MATCH, LOCATION};
use url::Url;

use body::Room;
use waits::Waits;

/// Redirects followed.
pub const MAX_REDIRECTS: usize = 5;
/// Bytes of an answer, decompressed.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// From the request to the last byte.
pub const MAX_TIME: Duration = Duration::from_secs(30);

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The rules forbid it.
    #[error("{0}")]
    Refused(String),
    /// The other side says it is not there.
    #[error("{0} answers 404: there is nothing at this address")]
    NotFound(String),
    /// It may work later.
    #[error("{0}")]
    Unavailable(String),
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Where it came from, after redirects.
    pub url: String,
    /// ETag or date, for asking again; empty when there is neither.
    pub stamp: String,
    /// The text; `None` when it has not changed.
    pub text: Option<String>,
}

/// The client.
#[derive(Clone)]
pub struct Client {
    inner: reqwest::Client,
    checks: Arc<Checks>,
    patience: Duration,
    room: Arc<Room>,
    waits: Arc<Waits>,
}

impl Client {
    /// A client under these rules.
    pub fn new(rules: Rules) -> Result<Self, FetchError> {
        Self::build(Checks::new(rules))
    }

    /// A client with another notion of public addresses, for tests on a machine that has only private ones.
    pub fn with_public(rules: Rules, is_public: fn(IpAddr) -> bool) -> Result<Self, FetchError> {
        Self::build(Checks::with(rules, is_public))
    }

    fn build(checks: Checks) -> Result<Self, FetchError> {
        // Ignored when the program has installed it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let checks = Arc::new(checks);
        let inner = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .dns_resolver(Arc::new(Checked(Arc::clone(&checks))))
            .no_proxy()
            .user_agent(concat!("portolan/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| FetchError::Unavailable(error.to_string()))?;
        Ok(Self { inner, checks, patience: MAX_TIME, room: Arc::default(), waits: Arc::default() })
    }

    /// The same with less time for a whole answer.
    #[must_use]
    pub fn within(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Whether an address may be asked at all; resolves its host.
    pub async fn permit(&self, address: &str) -> Result<(), FetchError> {
        let url = parse(address)?;
        self.checks.url(&url)?;
        match url.host() {
            Some(url::Host::Domain(host)) => self.checks.addresses(host, 0).await.map(drop),
            _ => Ok(()),
        }
    }

    /// Gets a text; `stamp` is what an earlier answer gave.
    pub async fn get(&self, address: &str, stamp: &str) -> Result<Fetched, FetchError> {
        self.get_as(address, stamp, None).await
    }

    /// The same with a credential. It goes to its own origin only, and to nobody any more once a redirect has led away
    /// from there: what sends us back may be somebody else.
    pub async fn get_as(
        &self,
        address: &str,
        stamp: &str,
        credential: Option<&Credential>,
    ) -> Result<Fetched, FetchError> {
        let mut url = parse(address)?;
        let mut credential = credential;
        for _ in 0..=MAX_REDIRECTS {
            self.checks.url(&url)?;
            self.waits.over(&url)?;
            let mut request = self.inner.get(url.clone()).timeout(self.patience);
            let header = credential.and_then(|credential| credential.header_for(&url));
            match header {
                Some(header) => request = request.header(AUTHORIZATION, header),
                None => credential = None,
            }
            if stamp.starts_with('"') || stamp.starts_with("W/") {
                request = request.header(IF_NONE_MATCH, stamp);
            } else if !stamp.is_empty() && !stamp.starts_with("sha1:") {
                request = request.header(IF_MODIFIED_SINCE, stamp);
            }
            let answer = request.send().await.map_err(|error| unavailable(&url, &error))?;
            let status = answer.status();
            self.waits.note(&url, status.as_u16(), answer.headers());
            if status.is_redirection() && status.as_u16() != 304 {
                let target = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
                let next = target.and_then(|target| url.join(target).ok());
                let next = next.ok_or_else(|| FetchError::Unavailable(format!("{url} redirects to nowhere")))?;
                if url.scheme() == "https" && next.scheme() != "https" {
                    // Whoever is in the middle of the second way would say what the first one vouched for.
                    return Err(FetchError::Refused(format!("{url} redirects from https to {}", next.scheme())));
                }
                url = next;
                continue;
            }
            return tokio::time::timeout(self.patience, body::read(&self.room, url.clone(), answer))
                .await
                .unwrap_or_else(|_| Err(FetchError::Unavailable(format!("{url} takes too long to answer"))));
        }
        Err(FetchError::Unavailable(format!("{address} redirects more than {MAX_REDIRECTS} times")))
    }
}

/// A URL that every parser reads alike: nothing is dropped from it or put right in silence.
fn parse(address: &str) -> Result<Url, FetchError> {
    let refused = |why: String| FetchError::Refused(format!("`{}` {why}", without_credentials(address)));
    let odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    let has_host = address.split_once("://").is_some_and(|(_, rest)| !rest.starts_with('/'));
    if address.contains(odd) || !has_host && address.starts_with("http") {
        return Err(refused("can be read in more than one way; write http://HOST/PATH".to_owned()));
    }
    let url = Url::parse(address).map_err(|error| refused(format!("is not a URL: {error}")))?;
    if url.port() == Some(0) { Err(refused("names port 0, where nobody listens".to_owned())) } else { Ok(url) }
}

/// The innermost cause says what happened; the outer ones repeat the address.
fn unavailable(url: &Url, error: &reqwest::Error) -> FetchError {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        if let Some(refused) = inner.downcast_ref::<FetchError>() {
            return refused.clone();
        }
        cause = inner;
    }
    FetchError::Unavailable(format!("{url} cannot be reached: {cause}"))
}

/// Resolves names and leaves out addresses the rules forbid: what is dialled is what was checked.
struct Checked(Arc<Checks>);

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let checks = Arc::clone(&self.0);
        Box::pin(async move {
            let allowed = checks.addresses(name.as_str(), 0).await?;
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}
