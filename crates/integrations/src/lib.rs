//! Readers of the outside world: directories, files, URLs, git. They know what files mean (`domain`), not where they end up.
//!
//! Invariant: an untrusted tree is read below its root only, without following links; every outgoing request passes the
//! address rules of [`http`]; git runs as a program without hooks, prompts or the user's settings.

pub mod directory;
pub mod file;
pub mod git;
pub mod http;
pub mod tree;
pub mod web;
