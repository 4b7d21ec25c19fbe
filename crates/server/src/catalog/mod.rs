//! The catalog: claims become entities, entities live in memory, changes are kept. HTTP is in `routes`, SQL in `store`.

mod apply;
pub mod batch;
mod memory;
mod restore;
pub mod store;

pub use memory::{Catalog, Event};
pub use restore::RESTORED;
