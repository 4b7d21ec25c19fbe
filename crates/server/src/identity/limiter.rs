//! How often somebody may guess. An attempt is counted before the password is compared, so that guesses in parallel count.
//!
//! From an address that its owner came from before, an account has a counter of its own: strangers who guess from
//! elsewhere lock themselves out, not the owner.

use std::net::IpAddr;

use super::secret;
use super::store::attempts::{self, AttemptRow};
use super::store::sessions;
use crate::db::{Error, Tx};

/// Failures of one account before the first lock.
pub const ACCOUNT: i64 = 5;
/// Failures of one address before the first lock.
pub const ADDRESS: i64 = 20;
/// Failures of one address against accounts whose owners come from it.
const SHARED: i64 = 100;
/// The first lock; each further failure doubles it.
const FIRST_LOCK: i64 = 30 * 1_000_000;
/// The longest lock.
const LONGEST_LOCK: i64 = 3600 * 1_000_000;
/// How long an address is remembered as one that an owner comes from.
const FAMILIAR: i64 = 90 * 24 * 3600 * 1_000_000;

/// What an attempt counts against.
#[derive(Clone, Debug)]
pub struct Attempt {
    account: (String, i64),
    address: (String, i64),
}

/// One network of a provider's customer is one address.
fn network(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V6(v6)) if v6.to_ipv4_mapped().is_none() => {
            format!("{:x}", v6.to_bits() >> 64)
        }
        _ => address.to_owned(),
    }
}

impl Attempt {
    /// To sign in to `account`, which belongs to `principal` when there is one.
    pub fn new(
        tx: &mut Tx<'_>,
        account: &str,
        principal: Option<&str>,
        address: &str,
        now: i64,
    ) -> Result<Self, Error> {
        let familiar = match principal {
            Some(principal) => sessions::came_from(tx, principal, address, now - FAMILIAR)?,
            None => false,
        };
        let network = network(address);
        let (account, shared) = if familiar {
            (format!("familiar {account} {network}"), (format!("shared {network}"), SHARED))
        } else {
            (format!("account {account}"), (format!("address {network}"), ADDRESS))
        };
        Ok(Self { account: (secret::hash(&account), ACCOUNT), address: (secret::hash(&shared.0), shared.1) })
    }

    /// Counts it as failed until it is known better; until when it must wait when it must not be made.
    pub fn begin(&self, tx: &mut Tx<'_>, now: i64) -> Result<Option<i64>, Error> {
        attempts::purge(tx, now)?;
        let mut known = Vec::new();
        // The address first: one that must wait leaves no row for each account that it tries.
        for (key, free) in [&self.address, &self.account] {
            attempts::lock(tx, key, now)?;
            let row = attempts::find(tx, key, now)?;
            if row.locked_until > now {
                return Ok(Some(row.locked_until));
            }
            known.push((key, *free, row.failures + 1));
        }
        for (key, free, failures) in known {
            let lock = if failures < free { 0 } else { now + lock_time(failures - free) };
            attempts::upsert(tx, key, AttemptRow { failures, locked_until: lock }, now)?;
        }
        Ok(None)
    }

    /// It was the right password after all. Others who fail from this address go on counting.
    pub fn succeed(&self, tx: &mut Tx<'_>, now: i64) -> Result<(), Error> {
        attempts::delete(tx, &self.account.0)?;
        let row = attempts::find(tx, &self.address.0, now)?;
        let failures = (row.failures - 1).max(0);
        attempts::upsert(tx, &self.address.0, AttemptRow { failures, locked_until: 0 }, now)
    }

    /// Whether the attempt that has just been counted locked the account or the address.
    pub fn locked(&self, tx: &mut Tx<'_>, now: i64) -> Result<bool, Error> {
        Ok(attempts::find(tx, &self.account.0, now)?.locked_until > now
            || attempts::find(tx, &self.address.0, now)?.locked_until > now)
    }
}

fn lock_time(over: i64) -> i64 {
    FIRST_LOCK.checked_shl(over.clamp(0, 20) as u32).unwrap_or(LONGEST_LOCK).min(LONGEST_LOCK)
}
