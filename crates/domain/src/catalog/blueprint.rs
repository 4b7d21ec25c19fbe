//! Blueprints: kinds as data. The built-in ones are the JSON files in `blueprints/`; a team's own are more of the same.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::slip::nearest;

/// The files that ship with the binary.
const BUILTIN: [&str; 10] = [
    include_str!("../../blueprints/component.json"),
    include_str!("../../blueprints/api.json"),
    include_str!("../../blueprints/resource.json"),
    include_str!("../../blueprints/system.json"),
    include_str!("../../blueprints/domain.json"),
    include_str!("../../blueprints/group.json"),
    include_str!("../../blueprints/user.json"),
    include_str!("../../blueprints/location.json"),
    include_str!("../../blueprints/template.json"),
    include_str!("../../blueprints/ai-resource.json"),
];

/// Describes a kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blueprint {
    /// As written in files; compared without regard to case.
    pub kind: String,
    /// The API versions under which the kind is known.
    pub api_versions: Vec<String>,
    /// One sentence for people.
    pub description: String,
    /// Whether `spec` must be there.
    pub spec_required: bool,
    /// Fields of the spec. Others are allowed and kept.
    pub properties: BTreeMap<String, Property>,
    /// Fields of the spec that name other entities.
    pub relations: Vec<RelationField>,
    /// Further rules that depend on the value of one field.
    #[serde(default)]
    pub variants: Option<Variants>,
}

/// A field of the spec.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// What may stand there.
    #[serde(rename = "type")]
    pub shape: PropertyType,
    /// Whether it must be there.
    #[serde(default)]
    pub required: bool,
    /// The only values allowed, when given.
    #[serde(default)]
    pub one_of: Vec<String>,
    /// How many items a list has at least.
    #[serde(default)]
    pub min_items: usize,
    /// Fields that each item of a list, a map, must have as strings.
    #[serde(default)]
    pub item_strings: Vec<String>,
}

/// The types of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PropertyType {
    /// A string that is not empty.
    String,
    /// A list of strings that are not empty.
    Strings,
    /// Any list.
    List,
    /// Any map.
    Object,
    /// A map, or a list of maps.
    Objects,
}

/// A field that names other entities.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationField {
    /// The field of the spec.
    pub field: String,
    /// The kind of a reference that names none; without it the kind must be written.
    #[serde(default)]
    pub default_kind: Option<String>,
    /// The relation on the entity.
    #[serde(rename = "type")]
    pub kind: String,
    /// The relation on the target.
    pub inverse: String,
}

/// Rules by the value of one field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variants {
    /// The field.
    pub by: String,
    /// Its values.
    pub cases: BTreeMap<String, Variant>,
}

/// What one value changes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Fields no longer required.
    #[serde(default)]
    pub drop: Vec<String>,
    /// Fields added or replaced.
    #[serde(default)]
    pub properties: BTreeMap<String, Property>,
}

impl Blueprint {
    /// The fields that hold for this spec, variants applied.
    pub fn properties_of<'a>(&'a self, spec: &'a Map<String, Value>) -> impl Iterator<Item = (&'a str, &'a Property)> {
        let variant = self.variants.as_ref().and_then(|variants| {
            let value = spec.get(&variants.by)?.as_str()?;
            variants.cases.get(value)
        });
        let dropped = move |name: &str| {
            variant.is_some_and(|v| v.drop.iter().any(|d| d == name) || v.properties.contains_key(name))
        };
        let added = variant.into_iter().flat_map(|variant| &variant.properties);
        self.properties
            .iter()
            .filter(move |(name, _)| !dropped(name))
            .chain(added)
            .map(|(name, property)| (name.as_str(), property))
    }
}

/// All blueprints in force.
#[derive(Clone, Debug)]
pub struct Blueprints(Vec<Blueprint>);

/// Why no blueprint describes a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown<'a> {
    /// No blueprint has this kind; the nearest name when one is near.
    Kind(Option<&'a str>),
    /// The kind is known under other API versions.
    ApiVersion(&'a [String]),
}

impl Blueprints {
    /// The ones that ship with the binary.
    pub fn builtin() -> &'static Self {
        static BLUEPRINTS: OnceLock<Blueprints> = OnceLock::new();
        BLUEPRINTS.get_or_init(|| {
            Self(
                BUILTIN
                    .iter()
                    .map(|text| serde_json::from_str(text).expect("the built-in blueprints are tested"))
                    .collect(),
            )
        })
    }

    /// All of them, in the order of their declaration.
    pub fn iter(&self) -> impl Iterator<Item = &Blueprint> {
        self.0.iter()
    }

    /// The blueprint of a kind under an API version.
    pub fn find(&self, kind: &str, api_version: &str) -> Result<&Blueprint, Unknown<'_>> {
        match self.0.iter().find(|blueprint| blueprint.kind.eq_ignore_ascii_case(kind)) {
            None => Err(Unknown::Kind(nearest(kind, self.0.iter().map(|blueprint| blueprint.kind.as_str())))),
            Some(found) if found.api_versions.iter().any(|version| version == api_version) => Ok(found),
            Some(found) => Err(Unknown::ApiVersion(&found.api_versions)),
        }
    }
}
