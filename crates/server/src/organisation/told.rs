//! Groups that a provider tells of whoever signs in: Groups of a source of the provider, and memberships of that one person.
//! A Group that was told once stays until the source is removed: nobody's sign-in removes another's group.

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::read_descriptor;
use portolan_domain::catalog::placeholder::NoReader;
use portolan_domain::catalog::reference::EntityRef;
use serde_json::{Value, json};

use crate::audit::Actor;
use crate::catalog::batch::{Batch, FileClaims};
use crate::catalog::store::claims;
use crate::db::{Error, Tx};
use crate::sources::store::{self, NEVER, SourceRow};

/// Behind what files and directories say, before what accounts say of themselves.
const RANK: i64 = 5_000;

/// What a provider tells of somebody.
#[derive(Clone, Debug)]
pub struct Told {
    /// The provider's id.
    pub provider: String,
    /// Its name.
    pub name: String,
    /// The account.
    pub principal: String,
    /// The User it acts as.
    pub user_ref: String,
    /// Names of groups.
    pub groups: Vec<String>,
}

impl Told {
    fn source(&self, tx: &mut Tx<'_>, now: i64) -> Result<SourceRow, Error> {
        let id = format!("oidc:{}", self.provider);
        if let Some(source) = store::find(tx, &id)? {
            return Ok(source);
        }
        let source = SourceRow {
            kind: "oidc".to_owned(),
            name: format!("Groups of {}", self.name),
            target: id.clone(),
            id,
            rank: RANK,
            origin: "config".to_owned(),
            state: "idle".to_owned(),
            created_at: now,
            next_sync_at: NEVER,
            ..SourceRow::default()
        };
        store::insert(tx, &source)?;
        Ok(source)
    }

    /// What it changes; nothing while the source is paused, or when nothing was ever told.
    pub fn batch(&self, tx: &mut Tx<'_>, now: i64) -> Result<Option<Batch>, Error> {
        let Ok(user) = EntityRef::parse(&self.user_ref, None, "default") else { return Ok(None) };
        let source = self.source(tx, now)?;
        if source.state == "paused" || user.kind != "user" {
            return Ok(None);
        }
        let own = format!("users/{}.json", self.principal);
        let mut files: Vec<String> = self.groups.iter().map(|name| format!("groups/{name}.json")).collect();
        files.push(own.clone());
        let names: Vec<&str> = files.iter().map(String::as_str).collect();
        let known = claims::list_of_files(tx, &source.id, &names)?;
        let is_known = |file: &str| known.iter().any(|(one, ..)| one == file);
        if self.groups.is_empty() && !is_known(&own) {
            return Ok(None);
        }
        let mut upserts = vec![file(&own, &self.user(&user))];
        for (path, name) in files.iter().zip(&self.groups).filter(|(path, _)| !is_known(path)) {
            upserts.push(file(path, &group(name)));
        }
        Ok(Some(Batch {
            source_id: source.id,
            rank: source.rank,
            origin: format!("portolan:oidc/{}", self.provider),
            actor: Actor::from(format!("provider:{}", self.provider).as_str()),
            upserts,
            reason: "its provider no longer tells of it".to_owned(),
            now,
            ..Batch::default()
        }))
    }

    fn user(&self, user: &EntityRef) -> Value {
        let groups: Vec<String> = self.groups.iter().map(|name| format!("group:default/{name}")).collect();
        json!({
            "apiVersion": "backstage.io/v1alpha1", "kind": "User",
            "metadata": { "name": user.name, "namespace": user.namespace }, "spec": { "memberOf": groups },
        })
    }
}

fn group(name: &str) -> Value {
    json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "Group", "metadata": { "name": name },
        "spec": { "type": "team", "children": [] },
    })
}

fn file(path: &str, entity: &Value) -> FileClaims {
    // JSON is YAML.
    let read = read_descriptor(path, &entity.to_string(), Blueprints::builtin(), &mut NoReader);
    let location = format!("portolan:oidc/{path}");
    FileClaims { path: path.to_owned(), location, claims: read.claims, ..FileClaims::default() }
}
