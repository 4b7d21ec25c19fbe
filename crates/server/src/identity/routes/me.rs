//! Who am I.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::http::error::AppError;
use crate::identity::store::principals;
use crate::identity::{Caller, Kind};

/// Who the server takes you for.
#[derive(Serialize, ToSchema)]
pub struct MeBody {
    principal: String,
    user_ref: String,
    display_name: String,
    /// guest, person, service.
    kind: String,
    guest: bool,
    admin: bool,
    /// Empty for guests and programs.
    email: String,
    /// How the user entity was found: `email`, `claimed`, `service`; empty for guests.
    link: String,
    /// Groups with their parents.
    groups: Vec<String>,
    /// What the token in use is narrowed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    scopes: Option<Vec<String>>,
}

/// What a caller is told of itself.
pub async fn body(app: &App, caller: Caller) -> Result<MeBody, AppError> {
    let row = if caller.kind == Kind::Guest {
        None
    } else {
        let id = caller.principal.clone();
        app.db.read(move |tx| principals::find(tx, &id)).await?
    };
    let shown = {
        let index = app.catalog.index();
        index.find(&caller.user_ref).and_then(|id| index.first(id, "spec.profile.displayname").map(str::to_owned))
    };
    let (name, email, link) = row.map(|row| (row.name, row.email, row.link)).unwrap_or_default();
    let guest = caller.kind == Kind::Guest;
    let fallback = if guest { "Guest".to_owned() } else { name };
    Ok(MeBody {
        principal: caller.principal,
        display_name: shown.filter(|shown| !shown.is_empty()).unwrap_or(fallback),
        user_ref: caller.user_ref,
        kind: if guest {
            "guest"
        } else if caller.kind == Kind::Service {
            "service"
        } else {
            "person"
        }
        .to_owned(),
        guest,
        admin: caller.admin,
        email,
        link,
        groups: caller.groups,
        scopes: caller.scopes,
    })
}

/// The caller, the entity it acts as and what it may do.
#[utoipa::path(get, path = "/api/v1/me", responses((status = 200, body = MeBody)))]
pub async fn show_me(State(app): State<App>, caller: Caller) -> Result<Json<MeBody>, AppError> {
    Ok(Json(body(&app, caller).await?))
}
