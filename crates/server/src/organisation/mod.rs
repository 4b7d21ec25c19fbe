//! The people and groups of an organisation, as its directories provide them, and how somebody is invited.

mod routes;
mod scim;
pub mod store;

pub use routes::{forget, scim};
