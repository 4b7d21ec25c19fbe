//! Server-sent events: open pages follow the catalog.

mod routes;

pub use routes::portolan;
