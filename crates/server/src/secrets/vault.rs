//! Keeping secrets and giving them out to what sends them on.

use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::RwLock;
use portolan_integrations::secret::{Secret, learn};
use serde_json::{Value, json};

use super::envelope;
use super::key::MasterKey;
use super::keys::{self, Keys};
use super::store::{self, SecretRow};
use super::{MAX_NAME, MAX_VALUE, MIN_VALUE, is_name, target};
use crate::audit::store::newest;
use crate::audit::{self, Actor, Entry};
use crate::db::{Db, Error, Tx};

/// The note of use is not made more often than this, in microseconds.
const USE_NOTED: i64 = 60 * 1_000_000;
/// Acts in the audit log.
const SET: &str = "secret.set";
const DELETE: &str = "secret.delete";

/// Why there is no secret, or why it stays.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// What was asked for cannot be done.
    #[error("{0}")]
    Refused(String),
    /// There is no such secret.
    #[error("there is no secret {0}; set it with `portolan secrets set {0}`")]
    NotFound(String),
    /// Something needs it.
    #[error("{0}")]
    Used(String),
    /// The key is missing.
    #[error("{0}")]
    NoKey(String),
    /// The store.
    #[error(transparent)]
    Store(#[from] Error),
}

/// The keys of this process, and what can be done with them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Vault(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    keys: RwLock<Arc<Keys>>,
    /// Where they were read from, and are read again when one is missing.
    file: Option<PathBuf>,
    /// What to do when there are none.
    missing: String,
}

impl Default for Vault {
    fn default() -> Self {
        Self::without(
            "Secrets need a master key: set secrets.key, or secrets.key_command, in the configuration of every node",
        )
    }
}

impl Vault {
    /// One that holds no key, and says so.
    pub fn without(missing: &str) -> Self {
        Self(Arc::new(Parts { keys: RwLock::default(), file: None, missing: missing.to_owned() }))
    }

    /// With these keys.
    pub fn with(keys: Keys) -> Self {
        Self(Arc::new(Parts { keys: RwLock::new(Arc::new(keys)), file: None, missing: String::new() }))
    }

    /// With the keys of a file.
    pub fn of_file(keys: Keys, file: PathBuf) -> Self {
        Self(Arc::new(Parts { keys: RwLock::new(Arc::new(keys)), file: Some(file), missing: String::new() }))
    }

    /// The key that this process would begin with.
    pub fn key_id(&self) -> Option<String> {
        self.keys().first().map(|key| key.id.clone())
    }

    /// Why secrets cannot be used; nothing when they can.
    pub fn unavailable(&self) -> Option<&str> {
        self.key_id().is_none().then_some(self.0.missing.as_str())
    }

