//! How far somebody reaches with a permission, and why.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::field::Fields;
use super::policy::Policy;
use super::role::{Connection, Role, covers};
use super::subject::{Class, Subject};
use crate::index::Predicate;

/// The entities somebody may do something to.
#[derive(Clone, Debug, PartialEq)]
pub enum Reach {
    /// None, nor anything that is no entity.
    Nothing,
    /// Those for which this holds.
    Some(Predicate),
    /// All, and what is no entity.
    Everything,
}

/// Whether a role allows or denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It allows.
    Allow,
    /// It denies.
    Deny,
}

/// A role that says something about a permission.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Its name.
    pub role: String,
    /// The subject of the grant that gives it; `administrator` for accounts that are.
    pub grant: String,
    /// What it says.
    pub effect: Effect,
    /// On which entities; on all when absent.
    pub scope: Option<Predicate>,
}

/// A policy made ready for questions: roles by the subject of their grant, in lower case.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    grants: FxHashMap<String, Vec<Arc<Role>>>,
    roles: Vec<Arc<Role>>,
    sensitive: Arc<Fields>,
}

impl Policy {
    /// Makes it ready.
    pub fn rules(&self) -> Rules {
        let roles: Vec<Arc<Role>> = self.all_roles().into_iter().map(Arc::new).collect();
        let mut grants: FxHashMap<String, Vec<Arc<Role>>> = FxHashMap::default();
        for grant in &self.grants {
            if let Some(role) = roles.iter().find(|role| role.name == grant.role) {
                grants.entry(grant.subject.to_lowercase()).or_default().push(Arc::clone(role));
            }
        }
        Rules { grants, roles, sensitive: Arc::new(Fields::new(&self.sensitive)) }
    }
}

impl Rules {
    /// All that they say about somebody and a permission.
    pub fn reasons(&self, subject: &Subject, permission: &str) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if subject.admin && subject.class != Class::Anonymous {
            let (role, grant) = ("administrator".to_owned(), "administrator".to_owned());
            reasons.push(Reason { role, grant, effect: Effect::Allow, scope: None });
        }
        self.each(subject, permission, |role, grant, effect, scope| {
            reasons.push(Reason { role: role.name.clone(), grant: grant.to_owned(), effect, scope });
        });
        reasons
    }

    /// Role, subject of the grant, effect and scope of each that says something.
    fn each(&self, subject: &Subject, permission: &str, mut take: impl FnMut(&Role, &str, Effect, Option<Predicate>)) {
        for name in subject.names() {
            for role in self.grants.get(&*name).into_iter().flatten() {
                for (effect, names) in [(Effect::Allow, &role.allow), (Effect::Deny, &role.deny)] {
                    if covers(names, permission) {
                        let scope = role.scope.as_ref().map(|scope| scope.predicate(subject));
                        take(role, &name, effect, scope);
                    }
                }
            }
        }
    }

    /// What they come to: allowed by one and denied by none. Administrators by account are not denied anything.
    pub fn reach(&self, subject: &Subject, permission: &str) -> Reach {
        if subject.admin && subject.class != Class::Anonymous {
            return Reach::Everything;
        }
        let (mut allowed, mut denied) = (Vec::new(), Vec::new());
        let (mut all, mut none) = (false, false);
        self.each(subject, permission, |_, _, effect, scope| match (effect, scope) {
            (Effect::Allow, None) => all = true,
            (Effect::Allow, Some(scope)) => allowed.push(scope),
            (Effect::Deny, None) => none = true,
            (Effect::Deny, Some(scope)) => denied.push(scope),
        });
        let reach = match (all, allowed.len()) {
            _ if none => return Reach::Nothing,
            (true, _) if denied.is_empty() => return Reach::Everything,
            (true, _) => Predicate::everything(),
            (false, 0) => return Reach::Nothing,
            (false, 1) => allowed.remove(0),
            (false, _) => Predicate::Any(allowed),
        };
        let refused = denied.into_iter().map(|scope| Predicate::Not(Box::new(scope)));
        Reach::Some(refused.fold(reach, Predicate::and))
    }

    /// Roles that allow a permission to somebody.
    pub fn allowing(&self, permission: &str) -> Vec<&str> {
        self.roles.iter().filter(|role| covers(&role.allow, permission)).map(|role| role.name.as_str()).collect()
    }

    /// Whether any role needs to know whose system an entity is part of.
    pub fn asks_for_systems(&self) -> bool {
        let asks = |role: &Arc<Role>| {
            role.scope.as_ref().is_some_and(|scope| scope.connection == Some(Connection::SameSystem))
        };
        self.roles.iter().any(asks)
    }

    /// Fields that not everybody reads.
    pub fn sensitive(&self) -> &Arc<Fields> {
        &self.sensitive
    }

    /// The roles there are.
    pub fn roles(&self) -> &[Arc<Role>] {
        &self.roles
    }
}
