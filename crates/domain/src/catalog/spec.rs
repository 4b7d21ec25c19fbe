//! The rules of `spec`, by the blueprint of the kind. Fields that no blueprint names are allowed and kept.

use serde_json::{Map, Value};

use super::blueprint::{Blueprint, Property, PropertyType};
use super::finding::Findings;
use super::slip::slip;

/// Checks a spec against its blueprint.
pub fn check(spec: Option<&Map<String, Value>>, blueprint: &Blueprint, found: &mut Findings<'_>) {
    let Some(spec) = spec else {
        if blueprint.spec_required {
            let required = blueprint.properties.iter().filter(|(_, property)| property.required);
            let fields: Vec<_> = required.map(|(name, _)| name.as_str()).collect();
            let message = format!("`spec` is required for kind {}", blueprint.kind);
            found.key_error("catalog.missing-field", "kind", message, format!("it needs {}", fields.join(", ")));
        }
        return;
    };
    for (field, property) in blueprint.properties_of(spec) {
        match spec.get(field).filter(|value| !value.is_null()) {
            Some(value) => value_of(field, property, value, found),
            None if property.required => missing(field, property, spec, blueprint, found),
            None => {}
        }
    }
    let is_known = |key: &str| blueprint.properties_of(spec).any(|(field, _)| field == key);
    for key in spec.keys().filter(|key| !is_known(key)) {
        let near =
            slip(key, blueprint.properties_of(spec).filter(|(_, property)| !property.required).map(|(field, _)| field));
        if let Some(near) = near.filter(|near| !spec.contains_key(*near)) {
            let message = format!("unknown field `spec.{key}` of kind {}", blueprint.kind);
            found.key_warning(
                "catalog.unknown-field",
                &format!("spec.{key}"),
                message,
                format!("did you mean `{near}`?"),
            );
        }
    }
}

fn missing(
    field: &str,
    property: &Property,
    spec: &Map<String, Value>,
    blueprint: &Blueprint,
    found: &mut Findings<'_>,
) {
    let message = format!("`spec.{field}` is required for kind {}", blueprint.kind);
    let others = spec.keys().filter(|key| !blueprint.properties.contains_key(*key));
    if let Some(other) = others.map(String::as_str).find(|other| slip(other, std::iter::once(field)).is_some()) {
        let help = format!("rename `{other}` to `{field}`");
        return found.key_error("catalog.missing-field", &format!("spec.{other}"), message, help);
    }
    let help = match field {
        "owner" => "name the team: `owner: group:default/my-team`".to_owned(),
        "lifecycle" => "usual values are experimental, production and deprecated".to_owned(),
        _ if !spec.contains_key(field) => format!("add `{field}:` below spec"),
        _ if property.shape == PropertyType::Strings && property.min_items == 0 => format!("write `{field}: []`"),
        _ => format!("give `{field}` a value"),
    };
    if spec.contains_key(field) {
        return found.key_error("catalog.missing-field", &format!("spec.{field}"), message, help);
    }
    found.error("catalog.missing-field", "spec", message, help);
}

fn value_of(field: &str, property: &Property, value: &Value, found: &mut Findings<'_>) {
    let items = value.as_array();
    let (fits, what) = match property.shape {
        PropertyType::String => (is_text(value) || is_placeholder(value), "a string that is not empty"),
        PropertyType::Strings => (items.is_some(), "a list of strings"),
        PropertyType::List => (items.is_some(), "a list"),
        PropertyType::Object => (value.is_object(), "a map"),
        PropertyType::Objects => (value.is_object() || items.is_some(), "a map or a list of maps"),
    };
    let path = || format!("spec.{field}");
    if !fits {
        let is_scalar = value.is_number() || value.is_boolean();
        let help = match property.shape {
            PropertyType::String if is_scalar => "quote it",
            PropertyType::Strings if is_text(value) => {
                "write it as a list: `[..]`, or each value on a line that starts with `- `"
            }
            _ => "",
        };
        found.error("catalog.invalid-field", &path(), format!("`spec.{field}` must be {what}"), help);
    } else if !property.one_of.is_empty() && !property.one_of.iter().any(|one| value.as_str() == Some(one)) {
        let message = format!("`spec.{field}` must be one of {}", property.one_of.join(", "));
        found.error("catalog.invalid-field", &path(), message, "");
    }
    let Some(items) = items.filter(|_| fits) else { return };
    if items.len() < property.min_items {
        let message = format!("`spec.{field}` needs at least {} item", property.min_items);
        found.error("catalog.invalid-field", &path(), message, "");
    }
    for (position, item) in items.iter().enumerate() {
        item_of(&format_args!("spec.{field}.{position}"), property, item, found);
    }
}

/// The rules of one item of a list.
fn item_of(path: &std::fmt::Arguments<'_>, property: &Property, item: &Value, found: &mut Findings<'_>) {
    let must_be_map = property.shape == PropertyType::Objects || !property.item_strings.is_empty();
    if property.shape == PropertyType::Strings && !is_text(item) {
        let help = if item.is_number() || item.is_boolean() { "quote it" } else { "" };
        let message = format!("`{path}` must be a string that is not empty");
        found.error("catalog.invalid-field", &path.to_string(), message, help);
    } else if must_be_map && !item.is_object() {
        found.error("catalog.invalid-field", &path.to_string(), format!("`{path}` must be a map"), "");
    } else {
        for name in property.item_strings.iter().filter(|name| !item.get(name.as_str()).is_some_and(is_text)) {
            let message = format!("`{path}.{name}` must be a string that is not empty");
            found.error("catalog.invalid-field", &format!("{path}.{name}"), message, "");
        }
    }
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty())
}

/// A placeholder that could not be read stands for the text it names; it has its own problem.
fn is_placeholder(value: &Value) -> bool {
    value.as_object().is_some_and(|map| map.len() == 1 && map.keys().all(|key| key.starts_with('$')))
}
