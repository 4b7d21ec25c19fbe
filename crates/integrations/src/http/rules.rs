//! What may be reached: hosts by name, addresses by what they belong to. One verdict for this client and for git.

use std::net::{IpAddr, SocketAddr};

use url::{Host, Url};

use super::{FetchError, is_public};

/// What may be reached.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Loopback, private and link-local addresses too.
    pub allow_private_addresses: bool,
    /// Only these hosts, when there are any; `*.example.com` covers subdomains.
    pub allowed_hosts: Vec<String>,
}

/// Rules with the notion of which addresses are public; tests have another one.
#[derive(Clone, Debug)]
pub(crate) struct Checks {
    rules: Rules,
    is_public: fn(IpAddr) -> bool,
}

impl Checks {
    pub(crate) fn new(rules: Rules) -> Self {
        Self { rules, is_public }
    }

    pub(super) fn with(rules: Rules, is_public: fn(IpAddr) -> bool) -> Self {
        Self { rules, is_public }
    }

    fn may_dial(&self, address: IpAddr) -> bool {
        self.rules.allow_private_addresses || (self.is_public)(address)
    }

    /// The verdict on a URL before anything is resolved.
    pub(super) fn url(&self, url: &Url) -> Result<(), FetchError> {
        let refused = |why: String| Err(FetchError::Refused(why));
        if !matches!(url.scheme(), "http" | "https") {
            return refused(format!("`{}` addresses are not fetched; use http or https", url.scheme()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refused("credentials in the address are not allowed".to_owned());
        }
        let Some(host) = url.host() else { return refused(format!("{url} names no host")) };
        self.host(&host.to_string())?;
        let address = match host {
            Host::Ipv4(address) => IpAddr::from(address),
            Host::Ipv6(address) => IpAddr::from(address),
            Host::Domain(_) => return Ok(()),
        };
        if self.may_dial(address) { Ok(()) } else { refused(private(&address.to_string())) }
    }

    /// The verdict on a host's name.
    pub(crate) fn host(&self, host: &str) -> Result<(), FetchError> {
        let name = host.to_lowercase();
        let fits = |pattern: &String| match pattern.strip_prefix("*.") {
            Some(domain) => name.ends_with(&format!(".{}", domain.to_lowercase())),
            None => name == pattern.to_lowercase(),
        };
        let allowed = &self.rules.allowed_hosts;
        if allowed.is_empty() || allowed.iter().any(fits) {
            return Ok(());
        }
        Err(FetchError::Refused(format!("the host {name} is not in outbound.allowed_hosts")))
    }

    /// Where a host may be dialled: its addresses without those the rules forbid, never none.
    pub(crate) async fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, FetchError> {
        let found = tokio::net::lookup_host((host, port)).await;
        let found = found.map_err(|error| FetchError::Unavailable(format!("{host} cannot be resolved: {error}")))?;
        let allowed: Vec<SocketAddr> = found.filter(|address| self.may_dial(address.ip())).collect();
        if allowed.is_empty() { Err(FetchError::Refused(private(host))) } else { Ok(allowed) }
    }

    /// Whether every address may be dialled, so that nobody needs to look.
    pub(crate) fn allow_all_addresses(&self) -> bool {
        self.rules.allow_private_addresses
    }
}

fn private(host: &str) -> String {
    format!("{host} is a private or local address; set outbound.allow_private_addresses to read from it")
}
