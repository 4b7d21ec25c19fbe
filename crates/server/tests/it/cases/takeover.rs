//! An entity that two sources name is the first one's, whoever fails and whichever node is asked.

use serde_json::Value;

use crate::harness::{Server, apply};
use crate::identity::browser::{administrator, closed_server_with};

fn thing(owner: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{ name: payments-api, annotations: {{ from: {owner} }} }}\n\
         spec: {{ type: service, lifecycle: production, owner: {owner} }}\n"
    )
}

async fn owner(server: &Server) -> Value {
    let (_, entity) = server.get("/api/catalog/entities/by-name/component/default/payments-api").await;
    entity["spec"]["owner"].clone()
}

#[tokio::test]
async fn o062_the_first_source_keeps_an_entity_and_the_conflict_is_shown() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    apply(&server.app, "theirs", 100, "catalog-info.yaml", &thing("payments")).await;
    server.app.clock.advance(1_000_000);
    apply(&server.app, "evil", 100, "catalog-info.yaml", &thing("evil")).await;
    assert_eq!(owner(&server).await, "payments");
    let (_, claims) = server.get("/api/v1/entities/component/default/payments-api/claims").await;
    let shown = claims.to_string();
    assert!(shown.contains("theirs") && shown.contains("\"evil\""), "both claims are there: {shown}");
    assert!(claims["conflicts"].as_array().is_some_and(|all| !all.is_empty()), "{claims}");
    // The first one fails for an hour: nothing is heard of it, and the second goes on saying what it says.
    for minute in 0..60 {
        server.app.clock.advance(60_000_000);
        apply(&server.app, "evil", 100, "catalog-info.yaml", &thing(&format!("evil-{minute}"))).await;
        assert_eq!(owner(&server).await, "payments", "minute {minute}");
    }
    for node in [server.again().await, server.again().await] {
        assert_eq!(owner(&node).await, "payments", "every node says the same");
        let (_, same) = node.get("/api/v1/entities/component/default/payments-api/claims").await;
        assert_eq!(
            same["conflicts"],
            server.get("/api/v1/entities/component/default/payments-api/claims").await.1["conflicts"]
        );
    }
}

#[tokio::test]
async fn o062_the_order_of_one_moment_is_the_same_on_all_nodes() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    let other = server.again().await;
    let (one, two) = (thing("one"), thing("two"));
    tokio::join!(apply(&server.app, "one", 100, "a.yaml", &one), apply(&other.app, "two", 100, "a.yaml", &two),);
    for node in [&server, &other] {
        node.app.catalog.follow().await.expect("it follows");
    }
    let first = owner(&server).await;
    assert_eq!(first, owner(&other).await);
    assert_eq!(first, owner(&server.again().await).await);
}

/// What accounts stand on is no file's to say.
#[tokio::test]
async fn o063_a_file_gives_nobody_an_account_an_identity_or_rights() {
    let server = closed_server_with("").await;
    let mut ada = administrator(&server).await;
    let policy = "grants: [{ subject: 'group:default/platform', role: administrator }]\n";
    let text = "
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: ada, namespace: accounts, annotations: { portolan.dev/principal: x } }
spec: { profile: { email: ada@halden.example }, memberOf: [] }
---
apiVersion: portolan.dev/v1
kind: Policy
metadata: { name: open }
spec: { grants: [{ subject: everyone, role: administrator }] }
---
apiVersion: portolan.dev/v1
kind: Tenant
metadata: { name: mine }
spec: {}
---
apiVersion: backstage.io/v1alpha1
kind: 'Us er'
metadata: { name: odd }
spec: { profile: { email: eve@halden.example }, memberOf: [platform] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: eve }
spec: { profile: { email: eve@halden.example }, memberOf: [platform] }
";
    apply(&server.app, "eve", 50, "catalog-info.yaml", text).await;
    let published = ada.get("/api/v1/policies").await.body;
    assert!(!published.to_string().contains("everyone"), "{published}");
    assert!(!ada.get("/api/v1/tenants").await.body.to_string().contains("mine"));
    assert!(!ada.get("/api/v1/people").await.body.to_string().contains("eve@"), "a User is no account");
    assert_eq!(ada.get("/api/v1/me").await.body["email"], "ada@halden.example");
    let refused =
        ada.send(reqwest::Method::PUT, "/api/v1/entities/policy/default/open", Some(serde_json::json!({}))).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    crate::permission::reach::publish(&mut ada, policy).await;
    let odd = ada.get("/api/catalog/entities?filter=metadata.name=odd").await.body;
    assert_eq!(odd, serde_json::json!([]), "a kind with a space is none");
}
