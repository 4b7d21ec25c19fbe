//! Signing in and out, accounts, and who the caller is.

mod backstage;
mod browser;
mod caller;
mod cookie;
mod link;
mod login;
mod me;
mod sessions;
mod setup;
mod sign_in;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use backstage::backstage;
pub use caller::find_caller;
pub use cookie::is_there as has_session_cookie;

use crate::app::App;

/// Our routes.
pub fn portolan() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(me::show_me))
        .routes(routes!(setup::set_up))
        .routes(routes!(login::list_providers))
        .routes(routes!(login::log_in))
        .routes(routes!(login::log_out))
        .routes(routes!(login::change_password))
        .routes(routes!(sessions::list_sessions))
        .routes(routes!(sessions::end_session))
}
