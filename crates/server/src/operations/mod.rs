//! What runs: nodes, the queue, the store. For whoever operates the server.

mod body;
mod node;
mod routes;
mod store;

pub use node::Node;
pub use routes::portolan;
