//! HTTP: the router, what surrounds every request, errors on the wire, and the listener. Routes are in the slices.

pub mod access;
mod cors;
pub mod cursor;
mod described;
pub mod error;
mod guard;
pub mod health;
pub mod host;
pub mod idempotency;
pub mod metrics;
mod observe;
pub mod openapi;
pub mod params;
pub mod peer;
pub mod places;
mod plain;
pub mod render;
pub mod reply;
pub mod router;
pub mod serve;
mod stock;
mod surround;
