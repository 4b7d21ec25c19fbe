//! The pure core: what descriptors mean, how claims merge, how the catalog is indexed and queried.
//!
//! No I/O, async, clock or randomness here; callers pass text, time and readers in. What people write never
//! makes the core fail: it returns a value and [`problem::Problem`]s.

pub mod catalog;
pub mod diagnostics;
pub mod index;
pub mod organisation;
pub mod packed;
pub mod permission;
pub mod problem;
pub mod scim;
pub mod yaml;
