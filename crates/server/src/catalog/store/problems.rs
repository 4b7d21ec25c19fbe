//! What is wrong in files, as each sync found it.

use portolan_domain::problem::Problem;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::claims;
use crate::catalog::batch::{Excerpt, FileClaims};
use crate::db::{Error, Row, TENANT, Tx, Value};

/// A problem with the lines around it, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProblemRow {
    /// The source; not in the JSON.
    #[serde(skip)]
    pub source_id: String,
    /// Number in its file; not in the JSON.
    #[serde(skip)]
    pub seq: i64,
    /// What and where.
    pub problem: Problem,
    /// The lines around it.
    pub excerpt: Excerpt,
    /// Backstage's `type:target` of the file.
    pub location: String,
    /// When it was found; not in the JSON.
    #[serde(skip)]
    pub seen: Seen,
}

/// Since when a problem is there, and until when that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Microseconds; 0 when nobody noted it.
    pub first_at: i64,
    /// Microseconds; 0 when nobody noted it.
    pub last_at: i64,
}

/// References that problems of these files are about.
pub fn refs_of_files(tx: &mut Tx<'_>, source_id: &str, files: &[&str]) -> Result<Vec<String>, Error> {
    let sql = "SELECT ref FROM problems WHERE tenant = $1 AND source_id = $2 AND ref <> '' AND file IN ({keys})";
    let mut found = Vec::new();
    tx.each_in(sql, &[TENANT, source_id.into()], files, |row| {
        found.push(row.text(0)?);
        Ok(())
    })?;
    Ok(found)
}

/// What makes a problem the same one as before. Its line is not of it: lines move when others are written above.
fn identity(problem: &Problem) -> [String; 4] {
    [problem.code.clone(), problem.entity.clone(), problem.place.path.clone(), problem.message.clone()]
}

/// When the problems of files were first seen, by file and identity.
type Since = FxHashMap<(String, [String; 4]), Vec<i64>>;

/// Since when the problems of these files are there; of several that are the same, each has its own.
fn known(tx: &mut Tx<'_>, source_id: &str, files: &[&str]) -> Result<Since, Error> {
    let sql =
        "SELECT file, body, first_seen_at FROM problems WHERE tenant = $1 AND source_id = $2 AND file IN ({keys})";
    let mut found = Since::default();
    tx.each_in(sql, &[TENANT, source_id.into()], files, |row| {
        if let Ok(before) = serde_json::from_str::<ProblemRow>(row.str(1)?) {
            found.entry((row.text(0)?, identity(&before.problem))).or_default().push(row.int(2)?);
        }
        Ok(())
    })?;
    // The oldest is taken first.
    found.values_mut().for_each(|list| list.sort_unstable_by_key(|at| std::cmp::Reverse(*at)));
    Ok(found)
}

/// Puts the problems of these files in place of the old ones; one that was there keeps since when.
pub fn replace(tx: &mut Tx<'_>, source_id: &str, gone: &[&str], files: &[FileClaims], now: i64) -> Result<(), Error> {
    let mut known = known(tx, source_id, gone)?;
    tx.execute_in(
        "DELETE FROM problems WHERE tenant = $1 AND source_id = $2 AND file IN ({keys})",
        &[TENANT, source_id.into()],
        gone,
    )?;
    let mut bodies = Vec::new();
    for file in files {
        for (seq, (problem, excerpt)) in file.problems.iter().enumerate() {
            let row = ProblemRow {
                source_id: String::new(),
                seq: 0,
                problem: problem.clone(),
                excerpt: excerpt.clone(),
                location: file.location.clone(),
                seen: Seen::default(),
            };
            let since = known.get_mut(&(file.path.clone(), identity(problem))).and_then(Vec::pop).unwrap_or(now);
            let body = serde_json::to_string(&row).unwrap_or_default();
            bodies.push((file.path.as_str(), seq as i64, problem, body, since));
        }
    }
    let rows: Vec<Vec<Value<'_>>> = bodies
        .iter()
        .map(|(file, seq, problem, body, since)| {
            vec![
                TENANT,
                source_id.into(),
                (*file).into(),
                (*seq).into(),
                (&problem.code).into(),
                problem.severity.word().into(),
                (&problem.entity).into(),
                body.into(),
                (*since).into(),
                now.into(),
            ]
        })
        .collect();
    tx.insert(
        "INSERT INTO problems (tenant, source_id, file, seq, code, severity, ref, body, first_seen_at, last_seen_at) VALUES",
        "",
        &rows,
    )
}

/// Whether there are none at all.
pub fn is_empty(tx: &mut Tx<'_>) -> Result<bool, Error> {
    Ok(tx.one("SELECT code FROM problems WHERE tenant = $1 LIMIT 1", &[TENANT], |row| row.text(0))?.is_none())
}

