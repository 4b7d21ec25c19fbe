//! Somebody comes with an identity of another system: whose account that is, or a new one.
//!
//! Invariant: an identity is its provider and subject. An e-mail address counts only when the provider says that it checked
//! it and the configuration says that this provider may speak for its domain.

use serde_json::json;

use super::accounts::{self, NewPerson};
use super::store::identities;
use super::store::principals::{self, PrincipalRow};
use crate::audit::{self, Entry, Origin};
use crate::db::{Error, Tx};

/// An identity, as a provider tells it.
#[derive(Clone, Debug, Default)]
pub struct Arrival {
    /// The issuer, or whatever names the provider for ever.
    pub provider: String,
    /// Who it is there, for ever.
    pub subject: String,
    /// Shown.
    pub name: String,
    /// Empty unless the provider checked it and may speak for it.
    pub email: String,
    /// Names of groups.
    pub groups: Vec<String>,
}

/// Why somebody does not come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turned {
    /// Their account is shut out.
    Disabled,
    /// They have no account, and none is made for them.
    Unknown,
}

/// An address in the form of accounts, when it may count.
pub fn trusted_email(email: &str, verified: bool, domains: &[String]) -> String {
    let email = accounts::plain_email(email);
    let speaks = |domain: &str| domains.iter().any(|own| own == "*" || own.eq_ignore_ascii_case(domain));
    let good = verified && accounts::refusal("name", &email).is_none();
    if good && email.rsplit_once('@').is_some_and(|(_, domain)| speaks(domain)) { email } else { String::new() }
}

/// The account of an identity; a new one where accounts are made.
pub fn arrive(
    tx: &mut Tx<'_>,
    arrival: &Arrival,
    create: bool,
    origin: &Origin,
    now: i64,
) -> Result<Result<PrincipalRow, Turned>, Error> {
    let known = match identities::find(tx, &arrival.provider, &arrival.subject)? {
        Some(id) => principals::find(tx, &id)?,
        None => None,
    };
    let person = match known {
        Some(person) => person,
        None => match principals::find_by_email(tx, &arrival.email)? {
            Some(person) => person,
            None if !create => return Ok(Err(Turned::Unknown)),
            None => {
                let name: String =
                    arrival.name.chars().filter(|letter| !accounts::misleads(*letter)).take(100).collect();
                let name = if name.trim().is_empty() { "Somebody".to_owned() } else { name };
                let new = NewPerson { name, email: arrival.email.clone(), admin: false };
                accounts::create_person(tx, &new, &origin.actor(&format!("provider:{}", arrival.provider)), now)?
            }
        },
    };
    if person.disabled {
        return Ok(Err(Turned::Disabled));
    }
    let groups = json!(arrival.groups).to_string();
    if identities::upsert(tx, &arrival.provider, &arrival.subject, &person.id, &groups)? {
        let detail = json!({ "provider": arrival.provider, "subject": arrival.subject });
        let actor = origin.actor("system");
        audit::note(tx, Entry::new(&actor, "identity.attach", &person.id, now).after(detail))?;
    }
    Ok(Ok(person))
}
