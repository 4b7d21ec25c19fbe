//! The chain of hashes, and whether it holds.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::store::{self, EntryRow};
use crate::db::{Error, Tx};
use crate::http::reply::hex;

/// Stands before what is hashed: another form would have another word.
const FORM: &str = "portolan-audit-1";

/// A place in the chain. Whoever writes it down elsewhere can later tell whether the log was cut and grown anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Head {
    /// The entry's number; 0 before the first.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

impl std::str::FromStr for Head {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once(':').and_then(|(seq, hash)| Some((seq.parse().ok()?, hash)));
        match parts {
            Some((seq, hash)) if !hash.is_empty() => Ok(Self { seq, hash: hash.to_lowercase() }),
            _ => Err(format!("`{text}` is not NUMBER:HASH, as verifying prints it")),
        }
    }
}

/// The first place at which the chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Break {
    /// The number of the entry.
    pub seq: i64,
    /// What is wrong there.
    pub reason: String,
}

/// What looking at the whole chain says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Entries that were looked at.
    pub entries: u64,
    /// Where the chain ends.
    pub head: Head,
    /// The last entry that retention removed.
    pub anchor: Head,
    /// Where it is broken.
    pub broken: Option<Break>,
}

/// The hash of an entry: SHA-256 over its fields, each behind its length, with the hash before it among them.
pub fn hash(tenant: &str, row: &EntryRow) -> String {
    let mut digest = Sha256::new();
    let (seq, at) = (row.seq.to_string(), row.at.to_string());
    let fields = [
        FORM,
        &row.previous,
        tenant,
        &seq,
        &at,
        &row.actor,
        &row.action,
        &row.target,
        &row.decision,
        &row.before,
        &row.after,
        &row.request_id,
        &row.origin,
    ];
    for field in fields {
        digest.update((field.len() as u64).to_be_bytes());
        digest.update(field.as_bytes());
    }
    hex(&digest.finalize())
}

/// Looks at every entry. `known` is a place that somebody wrote down earlier.
pub fn verify(tx: &mut Tx<'_>, known: Option<&Head>) -> Result<Verdict, Error> {
    let (head, anchor) = store::head(tx)?;
    let tenant = tx.tenant();
    let mut walk = Walk { last: anchor.clone(), anchored: Head::default(), entries: 0, broken: None };
    let mut seen = known.is_none_or(|known| known == &anchor);
    store::each(tx, |row| {
        if walk.broken.is_none() {
            walk.step(tenant, &row);
            seen |= known.is_some_and(|known| known.seq == row.seq && known.hash == row.hash);
        }
    })?;
    let ends = walk.broken.take().or_else(|| walk.ends(&head, &anchor));
    let forgotten =
        || known.filter(|_| !seen).map(|known| Break::at(known.seq, "it is not the entry written down earlier"));
    Ok(Verdict { entries: walk.entries, broken: ends.or_else(forgotten), head, anchor })
}

impl Break {
    fn at(seq: i64, reason: &str) -> Self {
        Self { seq, reason: reason.to_owned() }
    }
}

/// The way along the chain.
struct Walk {
    last: Head,
    /// What the last act of retention says was removed.
    anchored: Head,
    entries: u64,
    broken: Option<Break>,
}

impl Walk {
    fn step(&mut self, tenant: &str, row: &EntryRow) {
        self.entries += 1;
        let wanted = self.last.seq + 1;
        self.broken = if row.seq != wanted {
            Some(Break::at(wanted, "the entry is missing"))
        } else if row.previous != self.last.hash {
            Some(Break::at(row.seq, "it does not follow the entry before"))
        } else if row.hash != hash(tenant, row) {
            Some(Break::at(row.seq, "it was changed"))
        } else {
            None
        };
        if row.action == store::EXPIRE {
            let said = serde_json::from_str::<serde_json::Value>(&row.after).unwrap_or_default();
            let hash = said["hash"].as_str().unwrap_or_default().to_owned();
            self.anchored = Head { seq: said["through"].as_i64().unwrap_or_default(), hash };
        }
        self.last = Head { seq: row.seq, hash: row.hash.clone() };
    }

    /// Whether it ends and begins where the head says.
    fn ends(&self, head: &Head, anchor: &Head) -> Option<Break> {
        if self.last.seq != head.seq {
            return Some(Break::at(self.last.seq.min(head.seq) + 1, "the log does not end where it should"));
        }
        if self.last.hash != head.hash {
            return Some(Break::at(head.seq, "it is not the entry that was written last"));
        }
        (*anchor != self.anchored).then(|| Break::at(anchor.seq, "the beginning was cut off, not by retention"))
    }
}
