//! The host that a request is for. Two programs on its way must not read two hosts out of it: it is named once, or twice
//! alike, and by nothing that could be taken for a path or a user.

use axum::extract::Request;
use axum::http::header::HOST;

use super::error::AppError;

/// Its name and port as sent; empty where a request names none.
pub fn named(request: &Request) -> Result<&str, AppError> {
    let bad = |why: &str| AppError::bad_request(format!("The Host of the request {why}"));
    let mut all = request.headers().get_all(HOST).iter();
    let header = match all.next() {
        Some(host) => Some(host.to_str().map_err(|_| bad("is not a host name"))?),
        None => None,
    };
    if all.next().is_some() {
        return Err(bad("is named more than once"));
    }
    let authority = request.uri().authority().map(axum::http::uri::Authority::as_str);
    if let (Some(header), Some(authority)) = (header, authority)
        && !header.eq_ignore_ascii_case(authority)
    {
        return Err(bad("is another one than that of its address"));
    }
    let host = header.or(authority).unwrap_or_default();
    let plain = |letter: u8| letter.is_ascii_alphanumeric() || b"-._~:[]%".contains(&letter);
    if host.bytes().all(plain) { Ok(host) } else { Err(bad("is not a host name")) }
}
