//! How syncs ended, counted since the start.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;

/// Labels of a sync.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct SyncLabels {
    /// done, failed, held.
    pub result: &'static str,
}

/// The counters.
#[derive(Clone, Debug)]
pub struct Ended(pub Family<SyncLabels, Counter>);

impl Default for Ended {
    /// All that there can be, so that the first failure is a rise and not a new series.
    fn default() -> Self {
        let family = Family::default();
        for result in ["done", "failed", "held"] {
            drop(family.get_or_create(&SyncLabels { result }));
        }
        Self(family)
    }
}

impl Ended {
    /// Counts one by its state.
    pub fn count(&self, state: &str) {
        let result = ["failed", "held"].into_iter().find(|known| *known == state).unwrap_or("done");
        self.0.get_or_create(&SyncLabels { result }).inc();
    }
}
