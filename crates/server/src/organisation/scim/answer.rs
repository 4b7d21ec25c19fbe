//! What is answered: one resource, or those that are asked for.

use std::collections::HashMap;

use portolan_domain::scim::filter::{Filter, sort_key};
use portolan_domain::scim::{Fault, ResourceType, document};
use serde_json::{Map, Value, json};

use super::profile;
use super::provision::word;
use crate::clock::rfc3339;
use crate::db::{Error, Tx};
use crate::organisation::store::members;
use crate::organisation::store::resources::{self, ResourceRow};

/// Resources of one answer.
pub const MAX_RESULTS: usize = 1_000;

/// What somebody asks for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Which resources.
    pub filter: Option<String>,
    /// Only these attributes.
    pub attributes: Vec<String>,
    /// All but these.
    pub excluded: Vec<String>,
    /// In which order.
    pub sort_by: Option<String>,
    /// The other way round.
    pub descending: bool,
    /// From which on, from 1.
    pub start: usize,
    /// How many.
    pub count: usize,
    /// Where the server's resources are.
    pub base: String,
}

/// One of the answer, on its way.
struct Found {
    kind: ResourceType,
    row: ResourceRow,
    shown: Map<String, Value>,
}

/// One resource.
pub fn resource(tx: &mut Tx<'_>, kind: ResourceType, row: ResourceRow, asked: &Asked) -> Result<Value, Error> {
    let mut found = [shape(kind, row, asked)];
    if wants_links(kind, asked) {
        link(tx, &mut found, asked)?;
    }
    let [mut one] = found;
    document::project(kind, &mut one.shown, &asked.attributes, &asked.excluded);
    Ok(Value::Object(one.shown))
}

/// Those that fit, of some kinds.
pub fn list(tx: &mut Tx<'_>, kinds: &[ResourceType], asked: &Asked) -> Result<Result<Value, Fault>, Error> {
    let mut found = Vec::new();
    for &kind in kinds {
        let filter = match asked.filter.as_deref().map(|text| Filter::parse(kind, text)).transpose() {
            Ok(filter) => filter,
            Err(fault) => return Ok(Err(fault)),
        };
        let rows = candidates(tx, kind, filter.as_ref())?;
        let mut some: Vec<Found> = rows.into_iter().map(|row| shape(kind, row, asked)).collect();
        if let Some(filter) = filter {
            if filter.mentions(links(kind)) {
                link(tx, &mut some, asked)?;
            }
            some.retain(|one| filter.holds(&one.shown));
        }
        found.extend(some);
    }
    if let Some(by) = &asked.sort_by {
        // What has no value comes last, whichever way.
        found.sort_by_cached_key(|one| sort_key(one.kind, by, &one.shown).map_or((1, String::new()), |key| (0, key)));
        if asked.descending {
            let valued = found.partition_point(|one| sort_key(one.kind, by, &one.shown).is_some());
            found[..valued].reverse();
        }
    }
    let total = found.len();
    let mut page: Vec<Found> = found.into_iter().skip(asked.start.max(1) - 1).take(asked.count).collect();
    for kind in kinds.iter().filter(|kind| wants_links(**kind, asked)) {
        let (mut own, others): (Vec<_>, Vec<_>) = page.into_iter().partition(|one| one.kind == *kind);
        link(tx, &mut own, asked)?;
        page = others.into_iter().chain(own).collect();
    }
    let shown = page.into_iter().map(|mut one| {
        document::project(one.kind, &mut one.shown, &asked.attributes, &asked.excluded);
        Value::Object(one.shown)
    });
    let shown: Vec<Value> = shown.collect();
    Ok(Ok(listed(total, asked.start.max(1), shown)))
}

/// A list as the standard wants it.
pub fn listed(total: usize, start: usize, resources: Vec<Value>) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": total, "startIndex": start, "itemsPerPage": resources.len(), "Resources": resources,
    })
}

