//! Wire types of tenants.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::Usage;
use super::{Quotas, Tenant};
use crate::clock::rfc3339;

/// A tenant, as those who administer all of them see it.
#[derive(Serialize, ToSchema)]
pub struct TenantBody {
    /// In addresses; never changes.
    pub name: String,
    /// For people.
    pub title: String,
    /// active, suspended, deleting.
    pub state: String,
    /// Host names it answers to; without any it is below `/t/NAME/`.
    pub hosts: Vec<String>,
    /// Where its people find it; a path of this server when it has no host of its own.
    pub address: String,
    /// What it may use; 0 for no limit.
    pub quotas: Quotas,
    /// What it uses.
    pub usage: UsageBody,
    /// When it was made.
    pub created_at: String,
    /// When it was changed last.
    pub updated_at: String,
}

/// What a tenant uses.
#[derive(Serialize, ToSchema)]
pub struct UsageBody {
    /// Entities in its catalog.
    pub entities: i64,
    /// Sources.
    pub sources: i64,
    /// People and service accounts.
    pub accounts: i64,
    /// Bytes of its descriptors.
    pub storage_bytes: i64,
}

/// All tenants, by name.
#[derive(Serialize, ToSchema)]
pub struct TenantsBody {
    /// All but `default`.
    pub items: Vec<TenantBody>,
}

/// The tenant one is in.
#[derive(Serialize, ToSchema)]
pub struct OwnTenantBody {
    /// Its name.
    pub name: String,
    /// For people; empty for `default`.
    pub title: String,
    /// What it may use; 0 for no limit.
    pub quotas: Quotas,
    /// What it uses.
    pub usage: UsageBody,
}

/// A new tenant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTenantBody {
    /// Up to 40 small letters, digits and `-`.
    pub name: String,
    /// For people.
    pub title: String,
    /// Host names it answers to.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// The usual ones when absent.
    #[serde(default)]
    pub quotas: Quotas,
}

/// What is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantChangesBody {
    /// For people.
    pub title: Option<String>,
    /// All of them.
    pub hosts: Option<Vec<String>>,
    /// All of them; one that is left out gets its usual value.
    pub quotas: Option<Quotas>,
    /// `active` or `suspended`.
    pub state: Option<String>,
}

/// A tenant that was just made.
#[derive(Serialize, ToSchema)]
pub struct CreatedTenantBody {
    /// The tenant.
    #[serde(flatten)]
    pub tenant: TenantBody,
    /// Where its first administrator is made, within a day and once. It is never shown again.
    pub setup_link: String,
}

/// A link with which a tenant's first administrator is made.
#[derive(Serialize, ToSchema)]
pub struct SetupLinkBody {
    /// It holds for a day, and once.
    pub setup_link: String,
}

impl From<Usage> for UsageBody {
    fn from(usage: Usage) -> Self {
        Self {
            entities: usage.entities,
            sources: usage.sources,
            accounts: usage.principals,
            storage_bytes: usage.storage,
        }
    }
}

impl TenantBody {
    /// Of a tenant; `base` is the address of the server itself, which may be empty.
    pub fn new(tenant: &Tenant, usage: Usage, base: &str) -> Self {
        Self {
            name: tenant.name.clone(),
            title: tenant.title.clone(),
            state: tenant.state.clone(),
            hosts: tenant.hosts.clone(),
            address: tenant.address(base),
            quotas: tenant.quotas,
            usage: usage.into(),
            created_at: rfc3339(tenant.created_at),
            updated_at: rfc3339(tenant.updated_at),
        }
    }
}
