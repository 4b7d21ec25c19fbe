//! Who may let a source name people: whoever manages them.

use crate::app::App;
use crate::http::error::AppError;
use crate::identity::{Caller, Kind, Permission};
use crate::sources::NewSource;

/// Refuses whoever may not. Guests who may name paths of the machine are those who run the server.
pub fn require(app: &App, caller: &Caller) -> Result<(), AppError> {
    if caller.kind == Kind::Guest && app.sources.settings.allow_local_paths {
        return Ok(());
    }
    app.authorize(caller, Permission::PeopleWrite)
}

/// The source with the trust that was asked for; with nothing asked, with what the caller may give.
pub fn given(app: &App, caller: &Caller, new: NewSource) -> Result<NewSource, AppError> {
    let people = match new.people {
        Some(people) => people,
        None => require(app, caller).is_ok(),
    };
    if people {
        require(app, caller)?;
    }
    Ok(NewSource { people: Some(people), ..new })
}
