//! Entities: references, blueprints, validation, descriptors, claims and their merge.

pub mod blueprint;
pub mod descriptor;
pub mod diff;
pub mod entity;
pub mod merge;
pub mod name;
pub mod placeholder;
pub mod reference;
pub mod relation;
pub mod validate;
