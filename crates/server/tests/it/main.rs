//! The server over HTTP: a real listener, a catalog read from descriptors, no parts replaced.

mod access;
mod ancestry;
mod audit;
mod backstage;
mod backup;
mod cases;
mod cli;
mod config;
mod doctor;
mod entities;
mod harness;
mod health;
mod idempotency;
mod identity;
mod metrics;
mod organisation;
mod ours;
mod permission;
mod pieces;
mod places;
mod progress;
mod queue;
mod safety;
mod secrets;
mod sources;
mod tenants;
