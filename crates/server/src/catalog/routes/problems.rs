//! `GET /api/v1/problems`: what is wrong in files, filtered, paged and counted by code.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde_json::json;

use super::claims::web_address;
use crate::app::App;
use crate::catalog::body::{ProblemBody, ProblemGroupBody, ProblemsBody};
use crate::catalog::store::problems::{self, ProblemFilter, ProblemRow};
use crate::catalog::store::sources::{self, SourceRow};
use crate::clock::rfc3339;
use crate::http::cursor::Of;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::identity::Caller;

/// What is wrong in files, with its lines, counted by code.
#[utoipa::path(
    get, path = "/api/v1/problems",
    params(
        ("severity" = Option<String>, Query), ("source" = Option<String>, Query), ("code" = Option<String>, Query),
        ("entity" = Option<String>, Query), ("q" = Option<String>, Query), ("cursor" = Option<String>, Query),
        ("limit" = Option<usize>, Query),
    ),
    responses((status = 200, body = ProblemsBody))
)]
pub async fn list(State(app): State<App>, caller: Caller, params: Params) -> Result<Json<ProblemsBody>, AppError> {
    let text = |name: &str| params.first(name).unwrap_or_default().to_owned();
    let filter = ProblemFilter {
        severity: params.choice("severity", &["error", "warning"])?.unwrap_or_default().to_owned(),
        source_id: text("source"),
        code: text("code"),
        reference: text("entity").to_lowercase(),
        text: text("q"),
    };
    let limit = params.number("limit")?.unwrap_or(50).clamp(1, 500);
    let question = params.question(&["severity", "source", "code", "entity", "q"]);
    let of = Of { list: "problems", question: &question };
    let start = match params.first("cursor") {
        None => 0,
        Some(cursor) => app.cursors.open(of, cursor)?["start"].as_u64().unwrap_or_default() as usize,
    };
    let (mut rows, all) = app.db.read(move |tx| Ok((problems::list(tx, &filter)?, sources::list(tx)?))).await?;
    let view = app.view(&caller);
    rows.retain(|row| view.is_whole() || view.find(&row.problem.entity.to_lowercase()).is_some());
    for row in &mut rows {
        let Some(hidden) = view.mask(view.find(&row.problem.entity.to_lowercase())) else { continue };
        // Lines of the file may show it, and so may words about it.
        row.excerpt.lines.clear();
        if hidden.hide_key(&row.problem.place.path) {
            "A field that you may not read is wrong".clone_into(&mut row.problem.message);
        }
    }
    drop(view);
    let mut groups: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for row in &rows {
        *groups.entry((row.problem.severity.word(), &row.problem.code)).or_default() += 1;
    }
    let mut groups: Vec<ProblemGroupBody> = groups
        .into_iter()
        .map(|((severity, code), count)| ProblemGroupBody {
            code: code.to_owned(),
            severity: severity.to_owned(),
            count,
        })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.count));
    let total = rows.len();
    let end = start.saturating_add(limit);
    let items = rows.into_iter().skip(start).take(limit).map(|row| body(row, &all)).collect();
    let next_cursor = (end < total).then(|| app.cursors.seal(of, &json!({ "start": end })));
    Ok(Json(ProblemsBody { items, total, next_cursor, groups }))
}

pub fn body(row: ProblemRow, all: &[SourceRow]) -> ProblemBody {
    let (problem, place) = (row.problem, row.source_id);
    let at = problem.place;
    let time = |micros: i64| (micros > 0).then(|| rfc3339(micros));
    ProblemBody {
        id: format!("{place}:{}:{}", at.file, row.seq),
        code: problem.code,
        severity: problem.severity.word().to_owned(),
        message: problem.message,
        help: problem.help,
        source_name: sources::name(all, &place),
        source_id: place,
        url: web_address(&row.location).map(|url| if at.line > 0 { format!("{url}#L{}", at.line) } else { url }),
        file: at.file,
        line: at.line,
        column: at.column,
        end_line: at.end_line,
        end_column: at.end_column,
        path: at.path,
        entity_ref: Some(problem.entity).filter(|reference| !reference.is_empty()),
        first_seen_at: time(row.seen.first_at),
        last_seen_at: time(row.seen.last_at),
        excerpt: Some(row.excerpt).filter(|excerpt| !excerpt.lines.is_empty()),
    }
}
