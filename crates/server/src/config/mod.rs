//! Configuration: `portolan.yaml`, then `PORTOLAN_…` environment variables, then flags. Everything has a default
//! with which a laptop works; an unknown key is an error that names the nearest known one.

mod auth;
mod cors;
mod ldap;
mod load;
mod schema;

pub use auth::{
    AuthConfig, GithubConfig, GroupsConfig, GuestConfig, HeaderConfig, LocalConfig, OidcConfig, SessionConfig,
};
pub use cors::CorsConfig;
pub use ldap::{LdapAttributesConfig, LdapConfig};
pub use load::{LoadError, load};
pub use schema::schema;

use std::path::PathBuf;

use portolan_integrations::git::Ssh;
use serde::{Deserialize, Serialize};

use crate::secrets;

/// The whole configuration. Keys in YAML are the field names; in the environment `PORTOLAN_GUARD__PERCENT` is
/// `guard.percent`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address to listen on, `HOST:PORT`; port 0 takes a free one.
    pub listen: String,
    /// A second address that answers probes and Prometheus only, also while `listen` has no place for another connection;
    /// empty for none.
    pub health_listen: String,
    /// Directory of the embedded database and of caches.
    #[schema(value_type = String)]
    pub data: PathBuf,
    /// `postgres://…`; empty means SQLite inside `data`.
    pub database: String,
    /// The address people use, when it is not the one listened on: `https://portolan.example.com`.
    pub public_url: String,
    /// Sources to read from the start.
    pub sources: Vec<SourceConfig>,
    /// LDAP directories whose people and groups are read.
    pub ldap: Vec<LdapConfig>,
    /// When a sync holds its deletions.
    pub guard: GuardConfig,
    /// What may be fetched over the network.
    pub outbound: OutboundConfig,
    /// Pages of other origins that may call the API.
    pub cors: CorsConfig,
    /// Git repositories.
    pub git: GitConfig,
    /// Who may come in, and how.
    pub auth: AuthConfig,
    /// The audit log.
    pub audit: AuditConfig,
    /// Stored secrets.
    pub secrets: SecretsConfig,
    /// Tenants beside the server's own.
    pub tenants: TenantsConfig,
    /// Log lines.
    pub log: LogConfig,
}

/// A source named in the configuration.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SourceConfig {
    /// Directory, file, URL of a file or git URL.
    #[schema(required = true)]
    pub target: String,
    /// Overrides the kind told by the target: `git` or `csv`.
    pub kind: String,
    /// Name shown; the target's last part when empty.
    pub name: String,
    /// Branch of a git source; the remote's default when empty.
    pub branch: String,
    /// Which claim wins where two sources name one entity: the lower rank. Default 100.
    pub rank: Option<i64>,
    /// Seconds between syncs; the kind's default when absent.
    pub schedule_seconds: Option<i64>,
    /// Name of the stored secret that its host is shown.
    pub credential: String,
    /// Whether its files may name users and groups; default yes.
    pub people: Option<bool>,
}

/// A sync that would remove more than both figures is held for a person to decide.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GuardConfig {
    /// Share of what the source claims, in percent.
    pub percent: u32,
    /// Number of entities.
    pub count: u32,
}

/// Limits on outgoing requests.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OutboundConfig {
    /// Allow loopback, private and link-local addresses.
    pub allow_private_addresses: bool,
    /// Hosts that may be fetched; empty allows every public one. `*.example.com` covers subdomains.
    pub allowed_hosts: Vec<String>,
}

/// Git repositories.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GitConfig {
    /// What one repository may take in the cache, in MiB; a fetch that takes more is stopped.
    pub max_megabytes: u64,
    /// A file of host keys that ssh believes, instead of those of the user that runs the server.
    #[schema(value_type = String)]
    pub known_hosts: PathBuf,
    /// The file of the private key that ssh shows, instead of those of the user that runs the server.
    #[schema(value_type = String)]
    pub ssh_key: PathBuf,
}

/// The audit log.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AuditConfig {
    /// Days that entries are kept; 0 keeps them for ever.
    pub keep_days: u32,
}

/// The keys around stored secrets: 32 bytes in base64 or hexadecimal. Without any, a server with an embedded database makes
/// one in its data directory.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SecretsConfig {
    /// The key that holds, best as `${file:…}`.
    pub key: String,
    /// A program with its arguments that prints the key, instead of `key`.
    pub key_command: Vec<String>,
    /// Keys that held before, until a rotation is over.
    pub previous_keys: Vec<String>,
}

/// Tenants beside the server's own, which are made through the API.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TenantsConfig {
    /// A tenant that nobody asked for in that long leaves the memory; the next request brings it back.
    pub idle_minutes: u32,
    /// Allow their sources loopback, private and link-local addresses.
    pub allow_private_addresses: bool,
    /// Requests of one tenant that a node works on at once; more are answered 429.
    pub max_requests: u32,
    /// Pages of one tenant that follow a node's events at once; more are answered 429.
    pub max_streams: u32,
}

