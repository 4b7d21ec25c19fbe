//! Whoever does something, and the request by which they do it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The request that something comes from; empty when no request caused it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The id that is in the log line and in the answer.
    pub request_id: Arc<str>,
    /// The client's address, as far as it can be trusted.
    pub address: Arc<str>,
}

impl Origin {
    /// Somebody of this name, by this request.
    pub fn actor(&self, name: &str) -> Actor {
        Actor { name: name.to_owned(), origin: self.clone() }
    }
}

/// Whoever does something: the reference of a user, or a part of the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// Stands in history and audit.
    pub name: String,
    /// By which request.
    pub origin: Origin,
}

impl From<&str> for Actor {
    fn from(name: &str) -> Self {
        Origin::default().actor(name)
    }
}

impl Deref for Actor {
    type Target = str;

    fn deref(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
