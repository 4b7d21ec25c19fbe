//! The systems at which people may sign in, as configured.

use globset::{Glob, GlobMatcher};
use portolan_domain::catalog::name::{is_name, suggestion};
use portolan_integrations::github::{self, GitHub};
use portolan_integrations::http::{Client, FetchError, Rules};
use portolan_integrations::oidc::{self, Identity, OidcError};
use portolan_integrations::secret::Secret;

use crate::config::{GithubConfig, GroupsConfig, OidcConfig};

/// Groups of one person that count.
const GROUPS: usize = 200;
/// GitHub's name in addresses.
const GITHUB: &str = "github";

/// A system at which people sign in.
pub struct Provider {
    /// In addresses.
    pub id: String,
    /// On the button.
    pub name: String,
    /// Who it says it is.
    pub issuer: String,
    /// As the configuration has it: the secret itself, or where it is stored.
    pub client_secret: String,
    /// Domains whose addresses it may speak for.
    pub email_domains: Vec<String>,
    /// Whether whoever signs in there gets an account here.
    pub create_accounts: bool,
    /// Whether its groups become Groups.
    pub creates_groups: bool,
    groups: GroupsConfig,
    allowed: Vec<GlobMatcher>,
    way: Way,
}

/// What it speaks.
enum Way {
    Oidc(oidc::Provider),
    Github(GitHub),
}

/// What a browser takes along and brings back.
pub struct Begun<'a> {
    /// Where it comes back to.
    pub redirect_uri: &'a str,
    /// Random.
    pub nonce: &'a str,
    /// Random.
    pub verifier: &'a str,
}

fn client(rules: &Rules, private: bool) -> Result<Client, FetchError> {
    let allow_private_addresses = rules.allow_private_addresses || private;
    Client::new(Rules { allow_private_addresses, allowed_hosts: Vec::new() })
}

impl Provider {
    /// One that speaks OpenID Connect.
    pub fn oidc(config: &OidcConfig, rules: &Rules) -> Result<Self, FetchError> {
        let own = oidc::Registration {
            issuer: config.issuer.clone(),
            client_id: config.client_id.clone(),
            scopes: config.scopes.clone(),
            groups_claim: config.groups_claim.clone(),
        };
        let client = client(rules, config.allow_private_addresses)?;
        Ok(Self {
            id: config.id.clone(),
            name: config.name.clone(),
            issuer: config.issuer.clone(),
            client_secret: config.client_secret.clone(),
            email_domains: config.email_domains.clone(),
            create_accounts: config.create_accounts,
            creates_groups: config.groups.create,
            // Patterns that are none were refused at the start.
            allowed: config
                .groups
                .allow
                .iter()
                .filter_map(|one| Some(Glob::new(one).ok()?.compile_matcher()))
                .collect(),
            groups: config.groups.clone(),
            way: Way::Oidc(oidc::Provider::new(client, own)),
        })
    }

    /// GitHub, where it is configured.
    pub fn github(config: &GithubConfig, rules: &Rules) -> Result<Option<Self>, FetchError> {
        if config.client_id.is_empty() {
            return Ok(None);
        }
        let own = github::Registration {
            url: config.url.trim_end_matches('/').to_owned(),
            api_url: config.api_url.trim_end_matches('/').to_owned(),
            client_id: config.client_id.clone(),
            organizations: config.organizations.clone(),
        };
        let client = client(rules, config.allow_private_addresses)?;
        Ok(Some(Self {
            id: GITHUB.to_owned(),
            name: "GitHub".to_owned(),
            issuer: own.url.clone(),
            client_secret: config.client_secret.clone(),
            email_domains: config.email_domains.clone(),
            create_accounts: config.create_accounts,
            creates_groups: false,
            allowed: Vec::new(),
            groups: GroupsConfig::default(),
            way: Way::Github(GitHub::new(client, own)),
        }))
    }

    /// The groups that count of those it tells, by the names they have here.
    pub fn group_names(&self, told: Vec<String>) -> Vec<String> {
        if self.groups.is_plain() {
            return told;
        }
        let counts = |name: &String| self.allowed.iter().any(|pattern| pattern.is_match(name));
        let mut names: Vec<String> = told
            .iter()
            .filter(|name| counts(name))
            .map(|name| suggestion(&format!("{}{}", self.groups.prefix, name.to_lowercase())))
            .filter(|name| is_name(name))
            .collect();
        names.sort();
        names.dedup();
        names.truncate(GROUPS);
        names
    }

    /// What sessions say of how they were begun.
    pub fn method(&self) -> String {
        match self.way {
            Way::Oidc(_) => format!("oidc:{}", self.id),
            Way::Github(_) => GITHUB.to_owned(),
        }
    }

    /// Where the browser goes.
    pub async fn authorization_url(&self, state: &str, begun: &Begun<'_>) -> Result<String, OidcError> {
        match &self.way {
            Way::Oidc(oidc) => oidc.authorization_url(begun.redirect_uri, state, begun.nonce, begun.verifier).await,
            Way::Github(github) => Ok(github.authorization_url(begun.redirect_uri, state, begun.verifier)),
        }
    }

    /// Who it brings back; `now` in seconds.
    pub async fn exchange(
        &self,
        code: &str,
        begun: &Begun<'_>,
        secret: &Secret,
        now: i64,
    ) -> Result<Identity, OidcError> {
        let back =
            oidc::Back { code, redirect_uri: begun.redirect_uri, verifier: begun.verifier, client_secret: secret };
        match &self.way {
            Way::Oidc(oidc) => oidc.exchange(&back, begun.nonce, now).await,
            Way::Github(github) => github.exchange(&back).await,
        }
    }
}
