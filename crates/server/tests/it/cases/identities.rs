//! Whose account an identity of another system is: its provider's word counts for its own domain, and only when it is plain.

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use parking_lot::Mutex;
use portolan::app::Settings;
use portolan::config::OidcConfig;
use portolan_integrations::http::Rules;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use crate::harness::{SHOP, Server};
use crate::identity::browser::{Browser, PASSWORD, administrator};

/// A provider that says of whoever comes what a test wants.
struct Provider {
    id: &'static str,
    issuer: String,
    pair: EcdsaKeyPair,
    next: Arc<Mutex<Value>>,
}

impl Provider {
    async fn start(id: &'static str) -> Self {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &random).expect("a key");
        let point = pair.public_key().as_ref();
        let keys = json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "one", "use": "sig",
            "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..65]) }] });
        let next = Arc::new(Mutex::new(Value::Null));
        let answer = Arc::clone(&next);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let known = json!({ "issuer": issuer, "jwks_uri": format!("{issuer}/keys"), "token_endpoint": format!("{issuer}/token"),
            "authorization_endpoint": format!("{issuer}/auth") });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(move || async move { Json(known) }))
            .route("/keys", get(move || async move { Json(keys) }))
            .route("/token", post(move || async move { Json(answer.lock().clone()) }));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { id, issuer, pair, next }
    }

    fn config(&self, domain: &str) -> OidcConfig {
        OidcConfig {
            id: self.id.to_owned(),
            name: self.id.to_owned(),
            issuer: self.issuer.clone(),
            client_id: "portolan".to_owned(),
            email_domains: vec![domain.to_owned()],
            ..OidcConfig::default()
        }
    }

    /// Somebody comes with these claims; who they are then.
    async fn bring(&self, server: &Server, mut claims: Value) -> Value {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let get = async |path: &str, cookie: &str| {
            let request = client.get(format!("{}{path}", server.url)).header("cookie", cookie.to_owned());
            request.send().await.expect("an answer")
        };
        let text = |answer: &reqwest::Response, name: &str| {
            answer.headers().get(name).map(|value| value.to_str().expect("text").to_owned()).unwrap_or_default()
        };
        let start = get(&format!("/api/v1/auth/oidc/{}/start", self.id), "").await;
        let address = url::Url::parse(&text(&start, "location")).expect("an address");
        let sent = |name: &str| address.query_pairs().find(|(key, _)| key == name).expect("a word").1.into_owned();
        let now = server.app.clock.now() / 1_000_000;
        for (key, value) in [
            ("iss", json!(self.issuer)),
            ("aud", json!("portolan")),
            ("nonce", json!(sent("nonce"))),
            ("iat", json!(now)),
            ("exp", json!(now + 300)),
        ] {
            claims[key] = value;
        }
        let head = json!({ "alg": "ES256", "kid": "one" });
        let token = format!("{}.{}", BASE64.encode(head.to_string()), BASE64.encode(claims.to_string()));
        let signature = self.pair.sign(&SystemRandom::new(), token.as_bytes()).expect("a signature");
        *self.next.lock() = json!({ "id_token": format!("{token}.{}", BASE64.encode(signature.as_ref())) });
        let cookie = text(&start, "set-cookie").split(';').next().expect("a pair").to_owned();
        let back = format!("/api/v1/auth/oidc/{}/callback?code=x&state={}", self.id, sent("state"));
        let landed = get(&back, &cookie).await;
        assert_eq!(text(&landed, "location"), "/", "they come in");
        let session = text(&landed, "set-cookie").split(';').next().expect("a pair").to_owned();
        assert_eq!(text(&get(&back, &cookie).await, "location"), "/sign-in?error=expired", "a state is good once");
        let me = get("/api/v1/me", &session).await;
        serde_json::from_str(&me.text().await.expect("a body")).expect("JSON")
    }
}

#[tokio::test]
async fn o047_an_address_that_is_only_asserted_leads_to_nobodys_account() {
    let (corp, evil) = (Provider::start("corp").await, Provider::start("evil").await);
    let settings = Settings {
        hosts: Settings::loopback_hosts(),
        guest: None,
        base_url: String::new(),
        oidc: vec![corp.config("halden.example"), evil.config("evil.example")],
        rules: Rules { allow_private_addresses: true, allowed_hosts: Vec::new() },
        ..Settings::default()
    };
    let server = Server::with(SHOP, settings).await;
    let mut ada = administrator(&server).await;
    let own = ada.get("/api/v1/me").await.body["principal"].clone();
    let mut seen = vec![own.clone()];
    // Not vouched for, whatever it looks like; and by somebody who may not speak for the domain.
    for (number, verified) in
        [json!(false), json!("false"), json!("true"), json!(1), json!("1"), json!([true]), Value::Null]
            .iter()
            .enumerate()
    {
        let claims = json!({ "sub": format!("c{number}"), "email": "ada@halden.example", "email_verified": verified });
        let me = corp.bring(&server, claims).await;
        assert!(
            !seen.contains(&me["principal"]) && me["admin"] == false && me["email"] != "ada@halden.example",
            "{me}"
        );
        seen.push(me["principal"].clone());
    }
    let missing = corp.bring(&server, json!({ "sub": "c8", "email": "ADA@halden.example" })).await;
    assert_ne!(missing["principal"], own);
    let foreign = json!({ "sub": "e1", "email": "ada@halden.example", "email_verified": true });
    assert_ne!(evil.bring(&server, foreign).await["principal"], own, "another domain's address");
    for tricky in
        ["ada@halden.example@evil.example", "ada@halden.example.evil.example", "ada@evil.example,ada@halden.example"]
    {
        let claims = json!({ "sub": tricky, "email": tricky, "email_verified": true });
        assert_ne!(evil.bring(&server, claims).await["principal"], own, "{tricky}");
    }

    // Vouched for, in any case of its letters: it is hers. From then on the subject says who it is, and only there.
    let hers = json!({ "sub": "ada-1", "email": "Ada@HALDEN.example", "email_verified": true });
    assert_eq!(corp.bring(&server, hers).await["principal"], own);
    let renamed = json!({ "sub": "ada-1", "email": "other@halden.example", "email_verified": false });
    assert_eq!(corp.bring(&server, renamed).await["principal"], own);
    let twin = evil.bring(&server, json!({ "sub": "ada-1", "email": "x@evil.example", "email_verified": true })).await;
    assert_ne!(twin["principal"], own, "the same subject elsewhere is another person");
    assert_eq!(Browser::new(&server).log_in("ada@halden.example", PASSWORD).await.status, 200);
}
