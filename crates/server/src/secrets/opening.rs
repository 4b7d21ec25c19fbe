//! The vault that a configuration asks for. Alone with an embedded database, a server makes its own key beside it.

use super::keys;
use super::store;
use super::vault::Vault;
use crate::config::Config;
use crate::db::Db;

/// A vault, and what people should be told once.
#[derive(Debug)]
pub struct Opened {
    /// The vault.
    pub vault: Vault,
    /// Such as that a key was made.
    pub notice: Option<String>,
}

/// Reads or makes the keys. The error is for people.
pub async fn open(config: &Config, db: &Db) -> Result<Opened, String> {
    if let Some(keys) = keys::configured(config).await? {
        return Ok(Opened { vault: Vault::with(keys), notice: None });
    }
    if !config.database.is_empty() {
        return Ok(Opened { vault: Vault::default(), notice: None });
    }
    let path = config.data.join(keys::FILE);
    if let Some(keys) = keys::of_file(&path)? {
        return Ok(Opened { vault: Vault::of_file(keys, path), notice: None });
    }
    let needed = db.read(store::key_ids).await.map_err(|error| error.to_string())?;
    if !needed.is_empty() {
        // A new key would only hide that the old one is lost.
        let missing = format!(
            "{} is missing, and the secrets here need the master key {}: put the file back, or name the key in secrets.key",
            path.display(),
            needed.join(", ")
        );
        return Ok(Opened { vault: Vault::without(&missing), notice: Some(missing) });
    }
    let keys = keys::make_file(&path)?;
    let notice = format!("made {}, the key to stored secrets; keep a copy of it apart from backups", path.display());
    Ok(Opened { vault: Vault::of_file(keys, path), notice: Some(notice) })
}
