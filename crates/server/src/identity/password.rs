//! Password hashing: argon2id on blocking threads, few at a time, so that sign-ins cannot take all memory and cores.

use std::sync::LazyLock;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use super::secret;
use crate::db::Error;

/// Characters of a new password.
pub const SHORTEST: usize = 12;
/// Bytes of any password: argon2 reads them all.
pub const LONGEST: usize = 1024;

/// Kibibytes of one hashing: OWASP's first choice for argon2id.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// At once; more wait.
const AT_ONCE: usize = 2;
/// Waiting; more are turned away.
const WAITING: usize = 64;

static WORKING: Semaphore = Semaphore::const_new(AT_ONCE);
static ROOM: Semaphore = Semaphore::const_new(AT_ONCE + WAITING);

/// Nobody's hash: what is compared where there is no account, so that it takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody", &[7; 16]).unwrap_or_default());

fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(MEMORY, PASSES, 1, None).unwrap_or_default())
}

fn hash_now(password: &str, salt: &[u8]) -> Result<String, Error> {
    let broken = |error: argon2::password_hash::Error| Error::Statement(format!("cannot hash a password: {error}"));
    let salt = SaltString::encode_b64(salt).map_err(broken)?;
    Ok(argon2().hash_password(password.as_bytes(), &salt).map_err(broken)?.to_string())
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let busy = |_| Error::Unavailable("too many people sign in at once".to_owned());
    let _room = ROOM.try_acquire().map_err(busy)?;
    let _turn = WORKING.acquire().await.map_err(|_| Error::Closed)?;
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Closed)
}

/// What is kept of a password.
pub async fn hash(password: String) -> Result<String, Error> {
    let salt = secret::new_salt()?;
    aside(move || hash_now(&password, &salt)).await?
}

/// Whether a password fits; takes as long when there is none to compare it with.
pub async fn fits(password: String, kept: Option<String>) -> Result<bool, Error> {
    if password.len() > LONGEST {
        return Ok(false);
    }
    aside(move || {
        let hash = kept.as_deref().unwrap_or(NOBODY.as_str());
        let fits =
            PasswordHash::new(hash).is_ok_and(|parsed| argon2().verify_password(password.as_bytes(), &parsed).is_ok());
        fits && kept.is_some()
    })
    .await
}

/// What is wrong with a new password; `None` when it will do.
pub fn refusal(password: &str, email: &str) -> Option<String> {
    if password.chars().count() < SHORTEST {
        return Some(format!("A password has at least {SHORTEST} characters"));
    }
    if password.len() > LONGEST {
        return Some(format!("A password has at most {LONGEST} bytes"));
    }
    let plain = password.to_lowercase();
    let same = plain.chars().all(|letter| plain.starts_with(letter));
    (same || (!email.is_empty() && plain == email))
        .then(|| "That password is the first that anybody would try".to_owned())
}
