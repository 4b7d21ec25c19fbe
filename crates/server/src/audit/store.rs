//! The statements of the audit log. Nothing here changes an entry.

use serde_json::{Value as Json, json};

use super::chain::{self, Head};
use super::{Actor, Entry};
use crate::db::{Error, Row, TENANT, Tx, Value};

/// Bytes of a text that somebody outside may have chosen.
const MOST: usize = 2_000;
/// The act of retention; the chain names by it where it begins.
pub const EXPIRE: &str = "audit.expire";

/// An entry as kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryRow {
    /// From 1, gap-free in the tenant.
    pub seq: i64,
    /// Microseconds.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub target: String,
    /// allowed, denied.
    pub decision: String,
    /// JSON; empty when there was none.
    pub before: String,
    /// JSON; empty when there is none.
    pub after: String,
    /// Empty when no request caused it.
    pub request_id: String,
    /// The client's address.
    pub origin: String,
    /// The hash of the entry before.
    pub previous: String,
    /// Its own.
    pub hash: String,
}

const COLUMNS: &str =
    "seq, at, actor, action, target, decision, state_before, state_after, request_id, origin, previous, hash";

fn read(row: &Row<'_>) -> Result<EntryRow, Error> {
    Ok(EntryRow {
        seq: row.int(0)?,
        at: row.int(1)?,
        actor: row.text(2)?,
        action: row.text(3)?,
        target: row.text(4)?,
        decision: row.text(5)?,
        before: row.text(6)?,
        after: row.text(7)?,
        request_id: row.text(8)?,
        origin: row.text(9)?,
        previous: row.text(10)?,
        hash: row.text(11)?,
    })
}

/// No longer than it has to be, and without the one letter that PostgreSQL keeps in no text.
fn plain(text: &str) -> String {
    let mut end = text.len().min(MOST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].replace('\0', "\u{fffd}")
}

/// Appends an entry. Writers of one tenant wait for each other here, so that the chain has neither gaps nor branches.
pub fn note(tx: &mut Tx<'_>, entry: Entry<'_>) -> Result<(), Error> {
    let (seq, previous) = next(tx)?;
    let json = |value: Option<Json>| value.map(|value| value.to_string()).unwrap_or_default();
    let mut row = EntryRow {
        seq,
        at: entry.at,
        actor: plain(&entry.actor.name),
        action: plain(entry.action),
        target: plain(entry.target),
        decision: entry.decision.word().to_owned(),
        before: json(entry.before),
        after: json(entry.after),
        request_id: plain(&entry.actor.origin.request_id),
        origin: plain(&entry.actor.origin.address),
        previous,
        hash: String::new(),
    };
    row.hash = chain::hash(tx.tenant(), &row);
    insert(tx, &row)?;
    tx.execute("UPDATE audit_heads SET hash = $2 WHERE tenant = $1", &[TENANT, (&row.hash).into()])?;
    Ok(())
}

/// Takes the next place: its number, and the hash of the entry before. The row stays locked until the transaction ends.
fn next(tx: &mut Tx<'_>) -> Result<(i64, String), Error> {
    let sql = "INSERT INTO audit_heads (tenant, seq, hash, anchor_seq, anchor_hash) VALUES ($1, 1, '', 0, '') \
               ON CONFLICT (tenant) DO UPDATE SET seq = audit_heads.seq + 1 RETURNING seq, hash";
    let next = tx.one(sql, &[TENANT], |row| Ok((row.int(0)?, row.text(1)?)))?;
    next.ok_or_else(|| Error::Statement("the audit log has no head".to_owned()))
}

fn insert(tx: &mut Tx<'_>, row: &EntryRow) -> Result<(), Error> {
    let values: Vec<Value<'_>> = vec![
        TENANT,
        row.seq.into(),
        row.at.into(),
        (&row.actor).into(),
        (&row.action).into(),
        (&row.target).into(),
        (&row.decision).into(),
        (&row.before).into(),
        (&row.after).into(),
        (&row.request_id).into(),
        (&row.origin).into(),
        (&row.previous).into(),
        (&row.hash).into(),
    ];
    tx.insert(&format!("INSERT INTO audit_entries (tenant, {COLUMNS}) VALUES"), "", &[values])
}

/// The newest entry about a target with one of two actions.
pub fn newest(tx: &mut Tx<'_>, target: &str, actions: &[&str; 2]) -> Result<Option<EntryRow>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM audit_entries WHERE tenant = $1 AND target = $2 AND (action = $3 OR action = $4) \
         ORDER BY seq DESC LIMIT 1"
    );
    tx.one(&sql, &[TENANT, target.into(), actions[0].into(), actions[1].into()], read)
}

/// What to look for; empty fields ask nothing.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Exactly.
    pub actor: String,
    /// Its beginning.
    pub action: String,
    /// Exactly.
    pub target: String,
    /// Exactly.
    pub decision: String,
    /// Anywhere, in any case of letters.
    pub text: String,
    /// From here on, microseconds.
    pub since: Option<i64>,
    /// Before here, microseconds.
    pub until: Option<i64>,
    /// Its number.
    pub seq: Option<i64>,
}

