//! Master keys: 32 bytes from a file, the environment or a command, told apart by an id that says nothing about them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use portolan_integrations::secret::learn;
use ring::aead::{AES_256_GCM, LessSafeKey, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};

use crate::db::Error;
use crate::http::reply::hex;

/// Bytes of a key.
pub const KEY: usize = 32;

/// A key that wraps data keys.
#[derive(Clone)]
pub struct MasterKey {
    /// The beginning of a hash of it.
    pub id: String,
    bytes: [u8; KEY],
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MasterKey({})", self.id)
    }
}

impl MasterKey {
    /// Reads 32 bytes in base64 or hexadecimal. The error does not repeat the text.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let bytes = if text.len() == 2 * KEY { unhex(text) } else { STANDARD.decode(text).ok() };
        let bytes = bytes.and_then(|bytes| <[u8; KEY]>::try_from(bytes).ok());
        let bytes = bytes.ok_or_else(|| {
            format!(
                "a key is {KEY} random bytes in base64 or hexadecimal; this is something else\n  help: make one with `portolan secrets new-key`"
            )
        })?;
        learn(text);
        learn(&STANDARD.encode(bytes));
        let digest = Sha256::new().chain_update(b"portolan master key\0").chain_update(bytes).finalize();
        Ok(Self { id: hex(&digest[..8]), bytes })
    }

    /// Ready to seal and open.
    pub fn cipher(&self) -> Result<LessSafeKey, Error> {
        cipher(&self.bytes)
    }

    /// The key itself, for what is derived from it.
    pub fn bytes(&self) -> &[u8; KEY] {
        &self.bytes
    }
}

/// AES-256-GCM under these bytes.
pub fn cipher(bytes: &[u8; KEY]) -> Result<LessSafeKey, Error> {
    let key = UnboundKey::new(&AES_256_GCM, bytes).map_err(|_| Error::Statement("a key does not fit".to_owned()))?;
    Ok(LessSafeKey::new(key))
}

/// A new key as text.
pub fn new_key() -> Result<String, Error> {
    Ok(STANDARD.encode(random::<KEY>()?))
}

/// Random bytes.
pub fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| Error::Unavailable("the system gives no random numbers".to_owned()))?;
    Ok(bytes)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect();
    Some(digits?.chunks(2).map(|pair| (pair[0] << 4) | pair[1]).collect())
}
