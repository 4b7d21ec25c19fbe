//! `POST /api/v1/setup`: the first administrator, once.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::browser::Browser;
use super::me::MeBody;
use super::sign_in;
use crate::app::App;
use crate::audit::{self, Entry};
use crate::http::error::AppError;
use crate::identity::accounts::{self, NewPerson};
use crate::identity::store::setup::SetupRow;
use crate::identity::store::{passwords, setup};
use crate::identity::{password, secret};

/// The first administrator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupBody {
    /// From the link that the server printed.
    token: String,
    name: String,
    email: String,
    password: String,
}

fn closed() -> AppError {
    AppError::conflict("Portolan is set up already; sign in, or ask an administrator for an account")
}

/// Whether the token of the link opens.
fn check(row: Option<&SetupRow>, token: &str, now: i64) -> Result<(), AppError> {
    match row {
        Some(row) if row.closed_at > 0 => Err(closed()),
        Some(row) if row.expires_at > now && secret::fits(token, &row.hash) => Ok(()),
        _ => Err(AppError::forbidden(
            "The set-up link is not valid or older than a day; restart the server, which prints a new one",
        )),
    }
}

/// Makes the first administrator and closes setting up for ever.
#[utoipa::path(post, path = "/api/v1/setup", request_body = SetupBody,
    responses((status = 200, body = MeBody), (status = 403), (status = 409)))]
pub async fn set_up(
    State(app): State<App>,
    browser: Browser,
    Json(wanted): Json<SetupBody>,
) -> Result<Response, AppError> {
    let now = app.clock.now();
    check(app.db.read(setup::find).await?.as_ref(), &wanted.token, now)?;
    let new = NewPerson { name: wanted.name, email: accounts::plain_email(&wanted.email), admin: true };
    let refusal = accounts::refusal(&new.name, &new.email);
    if let Some(refusal) = refusal.or_else(|| password::refusal(&wanted.password, &new.email)) {
        return Err(AppError::bad_request(refusal));
    }
    let hash = password::hash(wanted.password).await?;
    let actor = browser.origin.actor("setup");
    let made = app
        .callers
        .write(move |tx| {
            // Of two at once only one finds it open.
            if !setup::close(tx, now)? {
                return Ok(None);
            }
            let person = accounts::create_person(tx, &new, &actor, now)?;
            passwords::upsert(tx, &person.id, &hash, now)?;
            audit::note(tx, Entry::new(&actor, "setup.close", &person.id, now))?;
            Ok(Some(person))
        })
        .await?;
    sign_in::answer(&app, made.ok_or_else(closed)?, "setup", &browser).await
}
