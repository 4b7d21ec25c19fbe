//! Takes jobs and does them. Each kind is one arm of one match.

use std::time::Duration;

use super::store::{self, JobRow};
use crate::app::App;
use crate::audit;
use crate::db::Error;
use crate::http::idempotency::store as idempotency;

/// How long an idle runner sleeps.
const LOOK: Duration = Duration::from_secs(5);
/// How often a lease is renewed.
const RENEWAL: Duration = Duration::from_secs(20);

/// Kinds that come by themselves: name and microseconds between two.
const SCHEDULES: [(&str, i64); 1] = [("maintenance.purge", 3_600 * 1_000_000)];

/// Works until dropped.
pub async fn run(app: App) {
    loop {
        match turn(&app).await {
            Ok(true) => {}
            Ok(false) => tokio::time::sleep(LOOK).await,
            Err(error) => {
                tracing::warn!(%error, "the queue cannot be reached");
                tokio::time::sleep(LOOK).await;
            }
        }
    }
}

/// Does one job; whether there was one.
pub async fn turn(app: &App) -> Result<bool, Error> {
    let now = app.clock.now();
    let job = app
        .db
        .write(move |tx| {
            for (kind, every) in SCHEDULES {
                store::insert_slot(tx, kind, every, now)?;
            }
            store::take(tx, now)
        })
        .await?;
    let Some(job) = job else { return Ok(false) };
    let outcome = hold(app, &job).await;
    let (now, done) = (app.clock.now(), job.clone());
    let ours = app
        .db
        .write(move |tx| match &outcome {
            Ok(()) => store::finish(tx, &done, now),
            Err(error) => store::fail(tx, &done, error, now),
        })
        .await?;
    if !ours {
        tracing::warn!(job = job.id, kind = job.kind, "another node had taken the job over");
    }
    Ok(true)
}

/// Does the work under a lease that is renewed meanwhile.
async fn hold(app: &App, job: &JobRow) -> Result<(), String> {
    let mut work = std::pin::pin!(perform(app, job));
    loop {
        if let Ok(outcome) = tokio::time::timeout(RENEWAL, &mut work).await {
            return outcome;
        }
        let (held, now) = (job.clone(), app.clock.now());
        let ours = app.db.write(move |tx| store::renew(tx, &held, now)).await;
        if matches!(ours, Ok(false)) {
            return Err("another node has taken it over".to_owned());
        }
    }
}

async fn perform(app: &App, job: &JobRow) -> Result<(), String> {
    match job.kind.as_str() {
        "maintenance.purge" => purge(app, app.clock.now()).await.map_err(|error| error.to_string()),
        other => Err(format!("this version does not know jobs of kind {other}")),
    }
}

/// Forgets what is kept no longer.
async fn purge(app: &App, now: i64) -> Result<(), Error> {
    app.catalog.purge(now).await?;
    if app.settings.audit_days > 0 {
        let before = now - i64::from(app.settings.audit_days) * 24 * 3_600 * 1_000_000;
        app.db.write(move |tx| audit::store::expire(tx, before, now)).await?;
    }
    app.db
        .write(move |tx| {
            idempotency::purge(tx, now)?;
            store::purge(tx, now)
        })
        .await
        .map(drop)
}
