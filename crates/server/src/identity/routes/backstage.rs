//! Sign-in, keys and the cookie as Backstage's frontend asks for them. Its guest is ours; its provider `portolan` is whoever
//! is signed in with the browser.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::app::App;
use crate::http::error::AppError;
use crate::identity::token::LIFETIME;
use crate::identity::{Caller, Kind};

/// Backstage's routes.
pub fn backstage() -> Router<App> {
    Router::new()
        .route("/api/auth/guest/refresh", get(refresh).post(refresh))
        .route("/api/auth/guest/logout", post(|| async { StatusCode::OK }))
        .route("/api/auth/portolan/refresh", get(refresh_own).post(refresh_own))
        .route("/api/auth/portolan/logout", post(super::login::log_out))
        .route("/api/auth/{provider}/refresh", get(unknown).post(unknown))
        .route("/api/auth/{provider}/logout", post(unknown))
        .route("/api/auth/.well-known/jwks.json", get(keys))
        .route("/api/catalog/.backstage/auth/v1/jwks.json", get(keys))
        .route("/api/auth/.well-known/openid-configuration", get(configuration))
        .route("/api/auth/v1/userinfo", get(user_info))
        .route("/api/{plugin}/.backstage/auth/v1/cookie", get(cookie).delete(forget_cookie))
}

/// Who signs tokens here.
pub fn issuer(app: &App) -> String {
    format!("{}/api/auth", app.settings.base_url)
}

fn seconds(app: &App) -> i64 {
    app.clock.now() / 1_000_000
}

/// The guest's token, where guests are let in.
async fn refresh(State(app): State<App>) -> Result<Json<Value>, AppError> {
    let Some(guest) = app.settings.guest.clone() else {
        return Err(AppError::not_found("Unknown auth provider 'guest'"));
    };
    let caller =
        Caller { principal: guest.clone(), kind: Kind::Guest, user_ref: guest, ..Caller::anonymous(app.db.tenant()) };
    let groups = {
        let index = app.catalog.index();
        app.callers.groups(&index, app.catalog.revision(), &caller.user_ref, &[])
    };
    identity(&app, &Caller { groups, ..caller })
}

/// The token of whoever is signed in with the browser.
async fn refresh_own(State(app): State<App>, caller: Caller) -> Result<Json<Value>, AppError> {
    if !caller.is_browser() {
        return Err(AppError::Unauthenticated("Nobody is signed in with this browser".to_owned()));
    }
    identity(&app, &caller)
}

async fn unknown(Path(provider): Path<String>) -> AppError {
    AppError::not_found(format!("Unknown auth provider '{provider}'"))
}

fn identity(app: &App, caller: &Caller) -> Result<Json<Value>, AppError> {
    let user = &caller.user_ref;
    let token = app.signer.sign(&issuer(app), user, caller.session.as_deref(), seconds(app))?;
    let mut owned = vec![user.clone()];
    owned.extend(caller.groups.iter().cloned());
    let identity = json!({ "type": "user", "userEntityRef": user, "ownershipEntityRefs": owned });
    Ok(Json(json!({
        "profile": {}, "backstageIdentity": { "token": token, "identity": identity, "expiresInSeconds": LIFETIME },
    })))
}

async fn keys(State(app): State<App>) -> Json<Value> {
    Json(app.signer.public_keys())
}

async fn configuration(State(app): State<App>) -> Json<Value> {
    let issuer = issuer(&app);
    Json(json!({
        "issuer": issuer, "jwks_uri": format!("{issuer}/.well-known/jwks.json"), "userinfo_endpoint": format!("{issuer}/v1/userinfo"),
        "response_types_supported": ["id_token"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"], "claims_supported": ["sub"], "grant_types_supported": [],
    }))
}

async fn user_info(caller: Caller) -> Json<Value> {
    let mut entities = vec![caller.user_ref.clone()];
    entities.extend(caller.groups);
    Json(json!({ "claims": { "sub": caller.user_ref, "ent": entities } }))
}

async fn cookie(State(app): State<App>, caller: Caller) -> Result<impl IntoResponse, AppError> {
    if caller.session.is_none() && caller.kind != Kind::Guest {
        // What we sign for a person holds for everything of theirs, which an API token may not.
        return Err(AppError::forbidden("An API token gets no cookie"));
    }
    let now = seconds(&app);
    let token = app.signer.sign(&issuer(&app), &caller.user_ref, caller.session.as_deref(), now)?;
    let until = jiff::Timestamp::from_second(now + LIFETIME).map_err(AppError::internal)?;
    let secure = if app.settings.base_url.starts_with("https:") { "; Secure" } else { "" };
    let set = format!("backstage-auth={token}; Path=/; Max-Age={LIFETIME}; HttpOnly; SameSite=Lax{secure}");
    Ok((AppendHeaders([(header::SET_COOKIE, set)]), Json(json!({ "expiresAt": format!("{until:.3}") }))))
}

async fn forget_cookie() -> impl IntoResponse {
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, "backstage-auth=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")])
}
