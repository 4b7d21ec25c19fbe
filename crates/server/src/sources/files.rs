//! What the files of a source claim: read on all cores, with the problems found.

use std::sync::Arc;

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::{is_descriptor, read_descriptor};
use portolan_domain::catalog::placeholder::ReadError;
use portolan_domain::organisation::read_table;
use portolan_domain::problem::{Place, Problem, Severity};
use portolan_integrations::tree::{Listed, Tree, TreeReader};
use sha1::{Digest, Sha1};

use super::trust;
use crate::catalog::batch::{Excerpt, FileClaims};

/// What reading files gave.
#[derive(Clone, Copy, Default)]
pub struct Read {
    /// How many.
    pub files: u64,
    /// Problems that stop something.
    pub errors: u64,
    /// The others.
    pub warnings: u64,
}

impl Read {
    /// Of these.
    pub fn of(files: &[FileClaims]) -> Self {
        let mut read = Self { files: files.len() as u64, ..Self::default() };
        for (problem, _) in files.iter().flat_map(|file| &file.problems) {
            match problem.severity {
                Severity::Error => read.errors += 1,
                Severity::Warning => read.warnings += 1,
            }
        }
        read
    }
}

/// Reads files on all cores, without users and groups where they may not name `people`.
pub async fn read_files(tree: Arc<dyn Tree>, files: Vec<Listed>, people: bool) -> Vec<FileClaims> {
    let halves = files.len().div_ceil(std::thread::available_parallelism().map_or(2, usize::from)).max(1);
    let parts: Vec<_> = files
        .chunks(halves)
        .map(|part| {
            let (tree, part) = (Arc::clone(&tree), part.to_vec());
            tokio::task::spawn_blocking(move || {
                part.iter().map(|file| read_file(tree.as_ref(), file, people)).collect::<Vec<_>>()
            })
        })
        .collect();
    let mut read = Vec::with_capacity(files.len());
    for part in parts {
        read.extend(part.await.unwrap_or_default());
    }
    read
}

fn read_file(tree: &dyn Tree, file: &Listed, people: bool) -> FileClaims {
    let mut claims = FileClaims {
        path: file.path.clone(),
        stamp: file.stamp.clone(),
        hash: String::new(),
        location: tree.location(&file.path),
        claims: Vec::new(),
        problems: Vec::new(),
    };
    match tree.text(&file.path) {
        Ok(text) => {
            if tree.is_tables() || is_descriptor(&text) {
                claims.hash = format!("{:x}", Sha1::digest(text.as_bytes()));
                let mut reader = TreeReader::new(tree);
                let found = if tree.is_tables() {
                    read_table(&file.path, &text)
                } else {
                    read_descriptor(&file.path, &text, Blueprints::builtin(), &mut reader)
                };
                claims.stamp = reader.stamp(&file.stamp);
                claims.claims = found.claims;
                claims.problems = found
                    .problems
                    .into_iter()
                    .map(|problem| {
                        let excerpt = Excerpt::around(&text, problem.place.line);
                        (problem, excerpt)
                    })
                    .collect();
                // Tables hold nothing else: they were let in as a whole.
                if !people && !tree.is_tables() {
                    trust::refuse_people(&mut claims, &text);
                }
            } else if tree.is_named() {
                unreadable(&mut claims, format!("`{}` is no descriptor", file.path));
            }
        }
        // Binary files with a telling name are no descriptors; a file that vanished meanwhile is for the next sync.
        Err(ReadError::Unavailable(message)) => unreadable(&mut claims, message),
        Err(ReadError::Refused(message)) if tree.is_tables() => unreadable(&mut claims, message),
        Err(_) => {}
    }
    claims
}

/// What the file said before stays, and it is read again next time.
fn unreadable(claims: &mut FileClaims, message: String) {
    let place = Place { file: claims.path.clone(), ..Place::default() };
    claims.problems.push((Problem::error("source.unreadable", place, message), Excerpt::default()));
    claims.stamp = String::new();
}
