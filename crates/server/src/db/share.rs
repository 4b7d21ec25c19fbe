//! What one tenant may hold of a node's connections at once, so that the others always find one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::postgres::CONNECTIONS;
use super::{ACROSS, DEFAULT_TENANT, Error};

/// Connections of one tenant; cheap to clone.
#[derive(Clone)]
pub struct Share(Arc<Semaphore>);

/// One who waits, until dropped.
struct Waiting<'w>(&'w AtomicUsize);

impl<'w> Waiting<'w> {
    fn begin(count: &'w AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Share {
    /// Of a tenant: half of the connections. The server's own, which most servers have alone, leaves one; what is done
    /// across all of them is short and waits for nobody.
    pub fn of(tenant: &str) -> Self {
        let most = match tenant {
            ACROSS => CONNECTIONS,
            DEFAULT_TENANT => CONNECTIONS - 1,
            _ => CONNECTIONS / 2,
        };
        Self(Arc::new(Semaphore::new(most)))
    }

    /// A part of it, which has to be kept for as long as the connection is. `waiting` counts those who wait.
    pub async fn take(&self, patience: Duration, waiting: &AtomicUsize) -> Result<OwnedSemaphorePermit, Error> {
        if let Ok(part) = Arc::clone(&self.0).try_acquire_owned() {
            return Ok(part);
        }
        let _waiting = Waiting::begin(waiting);
        let part = tokio::time::timeout(patience, Arc::clone(&self.0).acquire_owned()).await;
        let part =
            part.map_err(|_| Error::Unavailable("the tenant's share of the connections is in use".to_owned()))?;
        part.map_err(|_| Error::Closed)
    }
}