/// Problems about these references: severity and message by reference. What cannot be read names no entity; it is about
/// those whose claims are kept for it.
pub fn of_refs(tx: &mut Tx<'_>, refs: &[&str]) -> Result<FxHashMap<String, Vec<(String, String)>>, Error> {
    let mut found: FxHashMap<String, Vec<(String, String)>> = FxHashMap::default();
    let mut take = |row: &Row<'_>| {
        let body: Option<ProblemRow> = serde_json::from_str(&row.text(2)?).ok();
        let message = body.map(|row| row.problem.message).unwrap_or_default();
        let list = found.entry(row.text(0)?).or_default();
        let entry = (row.text(1)?, message);
        if !list.contains(&entry) {
            list.push(entry);
        }
        Ok(())
    };
    let named = "SELECT ref, severity, body FROM problems WHERE tenant = $1 AND ref IN ({keys})";
    tx.each_in(named, &[TENANT], refs, &mut take)?;
    if claims::has_stale(tx)? {
        let stale = format!(
            "SELECT claims.ref, problems.severity, problems.body FROM claims JOIN problems ON {UNREAD} \
             WHERE claims.tenant = $1 AND claims.stale = 1 AND claims.ref IN ({{keys}})"
        );
        tx.each_in(&stale, &[TENANT], refs, &mut take)?;
    }
    Ok(found)
}

/// Joins what keeps a file from being read to the file's claims.
const UNREAD: &str = "problems.tenant = claims.tenant AND problems.source_id = claims.source_id \
                      AND problems.file = claims.file AND problems.ref = '' AND problems.severity = 'error'";

/// Which problems are asked for; empty fields ask for all.
#[derive(Clone, Debug, Default)]
pub struct ProblemFilter {
    /// error or warning.
    pub severity: String,
    /// A source.
    pub source_id: String,
    /// A code.
    pub code: String,
    /// A reference.
    pub reference: String,
    /// Part of the file, the message or the reference.
    pub text: String,
}

/// All problems that pass the filter, errors first, by file and place.
pub fn list(tx: &mut Tx<'_>, filter: &ProblemFilter) -> Result<Vec<ProblemRow>, Error> {
    let read = last_read(tx)?;
    let sql = format!(
        "SELECT source_id, seq, body, first_seen_at, last_seen_at FROM problems WHERE tenant = $1 AND (severity = $2 OR $2 = '') \
         AND (source_id = $3 OR $3 = '') AND (code = $4 OR $4 = '') AND (ref = $5 OR $5 = '' \
         OR EXISTS (SELECT 1 FROM claims WHERE {UNREAD} AND claims.stale = 1 AND claims.ref = $5)) \
         ORDER BY severity, source_id, file, seq"
    );
    let parameters = [
        TENANT,
        (&filter.severity).into(),
        (&filter.source_id).into(),
        (&filter.code).into(),
        (&filter.reference).into(),
    ];
    let mut found = Vec::new();
    let needle = filter.text.to_lowercase();
    tx.each(&sql, &parameters, |row| {
        if let Ok(mut problem) = serde_json::from_str::<ProblemRow>(&row.text(2)?) {
            problem.source_id = row.text(0)?;
            problem.seq = row.int(1)?;
            // A file that has not changed was not read again: what is wrong in it still is.
            let read_at = read.get(&problem.source_id).copied().unwrap_or_default();
            problem.seen = Seen { first_at: row.int(3)?, last_at: row.int(4)?.max(read_at) };
            let one = &problem.problem;
            let fits = |text: &str| text.to_lowercase().contains(&needle);
            if needle.is_empty() || fits(&one.place.file) || fits(&one.message) || fits(&one.entity) {
                found.push(problem);
            }
        }
        Ok(())
    })?;
    Ok(found)
}

/// When each source was last read as a whole.
fn last_read(tx: &mut Tx<'_>) -> Result<FxHashMap<String, i64>, Error> {
    let sql = "SELECT source_id, MAX(started_at) FROM syncs WHERE tenant = $1 AND state IN ('done', 'held', 'applied', 'dismissed') \
               GROUP BY source_id";
    Ok(tx.all(sql, &[TENANT], |row| Ok((row.text(0)?, row.int(1)?)))?.into_iter().collect())
}

/// (source, severity, how many).
pub fn counts(tx: &mut Tx<'_>) -> Result<Vec<(String, String, i64)>, Error> {
    let sql = "SELECT source_id, severity, COUNT(*) FROM problems WHERE tenant = $1 GROUP BY source_id, severity";
    tx.all(sql, &[TENANT], |row| Ok((row.text(0)?, row.text(1)?, row.int(2)?)))
}

/// (reference, severity, how many); the reference is empty for what is about no entity.
pub fn counts_by_ref(tx: &mut Tx<'_>) -> Result<Vec<(String, String, i64)>, Error> {
    let sql = "SELECT ref, severity, COUNT(*) FROM problems WHERE tenant = $1 GROUP BY ref, severity";
    tx.all(sql, &[TENANT], |row| Ok((row.text(0)?, row.text(1)?, row.int(2)?)))
}
