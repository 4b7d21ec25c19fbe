//! The JSON Schema of the configuration, for editors: made from the types, with their defaults.

use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::Config;

/// JSON Schema 2020-12 of `portolan.yaml`.
pub fn schema() -> Value {
    let mut named = Vec::new();
    Config::schemas(&mut named);
    let value = |schema| serde_json::to_value(schema).unwrap_or_default();
    let mut definitions: Map<String, Value> = named.into_iter().map(|(name, schema)| (name, value(schema))).collect();
    definitions.sort_keys();
    let mut schema =
        json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Portolan's configuration" });
    if let (Value::Object(schema), Value::Object(root)) = (&mut schema, value(Config::schema())) {
        schema.extend(root);
        schema.insert("$defs".to_owned(), Value::Object(definitions));
    }
    point_at_definitions(&mut schema);
    schema
}

/// OpenAPI keeps definitions elsewhere.
fn point_at_definitions(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(target)) = map.get_mut("$ref") {
                *target = target.replace("#/components/schemas/", "#/$defs/");
            }
            map.values_mut().for_each(point_at_definitions);
        }
        Value::Array(items) => items.iter_mut().for_each(point_at_definitions),
        _ => {}
    }
}
