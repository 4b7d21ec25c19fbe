//! Patches of RFC 7644, 3.5.2, with what directories are known to send: operations in capitals, paths as keys, members to
//! remove as a value.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::document;
use super::fault::{Fault, FaultKind};
use super::path::{AttributePath, Target};
use super::schema::{Attribute, Kind, Mutability, ResourceType};

/// The URN of the message.
pub const MESSAGE: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
/// Operations of one patch.
pub const MAX_OPERATIONS: usize = 2_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Add,
    Replace,
    Remove,
}

/// The document after a patch.
pub fn apply(kind: ResourceType, document: &Map<String, Value>, request: &Value) -> Result<Map<String, Value>, Fault> {
    let Some(request) = request.as_object() else { return Err(Fault::syntax("A patch is a JSON object")) };
    document::check_schemas(MESSAGE, request)?;
    let operations = request.iter().find(|(key, _)| key.eq_ignore_ascii_case("Operations"));
    let Some(operations) = operations.and_then(|(_, list)| list.as_array()).filter(|list| !list.is_empty()) else {
        return Err(Fault::syntax("A patch has `Operations`, a list"));
    };
    if operations.len() > MAX_OPERATIONS {
        return Err(Fault::new(FaultKind::TooMany, format!("A patch has at most {MAX_OPERATIONS} operations")));
    }
    let mut patched = document.clone();
    for operation in operations {
        one(kind, &mut patched, operation)?;
    }
    document::read(kind, &Value::Object(patched))
}

fn one(kind: ResourceType, document: &mut Map<String, Value>, operation: &Value) -> Result<(), Fault> {
    let act = match operation["op"].as_str().unwrap_or_default().to_ascii_lowercase().as_str() {
        "add" => Act::Add,
        "replace" => Act::Replace,
        "remove" => Act::Remove,
        other => return Err(Fault::syntax(format!("`{other}` is no operation; there are add, replace and remove"))),
    };
    let value = operation.get("value").filter(|value| !value.is_null());
    if act != Act::Remove && value.is_none() {
        return Err(Fault::value("The operation has no value"));
    }
    match operation.get("path").and_then(Value::as_str).filter(|path| !path.trim().is_empty()) {
        Some(path) => at(kind, document, act, path, value),
        None if act == Act::Remove => Err(Fault::new(FaultKind::NoTarget, "Removing needs a path")),
        None => {
            let Some(map) = value.and_then(Value::as_object) else {
                return Err(Fault::value("Without a path the value is an object"));
            };
            for (key, value) in map {
                match at(kind, document, act, key, Some(value)) {
                    // What the schema does not know is passed over, as in a whole resource.
                    Err(fault) if matches!(fault.kind, FaultKind::InvalidPath | FaultKind::Mutability) => {}
                    other => other?,
                }
            }
            Ok(())
        }
    }
}

fn at(
    kind: ResourceType,
    document: &mut Map<String, Value>,
    act: Act,
    path: &str,
    value: Option<&Value>,
) -> Result<(), Fault> {
    if path.eq_ignore_ascii_case("externalId") {
        match value {
            Some(value) if act != Act::Remove => document.insert("externalId".to_owned(), value.clone()),
            _ => document.remove("externalId"),
        };
        return Ok(());
    }
    let target = Target::parse(kind, path)?;
    let AttributePath { urn, name, .. } = &target.path;
    if let (Some(urn), true) = (urn, name.is_empty()) {
        return extension(kind, document, act, urn, value);
    }
    let (attribute, sub) = target
        .path
        .find(kind)
        .ok_or_else(|| Fault::new(FaultKind::InvalidPath, format!("There is no attribute `{path}`")))?;
    if attribute.mutability == Mutability::ReadOnly || sub.is_some_and(|sub| sub.mutability == Mutability::ReadOnly) {
        return Err(Fault::new(FaultKind::Mutability, format!("`{path}` is for the server to say")));
    }
    let Some(urn) = urn else { return change(document, act, attribute, sub, &target, value) };
    let mut own = document.get(urn).and_then(Value::as_object).cloned().unwrap_or_default();
    change(&mut own, act, attribute, sub, &target, value)?;
    document.insert(urn.clone(), Value::Object(own));
    Ok(())
}

/// A whole extension.
fn extension(
    kind: ResourceType,
    document: &mut Map<String, Value>,
    act: Act,
    urn: &str,
    value: Option<&Value>,
) -> Result<(), Fault> {
    if act != Act::Add {
        document.remove(urn);
    }
    if act == Act::Remove {
        return Ok(());
    }
    let map = value.and_then(Value::as_object).ok_or_else(|| Fault::value(format!("{urn} holds an object")))?;
    for (key, value) in map {
        match at(kind, document, act, &format!("{urn}:{key}"), Some(value)) {
            Err(fault) if fault.kind == FaultKind::InvalidPath => {}
            other => other?,
        }
    }
    Ok(())
}

