//! Signing in and out, accounts, and who the caller is.

mod backstage;
mod browser;
mod caller;
mod cookie;
mod device;
mod header;
mod invitations;
mod link;
mod login;
mod me;
mod oauth;
mod oidc;
mod people;
mod services;
mod sessions;
mod setup;
mod sign_in;
mod tokens;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use backstage::backstage;
pub use caller::find_caller;
pub use cookie::is_there as has_session_cookie;
pub use oidc::own_address;

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
        .routes(routes!(tokens::list_tokens, tokens::create_token))
        .routes(routes!(tokens::revoke_token))
        .routes(routes!(oauth::give_token))
        .routes(routes!(device::begin))
        .routes(routes!(device::approve))
        .routes(routes!(device::give_token))
        .routes(routes!(header::start))
        .routes(routes!(oidc::start))
        .routes(routes!(oidc::finish))
        .routes(routes!(people::list_people, people::create_person))
        .routes(routes!(people::change_person))
        .routes(routes!(invitations::list_invitations, invitations::invite))
        .routes(routes!(invitations::revoke))
        .routes(routes!(invitations::accept))
        .routes(routes!(services::list_services, services::create_service))
        .routes(routes!(services::change_service))
        .routes(routes!(services::renew_secret))
        .routes(routes!(services::list_tokens, services::create_token))
        .routes(routes!(services::revoke_token))
}
