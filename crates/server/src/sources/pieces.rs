//! A sync is applied in pieces. What one file names no longer and another one does has moved: its old claim ends with the
//! piece in which the new one begins, so that the entity changes once and is at no time without a claim.
//!
//! Invariant: a file whose old claim stays for a later piece counts as not read until that piece is applied. A sync that
//! ends in between is finished by the next one.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::batch::{FileClaims, Moved};

/// Moves of one sync, by piece.
#[derive(Debug, Default)]
pub struct Moves {
    /// Claims of other pieces' files, and of files that are gone, that end with each piece.
    pub ends: Vec<Vec<Moved>>,
    /// Claims of a piece's own files that end with a later piece.
    pub stays: Vec<FxHashSet<Moved>>,
}

impl Moves {
    /// Which piece ends which claims.
    pub fn new(moved: Vec<Moved>, pieces: &[&[FileClaims]]) -> Self {
        let mut moves = Self { ends: vec![Vec::new(); pieces.len()], stays: vec![FxHashSet::default(); pieces.len()] };
        if moved.is_empty() {
            return moves;
        }
        let mut piece_of: FxHashMap<&str, usize> = FxHashMap::default();
        let mut named_in: FxHashMap<String, usize> = FxHashMap::default();
        for (at, files) in pieces.iter().enumerate() {
            for file in *files {
                piece_of.insert(&file.path, at);
                for claim in &file.claims {
                    named_in.entry(claim.reference.to_string()).or_insert(at);
                }
            }
        }
        for moved in moved {
            let Some(end) = named_in.get(&moved.reference).copied() else { continue };
            match piece_of.get(moved.file.as_str()) {
                Some(own) if *own == end => {}
                Some(own) if *own < end => {
                    moves.stays[*own].insert(moved.clone());
                    moves.ends[end].push(moved);
                }
                _ => moves.ends[end].push(moved),
            }
        }
        moves
    }

    /// Whether a file of a piece waits for a later one.
    pub fn waits(&self, piece: usize, path: &str) -> bool {
        self.stays[piece].iter().any(|moved| moved.file == path)
    }
}
