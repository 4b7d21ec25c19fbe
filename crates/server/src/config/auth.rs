//! Who may come in, and how.

use serde::{Deserialize, Serialize};

use crate::http::peer::Network;

/// Sign-in.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema, Default)]
#[serde(deny_unknown_fields, default)]
pub struct AuthConfig {
    /// Without a name.
    pub guest: GuestConfig,
    /// With e-mail and password.
    pub local: LocalConfig,
    /// How long a session holds.
    pub session: SessionConfig,
    /// At systems that speak OpenID Connect.
    pub oidc: Vec<OidcConfig>,
    /// At GitHub.
    pub github: GithubConfig,
    /// By a header of a proxy in front.
    pub header: HeaderConfig,
}

/// An OAuth app of GitHub.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GithubConfig {
    /// Given by GitHub; empty turns this off.
    pub client_id: String,
    /// Given by GitHub.
    pub client_secret: String,
    /// Only their members come in.
    pub organizations: Vec<String>,
    /// Domains whose e-mail addresses count when GitHub has checked them; `*` for every one.
    pub email_domains: Vec<String>,
    /// Whether whoever signs in there gets an account here.
    pub create_accounts: bool,
    /// Of an Enterprise Server.
    pub url: String,
    /// Of an Enterprise Server: `https://HOST/api/v3`.
    pub api_url: String,
    /// Whether it may have a loopback or private address.
    pub allow_private_addresses: bool,
}

/// A proxy in front that knows who people are.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HeaderConfig {
    /// The header with the person's name there, which never changes; empty turns this off.
    pub name: String,
    /// The header with the e-mail address; empty for none.
    pub email: String,
    /// The header with the name to show; empty for none.
    pub display_name: String,
    /// Addresses and blocks of the proxies, whose `X-Forwarded-For` counts too.
    pub proxies: Vec<String>,
    /// What they send in `X-Portolan-Proxy-Secret`; empty for nothing.
    pub secret: String,
    /// Domains whose e-mail addresses the proxy may speak for; `*` for every one.
    pub email_domains: Vec<String>,
    /// Whether whoever it names gets an account here.
    pub create_accounts: bool,
}

/// A provider of OpenID Connect.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OidcConfig {
    /// In addresses; small letters, digits and `-`.
    pub id: String,
    /// On the button.
    pub name: String,
    /// Exactly as the provider writes it.
    pub issuer: String,
    /// Given by the provider.
    pub client_id: String,
    /// Given by the provider.
    pub client_secret: String,
    /// Besides `openid`.
    pub scopes: Vec<String>,
    /// The claim that lists groups.
    pub groups_claim: String,
    /// Domains whose e-mail addresses this provider may speak for; `*` for every one.
    pub email_domains: Vec<String>,
    /// Whether whoever signs in there gets an account here.
    pub create_accounts: bool,
    /// Tenants besides the server's own whose people may sign in there; `*` for every one.
    pub tenants: Vec<String>,
    /// Whether the provider may have a loopback or private address.
    pub allow_private_addresses: bool,
}

/// Guest sign-in.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GuestConfig {
    /// Whether people are let in without signing in; by default where only this machine reaches the server.
    pub enabled: Option<bool>,
    /// Listen beyond loopback with guest sign-in on. Everybody who reaches the port may then read and write.
    pub allow_beyond_loopback: bool,
    /// The entity guests act as.
    pub user: String,
}

/// Accounts with a password.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LocalConfig {
    /// Whether people may sign in with e-mail and password.
    pub enabled: bool,
}

/// Sessions of browsers.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SessionConfig {
    /// A session that is not used for that long ends.
    pub idle_hours: u32,
    /// A session ends after that long in any case.
    pub max_days: u32,
}

impl Default for GuestConfig {
    fn default() -> Self {
        Self { enabled: None, allow_beyond_loopback: false, user: "user:default/guest".into() }
    }
}

impl AuthConfig {
    /// Whether people are sent to other systems and back.
    pub fn leads_elsewhere(&self) -> bool {
        !self.oidc.is_empty() || !self.github.client_id.is_empty()
    }

