//! Entities: references, blueprints, validation, descriptors, claims and their merge.

pub mod blueprint;
pub mod descriptor;
pub mod diff;
pub mod entity;
pub mod finding;
pub mod links;
pub mod location;
pub mod merge;
pub mod name;
pub mod placeholder;
pub mod reference;
pub mod relation;
pub mod skeleton;
mod slip;
pub mod spec;
pub mod validate;
