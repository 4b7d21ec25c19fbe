//! Rights: roles, grants and scopes as one document, the policy, and what follows from it for somebody. Pure; the server
//! says who asks and compiles scopes with its index.
//!
//! Invariants: what no role allows is refused; a denial wins over any number of permissions.

mod field;
mod policy;
mod reach;
mod role;
mod subject;

pub use field::Fields;
pub use policy::{Grant, Policy, read_policy};
pub use reach::{Effect, Reach, Reason, Rules};
pub use role::{Connection, Role, Scope, builtin_roles, covers};
pub use subject::{Class, Subject};
