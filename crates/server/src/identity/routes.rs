//! Guest sign-in, keys and the cookie as Backstage's frontend asks for them; who am I for ours.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Caller;
use super::token::LIFETIME;
use crate::app::App;
use crate::http::error::AppError;

/// Backstage's routes.
pub fn backstage() -> Router<App> {
    Router::new()
        .route("/api/auth/guest/refresh", get(refresh).post(refresh))
        .route("/api/auth/guest/logout", post(|| async { StatusCode::OK }))
        .route("/api/auth/.well-known/jwks.json", get(keys))
        .route("/api/catalog/.backstage/auth/v1/jwks.json", get(keys))
        .route("/api/auth/.well-known/openid-configuration", get(configuration))
        .route("/api/auth/v1/userinfo", get(user_info))
        .route("/api/{plugin}/.backstage/auth/v1/cookie", get(cookie).delete(forget_cookie))
}

/// Our routes.
pub fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show_me))
}

fn issuer(app: &App) -> String {
    format!("{}/api/auth", app.settings.base_url)
}

async fn refresh(State(app): State<App>) -> Result<Json<Value>, AppError> {
    let guest = &app.settings.guest;
    let token = app.signer.sign(&issuer(&app), guest, jiff::Timestamp::now().as_second())?;
    let mut owned = vec![guest.clone()];
    {
        let index = app.catalog.index();
        if let Some(id) = index.find(guest) {
            owned.extend(
                index
                    .relations(id)
                    .into_iter()
                    .filter(|(kind, _)| *kind == "memberOf")
                    .map(|(_, group)| group.to_owned()),
            );
        }
    }
    let identity = json!({ "type": "user", "userEntityRef": guest, "ownershipEntityRefs": owned });
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
    Json(json!({ "claims": { "sub": caller.user_ref, "ent": [caller.user_ref] } }))
}

async fn cookie(State(app): State<App>, caller: Caller) -> Result<impl IntoResponse, AppError> {
    let now = jiff::Timestamp::now();
    let token = app.signer.sign(&issuer(&app), &caller.user_ref, now.as_second())?;
    let until = jiff::Timestamp::from_second(now.as_second() + LIFETIME).map_err(AppError::internal)?;
    let secure = if app.settings.base_url.starts_with("https:") { "; Secure" } else { "" };
    let set = format!("backstage-auth={token}; Path=/; Max-Age={LIFETIME}; HttpOnly; SameSite=Lax{secure}");
    Ok((AppendHeaders([(header::SET_COOKIE, set)]), Json(json!({ "expiresAt": format!("{until:.3}") }))))
}

async fn forget_cookie() -> impl IntoResponse {
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, "backstage-auth=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")])
}

/// Who the server takes you for.
#[derive(Serialize, ToSchema)]
struct MeBody {
    principal: String,
    user_ref: String,
    display_name: String,
    guest: bool,
}

#[utoipa::path(get, path = "/api/v1/me", responses((status = 200, body = MeBody)))]
async fn show_me(State(app): State<App>, caller: Caller) -> Json<MeBody> {
    let index = app.catalog.index();
    let shown =
        index.find(&caller.user_ref).and_then(|id| index.first(id, "spec.profile.displayname").map(str::to_owned));
    let guest = caller.user_ref == app.settings.guest;
    let display_name = shown.unwrap_or_else(|| if guest { "Guest".to_owned() } else { caller.user_ref.clone() });
    Json(MeBody { principal: caller.principal, user_ref: caller.user_ref, display_name, guest })
}
