//! Signing in at a provider that lies (security cases O046, O047). A real one signs people in among the browser journeys.

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use parking_lot::Mutex;
use portolan_integrations::oidc::{Back, Identity, OidcError, Provider, Registration};
use portolan_integrations::secret::Secret;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use crate::http::{client, public};

const NOW: i64 = 1_800_000_000;

/// A provider whose next ID token is whatever a test puts there.
struct Lying {
    issuer: String,
    pair: EcdsaKeyPair,
    next: Arc<Mutex<Value>>,
}

fn new_pair() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &random).expect("a key")
}

fn sign(pair: &EcdsaKeyPair, head: &Value, claims: &Value) -> String {
    let text = format!("{}.{}", BASE64.encode(head.to_string()), BASE64.encode(claims.to_string()));
    let signature = pair.sign(&SystemRandom::new(), text.as_bytes()).expect("a signature");
    format!("{text}.{}", BASE64.encode(signature.as_ref()))
}

impl Lying {
    async fn start() -> Self {
        let pair = new_pair();
        let point = pair.public_key().as_ref();
        let keys = json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "one", "use": "sig",
            "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..65]) }] });
        let next = Arc::new(Mutex::new(Value::Null));
        let issuer = Arc::new(Mutex::new(String::new()));
        let (answer, own) = (Arc::clone(&next), Arc::clone(&issuer));
        let router = Router::new()
            .route(
                "/.well-known/openid-configuration",
                get(move || async move {
                    let issuer = own.lock().clone();
                    Json(json!({ "issuer": issuer, "jwks_uri": format!("{issuer}/keys"), "token_endpoint": format!("{issuer}/token"),
                        "authorization_endpoint": format!("{issuer}/auth") }))
                }),
            )
            .route("/keys", get(move || async move { Json(keys) }))
            .route("/token", post(move || async move { Json(answer.lock().clone()) }));
        let address = public(router).await;
        *issuer.lock() = format!("http://{address}");
        let issuer = issuer.lock().clone();
        Self { issuer, pair, next }
    }

    fn provider(&self) -> Provider {
        let own = Registration {
            issuer: self.issuer.clone(),
            client_id: "portolan".to_owned(),
            groups_claim: "groups".to_owned(),
            ..Registration::default()
        };
        Provider::new(client(), own)
    }

    fn claims(&self) -> Value {
        json!({ "iss": self.issuer, "aud": "portolan", "sub": "1", "nonce": "n", "exp": NOW + 300, "iat": NOW,
            "email": "bo@halden.example", "email_verified": true, "name": "Bo", "groups": ["pricing", 7] })
    }

    async fn try_token(&self, token: String) -> Result<Identity, OidcError> {
        *self.next.lock() = json!({ "id_token": token });
        let (redirect_uri, secret) = ("http://here/callback", Secret::new("s"));
        let back = Back { code: "code", redirect_uri, verifier: "verifier", client_secret: &secret };
        self.provider().exchange(&back, "n", NOW).await
    }

    async fn try_claims(&self, change: impl Fn(&mut Value)) -> Result<Identity, OidcError> {
        let mut claims = self.claims();
        change(&mut claims);
        self.try_token(sign(&self.pair, &json!({ "alg": "ES256", "kid": "one" }), &claims)).await
    }
}

#[tokio::test]
async fn a_good_token_says_who_it_is() {
    let lying = Lying::start().await;
    let identity = lying.try_claims(|_| {}).await.expect("it is good");
    assert_eq!((identity.subject.as_str(), identity.email_verified), ("1", true));
    assert_eq!((identity.groups, identity.name.as_str()), (vec!["pricing".to_owned()], "Bo"));
    let url = lying.provider().authorization_url("http://here/callback", "s", "n", "v").await.expect("a URL");
    assert!(url.contains("code_challenge_method=S256") && url.contains("state=s") && url.contains("nonce=n"), "{url}");
}

#[tokio::test]
async fn only_a_plain_true_vouches_for_an_address() {
    let lying = Lying::start().await;
    for word in [json!(false), json!("true"), json!("false"), json!(1), Value::Null] {
        let identity = lying.try_claims(|claims| claims["email_verified"] = word.clone()).await.expect("it is good");
        assert!(!identity.email_verified, "{word}");
    }
}

#[tokio::test]
async fn claims_for_others_or_another_time_are_refused() {
    let lying = Lying::start().await;
    let set = |key: &'static str, value: Value| move |claims: &mut Value| claims[key] = value.clone();
    for (key, value) in [
        ("iss", json!("https://evil.example")),
        ("aud", json!("another")),
        ("aud", json!(["portolan", "another"])),
        ("azp", json!("another")),
        ("exp", json!(NOW)),
        ("exp", json!("later")),
        ("iat", json!(NOW + 3600)),
        ("nbf", json!(NOW + 3600)),
        ("nonce", json!("another")),
        ("nonce", Value::Null),
        ("sub", json!("")),
        ("sub", json!(1)),
    ] {
        let outcome = lying.try_claims(set(key, value.clone())).await;
        assert!(matches!(outcome, Err(OidcError::Token(_))), "{key} {value}: {outcome:?}");
    }
    assert!(lying.try_claims(set("aud", json!(["portolan"]))).await.is_ok());
}

#[tokio::test]
async fn forged_heads_and_signatures_are_refused() {
    let lying = Lying::start().await;
    let claims = lying.claims();
    let body = BASE64.encode(claims.to_string());
    let head = |value: Value| BASE64.encode(value.to_string());
    let good = sign(&lying.pair, &json!({ "alg": "ES256", "kid": "one" }), &claims);
    let signature = good.rsplit('.').next().expect("a signature").to_owned();
    for token in [
        format!("{}.{body}.", head(json!({ "alg": "none" }))),
        format!("{}.{body}.{signature}", head(json!({ "alg": "nOnE", "kid": "one" }))),
        sign(&lying.pair, &json!({ "alg": "HS256", "kid": "one" }), &claims),
        sign(&lying.pair, &json!({ "alg": "RS256", "kid": "one" }), &claims),
        sign(&lying.pair, &json!({ "alg": "ES256", "kid": "one", "crit": ["b64"] }), &claims),
        sign(&lying.pair, &json!({ "alg": "ES256", "kid": "../../dev/null", "jku": "http://127.0.0.1:1/" }), &claims),
        sign(&new_pair(), &json!({ "alg": "ES256", "kid": "one" }), &claims),
        sign(&new_pair(), &json!({ "alg": "ES256" }), &claims),
        format!("{good}.{signature}"),
        good.replacen('.', "", 1),
        format!("{}x", &good[..good.len() - 1]),
        String::new(),
    ] {
        let outcome = lying.try_token(token.clone()).await;
        assert!(matches!(outcome, Err(OidcError::Token(_))), "{token}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_provider_on_a_private_address_is_not_asked() {
    let own = Registration { issuer: "http://127.0.0.1:1".to_owned(), ..Registration::default() };
    let outcome = Provider::new(client(), own).authorization_url("x", "s", "n", "v").await;
    assert!(matches!(outcome, Err(OidcError::Fetch(_))), "{outcome:?}");
}
