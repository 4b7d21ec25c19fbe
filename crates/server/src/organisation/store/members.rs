//! Who belongs to which group of a directory.

use crate::db::{Error, TENANT, Tx, Value};

/// The members of a group: id and kind.
pub fn list(tx: &mut Tx<'_>, group: &str) -> Result<Vec<(String, String)>, Error> {
    let sql = "SELECT member_id, kind FROM scim_members WHERE tenant = $1 AND group_id = $2 ORDER BY member_id";
    tx.all(sql, &[TENANT, group.into()], |row| Ok((row.text(0)?, row.text(1)?)))
}

/// One group that somebody belongs to.
#[derive(Clone, Debug)]
pub struct MembershipRow {
    /// Whoever belongs to it.
    pub member: String,
    /// The group.
    pub group: String,
    /// The entity of the group.
    pub entity: String,
    /// The group's document.
    pub body: String,
}

/// The groups of these members, in order of the groups' entities.
pub fn list_groups(tx: &mut Tx<'_>, members: &[&str]) -> Result<Vec<MembershipRow>, Error> {
    let sql = "SELECT m.member_id, g.id, g.entity, g.body FROM scim_members m \
               JOIN scim_resources g ON g.tenant = m.tenant AND g.id = m.group_id \
               WHERE m.tenant = $1 AND g.deleted_at = 0 AND m.member_id IN ({keys})";
    let mut found = Vec::new();
    tx.each_in(sql, &[TENANT], members, |row| {
        found.push(MembershipRow {
            member: row.text(0)?,
            group: row.text(1)?,
            entity: row.text(2)?,
            body: row.text(3)?,
        });
        Ok(())
    })?;
    found.sort_by(|a, b| (&a.member, &a.entity, &a.group).cmp(&(&b.member, &b.entity, &b.group)));
    found.dedup_by(|a, b| (&a.member, &a.group) == (&b.member, &b.group));
    Ok(found)
}

/// Adds members that are not there yet.
pub fn insert(tx: &mut Tx<'_>, group: &str, members: &[(String, String)]) -> Result<(), Error> {
    let rows: Vec<Vec<Value<'_>>> =
        members.iter().map(|(id, kind)| vec![TENANT, group.into(), id.into(), kind.into()]).collect();
    tx.insert("INSERT INTO scim_members (tenant, group_id, member_id, kind) VALUES", "", &rows)
}

/// Takes members out of a group.
pub fn delete(tx: &mut Tx<'_>, group: &str, members: &[&str]) -> Result<(), Error> {
    let sql = "DELETE FROM scim_members WHERE tenant = $1 AND group_id = $2 AND member_id IN ({keys})";
    tx.execute_in(sql, &[TENANT, group.into()], members)?;
    Ok(())
}

/// Forgets a user or a group wherever it is a member or has members.
pub fn delete_all_of(tx: &mut Tx<'_>, id: &str) -> Result<(), Error> {
    let sql = "DELETE FROM scim_members WHERE tenant = $1 AND (group_id = $2 OR member_id = $2)";
    tx.execute(sql, &[TENANT, id.into()])?;
    Ok(())
}
