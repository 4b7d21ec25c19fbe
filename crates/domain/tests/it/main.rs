//! The core through its public face: texts in, values and problems out.

mod descriptors;
mod index;
mod merge;
mod organisation;
mod packed;
mod scim;
mod suites;
mod yaml;
