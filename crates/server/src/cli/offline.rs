//! Opening a store without serving it.

use std::process::ExitCode;
use std::sync::Arc;

use super::StoreOptions;
use super::serve::runtime;
use super::show::{self, ENVIRONMENT, WRONG_INPUT};
use super::user::failed;
use crate::catalog::Catalog;
use crate::config::Config;
use crate::db::{DEFAULT_TENANT, Db};
use crate::tenants::store as tenants;

/// Whether there is something to open.
pub fn has_store(config: &Config) -> Result<(), ExitCode> {
    missing(config).map_or(Ok(()), |why| Err(show::failure(ENVIRONMENT, &why)))
}

/// Why there is nothing to open, and what to do.
pub fn missing(config: &Config) -> Option<String> {
    if !config.database.is_empty() {
        return None;
    }
    let data = config.data.display();
    match config.data.join("portolan.db").try_exists() {
        Ok(true) => None,
        Ok(false) => Some(format!(
            "there is no catalog in {data}\n  help: name its directory with --data, or start one with `portolan serve`"
        )),
        Err(error) => Some(format!("cannot look into {data}: {error}\n  help: check the path, and whose it is")),
    }
}

/// Runs `work` on the store that the options name.
pub fn with_db<T>(
    options: &StoreOptions,
    create: bool,
    work: impl AsyncFnOnce(Db) -> Result<T, ExitCode>,
) -> Result<T, ExitCode> {
    let config = options.config()?;
    if !create {
        has_store(&config)?;
    }
    runtime()?.block_on(async {
        let db = Db::open(&config.database, &config.data).await.map_err(|error| failed(&error))?;
        work(of_tenant(db, options.tenant.as_deref()).await?).await
    })
}

/// The store as the tenant that is meant sees it.
pub async fn of_tenant(db: Db, name: Option<&str>) -> Result<Db, ExitCode> {
    let Some(name) = name.filter(|name| *name != DEFAULT_TENANT) else { return Ok(db) };
    let wanted = name.to_owned();
    let found = db.read(move |tx| tenants::find(tx, &wanted)).await;
    match found.map_err(|error| failed(&error))? {
        Some(tenant) => Ok(db.of_tenant(&tenant.name)),
        None => Err(show::failure(
            WRONG_INPUT,
            &format!("there is no tenant {name}\n  help: `portolan tenant list` names them"),
        )),
    }
}

/// Runs `work` on the loaded catalog.
pub fn with_catalog<T>(
    options: &StoreOptions,
    work: impl FnOnce(&Catalog) -> Result<T, ExitCode>,
) -> Result<T, ExitCode> {
    with_db(options, false, async |db| {
        let catalog: Arc<Catalog> = Catalog::load(db).await.map_err(|error| failed(&error))?;
        work(&catalog)
    })
}

/// `portolan migrate`: opening is migrating.
pub fn migrate(options: &StoreOptions) -> Result<(), ExitCode> {
    with_db(options, true, async |db| {
        let about = db.about().await.map_err(|error| failed(&error))?;
        show::line(&format!("{} {} at {} has the schema of this version", about.engine, about.version, about.place));
        Ok(())
    })
}
