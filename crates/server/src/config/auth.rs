//! Who may come in, and how.

use serde::{Deserialize, Serialize};

/// Sign-in.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema, Default)]
#[serde(deny_unknown_fields, default)]
pub struct AuthConfig {
    /// Without a name.
    pub guest: GuestConfig,
    /// With e-mail and password.
    pub local: LocalConfig,
    /// How long a session holds.
    pub session: SessionConfig,
}

/// Guest sign-in.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GuestConfig {
    /// Whether people are let in without signing in; by default where only this machine reaches the server.
    pub enabled: Option<bool>,
    /// Listen beyond loopback with guest sign-in on. Everybody who reaches the port may then read and write.
    pub allow_beyond_loopback: bool,
    /// The entity guests act as.
    pub user: String,
}

/// Accounts with a password.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LocalConfig {
    /// Whether people may sign in with e-mail and password.
    pub enabled: bool,
}

/// Sessions of browsers.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SessionConfig {
    /// A session that is not used for that long ends.
    pub idle_hours: u32,
    /// A session ends after that long in any case.
    pub max_days: u32,
}

impl Default for GuestConfig {
    fn default() -> Self {
        Self { enabled: None, allow_beyond_loopback: false, user: "user:default/guest".into() }
    }
}

impl Default for LocalConfig {
    fn default() -> Self {
        Self { enabled: true }
    }
}

impl Default for SessionConfig {
    fn default() -> Self {
        Self { idle_hours: 24, max_days: 30 }
    }
}
