//! The server: HTTP, store, background work and command line of Portolan.

pub mod app;
pub mod audit;
pub mod backup;
pub mod catalog;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod events;
pub mod hosting;
pub mod http;
pub mod identity;
pub mod operations;
pub mod permission;
pub mod queue;
pub mod search;
pub mod secrets;
pub mod settings;
pub mod site;
pub mod sources;
pub mod tenants;
