//! What can go wrong with a database, by what to do next.

/// A failed call to the store.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be opened.
    #[error("cannot open the database: {0}")]
    Open(String),
    /// A unique key is taken.
    #[error("already exists: {0}")]
    Exists(String),
    /// Another writer was in the way; the transaction may run again.
    #[error("the database was busy: {0}")]
    Retry(String),
    /// It cannot be reached now.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The disk did not confirm that it keeps a change. What it holds is not known until the file is opened anew.
    #[error("the disk did not confirm a change: {0}")]
    Unconfirmed(String),
    /// It is not for this tenant to do: what stands in the way.
    #[error("{0}")]
    Refused(String),
    /// A text holds what no text may.
    #[error("a text cannot be kept: {0}")]
    Unfit(String),
    /// The store is shutting down.
    #[error("the store is closed")]
    Closed,
    /// The schema is newer than this program, or was changed.
    #[error("{0}")]
    Schema(String),
    /// The work took its own transaction back.
    #[error("the change was taken back")]
    Undone,
    /// The file is no database, or parts of it are broken.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// A statement failed: a bug.
    #[error("the database refused a statement: {0}")]
    Statement(String),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let text = error.to_string();
        if is_unconfirmed(&error) {
            return Self::Unconfirmed(text);
        }
        match error.sqlite_error_code() {
            Some(Code::ConstraintViolation) => Self::Exists(text),
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Retry(text),
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Damaged(text),
            Some(Code::CannotOpen | Code::DiskFull | Code::ReadOnly | Code::SystemIoFailure) => Self::Unavailable(text),
            _ => Self::Statement(text),
        }
    }
}

/// Whether fsync failed, of a file or of its folder.
pub fn is_unconfirmed(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_IOERR_DIR_FSYNC, SQLITE_IOERR_FSYNC};
    let code = error.sqlite_error().map(|error| error.extended_code);
    matches!(code, Some(SQLITE_IOERR_FSYNC | SQLITE_IOERR_DIR_FSYNC))
}

/// Whether a state says that the server cannot do anything now: classes 08 (connection), 53 (resources), 57P (operator).
fn is_away(state: &str) -> bool {
    ["08", "53", "57P"].iter().any(|class| state.starts_with(class))
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        let text = error.as_db_error().map_or_else(|| error.to_string(), |db| db.message().to_owned());
        match error.code() {
            // Of two that make a table at the same instant, the later one is told of its type or of the table.
            Some(code)
                if [SqlState::UNIQUE_VIOLATION, SqlState::DUPLICATE_OBJECT, SqlState::DUPLICATE_TABLE]
                    .contains(code) =>
            {
                Self::Exists(text)
            }
            Some(code) if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED => {
                Self::Retry(text)
            }
            // A NUL, above all.
            Some(code) if *code == SqlState::CHARACTER_NOT_IN_REPERTOIRE => Self::Unfit(text),
            // It goes down, comes up, follows another, or has no connection left.
            Some(code) if *code == SqlState::READ_ONLY_SQL_TRANSACTION || is_away(code.code()) => {
                Self::Unavailable(text)
            }
            // Others held a lock, or a statement ran, for longer than this program waits.
            Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE || *code == SqlState::QUERY_CANCELED => {
                Self::Unavailable(text)
            }
            Some(_) => Self::Statement(text),
            None => Self::Unavailable(text),
        }
    }
}
