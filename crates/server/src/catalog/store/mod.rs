//! The catalog's SQL, by what it is about.

pub mod claims;
pub mod entities;
pub mod history;
pub mod problems;
pub mod settings;
pub mod sources;
pub mod tombstones;