/// Logging.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// `text` or `json`.
    pub format: String,
    /// A filter such as `info` or `portolan=debug,info`.
    pub level: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:7007".into(),
            health_listen: String::new(),
            data: "portolan-data".into(),
            database: String::new(),
            public_url: String::new(),
            sources: Vec::new(),
            ldap: Vec::new(),
            guard: GuardConfig::default(),
            outbound: OutboundConfig::default(),
            cors: CorsConfig::default(),
            git: GitConfig::default(),
            auth: AuthConfig::default(),
            audit: AuditConfig::default(),
            secrets: SecretsConfig::default(),
            tenants: TenantsConfig::default(),
            log: LogConfig::default(),
        }
    }
}

impl Default for GuardConfig {
    fn default() -> Self {
        Self { percent: 25, count: 10 }
    }
}

impl Default for GitConfig {
    fn default() -> Self {
        Self { max_megabytes: 2048, known_hosts: PathBuf::new(), ssh_key: PathBuf::new() }
    }
}

impl Default for AuditConfig {
    fn default() -> Self {
        Self { keep_days: 400 }
    }
}

impl Default for TenantsConfig {
    fn default() -> Self {
        Self { idle_minutes: 15, allow_private_addresses: false, max_requests: 256, max_streams: 512 }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { format: "text".into(), level: "info".into() }
    }
}

impl LogConfig {
    /// A word that is no level would be taken for the only module that writes lines: nothing would be written.
    fn refusal(&self) -> Option<String> {
        const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
        if !matches!(self.format.as_str(), "text" | "json") {
            return Some(format!("log.format is `{}`; it is `text` or `json`", self.format));
        }
        let is_level = |word: &str| LEVELS.iter().any(|level| word.trim().eq_ignore_ascii_case(level));
        let mut parts = self.level.split(',').map(|part| part.rsplit_once('=').map_or(part, |(_, level)| level));
        let wrong = parts.find(|level| !is_level(level))?.trim();
        let levels = LEVELS.join(", ");
        Some(format!(
            "log.level has `{wrong}`, which is no level\n  help: write one of {levels}, or `portolan=debug,info`"
        ))
    }
}

impl Config {
    /// Whether only this machine can reach the address listened on.
    pub fn is_loopback(&self) -> bool {
        let host = self.listen.rsplit_once(':').map_or(self.listen.as_str(), |(host, _)| host);
        let host = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// Whether people are let in without signing in. Unless the configuration says, only where nobody but this machine
    /// comes in: a public address means that a proxy brings in others.
    pub fn lets_guests_in(&self) -> bool {
        self.auth.guest.enabled.unwrap_or(self.is_loopback() && self.public_url.is_empty())
    }

    /// What stands in it that no log line may show.
    pub fn confidential(&self) -> Vec<String> {
        let mut found =
            vec![self.auth.github.client_secret.clone(), self.auth.header.secret.clone(), self.secrets.key.clone()];
        found.extend(self.secrets.previous_keys.iter().cloned());
        found.extend(self.auth.oidc.iter().map(|one| one.client_secret.clone()));
        let database = self.database.parse::<tokio_postgres::Config>().ok();
        let password = database.as_ref().and_then(tokio_postgres::Config::get_password);
        found.extend(password.map(|password| String::from_utf8_lossy(password).into_owned()));
        found.retain(|one| secrets::reference(one).is_none());
        found
    }

    /// Refuses combinations that would open the server by accident, or shut it to everybody.
    pub fn refusal(&self) -> Option<String> {
        if self.tenants.max_requests == 0 || self.tenants.max_streams == 0 {
            return Some("tenants.max_requests and tenants.max_streams are at least 1".to_owned());
        }
        if self.guard.percent > 100 {
            return Some(format!("guard.percent is {}; it is a share from 0 to 100", self.guard.percent));
        }
        if let Some(refusal) = self.cors.refusal() {
            return Some(refusal);
        }
        if let Some(refusal) = self.log.refusal() {
            return Some(refusal);
        }
        if ![&self.git.known_hosts, &self.git.ssh_key].into_iter().all(|path| Ssh::may_name(path)) {
            return Some(
                "git.known_hosts and git.ssh_key are absolute paths of letters, digits and /._-+@:,= only: others mean \
                 something else to ssh"
                    .to_owned(),
            );
        }
        if let Some(refusal) = self.auth.refusal().or_else(|| self.ldap.iter().find_map(LdapConfig::refusal)) {
            return Some(refusal);
        }
        if self.auth.leads_elsewhere() && self.public_url.is_empty() && !self.is_loopback() {
            return Some("signing in elsewhere needs public_url, the address that people are sent back to".to_owned());
        }
        if !self.lets_guests_in() && !self.auth.lets_people_in() {
            return Some(
                "auth.local.enabled is false and there is no other way to sign in: nobody could come in\n  \
                 help: turn local accounts on, or name a provider under auth"
                    .to_owned(),
            );
        }
        (self.lets_guests_in() && !self.is_loopback() && !self.auth.guest.allow_beyond_loopback).then(|| {
            format!(
                "refusing to listen on {} with guest sign-in: everybody who reaches it could read and change the catalog\n  \
                 help: leave auth.guest.enabled out and let people sign in, listen on 127.0.0.1, or set \
                 auth.guest.allow_beyond_loopback: true if the network itself is trusted",
                self.listen
            )
        })
    }
}
