//! The store without HTTP in front: what a batch does to claims, entities, history and memory, on SQLite and PostgreSQL.

mod audit;
mod backup;
mod database;
mod deleting;
mod harness;
mod identity;
mod memory;
mod merging;
mod nodes;
mod packed;
mod problems;
mod queue;
mod secrets;
mod storm;
mod tenants;
mod upgrade;
