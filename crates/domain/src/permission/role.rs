//! Roles: named sets of permissions with a scope.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Subject;
use crate::index::{Predicate, Test};

/// A named set of permissions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Role {
    /// How grants call it.
    pub name: String,
    /// For people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What it is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Permissions by name; `catalog.*` and `*` stand for several.
    pub allow: Vec<String>,
    /// The same for what it refuses; this wins over what any role allows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<String>,
    /// On which entities; on all, and on what is no entity, when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
}

/// Entities that a role is about: both parts must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scope {
    /// The catalog's own query language, as in `POST /api/catalog/entities/by-query`.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub filter: Value,
    /// How the entity hangs together with whoever asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<Connection>,
}

/// A relation between an entity and whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// They or one of their groups own it, or it is them.
    Owns,
    /// Their groups, and the members of those.
    MemberOf,
    /// It is part of a system that they or their groups own.
    SameSystem,
}

impl Scope {
    /// The entities as a predicate for somebody. A filter that cannot be read holds for nothing.
    pub fn predicate(&self, subject: &Subject) -> Predicate {
        let filter = match &self.filter {
            Value::Null => Predicate::everything(),
            filter => Predicate::from_json(filter).unwrap_or_else(|_| Predicate::Any(Vec::new())),
        };
        match self.connection {
            None => filter,
            Some(connection) => filter.and(connection.predicate(subject)),
        }
    }
}

impl Connection {
    fn predicate(self, subject: &Subject) -> Predicate {
        let field = |key: &str, values: Vec<String>| Predicate::Field { key: key.to_owned(), test: Test::In(values) };
        match self {
            Self::Owns => Predicate::Any(vec![field("relations.ownedby", subject.owners()), this(&subject.user_ref)]),
            Self::MemberOf => Predicate::Any(vec![
                field("relations.hasmember", vec![subject.user_ref.to_lowercase()]),
                field("relations.memberof", subject.groups.iter().map(|group| group.to_lowercase()).collect()),
                this(&subject.user_ref),
            ]),
            Self::SameSystem => {
                let mut parts = vec![field("relations.partof", subject.systems.clone())];
                parts.extend(subject.systems.iter().map(|system| this(system)));
                Predicate::Any(parts)
            }
        }
    }
}

/// The one entity of a reference.
fn this(reference: &str) -> Predicate {
    let parts = reference.split_once(':').and_then(|(kind, rest)| Some((kind, rest.split_once('/')?)));
    let Some((kind, (namespace, name))) = parts else { return Predicate::Any(Vec::new()) };
    Predicate::All(vec![
        Predicate::equals("kind", kind),
        Predicate::equals("metadata.namespace", namespace),
        Predicate::equals("metadata.name", name),
    ])
}

/// Whether a permission is among names as a role writes them.
pub fn covers(names: &[String], permission: &str) -> bool {
    names.iter().any(|name| match name.strip_suffix('*') {
        Some(start) => permission.starts_with(start),
        None => name == permission,
    })
}

/// The roles that are always there.
pub fn builtin_roles() -> Vec<Role> {
    let role = |name: &str, title: &str, description: &str, allow: &[&str], connection: Option<Connection>| Role {
        name: name.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        allow: allow.iter().map(|one| (*one).to_owned()).collect(),
        deny: Vec::new(),
        scope: connection.map(|connection| Scope { connection: Some(connection), ..Scope::default() }),
    };
    vec![
        role(
            "viewer",
            "Viewer",
            "Sees the catalog and its sources.",
            &["catalog.read", "source.read", "settings.write"],
            None,
        ),
        role(
            "member",
            "Member",
            "Sees what a viewer sees, and asks sources for a refresh.",
            &["catalog.read", "source.read", "source.sync", "settings.write"],
            None,
        ),
        role(
            "owner",
            "Owner",
            "Changes what they or their groups own.",
            &["catalog.read", "catalog.write", "catalog.sensitive"],
            Some(Connection::Owns),
        ),
        role(
            "platform-engineer",
            "Platform engineer",
            "Runs the catalog: entities, sources, held deletions.",
            &["catalog.*", "source.*", "settings.write", "policy.read", "audit.read", "operations.read"],
            None,
        ),
        role("administrator", "Administrator", "May do everything.", &["*"], None),
    ]
}
