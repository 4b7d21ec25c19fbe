//! Rest for what looks at the store now and then. An embedded store is written by this process alone: it says when there may
//! be something new, and a laptop's processor sleeps until then. A shared one has to be looked at.

use std::time::Duration;

use tokio::sync::watch;

/// How long an embedded store is left alone: what is due by a clock that was set is late by this much at most.
const LONGEST: Duration = Duration::from_secs(60);
/// After a write, so that one look sees many of them.
const PAUSE: Duration = Duration::from_secs(1);

/// Knows of the writes of one tenant since it last waited.
pub struct Written {
    writes: watch::Receiver<()>,
    is_shared: bool,
}

impl Written {
    pub(super) fn new(writes: watch::Receiver<()>, is_shared: bool) -> Self {
        Self { writes, is_shared }
    }

    /// Waits until something is due, but on a shared store no longer than `look`, and on an embedded one no longer than until
    /// something was written.
    pub async fn wait(&mut self, due: Duration, look: Duration) {
        if self.is_shared {
            tokio::time::sleep(due.min(look)).await;
            return;
        }
        if let Ok(Ok(())) = tokio::time::timeout(due.min(LONGEST), self.writes.changed()).await {
            tokio::time::sleep(due.min(PAUSE)).await;
        }
    }
}
