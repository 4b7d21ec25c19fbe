//! A document as a client sends it, read by its schema: names as the schema writes them, types checked, what clients may not
//! write left out. And the other way: only those attributes that somebody asks for.

use serde_json::{Map, Value};

use super::fault::Fault;
use super::path::AttributePath;
use super::schema::{self, Attribute, Kind, Mutability, ResourceType};

/// Values of one attribute, but members.
pub const MAX_VALUES: usize = 200;
/// Members of one group.
pub const MAX_MEMBERS: usize = 50_000;
/// Bytes of one text.
pub const MAX_TEXT: usize = 4_096;

/// Attributes that every resource has and that only the server writes.
const COMMON: [&str; 3] = ["schemas", "id", "meta"];

/// Reads a whole resource.
pub fn read(kind: ResourceType, input: &Value) -> Result<Map<String, Value>, Fault> {
    let Some(given) = input.as_object() else { return Err(Fault::syntax("A resource is a JSON object")) };
    check_schemas(kind.schema().id.as_str(), given)?;
    let mut document = Map::new();
    for (key, value) in given {
        if COMMON.iter().any(|common| key.eq_ignore_ascii_case(common)) {
            continue;
        }
        if key.eq_ignore_ascii_case("externalId") {
            if let Some(text) = text("externalId", value)? {
                document.insert("externalId".to_owned(), text);
            }
        } else if let Some(extension) = kind.extensions().into_iter().find(|one| one.id.eq_ignore_ascii_case(key)) {
            let Some(map) = value.as_object() else { continue };
            let cleaned = attributes(&extension.attributes, map, &extension.id)?;
            if !cleaned.is_empty() {
                document.insert(extension.id.clone(), Value::Object(cleaned));
            }
        } else if let Some(attribute) = schema::find(&kind.schema().attributes, key)
            && let Some(value) = clean(attribute, value, &attribute.name)?
        {
            document.insert(attribute.name.clone(), value);
        }
    }
    for attribute in kind.schema().attributes.iter().filter(|attribute| attribute.required) {
        if !document.contains_key(&attribute.name) {
            return Err(Fault::value(format!("`{}` is missing", attribute.name)));
        }
    }
    Ok(document)
}

/// What says of itself what it is, must be that.
pub fn check_schemas(wanted: &str, given: &Map<String, Value>) -> Result<(), Fault> {
    let Some(schemas) = given.get("schemas") else { return Ok(()) };
    let named = |list: &Vec<Value>| list.iter().filter_map(Value::as_str).any(|urn| urn.eq_ignore_ascii_case(wanted));
    if schemas.as_array().is_some_and(named) {
        return Ok(());
    }
    Err(Fault::syntax(format!("`schemas` does not name {wanted}")))
}

fn attributes(known: &[Attribute], given: &Map<String, Value>, place: &str) -> Result<Map<String, Value>, Fault> {
    let mut cleaned = Map::new();
    for (key, value) in given {
        let Some(attribute) = schema::find(known, key) else { continue };
        if let Some(value) = clean(attribute, value, &format!("{place}.{}", attribute.name))? {
            cleaned.insert(attribute.name.clone(), value);
        }
    }
    Ok(cleaned)
}

/// A value as the schema wants it; nothing where it is not set or not for clients to set.
fn clean(attribute: &Attribute, value: &Value, place: &str) -> Result<Option<Value>, Fault> {
    if value.is_null() || attribute.mutability == Mutability::ReadOnly {
        return Ok(None);
    }
    if !attribute.multi_valued {
        return single(attribute, value, place);
    }
    let given = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let most = if attribute.name == "members" { MAX_MEMBERS } else { MAX_VALUES };
    if given.len() > most {
        return Err(Fault::value(format!("`{place}` has {} values; at most {most} are kept", given.len())));
    }
    let mut values = Vec::with_capacity(given.len());
    for one in given {
        values.extend(single(attribute, one, place)?);
    }
    if values.iter().filter(|value| value["primary"] == true).count() > 1 {
        return Err(Fault::value(format!("Only one of `{place}` can be primary")));
    }
    Ok((!values.is_empty()).then_some(Value::Array(values)))
}

