//! A batch with all worked out that needs no database: its transaction, in which nobody else writes, is short then.

use portolan_domain::packed::Packed;
use rustc_hash::{FxHashMap, FxHashSet};

use super::batch::{Batch, FileClaims};
use super::store::claims::{ClaimRow, annotate};

/// A batch ready to be written.
#[derive(Debug, Default)]
pub struct Ready {
    /// The batch; the claims of its files are in `rows` and `said`.
    pub batch: Batch,
    /// Claims to write, as if they were new.
    pub rows: Vec<ClaimRow>,
    /// What those claims come to, by reference; the last where several name it.
    pub said: FxHashMap<String, Said>,
    /// References that several of the files name.
    pub shared: FxHashSet<String>,
}

/// An entity that one claim alone describes.
#[derive(Clone, Debug)]
pub struct Said {
    /// Its JSON.
    pub body: String,
    /// The same packed.
    pub packed: Packed,
    /// What it emits: (type, inverse, target).
    pub relations: Vec<(String, String, String)>,
}

impl Ready {
    /// Works out what can be.
    pub fn new(mut batch: Batch) -> Self {
        batch.settle();
        let mut files = std::mem::take(&mut batch.upserts);
        let mut ready = Self { batch, ..Self::default() };
        let mut room = Vec::new();
        for file in &mut files {
            ready.take(file, &mut room);
        }
        ready.batch.upserts = files;
        ready
    }

    fn take(&mut self, file: &mut FileClaims, room: &mut Vec<u8>) {
        let batch = &self.batch;
        for claim in std::mem::take(&mut file.claims) {
            let reference = claim.reference.to_string();
            let mut entity = claim.entity;
            let body = if has_placeholder(&claim.raw) { entity.to_body() } else { String::new() };
            self.rows.push(ClaimRow {
                source_id: batch.source_id.clone(),
                file: file.path.clone(),
                reference: reference.clone(),
                position: i64::from(claim.position),
                rank: batch.rank,
                line: i64::from(claim.line),
                raw: claim.raw,
                body,
                location: file.location.clone(),
                origin: batch.origin.clone(),
                observed_at: batch.now,
            });
            annotate(&mut entity, &file.location, &batch.origin);
            let relations = claim.relations.into_iter().map(|one| (one.kind, one.inverse, one.target.to_string()));
            let body = entity.to_body();
            let said = Said { packed: Packed::new(&body, room), body, relations: relations.collect() };
            if let Some(reference) = self.said.insert(reference.clone(), said).map(|_| reference) {
                self.shared.insert(reference);
            }
        }
    }
}

/// Whether a text may have something in it that another file says.
fn has_placeholder(raw: &str) -> bool {
    let words = ["$text", "$json", "$yaml", "$openapi", "$asyncapi"];
    raw.contains('$') && words.iter().any(|word| raw.contains(word))
}
