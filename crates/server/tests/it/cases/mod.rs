//! Security and reliability cases, each test named after its number. What other tests show in full is not shown again:
//! `crates/xtask/tests/tidy/cases` says which case stands where.

mod addresses;
mod bodies;
mod caches;
mod cursors;
mod effects;
mod encrypted;
mod fields;
mod guesses;
mod host;
mod hosts;
mod identities;
mod ingestion;
mod large;
mod moving;
mod names;
mod neighbours;
mod nodes;
mod oracle;
mod outages;
mod pages;
mod parsing;
mod plaintext;
mod proxies;
mod routes;
mod signed;
mod sites;
mod sql;
mod takeover;

use portolan::db::Tx;
use serde_json::json;

use crate::harness::Server;
use crate::identity::browser::administrator;

/// A token of the first administrator.
pub async fn administrator_token(server: &Server) -> String {
    let mut ada = administrator(server).await;
    let made = ada.post("/api/v1/auth/tokens", json!({ "name": "all" })).await.body;
    made["token"].as_str().expect("a token").to_owned()
}

/// Whether a text stands anywhere in the database.
pub async fn is_stored(server: &Server, text: &'static str) -> bool {
    let look = move |tx: &mut Tx<'_>| {
        for table in tx.tables()? {
            let columns = tx.columns(&table)?;
            for column in columns {
                let sql = format!("SELECT CAST({} AS TEXT) FROM {table}", column.name);
                if tx.all(&sql, &[], |row| row.text(0).or(Ok(String::new())))?.iter().any(|value| value.contains(text))
                {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    };
    server.app.db.read(look).await.expect("an answer")
}
