//! Invitations: a link that works once leads whoever gets it to a password of their own. The server sends no mail: whoever
//! invites passes the link on, and vouches for the address by that.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::browser::Browser;
use super::me::MeBody;
use super::oidc::own_address;
use super::people::Refused;
use super::sign_in;
use crate::app::App;
use crate::audit::{self, Entry};
use crate::clock::rfc3339;
use crate::http::error::AppError;
use crate::identity::accounts::{self, NewPerson};
use crate::identity::store::invitations::{self, InvitationRow};
use crate::identity::store::passwords;
use crate::identity::store::principals;
use crate::identity::{Caller, password, secret};

const DAY: i64 = 24 * 3600 * 1_000_000;
/// Days a link holds unless it is said otherwise, and at most.
const DAYS: u32 = 7;
const MOST_DAYS: u32 = 30;

/// An invitation that waits.
#[derive(Serialize, ToSchema)]
pub struct InvitationBody {
    id: String,
    name: String,
    email: String,
    admin: bool,
    /// Who invites.
    created_by: String,
    created_at: String,
    expires_at: String,
    /// The link is over; invite again for a new one.
    expired: bool,
}

/// All that wait.
#[derive(Serialize, ToSchema)]
pub struct InvitationsBody {
    items: Vec<InvitationBody>,
}

/// Whom to invite.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitationBody {
    name: String,
    /// Whoever invites vouches for it.
    email: String,
    #[serde(default)]
    admin: bool,
    /// 7 when absent, at most 30.
    expires_in_days: Option<u32>,
}

/// With the link, which is never shown again.
#[derive(Serialize, ToSchema)]
pub struct CreatedInvitationBody {
    #[serde(flatten)]
    invitation: InvitationBody,
    link: String,
}

/// What whoever was invited chooses.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptanceBody {
    /// From the link.
    token: String,
    /// Instead of the name in the invitation.
    name: Option<String>,
    password: String,
}

fn body(row: InvitationRow, now: i64) -> InvitationBody {
    InvitationBody {
        id: row.id,
        name: row.name,
        email: row.email,
        admin: row.admin,
        created_by: row.created_by,
        created_at: rfc3339(row.created_at),
        expires_at: rfc3339(row.expires_at),
        expired: row.expires_at <= now,
    }
}

/// Invitations that nobody has taken yet.
#[utoipa::path(get, path = "/api/v1/invitations", responses((status = 200, body = InvitationsBody)))]
pub async fn list_invitations(State(app): State<App>) -> Result<Json<InvitationsBody>, AppError> {
    let now = app.clock.now();
    let rows = app.db.read(invitations::list).await?;
    Ok(Json(InvitationsBody { items: rows.into_iter().map(|row| body(row, now)).collect() }))
}

/// What is wrong with a wish.
fn refusal(app: &App, caller: &Caller, new: &NewPerson, days: u32) -> Option<AppError> {
    if !app.settings.local {
        return Some(AppError::conflict(
            "Signing in with a password is turned off here: an invitation would lead nowhere",
        ));
    }
    if new.admin && !caller.admin {
        return Some(Refused::Administrators.into());
    }
    if days == 0 || days > MOST_DAYS {
        return Some(AppError::bad_request(format!("A link holds for 1 to {MOST_DAYS} days")));
    }
    accounts::refusal(&new.name, &new.email).map(AppError::bad_request)
}

/// Invites somebody. An earlier invitation of the same address is over by it.
#[utoipa::path(post, path = "/api/v1/invitations", request_body = NewInvitationBody,
    responses((status = 201, body = CreatedInvitationBody), (status = 409)))]
