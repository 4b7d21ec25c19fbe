//! `/api/v1/people`: accounts, for administrators.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::clock::rfc3339;
use crate::db::{Error, Tx};
use crate::http::error::AppError;
use crate::identity::accounts::{self, NewPerson};
use crate::identity::store::principals::{self, PrincipalRow};
use crate::identity::store::{moved, passwords};
use crate::identity::{Caller, password, secret};

/// An account.
#[derive(Serialize, ToSchema)]
pub struct PersonBody {
    id: String,
    name: String,
    email: String,
    /// The entity it acts as; absent until it is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    user_ref: Option<String>,
    /// How that was found: `pending`, `email`, `claimed`.
    link: String,
    disabled: bool,
    admin: bool,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen_at: Option<String>,
}

/// All accounts.
#[derive(Serialize, ToSchema)]
pub struct PeopleBody {
    items: Vec<PersonBody>,
}

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPersonBody {
    name: String,
    /// Whoever makes the account vouches for it.
    email: String,
    #[serde(default)]
    admin: bool,
    /// One is made when absent.
    password: Option<String>,
}

/// A new account, with the password that was made for it. It is never shown again.
#[derive(Serialize, ToSchema)]
pub struct CreatedPersonBody {
    #[serde(flatten)]
    person: PersonBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<String>,
}

/// What is to change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonChangesBody {
    name: Option<String>,
    /// Shut out, with all sessions ended, or let in again.
    disabled: Option<bool>,
    admin: Option<bool>,
    /// Ends all sessions.
    password: Option<String>,
}

/// A row as it is shown.
pub fn body(row: PrincipalRow) -> PersonBody {
    PersonBody {
        id: row.id,
        name: row.name,
        email: row.email,
        user_ref: (row.link != accounts::PENDING).then_some(row.user_ref),
        link: row.link,
        disabled: row.disabled,
        admin: row.admin,
        created_at: rfc3339(row.created_at),
        last_seen_at: (row.last_seen_at > 0).then(|| rfc3339(row.last_seen_at)),
    }
}

/// Accounts of people.
#[utoipa::path(get, path = "/api/v1/people", responses((status = 200, body = PeopleBody)))]
pub async fn list_people(State(app): State<App>) -> Result<Json<PeopleBody>, AppError> {
    let rows = app.db.read(|tx| principals::list(tx, "person")).await?;
    Ok(Json(PeopleBody { items: rows.into_iter().map(body).collect() }))
}

/// Makes an account. Without a password one is made and answered once, to be passed on.
#[utoipa::path(post, path = "/api/v1/people", request_body = NewPersonBody,
    responses((status = 201, body = CreatedPersonBody), (status = 409)))]
pub async fn create_person(
    State(app): State<App>,
    caller: Caller,
    Json(wanted): Json<NewPersonBody>,
) -> Result<(StatusCode, Json<CreatedPersonBody>), AppError> {
    let new = NewPerson { name: wanted.name, email: accounts::plain_email(&wanted.email), admin: wanted.admin };
    if new.admin && !caller.admin {
        return Err(Refused::Administrators.into());
    }
    let refusal = accounts::refusal(&new.name, &new.email);
    let chosen = wanted.password.as_deref();
    if let Some(refusal) = refusal.or_else(|| chosen.and_then(|chosen| password::refusal(chosen, &new.email))) {
        return Err(AppError::bad_request(refusal));
    }
    let made = if chosen.is_none() { Some(secret::new_password()?) } else { None };
    let hash = password::hash(wanted.password.or_else(|| made.clone()).unwrap_or_default()).await?;
    let now = app.clock.now();
    let created = app.callers.write(move |tx| {
        let person = accounts::create_person(tx, &new, &caller.actor(), now)?;
        passwords::upsert(tx, &person.id, &hash, now)?;
        Ok(person)
    });
    let person = created.await.map_err(|error| match error {
        Error::Exists(_) => AppError::conflict("Somebody has that e-mail address already"),
        other => other.into(),
    })?;
    Ok((StatusCode::CREATED, Json(CreatedPersonBody { person: body(person), password: made })))
}

/// Why nothing was changed.
pub enum Refused {
    /// There is nobody of that id.
    Missing,
    /// Nobody would be left to look after people.
    LastAdministrator,
    /// Whoever looks after people does not make administrators, nor change what they have.
    Administrators,
}

impl From<Refused> for AppError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Missing => Self::not_found("There is no such account"),
            Refused::Administrators => Self::forbidden("Only an administrator may make or change administrators"),
            Refused::LastAdministrator => Self::conflict("That is the last administrator; make another one first"),
        }
    }
}

/// Shuts out or lets in, makes an administrator or no longer.
pub fn change(
    tx: &mut Tx<'_>,
    kind: &str,
    id: &str,
    disabled: Option<bool>,
    admin: Option<bool>,
    caller: &Caller,
    now: i64,
) -> Result<Result<PrincipalRow, Refused>, Error> {
    let Some(row) = principals::find(tx, id)?.filter(|row| row.kind == kind) else { return Ok(Err(Refused::Missing)) };
    if (row.admin || admin == Some(true)) && !caller.admin {
        return Ok(Err(Refused::Administrators));
    }
    let actor = &caller.actor();
    // Letting in comes before an administrator is counted, shutting out after.
    if let Some(disabled) = disabled
        && !accounts::disable(tx, &row, disabled, actor, now)?
    {
        return Ok(Err(Refused::LastAdministrator));
    }
    if let Some(admin) = admin
        && admin != row.admin
        && !accounts::set_admin(tx, &row, admin, actor, now)?
    {
        return Ok(Err(Refused::LastAdministrator));
    }
    Ok(principals::find(tx, id)?.ok_or(Refused::Missing))
}

/// Changes what an account may do, or whether it may come in.
#[utoipa::path(patch, path = "/api/v1/people/{id}", params(("id" = String, Path)), request_body = PersonChangesBody,
    responses((status = 200, body = PersonBody), (status = 404), (status = 409)))]
pub async fn change_person(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(wanted): Json<PersonChangesBody>,
) -> Result<Json<PersonBody>, AppError> {
    if let Some(refusal) = wanted.password.as_deref().and_then(|password| password::refusal(password, "")) {
        return Err(AppError::bad_request(refusal));
    }
    if let Some(refusal) = wanted.name.as_deref().and_then(|name| accounts::refusal(name, "a@b")) {
        return Err(AppError::bad_request(refusal));
    }
    let hash = match wanted.password {
        Some(password) => Some(password::hash(password).await?),
        None => None,
    };
    let now = app.clock.now();
    let changed = app.callers.write(move |tx| {
        let changed = change(tx, "person", &id, wanted.disabled, wanted.admin, &caller, now)?;
        if changed.is_ok() {
            if let Some(hash) = &hash {
                accounts::set_password(tx, &id, hash, "", &caller.actor(), now)?;
            }
            if let Some(name) = &wanted.name {
                principals::set_name(tx, &id, name.trim())?;
                moved(tx)?;
            }
        }
        // Read again: the name may be another one now.
        Ok(match changed {
            Ok(_) => principals::find(tx, &id)?.ok_or(Refused::Missing),
            refused => refused,
        })
    });
    Ok(Json(body(changed.await??)))
}
