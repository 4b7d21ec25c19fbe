//! The rules an entity must meet, with the place and the help of each breach. Fields outside the rules are kept.

use serde_json::{Map, Value};

use super::blueprint::{Blueprints, Property, PropertyType, Unknown, nearest};
use super::entity::Entity;
use super::name;
use crate::problem::{Place, Problem, Severity};
use crate::yaml::Document;

/// Bytes of one entity as JSON.
pub const MAX_ENTITY_BYTES: usize = 256 * 1024;
/// Labels, and annotations, of one entity.
pub const MAX_KEYS: usize = 200;
/// Characters of a label or annotation value.
pub const MAX_VALUE: usize = 4 * 1024;

/// Collects what is wrong with one document.
pub struct Findings<'d> {
    file: &'d str,
    document: &'d Document,
    reference: String,
    /// What was found.
    pub problems: Vec<Problem>,
}

impl<'d> Findings<'d> {
    /// Starts with nothing found.
    pub fn new(file: &'d str, document: &'d Document, reference: String) -> Self {
        Self { file, document, reference, problems: Vec::new() }
    }

    /// Whether anything keeps the document out.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// The place of a value.
    pub fn place(&self, path: &str) -> Place {
        self.document.place(self.file, path)
    }

    /// An error at the value of `path`.
    pub fn error(&mut self, code: &str, path: &str, message: impl Into<String>, help: impl Into<String>) {
        let problem = Problem::error(code, self.place(path), message).with_help(help).about(self.reference.as_str());
        self.problems.push(problem);
    }

    /// A warning at the value of `path`.
    pub fn warning(&mut self, code: &str, path: &str, message: impl Into<String>, help: impl Into<String>) {
        let problem = Problem::warning(code, self.place(path), message).with_help(help).about(self.reference.as_str());
        self.problems.push(problem);
    }
}

const ROOT_FIELDS: [&str; 4] = ["apiVersion", "kind", "metadata", "spec"];

/// Root fields of the raw document: others than the envelope's are refused, as Backstage does.
pub fn root_fields(value: &Map<String, Value>, found: &mut Findings<'_>) {
    for key in value.keys().filter(|key| !ROOT_FIELDS.contains(&key.as_str())) {
        let help = match key.as_str() {
            "relations" => "relations are made from spec fields such as dependsOn; remove this".to_owned(),
            "status" => "the status is kept by the catalog; remove this".to_owned(),
            other => nearest(other, ROOT_FIELDS.into_iter())
                .map_or_else(|| "move it below metadata or spec".to_owned(), |near| format!("did you mean `{near}`?")),
        };
        found.error("catalog.unknown-root-field", key, format!("unknown field `{key}` beside metadata and spec"), help);
    }
}

