//! Tenants: organisations that share a server and nothing else. Each has its own catalog, people, policy and audit log; the
//! tenant `default` administers the others: it sees their list and use, never what is in them.
//!
//! Invariant: a request's tenant follows from its host name or the start of its path, before anything else of it is read.

pub mod acts;
mod body;
mod directory;
mod limiter;
mod quotas;
mod routes;
pub mod store;

pub use directory::{Directory, PATH};
pub use limiter::Limiter;
pub use quotas::{Quotas, QuotasCell};
pub use routes::portolan;

use serde::{Deserialize, Serialize};

/// A tenant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tenant {
    /// In addresses; never changes.
    pub name: String,
    /// For people.
    pub title: String,
    /// active, suspended, deleting.
    pub state: String,
    /// Host names it answers to; without any it is below `/t/NAME/`.
    pub hosts: Vec<String>,
    /// What it may use.
    pub quotas: Quotas,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub updated_at: i64,
}

impl Tenant {
    /// Whether it may be used.
    pub fn is_active(&self) -> bool {
        self.state == "active"
    }

    /// Where its pages begin on the server's own host; empty for one with hosts of its own.
    pub fn path(&self) -> String {
        if self.hosts.is_empty() { format!("{PATH}{}", self.name) } else { String::new() }
    }

    /// Where people find it, given the address of the server itself.
    pub fn address(&self, base: &str) -> String {
        match self.hosts.first() {
            Some(host) if base.starts_with("http:") => format!("http://{host}"),
            Some(host) => format!("https://{host}"),
            None => format!("{base}{}", self.path()),
        }
    }

    /// What is wrong with its name, title or hosts.
    pub fn refusal(&self) -> Option<String> {
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        let name = &self.name;
        if name.is_empty() || name.len() > 40 || !name.chars().all(plain) || name.starts_with('-') || name == "default"
        {
            return Some(format!(
                "`{name}` cannot name a tenant: use up to 40 small letters, digits and `-`, and not `default`"
            ));
        }
        if self.title.trim().is_empty() || self.title.chars().count() > 100 {
            return Some("A tenant needs a title of up to 100 characters".to_owned());
        }
        if self.hosts.len() > 20 {
            return Some("A tenant has at most 20 host names".to_owned());
        }
        let host = |host: &&String| {
            host.is_empty() || host.len() > 253 || !host.chars().all(|letter| plain(letter) || letter == '.')
        };
        if let Some(host) = self.hosts.iter().find(host) {
            return Some(format!("`{host}` is not a host name in small letters, without port"));
        }
        self.quotas.refusal()
    }
}
