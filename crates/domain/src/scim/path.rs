//! Paths to attributes: `name.givenName`, `urn:…:User:department`, and with a filter `emails[type eq "work"].value`.

use super::fault::{Fault, FaultKind};
use super::filter::{self, Filter};
use super::schema::{self, Attribute, ResourceType};

/// The way to an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributePath {
    /// The extension that it is in; nothing for the core schema.
    pub urn: Option<String>,
    /// The attribute; empty for the whole extension.
    pub name: String,
    /// Below it.
    pub sub: Option<String>,
}

fn wrong(text: &str) -> Fault {
    Fault::new(FaultKind::InvalidPath, format!("`{text}` is not the path of an attribute"))
}

fn is_word(text: &str) -> bool {
    let inner = |letter: char| letter.is_ascii_alphanumeric() || "$-_".contains(letter);
    !text.is_empty() && text.chars().all(inner)
}

/// What follows the URN of a schema of the resource, with the URN unless it is the core one.
fn split_urn(kind: ResourceType, text: &str) -> (Option<String>, &str) {
    let schemas = kind.extensions().into_iter().chain([kind.schema()]);
    for schema in schemas {
        let (start, rest) = text.split_at_checked(schema.id.len()).unwrap_or(("", text));
        if start.eq_ignore_ascii_case(&schema.id) && (rest.is_empty() || rest.starts_with(':')) {
            let urn = (schema.id != kind.schema().id).then(|| schema.id.clone());
            return (urn, rest.trim_start_matches(':'));
        }
    }
    (None, text)
}

impl AttributePath {
    /// Reads a path without a filter.
    pub fn parse(kind: ResourceType, text: &str) -> Result<Self, Fault> {
        let (urn, rest) = split_urn(kind, text);
        if rest.is_empty() && urn.is_some() {
            return Ok(Self { urn, name: String::new(), sub: None });
        }
        let (name, sub) = rest.split_once('.').map_or((rest, None), |(name, sub)| (name, Some(sub)));
        if !is_word(name) || sub.is_some_and(|sub| !is_word(sub)) {
            return Err(wrong(text));
        }
        Ok(Self { urn, name: name.to_owned(), sub: sub.map(str::to_owned) })
    }

    /// The attribute it leads to, and the one below; nothing where the schema has none.
    pub fn find(&self, kind: ResourceType) -> Option<(&'static Attribute, Option<&'static Attribute>)> {
        let attributes = match &self.urn {
            None => &kind.schema().attributes,
            Some(urn) => &kind.extensions().into_iter().find(|one| one.id == *urn)?.attributes,
        };
        let attribute = schema::find(attributes, &self.name)?;
        match &self.sub {
            None => Some((attribute, None)),
            Some(sub) => Some((attribute, Some(schema::find(&attribute.sub_attributes, sub)?))),
        }
    }
}

/// What a patch is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The attribute.
    pub path: AttributePath,
    /// Which of its values.
    pub filter: Option<Filter>,
}

impl Target {
    /// Reads the path of a patch.
    pub fn parse(kind: ResourceType, text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        let Some((start, rest)) = text.split_once('[') else {
            return Ok(Self { path: AttributePath::parse(kind, text)?, filter: None });
        };
        let (inner, after) = rest.rsplit_once(']').ok_or_else(|| wrong(text))?;
        let mut path = AttributePath::parse(kind, start)?;
        if path.sub.is_some() || path.name.is_empty() {
            return Err(wrong(text));
        }
        path.sub = match after.strip_prefix('.') {
            Some(sub) if is_word(sub) => Some(sub.to_owned()),
            None if after.is_empty() => None,
            _ => return Err(wrong(text)),
        };
        let (attribute, _) = path.find(kind).ok_or_else(|| wrong(text))?;
        Ok(Self { filter: Some(filter::parse_within(kind, attribute, inner)?), path })
    }
}
