//! Exchanging the master key: the data keys are wrapped anew, the values stay as they are. Servers go on meanwhile.

use serde_json::json;

use super::vault::{SecretError, Vault};
use super::{envelope, keys, store};
use crate::audit::{self, Actor, Entry};
use crate::db::{Db, Error, Tx};

/// What a rotation did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    /// The key that holds now.
    pub key_id: String,
    /// Secrets whose data key was wrapped anew.
    pub secrets: usize,
}

impl Vault {
    /// Wraps every tenant's data keys by this process's first key. Where the keys are in a file of the data directory, a new
    /// one is made first; those before are dropped from the file when nothing needs them any more.
    pub async fn rotate(&self, db: &Db, actor: &Actor, now: i64) -> Result<Rotated, SecretError> {
        if let Some(file) = self.file() {
            self.take(keys::renew_file(file).map_err(SecretError::Refused)?);
        }
        let Some(key_id) = self.key_id() else {
            return Err(SecretError::NoKey(self.unavailable().unwrap_or_default().to_owned()));
        };
        let mut rotated = Rotated { key_id, secrets: 0 };
        let mut tenants = db.read(store::tenants).await?;
        // One without secrets learns the new key too, or a server that knows only the old one would begin with that.
        if !tenants.iter().any(|tenant| tenant == db.tenant()) {
            tenants.push(db.tenant().to_owned());
        }
        for tenant in tenants {
            let (own, actor) = (self.clone(), actor.clone());
            // Also of one that is suspended: it may come back when the old key is gone.
            let across = db.across();
            let rewrapping = across.write(move |tx| tx.within(&tenant, |tx| rewrap(tx, &own, &actor, now)));
            let done = rewrapping.await?;
            rotated.secrets += done.map_err(SecretError::Refused)?;
        }
        if let Some(file) = self.file() {
            keys::retire_others(file).map_err(SecretError::Refused)?;
        }
        Ok(rotated)
    }
}

/// One tenant, whole or not at all: a secret that cannot be opened stops it.
fn rewrap(tx: &mut Tx<'_>, vault: &Vault, actor: &Actor, now: i64) -> Result<Result<usize, String>, Error> {
    let keys = vault.keys();
    let Some(to) = keys.first() else { return Ok(Err("there is no key".to_owned())) };
    let before = store::hold_key(tx, &to.id)?;
    let mut wrapped = Vec::new();
    for row in store::list(tx)? {
        if row.envelope.key_id == to.id {
            continue;
        }
        let Some(from) = keys.find(&row.envelope.key_id) else {
            return Ok(Err(format!(
                "the secret {} needs the master key {}; name it in secrets.previous_keys",
                row.name, row.envelope.key_id
            )));
        };
        let Some(envelope) = envelope::rewrap(from, to, row.place(tx.tenant()), &row.envelope)? else {
            return Ok(Err(format!(
                "the secret {} was changed in the database and does not open; set it again, or delete it",
                row.name
            )));
        };
        wrapped.push((row.name, envelope));
    }
    if wrapped.is_empty() && before == to.id {
        return Ok(Ok(0));
    }
    for (name, envelope) in &wrapped {
        store::update_envelope(tx, name, envelope)?;
    }
    store::update_key(tx, &to.id)?;
    let entry = Entry::new(actor, "secret.rotate", "", now).before(json!({ "key_id": before }));
    audit::note(tx, entry.after(json!({ "key_id": to.id, "secrets": wrapped.len() })))?;
    Ok(Ok(wrapped.len()))
}
