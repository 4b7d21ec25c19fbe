//! The secret of a source: whether it can have one, who is noted as its user, and getting it when the source is opened.

use portolan_integrations::secret::Secret;
use url::Url;

use super::store::SourceRow;
use super::target::Target;
use super::{SourceError, Sources};
use crate::secrets::{self, User};

/// Why a target cannot have this credential.
pub fn check(target: &Target, credential: &str) -> Result<(), String> {
    if credential.is_empty() {
        return Ok(());
    }
    if !secrets::is_name(credential) {
        return Err("The credential is the name of a stored secret, never the secret itself".to_owned());
    }
    match target {
        Target::Url(_) => Ok(()),
        Target::Git(address) if address.starts_with("http") => Ok(()),
        Target::Git(_) => Err("A git source over ssh uses the keys of the machine; name an https address".to_owned()),
        Target::Directory(..) | Target::File(..) => Err("A directory or file needs no credential".to_owned()),
    }
}

/// The source as the user of its secret.
pub fn user(source: &SourceRow) -> User {
    User { kind: "source", id: source.id.clone(), name: source.name.clone() }
}

/// Whether a secret for one address may be shown to the other.
pub fn is_same_host(one: &str, other: &str) -> bool {
    match (Url::parse(one), Url::parse(other)) {
        (Ok(one), Ok(other)) => one.origin() == other.origin(),
        _ => false,
    }
}

impl Sources {
    /// The secret of this name; nothing when there is no name. The error is for people.
    pub(super) async fn credential(&self, name: &str) -> Result<Option<Secret>, String> {
        if name.is_empty() {
            return Ok(None);
        }
        let revealed = self.settings.vault.reveal(self.catalog.db(), name, self.clock.now()).await;
        revealed.map(Some).map_err(|error| error.to_string())
    }

    /// Refuses a secret that is not there to whoever names it.
    pub(super) async fn has_secret(&self, name: &str) -> Result<(), SourceError> {
        if name.is_empty() {
            return Ok(());
        }
        let wanted = name.to_owned();
        let found = self.catalog.db().read(move |tx| secrets::store::find(tx, &wanted)).await?;
        found.map(drop).ok_or_else(|| SourceError::Refused(format!("There is no secret {name}")))
    }
}
