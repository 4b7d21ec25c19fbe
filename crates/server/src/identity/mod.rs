//! Who calls and what they may: the only place that decides. For now everybody is the guest, who may all.

mod routes;
mod token;

use axum::http::{HeaderMap, header};

pub use routes::{backstage, portolan};
pub use token::Signer;

/// What a route asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Nothing.
    Public,
    /// See entities.
    CatalogRead,
    /// Change or remove entities.
    CatalogWrite,
    /// See sources and their syncs.
    SourceRead,
    /// Add, change, sync and remove sources.
    SourceWrite,
    /// Keep one's own settings.
    SettingsWrite,
}

/// Who a request comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Stands in the audit log and before personal settings.
    pub principal: String,
    /// The user entity.
    pub user_ref: String,
}

/// The answer is no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied(pub String);

/// Whether a caller may.
pub fn authorize(_caller: &Caller, permission: Permission) -> Result<(), Denied> {
    match permission {
        Permission::Public
        | Permission::CatalogRead
        | Permission::CatalogWrite
        | Permission::SourceRead
        | Permission::SourceWrite
        | Permission::SettingsWrite => Ok(()),
    }
}

/// Reads the caller from a token that we signed; without one it is the guest.
pub fn caller(signer: &Signer, guest: &str, headers: &HeaderMap) -> Caller {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.strip_prefix("Bearer "));
    let user_ref = token
        .and_then(|token| signer.subject(token, jiff::Timestamp::now().as_second()))
        .unwrap_or_else(|| guest.to_owned());
    Caller { principal: user_ref.clone(), user_ref }
}
