//! The server: HTTP over the catalog, its sources and its store. What descriptors mean is in `portolan-domain`.

pub mod app;
pub mod catalog;
pub mod events;
pub mod http;
pub mod identity;
pub mod permission;
pub mod search;
pub mod settings;
pub mod site;
