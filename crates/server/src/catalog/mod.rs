//! The catalog: claims become entities, entities live in memory, changes are kept. HTTP is in `routes`, SQL in `store`.

mod apply;
pub mod batch;
mod body;
mod change;
pub mod edit;
mod memory;
pub mod owner;
pub mod past;
mod pending;
mod plan;
mod ready;
pub mod restoration;
mod restore;
mod routes;
pub mod scope;
pub mod store;
pub mod view;

pub use body::ProblemBody;
pub use body::ProblemCountsBody;
pub use memory::{Catalog, Event};
pub use restore::RESTORED;
pub use routes::{backstage, location_entity, location_of, place_of, portolan, problem_body, require_people};
