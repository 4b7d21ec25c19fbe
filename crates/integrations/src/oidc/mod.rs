//! Signing in at an OpenID Connect provider: authorization code with PKCE, discovery, nonce. Who the person is in Portolan is
//! decided elsewhere.

mod jwt;

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use parking_lot::Mutex;
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

use crate::http::{Call, Client, FetchError};
use crate::secret::Secret;
use jwt::{Expected, Key, Refusal};

/// How long what a provider says of itself is kept.
const KEPT: Duration = Duration::from_secs(3600);
/// A key that is not known is looked for again, but not more often than this.
const AGAIN: Duration = Duration::from_secs(10);
/// Groups of one person that are kept.
const GROUPS: usize = 1000;

/// Why somebody cannot sign in there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// It cannot be asked.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// What it answers makes no sense.
    #[error("{0}")]
    Answer(String),
    /// Its token does not count.
    #[error("the ID token is refused: {0}")]
    Token(&'static str),
}

/// How we are known there.
#[derive(Clone, Debug, Default)]
pub struct Registration {
    /// Exactly as the provider writes it.
    pub issuer: String,
    /// Given by the provider.
    pub client_id: String,
    /// Besides `openid`.
    pub scopes: Vec<String>,
    /// The claim that lists groups; empty for none.
    pub groups_claim: String,
}

/// What a browser comes back with, and what is sent on with it.
#[derive(Clone, Copy, Debug)]
pub struct Back<'a> {
    /// For tokens.
    pub code: &'a str,
    /// Where it came back to.
    pub redirect_uri: &'a str,
    /// What the challenge was made of.
    pub verifier: &'a str,
    /// Given by the provider; empty for a public client. It may be another one each time.
    pub client_secret: &'a Secret,
}

/// Who signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Who it is there, for ever.
    pub subject: String,
    /// As the provider has it.
    pub email: String,
    /// Whether the provider checked that; only a plain `true` says so.
    pub email_verified: bool,
    /// Shown.
    pub name: String,
    /// Names of groups.
    pub groups: Vec<String>,
}

/// What a provider says of itself.
struct Known {
    authorization: Url,
    token: String,
    userinfo: Option<String>,
    post_secret: bool,
    keys: Vec<Key>,
    read_at: Instant,
}

/// A provider.
pub struct Provider {
    client: Client,
    own: Registration,
    known: Mutex<Option<Arc<Known>>>,
}

/// The challenge for a verifier (RFC 7636, S256).
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

fn parse(text: &str, what: &str) -> Result<Value, OidcError> {
    serde_json::from_str(text).map_err(|_| OidcError::Answer(format!("the provider's {what} is not JSON")))
}

fn endpoint(metadata: &Value, name: &str) -> Result<String, OidcError> {
    let found = metadata[name].as_str().map(str::to_owned);
    found.ok_or_else(|| OidcError::Answer(format!("the provider's metadata has no {name}")))
}

impl Provider {
    /// Nothing is asked yet.
    pub fn new(client: Client, own: Registration) -> Self {
        Self { client, own, known: Mutex::new(None) }
    }

    /// Where the browser goes to sign in.
    pub async fn authorization_url(
        &self,
        redirect_uri: &str,
        state: &str,
        nonce: &str,
        verifier: &str,
    ) -> Result<String, OidcError> {
        let known = self.known(KEPT).await?;
        let mut url = known.authorization.clone();
        let mut scopes = vec!["openid"];
        scopes.extend(self.own.scopes.iter().map(String::as_str).filter(|scope| *scope != "openid"));
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.own.client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("scope", &scopes.join(" "))
            .append_pair("state", state)
            .append_pair("nonce", nonce)
            .append_pair("code_challenge", &challenge(verifier))
            .append_pair("code_challenge_method", "S256");
        Ok(url.to_string())
    }

    /// Who the code is for.
    pub async fn exchange(&self, back: &Back<'_>, nonce: &str, now: i64) -> Result<Identity, OidcError> {
        let known = self.known(KEPT).await?;
        let tokens = self.redeem(&known, back).await?;
        let token = endpoint(&tokens, "id_token")?;
        let expected = Expected { issuer: &self.own.issuer, client_id: &self.own.client_id, nonce, now };
        let claims = match jwt::verify(&token, &known.keys, expected) {
            Err(Refusal::UnknownKey) => jwt::verify(&token, &self.known(AGAIN).await?.keys, expected),
            other => other,
        };
        let claims = claims.map_err(|refusal| match refusal {
            Refusal::UnknownKey => OidcError::Token("no published key has its name"),
            Refusal::Bad(why) => OidcError::Token(why),
        })?;
        let more = self.userinfo(&known, &claims, &tokens).await?;
        Ok(self.identity(&claims, &more))
    }

