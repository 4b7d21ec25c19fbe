//! The outside world: readers of directories, files, URLs and git, who know what files mean (`domain`), not where they end
//! up; and the systems at which people sign in.
//!
//! Invariant: an untrusted tree is read below its root only, without following links; every outgoing request passes the
//! address rules of [`http`]; git runs as a program without hooks, prompts or the user's settings.

pub mod directory;
pub mod file;
pub mod git;
pub mod github;
pub mod http;
pub mod oidc;
pub mod secret;
pub mod tree;
pub mod web;
