//! What a directory provides over SCIM: its users become accounts and User entities, its groups Group entities, each change in
//! one transaction with its audit entry.

mod account;
mod answer;
mod claims;
mod groups;
mod guard;
mod profile;
mod provision;
mod users;

pub use answer::{Asked, MAX_RESULTS, list, listed, resource, version};
pub use profile::email;
pub use provision::{Outcome, Provision, Refusal, SOURCE};