pub async fn invite(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Json(wanted): Json<NewInvitationBody>,
) -> Result<(StatusCode, Json<CreatedInvitationBody>), AppError> {
    let name = wanted.name.trim().to_owned();
    let new = NewPerson { name, email: accounts::plain_email(&wanted.email), admin: wanted.admin };
    let days = wanted.expires_in_days.unwrap_or(DAYS);
    if let Some(refusal) = refusal(&app, &caller, &new, days) {
        return Err(refusal);
    }
    let (token, now) = (secret::new_secret()?, app.clock.now());
    let link = format!("{}/invitation?token={token}", own_address(&app, &headers)?);
    let row = InvitationRow {
        id: uuid::Uuid::now_v7().to_string(),
        hash: secret::hash(&token),
        name: new.name,
        email: new.email,
        admin: new.admin,
        created_by: caller.user_ref.clone(),
        created_at: now,
        expires_at: now + i64::from(days) * DAY,
    };
    let (kept, actor) = (row.clone(), caller.actor());
    let made = app.db.write(move |tx| {
        if principals::find_by_email(tx, &kept.email)?.is_some() {
            return Ok(false);
        }
        invitations::insert(tx, &kept)?;
        let detail = json!({ "email": kept.email, "admin": kept.admin, "expires_at": rfc3339(kept.expires_at) });
        audit::note(tx, Entry::new(&actor, "invitation.create", &kept.id, now).after(detail))?;
        Ok(true)
    });
    if !made.await? {
        return Err(AppError::conflict("Somebody has that e-mail address already; give them a new password instead"));
    }
    Ok((StatusCode::CREATED, Json(CreatedInvitationBody { invitation: body(row, now), link })))
}

/// Takes an invitation back: its link leads nowhere from then on.
#[utoipa::path(delete, path = "/api/v1/invitations/{id}", params(("id" = String, Path)),
    responses((status = 204), (status = 404)))]
pub async fn revoke(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<StatusCode, AppError> {
    let now = app.clock.now();
    let ended = app.db.write(move |tx| {
        let Some(row) = invitations::find(tx, &id)? else { return Ok(false) };
        invitations::end(tx, &id, now)?;
        let actor = caller.actor();
        let entry = Entry::new(&actor, "invitation.revoke", &id, now).before(json!({ "email": row.email }));
        audit::note(tx, entry)?;
        Ok(true)
    });
    if ended.await? { Ok(StatusCode::NO_CONTENT) } else { Err(AppError::not_found("There is no such invitation")) }
}

fn over() -> AppError {
    AppError::forbidden("The invitation is over: it was used, taken back or is too old. Ask for a new one")
}

/// Makes the account of whoever was invited, with the password they choose, and signs them in.
#[utoipa::path(post, path = "/api/v1/auth/invitation", request_body = AcceptanceBody,
    responses((status = 200, body = MeBody), (status = 403), (status = 409)))]
pub async fn accept(
    State(app): State<App>,
    browser: Browser,
    Json(given): Json<AcceptanceBody>,
) -> Result<Response, AppError> {
    if !app.settings.local {
        return Err(AppError::not_found("Signing in with a password is turned off here"));
    }
    let (now, hash) = (app.clock.now(), secret::hash(&given.token));
    let wanted = hash.clone();
    let Some(row) = app.db.read(move |tx| invitations::find_by_hash(tx, &wanted, now)).await? else {
        sign_in::fail(&app, "invitation", &browser).await?;
        return Err(over());
    };
    let name = given.name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or(row.name);
    let refusal = accounts::refusal(&name, &row.email);
    if let Some(refusal) = refusal.or_else(|| password::refusal(&given.password, &row.email)) {
        return Err(AppError::bad_request(refusal));
    }
    let kept = password::hash(given.password).await?;
    let (new, id, actor) =
        (NewPerson { name, email: row.email, admin: row.admin }, row.id, browser.origin.actor("invitation"));
    let made = app.callers.write(move |tx| {
        if principals::find_by_email(tx, &new.email)?.is_some() {
            return Ok(Err(Turned::Taken));
        }
        // Of two at once only one finds it waiting; one that was taken back meanwhile is over.
        if !invitations::end(tx, &id, now)? {
            return Ok(Err(Turned::Over));
        }
        let person = accounts::create_person(tx, &new, &actor, now)?;
        passwords::upsert(tx, &person.id, &kept, now)?;
        audit::note(tx, Entry::new(&actor, "invitation.accept", &id, now).after(json!({ "principal": person.id })))?;
        Ok(Ok(person))
    });
    match made.await? {
        Ok(person) => sign_in::answer(&app, person, "local", &browser).await,
        Err(Turned::Over) => Err(over()),
        Err(Turned::Taken) => Err(AppError::conflict("You have an account already; sign in")),
    }
}

/// Why nobody came in.
enum Turned {
    Over,
    Taken,
}
