//! Parameters and rows, the same for both databases.

use std::borrow::Cow;

use portolan_domain::packed::unpack;
use rusqlite::types::ValueRef;

use super::Error;

/// A parameter.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// TEXT.
    Text(&'a str),
    /// TEXT that may be long and that no statement looks into: SQLite keeps it packed.
    Long(&'a str),
    /// The same, packed already unless that is empty.
    Packed(&'a str, &'a [u8]),
    /// BIGINT.
    Int(i64),
    /// The tenant that the transaction is of.
    Tenant,
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

/// The columns whose texts may be packed: those that are written as [`Value::Long`].
pub const LONG: [(&str, &str); 5] =
    [("claims", "raw"), ("claims", "body"), ("entities", "body"), ("tombstones", "body"), ("tombstones", "claims")];

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// BIGINT; TEXT otherwise.
    pub is_int: bool,
}

/// A row of an answer; columns count from 0.
pub enum Row<'r> {
    /// Of SQLite.
    Sqlite(&'r rusqlite::Row<'r>),
    /// Of PostgreSQL.
    Postgres(&'r tokio_postgres::Row),
}

impl Row<'_> {
    /// A TEXT column.
    pub fn text(&self, column: usize) -> Result<String, Error> {
        match self {
            Self::Sqlite(_) => Ok(self.long(column)?.into_owned()),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// A TEXT column, where it lies.
    pub fn str(&self, column: usize) -> Result<&str, Error> {
        match self {
            Self::Sqlite(row) => Ok(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// A TEXT column that may be packed.
    pub fn long(&self, column: usize) -> Result<Cow<'_, str>, Error> {
        match self.packed(column)? {
            [] => self.str(column).map(Cow::Borrowed),
            packed => {
                unpack(packed).map(Cow::Owned).ok_or_else(|| Error::Statement("a stored text is broken".to_owned()))
            }
        }
    }

    /// What a TEXT column keeps packed; empty when it lies as it is.
    pub fn packed(&self, column: usize) -> Result<&[u8], Error> {
        match self {
            Self::Sqlite(row) => match row.get_ref(column)? {
                ValueRef::Blob(packed) => Ok(packed),
                _ => Ok(&[]),
            },
            Self::Postgres(_) => Ok(&[]),
        }
    }

    /// A BIGINT column.
    pub fn int(&self, column: usize) -> Result<i64, Error> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }
}
