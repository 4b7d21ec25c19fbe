//! Versions of the policy: drafts, publication, roll-back by publishing an older one.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use portolan_domain::permission::{Policy, builtin_roles, read_policy};
use portolan_domain::problem::{Problem, Severity};
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::clock::rfc3339;
use crate::http::error::AppError;
use crate::identity::{Caller, Permission};
use crate::permission::body::{NewPolicyBody, PermissionsBody, PoliciesBody, PolicyBody};
use crate::permission::store::{self, PolicyRow};

/// Bytes of a policy.
const LIMIT: usize = 512 * 1024;

/// All permissions, with what they allow.
#[utoipa::path(get, path = "/api/v1/permissions", responses((status = 200, body = PermissionsBody)))]
pub async fn permissions(State(app): State<App>) -> Json<PermissionsBody> {
    let rules = app.rights.rules();
    let roles: Vec<_> = rules.roles().iter().map(|role| (**role).clone()).collect();
    let builtin_roles = builtin_roles();
    let builtin = builtin_roles.iter().filter(|role| roles.contains(role)).map(|role| role.name.clone()).collect();
    let permissions = Permission::names().into_iter().map(str::to_owned).collect();
    Json(PermissionsBody { permissions, roles, builtin, builtin_roles })
}

/// The versions of the policy, the newest first.
#[utoipa::path(get, path = "/api/v1/policies", responses((status = 200, body = PoliciesBody)))]
pub async fn list(State(app): State<App>) -> Result<Json<PoliciesBody>, AppError> {
    let rows = app.db.read(store::list).await?;
    let published = rows.iter().any(|row| row.state == "published");
    let mut items: Vec<PolicyBody> = rows.into_iter().map(body).collect();
    items.push(builtin(!published));
    Ok(Json(PoliciesBody { items }))
}

/// A version of the policy.
#[utoipa::path(
    get, path = "/api/v1/policies/{version}", params(("version" = i64, Path)), responses((status = 200, body = PolicyBody))
)]
pub async fn show(State(app): State<App>, Path(version): Path<i64>) -> Result<Json<PolicyBody>, AppError> {
    if version == 0 {
        let published = app.db.read(store::find_published).await?;
        return Ok(Json(builtin(published.is_none())));
    }
    Ok(Json(body(get(&app, version).await?)))
}

/// Keeps a draft, also one with errors: it is written over days.
#[utoipa::path(
    post, path = "/api/v1/policies", request_body = NewPolicyBody, responses((status = 201, body = PolicyBody))
)]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewPolicyBody>,
) -> Result<(StatusCode, Json<PolicyBody>), AppError> {
    if new.text.len() > LIMIT {
        return Err(AppError::bad_request(format!("A policy has {LIMIT} bytes at most")));
    }
    let now = app.clock.now();
    let row = app
        .db
        .write(move |tx| {
            let version = store::insert_draft(tx, &new.text, &new.note, &caller.user_ref, now)?;
            audit::note(tx, Entry::new(&caller.actor(), "policy.draft", &version.to_string(), now))?;
            store::find(tx, version)
        })
        .await?;
    let row = row.ok_or_else(|| AppError::internal(anyhow::anyhow!("the draft is gone")))?;
    Ok((StatusCode::CREATED, Json(body(row))))
}

/// Throws a draft away.
#[utoipa::path(
    delete, path = "/api/v1/policies/{version}", params(("version" = i64, Path)), responses((status = 204))
)]
pub async fn delete(State(app): State<App>, caller: Caller, Path(version): Path<i64>) -> Result<StatusCode, AppError> {
    let now = app.clock.now();
    let deleted = app
        .db
        .write(move |tx| {
            let deleted = store::delete_draft(tx, version)?;
            if deleted {
                audit::note(tx, Entry::new(&caller.actor(), "policy.delete", &version.to_string(), now))?;
            }
            Ok(deleted)
        })
        .await?;
    if deleted {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(AppError::conflict("Only drafts can be deleted; versions that were published are kept"))
}

/// Makes a version the one that holds; an older one to roll back.
#[utoipa::path(
    post, path = "/api/v1/policies/{version}/publish", params(("version" = i64, Path)),
    responses((status = 200, body = PolicyBody))
)]
pub async fn publish(
    State(app): State<App>,
    caller: Caller,
    Path(version): Path<i64>,
) -> Result<Json<PolicyBody>, AppError> {
    let row = get(&app, version).await?;
    let (_, problems) = read_policy("policy", &row.body, &Permission::names());
    if let Some(problem) = first_error(&problems) {
        let place = format!("line {}, column {}", problem.place.line, problem.place.column);
        return Err(AppError::bad_request(format!("It cannot be published: {} ({place})", problem.message)));
    }
    let now = app.clock.now();
    let row = app
        .db
        .write(move |tx| {
            let before = store::find_published(tx)?.map_or(0, |row| row.version);
            store::publish(tx, version, now)?;
            let (actor, target) = (caller.actor(), version.to_string());
            let entry = Entry::new(&actor, "policy.publish", &target, now);
            audit::note(tx, entry.before(json!({ "published": before })).after(json!({ "published": version })))?;
            store::find(tx, version)
        })
        .await?;
    app.rights.reload().await?;
    row.map(|row| Json(body(row))).ok_or_else(|| AppError::not_found(format!("There is no version {version}")))
}

/// Why a policy cannot hold.
pub fn first_error(problems: &[Problem]) -> Option<&Problem> {
    problems.iter().find(|problem| problem.severity == Severity::Error)
}

/// A version, or 404.
pub async fn get(app: &App, version: i64) -> Result<PolicyRow, AppError> {
    let row = app.db.read(move |tx| store::find(tx, version)).await?;
    row.ok_or_else(|| AppError::not_found(format!("There is no version {version}")))
}

fn body(row: PolicyRow) -> PolicyBody {
    let (policy, problems) = read_policy("policy", &row.body, &Permission::names());
    PolicyBody {
        version: row.version,
        state: row.state,
        note: row.note,
        author: row.author,
        created_at: Some(rfc3339(row.created_at)),
        published_at: (row.published_at > 0).then(|| rfc3339(row.published_at)),
        text: row.body,
        policy,
        problems: problems.into_iter().map(Into::into).collect(),
    }
}

fn builtin(holds: bool) -> PolicyBody {
    let policy = Policy::default();
    PolicyBody {
        version: 0,
        state: if holds { "published" } else { "retired" }.to_owned(),
        note: "What holds before anybody published a policy.".to_owned(),
        author: String::new(),
        created_at: None,
        published_at: None,
        text: serde_json::to_string_pretty(&policy).unwrap_or_default(),
        policy,
        problems: Vec::new(),
    }
}
