//! Groups and who belongs to them: made, changed, removed. What can be refused comes before the first write.

use std::collections::{BTreeMap, BTreeSet};

use portolan_domain::scim::{Fault, ResourceType, document, patch};
use serde_json::{Map, Value, json};

use super::provision::{Outcome, Provision, Refusal, Touched};
use super::{claims, guard, profile};
use crate::audit::{self, Entry};
use crate::db::{Error, Tx};
use crate::organisation::store::members;
use crate::organisation::store::resources::{self, ResourceRow};

const KIND: ResourceType = ResourceType::Group;

/// Members named in an audit entry.
const NAMED: usize = 20;

fn display_name(document: &Map<String, Value>) -> &str {
    document["displayName"].as_str().unwrap_or_default()
}

/// Takes the members out of a document: their ids.
fn take_members(document: &mut Map<String, Value>) -> BTreeSet<String> {
    let members = document.remove("members");
    let items = members.as_ref().and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    items.iter().filter_map(|item| item["value"].as_str()).map(str::to_owned).collect()
}

/// The members with their kinds; each must be there, and none the group itself.
fn check(tx: &mut Tx<'_>, own: &str, ids: &BTreeSet<String>) -> Result<Result<BTreeMap<String, String>, Fault>, Error> {
    let wanted: Vec<&str> = ids.iter().map(String::as_str).collect();
    let found: BTreeMap<String, String> =
        resources::list_by_id(tx, &wanted)?.into_iter().map(|row| (row.id, row.kind)).collect();
    if let Some(missing) = ids.iter().find(|id| !found.contains_key(*id)) {
        return Ok(Err(Fault::value(format!("There is no user or group {missing}"))));
    }
    if ids.contains(own) {
        return Ok(Err(Fault::value("A group cannot be a member of itself")));
    }
    Ok(Ok(found))
}

fn note(
    tx: &mut Tx<'_>,
    by: &Provision,
    act: &str,
    row: &ResourceRow,
    more: &[&str],
    less: &[&str],
) -> Result<(), Error> {
    let some = |ids: &[&str]| ids.iter().take(NAMED).map(|id| (*id).to_owned()).collect::<Vec<_>>();
    let detail = json!({
        "display_name": row.key, "entity": row.entity, "joined": some(more), "left": some(less),
        "joined_count": more.len(), "left_count": less.len(),
    });
    audit::note(tx, Entry::new(&by.actor, act, &row.id, by.now).after(detail))
}

pub fn create(tx: &mut Tx<'_>, by: &Provision, sent: &Value, touched: &mut Touched) -> Result<Outcome, Error> {
    let mut document = match document::read(KIND, sent) {
        Ok(document) => document,
        Err(fault) => return Ok(Err(fault.into())),
    };
    if by.source(tx)?.state == "paused" {
        return Ok(Err(Refusal::Paused));
    }
    let wanted = take_members(&mut document);
    let members = match check(tx, "", &wanted)? {
        Ok(members) => members,
        Err(fault) => return Ok(Err(fault.into())),
    };
    let row = ResourceRow {
        id: uuid::Uuid::now_v7().to_string(),
        kind: "group".to_owned(),
        key: display_name(&document).to_lowercase(),
        external_id: document.get("externalId").and_then(Value::as_str).unwrap_or_default().to_owned(),
        entity: claims::name_group(tx, display_name(&document))?,
        active: true,
        body: Value::Object(document).to_string(),
        version: 1,
        created_at: by.now,
        updated_at: by.now,
        ..ResourceRow::default()
    };
    resources::insert(tx, &row)?;
    let rows: Vec<(String, String)> = members.into_iter().collect();
    members::insert(tx, &row.id, &rows)?;
    let ids: Vec<&str> = rows.iter().map(|(id, _)| id.as_str()).collect();
    resources::touch(tx, &ids)?;
    note(tx, by, "scim.group.create", &row, &ids, &[])?;
    touched.ids.extend(ids.into_iter().map(str::to_owned));
    touched.ids.insert(row.id.clone());
    Ok(Ok(row))
}

