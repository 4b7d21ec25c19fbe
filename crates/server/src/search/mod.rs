//! Search over entities: for Backstage's search page and for our palette.

mod rank;
mod routes;

pub use routes::{backstage, portolan};
