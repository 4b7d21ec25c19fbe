//! What a `Location` points at: paths, globs and addresses, expanded by the caller's reader.

use serde_json::Value;

use super::entity::View;
use super::finding::Findings;
use super::links;
use super::placeholder::{ReadError, Reader};

/// Another file that a `Location` points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocationTarget {
    /// Path in the source, or a URL.
    pub target: String,
    /// Whether it may be missing.
    pub optional: bool,
    /// Line of the document that names it.
    pub line: u32,
}

/// The targets of an entity of kind `Location`; none of any other. Missing ones are warned of, unless they may miss.
pub fn targets(
    view: &View<'_>,
    file: &str,
    line: u32,
    reader: &mut dyn Reader,
    found: &mut Findings<'_>,
) -> Vec<LocationTarget> {
    let Some(spec) = view.spec.filter(|_| view.kind.eq_ignore_ascii_case("location")) else { return Vec::new() };
    let optional = spec.get("presence").and_then(Value::as_str) == Some("optional");
    let one = spec.get("target").into_iter().map(|value| ("spec.target".to_owned(), value));
    let many = spec.get("targets").and_then(Value::as_array).into_iter().flatten().enumerate();
    let many = many.map(|(position, value)| (format!("spec.targets.{position}"), value));
    let mut targets = Vec::new();
    for (path, value) in one.chain(many) {
        let Some(target) = value.as_str() else { continue };
        if links::is_script(target) {
            let message = format!("`{target}` is not an address that can be read");
            found.error(
                "catalog.unsafe-link",
                &path,
                message,
                "write a path relative to this file, or an https address",
            );
            continue;
        }
        let help = "correct the target, or set `presence: optional`";
        match reader.expand(target, file) {
            Ok(names) if names.is_empty() && !optional => {
                let message = format!("`{target}` names no file");
                found.warning("catalog.location-target", &path, message, help);
            }
            Ok(names) => targets.extend(names.into_iter().map(|target| LocationTarget { target, optional, line })),
            Err(ReadError::NotFound(_)) if optional => {}
            Err(error) => {
                found.warning("catalog.location-target", &path, error.to_string(), help);
            }
        }
    }
    targets
}
