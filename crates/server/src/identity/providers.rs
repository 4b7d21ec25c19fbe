//! The systems at which people may sign in, as configured.

use portolan_integrations::http::{Client, FetchError, Rules};
use portolan_integrations::oidc::{Provider, Registration};

use crate::config::OidcConfig;

/// A provider of OpenID Connect.
pub struct OidcProvider {
    /// As configured.
    pub config: OidcConfig,
    /// How it is asked.
    pub provider: Provider,
}

impl OidcProvider {
    /// The way in under this name.
    pub fn new(config: &OidcConfig, rules: &Rules) -> Result<Self, FetchError> {
        let rules = Rules {
            allow_private_addresses: rules.allow_private_addresses || config.allow_private_addresses,
            allowed_hosts: Vec::new(),
        };
        let own = Registration {
            issuer: config.issuer.clone(),
            client_id: config.client_id.clone(),
            client_secret: config.client_secret.clone(),
            scopes: config.scopes.clone(),
            groups_claim: config.groups_claim.clone(),
        };
        Ok(Self { config: config.clone(), provider: Provider::new(Client::new(rules)?, own) })
    }
}
