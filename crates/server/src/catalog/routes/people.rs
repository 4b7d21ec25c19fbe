//! Who may write users and groups. Rights hang on them, so it takes more than the permission to write the catalog.

use portolan_domain::catalog::reference::is_people;

use crate::app::App;
use crate::http::error::AppError;
use crate::identity::{Caller, Kind, Permission};

/// Refuses whoever may not say who is who. Guests who may name paths of the machine are those who run the server.
pub fn require(app: &App, caller: &Caller) -> Result<(), AppError> {
    if caller.kind == Kind::Guest && app.sources.allows_local_paths() {
        return Ok(());
    }
    // Whoever may write some of them could put anybody into any group.
    app.authorize_on_all(caller, Permission::PeopleWrite)
}

/// The same for whoever writes or removes an entity, if it is one of these.
pub fn require_for(app: &App, caller: &Caller, reference: &str) -> Result<(), AppError> {
    if !reference.split_once(':').is_some_and(|(kind, _)| is_people(kind)) {
        return Ok(());
    }
    require(app, caller).map_err(|error| match error {
        AppError::Forbidden(why) => AppError::Forbidden(format!("Rights hang on users and groups. {why}")),
        other => other,
    })
}
