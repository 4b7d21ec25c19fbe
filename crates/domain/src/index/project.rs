//! The `fields` parameter: parts of an entity by dotted paths; keys with dots are matched greedily.

use serde_json::{Map, Value};

/// Keeps what the paths name; a path that names nothing is left out. Lists cannot be entered.
pub fn project(value: &Value, fields: &[String]) -> Result<Value, String> {
    let mut kept = Value::Object(Map::new());
    for field in fields {
        if field.contains('[') {
            return Err(format!("Invalid field \"{field}\", array type fields are not supported"));
        }
        copy(value, field, &mut kept);
    }
    Ok(kept)
}

fn copy(value: &Value, path: &str, kept: &mut Value) {
    let (Value::Object(map), Value::Object(out)) = (value, kept) else { return };
    if let Some(found) = map.get(path) {
        out.insert(path.to_owned(), found.clone());
        return;
    }
    for (at, _) in path.match_indices('.') {
        let (head, rest) = (&path[..at], &path[at + 1..]);
        if let Some(inner @ Value::Object(_)) = map.get(head) {
            let mut below = out.get(head).cloned().unwrap_or_else(|| Value::Object(Map::new()));
            copy(inner, rest, &mut below);
            if below.as_object().is_some_and(|below| !below.is_empty()) {
                out.insert(head.to_owned(), below);
                return;
            }
        }
    }
}
