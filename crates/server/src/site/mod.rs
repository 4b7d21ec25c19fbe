//! The user interface, which is built into the binary.

mod routes;

pub use routes::page;
