//! People and service accounts.

use super::TENANT;
use crate::db::{Error, Row, Tx, Value};

/// Somebody, or some program, that can come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipalRow {
    /// Made by us; never changes.
    pub id: String,
    /// person, service.
    pub kind: String,
    /// Shown.
    pub name: String,
    /// Lower case; empty when nobody vouched for it.
    pub email: String,
    /// Whether somebody we trust vouched for it.
    pub email_verified: bool,
    /// The entity it acts as.
    pub user_ref: String,
    /// How that was found: email, claimed, scim, service.
    pub link: String,
    /// Shut out.
    pub disabled: bool,
    /// May administer.
    pub admin: bool,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds; 0 before the first time.
    pub last_seen_at: i64,
}

pub(super) const COLUMNS: &str = "principals.id, principals.kind, principals.name, principals.email, principals.email_verified, \
    principals.user_ref, principals.link, principals.disabled, principals.admin, principals.created_at, principals.last_seen_at";

pub(super) fn read(row: &Row<'_>) -> Result<PrincipalRow, Error> {
    Ok(PrincipalRow {
        id: row.text(0)?,
        kind: row.text(1)?,
        name: row.text(2)?,
        email: row.text(3)?,
        email_verified: row.int(4)? != 0,
        user_ref: row.text(5)?,
        link: row.text(6)?,
        disabled: row.int(7)? != 0,
        admin: row.int(8)? != 0,
        created_at: row.int(9)?,
        last_seen_at: row.int(10)?,
    })
}

/// A new one; [`Error::Exists`] when its e-mail address or its entity is taken.
pub fn insert(tx: &mut Tx<'_>, new: &PrincipalRow) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO principals (tenant, id, kind, name, email, email_verified, user_ref, link, disabled, admin, created_at, last_seen_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &[
            TENANT,
            (&new.id).into(),
            (&new.kind).into(),
            (&new.name).into(),
            (&new.email).into(),
            i64::from(new.email_verified).into(),
            (&new.user_ref).into(),
            (&new.link).into(),
            i64::from(new.disabled).into(),
            i64::from(new.admin).into(),
            new.created_at.into(),
            new.last_seen_at.into(),
        ],
    )?;
    Ok(())
}

fn find_where(tx: &mut Tx<'_>, column: &str, value: &str) -> Result<Option<PrincipalRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM principals WHERE tenant = $1 AND {column} = $2");
    tx.one(&sql, &[TENANT, value.into()], read)
}

/// By id.
pub fn find(tx: &mut Tx<'_>, id: &str) -> Result<Option<PrincipalRow>, Error> {
    find_where(tx, "id", id)
}

/// By e-mail address in lower case.
pub fn find_by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<PrincipalRow>, Error> {
    if email.is_empty() { Ok(None) } else { find_where(tx, "email", email) }
}

/// By the entity it acts as.
pub fn find_by_user_ref(tx: &mut Tx<'_>, user_ref: &str) -> Result<Option<PrincipalRow>, Error> {
    find_where(tx, "user_ref", user_ref)
}

/// All of a kind, by name.
pub fn list(tx: &mut Tx<'_>, kind: &str) -> Result<Vec<PrincipalRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM principals WHERE tenant = $1 AND kind = $2 ORDER BY name, id");
    tx.all(&sql, &[TENANT, kind.into()], read)
}

/// People and services.
pub fn list_all(tx: &mut Tx<'_>) -> Result<Vec<PrincipalRow>, Error> {
    tx.all(&format!("SELECT {COLUMNS} FROM principals WHERE tenant = $1 ORDER BY name, id"), &[TENANT], read)
}

/// Administrators that are not shut out, by name.
pub fn administrators(tx: &mut Tx<'_>) -> Result<Vec<PrincipalRow>, Error> {
    let people = list(tx, "person")?;
    Ok(people.into_iter().filter(|person| person.admin && !person.disabled).collect())
}

/// How many they are.
pub fn count_admins(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) FROM principals WHERE tenant = $1 AND kind = 'person' AND admin = 1 AND disabled = 0";
    Ok(tx.one(sql, &[TENANT], |row| row.int(0))?.unwrap_or_default())
}

fn set(tx: &mut Tx<'_>, column: &str, id: &str, value: Value<'_>) -> Result<(), Error> {
    let sql = format!("UPDATE principals SET {column} = $3 WHERE tenant = $1 AND id = $2");
    tx.execute(&sql, &[TENANT, id.into(), value])?;
    Ok(())
}

/// Shuts out or lets in again.
pub fn set_disabled(tx: &mut Tx<'_>, id: &str, disabled: bool) -> Result<(), Error> {
    set(tx, "disabled", id, i64::from(disabled).into())
}

/// Makes an administrator, or no longer.
pub fn set_admin(tx: &mut Tx<'_>, id: &str, admin: bool) -> Result<(), Error> {
    set(tx, "admin", id, i64::from(admin).into())
}

/// Changes the name shown.
pub fn set_name(tx: &mut Tx<'_>, id: &str, name: &str) -> Result<(), Error> {
    set(tx, "name", id, name.into())
}

/// Gives it another address that somebody vouched for; [`Error::Exists`] when another has it.
pub fn set_email(tx: &mut Tx<'_>, id: &str, email: &str) -> Result<(), Error> {
    set(tx, "email", id, email.into())?;
    set(tx, "email_verified", id, i64::from(!email.is_empty()).into())
}

/// Keeps which entity it acts as; [`Error::Exists`] when another does.
pub fn set_link(tx: &mut Tx<'_>, id: &str, user_ref: &str, link: &str) -> Result<(), Error> {
    let sql = "UPDATE principals SET user_ref = $3, link = $4 WHERE tenant = $1 AND id = $2";
    tx.execute(sql, &[TENANT, id.into(), user_ref.into(), link.into()])?;
    Ok(())
}

/// Keeps when it came last.
pub fn set_seen(tx: &mut Tx<'_>, id: &str, at: i64) -> Result<(), Error> {
    set(tx, "last_seen_at", id, at.into())
}
