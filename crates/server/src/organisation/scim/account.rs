//! The account of a provided user: found by its address or made, named and shut out as the directory says.

use serde_json::json;

use super::provision::{Provision, Refusal};
use crate::audit::{self, Entry};
use crate::db::{Error, Tx};
use crate::identity::store::moved;
use crate::identity::store::principals::{self, PrincipalRow};
use crate::identity::{self, NewPerson, PENDING};
use crate::organisation::store::resources::{self, ResourceRow};

/// What the directory says of somebody.
pub struct Told<'a> {
    /// Empty without one.
    pub email: &'a str,
    /// Shown.
    pub name: &'a str,
}

/// Whether this address leads to an account that is another user's, or would become a second account's.
pub fn is_taken(tx: &mut Tx<'_>, email: &str, row: &ResourceRow) -> Result<bool, Error> {
    let Some(known) = principals::find_by_email(tx, email)? else { return Ok(false) };
    if known.id == row.principal {
        return Ok(false);
    }
    let others = resources::list_of_principal(tx, &known.id)?;
    Ok(!row.principal.is_empty() || others.iter().any(|other| other.deleted_at == 0 && other.id != row.id))
}

/// Gives a user the account of their address, or a new one; nothing without an address.
pub fn attach(tx: &mut Tx<'_>, by: &Provision, row: &mut ResourceRow, told: &Told<'_>) -> Result<(), Error> {
    if told.email.is_empty() {
        return Ok(());
    }
    let person = match principals::find_by_email(tx, told.email)? {
        Some(person) => person,
        None => {
            let new = NewPerson { name: told.name.to_owned(), email: told.email.to_owned(), admin: false };
            identity::create_person(tx, &new, &by.actor, by.now)?
        }
    };
    row.principal = person.id.clone();
    // Shut out because the directory had removed them: it brings them back.
    let shut = resources::list_of_principal(tx, &person.id)?.first().is_some_and(|before| before.shut);
    if person.disabled && shut && row.active {
        identity::disable(tx, &person, false, &by.actor, by.now)?;
    }
    if person.link == PENDING && principals::find_by_user_ref(tx, &row.entity)?.is_none() {
        principals::set_link(tx, &person.id, &row.entity, "scim")?;
        let detail = json!({ "user_ref": row.entity, "link": "scim" });
        audit::note(tx, Entry::new(&by.actor, "principal.link", &person.id, by.now).after(detail))?;
        moved(tx)?;
    }
    Ok(())
}

/// Takes over another name and address. An administrator's address is not a directory's to change: it would be a way in.
pub fn rename(tx: &mut Tx<'_>, by: &Provision, person: &PrincipalRow, told: &Told<'_>) -> Result<(), Error> {
    if person.name != told.name {
        principals::set_name(tx, &person.id, told.name)?;
        moved(tx)?;
    }
    if !told.email.is_empty() && person.email != told.email && !person.admin {
        principals::set_email(tx, &person.id, told.email)?;
        let entry = Entry::new(&by.actor, "principal.email", &person.id, by.now);
        audit::note(tx, entry.before(json!({ "email": person.email })).after(json!({ "email": told.email })))?;
        moved(tx)?;
    }
    Ok(())
}

/// Shuts the account out, unless somebody did already.
pub fn shut(tx: &mut Tx<'_>, by: &Provision, row: &mut ResourceRow) -> Result<Result<(), Refusal>, Error> {
    let Some(person) = principals::find(tx, &row.principal)?.filter(|person| !person.disabled) else {
        return Ok(Ok(()));
    };
    if !identity::disable(tx, &person, true, &by.actor, by.now)? {
        return Ok(Err(Refusal::LastAdministrator));
    }
    row.shut = true;
    Ok(Ok(()))
}

/// Lets the account in again, when the directory had shut it out.
pub fn open(tx: &mut Tx<'_>, by: &Provision, row: &mut ResourceRow) -> Result<(), Error> {
    if !row.shut {
        return Ok(());
    }
    row.shut = false;
    let Some(person) = principals::find(tx, &row.principal)?.filter(|person| person.disabled) else { return Ok(()) };
    identity::disable(tx, &person, false, &by.actor, by.now)?;
    Ok(())
}
