//! Who may let a source name people: whoever manages them.

use crate::app::App;
pub use crate::catalog::require_people as require;
use crate::http::error::AppError;
use crate::identity::Caller;
use crate::sources::NewSource;

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
