//! Backstage's permission questions and the notification counters its frontend polls. Decisions are in `identity`.

mod routes;

pub use routes::backstage;
