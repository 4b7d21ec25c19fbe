//! Findings: what is wrong with one document, each with its place. The rules are in `validate`.

use serde_json::Value;

use super::reference::{DEFAULT_NAMESPACE, EntityRef};
use crate::problem::{Place, Problem, Severity};
use crate::yaml::{Document, MAX_PROBLEMS};

/// Collects what is wrong with one document, at most [`MAX_PROBLEMS`] of it and one that says that there are more.
pub struct Findings<'d> {
    file: &'d str,
    document: &'d Document,
    has_errors: bool,
    /// What was found.
    pub problems: Vec<Problem>,
}

impl<'d> Findings<'d> {
    /// Starts with nothing found.
    pub fn new(file: &'d str, document: &'d Document) -> Self {
        Self { file, document, has_errors: false, problems: Vec::new() }
    }

    /// Whether anything keeps the document out.
    pub fn has_errors(&self) -> bool {
        self.has_errors
    }

    /// Whether anything was found at just this path.
    pub fn is_about(&self, path: &str) -> bool {
        self.problems.iter().any(|problem| problem.place.path == path)
    }

    /// An error at the value of `path`.
    pub fn error(&mut self, code: &str, path: &str, message: impl Into<String>, help: impl Into<String>) {
        self.add(Severity::Error, code, path, false, message.into(), help.into());
    }

    /// A warning at the value of `path`.
    pub fn warning(&mut self, code: &str, path: &str, message: impl Into<String>, help: impl Into<String>) {
        self.add(Severity::Warning, code, path, false, message.into(), help.into());
    }

    /// An error at the key that `path` ends in.
    pub fn key_error(&mut self, code: &str, path: &str, message: impl Into<String>, help: impl Into<String>) {
        self.add(Severity::Error, code, path, true, message.into(), help.into());
    }

    /// A warning at the key that `path` ends in.
    pub fn key_warning(&mut self, code: &str, path: &str, message: impl Into<String>, help: impl Into<String>) {
        self.add(Severity::Warning, code, path, true, message.into(), help.into());
    }

    fn add(&mut self, severity: Severity, code: &str, path: &str, at_key: bool, message: String, help: String) {
        self.has_errors |= severity == Severity::Error;
        if let Some(limit) = self.problems.get_mut(MAX_PROBLEMS) {
            if severity == Severity::Error {
                limit.severity = severity;
            }
            return;
        }
        let place: Place =
            if at_key { self.document.key_place(self.file, path) } else { self.document.place(self.file, path) };
        let (code, message, help) = if self.problems.len() < MAX_PROBLEMS {
            (code, message, help)
        } else {
            let more = format!("more than {MAX_PROBLEMS} problems in one document; those from here on are not told");
            ("catalog.limit", more, "mend those before it, then look again".to_owned())
        };
        let problem = match severity {
            Severity::Error => Problem::error(code, place, message),
            Severity::Warning => Problem::warning(code, place, message),
        };
        self.problems.push(problem.with_help(help).about(reference_of(&self.document.value)));
    }
}

/// The reference a document would have, for saying whose problem it is; empty when it has none.
fn reference_of(value: &Value) -> String {
    let name = value.pointer("/metadata/name").and_then(Value::as_str);
    let kind = value.get("kind").and_then(Value::as_str);
    let namespace = value.pointer("/metadata/namespace").and_then(Value::as_str).unwrap_or(DEFAULT_NAMESPACE);
    match (kind, name) {
        (Some(kind), Some(name)) if !name.is_empty() => EntityRef::new(kind, namespace, name).to_string(),
        _ => String::new(),
    }
}
