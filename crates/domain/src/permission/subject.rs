//! Who asks, as a policy sees them.

use std::borrow::Cow;

use crate::index::fold;

/// What somebody is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Class {
    /// Nobody has come in.
    #[default]
    Anonymous,
    /// Let in without a name.
    Guest,
    /// A person with an account.
    Person,
    /// A program with an account.
    Service,
}

/// Somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// What they are.
    pub class: Class,
    /// The account; empty for a user entity without one.
    pub principal: String,
    /// The user entity.
    pub user_ref: String,
    /// References of their groups, with the parents of those.
    pub groups: Vec<String>,
    /// Systems that they or their groups own.
    pub systems: Vec<String>,
    /// Whether the account is an administrator's, whatever the policy says: nobody can lock themselves out.
    pub admin: bool,
}

impl Subject {
    /// The subjects of grants that are theirs, in lower case.
    pub fn names(&self) -> Vec<Cow<'_, str>> {
        let class = match self.class {
            Class::Anonymous => return Vec::new(),
            Class::Guest => "guests",
            Class::Person => "people",
            Class::Service => "services",
        };
        let mut names = vec![Cow::Borrowed("everyone"), Cow::Borrowed(class)];
        if !self.principal.is_empty() {
            names.push(Cow::Owned(format!("principal:{}", self.principal.to_lowercase())));
        }
        names.extend(self.references());
        names
    }

    /// References under which they own things.
    pub fn owners(&self) -> Vec<String> {
        self.references().map(Cow::into_owned).collect()
    }

    fn references(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let own = (!self.user_ref.is_empty()).then_some(&self.user_ref);
        own.into_iter().chain(&self.groups).map(|reference| fold(reference))
    }
}
