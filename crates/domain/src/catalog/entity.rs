//! An entity as written: envelope, metadata and spec. What the catalog adds (uid, relations) is not here.

use serde_json::{Map, Value};

use super::reference::{DEFAULT_NAMESPACE, EntityRef};

/// The envelope of Backstage's model.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Such as `backstage.io/v1alpha1`.
    pub api_version: String,
    /// As written; references use it in lower case.
    pub kind: String,
    /// Name, namespace, annotations and the rest, in the order of the file.
    pub metadata: Map<String, Value>,
    /// What the kind describes.
    pub spec: Option<Map<String, Value>>,
}

/// What makes a value no entity at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The document is not a map.
    NotAMap,
    /// This field is missing or of the wrong type.
    Field(&'static str),
}

impl Entity {
    /// Takes the envelope apart; `null` members of metadata and spec mean "not set" and are dropped.
    pub fn from_value(value: Value) -> Result<Self, Shape> {
        let Value::Object(mut map) = value else { return Err(Shape::NotAMap) };
        let text = |value: Option<Value>, field| match value {
            Some(Value::String(text)) if !text.is_empty() => Ok(text),
            _ => Err(Shape::Field(field)),
        };
        let api_version = text(map.shift_remove("apiVersion"), "apiVersion")?;
        let kind = text(map.shift_remove("kind"), "kind")?;
        let Some(Value::Object(mut metadata)) = map.shift_remove("metadata") else { return Err(Shape::Field("metadata")) };
        metadata.retain(|_, value| !value.is_null());
        let spec = match map.shift_remove("spec") {
            None | Some(Value::Null) => None,
            Some(Value::Object(mut spec)) => {
                spec.retain(|_, value| !value.is_null());
                Some(spec)
            }
            Some(_) => return Err(Shape::Field("spec")),
        };
        if !metadata.get("name").is_some_and(Value::is_string) {
            return Err(Shape::Field("metadata.name"));
        }
        Ok(Self { api_version, kind, metadata, spec })
    }

    /// `metadata.name` as written.
    pub fn name(&self) -> &str {
        self.metadata.get("name").and_then(Value::as_str).unwrap_or_default()
    }

    /// `metadata.namespace`, or the default one.
    pub fn namespace(&self) -> &str {
        self.metadata.get("namespace").and_then(Value::as_str).unwrap_or(DEFAULT_NAMESPACE)
    }

    /// The full reference in lower case.
    pub fn reference(&self) -> EntityRef {
        EntityRef::new(&self.kind, self.namespace(), self.name())
    }

    /// A string of the spec.
    pub fn spec_str(&self, field: &str) -> Option<&str> {
        self.spec.as_ref()?.get(field)?.as_str()
    }

    /// The JSON kept by the store, in Backstage's order of keys: metadata (namespace first, always there), apiVersion,
    /// kind, spec.
    pub fn to_body(&self) -> String {
        let mut metadata = Map::with_capacity(self.metadata.len() + 1);
        metadata.insert("namespace".to_owned(), Value::String(self.namespace().to_owned()));
        for (key, value) in &self.metadata {
            if key != "namespace" {
                metadata.insert(key.clone(), value.clone());
            }
        }
        let mut body = Map::with_capacity(4);
        body.insert("metadata".to_owned(), Value::Object(metadata));
        body.insert("apiVersion".to_owned(), Value::String(self.api_version.clone()));
        body.insert("kind".to_owned(), Value::String(self.kind.clone()));
        if let Some(spec) = &self.spec {
            body.insert("spec".to_owned(), Value::Object(spec.clone()));
        }
        Value::Object(body).to_string()
    }

    /// Reads what [`Entity::to_body`] wrote.
    pub fn from_body(body: &str) -> Option<Self> {
        Self::from_value(serde_json::from_str(body).ok()?).ok()
    }

    /// The whole entity as one JSON value, for diffs.
    pub fn to_value(&self) -> Value {
        serde_json::from_str(&self.to_body()).unwrap_or_default()
    }
}
