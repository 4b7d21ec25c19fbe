//! Giving out API tokens. The token itself is answered once and never kept.

use serde_json::json;

use super::store::tokens::{self, TokenRow};
use super::{Permission, secret};
use crate::audit::{self, Actor, Entry};
use crate::db::{Error, Tx};

/// Tokens of one account.
pub const MOST_TOKENS: usize = 100;

/// What a token is made from.
#[derive(Clone, Debug, Default)]
pub struct NewToken {
    /// What for.
    pub name: String,
    /// What it is narrowed to; nothing for all its owner has.
    pub scopes: Option<Vec<String>>,
    /// Microseconds; 0 when it does not expire.
    pub expires_at: i64,
}

/// What is wrong with scopes; `None` when they will do.
pub fn scopes_refusal(scopes: &[String]) -> Option<String> {
    let names = Permission::SCOPES.map(Permission::name);
    let unknown = scopes.iter().find(|scope| !names.contains(&scope.as_str()))?;
    Some(format!("`{unknown}` is no scope; there are {}", names.join(", ")))
}

/// Gives out a token: the token and what is kept of it; nothing when the account has too many.
pub fn issue_token(
    tx: &mut Tx<'_>,
    principal: &str,
    new: &NewToken,
    actor: &Actor,
    now: i64,
) -> Result<Option<(String, TokenRow)>, Error> {
    if tokens::list(tx, principal)?.len() >= MOST_TOKENS {
        return Ok(None);
    }
    let token = secret::new_token()?;
    let row = TokenRow {
        id: uuid::Uuid::now_v7().to_string(),
        principal: principal.to_owned(),
        name: new.name.clone(),
        hash: secret::hash(&token),
        prefix: token.chars().take(secret::SHOWN).collect(),
        scopes: new.scopes.as_ref().map_or_else(String::new, |scopes| json!(scopes).to_string()),
        created_at: now,
        expires_at: new.expires_at,
        last_used_at: 0,
    };
    tokens::insert(tx, &row)?;
    let detail = json!({ "token": row.id, "name": row.name, "scopes": new.scopes, "expires_at": new.expires_at });
    audit::note(tx, Entry::new(actor, "token.create", principal, now).after(detail))?;
    Ok(Some((token, row)))
}