    pub(super) fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.0.keys.read())
    }

    pub(super) fn file(&self) -> Option<&PathBuf> {
        self.0.file.as_ref()
    }

    pub(super) fn take(&self, keys: Keys) {
        *self.0.keys.write() = Arc::new(keys);
    }

    /// Reads the file again: another process may have put a new key into it.
    fn reload(&self) {
        if let Some(Ok(Some(keys))) = self.0.file.as_deref().map(keys::of_file) {
            self.take(keys);
        }
    }

    fn key(&self, id: &str) -> Option<MasterKey> {
        if let Some(key) = self.keys().find(id) {
            return Some(key.clone());
        }
        self.reload();
        self.keys().find(id).cloned()
    }

    /// Keeps a value, new or instead of another.
    pub async fn set(&self, db: &Db, name: &str, value: &str, actor: &Actor, now: i64) -> Result<(), SecretError> {
        check(name, value)?;
        learn(value);
        self.reload();
        let first = self.key_id().ok_or_else(|| SecretError::NoKey(self.0.missing.clone()))?;
        let (own, name, value, actor) = (self.clone(), name.to_owned(), value.to_owned(), actor.clone());
        let kept = db.write(move |tx| {
            let id = store::hold_key(tx, &first)?;
            let Some(key) = own.key(&id) else { return Ok(Err(id)) };
            let before = store::find(tx, &name)?;
            let version = next_version(tx, &name, before.as_ref())?;
            let created_at = before.as_ref().map_or(now, |row| row.created_at);
            let mut row =
                SecretRow { name: name.clone(), version, created_at, changed_at: now, ..SecretRow::default() };
            row.author.clone_from(&actor.name);
            row.envelope = envelope::seal(&key, row.place(tx.tenant()), &value)?;
            store::upsert(tx, &row)?;
            let mut entry = Entry::new(&actor, SET, "", now).after(json!({ "version": version }));
            let target = target(&name);
            entry.target = &target;
            entry.before = before.map(|row| json!({ "version": row.version }));
            audit::note(tx, entry)?;
            Ok(Ok(()))
        });
        kept.await?.map_err(|id| SecretError::NoKey(lacks(&id)))
    }

    /// Forgets a secret that nothing uses.
    pub async fn delete(&self, db: &Db, name: &str, actor: &Actor, now: i64) -> Result<(), SecretError> {
        let (wanted, actor) = (name.to_owned(), actor.clone());
        let users = db.write(move |tx| {
            if !store::hold(tx, &wanted)? {
                return Ok(None);
            }
            let users = store::list_users(tx)?.into_iter().filter(|user| user.secret == wanted);
            let users: Vec<String> = users.map(|user| format!("{} {}", user.kind, user.name)).collect();
            if users.is_empty() {
                let before = store::find(tx, &wanted)?.map(|row| json!({ "version": row.version }));
                store::delete(tx, &wanted)?;
                let target = target(&wanted);
                let entry = Entry { before, ..Entry::new(&actor, DELETE, &target, now) };
                audit::note(tx, entry)?;
            }
            Ok(Some(users))
        });
        match users.await? {
            None => Err(SecretError::NotFound(name.to_owned())),
            Some(users) if users.is_empty() => Ok(()),
            Some(users) => Err(SecretError::Used(format!("The secret {name} is used by {}", users.join(", ")))),
        }
    }

    /// A secret for what sends it on.
    pub async fn reveal(&self, db: &Db, name: &str, now: i64) -> Result<Secret, SecretError> {
        let wanted = name.to_owned();
        let found = db.read(move |tx| {
            let Some(row) = store::find(tx, &wanted)? else { return Ok(None) };
            let is_newest = is_newest(tx, &row)?;
            Ok(Some((row, is_newest)))
        });
        let Some((row, is_newest)) = found.await? else { return Err(SecretError::NotFound(name.to_owned())) };
        let key = self.key(&row.envelope.key_id).ok_or_else(|| {
            let missing = if self.key_id().is_none() { self.0.missing.clone() } else { lacks(&row.envelope.key_id) };
            SecretError::NoKey(format!("the secret {name} cannot be opened. {missing}"))
        })?;
        let value = envelope::open(&key, row.place(db.tenant()), &row.envelope).filter(|_| is_newest);
        let Some(value) = value else {
            refuse(db, name, now).await?;
            return Err(SecretError::Refused(format!(
                "the secret {name} is not what was stored: somebody changed it in the database; set it again"
            )));
        };
        if now - row.last_used_at >= USE_NOTED {
            let wanted = name.to_owned();
            // A store that takes no writes now keeps nobody from what can be read.
            if let Err(error) = db.write(move |tx| store::update_last_used(tx, &wanted, now)).await {
                tracing::debug!(%error, "the use of a secret could not be noted");
            }
        }
        Ok(Secret::new(&value))
    }
}

fn lacks(id: &str) -> String {
    format!(
        "This server does not have the master key {id}: name it in secrets.key or secrets.previous_keys and start again"
    )
}

fn check(name: &str, value: &str) -> Result<(), SecretError> {
    let refused = |why: String| Err(SecretError::Refused(why));
    if !is_name(name) {
        return refused(format!(
            "The name of a secret has at most {MAX_NAME} small letters, digits, `-`, `_` and `.`, and begins with a letter or digit"
        ));
    }
    if !(MIN_VALUE..=MAX_VALUE).contains(&value.len()) {
        return refused(format!("A secret has {MIN_VALUE} to {MAX_VALUE} bytes; this one has {}", value.len()));
    }
    if value.contains('\0') {
        return refused("A secret is a text; write bytes in base64".to_owned());
    }
    Ok(())
}

/// One more than any that was ever there.
fn next_version(tx: &mut Tx<'_>, name: &str, before: Option<&SecretRow>) -> Result<i64, Error> {
    let noted = newest(tx, &target(name), &[SET, DELETE])?;
    let last = noted.map_or(0, |entry| version(&entry.after).max(version(&entry.before)));
    Ok(before.map_or(0, |row| row.version).max(last) + 1)
}

fn version(noted: &str) -> i64 {
    serde_json::from_str::<Value>(noted).ok().and_then(|noted| noted["version"].as_i64()).unwrap_or_default()
}

/// Whether it is the one that was set last, and not an older row put back: the audit log, which cannot be changed unseen,
/// says which. What is older than the log's beginning is believed.
fn is_newest(tx: &mut Tx<'_>, row: &SecretRow) -> Result<bool, Error> {
    let noted = newest(tx, &target(&row.name), &[SET, DELETE])?;
    Ok(noted
        .is_none_or(|entry| entry.action == SET && version(&entry.after) == row.version && entry.at == row.changed_at))
}

async fn refuse(db: &Db, name: &str, now: i64) -> Result<(), Error> {
    let target = target(name);
    let noted =
        db.write(move |tx| audit::note(tx, Entry::new(&"system".into(), "secret.refuse", &target, now).denied()));
    noted.await
}
