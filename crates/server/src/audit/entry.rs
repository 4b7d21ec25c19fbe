//! An entry before it is written.

use serde_json::Value;

use super::Actor;

/// What became of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It was done.
    Allowed,
    /// It was refused.
    Denied,
}

impl Decision {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
        }
    }
}

/// Something that happened. It holds ids and names, never a secret and never what somebody sent.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// What, such as `policy.publish`.
    pub action: &'a str,
    /// To what; empty when that is not known.
    pub target: &'a str,
    /// Whether it was done.
    pub decision: Decision,
    /// How it was.
    pub before: Option<Value>,
    /// How it is, or what else is worth knowing.
    pub after: Option<Value>,
    /// Microseconds.
    pub at: i64,
}

impl<'a> Entry<'a> {
    /// Something that was done.
    pub fn new(actor: &'a Actor, action: &'a str, target: &'a str, at: i64) -> Self {
        Self { actor, action, target, decision: Decision::Allowed, before: None, after: None, at }
    }

    /// With what was before.
    #[must_use]
    pub fn before(self, before: Value) -> Self {
        Self { before: Some(before), ..self }
    }

    /// With what is after.
    #[must_use]
    pub fn after(self, after: Value) -> Self {
        Self { after: Some(after), ..self }
    }

    /// It was refused.
    #[must_use]
    pub fn denied(self) -> Self {
        Self { decision: Decision::Denied, ..self }
    }
}
