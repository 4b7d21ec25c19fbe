//! SCIM 2.0 (RFC 7643 and 7644) without a server: schemas, documents that follow them, filters and patches.

pub mod document;
mod fault;
pub mod filter;
pub mod patch;
mod path;
pub mod schema;

pub use fault::{Fault, FaultKind};
pub use filter::Filter;
pub use schema::ResourceType;
