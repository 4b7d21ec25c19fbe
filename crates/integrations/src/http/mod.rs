//! The one client for outgoing requests: http and https only, addresses checked when dialling, redirects followed by hand
//! with the rules at each hop, sizes and times bounded.

mod address;
mod call;
mod credential;
mod rules;

pub use address::is_public;
pub use call::{Answer, Call};
pub use credential::Credential;
pub(crate) use rules::Checks;
pub use rules::Rules;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{AUTHORIZATION, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION};
use url::Url;

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
            .timeout(MAX_TIME)
            .connect_timeout(Duration::from_secs(10))
            .dns_resolver(Arc::new(Checked(Arc::clone(&checks))))
            .no_proxy()
            .user_agent(concat!("portolan/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| FetchError::Unavailable(error.to_string()))?;
        Ok(Self { inner, checks })
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
            let mut request = self.inner.get(url.clone());
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
            return read(url, answer).await;
        }
        Err(FetchError::Unavailable(format!("{address} redirects more than {MAX_REDIRECTS} times")))
    }
}

fn parse(address: &str) -> Result<Url, FetchError> {
    Url::parse(address).map_err(|error| FetchError::Refused(format!("`{address}` is not a URL: {error}")))
}

async fn read(url: Url, answer: reqwest::Response) -> Result<Fetched, FetchError> {
    let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let stamp = header(ETAG).or_else(|| header(LAST_MODIFIED)).unwrap_or_default();
    match answer.status().as_u16() {
        304 => return Ok(Fetched { url: url.to_string(), stamp, text: None }),
        404 | 410 => return Err(FetchError::NotFound(url.to_string())),
        status if !(200..300).contains(&status) => {
            return Err(FetchError::Unavailable(format!("{url} answers {status}")));
        }
        _ => {}
    }
    let mut bytes = Vec::new();
    let mut stream = answer.bytes_stream();
    while let Some(chunk) = stream.next().await {
        bytes.extend_from_slice(&chunk.map_err(|error| unavailable(&url, &error))?);
        if bytes.len() > MAX_BYTES {
            return Err(FetchError::Refused(format!("{url} answers more than {MAX_BYTES} bytes")));
        }
    }
    let text =
        String::from_utf8(bytes).map_err(|_| FetchError::Refused(format!("{url} does not answer with UTF-8 text")))?;
    Ok(Fetched { url: url.to_string(), stamp, text: Some(text) })
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
