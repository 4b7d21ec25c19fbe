//! Signing in at GitHub, or at a GitHub Enterprise Server: OAuth with PKCE, then its API for who it is, which addresses it has
//! checked, and which organisations and teams the person belongs to.

use serde_json::Value;

use crate::http::{Call, Client, FetchError};
use crate::oidc::{Back, Identity, OidcError, challenge};

/// How we are known there.
#[derive(Clone, Debug, Default)]
pub struct Registration {
    /// `https://github.com`, or the address of an Enterprise Server.
    pub url: String,
    /// `https://api.github.com`, or `…/api/v3` of an Enterprise Server.
    pub api_url: String,
    /// Given by GitHub.
    pub client_id: String,
    /// Only their members come in.
    pub organizations: Vec<String>,
}

/// GitHub.
pub struct GitHub {
    client: Client,
    own: Registration,
}

impl GitHub {
    /// Nothing is asked yet.
    pub fn new(client: Client, own: Registration) -> Self {
        Self { client, own }
    }

    /// Where the browser goes to sign in.
    pub fn authorization_url(&self, redirect_uri: &str, state: &str, verifier: &str) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.own.client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("scope", "read:user user:email read:org")
            .append_pair("state", state)
            .append_pair("code_challenge", &challenge(verifier))
            .append_pair("code_challenge_method", "S256")
            .finish();
        format!("{}/login/oauth/authorize?{query}", self.own.url)
    }

    /// Who the code is for; an error when they belong to none of the organisations.
    pub async fn exchange(&self, back: &Back<'_>) -> Result<Identity, OidcError> {
        let url = format!("{}/login/oauth/access_token", self.own.url);
        let form = [
            ("client_id", self.own.client_id.as_str()),
            ("client_secret", back.client_secret.expose()),
            ("code", back.code),
            ("redirect_uri", back.redirect_uri),
            ("code_verifier", back.verifier),
        ];
        let answer = self.client.call(Call { url: &url, form: Some(&form), authorization: None }).await?;
        let tokens: Value = serde_json::from_str(&answer.text).unwrap_or_default();
        let Some(token) = tokens["access_token"].as_str() else {
            let error: String = tokens["error"].as_str().unwrap_or("no reason").chars().take(100).collect();
            return Err(OidcError::Answer(format!("GitHub refuses the code: {error}")));
        };
        self.identity(token).await
    }

    async fn identity(&self, token: &str) -> Result<Identity, OidcError> {
        let memberships = self.get(token, "/user/memberships/orgs?state=active&per_page=100").await?;
        let of = |item: &Value, pointer: &str| item.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let own = |login: &str| self.own.organizations.iter().any(|wanted| wanted.eq_ignore_ascii_case(login));
        let member = list(&memberships)
            .iter()
            .any(|item| item["state"] == "active" && of(item, "/organization/login").is_some_and(|login| own(&login)));
        if !member {
            return Err(OidcError::Answer("the person belongs to none of the organisations".to_owned()));
        }
        let user = self.get(token, "/user").await?;
        // Names may be taken by others later; the number stays.
        let Some(id) = user["id"].as_i64() else {
            return Err(OidcError::Answer("GitHub does not say who it is".to_owned()));
        };
        let emails = self.get(token, "/user/emails?per_page=100").await?;
        let primary = list(&emails).iter().find(|mail| mail["primary"] == true).cloned().unwrap_or_default();
        let teams = self.get(token, "/user/teams?per_page=100").await?;
        let teams = list(&teams).iter().filter(|team| of(team, "/organization/login").is_some_and(|login| own(&login)));
        let name = user["name"].as_str().filter(|name| !name.is_empty()).or(user["login"].as_str());
        Ok(Identity {
            issuer: self.own.url.clone(),
            subject: id.to_string(),
            email: primary["email"].as_str().unwrap_or_default().to_owned(),
            email_verified: primary["verified"] == Value::Bool(true),
            name: name.unwrap_or_default().to_owned(),
            groups: teams.filter_map(|team| of(team, "/slug")).collect(),
        })
    }

    async fn get(&self, token: &str, path: &str) -> Result<Value, OidcError> {
        let url = format!("{}{path}", self.own.api_url);
        let authorization = Some(format!("Bearer {token}"));
        let answer = self.client.call(Call { url: &url, form: None, authorization }).await?;
        if answer.status != 200 {
            return Err(OidcError::Fetch(FetchError::Unavailable(format!("{url} answers {}", answer.status))));
        }
        serde_json::from_str(&answer.text).map_err(|_| OidcError::Answer(format!("{url} does not answer with JSON")))
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