    async fn redeem(&self, known: &Known, back: &Back<'_>) -> Result<Value, OidcError> {
        let (own, secret) = (&self.own, back.client_secret);
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", back.code),
            ("redirect_uri", back.redirect_uri),
            ("code_verifier", back.verifier),
        ];
        let mut authorization = None;
        if secret.is_empty() || known.post_secret {
            form.push(("client_id", &own.client_id));
            if !secret.is_empty() {
                form.push(("client_secret", secret.expose()));
            }
        } else {
            let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let pair = format!("{}:{}", encode(&own.client_id), encode(secret.expose()));
            authorization = Some(format!("Basic {}", STANDARD.encode(pair)));
        }
        let answer = self.client.call(Call { url: &known.token, form: Some(&form), authorization }).await?;
        let tokens = parse(&answer.text, "answer to the code")?;
        if answer.status != 200 {
            let error: String = tokens["error"].as_str().unwrap_or("no reason").chars().take(100).collect();
            return Err(OidcError::Answer(format!("the provider refuses the code: {error}")));
        }
        Ok(tokens)
    }

    /// What the provider tells besides the ID token, about the same person only.
    async fn userinfo(&self, known: &Known, claims: &Value, tokens: &Value) -> Result<Value, OidcError> {
        let wanted = claims.get("email").is_none()
            || (!self.own.groups_claim.is_empty() && claims.get(&self.own.groups_claim).is_none());
        let (Some(url), Some(token), true) = (&known.userinfo, tokens["access_token"].as_str(), wanted) else {
            return Ok(Value::Null);
        };
        let authorization = Some(format!("Bearer {token}"));
        let answer = self.client.call(Call { url, form: None, authorization }).await?;
        let more = parse(&answer.text, "userinfo").unwrap_or_default();
        if answer.status != 200 || more["sub"] != claims["sub"] {
            return Ok(Value::Null);
        }
        Ok(more)
    }

    fn identity(&self, claims: &Value, more: &Value) -> Identity {
        // The address and whether it was checked come from the same place.
        let mail = if claims.get("email").is_some() { claims } else { more };
        let text = |key: &str| claims[key].as_str().or(more[key].as_str()).unwrap_or_default().to_owned();
        let groups = claims.get(&self.own.groups_claim).or(more.get(&self.own.groups_claim));
        let groups = groups.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let name = [text("name"), text("preferred_username"), text("sub")];
        Identity {
            issuer: self.own.issuer.clone(),
            subject: text("sub"),
            email: mail["email"].as_str().unwrap_or_default().to_owned(),
            email_verified: mail["email_verified"] == Value::Bool(true),
            name: name.into_iter().find(|name| !name.is_empty()).unwrap_or_default(),
            groups: groups.take(GROUPS).map(str::to_owned).collect(),
        }
    }

    async fn known(&self, kept: Duration) -> Result<Arc<Known>, OidcError> {
        if let Some(known) = self.known.lock().clone().filter(|known| known.read_at.elapsed() < kept) {
            return Ok(known);
        }
        let known = Arc::new(self.discover().await?);
        *self.known.lock() = Some(Arc::clone(&known));
        Ok(known)
    }

    async fn discover(&self) -> Result<Known, OidcError> {
        let address = format!("{}/.well-known/openid-configuration", self.own.issuer.trim_end_matches('/'));
        let answer = self.client.call(Call { url: &address, ..Call::default() }).await?;
        let metadata = parse(&answer.text, "metadata")?;
        if metadata["issuer"] != self.own.issuer.as_str() {
            return Err(OidcError::Answer(format!(
                "{address} does not name {} as its issuer; write the issuer as the provider does",
                self.own.issuer
            )));
        }
        let keys = self.client.call(Call { url: &endpoint(&metadata, "jwks_uri")?, ..Call::default() }).await?;
        let authorization = Url::parse(&endpoint(&metadata, "authorization_endpoint")?).ok();
        let authorization = authorization.filter(|url| matches!(url.scheme(), "http" | "https"));
        let methods = metadata["token_endpoint_auth_methods_supported"].as_array();
        let offers = |method: &str| methods.is_some_and(|all| all.iter().any(|one| one == method));
        Ok(Known {
            authorization: authorization
                .ok_or_else(|| OidcError::Answer("the authorization endpoint is not a web address".to_owned()))?,
            token: endpoint(&metadata, "token_endpoint")?,
            userinfo: metadata["userinfo_endpoint"].as_str().map(str::to_owned),
            post_secret: offers("client_secret_post") && !offers("client_secret_basic"),
            keys: jwt::read_keys(&parse(&keys.text, "keys")?),
            read_at: Instant::now(),
        })
    }
}
