//! Serves many tenants from one process: which one a request is for, opening it when it is first asked for, and closing it
//! when nobody does for a while. What a tenant is stands in `tenants`.

mod front;
mod home;
mod work;

pub use front::Front;
pub use home::{Hosting, Pattern, TenantDirectory};
