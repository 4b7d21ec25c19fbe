//! After somebody signed in at a provider whose groups become Groups.

use crate::app::App;
use crate::http::error::AppError;
use crate::identity::Provider;
use crate::identity::store::principals;
use crate::organisation::told::Told;

/// Keeps which groups the provider told of an account.
pub async fn join(app: &App, provider: &Provider, id: String, groups: Vec<String>) -> Result<(), AppError> {
    // Read again: signing in may have found its User.
    let Some(person) = app.db.read(move |tx| principals::find(tx, &id)).await? else { return Ok(()) };
    let told = Told {
        provider: provider.id.clone(),
        name: provider.name.clone(),
        principal: person.id,
        user_ref: person.user_ref,
        groups,
    };
    let now = app.clock.now();
    app.catalog.apply_made(move |tx| Ok(((), told.batch(tx, now)?))).await?;
    Ok(())
}
