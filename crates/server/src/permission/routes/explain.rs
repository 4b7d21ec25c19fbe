//! The policy tester: who may do what and why, and for whom a draft would change what.

use axum::Json;
use axum::extract::State;
use portolan_domain::index::{Index, Predicate};
use portolan_domain::permission::{Class, Reach, Rules, Subject, read_policy};
use serde_json::json;

use super::policies;
use crate::app::App;
use crate::http::error::AppError;
use crate::identity::Permission;
use crate::identity::store::principals;
use crate::permission::body::{AnswerBody, NewPolicyBody, PreviewBody, PreviewItemBody, QuestionBody, ReasonBody};
use crate::permission::rights::systems;

/// Users that are compared.
const USERS: usize = 2_000;

/// Why somebody may or may not do something.
#[utoipa::path(
    post, path = "/api/v1/permissions/explain", request_body = QuestionBody, responses((status = 200, body = AnswerBody))
)]
pub async fn explain(State(app): State<App>, Json(question): Json<QuestionBody>) -> Result<Json<AnswerBody>, AppError> {
    let permission = Permission::find(&question.permission).ok_or_else(|| {
        let known = Permission::names().join(", ");
        AppError::bad_request(format!("There is no permission {}; there are {known}", question.permission))
    })?;
    let rules = match question.version {
        None => app.rights.rules(),
        Some(version) => {
            let row = policies::get(&app, version).await?;
            let (policy, problems) = read_policy("policy", &row.body, &Permission::names());
            if let Some(problem) = policies::first_error(&problems) {
                return Err(AppError::bad_request(format!("Version {version} has errors: {}", problem.message)));
            }
            policy.rules()
        }
    };
    let mut subject = find_subject(&app, &question.subject).await?;
    let index = app.catalog.index();
    complete(&app, &index, &rules, &mut subject);
    let entity = question.entity.as_deref().map(|reference| {
        index.find(&reference.to_lowercase()).ok_or_else(|| AppError::not_found(format!("No such entity {reference}")))
    });
    let entity = entity.transpose()?;
    let reach = rules.reach(&subject, permission.name());
    let entities = reached(&index, &reach);
    let allowed = match (entity, &reach) {
        (_, Reach::Nothing) => false,
        (None, _) | (_, Reach::Everything) => true,
        (Some(id), Reach::Some(predicate)) => index.matching(predicate).contains(id),
    };
    let because = rules.reasons(&subject, permission.name()).into_iter().map(|reason| {
        let scope = reason.scope.as_ref().map(|scope| index.matching(scope));
        let applies = entity.is_none_or(|id| scope.as_ref().is_none_or(|scope| scope.contains(id)));
        ReasonBody::new(reason, applies, scope.map(|scope| scope.len()))
    });
    let because = because.collect();
    Ok(Json(AnswerBody { allowed, entities, of: index.len() as u64, groups: subject.groups, because }))
}

/// For whom the draft in the body would change what against the policy that holds.
#[utoipa::path(
    post, path = "/api/v1/policies/preview", request_body = NewPolicyBody, responses((status = 200, body = PreviewBody))
)]
pub async fn preview(State(app): State<App>, Json(draft): Json<NewPolicyBody>) -> Result<Json<PreviewBody>, AppError> {
    let (policy, problems) = read_policy("policy", &draft.text, &Permission::names());
    if policies::first_error(&problems).is_some() {
        // What it would change cannot be told before it is mended.
        let problems = problems.into_iter().map(Into::into).collect();
        return Ok(Json(PreviewBody { items: Vec::new(), compared: 0, problems }));
    }
    let (before, after) = (app.rights.rules(), policy.rules());
    let accounts = app.db.read(principals::list_all).await?;
    let admins: Vec<&str> =
        accounts.iter().filter(|account| account.admin).map(|account| account.user_ref.as_str()).collect();
    let mut subjects = vec![Subject { class: Class::Guest, ..Subject::default() }];
    subjects.extend(users(&app).into_iter().map(|user_ref| {
        let admin = admins.contains(&user_ref.as_str());
        Subject { class: Class::Person, admin, user_ref, ..Subject::default() }
    }));
    let compared = subjects.len();
    let mut items = Vec::new();
    for mut subject in subjects {
        // Many questions to the index: others get their turn between two people.
        tokio::task::yield_now().await;
        let index = app.catalog.index();
        complete(&app, &index, &before, &mut subject);
        complete(&app, &index, &after, &mut subject);
        let item = compare(&index, &before, &after, &subject);
        if !item.gained.is_empty() || !item.lost.is_empty() || !item.moved.is_empty() {
            items.push(item);
        }
    }
    Ok(Json(PreviewBody { items, compared, problems: problems.into_iter().map(Into::into).collect() }))
}

fn users(app: &App) -> Vec<String> {
    let index = app.catalog.index();
    let users = index.matching(&Predicate::equals("kind", "user"));
    users.iter().take(USERS).map(|id| index.reference(id).to_owned()).collect()
}

fn compare(index: &Index, before: &Rules, after: &Rules, subject: &Subject) -> PreviewItemBody {
    let name = if subject.class == Class::Guest { "guests".to_owned() } else { subject.user_ref.clone() };
    let mut item = PreviewItemBody { subject: name, gained: Vec::new(), lost: Vec::new(), moved: Vec::new() };
    for permission in Permission::names() {
        let (old, new) = (before.reach(subject, permission), after.reach(subject, permission));
        if old == new {
            continue;
        }
        match (&old, &new) {
            (Reach::Nothing, _) => item.gained.push(permission.to_owned()),
            (_, Reach::Nothing) => item.lost.push(permission.to_owned()),
            _ => item.moved.push(json!({
                "permission": permission, "before": reached(index, &old), "after": reached(index, &new),
            })),
        }
    }
    item
}

fn reached(index: &Index, reach: &Reach) -> u64 {
    match reach {
        Reach::Nothing => 0,
        Reach::Everything => index.len() as u64,
        Reach::Some(predicate) => index.count(predicate),
    }
}

/// Somebody by the words of a question.
async fn find_subject(app: &App, text: &str) -> Result<Subject, AppError> {
    if text == "guests" {
        return Ok(Subject { class: Class::Guest, ..Subject::default() });
    }
    let (principal, user_ref) = match text.strip_prefix("principal:") {
        Some(id) => (id.to_owned(), String::new()),
        None => (String::new(), text.to_lowercase()),
    };
    let accounts = app.db.read(principals::list_all).await?;
    let account = accounts.into_iter().find(|account| {
        (!principal.is_empty() && account.id == principal) || (!user_ref.is_empty() && account.user_ref == user_ref)
    });
    match account {
        Some(account) => Ok(Subject {
            class: if account.kind == "service" { Class::Service } else { Class::Person },
            principal: account.id,
            user_ref: account.user_ref,
            admin: account.admin,
            ..Subject::default()
        }),
        None if app.catalog.index().find(&user_ref).is_some() => {
            Ok(Subject { class: Class::Person, user_ref, ..Subject::default() })
        }
        None => Err(AppError::not_found(format!("There is no user or account {text}"))),
    }
}

/// Groups and systems from the catalog.
fn complete(app: &App, index: &Index, rules: &Rules, subject: &mut Subject) {
    if subject.class == Class::Guest && subject.user_ref.is_empty() {
        subject.user_ref = app.settings.guest.clone().unwrap_or_default();
    }
    subject.groups = app.callers.groups(index, app.catalog.revision(), &subject.user_ref, &[]);
    if rules.asks_for_systems() {
        subject.systems = systems(index, subject);
    }
}
