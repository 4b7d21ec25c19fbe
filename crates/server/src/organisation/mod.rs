//! The people and groups of an organisation, as its directories provide them, and how somebody is invited.

mod routes;
mod scim;
pub mod store;
mod told;

pub use routes::{forget, join, scim};
