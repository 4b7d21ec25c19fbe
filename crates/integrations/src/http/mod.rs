//! The one client for outgoing requests: http and https only, addresses checked when dialling, redirects followed by hand
//! with the rules at each hop, sizes and times bounded.

mod address;

pub use address::is_public;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION};
use url::{Host, Url};

/// Redirects followed.
pub const MAX_REDIRECTS: usize = 5;
/// Bytes of an answer, decompressed.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// From the request to the last byte.
pub const MAX_TIME: Duration = Duration::from_secs(30);

/// What may be reached.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Loopback, private and link-local addresses too.
    pub allow_private_addresses: bool,
    /// Only these hosts, when there are any; `*.example.com` covers subdomains.
    pub allowed_hosts: Vec<String>,
}

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
    rules: Arc<Rules>,
}

impl Client {
    /// A client under these rules.
    pub fn new(rules: Rules) -> Result<Self, FetchError> {
        // Ignored when the program has installed it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let rules = Arc::new(rules);
        let inner = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(MAX_TIME)
            .connect_timeout(Duration::from_secs(10))
            .dns_resolver(Arc::new(Checked(Arc::clone(&rules))))
            .no_proxy()
            .user_agent(concat!("portolan/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| FetchError::Unavailable(error.to_string()))?;
        Ok(Self { inner, rules })
    }

    /// Gets a text; `stamp` is what an earlier answer gave.
    pub async fn get(&self, address: &str, stamp: &str) -> Result<Fetched, FetchError> {
        let mut url =
            Url::parse(address).map_err(|error| FetchError::Refused(format!("`{address}` is not a URL: {error}")))?;
        for _ in 0..=MAX_REDIRECTS {
            self.check(&url)?;
            let mut request = self.inner.get(url.clone());
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
                url = next.ok_or_else(|| FetchError::Unavailable(format!("{url} redirects to nowhere")))?;
                continue;
            }
            return read(url, answer).await;
        }
        Err(FetchError::Unavailable(format!("{address} redirects more than {MAX_REDIRECTS} times")))
    }

    fn check(&self, url: &Url) -> Result<(), FetchError> {
        let refused = |why: String| Err(FetchError::Refused(why));
        if !matches!(url.scheme(), "http" | "https") {
            return refused(format!("`{}` addresses are not fetched; use http or https", url.scheme()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refused("credentials in the address are not allowed".to_owned());
        }
        let Some(host) = url.host() else { return refused(format!("{url} names no host")) };
        let address = match &host {
            Host::Ipv4(address) => Some((*address).into()),
            Host::Ipv6(address) => Some((*address).into()),
            Host::Domain(_) => None,
        };
        if !self.rules.allow_private_addresses && address.is_some_and(|address| !is_public(address)) {
            return refused(private(&host.to_string()));
        }
        let name = host.to_string().to_lowercase();
        let allowed = &self.rules.allowed_hosts;
        let fits = |pattern: &String| match pattern.strip_prefix("*.") {
            Some(domain) => name.ends_with(&format!(".{}", domain.to_lowercase())),
            None => name == pattern.to_lowercase(),
        };
        if !allowed.is_empty() && !allowed.iter().any(fits) {
            return refused(format!("the host {name} is not in outbound.allowed_hosts"));
        }
        Ok(())
    }
}

fn private(host: &str) -> String {
    format!("{host} is a private or local address; set outbound.allow_private_addresses to read from it")
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
        cause = inner;
    }
    let text = cause.to_string();
    if text.contains("outbound.allow_private_addresses") {
        FetchError::Refused(text)
    } else {
        FetchError::Unavailable(format!("{url} cannot be reached: {text}"))
    }
}

/// Resolves names and leaves out addresses the rules forbid: what is dialled is what was checked.
struct Checked(Arc<Rules>);

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let rules = Arc::clone(&self.0);
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let all: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let allowed: Vec<SocketAddr> =
                all.into_iter().filter(|address| rules.allow_private_addresses || is_public(address.ip())).collect();
            if allowed.is_empty() {
                return Err(private(&host).into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}
