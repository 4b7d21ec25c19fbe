//! Programs that wait for a person to let them in (RFC 8628). Each row is used once.

use super::TENANT;
use crate::db::{Error, Row, Tx};

/// Programs that may wait at once.
const MOST: i64 = 1_000;

/// A program that waits.
#[derive(Clone, Debug)]
pub struct DeviceRow {
    /// sha256 of what it asks with.
    pub device: String,
    /// What the person types.
    pub code: String,
    /// What it says it is.
    pub client: String,
    /// Where it asks from.
    pub address: String,
    /// As in tokens.
    pub scopes: String,
    /// waiting, approved, denied.
    pub state: String,
    /// Who let it in.
    pub principal: String,
    /// Microseconds.
    pub expires_at: i64,
    /// Microseconds.
    pub polled_at: i64,
}

const COLUMNS: &str = "device, code, client, address, scopes, state, principal, expires_at, polled_at";

fn read(row: &Row<'_>) -> Result<DeviceRow, Error> {
    Ok(DeviceRow {
        device: row.text(0)?,
        code: row.text(1)?,
        client: row.text(2)?,
        address: row.text(3)?,
        scopes: row.text(4)?,
        state: row.text(5)?,
        principal: row.text(6)?,
        expires_at: row.int(7)?,
        polled_at: row.int(8)?,
    })
}

/// Keeps one; `false` when too many wait.
pub fn insert(tx: &mut Tx<'_>, new: &DeviceRow, now: i64) -> Result<bool, Error> {
    tx.execute("DELETE FROM device_logins WHERE tenant = $1 AND expires_at <= $2", &[TENANT, now.into()])?;
    let sql = "SELECT COUNT(*) FROM device_logins WHERE tenant = $1";
    if tx.one(sql, &[TENANT], |row| row.int(0))?.unwrap_or_default() >= MOST {
        return Ok(false);
    }
    tx.execute(
        &format!("INSERT INTO device_logins (tenant, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
        &[
            TENANT,
            (&new.device).into(),
            (&new.code).into(),
            (&new.client).into(),
            (&new.address).into(),
            (&new.scopes).into(),
            (&new.state).into(),
            (&new.principal).into(),
            new.expires_at.into(),
            new.polled_at.into(),
        ],
    )?;
    Ok(true)
}

/// The one that waits with a code.
pub fn find_waiting(tx: &mut Tx<'_>, code: &str, now: i64) -> Result<Option<DeviceRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM device_logins WHERE tenant = $1 AND code = $2 AND state = 'waiting' AND expires_at > $3"
    );
    tx.one(&sql, &[TENANT, code.into(), now.into()], read)
}

/// By what it asks with.
pub fn find(tx: &mut Tx<'_>, device: &str, now: i64) -> Result<Option<DeviceRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM device_logins WHERE tenant = $1 AND device = $2 AND expires_at > $3");
    tx.one(&sql, &[TENANT, device.into(), now.into()], read)
}

/// Decides; `false` when it was decided already.
pub fn decide(tx: &mut Tx<'_>, device: &str, state: &str, principal: &str) -> Result<bool, Error> {
    let sql =
        "UPDATE device_logins SET state = $3, principal = $4 WHERE tenant = $1 AND device = $2 AND state = 'waiting'";
    Ok(tx.execute(sql, &[TENANT, device.into(), state.into(), principal.into()])? > 0)
}

/// Keeps when it asked last.
pub fn set_polled(tx: &mut Tx<'_>, device: &str, at: i64) -> Result<(), Error> {
    let sql = "UPDATE device_logins SET polled_at = $3 WHERE tenant = $1 AND device = $2";
    tx.execute(sql, &[TENANT, device.into(), at.into()])?;
    Ok(())
}

/// Takes one out that was decided; of two who ask at once only one gets it.
pub fn take(tx: &mut Tx<'_>, device: &str) -> Result<bool, Error> {
    let sql = "DELETE FROM device_logins WHERE tenant = $1 AND device = $2 AND state <> 'waiting'";
    Ok(tx.execute(sql, &[TENANT, device.into()])? > 0)
}
