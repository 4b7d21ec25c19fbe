//! Users: made, changed, removed. What can be refused comes before the first write.

use portolan_domain::scim::{ResourceType, document, patch};
use serde_json::{Map, Value, json};

use super::account::{self, Told};
use super::provision::{Outcome, Provision, Refusal, Touched};
use super::{claims, guard, profile};
use crate::audit::{self, Entry};
use crate::db::{Error, Tx};
use crate::identity::store::principals;
use crate::organisation::store::members;
use crate::organisation::store::resources::{self, ResourceRow};

const KIND: ResourceType = ResourceType::User;

fn key(document: &Map<String, Value>) -> String {
    document["userName"].as_str().unwrap_or_default().to_lowercase()
}

fn external_id(document: &Map<String, Value>) -> String {
    document.get("externalId").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn is_active(document: &Map<String, Value>) -> bool {
    document.get("active").and_then(Value::as_bool).unwrap_or(true)
}

/// What stands in the way of these names.
fn conflict(tx: &mut Tx<'_>, row: &ResourceRow, email: &str) -> Result<Option<Refusal>, Error> {
    let key = &row.key;
    if resources::list_by_key(tx, "user", key)?.iter().any(|known| known.id != row.id) {
        return Ok(Some(Refusal::Taken(format!("There is a user {key} already"))));
    }
    let taken = account::is_taken(tx, email, row)?;
    Ok(taken.then(|| Refusal::Taken(format!("Another user has the address {email}"))))
}

fn note(tx: &mut Tx<'_>, by: &Provision, act: &str, row: &ResourceRow) -> Result<(), Error> {
    let detail = json!({
        "user_name": row.key, "active": row.active, "entity": row.entity, "principal": row.principal,
    });
    audit::note(tx, Entry::new(&by.actor, act, &row.id, by.now).after(detail))
}

pub fn create(tx: &mut Tx<'_>, by: &Provision, sent: &Value, touched: &mut Touched) -> Result<Outcome, Error> {
    let mut document = match document::read(KIND, sent) {
        Ok(document) => document,
        Err(fault) => return Ok(Err(fault.into())),
    };
    let (email, name) = (profile::email(&document), profile::display_name(&document));
    if by.source(tx)?.state == "paused" {
        return Ok(Err(Refusal::Paused));
    }
    let active = is_active(&document);
    document.insert("active".to_owned(), active.into());
    let mut row = ResourceRow {
        id: uuid::Uuid::now_v7().to_string(),
        kind: "user".to_owned(),
        key: key(&document),
        external_id: external_id(&document),
        active,
        version: 1,
        created_at: by.now,
        updated_at: by.now,
        removed_at: if active { 0 } else { by.now },
        ..ResourceRow::default()
    };
    if let Some(refusal) = conflict(tx, &row, &email)? {
        return Ok(Err(refusal));
    }
    row.entity = claims::name_user(tx, profile::short_name(&document), &email, by.same_address.as_deref())?;
    row.body = Value::Object(document).to_string();
    let known = principals::find_by_email(tx, &email)?.map(|person| person.id).unwrap_or_default();
    if !active && !known.is_empty() {
        // An account that is there already is shut out first: that may be refused.
        row.principal = known;
        if let Err(refusal) = account::shut(tx, by, &mut row)? {
            return Ok(Err(refusal));
        }
    }
    account::attach(tx, by, &mut row, &Told { email: &email, name: &name })?;
    if !active
        && !row.shut
        && let Err(refusal) = account::shut(tx, by, &mut row)?
    {
        return Ok(Err(refusal));
    }
    resources::insert(tx, &row)?;
    note(tx, by, "scim.user.create", &row)?;
    touched.ids.insert(row.id.clone());
    Ok(Ok(row))
}

pub fn change(
    tx: &mut Tx<'_>,
    by: &Provision,
    mut row: ResourceRow,
    sent: &Value,
    is_patch: bool,
    touched: &mut Touched,
) -> Result<Outcome, Error> {
    let before = profile::document(&row.body);
    let read = if is_patch { patch::apply(KIND, &before, sent) } else { document::read(KIND, sent) };
    let document = match read {
        Ok(document) => document,
        Err(fault) => return Ok(Err(fault.into())),
    };
    if by.source(tx)?.state == "paused" {
        return Ok(Err(Refusal::Paused));
    }
    if document == before {
        return Ok(Ok(row));
    }
    let (email, name) = (profile::email(&document), profile::display_name(&document));
    row.key = key(&document);
    if let Some(refusal) = conflict(tx, &row, &email)? {
        return Ok(Err(refusal));
    }
    let active = is_active(&document);
    if row.active && !active {
        if let Some(held) = guard::refuse(tx, by, &row)? {
            return Ok(Err(Refusal::Held(Box::new(held))));
        }
        if let Err(refusal) = account::shut(tx, by, &mut row)? {
            return Ok(Err(refusal));
        }
        row.removed_at = by.now;
    } else if !row.active && active {
        account::open(tx, by, &mut row)?;
        row.removed_at = 0;
    }
    row.active = active;
    let told = Told { email: &email, name: &name };
    match principals::find(tx, &row.principal)? {
        Some(person) => account::rename(tx, by, &person, &told)?,
        None => account::attach(tx, by, &mut row, &told)?,
    }
    row.external_id = external_id(&document);
    row.body = Value::Object(document).to_string();
    row.version += 1;
    row.updated_at = by.now;
    resources::update(tx, &row)?;
    note(tx, by, "scim.user.update", &row)?;
    touched.ids.insert(row.id.clone());
    Ok(Ok(row))
}

pub fn delete(tx: &mut Tx<'_>, by: &Provision, mut row: ResourceRow, touched: &mut Touched) -> Result<Outcome, Error> {
    if by.source(tx)?.state == "paused" {
        return Ok(Err(Refusal::Paused));
    }
    // Whoever was made inactive before was counted then.
    if row.active
        && let Some(held) = guard::refuse(tx, by, &row)?
    {
        return Ok(Err(Refusal::Held(Box::new(held))));
    }
    if let Err(refusal) = account::shut(tx, by, &mut row)? {
        return Ok(Err(refusal));
    }
    let groups: Vec<String> = members::list_groups(tx, &[&row.id])?.into_iter().map(|one| one.group).collect();
    resources::touch(tx, &groups.iter().map(String::as_str).collect::<Vec<_>>())?;
    members::delete_all_of(tx, &row.id)?;
    touched.removals.push(claims::file(&row));
    row.removed_at = if row.active { by.now } else { row.removed_at };
    row.active = false;
    row.deleted_at = by.now;
    row.updated_at = by.now;
    // Nothing of the person stays but what names them here.
    "{}".clone_into(&mut row.body);
    resources::update(tx, &row)?;
    note(tx, by, "scim.user.delete", &row)?;
    Ok(Ok(row))
}
