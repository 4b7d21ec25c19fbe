//! The claims of the source: what a provided user or group says about its entity, and which entity that is.

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::read_descriptor;
use portolan_domain::catalog::name::suggestion;
use portolan_domain::catalog::placeholder::NoReader;
use serde_json::{Value, json};

use super::profile;
use crate::catalog::batch::FileClaims;
use crate::catalog::store::entities;
use crate::db::{Error, Tx};
use crate::organisation::store::members;
use crate::organisation::store::resources::{self, ResourceRow};

/// Names tried for one entity.
const NAMES: usize = 1_000;

/// The file of the source that stands for a resource.
pub fn file(row: &ResourceRow) -> String {
    format!("{}s/{}.json", row.kind, row.id)
}

/// What these users and groups say, with where they belong.
pub fn of(tx: &mut Tx<'_>, ids: &[&str]) -> Result<Vec<FileClaims>, Error> {
    let rows = resources::list_by_id(tx, ids)?;
    let mut groups: std::collections::HashMap<String, Vec<String>> = std::collections::HashMap::new();
    for membership in members::list_groups(tx, ids)? {
        groups.entry(membership.member).or_default().push(membership.entity);
    }
    Ok(rows.iter().map(|row| claim(row, groups.get(&row.id).map_or(&[][..], Vec::as_slice))).collect())
}

fn claim(row: &ResourceRow, groups: &[String]) -> FileClaims {
    let document = profile::document(&row.body);
    let name = row.entity.rsplit_once('/').map_or(row.entity.as_str(), |(_, name)| name);
    let namespace = row.entity.split_once(':').and_then(|(_, rest)| Some(rest.split_once('/')?.0)).unwrap_or("default");
    let metadata = json!({ "name": name, "namespace": namespace, "annotations": { "portolan.dev/scim-id": row.id } });
    let entity = if row.kind == "user" {
        let mut about = json!({ "displayName": profile::display_name(&document) });
        let email = profile::email(&document);
        if !email.is_empty() {
            about["email"] = json!(email);
        }
        if let Some(picture) = profile::picture(&document) {
            about["picture"] = json!(picture);
        }
        let spec = json!({ "profile": about, "memberOf": groups });
        json!({ "apiVersion": "backstage.io/v1alpha1", "kind": "User", "metadata": metadata, "spec": spec })
    } else {
        let name = document.get("displayName").and_then(Value::as_str).unwrap_or_default();
        let mut spec = json!({ "type": "team", "profile": { "displayName": name }, "children": [] });
        if let Some(parent) = groups.first() {
            spec["parent"] = json!(parent);
        }
        json!({ "apiVersion": "backstage.io/v1alpha1", "kind": "Group", "metadata": metadata, "spec": spec })
    };
    let path = file(row);
    // JSON is YAML.
    let read = read_descriptor(&path, &entity.to_string(), Blueprints::builtin(), &mut NoReader);
    FileClaims { location: format!("portolan:scim/{path}"), path, claims: read.claims, ..FileClaims::default() }
}

/// The entity that a new user describes: the one User with their address, else one named after them. Somebody of the same
/// name with another address is another person.
pub fn name_user(tx: &mut Tx<'_>, short: &str, email: &str, same_address: Option<&str>) -> Result<String, Error> {
    if let Some(known) = same_address
        && resources::find_by_entity(tx, known)?.is_none()
    {
        return Ok(known.to_owned());
    }
    name(tx, "user", short, |tx, entity| {
        let Some(record) = entities::list(tx, &[entity])?.pop() else { return Ok(true) };
        let body: Value = serde_json::from_str(&record.body).unwrap_or_default();
        let known = body["spec"]["profile"]["email"].as_str().unwrap_or_default();
        Ok(!email.is_empty() && known.eq_ignore_ascii_case(email))
    })
}

/// The entity that a new group describes: the Group of its name, be it known from elsewhere.
pub fn name_group(tx: &mut Tx<'_>, display_name: &str) -> Result<String, Error> {
    name(tx, "group", display_name, |_, _| Ok(true))
}

fn name(
    tx: &mut Tx<'_>,
    kind: &str,
    text: &str,
    fits: impl Fn(&mut Tx<'_>, &str) -> Result<bool, Error>,
) -> Result<String, Error> {
    let mut base = suggestion(&text.to_lowercase());
    base.truncate(57);
    let base = base.trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
    let base = if base.is_empty() { kind } else { base };
    for number in 1..=NAMES {
        let name = if number == 1 { base.to_owned() } else { format!("{base}-{number}") };
        let entity = format!("{kind}:default/{name}");
        if resources::find_by_entity(tx, &entity)?.is_none() && fits(tx, &entity)? {
            return Ok(entity);
        }
    }
    // Nobody has that many of one name; an id is never taken.
    Ok(format!("{kind}:default/{}", uuid::Uuid::now_v7()))
}
