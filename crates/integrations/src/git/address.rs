//! Addresses and branches git may be given, and where their hosts are: checked here, then pinned, so that git dials what
//! was checked.

use std::path::Path;

use url::Url;

use super::GitError;
use super::program::Access;
use crate::http::{Checks, FetchError, Rules, without_credentials};

/// Whether an address may be given to git: https, ssh, or (when allowed) a local path; nothing that git reads as an option
/// or a command.
pub fn check_address(address: &str, allow_local: bool) -> Result<(), GitError> {
    let refused = |why: &str| Err(GitError::Refused(format!("`{}` {why}", without_credentials(address))));
    // `ext::…` and the like name a program; an IPv6 address stands after the scheme.
    let helper = address.split("://").next().is_some_and(|scheme| scheme.contains("::"));
    if address.starts_with('-') || address.chars().any(char::is_control) || helper {
        return refused("is not an address git may be given");
    }
    let odd = |c: char| c.is_whitespace() || c == '\\';
    if host_of(address).is_some_and(|host| host.port == 0 || address.contains(odd)) {
        return refused("can be read in more than one way; write https://HOST/PATH");
    }
    match address.split_once("://") {
        Some(("https" | "http", rest))
            if rest.split(['/', '\\', '?', '#']).next().is_some_and(|host| host.contains('@')) =>
        {
            refused("carries credentials; they must not be part of the address")
        }
        Some(("ssh", _)) if Url::parse(address).is_ok_and(|url| url.password().is_some()) => {
            refused("carries a password; it must not be part of the address")
        }
        Some(("https" | "http" | "ssh", _)) if host_of(address).is_some() => Ok(()),
        Some(("file", _)) if allow_local => Ok(()),
        None if host_of(address).is_some() || (allow_local && Path::new(address).is_absolute()) => Ok(()),
        _ => refused("is not a git address that is allowed here; use https or ssh"),
    }
}

/// Whether it may be a branch, by the grammar of `git check-ref-format`; empty is the remote's default.
pub fn check_branch(branch: &str) -> Result<(), GitError> {
    let odd = |c: char| c.is_control() || " ~^:?*[\\".contains(c);
    let part = |part: &str| part.is_empty() || part.starts_with('.') || part.to_ascii_lowercase().ends_with(".lock");
    let wrong = branch.starts_with('-')
        || branch.ends_with('.')
        || branch.contains("..")
        || branch.contains("@{")
        || branch.chars().any(odd)
        || branch.len() > 255
        || branch.split('/').any(part);
    if wrong && !branch.is_empty() {
        return Err(GitError::Refused(format!("`{}` is not a branch name", branch.escape_default())));
    }
    Ok(())
}

/// A remote's host and port.
struct Host {
    name: String,
    port: u16,
    ssh: bool,
}

/// The host of an address; nothing when it has none or one that a shell or ssh could read otherwise.
fn host_of(address: &str) -> Option<Host> {
    let ssh = !address.starts_with("http");
    let (name, port) = if let Some((_, rest)) = address.split_once("://") {
        // Parsers disagree on what an empty host means.
        if rest.starts_with(['/', '\\']) {
            return None;
        }
        let url = Url::parse(address).ok()?;
        let port = url.port().unwrap_or(match url.scheme() {
            "https" => 443,
            "http" => 80,
            _ => 22,
        });
        (url.host_str()?.to_owned(), port)
    } else {
        let (host, path) = address.split_once(':').filter(|(host, _)| !host.contains('/'))?;
        let (user, host) = host.split_once('@').filter(|_| !path.is_empty() && !path.starts_with('-'))?;
        (Some(host.to_owned()).filter(|_| plain(user))?, 22)
    };
    let fits = plain(&name)
        || name.starts_with('[')
            && name.ends_with(']')
            && name.chars().all(|c| c.is_ascii_hexdigit() || "[]:.".contains(c));
    fits.then_some(Host { name, port, ssh })
}

fn plain(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('-') && name.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))
}

/// Checks where the address leads and fixes it for the call.
pub(super) async fn access(address: &str, allow_local: bool, rules: &Rules) -> Result<Access, GitError> {
    let mut access = Access { allow_local, ..Access::default() };
    let checks = Checks::new(rules.clone());
    let Some(host) = host_of(address).filter(|_| !Path::new(address).is_absolute() && !address.starts_with("file:"))
    else {
        return Ok(access);
    };
    checks.host(&host.name).map_err(git_error)?;
    if checks.allow_all_addresses() {
        return Ok(access);
    }
    let bare = host.name.trim_start_matches('[').trim_end_matches(']');
    let found = checks.addresses(bare, host.port).await.map_err(git_error)?;
    let ip = found[0].ip();
    if host.ssh {
        let alias = if host.port == 22 { bare.to_owned() } else { format!("[{bare}]:{}", host.port) };
        access.ssh_options = format!(" -o HostName={ip} -o 'HostKeyAlias={alias}'");
    } else if bare.parse::<std::net::IpAddr>().is_err() {
        let list: Vec<String> = found
            .iter()
            .map(|address| if address.is_ipv6() { format!("[{}]", address.ip()) } else { address.ip().to_string() })
            .collect();
        access.settings.push(format!("http.curloptResolve={bare}:{}:{}", host.port, list.join(",")));
    }
    Ok(access)
}

pub(super) fn git_error(error: FetchError) -> GitError {
    match error {
        FetchError::Refused(why) => GitError::Refused(why),
        FetchError::NotFound(why) | FetchError::Unavailable(why) => GitError::Unavailable(why),
    }
}

/// The address as this module understood it: one parse for the check and for git.
pub(super) fn normal(address: &str) -> String {
    match Url::parse(address) {
        Ok(url) if matches!(url.scheme(), "https" | "http" | "ssh") => url.to_string(),
        _ => address.to_owned(),
    }
}