/// The envelope, the metadata and the rules of the kind.
pub fn entity(entity: &Entity, blueprints: &Blueprints, found: &mut Findings<'_>) {
    if !name::is_api_version(&entity.api_version) {
        let message = format!("`{}` is not a valid apiVersion", entity.api_version);
        found.error("catalog.invalid-api-version", "apiVersion", message, "most kinds use backstage.io/v1alpha1");
    }
    metadata(&entity.metadata, found);
    match blueprints.find(&entity.kind, &entity.api_version) {
        Ok(blueprint) => match &entity.spec {
            Some(spec) => {
                for (field, property) in blueprint.properties_of(spec) {
                    spec_field(&blueprint.kind, field, property, spec.get(field), found);
                }
            }
            None if blueprint.spec_required => {
                let message = format!("`spec` is required for kind {}", blueprint.kind);
                let fields: Vec<_> =
                    blueprint.properties.iter().filter(|(_, p)| p.required).map(|(name, _)| name.as_str()).collect();
                found.error("catalog.missing-field", "kind", message, format!("it needs {}", fields.join(", ")));
            }
            None => {}
        },
        Err(Unknown::Kind(near)) => {
            let message = format!("no blueprint describes the kind `{}`", entity.kind);
            let help = near.map_or_else(
                || "known kinds are Component, API, Resource, System, Domain, Group, User, Location, Template, AiResource".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            found.error("catalog.unknown-kind", "kind", message, help);
        }
        Err(Unknown::ApiVersion(known)) => {
            let message = format!("the kind {} is not known under apiVersion `{}`", entity.kind, entity.api_version);
            found.error("catalog.unknown-api-version", "apiVersion", message, format!("use {}", known.join(" or ")));
        }
    }
}

fn metadata(metadata: &Map<String, Value>, found: &mut Findings<'_>) {
    for (key, value) in metadata {
        match key.as_str() {
            "name" => name_field(value, found),
            "namespace" => {
                if !value.as_str().is_some_and(name::is_namespace) {
                    let message = expected("metadata.namespace", "sequences of [a-z0-9] separated by [-]", value);
                    found.error("catalog.invalid-namespace", "metadata.namespace", message, "use lower-case letters, digits and dashes");
                }
            }
            "title" if !value.as_str().is_some_and(|text| !text.is_empty()) => {
                found.error("catalog.invalid-field", "metadata.title", "`metadata.title` must be a string that is not empty", "");
            }
            "description" if !value.is_string() => {
                found.error("catalog.invalid-field", "metadata.description", "`metadata.description` must be a string", "quote it");
            }
            "tags" => tags(value, found),
            "labels" => keyed(value, "labels", "label", name::is_label_value, found),
            "annotations" => keyed(value, "annotations", "annotation", |_| true, found),
            "links" => links(value, found),
            _ => {}
        }
    }
}

fn expected(field: &str, what: &str, value: &Value) -> String {
    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    format!("\"{field}\" is not valid; expected a string that is {what}, at most 63 characters in total but found \"{shown}\"")
}

fn name_field(value: &Value, found: &mut Findings<'_>) {
    let text = value.as_str().unwrap_or_default();
    if !name::is_name(text) {
        let message = expected("metadata.name", "sequences of [a-zA-Z0-9] separated by any of [-_.]", value);
        let near = name::suggestion(text);
        let help = if near.is_empty() { String::new() } else { format!("use `{near}` and keep the wording in metadata.title") };
        found.error("catalog.invalid-name", "metadata.name", message, help);
    }
}

fn tags(value: &Value, found: &mut Findings<'_>) {
    let Some(tags) = value.as_array() else {
        return found.error("catalog.invalid-tag", "metadata.tags", "`metadata.tags` must be a list of strings", "");
    };
    for (position, tag) in tags.iter().enumerate() {
        if !tag.as_str().is_some_and(name::is_tag) {
            let field = format!("metadata.tags.{position}");
            let message = expected(&field, "sequences of [a-z0-9+#:] separated by [-]", tag);
            let near = tag.as_str().map(|text| name::suggestion(&text.to_lowercase()).replace(['_', '.'], "-")).unwrap_or_default();
            let help = if near.is_empty() { "quote it".to_owned() } else { format!("use `{near}`") };
            found.error("catalog.invalid-tag", &field, message, help);
        }
    }
}

fn keyed(value: &Value, field: &str, noun: &str, fits: fn(&str) -> bool, found: &mut Findings<'_>) {
    let path = format!("metadata.{field}");
    let Some(map) = value.as_object() else {
        return found.error("catalog.invalid-field", &path, format!("`{path}` must be a map of strings"), "");
    };
    if map.len() > MAX_KEYS {
        found.error("catalog.limit", &path, format!("{} {noun}s; at most {MAX_KEYS} are allowed", map.len()), "");
    }
    for (key, value) in map {
        let at = format!("{path}.{key}");
        if !name::is_key(key) {
            let code = format!("catalog.invalid-{noun}");
            found.error(&code, &at, format!("`{key}` is not a valid {noun} key"), "use `name` or `prefix.example.com/name`");
        }
        match value {
            Value::String(text) if text.len() > MAX_VALUE => {
                found.error("catalog.limit", &at, format!("the {noun} `{key}` has {} bytes; at most {MAX_VALUE} are allowed", text.len()), "");
            }
            Value::String(text) if fits(text) => {}
            Value::String(text) => {
                let message = format!("`{text}` is not a valid value for the {noun} `{key}`");
                found.error(&format!("catalog.invalid-{noun}"), &at, message, "use letters, digits and -_. inside, at most 63 characters");
            }
            Value::Null => {}
            _ => {
                let message = format!("the {noun} `{key}` must be a string");
                found.error(&format!("catalog.invalid-{noun}"), &at, message, "quote the value");
            }
        }
    }
}

fn links(value: &Value, found: &mut Findings<'_>) {
    let Some(links) = value.as_array() else {
        return found.error("catalog.invalid-link", "metadata.links", "`metadata.links` must be a list", "");
    };
    for (position, link) in links.iter().enumerate() {
        let path = format!("metadata.links.{position}");
        let Some(url) = link.get("url").and_then(Value::as_str) else {
            found.error("catalog.invalid-link", &path, "a link needs a `url`", "");
            continue;
        };
        if !name::is_safe_url(url) {
            let message = format!("`{url}` is not a URL that can be linked to");
            found.error("catalog.unsafe-link", &format!("{path}.url"), message, "write an absolute address such as https://example.com/page");
        }
        for field in ["title", "icon", "type"] {
            if link.get(field).is_some_and(|text| !text.is_null() && !text.as_str().is_some_and(|text| !text.is_empty())) {
                let message = format!("a link's `{field}` must be a string that is not empty");
                found.error("catalog.invalid-link", &format!("{path}.{field}"), message, "");
            }
        }
    }
}

fn spec_field(kind: &str, field: &str, property: &Property, value: Option<&Value>, found: &mut Findings<'_>) {
    let path = format!("spec.{field}");
    let Some(value) = value else {
        if property.required {
            let message = format!("`{path}` is required for kind {kind}");
            let help = match field {
                "owner" => "name the team: `owner: group:default/my-team`".to_owned(),
                "lifecycle" => "usual values are experimental, production and deprecated".to_owned(),
                _ => format!("add `{field}:` below spec"),
            };
            found.error("catalog.missing-field", "spec", message, help);
        }
        return;
    };
    let text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    // A placeholder stands for the text it will read.
    let placeholder = value.as_object().is_some_and(|map| map.len() == 1 && map.keys().all(|key| key.starts_with('$')));
    let fits = match property.shape {
        PropertyType::String => text(value) || placeholder,
        PropertyType::Strings => value.as_array().is_some_and(|items| items.iter().all(text)),
        PropertyType::List => value.is_array(),
        PropertyType::Object => value.is_object(),
    };
    if !fits {
        let what = match property.shape {
            PropertyType::String => "a string that is not empty",
            PropertyType::Strings => "a list of strings",
            PropertyType::List => "a list",
            PropertyType::Object => "a map",
        };
        found.error("catalog.invalid-field", &path, format!("`{path}` must be {what}"), "");
    } else if !property.one_of.is_empty() && !property.one_of.iter().any(|one| value.as_str() == Some(one)) {
        let message = format!("`{path}` must be one of {}", property.one_of.join(", "));
        found.error("catalog.invalid-field", &path, message, "");
    }
}
