//! The policy: own roles beside the built-in ones, and who has which. Read from YAML or JSON with places for problems.

use serde::{Deserialize, Serialize};

use super::field;
use super::role::{Role, builtin_roles};
use crate::index::Predicate;
use crate::problem::{Place, Problem};
use crate::yaml::parse_documents;

/// A role given to somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Grant {
    /// `everyone`, `guests`, `people`, `services`, the reference of a user or group, or `principal:<id>`.
    pub subject: String,
    /// The name of a role.
    pub role: String,
}

/// Roles and grants as one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Own roles; one with the name of a built-in role takes its place.
    pub roles: Vec<Role>,
    /// Who has which role.
    pub grants: Vec<Grant>,
    /// Fields that only those with `catalog.sensitive` read, such as `spec.profile.email`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sensitive: Vec<String>,
}

impl Default for Policy {
    /// Before anybody wrote one: whoever signed in is a member and the owner of what their groups own.
    fn default() -> Self {
        let grant = |subject: &str, role: &str| Grant { subject: subject.to_owned(), role: role.to_owned() };
        Self {
            roles: Vec::new(),
            sensitive: Vec::new(),
            grants: vec![
                grant("people", "member"),
                grant("people", "owner"),
                grant("services", "viewer"),
                // Guests are let in on loopback and in the demo only, where whoever comes runs the server.
                grant("guests", "platform-engineer"),
            ],
        }
    }
}

impl Policy {
    /// All roles that count: built-in ones unless they are replaced, then own ones.
    pub fn all_roles(&self) -> Vec<Role> {
        let mut roles = builtin_roles();
        roles.retain(|role| self.roles.iter().all(|own| own.name != role.name));
        roles.extend(self.roles.iter().cloned());
        roles
    }
}

/// Reads a policy; `permissions` are the names there are. One with errors must not be published.
pub fn read_policy(file: &str, text: &str, permissions: &[&str]) -> (Policy, Vec<Problem>) {
    let (mut documents, mut problems) = parse_documents(file, text);
    if documents.len() != 1 {
        let place = Place { file: file.to_owned(), line: 1, column: 1, ..Place::default() };
        problems.push(Problem::error("policy.documents", place, "A policy is one document with `roles` and `grants`"));
        return (Policy::default(), problems);
    }
    let document = documents.remove(0);
    let place = |path: &str| document.place(file, path);
    let policy: Policy = match serde_json::from_value(document.value.clone()) {
        Ok(policy) => policy,
        Err(error) => {
            problems.push(Problem::error("policy.shape", place(""), format!("This is no policy: {error}")));
            return (Policy::default(), problems);
        }
    };
    for (at, role) in policy.roles.iter().enumerate() {
        check_role(role, &format!("roles.{at}"), permissions, &place, &mut problems);
    }
    for (at, name) in policy.sensitive.iter().enumerate() {
        if let Some(refusal) = field::refusal(name) {
            problems.push(Problem::error("policy.sensitive", place(&format!("sensitive.{at}")), refusal));
        }
    }
    let roles = policy.all_roles();
    for (at, grant) in policy.grants.iter().enumerate() {
        let path = format!("grants.{at}");
        if !roles.iter().any(|role| role.name == grant.role) {
            let known: Vec<&str> = roles.iter().map(|role| role.name.as_str()).collect();
            problems.push(
                Problem::error("policy.unknown-role", place(&path), format!("There is no role `{}`", grant.role))
                    .with_help(format!("the roles are {}", known.join(", "))),
            );
        }
        if !is_subject(&grant.subject) {
            problems.push(
                Problem::error("policy.subject", place(&path), format!("`{}` is nobody", grant.subject)).with_help(
                    "write everyone, guests, people, services, a reference such as group:default/platform, or principal:ID",
                ),
            );
        }
    }
    (policy, problems)
}

fn check_role(
    role: &Role,
    path: &str,
    permissions: &[&str],
    place: &impl Fn(&str) -> Place,
    problems: &mut Vec<Problem>,
) {
    let good = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if role.name.is_empty() || role.name.len() > 63 || !good(&role.name) {
        let message = format!("`{}` is no name for a role", role.name);
        problems
            .push(Problem::error("policy.role-name", place(path), message).with_help("use a-z, 0-9 and -, up to 63"));
    }
    for name in role.allow.iter().chain(&role.deny) {
        let known = match name.strip_suffix('*') {
            Some(start) => permissions.iter().any(|permission| permission.starts_with(start)),
            None => permissions.contains(&name.as_str()),
        };
        if !known {
            problems.push(
                Problem::error("policy.unknown-permission", place(path), format!("There is no permission `{name}`"))
                    .with_help(format!("the permissions are {}", permissions.join(", "))),
            );
        }
    }
    let filter = role.scope.as_ref().map(|scope| &scope.filter).filter(|filter| !filter.is_null());
    if let Some(Err(message)) = filter.map(Predicate::from_json) {
        problems.push(Problem::error("policy.filter", place(path), format!("The filter cannot be read: {message}")));
    }
}

fn is_subject(subject: &str) -> bool {
    matches!(subject, "everyone" | "guests" | "people" | "services")
        || subject.strip_prefix("principal:").is_some_and(|id| !id.is_empty())
        || subject.split_once(':').is_some_and(|(kind, rest)| {
            matches!(kind.to_lowercase().as_str(), "user" | "group") && rest.split_once('/').is_some()
        })
}
