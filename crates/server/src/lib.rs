//! The server: HTTP, store, background work and command line of Portolan.

pub mod catalog;
pub mod clock;
pub mod config;
pub mod db;
pub mod sources;
