//! Reading the configuration: file, environment, secrets, unknown keys with the place they stand.

use std::path::Path;

use portolan_domain::problem::{Place, Problem};
use portolan_domain::yaml::{Document, parse_documents};
use serde_json::{Map, Value};

use super::{Config, LdapConfig, OidcConfig, SourceConfig};
use crate::secrets::{is_name, reference};

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be read.
    #[error("cannot read {path}: {error}\n  help: check the path given with --config")]
    Read {
        /// The path as given.
        path: String,
        /// The system's word.
        error: std::io::Error,
    },
    /// The file says something we do not understand.
    #[error("{} problem(s) in the configuration", .problems.len())]
    Invalid {
        /// Where and what.
        problems: Vec<Problem>,
        /// The file's text, for showing the line.
        text: String,
    },
    /// An environment variable or a secret reference does not hold what is needed.
    #[error("{0}")]
    Value(String),
}

/// Settings that may name a stored secret, which is looked up when the store is open.
const STORED: [&str; 1] = ["client_secret"];

/// Reads `file` (or `portolan.yaml` in the working directory when there is one), lays `PORTOLAN_…` variables over
/// it and resolves `${NAME}` and `${file:PATH}`.
pub fn load(file: Option<&Path>, environment: &[(String, String)]) -> Result<Config, LoadError> {
    let mut value = Value::Object(Map::new());
    let default = Path::new("portolan.yaml");
    if let Some(path) = file.or_else(|| default.exists().then_some(default)) {
        value = read(path)?;
    }
    overlay(&mut value, environment)?;
    resolve(&mut value, environment)?;
    without_nulls(&mut value);
    serde_path_to_error::deserialize(value).map_err(|error| {
        let key = error.path().to_string();
        let variable = format!("PORTOLAN_{}", key.replace('.', "__").to_uppercase());
        let from = if environment.iter().any(|(name, _)| *name == variable) { variable } else { key };
        let why = error.into_inner();
        LoadError::Value(format!("`{from}` does not fit: {why}\n  help: see docs/guide/configuration.md"))
    })
}

/// What is null is not set.
fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, item| !item.is_null());
            map.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

fn read(path: &Path) -> Result<Value, LoadError> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| LoadError::Read { path: shown.clone(), error })?;
    let (documents, mut problems) = parse_documents(&shown, &text);
    if let Some(document) = documents.first() {
        if !document.value.is_object() && !document.value.is_null() {
            let place = Place { file: shown.clone(), line: 1, column: 1, ..Place::default() };
            let message = "a configuration is a mapping of keys, such as `listen: 127.0.0.1:7007`";
            problems.push(Problem::error("config.no-mapping", place, message));
        }
        unknown_keys(document, &shown, &mut problems);
    }
    if problems.iter().any(|problem| problem.severity == portolan_domain::problem::Severity::Error) {
        return Err(LoadError::Invalid { problems, text });
    }
    Ok(documents.into_iter().next().map_or(Value::Object(Map::new()), |document| document.value))
}

/// Compares the keys written with those of the default configuration.
fn unknown_keys(document: &Document, file: &str, problems: &mut Vec<Problem>) {
    let known = serde_json::to_value(Config::default()).unwrap_or_default();
    // What the items of a list look like; a default configuration has none to show.
    let items = [
        ("sources", serde_json::to_value(SourceConfig::default()).unwrap_or_default()),
        ("ldap", serde_json::to_value(LdapConfig::default()).unwrap_or_default()),
        ("auth.oidc", serde_json::to_value(OidcConfig::default()).unwrap_or_default()),
    ];
    compare(
        &document.value,
        &known,
        "",
        &mut |path, key, near| {
            let place = document.key_place(file, &path);
            let mut problem = Problem::error("config.unknown-key", place, format!("unknown key `{key}`"));
            if let Some(near) = near {
                problem = problem.with_help(format!("did you mean `{near}`?"));
            }
            problems.push(problem);
        },
        &items,
    );
}

