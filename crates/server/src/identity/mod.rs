//! Who calls and what they may. [`authorize`] is the only place that decides; roles are not there yet, so whoever has
//! come in may do everything in the catalog, and administrators look after people.

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

/// The tenant there is.
pub const TENANT: &str = "default";

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
}

impl Permission {
    /// Those that a token may be narrowed to.
    pub const SCOPES: [Self; 7] = [
        Self::CatalogRead,
        Self::CatalogWrite,
        Self::SourceRead,
        Self::SourceWrite,
        Self::SettingsWrite,
        Self::PeopleRead,
        Self::PeopleWrite,
    ];

    /// Its name in scopes; empty for those that are in no scope.
    pub fn name(self) -> &'static str {
        match self {
            Self::Public | Self::Known | Self::Account => "",
            Self::CatalogRead => "catalog.read",
            Self::CatalogWrite => "catalog.write",
            Self::SourceRead => "source.read",
            Self::SourceWrite => "source.write",
            Self::SettingsWrite => "settings.write",
            Self::PeopleRead => "people.read",
            Self::PeopleWrite => "people.write",
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
    pub tenant: &'static str,
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
}

impl Caller {
    /// Whether it is a person's own browser, and not a program that acts for them.
    pub fn is_browser(&self) -> bool {
        self.kind == Kind::Person && self.session.is_some() && self.token.is_none()
    }

    /// Nobody.
    pub fn anonymous() -> Self {
        Self {
            tenant: TENANT,
            principal: String::new(),
            kind: Kind::Anonymous,
            user_ref: String::new(),
            groups: Vec::new(),
            scopes: None,
            admin: false,
            session: None,
            token: None,
        }
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

/// Whether a caller may.
pub fn authorize(caller: &Caller, permission: Permission) -> Result<(), Denied> {
    if permission == Permission::Public {
        return Ok(());
    }
    if caller.kind == Kind::Anonymous {
        return Err(Denied::Anonymous);
    }
    let narrowed = caller.scopes.as_ref().is_some_and(|scopes| !scopes.iter().any(|scope| scope == permission.name()));
    if narrowed && !permission.name().is_empty() {
        return Err(Denied::Forbidden(format!("The token has no scope {}", permission.name())));
    }
    match permission {
        Permission::Public
        | Permission::Known
        | Permission::CatalogRead
        | Permission::CatalogWrite
        | Permission::SourceRead
        | Permission::SourceWrite
        | Permission::SettingsWrite => Ok(()),
        Permission::Account if caller.is_browser() => Ok(()),
        Permission::Account => {
            Err(Denied::Forbidden("Only a person who signed in with this browser may do that".to_owned()))
        }
        Permission::PeopleRead | Permission::PeopleWrite if caller.admin => Ok(()),
        Permission::PeopleRead | Permission::PeopleWrite => {
            Err(Denied::Forbidden("Only an administrator may do that".to_owned()))
        }
    }
}
