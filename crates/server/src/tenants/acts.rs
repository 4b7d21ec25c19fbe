//! What is done to tenants as a whole, each in one transaction with its entry in the log of whoever does it.

use serde_json::json;

use super::{Tenant, store};
use crate::audit::{self, Actor, Entry};
use crate::db::{Error, Tx};
use crate::identity;

/// Microseconds that other nodes get to hear that a tenant goes.
pub const HEARD: i64 = 5_000_000;

/// Why something is not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// What was asked for makes no sense.
    #[error("{0}")]
    Wrong(String),
    /// Something is in the way.
    #[error("{0}")]
    Taken(String),
    /// There is no such tenant.
    #[error("There is no tenant {0}")]
    Missing(String),
}

/// Who has one of its host names already.
fn taken(tx: &mut Tx<'_>, tenant: &Tenant) -> Result<Option<Refusal>, Error> {
    let others = store::list(tx)?.1.into_iter().filter(|other| other.name != tenant.name);
    let host = others.flat_map(|other| other.hosts).find(|host| tenant.hosts.contains(host));
    Ok(host.map(|host| Refusal::Taken(format!("The host {host} belongs to another tenant"))))
}

/// Makes a tenant; the secret with which its first administrator is made.
pub fn create(tx: &mut Tx<'_>, tenant: &Tenant, actor: &Actor) -> Result<Result<String, Refusal>, Error> {
    if let Some(refusal) = tenant.refusal() {
        return Ok(Err(Refusal::Wrong(refusal)));
    }
    if let Some(refusal) = taken(tx, tenant)? {
        return Ok(Err(refusal));
    }
    if !store::insert(tx, tenant)? {
        return Ok(Err(Refusal::Taken(format!("There is a tenant {} already", tenant.name))));
    }
    let now = tenant.created_at;
    let after = json!({ "title": tenant.title, "hosts": tenant.hosts, "quotas": tenant.quotas });
    audit::note(tx, Entry::new(actor, "tenant.create", &tenant.name, now).after(after))?;
    let secret = tx.within(&tenant.name, |tx| identity::new_setup_secret(tx, now))?;
    Ok(Ok(secret.unwrap_or_default()))
}

/// Changes a tenant to what `change` makes of it.
pub fn change(
    tx: &mut Tx<'_>,
    name: &str,
    change: &dyn Fn(&Tenant) -> Tenant,
    actor: &Actor,
    now: i64,
) -> Result<Result<(), Refusal>, Error> {
    let Some(before) = store::find(tx, name)? else { return Ok(Err(Refusal::Missing(name.to_owned()))) };
    if before.state == "deleting" {
        return Ok(Err(Refusal::Taken("The tenant is being deleted".to_owned())));
    }
    let after = change(&before);
    if let Some(refusal) = after.refusal() {
        return Ok(Err(Refusal::Wrong(refusal)));
    }
    if let Some(refusal) = taken(tx, &after)? {
        return Ok(Err(refusal));
    }
    store::update(tx, &after)?;
    let entry = Entry::new(actor, "tenant.update", name, now);
    audit::note(tx, entry.before(json!(before)).after(json!(after))).map(Ok)
}

/// Lets nobody in any more; whether this call was the one. Its rows go by a job that has [`deletion`] for its payload.
pub fn remove(tx: &mut Tx<'_>, name: &str, actor: &Actor, now: i64) -> Result<Result<bool, Refusal>, Error> {
    let Some(tenant) = store::find(tx, name)? else { return Ok(Err(Refusal::Missing(name.to_owned()))) };
    if tenant.state == "deleting" {
        return Ok(Ok(false));
    }
    store::update(tx, &Tenant { state: "deleting".to_owned(), updated_at: now, ..tenant })?;
    audit::note(tx, Entry::new(actor, "tenant.delete", name, now))?;
    Ok(Ok(true))
}

/// What the job of a deletion is told.
pub fn deletion(name: &str) -> String {
    json!({ "tenant": name }).to_string()
}