fn single(attribute: &Attribute, value: &Value, place: &str) -> Result<Option<Value>, Fault> {
    match attribute.kind {
        Kind::Complex => {
            let Some(map) = value.as_object() else {
                return Err(Fault::value(format!("`{place}` holds objects")));
            };
            let cleaned = attributes(&attribute.sub_attributes, map, place)?;
            Ok((!cleaned.is_empty()).then_some(Value::Object(cleaned)))
        }
        // Some directories write booleans as texts.
        Kind::Boolean => match value {
            Value::Bool(_) => Ok(Some(value.clone())),
            Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(Some(Value::Bool(true))),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(Some(Value::Bool(false))),
            _ => Err(Fault::value(format!("`{place}` is true or false"))),
        },
        Kind::String | Kind::Reference => text(place, value),
    }
}

fn text(place: &str, value: &Value) -> Result<Option<Value>, Fault> {
    let Some(text) = value.as_str() else {
        return if value.is_null() { Ok(None) } else { Err(Fault::value(format!("`{place}` is a text"))) };
    };
    if text.len() > MAX_TEXT || text.contains('\0') {
        return Err(Fault::value(format!("`{place}` has more than {MAX_TEXT} bytes, or a zero byte in it")));
    }
    Ok((!text.is_empty()).then(|| value.clone()))
}

/// Leaves of a resource what somebody asks for: only `wanted`, or all but `unwanted`. `id` and `schemas` always stay.
pub fn project(kind: ResourceType, resource: &mut Map<String, Value>, wanted: &[String], unwanted: &[String]) {
    let read = |names: &[String]| -> Vec<AttributePath> {
        names.iter().filter_map(|name| AttributePath::parse(kind, name.trim()).ok()).collect()
    };
    if !wanted.is_empty() {
        let paths = read(wanted);
        let before = std::mem::take(resource);
        for (key, value) in before {
            let always = key == "id" || key == "schemas";
            let value = if always { Some(value) } else { kept(&key, value, &paths) };
            resource.extend(value.map(|value| (key, value)));
        }
        return;
    }
    for path in read(unwanted) {
        let top = path.urn.as_deref().unwrap_or(path.name.as_str());
        let Some(key) = resource.keys().find(|key| key.eq_ignore_ascii_case(top)).cloned() else { continue };
        if key == "id" || key == "schemas" {
            continue;
        }
        let rest = if path.urn.is_some() {
            Some(path.name.as_str()).filter(|name| !name.is_empty())
        } else {
            path.sub.as_deref()
        };
        match (rest, resource.get_mut(&key)) {
            (Some(sub), Some(value)) => remove_sub(value, sub),
            _ => drop(resource.remove(&key)),
        }
    }
}

/// What paths ask for of one attribute.
fn kept(key: &str, value: Value, paths: &[AttributePath]) -> Option<Value> {
    let mut subs = Vec::new();
    for path in paths {
        let top = path.urn.as_deref().unwrap_or(path.name.as_str());
        if !top.eq_ignore_ascii_case(key) {
            continue;
        }
        let sub = if path.urn.is_some() {
            Some(path.name.as_str()).filter(|name| !name.is_empty())
        } else {
            path.sub.as_deref()
        };
        let Some(sub) = sub else { return Some(value) };
        subs.push(sub);
    }
    if subs.is_empty() { None } else { Some(only_subs(value, &subs)) }
}

fn only_subs(value: Value, subs: &[&str]) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(|item| only_subs(item, subs)).collect()),
        Value::Object(map) => {
            let asked = |key: &String| subs.iter().any(|sub| sub.eq_ignore_ascii_case(key));
            Value::Object(map.into_iter().filter(|(key, _)| asked(key)).collect())
        }
        other => other,
    }
}

fn remove_sub(value: &mut Value, sub: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| remove_sub(item, sub)),
        Value::Object(map) => map.retain(|key, _| !key.eq_ignore_ascii_case(sub)),
        _ => {}
    }
}