fn compare(
    written: &Value,
    known: &Value,
    path: &str,
    report: &mut dyn FnMut(String, &str, Option<String>),
    items: &[(&str, Value)],
) {
    match (written, known) {
        (Value::Object(written), Value::Object(known)) => {
            for (key, value) in written {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match known.get(key) {
                    Some(shape) => compare(value, shape, &below, report, items),
                    None => report(below, key, nearest(key, known.keys())),
                }
            }
        }
        (Value::Array(written), Value::Array(_)) => {
            let Some((_, shape)) = items.iter().find(|(list, _)| *list == path) else { return };
            for (position, item) in written.iter().enumerate() {
                compare(item, shape, &format!("{path}.{position}"), report, items);
            }
        }
        _ => {}
    }
}

/// The known key that differs by the fewest edits, when that is few enough to be a slip.
fn nearest<'a>(key: &str, known: impl Iterator<Item = &'a String>) -> Option<String> {
    known.map(|name| (distance(key, name), name)).min().filter(|(edits, _)| *edits <= 3).map(|(_, name)| name.clone())
}

/// Levenshtein's distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let change = diagonal + usize::from(left != *right);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

fn overlay(value: &mut Value, environment: &[(String, String)]) -> Result<(), LoadError> {
    let known = serde_json::to_value(Config::default()).unwrap_or_default();
    for (name, text) in environment {
        // The token is the command line's, towards a server; the tests have variables of their own.
        let is_other = |rest: &str| rest == "TOKEN" || rest.starts_with("TEST_");
        let Some(rest) = name.strip_prefix("PORTOLAN_").filter(|rest| !is_other(rest)) else { continue };
        let path: Vec<String> = rest.split("__").map(str::to_lowercase).collect();
        let pointer = format!("/{}", path.join("/"));
        let Some(shape) = known.pointer(&pointer) else {
            return Err(LoadError::Value(format!(
                "the environment variable {name} names no setting (`{}`)\n  help: nested keys are joined by two underscores, as in PORTOLAN_GUARD__PERCENT",
                path.join(".")
            )));
        };
        let parsed = if shape.is_string() { Value::String(text.clone()) } else { scalar(text) };
        place(value, &path, parsed);
    }
    Ok(())
}

fn scalar(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

fn place(value: &mut Value, path: &[String], leaf: Value) {
    let Some((first, rest)) = path.split_first() else { return };
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    if let Value::Object(map) = value {
        if rest.is_empty() {
            map.insert(first.clone(), leaf);
        } else {
            place(map.entry(first.clone()).or_insert(Value::Null), rest, leaf);
        }
    }
}

/// Replaces `${NAME}` by the variable and `${file:PATH}` by the file's text without its last line end. `${secret:NAME}` stays
/// where the whole value may be a stored secret.
fn resolve(value: &mut Value, environment: &[(String, String)]) -> Result<(), LoadError> {
    match value {
        Value::String(text) if text.contains("${") => *text = expand(text, environment)?,
        Value::Array(items) => items.iter_mut().try_for_each(|item| resolve(item, environment))?,
        Value::Object(map) => {
            for (key, item) in map {
                let stored = item.as_str().and_then(reference);
                if let Some(name) = stored.filter(|_| STORED.contains(&key.as_str())) {
                    if !is_name(name) {
                        return Err(LoadError::Value(format!("{key}: `{name}` is not the name of a secret")));
                    }
                } else {
                    resolve(item, environment)?;
                }
            }
        }
        _ => {}
    }
    Ok(())
}

fn expand(text: &str, environment: &[(String, String)]) -> Result<String, LoadError> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        out.push_str(&rest[..start]);
        let Some(end) = rest[start..].find('}') else {
            return Err(LoadError::Value(format!("`{text}` opens `${{` and does not close it")));
        };
        let name = &rest[start + 2..start + end];
        if name.starts_with("secret:") {
            return Err(LoadError::Value(format!(
                "`${{{name}}}` cannot stand here\n  help: a stored secret can be the whole of a client_secret; use a file or a variable elsewhere"
            )));
        }
        if let Some(path) = name.strip_prefix("file:") {
            let secret = std::fs::read_to_string(path).map_err(|error| {
                LoadError::Value(format!(
                    "cannot read {path}, named in the configuration: {error}\n  help: check the path in `${{{name}}}` and whose it is"
                ))
            })?;
            out.push_str(secret.trim_end_matches(['\n', '\r']));
        } else {
            let found = environment.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
            out.push_str(found.ok_or_else(|| {
                LoadError::Value(format!("the environment variable {name}, named in the configuration, is not set"))
            })?);
        }
        rest = &rest[start + end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}
