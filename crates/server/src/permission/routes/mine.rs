//! `GET /api/v1/me/permissions`: what the caller may, so that pages offer nothing else.

use axum::Json;
use axum::extract::State;
use portolan_domain::permission::Reach;

use crate::app::App;
use crate::http::error::AppError;
use crate::identity::store::principals;
use crate::identity::{Caller, Permission};
use crate::permission::body::MineBody;

/// Administrators that are named.
const NAMED: usize = 5;

/// What the caller may do, and to which entities.
#[utoipa::path(get, path = "/api/v1/me/permissions", responses((status = 200, body = MineBody)))]
pub async fn show(State(app): State<App>, caller: Caller) -> Result<Json<MineBody>, AppError> {
    let people = app.db.read(principals::administrators).await?;
    let administrators = people.into_iter().take(NAMED).map(|person| person.name).collect();
    let (mut permissions, mut limited) = (Vec::new(), Vec::new());
    let index = app.catalog.index();
    for permission in Permission::SCOPES {
        match app.rights.reach(&index, &caller, permission) {
            Reach::Nothing => continue,
            Reach::Some(_) => limited.push(permission.name().to_owned()),
            Reach::Everything => {}
        }
        permissions.push(permission.name().to_owned());
    }
    Ok(Json(MineBody { permissions, limited, administrators }))
}
