//! Placeholders: an object whose only key is `$text`, `$json` or `$yaml` stands for what a file holds.

use serde_json::Value;

use super::finding::Findings;
use crate::problem::Severity;
use crate::yaml;

/// Reads what descriptors point at. Implementations stay inside the source's root and follow no links.
pub trait Reader {
    /// The text at `target`, a relative path or an absolute URL as written, seen from the file `base`.
    fn read(&mut self, target: &str, base: &str) -> Result<String, ReadError>;

    /// The files a target of a `Location` names, seen from `base`; globs give many.
    fn expand(&mut self, target: &str, base: &str) -> Result<Vec<String>, ReadError>;

    /// Files near `base` that tell whether it is a template's skeleton: a `template.yaml` beside it or beside its folder.
    fn siblings(&mut self, _base: &str) -> Vec<String> {
        Vec::new()
    }
}

/// Why something could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is nothing there.
    #[error("`{0}` does not exist")]
    NotFound(String),
    /// It is not allowed, with the reason.
    #[error("{0}")]
    Refused(String),
    /// It may work later.
    #[error("{0}")]
    Unavailable(String),
}

/// A reader for texts that stand alone: everything it is asked for is refused.
pub struct NoReader;

impl Reader for NoReader {
    fn read(&mut self, target: &str, _base: &str) -> Result<String, ReadError> {
        Err(ReadError::Refused(format!("`{target}` cannot be read here")))
    }

    fn expand(&mut self, target: &str, _base: &str) -> Result<Vec<String>, ReadError> {
        Err(ReadError::Refused(format!("`{target}` cannot be read here")))
    }
}

/// Whether there is any placeholder below `value`.
pub fn is_in(value: &Value) -> bool {
    match value {
        Value::Object(map) => placeholder(map).is_some() || map.values().any(is_in),
        Value::Array(items) => items.iter().any(is_in),
        _ => false,
    }
}

/// Replaces all placeholders below `value`; what cannot be read becomes a problem and the placeholder stays.
pub fn resolve(value: &mut Value, path: &str, base: &str, reader: &mut dyn Reader, found: &mut Findings<'_>) {
    match value {
        Value::Object(map) => {
            if let Some((kind, target)) = placeholder(map) {
                match replacement(kind, target, base, reader) {
                    Ok(read) => *value = read,
                    Err(message) => {
                        let help = "write a path relative to this file, inside the same source";
                        let path = if path.is_empty() { kind.to_owned() } else { format!("{path}.{kind}") };
                        found.error("catalog.placeholder", &path, format!("{kind}: {message}"), help);
                    }
                }
                return;
            }
            for (key, below) in map {
                if below.is_object() || below.is_array() {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    resolve(below, &path, base, reader, found);
                }
            }
        }
        Value::Array(items) => {
            for (position, below) in items.iter_mut().enumerate() {
                if below.is_object() || below.is_array() {
                    resolve(below, &format!("{path}.{position}"), base, reader, found);
                }
            }
        }
        _ => {}
    }
}

fn placeholder(map: &serde_json::Map<String, Value>) -> Option<(&str, &str)> {
    let (key, value) = map.iter().next().filter(|_| map.len() == 1)?;
    let known = matches!(key.as_str(), "$text" | "$json" | "$yaml" | "$openapi" | "$asyncapi");
    Some((key.as_str(), value.as_str()?)).filter(|_| known)
}

fn replacement(kind: &str, target: &str, base: &str, reader: &mut dyn Reader) -> Result<Value, String> {
    if !target.contains("://") && matches!(target.rsplit('/').next(), Some("" | "." | "..")) {
        return Err(format!("`{target}` names no file"));
    }
    let text = reader.read(target, base).map_err(|error| error.to_string())?;
    match kind {
        "$json" | "$yaml" => {
            if kind == "$json" {
                serde_json::from_str::<serde::de::IgnoredAny>(&text)
                    .map_err(|error| format!("`{target}` is not JSON: {error}"))?;
            }
            let (mut documents, problems) = yaml::parse_documents(target, &text);
            if let Some(problem) = problems.iter().find(|problem| problem.severity == Severity::Error) {
                return Err(format!("`{target}`, line {}: {}", problem.place.line, problem.message));
            }
            if documents.len() != 1 {
                return Err(format!("`{target}` must hold exactly one document; it holds {}", documents.len()));
            }
            Ok(documents.remove(0).value)
        }
        _ => Ok(Value::String(text)),
    }
}
