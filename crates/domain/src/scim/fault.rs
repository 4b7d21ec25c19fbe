//! What is wrong with what a client sent, in the words of RFC 7644, 3.12.

/// The standard's word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The filter cannot be read.
    InvalidFilter,
    /// The path of a patch names nothing there is.
    InvalidPath,
    /// The message is not of the form it should have.
    InvalidSyntax,
    /// A value is missing or of the wrong type.
    InvalidValue,
    /// The attribute is not for clients to change.
    Mutability,
    /// The path's filter finds nothing.
    NoTarget,
    /// More than is taken at once.
    TooMany,
}

impl FaultKind {
    /// `scimType`.
    pub fn word(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::InvalidPath => "invalidPath",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidValue => "invalidValue",
            Self::Mutability => "mutability",
            Self::NoTarget => "noTarget",
            Self::TooMany => "tooMany",
        }
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Fault {
    /// The standard's word.
    pub kind: FaultKind,
    /// For people.
    pub detail: String,
}

impl Fault {
    /// Of a kind, with a sentence.
    pub fn new(kind: FaultKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into() }
    }

    /// A wrong value.
    pub fn value(detail: impl Into<String>) -> Self {
        Self::new(FaultKind::InvalidValue, detail)
    }

    /// A wrong form.
    pub fn syntax(detail: impl Into<String>) -> Self {
        Self::new(FaultKind::InvalidSyntax, detail)
    }
}
