//! What a tenant may use. 0 sets no limit.

use parking_lot::RwLock;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::Error;

/// Limits of one tenant; 0 means none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Quotas {
    /// Entities in its catalog.
    pub entities: i64,
    /// Sources.
    pub sources: i64,
    /// What its descriptors may take in the store, in MiB.
    pub storage_megabytes: i64,
    /// Requests a second, over some seconds.
    pub requests_per_second: i64,
}

impl Default for Quotas {
    fn default() -> Self {
        Self { entities: 50_000, sources: 200, storage_megabytes: 1_024, requests_per_second: 100 }
    }
}

impl Quotas {
    /// No limits: those of the tenant that runs the server.
    pub const NONE: Self = Self { entities: 0, sources: 0, storage_megabytes: 0, requests_per_second: 0 };

    /// What is wrong with them.
    pub fn refusal(&self) -> Option<String> {
        let all = [self.entities, self.sources, self.storage_megabytes, self.requests_per_second];
        all.iter()
            .any(|one| !(0..=1_000_000_000).contains(one))
            .then(|| "A quota is a number from 0, for none".to_owned())
    }

    /// Refuses a source more than there may be.
    pub fn allow_sources(&self, count: i64) -> Result<(), Error> {
        within(count, self.sources, "sources")
    }

    /// Refuses entities beyond the limit.
    pub fn allow_entities(&self, count: i64) -> Result<(), Error> {
        within(count, self.entities, "entities")
    }

    /// Refuses bytes beyond the limit.
    pub fn allow_storage(&self, bytes: i64) -> Result<(), Error> {
        within(bytes >> 20, self.storage_megabytes, "MiB of descriptors")
    }
}

fn within(count: i64, limit: i64, what: &str) -> Result<(), Error> {
    if limit == 0 || count <= limit {
        return Ok(());
    }
    Err(Error::Refused(format!(
        "This would be {count} {what}, and the quota is {limit}; ask the platform's administrators for more"
    )))
}

/// The quotas of a tenant that is in memory: they may change meanwhile.
pub struct QuotasCell(RwLock<Quotas>);

impl Default for QuotasCell {
    fn default() -> Self {
        Self(RwLock::new(Quotas::NONE))
    }
}

impl QuotasCell {
    /// As they are now.
    pub fn get(&self) -> Quotas {
        *self.0.read()
    }

    /// Others from now on.
    pub fn set(&self, quotas: Quotas) {
        *self.0.write() = quotas;
    }
}