/// The document with its members, as a patch sees it.
fn whole(row: &ResourceRow, members: &BTreeMap<String, String>) -> Map<String, Value> {
    let mut document = profile::document(&row.body);
    if !members.is_empty() {
        document.insert("members".to_owned(), members.keys().map(|id| json!({ "value": id })).collect());
    }
    document
}

pub fn change(
    tx: &mut Tx<'_>,
    by: &Provision,
    mut row: ResourceRow,
    sent: &Value,
    is_patch: bool,
    touched: &mut Touched,
) -> Result<Outcome, Error> {
    let before: BTreeMap<String, String> = members::list(tx, &row.id)?.into_iter().collect();
    let read = if is_patch { patch::apply(KIND, &whole(&row, &before), sent) } else { document::read(KIND, sent) };
    let mut document = match read {
        Ok(document) => document,
        Err(fault) => return Ok(Err(fault.into())),
    };
    if by.source(tx)?.state == "paused" {
        return Ok(Err(Refusal::Paused));
    }
    let wanted = take_members(&mut document);
    let fresh: BTreeSet<String> = wanted.iter().filter(|id| !before.contains_key(*id)).cloned().collect();
    let joined = match check(tx, &row.id, &fresh)? {
        Ok(joined) => joined,
        Err(fault) => return Ok(Err(fault.into())),
    };
    let left: Vec<&str> = before.keys().filter(|id| !wanted.contains(*id)).map(String::as_str).collect();
    let body = Value::Object(document.clone()).to_string();
    if joined.is_empty() && left.is_empty() && body == row.body {
        return Ok(Ok(row));
    }
    row.key = display_name(&document).to_lowercase();
    row.external_id = document.get("externalId").and_then(Value::as_str).unwrap_or_default().to_owned();
    row.body = body;
    row.version += 1;
    row.updated_at = by.now;
    resources::update(tx, &row)?;
    let joined: Vec<(String, String)> = joined.into_iter().collect();
    members::insert(tx, &row.id, &joined)?;
    members::delete(tx, &row.id, &left)?;
    let joined: Vec<&str> = joined.iter().map(|(id, _)| id.as_str()).collect();
    let moved: Vec<&str> = joined.iter().chain(&left).copied().collect();
    resources::touch(tx, &moved)?;
    note(tx, by, "scim.group.update", &row, &joined, &left)?;
    touched.ids.extend(moved.into_iter().map(str::to_owned));
    touched.ids.insert(row.id.clone());
    Ok(Ok(row))
}

pub fn delete(tx: &mut Tx<'_>, by: &Provision, mut row: ResourceRow, touched: &mut Touched) -> Result<Outcome, Error> {
    if by.source(tx)?.state == "paused" {
        return Ok(Err(Refusal::Paused));
    }
    if let Some(held) = guard::refuse(tx, by, &row)? {
        return Ok(Err(Refusal::Held(Box::new(held))));
    }
    let members: Vec<String> = members::list(tx, &row.id)?.into_iter().map(|(id, _)| id).collect();
    let parents: Vec<String> = members::list_groups(tx, &[&row.id])?.into_iter().map(|one| one.group).collect();
    let near: Vec<&str> = members.iter().chain(&parents).map(String::as_str).collect();
    resources::touch(tx, &near)?;
    members::delete_all_of(tx, &row.id)?;
    touched.removals.push(claims::file(&row));
    row.active = false;
    row.removed_at = by.now;
    row.deleted_at = by.now;
    row.updated_at = by.now;
    resources::update(tx, &row)?;
    note(tx, by, "scim.group.delete", &row, &[], &members.iter().map(String::as_str).collect::<Vec<_>>())?;
    touched.ids.extend(members);
    Ok(Ok(row))
}
