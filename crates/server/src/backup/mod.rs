//! Backups: a whole database, all tenants, as it was at one moment, in a file that either database can be restored from.
//!
//! Invariant: a file is complete and unaltered, or it is refused before anything is written; a database that a restore has
//! begun to fill is refused by everything else until it is full. Master keys of secrets are never in a file.

mod file;
mod format;
mod make;
mod restore;
mod seal;
pub mod store;

use std::path::PathBuf;

pub use format::Header;
pub use make::{Made, make};
pub use restore::{Restored, restore, verify};

use crate::db::Error;

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file, the key or the database is not what it should be.
    #[error("{0}")]
    Refused(String),
    /// The disk.
    #[error("{}: {error}", .path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// The system's word.
        error: std::io::Error,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] Error),
}
