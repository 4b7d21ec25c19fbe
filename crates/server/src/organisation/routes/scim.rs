//! Users and groups over SCIM 2.0 (RFC 7644), for service accounts with a token.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use portolan_domain::index::Predicate;
use portolan_domain::scim::{Fault, ResourceType, document};
use serde_json::Value;

use super::discovery;
use super::message::{Problem, answer, not_offered, read};
use crate::app::App;
use crate::catalog::batch::Batch;
use crate::db::{Error, Tx};
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::identity::{Caller, Kind};
use crate::organisation::scim::{self as slice, Asked, MAX_RESULTS, Outcome, Provision, Refusal};
use crate::organisation::store::resources::{self, ResourceRow};
use crate::sources::Event;

/// Bytes of a body: a group of many thousand members comes in one.
const MAX_BODY: usize = 8 * 1024 * 1024;

/// Below `/scim/v2`.
pub fn scim() -> Router<App> {
    let mut router = Router::new()
        .route("/ServiceProviderConfig", get(discovery::config))
        .route("/ResourceTypes", get(discovery::list_types))
        .route("/ResourceTypes/{id}", get(discovery::find_type))
        .route("/Schemas", get(discovery::list_schemas))
        .route("/Schemas/{id}", get(discovery::find_schema))
        .route("/Bulk", post(async || not_offered("Bulk operations are")))
        .route("/Me", get(me).post(me).put(me).patch(me).delete(me))
        .route("/.search", post(|app, caller, body| search(app, caller, body, ResourceType::ALL.to_vec())));
    for kind in ResourceType::ALL {
        let all = kind.endpoint();
        let one = get(move |app, caller, path, headers, params| find(app, caller, path, headers, params, kind))
            .put(move |app, caller, path, headers, params, body| {
                change(app, caller, path, headers, params, body, (kind, false))
            })
            .patch(move |app, caller, path, headers, params, body| {
                change(app, caller, path, headers, params, body, (kind, true))
            })
            .delete(move |app, caller, path, headers| delete(app, caller, path, headers, kind));
        router = router
            .route(
                all,
                get(move |app, caller, params| list(app, caller, params, kind))
                    .post(move |app, caller, params, body| create(app, caller, params, body, kind)),
            )
            .route(&format!("{all}/.search"), post(move |app, caller, body| search(app, caller, body, vec![kind])))
            .route(&format!("{all}/{{id}}"), one);
    }
    router.layer(DefaultBodyLimit::max(MAX_BODY)).fallback(async || Problem::from(Refusal::Missing).into_response())
}

/// RFC 7644, 3.11: a directory is no person, and has nobody it could mean.
async fn me() -> Response {
    not_offered("The alias /Me is")
}

/// Where the resources are, for links; a path where nobody said what the server is called.
pub fn base(app: &App) -> String {
    format!("{}/scim/v2", app.settings.base_url)
}

/// A directory is a program with a token of its own, never somebody's browser.
fn check(caller: &Caller) -> Result<(), Problem> {
    if caller.kind == Kind::Service && caller.token.is_some() {
        return Ok(());
    }
    Err(AppError::forbidden("SCIM is for service accounts with a token").into())
}

