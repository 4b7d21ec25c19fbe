//! Making, shutting out and renewing accounts, inside a transaction: what the API and the command line share.

use serde_json::json;

use super::secret;
use super::store::principals::{self, PrincipalRow};
use super::store::{moved, passwords, sessions, setup};
use crate::audit::{self, Actor, Entry};
use crate::db::{Error, Tx};

/// How long a set-up link holds.
const SETUP_LIFETIME: i64 = 24 * 3600 * 1_000_000;
/// The link of an account that has not been used yet.
pub const PENDING: &str = "pending";

/// What a new person's account is made from.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    /// Shown.
    pub name: String,
    /// In lower case; empty when nobody vouches for it.
    pub email: String,
    /// May administer.
    pub admin: bool,
}

/// An e-mail address as accounts are found by it.
pub fn plain_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Whether a letter is not seen, or turns the direction of those around it: a name with it reads as another one.
pub fn misleads(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// What is wrong with a name and an address; `None` when they will do.
pub fn refusal(name: &str, email: &str) -> Option<String> {
    let control = |text: &str| text.chars().any(misleads);
    if name.trim().is_empty() || name.len() > 200 || control(name) {
        return Some("A name has 1 to 200 bytes, on one line".to_owned());
    }
    let parts = email.split_once('@');
    let good = parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'));
    if !good || email.len() > 254 || control(email) || email.contains(char::is_whitespace) {
        return Some(format!("`{email}` is not an e-mail address"));
    }
    None
}

/// Makes an account. Whoever calls this vouches for the e-mail address. The first administrator closes setting up.
pub fn create_person(tx: &mut Tx<'_>, new: &NewPerson, actor: &Actor, now: i64) -> Result<PrincipalRow, Error> {
    let id = uuid::Uuid::now_v7().to_string();
    let person = PrincipalRow {
        user_ref: format!("user:pending/{id}"),
        id,
        kind: "person".to_owned(),
        name: new.name.trim().to_owned(),
        email: new.email.clone(),
        email_verified: !new.email.is_empty(),
        link: PENDING.to_owned(),
        disabled: false,
        admin: new.admin,
        created_at: now,
        last_seen_at: 0,
    };
    principals::insert(tx, &person)?;
    if new.admin {
        setup::close(tx, now)?;
    }
    let detail = json!({ "email": person.email, "admin": person.admin });
    audit::note(tx, Entry::new(actor, "person.create", &person.id, now).after(detail))?;
    moved(tx)?;
    Ok(person)
}

/// Makes a service account; [`Error::Exists`] when the name is taken. Its client secret is made apart.
pub fn create_service(tx: &mut Tx<'_>, name: &str, actor: &Actor, now: i64) -> Result<PrincipalRow, Error> {
    let service = PrincipalRow {
        id: uuid::Uuid::now_v7().to_string(),
        kind: "service".to_owned(),
        name: name.to_owned(),
        email: String::new(),
        email_verified: false,
        user_ref: format!("service-account:default/{}", name.to_lowercase()),
        link: "service".to_owned(),
        disabled: false,
        admin: false,
        created_at: now,
        last_seen_at: 0,
    };
    principals::insert(tx, &service)?;
    let entry = Entry::new(actor, "service-account.create", &service.id, now);
    audit::note(tx, entry.after(json!({ "name": name })))?;
    moved(tx)?;
    Ok(service)
}

/// Makes an administrator or no longer; `false` when that would leave none.
pub fn set_admin(tx: &mut Tx<'_>, who: &PrincipalRow, admin: bool, actor: &Actor, now: i64) -> Result<bool, Error> {
    principals::set_admin(tx, &who.id, admin)?;
    if !admin && who.admin && principals::count_admins(tx)? == 0 {
        principals::set_admin(tx, &who.id, true)?;
        return Ok(false);
    }
    if admin {
        setup::close(tx, now)?;
    }
    let entry = Entry::new(actor, "principal.admin", &who.id, now);
    audit::note(tx, entry.before(json!({ "admin": who.admin })).after(json!({ "admin": admin })))?;
    moved(tx)?;
    Ok(true)
}

/// Shuts somebody out or lets them in again; `false` when that would leave no administrator.
pub fn disable(tx: &mut Tx<'_>, who: &PrincipalRow, disabled: bool, actor: &Actor, now: i64) -> Result<bool, Error> {
    principals::set_disabled(tx, &who.id, disabled)?;
    if disabled {
        if who.admin && principals::count_admins(tx)? == 0 {
            principals::set_disabled(tx, &who.id, false)?;
            return Ok(false);
        }
        sessions::revoke_others(tx, &who.id, "", now)?;
    }
    let act = if disabled { "principal.disable" } else { "principal.enable" };
    let entry = Entry::new(actor, act, &who.id, now);
    audit::note(tx, entry.before(json!({ "disabled": who.disabled })).after(json!({ "disabled": disabled })))?;
    moved(tx)?;
    Ok(true)
}

/// Sets a password and ends all sessions but the one it was done in.
pub fn set_password(
    tx: &mut Tx<'_>,
    principal: &str,
    hash: &str,
    session: &str,
    actor: &Actor,
    now: i64,
) -> Result<(), Error> {
    passwords::upsert(tx, principal, hash, now)?;
    sessions::revoke_others(tx, principal, session, now)?;
    audit::note(tx, Entry::new(actor, "password.change", principal, now))
}

/// A new one-time secret for setting up; nothing when it is closed.
pub fn new_setup_secret(tx: &mut Tx<'_>, now: i64) -> Result<Option<String>, Error> {
    let fresh = secret::new_secret()?;
    let open = setup::renew(tx, &secret::hash(&fresh), now + SETUP_LIFETIME)?;
    Ok(open.then_some(fresh))
}
