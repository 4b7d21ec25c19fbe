//! People and groups in tables: rows become claims as documents do.

mod people;
pub mod table;

pub use people::{is_table, read_table};
