//! Checking an ID token (OpenID Connect Core 3.1.3.7). Only the provider's published keys count: nothing that the token's
//! own head names is fetched, and the key says which algorithm fits.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::Value;

/// Seconds by which clocks may differ.
const SKEW: i64 = 60;

/// One published key.
#[derive(Clone, Debug)]
pub struct Key {
    id: String,
    material: Material,
}

#[derive(Clone, Debug)]
enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    BASE64.decode(value.as_str()?).ok()
}

impl Key {
    /// From a JSON Web Key; nothing for keys of other uses and kinds.
    fn read(key: &Value) -> Option<Self> {
        if key.get("use").is_some_and(|usage| usage != "sig") {
            return None;
        }
        let material = match (key["kty"].as_str()?, key["crv"].as_str()) {
            ("RSA", _) => Material::Rsa { n: bytes(&key["n"])?, e: bytes(&key["e"])? },
            ("EC", Some("P-256")) => {
                let point = [vec![4], bytes(&key["x"])?, bytes(&key["y"])?].concat();
                Material::P256(point)
            }
            ("OKP", Some("Ed25519")) => Material::Ed25519(bytes(&key["x"])?),
            _ => return None,
        };
        Some(Self { id: key["kid"].as_str().unwrap_or_default().to_owned(), material })
    }

    fn verifies(&self, algorithm: &str, text: &[u8], signature: &[u8]) -> bool {
        match (&self.material, algorithm) {
            (Material::Rsa { n, e }, "RS256") => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, text, signature).is_ok()
            }
            (Material::P256(point), "ES256") => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(text, signature).is_ok()
            }
            (Material::Ed25519(key), "EdDSA") => UnparsedPublicKey::new(&ED25519, key).verify(text, signature).is_ok(),
            _ => false,
        }
    }
}

/// The keys of a set that can sign.
pub fn read_keys(set: &Value) -> Vec<Key> {
    set["keys"].as_array().into_iter().flatten().filter_map(Key::read).collect()
}

/// What a token must say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Who made it.
    pub issuer: &'a str,
    /// For whom.
    pub client_id: &'a str,
    /// In answer to what.
    pub nonce: &'a str,
    /// Seconds since the epoch.
    pub now: i64,
}

/// Why a token does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No key of that name is published; it may be a new one.
    UnknownKey,
    /// It is not good.
    Bad(&'static str),
}

/// The claims of a token that is good.
pub fn verify(token: &str, keys: &[Key], expected: Expected<'_>) -> Result<Value, Refusal> {
    let parts: Vec<&str> = token.split('.').collect();
    let [head, body, signature] = parts[..] else { return Err(Refusal::Bad("it does not have three parts")) };
    let part = |text: &str| BASE64.decode(text).map_err(|_| Refusal::Bad("it is not base64url"));
    let json = |text: &str| {
        serde_json::from_slice::<Value>(&part(text)?).map_err(|_| Refusal::Bad("a part of it is not JSON"))
    };
    let head = json(head)?;
    if head.get("crit").is_some() {
        return Err(Refusal::Bad("it asks for extensions"));
    }
    let algorithm = head["alg"].as_str().unwrap_or_default();
    let named = head["kid"].as_str();
    let mut candidates = keys.iter().filter(|key| named.is_none_or(|named| key.id == named)).peekable();
    if candidates.peek().is_none() {
        return Err(Refusal::UnknownKey);
    }
    let text = &token[..token.len() - signature.len() - 1];
    let signature = part(signature)?;
    if !candidates.any(|key| key.verifies(algorithm, text.as_bytes(), &signature)) {
        return Err(Refusal::Bad("its signature is not the provider's"));
    }
    let claims = json(body)?;
    match refusal(&claims, expected) {
        Some(why) => Err(Refusal::Bad(why)),
        None => Ok(claims),
    }
}

fn refusal(claims: &Value, expected: Expected<'_>) -> Option<&'static str> {
    let audience: Vec<&str> = match &claims["aud"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let party = claims.get("azp").map(|party| party.as_str() == Some(expected.client_id));
    let checks = [
        (claims["iss"] == expected.issuer, "another issuer made it"),
        (audience.contains(&expected.client_id), "it is for another client"),
        (party.unwrap_or(audience.len() == 1), "it was given to another client"),
        (claims["exp"].as_i64().is_some_and(|at| at > expected.now), "it is expired"),
        (claims["iat"].as_i64().is_some_and(|at| at <= expected.now + SKEW), "it is from the future"),
        (
            claims.get("nbf").is_none_or(|at| at.as_i64().is_some_and(|at| at <= expected.now + SKEW)),
            "it does not hold yet",
        ),
        (!expected.nonce.is_empty() && claims["nonce"] == expected.nonce, "it answers another question"),
        (claims["sub"].as_str().is_some_and(|subject| !subject.is_empty()), "it names nobody"),
    ];
    checks.into_iter().find(|(good, _)| !good).map(|(_, why)| why)
}
