//! Security cases of people, rights, tenants, secrets, the audit log and nodes, each test named after its number. What other
//! tests show in full is not shown again: `crates/xtask/tests/tidy/cases/` says which case stands where.

mod caches;
mod cursors;
mod effects;
mod encrypted;
mod fields;
mod guesses;
mod hosts;
mod identities;
mod neighbours;
mod nodes;
mod oracle;
mod pages;
mod plaintext;
mod proxies;
mod routes;
mod signed;
mod sites;
mod takeover;
