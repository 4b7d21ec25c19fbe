//! The schemas of users and groups, as they are published and as documents are read by them.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// What a client may do with an attribute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mutability {
    /// Read and write.
    #[default]
    ReadWrite,
    /// Read.
    ReadOnly,
    /// Write once.
    Immutable,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Text.
    #[default]
    String,
    /// True or false.
    Boolean,
    /// The address of something.
    Reference,
    /// Several attributes under one.
    Complex,
}

/// One attribute; what is left out has the standard's default.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Attribute {
    /// As it is written.
    pub name: String,
    /// Of its values.
    #[serde(default, rename = "type")]
    pub kind: Kind,
    /// Whether it is a list.
    #[serde(default)]
    pub multi_valued: bool,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// Whether a resource must have it.
    #[serde(default)]
    pub required: bool,
    /// Whether letters differ from capitals.
    #[serde(default)]
    pub case_exact: bool,
    /// What clients may do.
    #[serde(default)]
    pub mutability: Mutability,
    /// When it is answered.
    #[serde(default = "default_word")]
    pub returned: String,
    /// Where it is the only one of its value.
    #[serde(default = "none_word")]
    pub uniqueness: String,
    /// What a reference leads to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reference_types: Vec<String>,
    /// Values that are usual.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub canonical_values: Vec<String>,
    /// Of a complex one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sub_attributes: Vec<Attribute>,
}

fn default_word() -> String {
    "default".to_owned()
}

fn none_word() -> String {
    "none".to_owned()
}

/// A set of attributes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Schema {
    /// Its URN.
    pub id: String,
    /// Shown.
    pub name: String,
    /// For people.
    pub description: String,
    /// What it holds.
    pub attributes: Vec<Attribute>,
}

/// Finds an attribute whatever its letters.
pub fn find<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a Attribute> {
    attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}

static USER: LazyLock<Schema> = LazyLock::new(|| read(include_str!("schemas/user.json")));
static GROUP: LazyLock<Schema> = LazyLock::new(|| read(include_str!("schemas/group.json")));
static ENTERPRISE: LazyLock<Schema> = LazyLock::new(|| read(include_str!("schemas/enterprise.json")));

fn read(text: &str) -> Schema {
    serde_json::from_str(text).expect("the schemas of the program itself can be read")
}

/// The kinds of resources there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceType {
    /// A person.
    User,
    /// Several of them.
    Group,
}

impl ResourceType {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::User, Self::Group];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
        }
    }

    /// The part of its address.
    pub fn endpoint(self) -> &'static str {
        match self {
            Self::User => "/Users",
            Self::Group => "/Groups",
        }
    }

    /// Its core schema.
    pub fn schema(self) -> &'static Schema {
        match self {
            Self::User => &USER,
            Self::Group => &GROUP,
        }
    }

    /// What may be added to it.
    pub fn extensions(self) -> Vec<&'static Schema> {
        match self {
            Self::User => vec![&ENTERPRISE],
            Self::Group => Vec::new(),
        }
    }
}
