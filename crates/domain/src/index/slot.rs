//! What the index keeps of one entity, and the part of building it that needs no lock.

use super::flatten::{Rows, flatten};
use super::refs::RefId;
use super::term::TermId;
use crate::packed::Packed;

/// An entity as the store keeps it.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// For life.
    pub uid: uuid::Uuid,
    /// Full, in lower case.
    pub reference: String,
    /// JSON without uid, etag, relations and status.
    pub body: String,
    /// The same packed, where that was done; empty otherwise.
    pub packed: Packed,
    /// What it emits: (type, inverse, target).
    pub relations: Vec<(String, String, String)>,
    /// Rows that are not in the JSON, such as `portolan.source`.
    pub marks: Vec<(String, String)>,
    /// JSON of the status; empty when there is none.
    pub status: String,
    /// Microseconds of its last change.
    pub updated_at: i64,
}

/// An entity ready to be put in: rows made, body compressed.
pub struct Prepared {
    pub(super) record: Record,
    pub(super) rows: Rows,
    pub(super) body: Packed,
    pub(super) body_hash: u64,
}

impl Prepared {
    /// The part of the work that takes time.
    pub fn new(mut record: Record) -> Self {
        let mut rows = flatten(&record.body);
        for (key, value) in &record.marks {
            rows.push(key, Some(value));
        }
        let body = match std::mem::take(&mut record.packed) {
            none if none.bytes().is_empty() => Packed::new(&record.body, &mut Vec::new()),
            packed => packed,
        };
        let body_hash = mix(0, record.body.as_bytes());
        Self { record, rows, body, body_hash }
    }
}

/// A relation it emits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emission {
    /// Number of the type.
    pub kind: u16,
    /// Number of the type seen from the target.
    pub inverse: u16,
    /// The other end.
    pub target: RefId,
}

/// An entity in the index.
pub struct Slot {
    pub uid: u128,
    pub reference: RefId,
    /// Its terms without those of relations, sorted.
    pub terms: Box<[TermId]>,
    pub emitted: Box<[Emission]>,
    pub body: Packed,
    pub body_hash: u64,
    pub status: Box<str>,
    pub status_hash: u32,
    pub updated_at: i64,
}

/// What tells versions of a stored body apart: the first 16 digits of the entity's etag.
pub fn version(body: &str) -> String {
    format!("{:016x}", mix(0, body.as_bytes()))
}

/// FNV-1a over words: quick, and good enough to tell versions apart.
pub fn mix(state: u64, bytes: &[u8]) -> u64 {
    let mut state = state ^ 0xcbf2_9ce4_8422_2325 ^ bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        state = (state ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        state ^= state >> 29;
    }
    state
}
