//! Who uses which secret: kept beside the secrets, so that none is removed that somebody still needs.

use super::store;
use crate::db::{Error, Tx};

/// What uses a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// source, sign-in.
    pub kind: &'static str,
    /// Names it among its kind.
    pub id: String,
    /// For people.
    pub name: String,
}

/// Notes that something uses a secret, or with an empty name none any more. Whether there is such a secret.
pub fn uses(tx: &mut Tx<'_>, user: &User, secret: &str) -> Result<bool, Error> {
    store::delete_user(tx, user.kind, &user.id)?;
    if secret.is_empty() {
        return Ok(true);
    }
    let is_there = store::hold(tx, secret)?;
    store::insert_user(tx, user, secret)?;
    Ok(is_there)
}

/// The name in `${secret:NAME}`.
pub fn reference(text: &str) -> Option<&str> {
    text.trim().strip_prefix("${secret:")?.strip_suffix('}')
}