fn change(
    map: &mut Map<String, Value>,
    act: Act,
    attribute: &Attribute,
    sub: Option<&Attribute>,
    target: &Target,
    value: Option<&Value>,
) -> Result<(), Fault> {
    let name = &attribute.name;
    if target.filter.is_some() || (sub.is_some() && attribute.multi_valued) {
        return elements(map, act, attribute, sub, target, value);
    }
    if let Some(sub) = sub {
        let mut inner = map.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
        set(&mut inner, act, &sub.name, value);
        map.insert(name.clone(), Value::Object(inner));
        return Ok(());
    }
    if act == Act::Remove {
        if attribute.required {
            return Err(Fault::value(format!("`{name}` cannot be removed")));
        }
        match value {
            Some(gone) if attribute.multi_valued => take_out(map, attribute, gone),
            _ => drop(map.remove(name)),
        }
        return Ok(());
    }
    let Some(value) = value else { return Ok(()) };
    match (map.get_mut(name), value) {
        (Some(Value::Array(known)), value) if act == Act::Add && attribute.multi_valued => {
            join(known, attribute, value);
        }
        (Some(Value::Object(known)), Value::Object(more))
            if attribute.kind == Kind::Complex && !attribute.multi_valued =>
        {
            known.extend(more.clone());
        }
        _ => drop(map.insert(name.clone(), value.clone())),
    }
    Ok(())
}

fn set(map: &mut Map<String, Value>, act: Act, name: &str, value: Option<&Value>) {
    match value {
        Some(value) if act != Act::Remove => drop(map.insert(name.to_owned(), value.clone())),
        _ => drop(map.remove(name)),
    }
}

/// What tells values apart: a member by whom it names, anything else by all of it.
fn mark(attribute: &Attribute, value: &Value) -> String {
    match value.get("value").and_then(Value::as_str) {
        Some(id) if attribute.name == "members" => id.to_owned(),
        _ => value.to_string(),
    }
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

/// Adds values that are not there yet.
fn join(known: &mut Vec<Value>, attribute: &Attribute, value: &Value) {
    let mut seen: HashSet<String> = known.iter().map(|one| mark(attribute, one)).collect();
    for one in items(value) {
        if one["primary"] == true {
            known.iter_mut().filter_map(Value::as_object_mut).for_each(|other| drop(other.remove("primary")));
        }
        if seen.insert(mark(attribute, one)) {
            known.push(one.clone());
        }
    }
}

fn take_out(map: &mut Map<String, Value>, attribute: &Attribute, gone: &Value) {
    let gone: HashSet<String> = items(gone).iter().map(|one| mark(attribute, one)).collect();
    if let Some(Value::Array(known)) = map.get_mut(&attribute.name) {
        known.retain(|one| !gone.contains(&mark(attribute, one)));
    }
}

/// Some values of a list.
fn elements(
    map: &mut Map<String, Value>,
    act: Act,
    attribute: &Attribute,
    sub: Option<&Attribute>,
    target: &Target,
    value: Option<&Value>,
) -> Result<(), Fault> {
    let mut list = map.get(&attribute.name).map(|value| items(value).to_vec()).unwrap_or_default();
    let fits = |one: &Value| {
        let filter = target.filter.as_ref();
        one.as_object().is_some_and(|one| filter.is_none_or(|filter| filter.holds(one)))
    };
    let found: Vec<usize> = list.iter().enumerate().filter(|(_, one)| fits(one)).map(|(at, _)| at).collect();
    if act == Act::Remove && sub.is_none() {
        list.retain(|one| !fits(one));
    } else if found.is_empty() {
        match act {
            Act::Remove => return Ok(()),
            Act::Replace if target.filter.is_some() => {
                return Err(Fault::new(FaultKind::NoTarget, "No value is such as the path's filter asks for"));
            }
            _ => {
                let seeds = target.filter.as_ref().map(super::Filter::seeds).unwrap_or_default();
                list.push(changed(&Value::Object(seeds.into_iter().collect()), act, sub, value));
            }
        }
    } else {
        for at in found {
            list[at] = changed(&list[at], act, sub, value);
        }
    }
    map.insert(attribute.name.clone(), Value::Array(list));
    Ok(())
}

fn changed(before: &Value, act: Act, sub: Option<&Attribute>, value: Option<&Value>) -> Value {
    let mut after = before.as_object().cloned().unwrap_or_default();
    match (sub, value) {
        (Some(sub), value) => set(&mut after, act, &sub.name, value),
        (None, Some(Value::Object(more))) => after.extend(more.clone()),
        (None, Some(other)) => drop(after.insert("value".to_owned(), other.clone())),
        (None, None) => {}
    }
    Value::Object(after)
}
