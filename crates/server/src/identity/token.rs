//! Tokens as Backstage's frontend expects them: ES256, an hour long. The key is kept by the caller.

use anyhow::anyhow;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

const TYPE: &str = "vnd.backstage.user";
const AUDIENCE: &str = "backstage";

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The user entity.
    pub subject: String,
    /// The session it was given to; none for guests.
    pub session: Option<String>,
}

/// Seconds a token holds.
pub const LIFETIME: i64 = 3600;

/// Signs and checks tokens.
pub struct Signer {
    pair: EcdsaKeyPair,
    random: SystemRandom,
    id: String,
}

impl Signer {
    /// A new key in PKCS #8, to be stored.
    pub fn new_key() -> anyhow::Result<Vec<u8>> {
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        Ok(key.map_err(|_| anyhow!("cannot make a signing key"))?.as_ref().to_vec())
    }

    /// From a stored key.
    pub fn new(key: &[u8]) -> anyhow::Result<Self> {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key, &random)
            .map_err(|error| anyhow!("the stored signing key is damaged: {error}"))?;
        let id = BASE64.encode(&Sha1::digest(pair.public_key().as_ref())[..12]);
        Ok(Self { pair, random, id })
    }

    /// A token for a user; with a session it holds for as long as that does.
    pub fn sign(&self, issuer: &str, user_ref: &str, session: Option<&str>, now: i64) -> anyhow::Result<String> {
        let head = json!({ "typ": TYPE, "alg": "ES256", "kid": self.id });
        let mut claims = json!({ "iss": issuer, "sub": user_ref, "aud": AUDIENCE, "iat": now, "exp": now + LIFETIME });
        if let Some(session) = session {
            claims["sid"] = json!(session);
        }
        let text = format!("{}.{}", BASE64.encode(head.to_string()), BASE64.encode(claims.to_string()));
        let signature = self.pair.sign(&self.random, text.as_bytes()).map_err(|_| anyhow!("cannot sign a token"))?;
        Ok(format!("{text}.{}", BASE64.encode(signature.as_ref())))
    }

    /// What a token says that is ours, of this issuer and not over: a copy of the server elsewhere has the same key. Its head
    /// must be the one we write: nothing in it is followed.
    pub fn claims(&self, token: &str, issuer: &str, now: i64) -> Option<Claims> {
        let (text, signature) = token.rsplit_once('.')?;
        let (head, claims) = text.split_once('.')?;
        let head: Value = serde_json::from_slice(&BASE64.decode(head).ok()?).ok()?;
        if head != json!({ "typ": TYPE, "alg": "ES256", "kid": self.id }) {
            return None;
        }
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, self.pair.public_key().as_ref());
        key.verify(text.as_bytes(), &BASE64.decode(signature).ok()?).ok()?;
        let claims: Value = serde_json::from_slice(&BASE64.decode(claims).ok()?).ok()?;
        if claims["exp"].as_i64()? <= now || claims["aud"] != AUDIENCE || claims["iss"] != issuer {
            return None;
        }
        Some(Claims { subject: claims["sub"].as_str()?.to_owned(), session: claims["sid"].as_str().map(str::to_owned) })
    }

    /// The public key for those who check tokens themselves.
    pub fn public_keys(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let (x, y) = (BASE64.encode(&point[1..33]), BASE64.encode(&point[33..65]));
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": self.id, "x": x, "y": y }] })
    }
}
