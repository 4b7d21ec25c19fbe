//! Signing in by a header that a proxy in front sets. The header counts only from the proxies that are listed, once, and with
//! their secret where one is configured; it opens a session, which holds only while the proxy goes on naming the same person.

use std::net::IpAddr;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::browser::Browser;
use super::oidc::{let_in, local_target, turn_away};
use crate::app::App;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::http::peer::PeerAddress;
use crate::identity::arrival::{self, Arrival};
use crate::identity::secret;

/// Where a proxy proves itself.
const SECRET: &str = "x-portolan-proxy-secret";
/// Before the person's name in the method of such sessions.
pub const METHOD: &str = "header:";
/// Bytes of a person's name.
const NAME: usize = 200;

fn single<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.to_str().ok()?.trim();
    (all.next().is_none() && !first.is_empty() && first.len() <= NAME).then_some(first)
}

/// Whom the proxy in front names.
pub fn find_named<'h>(app: &App, headers: &'h HeaderMap, peer: Option<IpAddr>) -> Option<&'h str> {
    let config = &app.settings.header;
    let listed = peer.is_some_and(|peer| app.settings.proxies.iter().any(|network| network.holds(peer)));
    if config.name.is_empty() || !listed {
        return None;
    }
    let proven = config.secret.is_empty()
        || single(headers, SECRET).is_some_and(|given| secret::fits(given, &secret::hash(&config.secret)));
    if proven { single(headers, &config.name) } else { None }
}

/// Signs in whoever the proxy names.
#[utoipa::path(get, path = "/api/v1/auth/header/start", params(("next" = Option<String>, Query)),
    responses((status = 303), (status = 404)))]
pub async fn start(
    State(app): State<App>,
    PeerAddress(peer): PeerAddress,
    headers: HeaderMap,
    browser: Browser,
    params: Params,
) -> Result<Response, AppError> {
    let config = &app.settings.header;
    if config.name.is_empty() {
        return Err(AppError::not_found("Nobody signs in by a header here"));
    }
    let Some(subject) = find_named(&app, &headers, peer) else { return turn_away(&app, "denied") };
    let given = |name: &str| if name.is_empty() { None } else { single(&headers, name) };
    let arrival = Arrival {
        provider: "header".to_owned(),
        subject: subject.to_owned(),
        name: given(&config.display_name).unwrap_or(subject).to_owned(),
        email: arrival::trusted_email(given(&config.email).unwrap_or_default(), true, &config.email_domains),
        groups: Vec::new(),
    };
    let target = local_target(params.first("next").unwrap_or("/"));
    let_in(&app, arrival, config.create_accounts, &format!("{METHOD}{subject}"), &browser, &target).await
}
