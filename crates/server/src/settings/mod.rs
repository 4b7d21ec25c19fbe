//! What people keep for themselves (stars, saved views), at Backstage's addresses.

mod routes;

pub use routes::backstage;
