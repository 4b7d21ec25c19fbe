//! An entity as written: envelope, metadata and spec. What the catalog adds (uid, relations) is not here.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use super::reference::{DEFAULT_NAMESPACE, EntityRef};

/// Metadata that the catalog gives.
const GIVEN: [&str; 2] = ["uid", "etag"];

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

/// An envelope seen in a value, nothing copied.
#[derive(Clone, Copy, Debug)]
pub struct View<'v> {
    /// Such as `backstage.io/v1alpha1`.
    pub api_version: &'v str,
    /// As written.
    pub kind: &'v str,
    /// Name, namespace and the rest; members that are null are not set.
    pub metadata: &'v Map<String, Value>,
    /// What the kind describes.
    pub spec: Option<&'v Map<String, Value>>,
}

impl<'v> View<'v> {
    /// Looks for the envelope.
    pub fn of(value: &'v Value) -> Result<Self, Shape> {
        let map = value.as_object().ok_or(Shape::NotAMap)?;
        let text =
            |field| map.get(field).and_then(Value::as_str).filter(|text| !text.is_empty()).ok_or(Shape::Field(field));
        let (api_version, kind) = (text("apiVersion")?, text("kind")?);
        let metadata = map.get("metadata").and_then(Value::as_object).ok_or(Shape::Field("metadata"))?;
        let spec = match map.get("spec") {
            None | Some(Value::Null) => None,
            Some(Value::Object(spec)) => Some(spec),
            Some(_) => return Err(Shape::Field("spec")),
        };
        if !metadata.get("name").is_some_and(Value::is_string) {
            return Err(Shape::Field("metadata.name"));
        }
        Ok(Self { api_version, kind, metadata, spec })
    }

    /// `metadata.namespace`, or the default one.
    pub fn namespace(&self) -> &'v str {
        self.metadata.get("namespace").and_then(Value::as_str).unwrap_or(DEFAULT_NAMESPACE)
    }
}

impl Entity {
    /// Takes the envelope apart; `null` members of metadata, labels, annotations and spec mean "not set" and are dropped, and
    /// so is what the catalog gives: nobody describes an entity under the uid of another one.
    pub fn from_value(mut value: Value) -> Result<Self, Shape> {
        View::of(&value)?;
        let mut take = |field: &str| value.get_mut(field).map(Value::take).unwrap_or_default();
        let text = |value| if let Value::String(text) = value { text } else { String::new() };
        let map = |value| match value {
            Value::Object(mut map) => {
                map.retain(|_, value: &mut Value| !value.is_null());
                Some(map)
            }
            _ => None,
        };
        let mut metadata: Map<String, Value> = map(take("metadata")).unwrap_or_default();
        metadata.retain(|key, _| !GIVEN.contains(&key.as_str()));
        for field in ["labels", "annotations"] {
            if let Some(Value::Object(map)) = metadata.get_mut(field) {
                map.retain(|_, value| !value.is_null());
            }
        }
        Ok(Self { api_version: text(take("apiVersion")), kind: text(take("kind")), metadata, spec: map(take("spec")) })
    }

    /// The same without taking anything.
    pub fn view(&self) -> View<'_> {
        View { api_version: &self.api_version, kind: &self.kind, metadata: &self.metadata, spec: self.spec.as_ref() }
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
        serde_json::to_string(&Body(self)).unwrap_or_default()
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

/// An entity as [`Entity::to_body`] writes it.
struct Body<'e>(&'e Entity);

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_map(None)?;
        body.serialize_entry("metadata", &Metadata(self.0))?;
        body.serialize_entry("apiVersion", &self.0.api_version)?;
        body.serialize_entry("kind", &self.0.kind)?;
        if let Some(spec) = &self.0.spec {
            body.serialize_entry("spec", spec)?;
        }
        body.end()
    }
}

struct Metadata<'e>(&'e Entity);

impl Serialize for Metadata<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut metadata = serializer.serialize_map(None)?;
        metadata.serialize_entry("namespace", self.0.namespace())?;
        for (key, value) in self.0.metadata.iter().filter(|(key, _)| *key != "namespace") {
            metadata.serialize_entry(key, value)?;
        }
        metadata.end()
    }
}
