//! Walls between tenants in the store itself.

use std::collections::BTreeSet;

use portolan::catalog::Catalog;
use portolan::tenants::store as tenants;

use crate::harness::{Store, batch, tenant};

#[tokio::test]
async fn a_transaction_of_one_tenant_sees_no_row_of_another() {
    let store = Store::open().await;
    let db = store.catalog.db();
    for name in ["acme", "blue"] {
        assert!(db.write(move |tx| tenants::insert(tx, &tenant(name))).await.expect("an answer"));
    }
    assert!(!db.write(|tx| tenants::insert(tx, &tenant("acme"))).await.expect("an answer"), "a name is given once");
    let acme = Catalog::load(db.of_tenant("acme")).await.expect("a catalog");
    let walnut = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: walnut }\nspec: { type: a, lifecycle: b, owner: c }";
    acme.apply(batch("one", &[("a.yaml", walnut)])).await.expect("it is applied");
    let count = |name: &str| {
        let db = db.of_tenant(name);
        async move { db.read(tenants::own_usage).await.expect("an answer").entities }
    };
    assert_eq!((count("acme").await, count("blue").await, count("default").await), (1, 0, 0));
    let usages = db.read(tenants::usages).await.expect("an answer");
    let entities: Vec<i64> = usages.iter().map(|(_, usage)| usage.entities).collect();
    assert_eq!(entities, [1, 0]);
}

/// On PostgreSQL, where a node has few connections.
#[tokio::test]
async fn one_tenant_does_not_hold_every_connection() {
    let store = Store::open().await;
    if store.embedded() {
        return;
    }
    let db = store.catalog.db();
    db.write(|tx| tenants::insert(tx, &tenant("acme"))).await.expect("a tenant");
    let acme = db.of_tenant("acme");
    let (begun, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let release = std::sync::Arc::new(std::sync::Barrier::new(5));
    let reading: Vec<_> = (0..12)
        .map(|at| {
            let (acme, begun, release) = (acme.clone(), begun.clone(), std::sync::Arc::clone(&release));
            tokio::spawn(async move {
                acme.read(move |_| {
                    let _ = begun.send(at);
                    // The first four are in the way of the others until the test lets them go.
                    release.wait();
                    Ok(())
                })
                .await
            })
        })
        .collect();
    for _ in 0..4 {
        heard.recv().await.expect("four come in");
    }
    for _ in 0..8 {
        db.of_tenant("blue").read(|_| Ok(())).await.expect("another tenant finds a connection");
        db.read(|_| Ok(())).await.expect("and so does the server's own");
    }
    assert!(heard.try_recv().is_err(), "not more than half");
    while db.connections().waiting < 8 {
        tokio::task::yield_now().await;
    }
    assert_eq!(db.connections().limit, Some(8));
    // Each of the three groups of four goes on when the test joins it.
    let going = tokio::task::spawn_blocking(move || {
        for _ in 0..3 {
            release.wait();
        }
    });
    for read in reading {
        read.await.expect("no panic").expect("it comes in when there is room");
    }
    going.await.expect("no panic");
}

#[tokio::test]
async fn only_a_tenant_that_there_is_writes() {
    let store = Store::open().await;
    let db = store.catalog.db();
    let refused = db.of_tenant("nobody").write(|_| Ok(())).await;
    assert!(refused.is_err_and(|error| error.to_string().contains("no tenant nobody")));
    let made = portolan::tenants::Tenant { created_at: 7, ..tenant("acme") };
    db.write(move |tx| tenants::insert(tx, &made)).await.expect("a tenant");
    for (made_at, may) in [(0, true), (7, true), (6, false)] {
        let outcome = db.of_tenant("acme").made_at(made_at).write(|_| Ok(())).await;
        assert_eq!(outcome.is_ok(), may, "{made_at}: one that took over the name is not written to");
    }
}

#[tokio::test]
async fn postgresql_itself_keeps_tenants_apart() {
    let store = Store::open().await;
    let db = store.catalog.db();
    let tables = db.read(|tx| tx.tenant_tables().map(BTreeSet::from_iter)).await.expect("tables");
    assert!(tables.len() > 20 && tables.contains("claims"), "{tables:?}");
    // The embedded store has no such wall: its file is opened by this program alone.
    let Some(client) = store.stranger().await else { return };
    let count = async |tenant: &str, table: &str| -> i64 {
        let sql = format!("SELECT set_config('portolan.tenant', '{tenant}', false)");
        client.batch_execute(&sql).await.expect("a setting");
        let row = client.query_one(&format!("SELECT COUNT(*) FROM {table}"), &[]).await.expect("a row");
        row.get(0)
    };
    db.write(|tx| tenants::insert(tx, &tenant("acme"))).await.expect("a tenant");
    assert_eq!(count("acme", "revisions").await, 1);
    assert_eq!(count("blue", "revisions").await, 0);
    assert_eq!(count("*", "revisions").await, 2);
    for table in &tables {
        assert_eq!(count("nobody", table).await, 0, "{table} has no policy");
    }
    count("acme", "revisions").await;
    let foreign = client.batch_execute("INSERT INTO revisions (tenant, revision) VALUES ('blue', 1)").await;
    assert!(
        foreign.is_err_and(|error| error.to_string().contains("db error")),
        "a row of another tenant is not written"
    );
    let moved = client.execute("UPDATE revisions SET revision = 9 WHERE tenant = 'default'", &[]).await;
    assert_eq!(moved.expect("an answer"), 0);
}
