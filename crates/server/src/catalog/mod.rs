//! The catalog: its memory index, its revision and its changes. HTTP is in `routes`, SQL in `store`.

mod body;
mod routes;

use std::sync::Arc;

use parking_lot::RwLock;
use portolan_domain::index::Index;
use tokio::sync::{broadcast, watch};

pub use routes::{backstage, portolan};

/// What changed in one commit.
#[derive(Clone, Debug)]
pub struct Event {
    /// The catalog's revision after it.
    pub revision: i64,
    /// References and what happened to them.
    pub changes: Arc<Vec<(String, String)>>,
}

/// One catalog in memory, and who follows it.
pub struct Catalog {
    /// Readers lock it shortly; the writer for small batches.
    pub index: RwLock<Index>,
    /// The revision that the index shows.
    pub revision: watch::Sender<i64>,
    /// Changes for open pages.
    pub events: broadcast::Sender<Event>,
}

impl Default for Catalog {
    fn default() -> Self {
        Self { index: RwLock::default(), revision: watch::Sender::new(0), events: broadcast::Sender::new(256) }
    }
}
