//! What is wrong in files, as each sync found it.

use portolan_domain::problem::Problem;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::catalog::batch::{Excerpt, FileClaims};
use crate::db::{Error, TENANT, Tx, Value};

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

/// Puts the problems of these files in place of the old ones.
pub fn replace(tx: &mut Tx<'_>, source_id: &str, gone: &[&str], files: &[FileClaims]) -> Result<(), Error> {
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
            };
            bodies.push((file.path.as_str(), seq as i64, problem, serde_json::to_string(&row).unwrap_or_default()));
        }
    }
    let rows: Vec<Vec<Value<'_>>> = bodies
        .iter()
        .map(|(file, seq, problem, body)| {
            vec![
                TENANT,
                source_id.into(),
                (*file).into(),
                (*seq).into(),
                (&problem.code).into(),
                problem.severity.word().into(),
                (&problem.entity).into(),
                body.into(),
            ]
        })
        .collect();
    tx.insert("INSERT INTO problems (tenant, source_id, file, seq, code, severity, ref, body) VALUES", "", &rows)
}

/// Whether there are none at all.
pub fn is_empty(tx: &mut Tx<'_>) -> Result<bool, Error> {
    Ok(tx.one("SELECT code FROM problems WHERE tenant = $1 LIMIT 1", &[TENANT], |row| row.text(0))?.is_none())
}

/// Problems about these references: severity and message by reference.
pub fn of_refs(tx: &mut Tx<'_>, refs: &[&str]) -> Result<FxHashMap<String, Vec<(String, String)>>, Error> {
    let mut found: FxHashMap<String, Vec<(String, String)>> = FxHashMap::default();
    let sql = "SELECT ref, severity, body FROM problems WHERE tenant = $1 AND ref IN ({keys})";
    tx.each_in(sql, &[TENANT], refs, |row| {
        let body: Option<ProblemRow> = serde_json::from_str(&row.text(2)?).ok();
        let message = body.map(|row| row.problem.message).unwrap_or_default();
        let list = found.entry(row.text(0)?).or_default();
        let entry = (row.text(1)?, message);
        if !list.contains(&entry) {
            list.push(entry);
        }
        Ok(())
    })?;
    Ok(found)
}

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
    let sql = "SELECT source_id, seq, body FROM problems WHERE tenant = $1 AND (severity = $2 OR $2 = '') AND (source_id = $3 OR $3 = '') \
               AND (code = $4 OR $4 = '') AND (ref = $5 OR $5 = '') ORDER BY severity, source_id, file, seq";
    let parameters = [
        TENANT,
        (&filter.severity).into(),
        (&filter.source_id).into(),
        (&filter.code).into(),
        (&filter.reference).into(),
    ];
    let mut found = Vec::new();
    let needle = filter.text.to_lowercase();
    tx.each(sql, &parameters, |row| {
        if let Ok(mut problem) = serde_json::from_str::<ProblemRow>(&row.text(2)?) {
            problem.source_id = row.text(0)?;
            problem.seq = row.int(1)?;
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
