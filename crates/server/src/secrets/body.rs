//! Wire types of secrets. None of them carries a value out.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::{SecretRow, UserRow};
use crate::clock::rfc3339;

/// A value to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretValueBody {
    /// 8 bytes to 64 KiB; it is never shown again.
    pub value: String,
}

/// A secret, without its value.
#[derive(Serialize, ToSchema)]
pub struct SecretBody {
    /// How sources and the configuration call it.
    pub name: String,
    /// Goes up with each value.
    pub version: i64,
    /// Who set the value.
    pub author: String,
    /// When it was made.
    pub created_at: String,
    /// When its value was last replaced.
    pub rotated_at: Option<String>,
    /// When it was last sent somewhere; to the minute.
    pub last_used_at: Option<String>,
    /// The master key around it.
    pub key_id: String,
    /// What uses it.
    pub used_by: Vec<SecretUserBody>,
}

/// What uses a secret.
#[derive(Serialize, ToSchema)]
pub struct SecretUserBody {
    /// source, sign-in.
    pub kind: String,
    /// Names it among its kind.
    pub id: String,
    /// For people.
    pub name: String,
}

/// All secrets.
#[derive(Serialize, ToSchema)]
pub struct SecretsBody {
    /// The secrets, by name.
    pub items: Vec<SecretBody>,
    /// The master key that new values are sealed with; none when secrets cannot be used.
    pub key_id: Option<String>,
    /// Why they cannot be used, and what to do.
    pub unavailable: Option<String>,
}

impl SecretBody {
    /// From a row and those that use it.
    pub fn new(row: SecretRow, users: &[UserRow]) -> Self {
        let used_by = users.iter().filter(|user| user.secret == row.name).map(|user| SecretUserBody {
            kind: user.kind.clone(),
            id: user.id.clone(),
            name: user.name.clone(),
        });
        Self {
            used_by: used_by.collect(),
            version: row.version,
            author: row.author,
            created_at: rfc3339(row.created_at),
            rotated_at: (row.version > 1).then(|| rfc3339(row.changed_at)),
            last_used_at: (row.last_used_at > 0).then(|| rfc3339(row.last_used_at)),
            key_id: row.envelope.key_id,
            name: row.name,
        }
    }
}
