//! Removed entities that are still kept, and their way back, one by one or many at once.

use axum::Json;
use axum::extract::{Path, State};
use portolan_domain::catalog::reference::{DEFAULT_NAMESPACE, EntityRef};

use super::entity::outside;
use crate::app::App;
use crate::catalog::body::{
    KindCountBody, RestorationBody, RestoreBody, RestoredBody, StaysBody, TombstoneBody, TombstonesBody,
};
use crate::catalog::restoration::{Choice, Restored, Stays, Wish};
use crate::catalog::store::tombstones::TombstoneFilter;
use crate::catalog::store::{sources, tombstones};
use crate::clock::rfc3339;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::identity::Caller;

/// Rows of the list.
const LIMIT: usize = 1000;
/// Entities that one request names.
const NAMED: usize = 10_000;
/// Names that an answer gives of those that stay.
const SHOWN: usize = 100;

/// Entities that were removed in the last 30 days.
#[utoipa::path(
    get, path = "/api/v1/tombstones",
    params(
        ("source" = Option<String>, Query), ("sync" = Option<String>, Query), ("kind" = Option<String>, Query),
        ("ref" = Option<String>, Query),
        ("limit" = Option<usize>, Query),
    ),
    responses((status = 200, body = TombstonesBody))
)]
pub async fn list(State(app): State<App>, caller: Caller, params: Params) -> Result<Json<TombstonesBody>, AppError> {
    if !app.view(&caller).is_whole() {
        return Ok(Json(TombstonesBody { items: Vec::new(), total: 0 }));
    }
    let text = |name: &str| params.first(name).unwrap_or_default();
    let reference = text("ref").to_lowercase();
    let filter = TombstoneFilter { reference, ..filter(text("source"), text("sync"), text("kind"))? };
    let (now, limit) = (app.clock.now(), params.number("limit")?.unwrap_or(LIMIT).clamp(1, LIMIT) as i64);
    let read = app.db.read(move |tx| {
        Ok((tombstones::list(tx, &filter, now, limit)?, tombstones::count(tx, &filter, now)?, sources::list(tx)?))
    });
    let (rows, total, all) = read.await?;
    let items = rows.into_iter().map(|row| {
        let body: serde_json::Value = serde_json::from_str(&row.body).unwrap_or_default();
        let metadata = &body["metadata"];
        TombstoneBody {
            title: metadata["title"].as_str().or(metadata["name"].as_str()).unwrap_or_default().to_owned(),
            uid: row.uid,
            reference: row.reference,
            deleted_at: rfc3339(row.deleted_at),
            expires_at: rfc3339(row.deleted_at + tombstones::KEPT_MICROS),
            source_name: sources::name(&all, &row.source_id),
            source_id: row.source_id,
            sync_id: Some(row.sync_id).filter(|id| !id.is_empty()),
            reason: row.reason,
        }
    });
    Ok(Json(TombstonesBody { items: items.collect(), total }))
}

fn filter(source: &str, sync: &str, kind: &str) -> Result<TombstoneFilter, AppError> {
    if !kind.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(AppError::bad_request(format!("`{kind}` is no kind; kinds have letters and digits only")));
    }
    Ok(TombstoneFilter {
        source_id: source.to_owned(),
        sync_id: sync.to_owned(),
        kind: kind.to_lowercase(),
        ..TombstoneFilter::default()
    })
}

/// Brings a removed entity back, with its uid.
#[utoipa::path(
    post, path = "/api/v1/tombstones/{uid}/restore", params(("uid" = String, Path)), responses((status = 200, body = RestoredBody))
)]
pub async fn restore(
    State(app): State<App>,
    caller: Caller,
    Path(uid): Path<String>,
) -> Result<Json<RestoredBody>, AppError> {
    let choice = Choice::Named { uids: vec![uid], refs: Vec::new() };
    let restored = app.catalog.restore(wish(&app, &caller, choice, false)?).await?;
    if let Some(reference) = restored.refs.into_iter().next() {
        return Ok(Json(RestoredBody { reference }));
    }
    Err(match restored.stays.into_keys().next() {
        Some(Stays::Outside) => outside(),
        Some(why @ (Stays::Present | Stays::Unreadable)) => AppError::conflict(why.message()),
        Some(Stays::NotKept) | None => AppError::not_found("There is no removed entity with this uid"),
    })
}

