//! Secrets on their way to where they are used: a type that shows itself nowhere, and the mask that takes what is known to be
//! secret out of texts for people.
//!
//! Invariant: whatever is a [`Secret`] is masked from then on in this process, in all the forms of [`forms`].

mod forms;
mod mask;

pub use mask::{learn, mask};

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// What stands in the place of a secret.
pub const MASK: &str = "***";

/// A text that is shown to nobody. Only what sends it to its destination asks for it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Arc<str>);

impl Secret {
    /// From now on it is masked.
    pub fn new(text: &str) -> Self {
        learn(text);
        Self(text.into())
    }

    /// The text itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(MASK)
    }
}
