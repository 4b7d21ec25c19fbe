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

    /// A token for a user.
    pub fn sign(&self, issuer: &str, user_ref: &str, now: i64) -> anyhow::Result<String> {
        let head = json!({ "typ": "vnd.backstage.user", "alg": "ES256", "kid": self.id });
        let claims = json!({ "iss": issuer, "sub": user_ref, "aud": "backstage", "iat": now, "exp": now + LIFETIME });
        let text = format!("{}.{}", BASE64.encode(head.to_string()), BASE64.encode(claims.to_string()));
        let signature = self.pair.sign(&self.random, text.as_bytes()).map_err(|_| anyhow!("cannot sign a token"))?;
        Ok(format!("{text}.{}", BASE64.encode(signature.as_ref())))
    }

    /// The user of a token that is ours and not over.
    pub fn subject(&self, token: &str, now: i64) -> Option<String> {
        let (text, signature) = token.rsplit_once('.')?;
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, self.pair.public_key().as_ref());
        key.verify(text.as_bytes(), &BASE64.decode(signature).ok()?).ok()?;
        let claims: Value = serde_json::from_slice(&BASE64.decode(text.split_once('.')?.1).ok()?).ok()?;
        (claims["exp"].as_i64()? > now).then(|| claims["sub"].as_str().map(str::to_owned))?
    }

    /// The public key for those who check tokens themselves.
    pub fn public_keys(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let (x, y) = (BASE64.encode(&point[1..33]), BASE64.encode(&point[33..65]));
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": self.id, "x": x, "y": y }] })
    }
}
