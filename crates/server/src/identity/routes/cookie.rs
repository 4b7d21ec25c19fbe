//! The session cookie. Over https its name begins with `__Host-`, which keeps other hosts of the domain from setting it.

use axum::http::{HeaderMap, header};

use crate::app::App;
use crate::identity::secret;

/// Our cookies' names: over https, and on a plain loopback address.
const SECURE: &str = "__Host-portolan-session";
const PLAIN: &str = "portolan-session";

fn is_secure(app: &App) -> bool {
    app.settings.base_url.starts_with("https:")
}

/// A cookie of ours; an age of 0 removes it.
pub fn write(app: &App, secret: &str, seconds: i64) -> String {
    let (name, secure) = if is_secure(app) { (SECURE, "; Secure") } else { (PLAIN, "") };
    format!("{name}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// The value of a cookie.
pub fn find<'h>(headers: &'h HeaderMap, wanted: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    all.flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value)
}

/// The secret a browser sends.
fn find_secret<'h>(app: &App, headers: &'h HeaderMap) -> Option<&'h str> {
    find(headers, if is_secure(app) { SECURE } else { PLAIN })
}

/// The id of the session a browser names.
pub fn find_session(app: &App, headers: &HeaderMap) -> Option<String> {
    find_secret(app, headers).map(secret::hash)
}

/// Whether the browser would be taken for somebody by its cookie.
pub fn is_there(app: &App, headers: &HeaderMap) -> bool {
    find_secret(app, headers).is_some()
}
