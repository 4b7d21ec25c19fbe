//! SCIM 2.0 under `/scim/v2`, and invitations.

mod discovery;
mod joined;
mod message;
mod scim;

pub use joined::join;
pub use scim::scim;

use super::scim::SOURCE;
use super::store::resources;
use crate::app::App;
use crate::http::error::AppError;

/// After a source was removed: what was provided for it goes too. Accounts stay as they are.
pub async fn forget(app: &App, source: &str) -> Result<(), AppError> {
    if source == SOURCE {
        app.db.write(resources::clear).await?;
    }
    Ok(())
}
