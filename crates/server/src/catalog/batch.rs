//! What a sync hands to the catalog, and what became of it.

use portolan_domain::catalog::descriptor::DocumentClaim;
use portolan_domain::index::Record;
use portolan_domain::problem::{Problem, Severity};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::audit::Actor;

/// The code of a document that was read and refused because its source may not name people.
pub const PEOPLE_REFUSED: &str = "source.people-refused";

/// Where a source says something of itself. No file of a tree begins with a slash.
pub const OWN_FILE: &str = "/registered-location";

/// One file of a source, read.
#[derive(Clone, Debug, Default)]
pub struct FileClaims {
    /// Path inside the source, or a URL.
    pub path: String,
    /// What the reader compares first: mtime and size, or a blob id.
    pub stamp: String,
    /// Hash of the content.
    pub hash: String,
    /// Backstage's `type:target` of the file.
    pub location: String,
    /// Its documents.
    pub claims: Vec<DocumentClaim>,
    /// What is wrong in it, each with the lines around it.
    pub problems: Vec<(Problem, Excerpt)>,
}

impl FileClaims {
    /// Whether something in it could not be read: then what it said before stays. What was refused was read.
    pub fn has_errors(&self) -> bool {
        let unread = |problem: &Problem| problem.severity == Severity::Error && problem.code != PEOPLE_REFUSED;
        self.problems.iter().any(|(problem, _)| unread(problem))
    }
}

/// A few lines of a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Excerpt {
    /// Number of the first line shown.
    pub first_line: u32,
    /// The lines.
    pub lines: Vec<String>,
}

impl Excerpt {
    /// Two lines before and after a problem.
    pub fn around(text: &str, line: u32) -> Self {
        const AROUND: u32 = 2;
        const WIDTH: usize = 300;
        if line == 0 {
            return Self::default();
        }
        let first_line = line.saturating_sub(AROUND).max(1);
        let lines = text.lines().skip(first_line as usize - 1).take((line - first_line + AROUND + 1) as usize);
        Self { first_line, lines: lines.map(|line| line.chars().take(WIDTH).collect()).collect() }
    }
}

/// An act as the audit log names it.
#[derive(Clone, Debug)]
pub struct Act {
    /// Such as `entity.put`.
    pub what: &'static str,
    /// To what.
    pub target: String,
}

/// A set of changes to what one source claims; applied as a whole or not at all.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The source.
    pub source_id: String,
    /// Its rank; the lower wins.
    pub rank: i64,
    /// Backstage's `type:target` of the source itself.
    pub origin: String,
    /// Who caused it, for history and audit.
    pub actor: Actor,
    /// New and changed files.
    pub upserts: Vec<FileClaims>,
    /// Files that are gone.
    pub removals: Vec<String>,
    /// Keep claims that changed files no longer make; for a sync whose deletions are held.
    pub keep_missing: bool,
    /// Claims of files outside this batch that end with it: their entities have moved to files of this one.
    pub ends: Vec<Moved>,
    /// Claims that its files no longer make and that stay until a later batch ends them.
    pub stays: FxHashSet<Moved>,
    /// The sync it is part of; empty when it is of none.
    pub sync_id: String,
    /// Why entities go, for their tombstones.
    pub reason: String,
    /// What the audit log calls it; a sync when absent.
    pub act: Option<Act>,
    /// The fencing token of the lease under which it was read: nothing is applied when another holds the source by now.
    pub lease: Option<i64>,
    /// Microseconds.
    pub now: i64,
}

impl Applied {
    /// Whether it made revisions.
    pub fn is_change(&self) -> bool {
        self.revision > 0 && self.first_revision <= self.revision
    }

    /// References and what happened to them.
    pub fn changes(&self) -> impl Iterator<Item = (String, &'static str)> {
        let lists = [(&self.created, "created"), (&self.updated, "updated"), (&self.deleted, "deleted")];
        lists.into_iter().flat_map(|(list, action)| list.iter().map(move |one| (one.clone(), action)))
    }
}

impl Batch {
    /// One word for each file: of several the last counts, and a file that is there is not removed.
    pub fn settle(&mut self) {
        let mut seen = FxHashSet::default();
        let files = std::mem::take(&mut self.upserts);
        self.upserts = files.into_iter().rev().filter(|file| seen.insert(file.path.clone())).collect();
        self.upserts.reverse();
        self.removals.retain(|path| seen.insert(path.clone()));
    }
}

/// A claim that its file no longer makes, about an entity that another file names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Moved {
    /// The file it was in.
    pub file: String,
    /// The entity.
    pub reference: String,
}

/// What a file that was read again names now.
#[derive(Clone, Debug, Default)]
pub struct Renewed {
    /// The file.
    pub file: String,
    /// Entities in it.
    pub refs: Vec<String>,
    /// Whether something in it cannot be read: then what it named before stays.
    pub broken: bool,
}

/// What became of a batch.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// The last revision, or the present one when nothing changed.
    pub revision: i64,
    /// The first revision it made; above `revision` when it made none.
    pub first_revision: i64,
    /// Entities that are new.
    pub created: Vec<String>,
    /// Entities that changed.
    pub updated: Vec<String>,
    /// Entities that are gone.
    pub deleted: Vec<String>,
    /// Entities touched without a change.
    pub unchanged: u64,
    /// What the index takes in.
    pub records: Vec<Record>,
}

/// What a batch would remove.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// References whose last claim would go.
    pub deletes: Vec<String>,
    /// How many entities the source claims now.
    pub of: u64,
    /// Claims that end because another file makes them.
    #[serde(skip)]
    pub moved: Vec<Moved>,
}

/// When deletions wait for a person: more than both, or all there is.
#[derive(Clone, Copy, Debug)]
pub struct Guard {
    /// Share of what the source claims.
    pub percent: u32,
    /// Number of entities.
    pub count: u32,
}

impl Guard {
    /// Whether that is more than both figures.
    pub fn exceeds(&self, deletes: u64, of: u64) -> bool {
        deletes > u64::from(self.count) && deletes * 100 > of * u64::from(self.percent)
    }

    /// Why this plan is held; `None` lets it pass.
    pub fn refusal(&self, plan: &Plan) -> Option<String> {
        let deletes = plan.deletes.len() as u64;
        if deletes == 0 {
            return None;
        }
        if deletes == plan.of {
            return Some(format!("the source no longer names any of its {} entities", plan.of));
        }
        self.exceeds(deletes, plan.of).then(|| {
            format!(
                "{deletes} of {} entities would go: more than {} and more than {} %",
                plan.of, self.count, self.percent
            )
        })
    }
}