fn words(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn asked(app: &App, params: &Params) -> Result<Asked, Problem> {
    let number = |name: &str, otherwise: i64| match params.first(name) {
        None => Ok(otherwise),
        Some(text) => text.parse::<i64>().map_err(|_| Fault::value(format!("`{name}` is a number"))),
    };
    let most = MAX_RESULTS as i64;
    Ok(Asked {
        filter: params.first("filter").map(str::to_owned),
        attributes: words(params.first("attributes").unwrap_or_default()),
        excluded: words(params.first("excludedAttributes").unwrap_or_default()),
        sort_by: params.first("sortBy").map(str::to_owned),
        descending: params.first("sortOrder") == Some("descending"),
        start: number("startIndex", 1)?.max(1) as usize,
        count: number("count", most)?.clamp(0, most) as usize,
        base: base(app),
    })
}

async fn list(State(app): State<App>, caller: Caller, params: Params, kind: ResourceType) -> Result<Response, Problem> {
    check(&caller)?;
    let asked = asked(&app, &params)?;
    let found = app.db.read(move |tx| slice::list(tx, &[kind], &asked)).await??;
    Ok(answer(StatusCode::OK, &found))
}

async fn search(
    State(app): State<App>,
    caller: Caller,
    body: Bytes,
    kinds: Vec<ResourceType>,
) -> Result<Response, Problem> {
    check(&caller)?;
    let sent = read(&body)?;
    let text = |name: &str| sent[name].as_str().map(str::to_owned);
    let names = |name: &str| match &sent[name] {
        Value::String(text) => words(text),
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let most = MAX_RESULTS as i64;
    let asked = Asked {
        filter: text("filter"),
        attributes: names("attributes"),
        excluded: names("excludedAttributes"),
        sort_by: text("sortBy"),
        descending: sent["sortOrder"] == "descending",
        start: sent["startIndex"].as_i64().unwrap_or(1).max(1) as usize,
        count: sent["count"].as_i64().unwrap_or(most).clamp(0, most) as usize,
        base: base(&app),
    };
    let found = app.db.read(move |tx| slice::list(tx, &kinds, &asked)).await??;
    Ok(answer(StatusCode::OK, &found))
}

/// A resource with its ETag.
async fn show(
    app: &App,
    status: StatusCode,
    kind: ResourceType,
    row: ResourceRow,
    asked: Asked,
) -> Result<Response, Problem> {
    let (tag, location) = (slice::version(&row), format!("{}{}/{}", base(app), kind.endpoint(), row.id));
    let body = app.db.read(move |tx| slice::resource(tx, kind, row, &asked)).await?;
    let mut response = answer(status, &body);
    let headers = response.headers_mut();
    headers.insert(header::ETAG, HeaderValue::from_str(&tag).map_err(AppError::internal)?);
    if status == StatusCode::CREATED {
        headers.insert(header::LOCATION, HeaderValue::from_str(&location).map_err(AppError::internal)?);
    }
    Ok(response)
}

async fn find(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    params: Params,
    kind: ResourceType,
) -> Result<Response, Problem> {
    check(&caller)?;
    let asked = asked(&app, &params)?;
    let row = app.db.read(move |tx| resources::find(tx, &kind.name().to_lowercase(), &id)).await?;
    let row = row.ok_or(Refusal::Missing)?;
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok()).unwrap_or_default();
    if known.split(',').any(|one| one.trim() == "*" || one.trim() == slice::version(&row)) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    show(&app, StatusCode::OK, kind, row, asked).await
}

/// The version of `If-Match`; one that cannot be ours is no version there is.
fn wanted_version(headers: &HeaderMap) -> Option<i64> {
    let given = headers.get(header::IF_MATCH)?.to_str().ok()?.trim();
    if given == "*" {
        return None;
    }
    let number = given.trim_start_matches("W/").trim_matches('"').parse();
    Some(number.unwrap_or(-1))
}

async fn provide<F>(app: &App, caller: &Caller, by: Provision, mut work: F) -> Result<ResourceRow, Problem>
where
    F: FnMut(&mut Tx<'_>, &Provision) -> Result<(Outcome, Option<Batch>), Error> + Send + 'static,
{
    check(caller)?;
    let outcome = app.catalog.apply_made(move |tx| work(tx, &by)).await;
    // Accounts may have changed with it.
    app.callers.forget();
    let outcome = outcome?;
    if let Err(Refusal::Held(sync)) = &outcome {
        app.sources.publish(Event::Source { id: sync.source_id.clone(), state: "held".to_owned() });
        app.sources.publish(Event::Sync(sync.clone()));
    }
    Ok(outcome?)
}

fn provision(app: &App, caller: &Caller, version: Option<i64>, same_address: Option<String>) -> Provision {
    Provision { actor: caller.actor(), now: app.clock.now(), guard: app.sources.guard(), same_address, version }
}

/// The one User of other sources with the address of a user that is sent.
fn same_address(app: &App, sent: &Value) -> Option<String> {
    let email = slice::email(&document::read(ResourceType::User, sent).ok()?);
    if email.is_empty() {
        return None;
    }
    let wanted = Predicate::equals("kind", "user").and(Predicate::equals("spec.profile.email", &email));
    let index = app.catalog.index();
    let found = index.matching(&wanted);
    // What accounts describe of themselves gives way to the directory.
    let mut users = found.iter().map(|id| index.reference(id)).filter(|user| !user.starts_with("user:accounts/"));
    let first = users.next()?.to_owned();
    users.next().is_none().then_some(first)
}

async fn create(
    State(app): State<App>,
    caller: Caller,
    params: Params,
    body: Bytes,
    kind: ResourceType,
) -> Result<Response, Problem> {
    let (asked, sent) = (asked(&app, &params)?, read(&body)?);
    let same = if kind == ResourceType::User { same_address(&app, &sent) } else { None };
    let by = provision(&app, &caller, None, same);
    let row = provide(&app, &caller, by, move |tx, by| by.create(tx, kind, &sent)).await?;
    show(&app, StatusCode::CREATED, kind, row, asked).await
}

async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    params: Params,
    body: Bytes,
    (kind, is_patch): (ResourceType, bool),
) -> Result<Response, Problem> {
    let (asked, sent) = (asked(&app, &params)?, read(&body)?);
    let by = provision(&app, &caller, wanted_version(&headers), None);
    let row = provide(&app, &caller, by, move |tx, by| by.change(tx, kind, &id, &sent, is_patch)).await?;
    show(&app, StatusCode::OK, kind, row, asked).await
}

async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    kind: ResourceType,
) -> Result<StatusCode, Problem> {
    let by = provision(&app, &caller, wanted_version(&headers), None);
    provide(&app, &caller, by, move |tx, by| by.delete(tx, kind, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
