//! References: `[kind:][namespace/]name`, as Backstage reads and writes them.

use std::fmt;

/// The namespace of what names none.
pub const DEFAULT_NAMESPACE: &str = "default";

/// A full reference, all parts in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityRef {
    /// Such as `component`.
    pub kind: String,
    /// Such as `default`.
    pub namespace: String,
    /// Such as `payments`.
    pub name: String,
}

/// Whether entities of a kind, in lower case, are people: rights can be given to them.
pub fn is_people(kind: &str) -> bool {
    matches!(kind, "user" | "group")
}

/// Why a text is not a reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefError {
    /// A part is empty.
    #[error("Entity reference \"{0}\" was not on the form [<kind>:][<namespace>/]<name>")]
    Form(String),
    /// No kind is written and the field has no default.
    #[error("Entity reference \"{0}\" had missing or empty kind (e.g. did not start with \"component:\" or similar)")]
    NoKind(String),
}

impl EntityRef {
    /// Lower-cases the three parts.
    pub fn new(kind: &str, namespace: &str, name: &str) -> Self {
        Self { kind: kind.to_lowercase(), namespace: namespace.to_lowercase(), name: name.to_lowercase() }
    }

    /// Reads `[kind:][namespace/]name`. The first `:` ends the kind unless a `/` stands before it.
    pub fn parse(text: &str, default_kind: Option<&str>, default_namespace: &str) -> Result<Self, RefError> {
        let form = || RefError::Form(text.to_owned());
        let colon = text.find(':').filter(|colon| text.find('/').is_none_or(|slash| *colon < slash));
        let (kind, rest) = match colon {
            Some(at) => (Some(&text[..at]), &text[at + 1..]),
            None => (None, text),
        };
        let (namespace, name) = rest.split_once('/').map_or((None, rest), |(space, name)| (Some(space), name));
        if name.is_empty() || kind == Some("") || namespace == Some("") {
            return Err(form());
        }
        let kind = kind.or(default_kind).ok_or_else(|| RefError::NoKind(text.to_owned()))?;
        Ok(Self::new(kind, namespace.unwrap_or(default_namespace), name))
    }
}

impl fmt::Display for EntityRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}/{}", self.kind, self.namespace, self.name)
    }
}
