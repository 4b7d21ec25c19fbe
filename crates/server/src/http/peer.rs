//! Who is at the other end of the connection, and whom a listed proxy says it speaks for.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

/// The other end of the connection, and its text: it is written once, not for each request.
#[derive(Clone, Debug)]
pub struct Peer(IpAddr, Arc<str>);

impl Peer {
    /// Of this address.
    pub fn new(address: IpAddr) -> Self {
        let address = address.to_canonical();
        Self(address, address.to_string().into())
    }
}

/// A block of addresses such as `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl std::str::FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not an address or a block of addresses such as 10.0.0.0/8");
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| wrong())?;
        if bits > most { Err(wrong()) } else { Ok(Self { address, bits }) }
    }
}

impl Network {
    /// Whether an address lies in it.
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => same(own.to_bits().into(), other.to_bits().into(), 32 - self.bits),
            (IpAddr::V6(own), IpAddr::V6(other)) => same(own.to_bits(), other.to_bits(), 128 - self.bits),
            _ => false,
        }
    }

    /// Whether it is so large that many others will be in it.
    pub fn is_wide(&self) -> bool {
        self.bits < if self.address.is_ipv4() { 8 } else { 32 }
    }
}

fn same(a: u128, b: u128, free: u32) -> bool {
    a.checked_shr(free).unwrap_or_default() == b.checked_shr(free).unwrap_or_default()
}

/// For handlers.
#[derive(Clone, Copy, Debug)]
pub struct PeerAddress(pub Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for PeerAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(peer(&parts.extensions)))
    }
}

/// The other end, when the connection is one over the network.
pub fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<Peer>().map(|peer| peer.0)
}

/// The address of the client: the nearest one in the chain that is no listed proxy.
pub fn client_address(headers: &HeaderMap, extensions: &Extensions, proxies: &[Network]) -> Arc<str> {
    let Some(Peer(peer, text)) = extensions.get::<Peer>() else { return Arc::default() };
    let listed = |address: IpAddr| proxies.iter().any(|network| network.holds(address));
    if !listed(*peer) {
        return Arc::clone(text);
    }
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let chain: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    for step in chain.into_iter().rev() {
        let Ok(address) = step.parse::<IpAddr>() else { break };
        if !listed(address.to_canonical()) {
            return address.to_canonical().to_string().into();
        }
    }
    Arc::clone(text)
}