impl Search {
    /// Adds its conditions to a statement whose parameters begin with the tenant.
    fn conditions<'s>(&'s self, patterns: &'s (String, String), parameters: &mut Vec<Value<'s>>) -> String {
        let mut sql = String::new();
        let mut add = |condition: &str, value: Value<'s>| {
            parameters.push(value);
            sql.push_str(&condition.replace('#', &format!("${}", parameters.len())));
        };
        for (column, text) in [("actor", &self.actor), ("target", &self.target), ("decision", &self.decision)] {
            if !text.is_empty() {
                add(&format!(" AND {column} = #"), text.into());
            }
        }
        if !self.action.is_empty() {
            add(" AND action LIKE # ESCAPE '\\'", (&patterns.0).into());
        }
        if !self.text.is_empty() {
            let anywhere = "actor || ' ' || action || ' ' || target || ' ' || request_id || ' ' || origin || ' ' || \
                            state_before || ' ' || state_after";
            add(&format!(" AND LOWER({anywhere}) LIKE # ESCAPE '\\'"), (&patterns.1).into());
        }
        self.since.into_iter().for_each(|since| add(" AND at >= #", since.into()));
        self.until.into_iter().for_each(|until| add(" AND at < #", until.into()));
        self.seq.into_iter().for_each(|seq| add(" AND seq = #", seq.into()));
        sql
    }

    fn patterns(&self) -> (String, String) {
        let escape = |text: &str| text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        (format!("{}%", escape(&self.action)), format!("%{}%", escape(&self.text.to_lowercase())))
    }
}

/// The newest entries below `before`.
pub fn list(tx: &mut Tx<'_>, search: &Search, before: i64, limit: i64) -> Result<Vec<EntryRow>, Error> {
    page(tx, search, ("seq < $2", "DESC"), before, limit)
}

/// The oldest entries above `after`.
pub fn list_after(tx: &mut Tx<'_>, search: &Search, after: i64, limit: i64) -> Result<Vec<EntryRow>, Error> {
    page(tx, search, ("seq > $2", "ASC"), after, limit)
}

fn page(
    tx: &mut Tx<'_>,
    search: &Search,
    (side, order): (&str, &str),
    from: i64,
    limit: i64,
) -> Result<Vec<EntryRow>, Error> {
    let patterns = search.patterns();
    let mut parameters: Vec<Value<'_>> = vec![TENANT, from.into(), limit.into()];
    let conditions = search.conditions(&patterns, &mut parameters);
    let sql = format!(
        "SELECT {COLUMNS} FROM audit_entries WHERE tenant = $1 AND {side}{conditions} ORDER BY seq {order} LIMIT $3"
    );
    tx.all(&sql, &parameters, read)
}

/// Every entry, the oldest first.
pub fn each(tx: &mut Tx<'_>, mut take: impl FnMut(EntryRow)) -> Result<(), Error> {
    let sql = format!("SELECT {COLUMNS} FROM audit_entries WHERE tenant = $1 ORDER BY seq");
    tx.each(&sql, &[TENANT], |row| {
        take(read(row)?);
        Ok(())
    })
}

/// Where the chain ends, and where what is kept of it begins.
pub fn head(tx: &mut Tx<'_>) -> Result<(Head, Head), Error> {
    let sql = "SELECT seq, hash, anchor_seq, anchor_hash FROM audit_heads WHERE tenant = $1";
    let read = |row: &Row<'_>| {
        let head = Head { seq: row.int(0)?, hash: row.text(1)? };
        Ok((head, Head { seq: row.int(2)?, hash: row.text(3)? }))
    };
    Ok(tx.one(sql, &[TENANT], read)?.unwrap_or_default())
}

/// Removes what is older than `before` from the beginning, and keeps where the rest begins; how many entries went.
pub fn expire(tx: &mut Tx<'_>, before: i64, now: i64) -> Result<u64, Error> {
    // The row of the head is the lock.
    tx.execute("UPDATE audit_heads SET seq = seq WHERE tenant = $1", &[TENANT])?;
    let (head, _) = head(tx)?;
    let younger = "SELECT COALESCE(MIN(seq), 0) FROM audit_entries WHERE tenant = $1 AND at >= $2";
    let first = tx.one(younger, &[TENANT, before.into()], |row| row.int(0))?.unwrap_or_default();
    // The last one stays: the next is chained to it.
    let through = if first == 0 { head.seq - 1 } else { first - 1 };
    let hash = "SELECT hash FROM audit_entries WHERE tenant = $1 AND seq = $2";
    let Some(hash) = tx.one(hash, &[TENANT, through.into()], |row| row.text(0))? else { return Ok(0) };
    let gone = tx.execute("DELETE FROM audit_entries WHERE tenant = $1 AND seq <= $2", &[TENANT, through.into()])?;
    let anchor = "UPDATE audit_heads SET anchor_seq = $2, anchor_hash = $3 WHERE tenant = $1";
    tx.execute(anchor, &[TENANT, through.into(), (&hash).into()])?;
    let actor = Actor::from("system");
    let target = through.to_string();
    note(tx, Entry::new(&actor, EXPIRE, &target, now).after(json!({ "through": through, "hash": hash })))?;
    Ok(gone)
}
