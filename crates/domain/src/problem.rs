//! A problem in something a person wrote: one type for the command line, the API and the UI.

use serde::{Deserialize, Serialize};

/// How bad a problem is. An error keeps the document (or the field) out; a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The document or value is not used.
    Error,
    /// The document is used; something about it is likely not meant.
    Warning,
}

impl Severity {
    /// The word used in JSON and SQL: `error` or `warning`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Where in a file: lines and columns count from 1, columns in characters; 0 means unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Path inside the source, or the URL that was read.
    pub file: String,
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last character.
    pub end_column: u32,
    /// Path inside the document, such as `spec.owner` or `metadata.tags.0`; empty for the whole document.
    pub path: String,
}

/// One problem. `code` is stable, dotted kebab-case (`catalog.invalid-name`), and documented by that name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable identifier of the kind of problem.
    pub code: String,
    /// Error or warning.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do next; empty when the message says it.
    pub help: String,
    /// Reference of the entity concerned (`kind:namespace/name`); empty when there is none.
    pub entity: String,
}

impl Problem {
    /// An error with this code, place and message; `help` and `entity` empty.
    pub fn error(code: &str, place: Place, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, place, message.into())
    }

    /// A warning with this code, place and message; `help` and `entity` empty.
    pub fn warning(code: &str, place: Place, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, place, message.into())
    }

    fn new(code: &str, severity: Severity, place: Place, message: String) -> Self {
        Self { code: code.to_owned(), severity, place, message, help: String::new(), entity: String::new() }
    }

    /// The same problem with a help line.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// The same problem, said of this entity.
    #[must_use]
    pub fn about(mut self, entity: impl Into<String>) -> Self {
        self.entity = entity.into();
        self
    }
}
