//! The session cookie. Over https its name begins with `__Host-`, which keeps other hosts of the domain from setting it.

use axum::http::{HeaderMap, header};

use crate::app::App;
use crate::db::DEFAULT_TENANT;
use crate::identity::secret;

/// Our cookies' names: over https, and on a plain loopback address.
const SECURE: &str = "__Host-portolan-session";
const PLAIN: &str = "portolan-session";

/// The cookie of a browser that is at another system to sign in there.
const SECURE_LOGIN: &str = "__Host-portolan-login";
const PLAIN_LOGIN: &str = "portolan-login";

fn is_secure(app: &App) -> bool {
    app.settings.base_url.starts_with("https:")
}

/// Tenants below one host share its cookies: each has names of its own.
fn name(app: &App, secure: &str, plain: &str) -> String {
    let name = if is_secure(app) { secure } else { plain };
    if app.db.tenant() == DEFAULT_TENANT { name.to_owned() } else { format!("{name}-{}", app.db.tenant()) }
}

fn cookie(app: &App, name: &str, secret: &str, seconds: i64) -> String {
    let secure = if is_secure(app) { "; Secure" } else { "" };
    format!("{name}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// A cookie of ours; an age of 0 removes it.
pub fn write(app: &App, secret: &str, seconds: i64) -> String {
    cookie(app, &name(app, SECURE, PLAIN), secret, seconds)
}

/// The cookie by which a browser is known again when it comes back from another system.
pub fn write_login(app: &App, secret: &str, seconds: i64) -> String {
    cookie(app, &name(app, SECURE_LOGIN, PLAIN_LOGIN), secret, seconds)
}

/// What a browser that comes back says.
pub fn find_login<'h>(app: &App, headers: &'h HeaderMap) -> Option<&'h str> {
    find(headers, &name(app, SECURE_LOGIN, PLAIN_LOGIN))
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
    find(headers, &name(app, SECURE, PLAIN))
}

/// The id of the session a browser names.
pub fn find_session(app: &App, headers: &HeaderMap) -> Option<String> {
    find_secret(app, headers).map(secret::hash)
}

/// Whether the browser would be taken for somebody by its cookie.
pub fn is_there(app: &App, headers: &HeaderMap) -> bool {
    find_secret(app, headers).is_some()
}
