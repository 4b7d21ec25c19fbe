//! What runs: nodes, the queue, the store. For whoever operates the server.

mod body;
mod nodes;
mod routes;

pub use nodes::Node;
pub use routes::portolan;
