//! The statements of the slice.

pub mod members;
pub mod resources;
