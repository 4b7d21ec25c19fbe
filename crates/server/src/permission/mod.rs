//! Rights: the one place that decides what a caller may, policies and their versions, and Backstage's permission questions.
//! What a policy means is in the domain; who calls is in `identity`.

mod body;
mod condition;
mod rights;
mod routes;
mod store;

pub use rights::Rights;
pub use routes::{backstage, portolan};
