//! Which entity an account acts as. An address that somebody vouched for and that exactly one User has is that User; else
//! the account describes a User of its own, in a namespace where no file can be mistaken for it.

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::read_descriptor;
use portolan_domain::catalog::name::suggestion;
use portolan_domain::catalog::placeholder::NoReader;
use portolan_domain::index::Predicate;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::catalog::batch::{Batch, FileClaims};
use crate::db::Error;
use crate::http::error::AppError;
use crate::identity::accounts::PENDING;
use crate::identity::store::moved;
use crate::identity::store::principals::{self, PrincipalRow};

/// The source of the entities that accounts describe, and their namespace.
const ACCOUNTS: &str = "accounts";
/// Behind everything that files say.
const RANK: i64 = 10_000;
/// Names tried for an account's entity.
const NAMES: usize = 50;

/// Links an account that was not used yet.
pub async fn ensure(app: &App, principal: PrincipalRow) -> Result<PrincipalRow, AppError> {
    if principal.link != PENDING {
        return Ok(principal);
    }
    if let Some(user_ref) = find_user(app, &principal)
        && let Some(linked) = keep(app, &principal, &user_ref, "email").await?
    {
        return Ok(linked);
    }
    describe(app, principal).await
}

/// Looks again, when somebody signs in, whether their User has come since.
pub async fn renew(app: &App, principal: PrincipalRow) -> Result<PrincipalRow, AppError> {
    if principal.link != "claimed" {
        return ensure(app, principal).await;
    }
    let Some(user_ref) = find_user(app, &principal) else { return describe_again(app, principal).await };
    let Some(linked) = keep(app, &principal, &user_ref, "email").await? else { return Ok(principal) };
    let reason = "its account belongs to another user".to_owned();
    app.catalog.apply(Batch { removals: vec![file(&principal)], reason, ..batch(app) }).await?;
    Ok(linked)
}

/// The one User with the account's address, when somebody vouched for that.
fn find_user(app: &App, principal: &PrincipalRow) -> Option<String> {
    if !principal.email_verified || principal.email.is_empty() {
        return None;
    }
    let wanted = Predicate::equals("kind", "user").and(Predicate::equals("spec.profile.email", &principal.email));
    let index = app.catalog.index();
    let found = index.matching(&wanted);
    let mut users = found.iter().map(|id| index.reference(id)).filter(|user| *user != principal.user_ref);
    let user = users.next()?.to_owned();
    users.next().is_none().then_some(user)
}

/// Keeps the link; nothing when the entity is somebody else's already.
async fn keep(
    app: &App,
    principal: &PrincipalRow,
    user_ref: &str,
    link: &'static str,
) -> Result<Option<PrincipalRow>, AppError> {
    let linked = PrincipalRow { user_ref: user_ref.to_owned(), link: link.to_owned(), ..principal.clone() };
    let (row, now) = (linked.clone(), app.clock.now());
    let kept = app.callers.write(move |tx| {
        principals::set_link(tx, &row.id, &row.user_ref, link)?;
        let detail = json!({ "user_ref": row.user_ref, "link": link });
        audit::note(tx, Entry::new(&"system".into(), "principal.link", &row.id, now).after(detail))?;
        moved(tx)
    });
    match kept.await {
        Ok(()) => Ok(Some(linked)),
        Err(Error::Exists(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// An account whose User could not be described then, or whose description was cut off, gets it when there is room.
async fn describe_again(app: &App, principal: PrincipalRow) -> Result<PrincipalRow, AppError> {
    let is_there = app.catalog.index().find(&principal.user_ref).is_some();
    let own = principal.user_ref.strip_prefix("user:").and_then(|rest| rest.strip_prefix(ACCOUNTS)?.strip_prefix('/'));
    if let Some(name) = own.filter(|_| !is_there) {
        claim(app, &principal, name).await?;
    }
    Ok(principal)
}

/// Describes a User for the account.
async fn describe(app: &App, principal: PrincipalRow) -> Result<PrincipalRow, AppError> {
    let local = principal.email.split('@').next().filter(|local| !local.is_empty()).unwrap_or(&principal.name);
    let base = suggestion(&local.to_lowercase());
    let base = if base.is_empty() { "user".to_owned() } else { base };
    for number in 1..=NAMES {
        let name = if number == 1 { base.clone() } else { format!("{base}-{number}") };
        let user_ref = format!("user:{ACCOUNTS}/{name}");
        if is_taken(app, &user_ref, &principal) {
            continue;
        }
        let Some(linked) = keep(app, &principal, &user_ref, "claimed").await? else { continue };
        claim(app, &linked, &name).await?;
        return Ok(linked);
    }
    Err(AppError::conflict("No name is free for this account's user entity"))
}

/// Whether the entity is there and not left by an earlier try that was cut off.
fn is_taken(app: &App, user_ref: &str, principal: &PrincipalRow) -> bool {
    let index = app.catalog.index();
    let Some(id) = index.find(user_ref) else { return false };
    index.first(id, "metadata.annotations.portolan.dev/account") != Some(principal.id.as_str())
}

fn file(principal: &PrincipalRow) -> String {
    format!("{}.yaml", principal.id)
}

fn batch(app: &App) -> Batch {
    Batch {
        source_id: ACCOUNTS.to_owned(),
        rank: RANK,
        origin: "portolan:accounts".to_owned(),
        actor: "system".into(),
        now: app.clock.now(),
        ..Batch::default()
    }
}

/// A tenant that has used up its quota keeps nobody out: the account acts as a User that is not in the catalog yet.
async fn claim(app: &App, principal: &PrincipalRow, name: &str) -> Result<(), AppError> {
    let mut profile = json!({ "displayName": principal.name });
    if principal.email_verified && !principal.email.is_empty() {
        profile["email"] = json!(principal.email);
    }
    let user = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "User",
        "metadata": { "name": name, "namespace": ACCOUNTS, "annotations": { "portolan.dev/account": principal.id } },
        "spec": { "profile": profile, "memberOf": [] },
    });
    let path = file(principal);
    // JSON is YAML.
    let read = read_descriptor(&path, &user.to_string(), Blueprints::builtin(), &mut NoReader);
    let upsert = FileClaims {
        path,
        location: format!("portolan:accounts/{}", principal.id),
        claims: read.claims,
        ..FileClaims::default()
    };
    match app.catalog.apply(Batch { upserts: vec![upsert], ..batch(app) }).await {
        Err(Error::Refused(why)) => {
            tracing::info!(tenant = app.db.tenant(), principal = principal.id, why, "an account has no User yet");
            Ok(())
        }
        outcome => outcome.map(drop).map_err(AppError::from),
    }
}