/// Rows that may fit: where a filter pins a name or an id, not all of them are read.
fn candidates(tx: &mut Tx<'_>, kind: ResourceType, filter: Option<&Filter>) -> Result<Vec<ResourceRow>, Error> {
    let name = if kind == ResourceType::User { "userName" } else { "displayName" };
    let pinned = |key: &str| filter.and_then(|filter| filter.pinned(key));
    if let Some(id) = pinned("id") {
        return Ok(resources::find(tx, word(kind), id)?.into_iter().collect());
    }
    if let Some(id) = pinned("externalId") {
        return resources::list_by_external_id(tx, word(kind), id);
    }
    match pinned(name) {
        Some(key) => resources::list_by_key(tx, word(kind), &key.to_lowercase()),
        None => resources::list(tx, word(kind)),
    }
}

/// The attribute that is kept apart from the document.
fn links(kind: ResourceType) -> &'static str {
    if kind == ResourceType::User { "groups" } else { "members" }
}

fn wants_links(kind: ResourceType, asked: &Asked) -> bool {
    let name = links(kind);
    let names = |list: &[String], whole: bool| {
        list.iter().any(|one| {
            let one = one.trim().rsplit(':').next().unwrap_or_default();
            let top = if whole { one } else { one.split('.').next().unwrap_or(one) };
            top.eq_ignore_ascii_case(name)
        })
    };
    if asked.attributes.is_empty() { !names(&asked.excluded, true) } else { names(&asked.attributes, false) }
}

fn shape(kind: ResourceType, row: ResourceRow, asked: &Asked) -> Found {
    let document = profile::document(&row.body);
    let mut schemas = vec![json!(kind.schema().id)];
    let extensions = kind.extensions().into_iter().filter(|one| document.contains_key(&one.id));
    schemas.extend(extensions.map(|one| json!(one.id)));
    let mut shown = Map::new();
    shown.insert("schemas".to_owned(), Value::Array(schemas));
    shown.insert("id".to_owned(), json!(row.id));
    shown.extend(document);
    let location = format!("{}{}/{}", asked.base, kind.endpoint(), row.id);
    let meta = json!({
        "resourceType": kind.name(), "created": rfc3339(row.created_at), "lastModified": rfc3339(row.updated_at),
        "location": location, "version": version(&row),
    });
    shown.insert("meta".to_owned(), meta);
    Found { kind, row, shown }
}

/// The ETag of a resource.
pub fn version(row: &ResourceRow) -> String {
    format!("W/\"{}\"", row.version)
}

/// Adds the groups of users, or the members of groups.
fn link(tx: &mut Tx<'_>, found: &mut [Found], asked: &Asked) -> Result<(), Error> {
    let users: Vec<&str> =
        found.iter().filter(|one| one.kind == ResourceType::User).map(|one| one.row.id.as_str()).collect();
    let mut groups: HashMap<String, Vec<Value>> = HashMap::new();
    for one in members::list_groups(tx, &users)? {
        let mut shown = json!({
            "value": one.group, "$ref": format!("{}/Groups/{}", asked.base, one.group), "type": "direct",
        });
        if let Some(name) = profile::document(&one.body).remove("displayName") {
            shown["display"] = name;
        }
        groups.entry(one.member).or_default().push(shown);
    }
    for one in found {
        let linked = match one.kind {
            ResourceType::User => groups.remove(&one.row.id).unwrap_or_default(),
            ResourceType::Group => {
                let members = members::list(tx, &one.row.id)?.into_iter();
                members.map(|(id, kind)| member(&id, &kind, &asked.base)).collect()
            }
        };
        if !linked.is_empty() {
            one.shown.insert(links(one.kind).to_owned(), Value::Array(linked));
        }
    }
    Ok(())
}

fn member(id: &str, kind: &str, base: &str) -> Value {
    let kind = if kind == "user" { ResourceType::User } else { ResourceType::Group };
    json!({ "value": id, "$ref": format!("{base}{}/{id}", kind.endpoint()), "type": kind.name() })
}
