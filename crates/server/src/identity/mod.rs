//! Who calls: accounts, sessions, tokens. What callers may is decided in `permission`.

mod accounts;
mod arrival;
mod callers;
mod issue;
mod limiter;
mod password;
mod providers;
mod routes;
mod secret;
pub mod store;
mod token;

use std::sync::Arc;

use crate::audit::{Actor, Origin};
use crate::db::DEFAULT_TENANT;

pub use accounts::{
    NewPerson, create_person, disable, new_setup_secret, plain_email, refusal as account_refusal, set_password,
};
pub use callers::{Callers, Lifetimes, Purpose};
pub use issue::{NewToken, issue_token, scopes_refusal};
pub use password::{hash as hash_password, refusal as password_refusal};
pub use providers::Provider;
pub use routes::{backstage, find_caller, has_session_cookie, portolan};
pub use secret::new_password;
pub use token::Signer;

/// What a route asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Nothing.
    Public,
    /// To be somebody, be it a guest.
    Known,
    /// To be a person who signed in with this browser: for one's own sessions, tokens and password.
    Account,
    /// See entities.
    CatalogRead,
    /// Change or remove entities.
    CatalogWrite,
    /// Read the fields of entities that the policy calls sensitive.
    CatalogSensitive,
    /// See sources and their syncs.
    SourceRead,
    /// Add, change, sync and remove sources.
    SourceWrite,
    /// Keep one's own settings.
    SettingsWrite,
    /// See people and service accounts.
    PeopleRead,
    /// Add, change and shut out people and service accounts.
    PeopleWrite,
    /// Have a source synced now.
    SourceSync,
    /// See policies and ask what they mean for others.
    PolicyRead,
    /// Write, publish and roll back policies.
    PolicyWrite,
    /// See the audit log.
    AuditRead,
    /// See nodes, jobs and the store.
    OperationsRead,
    /// Retry and drop jobs.
    OperationsWrite,
    /// See the names of stored secrets.
    SecretRead,
    /// Store secrets, and say where they are sent.
    SecretWrite,
    /// See which tenants there are and what they use.
    TenantRead,
    /// Add, change, suspend and delete tenants.
    TenantWrite,
}

impl Permission {
    /// Those that roles give and that a token may be narrowed to.
    pub const SCOPES: [Self; 18] = [
        Self::CatalogRead,
        Self::CatalogWrite,
        Self::CatalogSensitive,
        Self::SourceRead,
        Self::SourceSync,
        Self::SourceWrite,
        Self::SettingsWrite,
        Self::PeopleRead,
        Self::PeopleWrite,
        Self::PolicyRead,
        Self::PolicyWrite,
        Self::AuditRead,
        Self::OperationsRead,
        Self::OperationsWrite,
        Self::SecretRead,
        Self::SecretWrite,
        Self::TenantRead,
        Self::TenantWrite,
    ];

    /// The names of [`Self::SCOPES`].
    pub fn names() -> Vec<&'static str> {
        Self::SCOPES.into_iter().map(Self::name).collect()
    }

    /// The permission of a name.
    pub fn find(name: &str) -> Option<Self> {
        Self::SCOPES.into_iter().find(|permission| permission.name() == name)
    }

    /// Its name in scopes; empty for those that are in no scope.
    pub fn name(self) -> &'static str {
        match self {
            Self::Public | Self::Known | Self::Account => "",
            Self::CatalogRead => "catalog.read",
            Self::CatalogWrite => "catalog.write",
            Self::CatalogSensitive => "catalog.sensitive",
            Self::SourceRead => "source.read",
            Self::SourceWrite => "source.write",
            Self::SettingsWrite => "settings.write",
            Self::PeopleRead => "people.read",
            Self::PeopleWrite => "people.write",
            Self::SourceSync => "source.sync",
            Self::PolicyRead => "policy.read",
            Self::PolicyWrite => "policy.write",
            Self::AuditRead => "audit.read",
            Self::OperationsRead => "operations.read",
            Self::OperationsWrite => "operations.write",
            Self::SecretRead => "secret.read",
            Self::SecretWrite => "secret.write",
            Self::TenantRead => "tenant.read",
            Self::TenantWrite => "tenant.write",
        }
    }
}

/// What somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nobody has come in.
    Anonymous,
    /// Let in without a name.
    Guest,
    /// A person with an account.
    Person,
    /// A program with an account.
    Service,
}

/// Who a request comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Whose data it sees.
    pub tenant: Arc<str>,
    /// Stands before personal settings; never changes.
    pub principal: String,
    /// What it is.
    pub kind: Kind,
    /// The user entity; stands in history and audit.
    pub user_ref: String,
    /// References of its groups, with their parents.
    pub groups: Vec<String>,
    /// What a token is narrowed to, by the names of permissions.
    pub scopes: Option<Vec<String>>,
    /// May administer.
    pub admin: bool,
    /// The session of the browser, or the one that a signed token was given to.
    pub session: Option<String>,
    /// The API token, or that it is a signed one.
    pub token: Option<String>,
    /// The request.
    pub origin: Origin,
}

impl Caller {
    /// Whether it is a person's own browser, and not a program that acts for them.
    pub fn is_browser(&self) -> bool {
        self.kind == Kind::Person && self.session.is_some() && self.token.is_none()
    }

    /// Nobody.
    pub fn anonymous(tenant: &str) -> Self {
        Self {
            tenant: tenant.into(),
            principal: String::new(),
            kind: Kind::Anonymous,
            user_ref: String::new(),
            groups: Vec::new(),
            scopes: None,
            admin: false,
            session: None,
            token: None,
            origin: Origin::default(),
        }
    }

    /// It, for history and audit.
    pub fn actor(&self) -> Actor {
        let name = if self.kind == Kind::Anonymous { "anonymous" } else { &self.user_ref };
        self.origin.actor(name)
    }
}

/// The answer is no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Whoever it is has to come in first.
    Anonymous,
    /// Somebody who may not, and why.
    Forbidden(String),
}

/// Whether a caller has come in as the permission asks, with a token that is not narrowed to something else. What roles
/// say of it is for `permission::Rights`.
pub fn admit(caller: &Caller, permission: Permission) -> Result<(), Denied> {
    if permission == Permission::Public {
        return Ok(());
    }
    if caller.kind == Kind::Anonymous {
        return Err(Denied::Anonymous);
    }
    let administers = caller.tenant.as_ref() == DEFAULT_TENANT;
    if !administers && matches!(permission, Permission::TenantRead | Permission::TenantWrite) {
        return Err(Denied::Forbidden("Tenants are administered where the server itself is".to_owned()));
    }
    let narrowed = caller.scopes.as_ref().is_some_and(|scopes| !scopes.iter().any(|scope| scope == permission.name()));
    if narrowed && !permission.name().is_empty() {
        return Err(Denied::Forbidden(format!("The token has no scope {}", permission.name())));
    }
    if permission == Permission::Account && !caller.is_browser() {
        return Err(Denied::Forbidden("Only a person who signed in with this browser may do that".to_owned()));
    }
    Ok(())
}
