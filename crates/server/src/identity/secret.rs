//! Random secrets and their hashes. A secret has 256 bits, so one pass of SHA-256 is enough to keep it.

use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};

use crate::db::Error;
use crate::http::reply::hex;

/// What API tokens begin with, so that scanners find those that leaked.
pub const TOKEN_PREFIX: &str = "ptl_";

fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| Error::Unavailable("the system gives no random numbers".to_owned()))?;
    Ok(bytes)
}

/// A new secret of 256 bits in hexadecimal.
pub fn new_secret() -> Result<String, Error> {
    Ok(hex(&random::<32>()?))
}

/// A salt for a password.
pub fn new_salt() -> Result<[u8; 16], Error> {
    random()
}

/// What is kept of a secret.
pub fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// Whether a secret is the one whose hash is kept; hashes may be compared in any time, secrets may not.
pub fn fits(secret: &str, kept: &str) -> bool {
    !kept.is_empty() && hash(secret) == kept
}
