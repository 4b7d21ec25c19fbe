//! What stands in a backup: lines of JSON. First the header; then for each table its rows, each an array in the order of the
//! header's columns, and an end line with their hash; then a last line, without which the file is not complete.

use std::io::{self, BufRead, Read};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::http::reply::hex;

/// Of the lines; another one cannot be read.
pub const FORMAT: u32 = 1;
/// Bytes of a line.
const MAX_LINE: u64 = 256 * 1024 * 1024;

/// The first line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Header {
    /// [`FORMAT`].
    pub portolan_backup: u32,
    /// Of the program that made it.
    pub version: String,
    /// Of the database.
    pub schema: i64,
    /// SQLite or PostgreSQL.
    pub engine: String,
    /// When its view was taken, RFC 3339.
    pub made_at: String,
    /// In the order in which their rows follow.
    pub tables: Vec<TableHead>,
}

/// A table, before its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableHead {
    /// Its name.
    pub name: String,
    /// Names of its columns.
    pub columns: Vec<String>,
    /// How many rows follow.
    pub rows: i64,
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// BIGINT.
    Int(i64),
    /// TEXT.
    Text(String),
}

/// After the rows of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableEnd {
    /// Its name.
    pub end: String,
    /// How many rows there were.
    pub rows: i64,
    /// SHA-256 of their lines.
    pub sha256: String,
}

/// The last line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complete {
    /// All rows.
    pub complete: i64,
    /// SHA-256 of the header's line and of all end lines.
    pub sha256: String,
}

/// A hash of lines.
#[derive(Clone, Default)]
pub struct Lines(Sha256);

impl Lines {
    /// Takes a line in, without its end.
    pub fn add(&mut self, line: &[u8]) {
        self.0.update(line);
        self.0.update(b"\n");
    }

    /// The hash in hexadecimal.
    pub fn hash(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Reads the next line without its end; `false` at the end of the file.
pub fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let mut limited = reader.take(MAX_LINE);
    limited.read_until(b'\n', line)?;
    if line.is_empty() {
        return Ok(false);
    }
    if line.pop() != Some(b'\n') {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it ends in the middle of a line"));
    }
    Ok(true)
}