    /// Whether there is a way to sign in.
    pub fn lets_people_in(&self) -> bool {
        self.local.enabled || self.leads_elsewhere() || !self.header.name.is_empty()
    }

    /// What is wrong with it.
    pub fn refusal(&self) -> Option<String> {
        if let Some(refusal) = self.oidc.iter().find_map(OidcConfig::refusal) {
            return Some(refusal);
        }
        let ids: Vec<&str> = self.oidc.iter().map(|one| one.id.as_str()).chain(["github"]).collect();
        if let Some(twice) = ids.iter().enumerate().find(|(at, id)| ids[..*at].contains(id)) {
            return Some(format!("auth.oidc: the id {} is taken; `github` is GitHub's", twice.1));
        }
        if self.session.idle_hours == 0 || self.session.max_days == 0 {
            return Some("auth.session.idle_hours and auth.session.max_days are at least 1".to_owned());
        }
        self.github.refusal().or_else(|| self.header.networks().err())
    }
}

impl Default for GithubConfig {
    fn default() -> Self {
        Self {
            client_id: String::new(),
            client_secret: String::new(),
            organizations: Vec::new(),
            email_domains: Vec::new(),
            create_accounts: true,
            url: "https://github.com".into(),
            api_url: "https://api.github.com".into(),
            allow_private_addresses: false,
        }
    }
}

impl GithubConfig {
    /// What is wrong with it.
    pub fn refusal(&self) -> Option<String> {
        let on = !self.client_id.is_empty();
        (on && self.organizations.is_empty()).then(|| {
            "auth.github needs organizations: without them everybody who has an account at GitHub would come in"
                .to_owned()
        })
    }
}

impl Default for HeaderConfig {
    fn default() -> Self {
        Self {
            name: String::new(),
            email: String::new(),
            display_name: String::new(),
            proxies: Vec::new(),
            secret: String::new(),
            email_domains: Vec::new(),
            create_accounts: true,
        }
    }
}

impl HeaderConfig {
    /// The proxies, or what is wrong with them.
    pub fn networks(&self) -> Result<Vec<Network>, String> {
        let networks = self.proxies.iter().map(|text| text.parse::<Network>()).collect::<Result<Vec<_>, _>>();
        let networks = networks.map_err(|error| format!("auth.header.proxies: {error}"))?;
        if !self.name.is_empty() && networks.is_empty() {
            return Err("auth.header.name needs auth.header.proxies, the addresses it may come from".to_owned());
        }
        Ok(networks)
    }
}

impl Default for OidcConfig {
    fn default() -> Self {
        Self {
            id: String::new(),
            name: String::new(),
            issuer: String::new(),
            client_id: String::new(),
            client_secret: String::new(),
            scopes: vec!["profile".into(), "email".into()],
            groups_claim: "groups".into(),
            email_domains: Vec::new(),
            create_accounts: true,
            tenants: Vec::new(),
            allow_private_addresses: false,
        }
    }
}

impl OidcConfig {
    /// What is wrong with it.
    pub fn refusal(&self) -> Option<String> {
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if self.id.is_empty() || self.id.len() > 40 || !self.id.chars().all(plain) {
            return Some("auth.oidc: each provider needs an id of small letters, digits and `-`".to_owned());
        }
        let (id, issuer) = (&self.id, url::Url::parse(&self.issuer).ok());
        if self.name.is_empty() || self.client_id.is_empty() {
            return Some(format!("auth.oidc: the provider {id} needs a name and a client_id"));
        }
        let safe = issuer.is_some_and(|url| url.scheme() == "https" || self.allow_private_addresses);
        (!safe).then(|| format!("auth.oidc: the issuer of {id} is not an https address"))
    }
}

impl Default for LocalConfig {
    fn default() -> Self {
        Self { enabled: true }
    }
}

impl Default for SessionConfig {
    fn default() -> Self {
        Self { idle_hours: 24, max_days: 30 }
    }
}