/// Brings back many as one act. With `dry_run` it says what would come back, and what would not and why.
#[utoipa::path(
    post, path = "/api/v1/tombstones/restore", request_body = RestoreBody,
    responses(
        (status = 200, body = RestorationBody),
        (status = 400, description = "It names nothing, too much, or what is no uid, reference or kind"),
        (status = 404, description = "Nothing that is kept is of this source, sync or kind"),
    )
)]
pub async fn restore_many(
    State(app): State<App>,
    caller: Caller,
    Json(wanted): Json<RestoreBody>,
) -> Result<Json<RestorationBody>, AppError> {
    let dry_run = wanted.dry_run;
    let choice = choice(wanted)?;
    let named = matches!(choice, Choice::Named { .. });
    let restored = app.catalog.restore(wish(&app, &caller, choice, dry_run)?).await?;
    if !named && restored.refs.is_empty() && restored.stays.is_empty() {
        return Err(AppError::not_found("No removed entity that is kept is of this source, sync or kind"));
    }
    Ok(Json(body(restored, dry_run)))
}

fn wish(app: &App, caller: &Caller, choice: Choice, dry_run: bool) -> Result<Wish, AppError> {
    let scope = app.scope(caller).ok_or_else(outside)?;
    Ok(Wish { choice, scope, dry_run, actor: caller.actor(), now: app.clock.now() })
}

/// What is chosen; an id of another form than a uid has is a mistake, and so is naming nothing.
fn choice(wanted: RestoreBody) -> Result<Choice, AppError> {
    let named = wanted.uids.len() + wanted.refs.len();
    let like = filter(&wanted.source_id, &wanted.sync_id, &wanted.kind)?;
    let is_like = [&like.source_id, &like.sync_id, &like.kind].into_iter().any(|one| !one.is_empty());
    match (named, is_like) {
        (0, false) => Err(AppError::bad_request("Say what comes back: uids or refs, or a source_id, sync_id or kind")),
        (0, true) => Ok(Choice::Like(like)),
        (_, true) => Err(AppError::bad_request(
            "Name entities by uids and refs, or choose them by source_id, sync_id and kind; not both",
        )),
        (_, false) if named > NAMED => {
            Err(AppError::bad_request(format!("{named} entities are named; at most {NAMED} come back at once")))
        }
        (_, false) => Ok(Choice::Named {
            uids: wanted.uids.iter().map(|uid| read_uid(uid)).collect::<Result<_, _>>()?,
            refs: wanted.refs.iter().map(|text| read_ref(text)).collect::<Result<_, _>>()?,
        }),
    }
}

fn read_uid(text: &str) -> Result<String, AppError> {
    let uid: Result<uuid::Uuid, _> = text.parse();
    uid.map(|uid| uid.to_string()).map_err(|_| AppError::bad_request(format!("`{text}` is not the uid of an entity")))
}

fn read_ref(text: &str) -> Result<String, AppError> {
    let read = EntityRef::parse(text, None, DEFAULT_NAMESPACE);
    read.map(|reference| reference.to_string()).map_err(|error| AppError::bad_request(error.to_string()))
}

fn body(restored: Restored, dry_run: bool) -> RestorationBody {
    let kinds = restored.kinds.into_iter().map(|(kind, count)| KindCountBody { kind, count });
    let stays = restored.stays.into_iter().map(|(why, mut names)| {
        let count = names.len();
        names.truncate(SHOWN);
        StaysBody { reason: why.word(), message: why.message(), count, names }
    });
    RestorationBody { dry_run, restored: restored.refs.len(), kinds: kinds.collect(), stays: stays.collect() }
}
