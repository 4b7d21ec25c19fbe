//! The systems at which people may sign in, as configured.

use portolan_integrations::github::{self, GitHub};
use portolan_integrations::http::{Client, FetchError, Rules};
use portolan_integrations::oidc::{self, Identity, OidcError};
use portolan_integrations::secret::Secret;

use crate::config::{GithubConfig, OidcConfig};

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
    /// Domains whose addresses it may speak for.
    pub email_domains: Vec<String>,
    /// Whether whoever signs in there gets an account here.
    pub create_accounts: bool,
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
            client_secret: Secret::new(&config.client_secret),
            scopes: config.scopes.clone(),
            groups_claim: config.groups_claim.clone(),
        };
        let client = client(rules, config.allow_private_addresses)?;
        Ok(Self {
            id: config.id.clone(),
            name: config.name.clone(),
            issuer: config.issuer.clone(),
            email_domains: config.email_domains.clone(),
            create_accounts: config.create_accounts,
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
            client_secret: Secret::new(&config.client_secret),
            organizations: config.organizations.clone(),
        };
        let client = client(rules, config.allow_private_addresses)?;
        Ok(Some(Self {
            id: GITHUB.to_owned(),
            name: "GitHub".to_owned(),
            issuer: own.url.clone(),
            email_domains: config.email_domains.clone(),
            create_accounts: config.create_accounts,
            way: Way::Github(GitHub::new(client, own)),
        }))
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
    pub async fn exchange(&self, code: &str, begun: &Begun<'_>, now: i64) -> Result<Identity, OidcError> {
        match &self.way {
            Way::Oidc(oidc) => oidc.exchange(code, begun.redirect_uri, begun.verifier, begun.nonce, now).await,
            Way::Github(github) => github.exchange(code, begun.redirect_uri, begun.verifier).await,
        }
    }
}
