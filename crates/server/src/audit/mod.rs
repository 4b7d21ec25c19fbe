//! The audit log: who did what, or was refused it, when and from where. Written in the transaction of the act itself.
//!
//! Invariant: entries are only ever appended; each one's hash covers the one before. Only retention removes, from the
//! beginning, and keeps where the rest begins.

mod actor;
mod body;
mod chain;
mod entry;
mod export;
mod refusals;
mod routes;
pub mod store;

pub use actor::{Actor, Origin};
pub use chain::{Break, Head, Verdict, verify};
pub use entry::{Decision, Entry};
pub use export::Format;
pub use refusals::Refusals;
pub use routes::portolan;
pub use store::note;
