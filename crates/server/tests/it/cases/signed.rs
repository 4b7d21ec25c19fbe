//! Tokens that are signed, and those that only look so.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use reqwest::Method;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use crate::harness::Server;
use crate::identity::browser::{administrator, closed_server};

/// Somebody who listens where a token says that its key is.
async fn listener() -> (String, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&calls);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}/keys", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            seen.fetch_add(1, Ordering::SeqCst);
        }
    });
    (address, calls)
}

fn part(value: &Value) -> String {
    BASE64.encode(value.to_string())
}

struct Forger {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Forger {
    fn new() -> Self {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &random).expect("a key");
        Self { pair, random }
    }

    fn sign(&self, head: &Value, claims: &Value) -> String {
        let text = format!("{}.{}", part(head), part(claims));
        let signature = self.pair.sign(&self.random, text.as_bytes()).expect("a signature");
        format!("{text}.{}", BASE64.encode(signature.as_ref()))
    }

    fn jwk(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        json!({ "kty": "EC", "crv": "P-256", "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..]) })
    }
}

/// Signed with what everybody knows of our key, as if it were a shared secret.
fn by_public_key(key: &[u8], head: &Value, claims: &Value) -> String {
    let text = format!("{}.{}", part(head), part(claims));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key);
    format!("{text}.{}", BASE64.encode(ring::hmac::sign(&key, text.as_bytes()).as_ref()))
}

/// A head with one thing changed.
fn with(head: &Value, key: &str, value: Value) -> Value {
    let mut head = head.clone();
    head[key] = value;
    head
}

fn forged(good: &str, keys: &Value, elsewhere: &str) -> Vec<String> {
    let parts: Vec<&str> = good.split('.').collect();
    let read = |text: &str| serde_json::from_slice::<Value>(&BASE64.decode(text).expect("base64")).expect("JSON");
    let (head, claims) = (read(parts[0]), read(parts[1]));
    let (forger, signature) = (Forger::new(), parts[2]);
    let mut tokens: Vec<String> = Vec::new();
    for algorithm in ["none", "None", "nOnE", "", "ES384", "RS256"] {
        let head = part(&with(&head, "alg", json!(algorithm)));
        tokens.extend([format!("{head}.{}.", parts[1]), format!("{head}.{}.{signature}", parts[1])]);
    }
    let key = &keys["keys"][0];
    let point = |name: &str| BASE64.decode(key[name].as_str().expect("text")).expect("base64");
    let shared = with(&head, "alg", json!("HS256"));
    for secret in [[point("x"), point("y")].concat(), key.to_string().into_bytes(), keys.to_string().into_bytes()] {
        tokens.push(by_public_key(&secret, &shared, &claims));
    }
    for (name, value) in [
        ("crit", json!(["exp"])),
        ("jwk", forger.jwk()),
        ("jku", json!(elsewhere)),
        ("x5u", json!(elsewhere)),
        ("kid", json!("../../dev/null")),
        ("kid", json!("' OR 1=1 --")),
        ("kid", json!(elsewhere)),
        ("kid", Value::Null),
        ("typ", json!("JWT")),
    ] {
        let head = with(&head, name, value);
        tokens.extend([forger.sign(&head, &claims), format!("{}.{}.{signature}", part(&head), parts[1])]);
    }
    tokens.push(forger.sign(&head, &claims));
    let later = claims["exp"].as_i64().expect("a time") + 3600;
    for (name, value) in [
        ("aud", json!("another")),
        ("aud", json!(["backstage"])),
        ("iss", json!("https://evil.example")),
        ("exp", json!(later)),
        ("nbf", json!(later)),
        ("sub", json!("user:default/root")),
        ("sid", Value::Null),
    ] {
        tokens.push(format!("{}.{}.{signature}", parts[0], part(&with(&claims, name, value))));
    }
    tokens.extend([format!("{good}.{signature}"), format!("{}.{}.", parts[0], parts[1]), format!("{good}=")]);
    tokens.extend(["..".to_owned(), "....".to_owned(), "é.é.é".to_owned(), format!("{good}{}", "A".repeat(20_000))]);
    tokens
}

#[tokio::test]
async fn o046_only_what_we_signed_for_here_and_now_counts() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let signed = ada.get("/api/auth/portolan/refresh").await.body;
    let good = signed["backstageIdentity"]["token"].as_str().expect("a token").to_owned();
    let (_, keys) = server.get("/api/auth/.well-known/jwks.json").await;
    let (elsewhere, calls) = listener().await;
    let call = async |server: &Server, token: &str| {
        let request =
            server.request(Method::GET, "/api/v1/me").header("authorization", format!("Bearer {token}").into_bytes());
        request.send().await.expect("an answer").status().as_u16()
    };
    assert_eq!(call(&server, &good).await, 200);
    for token in forged(&good, &keys, &elsewhere) {
        assert_eq!(call(&server, &token).await, 401, "{token}");
    }
    assert_eq!(calls.load(Ordering::SeqCst), 0, "nobody asks where a token says");

    // With our own key: for another server, over by a second, of a guest where there are none, of no session.
    let (signer, now) = (&server.app.signer, server.app.clock.now() / 1_000_000);
    let claims: Value =
        serde_json::from_slice(&BASE64.decode(good.split('.').nth(1).expect("claims")).expect("base64")).expect("JSON");
    let (session, subject) = (claims["sid"].as_str(), claims["sub"].as_str().expect("text"));
    let here = claims["iss"].as_str().expect("text");
    for (issuer, subject, session, at, status) in [
        (here, subject, session, now, 200),
        ("https://copy.example/api/auth", subject, session, now, 401),
        (here, subject, session, now - 3600, 401),
        (here, subject, session, now - 3599, 200),
        (here, "user:default/guest", None, now, 401),
        (here, subject, Some("none"), now, 401),
    ] {
        let token = signer.sign(issuer, subject, session, at).expect("a token");
        assert_eq!(call(&server, &token).await, status, "{issuer} {subject} {session:?} {at}");
    }
}
