//! The rules an entity must meet, with the place and the help of each breach. Fields outside the rules are kept.

use serde_json::{Map, Value};

use super::blueprint::{Blueprint, Blueprints, Unknown};
use super::entity::View;
use super::finding::Findings;
use super::slip::{nearest, slip};
use super::{links, name, spec};

/// Bytes of one document; what it takes in by `$text` does not count.
pub const MAX_ENTITY_BYTES: usize = 256 * 1024;
/// Labels, and annotations, of one entity.
pub const MAX_KEYS: usize = 200;
/// Bytes of a label or annotation value.
pub const MAX_VALUE: usize = 4 * 1024;

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
        found.key_error(
            "catalog.unknown-root-field",
            key,
            format!("unknown field `{key}` beside metadata and spec"),
            help,
        );
    }
}

/// The envelope, the metadata and the rules of the kind; the blueprint when there is one.
pub fn entity<'b>(entity: &View<'_>, blueprints: &'b Blueprints, found: &mut Findings<'_>) -> Option<&'b Blueprint> {
    if !name::is_api_version(entity.api_version) {
        let message = format!("`{}` is not a valid apiVersion", entity.api_version);
        found.error("catalog.invalid-api-version", "apiVersion", message, "most kinds use backstage.io/v1alpha1");
    }
    metadata(entity.metadata, found);
    match blueprints.find(entity.kind, entity.api_version) {
        Ok(blueprint) => {
            // References do not care, but pages would count the kind twice.
            if entity.kind != blueprint.kind {
                let message = format!("no blueprint describes the kind `{}`", entity.kind);
                let help = format!("did you mean `{}`?", blueprint.kind);
                found.error("catalog.unknown-kind", "kind", message, help);
            }
            spec::check(entity.spec, blueprint, found);
            return Some(blueprint);
        }
        Err(Unknown::Kind(near)) => {
            let message = format!("no blueprint describes the kind `{}`", entity.kind);
            let known = || blueprints.iter().map(|blueprint| blueprint.kind.as_str()).collect::<Vec<_>>().join(", ");
            let help =
                near.map_or_else(|| format!("known kinds are {}", known()), |near| format!("did you mean `{near}`?"));
            found.error("catalog.unknown-kind", "kind", message, help);
        }
        // One that is not valid has its error.
        Err(Unknown::ApiVersion(_)) if found.is_about("apiVersion") => {}
        Err(Unknown::ApiVersion(known)) => {
            let message = format!("the kind {} is not known under apiVersion `{}`", entity.kind, entity.api_version);
            found.error("catalog.unknown-api-version", "apiVersion", message, format!("use {}", known.join(" or ")));
        }
    }
    None
}

const METADATA_FIELDS: [&str; 8] =
    ["name", "namespace", "title", "description", "tags", "labels", "annotations", "links"];

fn metadata(metadata: &Map<String, Value>, found: &mut Findings<'_>) {
    for (key, value) in metadata.iter().filter(|(_, value)| !value.is_null()) {
        match key.as_str() {
            "name" => name_field(value, found),
            "namespace" => {
                if !value.as_str().is_some_and(name::is_namespace) {
                    let message = expected("metadata.namespace", "sequences of [a-z0-9] separated by [-]", value);
                    found.error(
                        "catalog.invalid-namespace",
                        "metadata.namespace",
                        message,
                        "use lower-case letters, digits and dashes",
                    );
                }
            }
            "title" if value.as_str().is_none_or(str::is_empty) => {
                found.error(
                    "catalog.invalid-field",
                    "metadata.title",
                    "`metadata.title` must be a string that is not empty",
                    "",
                );
            }
            "description" if !value.is_string() => {
                found.error(
                    "catalog.invalid-field",
                    "metadata.description",
                    "`metadata.description` must be a string",
                    "quote it",
                );
            }
            "tags" => tags(value, found),
            "labels" => keyed(value, "labels", "label", name::is_label_value, found),
            "annotations" => {
                keyed(value, "annotations", "annotation", |_| true, found);
                links::check_annotations(value, found);
            }
            "links" => links::check(value, found),
            _ => {
                if let Some(near) = slip(key, METADATA_FIELDS.into_iter()).filter(|near| !metadata.contains_key(*near))
                {
                    let (path, message) = (format!("metadata.{key}"), format!("unknown field `metadata.{key}`"));
                    found.key_warning("catalog.unknown-field", &path, message, format!("did you mean `{near}`?"));
                }
            }
        }
    }
}

fn expected(field: &str, what: &str, value: &Value) -> String {
    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    format!(
        "\"{field}\" is not valid; expected a string that is {what}, at most 63 characters in total but found \"{shown}\""
    )
}

fn name_field(value: &Value, found: &mut Findings<'_>) {
    let text = value.as_str().unwrap_or_default();
    if !name::is_name(text) {
        let message = expected("metadata.name", "sequences of [a-zA-Z0-9] separated by any of [-_.]", value);
        let near = name::suggestion(text);
        let help = if near.is_empty() {
            String::new()
        } else {
            format!("use `{near}` and keep the wording in metadata.title")
        };
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
            let near = tag
                .as_str()
                .map(|text| name::suggestion(&text.to_lowercase()).replace(['_', '.'], "-"))
                .unwrap_or_default();
            let help = match tag {
                Value::Number(_) | Value::Bool(_) => "quote it".to_owned(),
                _ if near.is_empty() => "a tag is a word such as `java`; remove what is none".to_owned(),
                _ => format!("use `{near}`"),
            };
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
        let at = || format!("{path}.{key}");
        if !name::is_key(key) {
            let code = format!("catalog.invalid-{noun}");
            found.key_error(
                &code,
                &at(),
                format!("`{key}` is not a valid {noun} key"),
                "use `name` or `prefix.example.com/name`",
            );
        }
        match value {
            Value::String(text) if text.len() > MAX_VALUE => {
                found.error(
                    "catalog.limit",
                    &at(),
                    format!("the {noun} `{key}` has {} bytes; at most {MAX_VALUE} are allowed", text.len()),
                    "",
                );
            }
            Value::String(text) if fits(text) => {}
            Value::String(text) => {
                let message = format!("`{text}` is not a valid value for the {noun} `{key}`");
                found.error(
                    &format!("catalog.invalid-{noun}"),
                    &at(),
                    message,
                    "use letters, digits and -_. inside, at most 63 characters",
                );
            }
            Value::Null => {}
            _ => {
                let message = format!("the {noun} `{key}` must be a string");
                found.error(&format!("catalog.invalid-{noun}"), &at(), message, "quote the value");
            }
        }
    }
}
