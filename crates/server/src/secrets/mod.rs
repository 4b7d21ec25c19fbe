//! The secret store: values that the server sends to where they are needed, and that nobody reads back.
//!
//! Invariant: a value leaves this slice as a `Secret` only, which shows itself nowhere; the database holds it under a data key
//! that a master key from outside the database wraps, bound to its tenant, name, version and time.

mod body;
mod envelope;
mod key;
mod keys;
mod log;
mod opening;
mod rotation;
mod routes;
pub mod store;
mod users;
mod vault;

pub use key::{MasterKey, cipher, new_key, random};
pub use keys::Keys;
pub use log::MaskedLog;
pub use opening::{Opened, open};
pub use rotation::Rotated;
pub use routes::portolan;
pub use users::{User, reference, uses};
pub use vault::{SecretError, Vault};

/// Bytes of a value.
pub const MAX_VALUE: usize = 64 * 1024;
/// Bytes of a value: a shorter one could not be kept out of the log without taking ordinary words along.
pub const MIN_VALUE: usize = 8;
/// Letters of a name.
pub const MAX_NAME: usize = 63;

/// Whether a text can be a secret's name.
pub fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let fits = text.bytes().all(|byte| plain(byte) || b"-._".contains(&byte));
    fits && text.len() <= MAX_NAME && text.bytes().next().is_some_and(plain)
}

/// What the audit log calls a secret.
fn target(name: &str) -> String {
    format!("secret:{name}")
}
