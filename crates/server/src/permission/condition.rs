//! A scope in the words of Backstage's catalog rules, for backends that ask without an entity.

use portolan_domain::index::{Predicate, Test};
use serde_json::{Value, json};

/// The conditions, or nothing where its rules cannot say it.
pub fn conditions(predicate: &Predicate) -> Option<Value> {
    let each = |list: &[Predicate]| list.iter().map(conditions).collect::<Option<Vec<_>>>();
    match predicate {
        Predicate::All(list) if list.is_empty() => None,
        Predicate::All(list) => Some(json!({ "allOf": each(list)? })),
        Predicate::Any(list) => Some(json!({ "anyOf": each(list)? })),
        Predicate::Not(one) => Some(json!({ "not": conditions(one)? })),
        Predicate::Field { key, test } => field(key, test),
    }
}

fn field(key: &str, test: &Test) -> Option<Value> {
    let rule = |name: &str, params: Value| json!({ "rule": name, "resourceType": "catalog-entity", "params": params });
    match (key, test) {
        ("kind", Test::In(kinds)) => Some(rule("IS_ENTITY_KIND", json!({ "kinds": kinds }))),
        ("relations.ownedby", Test::In(owners)) => Some(rule("IS_ENTITY_OWNER", json!({ "claims": owners }))),
        (key, Test::In(values)) => {
            let (name, key) = place(key)?;
            let each = values.iter().map(|value| rule(name, json!({ "key": key, "value": value })));
            Some(json!({ "anyOf": each.collect::<Vec<_>>() }))
        }
        (key, Test::Exists(wanted)) => {
            let has = if let Some(annotation) = key.strip_prefix("metadata.annotations.") {
                rule("HAS_ANNOTATION", json!({ "annotation": annotation }))
            } else {
                let (name, key) = place(key)?;
                rule(name, json!({ "key": key }))
            };
            Some(if *wanted { has } else { json!({ "not": has }) })
        }
        (_, Test::HasPrefix(_)) => None,
    }
}

fn place(key: &str) -> Option<(&'static str, &str)> {
    key.strip_prefix("metadata.")
        .map(|rest| ("HAS_METADATA", rest))
        .or_else(|| key.strip_prefix("spec.").map(|rest| ("HAS_SPEC", rest)))
}
