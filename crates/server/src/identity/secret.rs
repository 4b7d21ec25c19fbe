//! Random secrets and their hashes. A secret has 256 bits, so one pass of SHA-256 is enough to keep it.

use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};

use crate::db::Error;
use crate::http::reply::hex;

/// What API tokens begin with, so that scanners find those that leaked.
pub const TOKEN_PREFIX: &str = "ptl_";

/// Letters and digits that people do not mistake for each other.
const CLEAR: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";

/// Characters of a token that are shown again.
pub const SHOWN: usize = 12;

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

/// A new API token.
pub fn new_token() -> Result<String, Error> {
    Ok(format!("{TOKEN_PREFIX}{}", new_secret()?))
}

/// A first password for somebody else, to be passed on: 100 bits that can be read out.
pub fn new_password() -> Result<String, Error> {
    let letters: Vec<char> =
        random::<20>()?.iter().map(|byte| char::from(CLEAR[usize::from(*byte) % CLEAR.len()])).collect();
    Ok(letters.chunks(5).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
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
