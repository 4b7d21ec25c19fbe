//! Work that must happen, once, on whichever node is alive: a table with leases. What the work is stands in `runner`.
//!
//! Invariants: a job is finished by the holder of its newest lease alone; a scheduled job exists once for each slot.

mod runner;
pub mod store;

pub use runner::{run, turn};
