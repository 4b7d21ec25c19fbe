//! A scope holds on every way to an entity, and a denial wins.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{SHOP, Server};
use crate::identity::browser::{Browser, PASSWORD, administrator, closed_server_with, person};

/// The shop, a secret project of another team, and two users with accounts.
pub const COMPANY: &str = "
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: bo }
spec: { profile: { email: bo@halden.example }, memberOf: [payments] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: cy }
spec: { profile: { email: cy@halden.example }, memberOf: [] }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: research }
spec: { type: team, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: secret-engine, tags: [secret], annotations: { example.com/plan: hidden } }
spec: { type: service, lifecycle: production, owner: research, dependsOn: ['component:billing'] }
";

pub async fn company() -> Server {
    closed_server_with(&format!("{SHOP}{COMPANY}")).await
}

pub async fn signed_in<'s>(server: &'s Server, name: &str) -> Browser<'s> {
    let email = format!("{name}@halden.example");
    person(server, name, &email).await;
    let mut browser = Browser::new(server);
    assert_eq!(browser.log_in(&email, PASSWORD).await.status, 200);
    browser
}

pub async fn publish(ada: &mut Browser<'_>, text: &str) -> i64 {
    let draft = ada.post("/api/v1/policies", json!({ "text": text, "note": "test" })).await;
    assert_eq!(draft.status, 201, "{}", draft.body);
    assert_eq!(draft.body["problems"], json!([]), "{}", draft.body);
    let version = draft.body["version"].as_i64().expect("a version");
    let published = ada.post(&format!("/api/v1/policies/{version}/publish"), json!({})).await;
    assert_eq!(published.status, 200, "{}", published.body);
    version
}

const NO_SECRETS: &str = "
roles:
  - name: outsider
    allow: [catalog.read]
    scope: { filter: { $not: { metadata.tags: secret } } }
grants:
  - { subject: people, role: outsider }
  - { subject: people, role: owner }
";

#[tokio::test]
async fn what_a_scope_leaves_out_is_on_no_way_to_be_found() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let uid = ada.get("/api/catalog/entities/by-name/component/default/secret-engine").await.body["metadata"]["uid"]
        .as_str()
        .expect("a uid")
        .to_owned();
    publish(&mut ada, NO_SECRETS).await;
    let mut bo = signed_in(&server, "bo").await;
    let paths = [
        "/api/catalog/entities",
        "/api/catalog/entities?filter=kind=component&limit=100",
        "/api/catalog/entities/by-query?limit=100",
        "/api/catalog/entities/by-query?limit=100&fullTextFilterTerm=secret&fullTextFilterFields=metadata.name",
        "/api/catalog/entity-facets?facet=metadata.tags&facet=metadata.name",
        "/api/search/query?term=secret",
        "/api/v1/search?q=secret",
        "/api/v1/graph",
        "/api/v1/graph?root=component:default/billing&depth=3",
        "/api/v1/entities/component/default/billing/impact",
        "/api/v1/changes",
        "/api/v1/problems",
        "/api/v1/tombstones",
        "/api/v1/export?format=csv",
        "/api/v1/export?format=yaml",
    ];
    for path in paths {
        let (all, some) = (ada.get(path).await, bo.get(path).await);
        assert_eq!((all.status.as_u16(), some.status.as_u16()), (200, 200), "{path}");
        assert!(!some.body.to_string().contains("secret-engine"), "{path}: {}", some.body);
    }
    for path in [
        "/api/catalog/entities/by-name/component/default/secret-engine",
        "/api/catalog/entities/by-name/component/default/secret-engine/ancestry",
        &format!("/api/catalog/entities/by-uid/{uid}"),
        "/api/v1/entities/component/default/secret-engine/claims",
        "/api/v1/entities/component/default/secret-engine/impact",
        "/api/v1/entities/component/default/secret-engine/history",
    ] {
        assert_eq!((ada.get(path).await.status.as_u16(), bo.get(path).await.status.as_u16()), (200, 404), "{path}");
    }
    let refs = json!({ "entityRefs": ["component:default/secret-engine", "component:default/billing"] });
    let found = bo.post("/api/catalog/entities/by-refs", refs).await.body;
    assert_eq!(found["items"][0], Value::Null);
    assert_eq!(found["items"][1]["metadata"]["name"], "billing");
    let (all, some) = (ada.get("/api/v1/stats").await.body, bo.get("/api/v1/stats").await.body);
    assert_eq!(all["entities"].as_u64().expect("a count") - 1, some["entities"].as_u64().expect("a count"));
}

#[tokio::test]
async fn the_counts_at_a_glance_are_of_what_the_caller_sees() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let folder = tempfile::tempdir().expect("a folder");
    let slip = |name: &str, tags: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{ name: {name}, tags: [{tags}], descripton: x }}\nspec: {{ type: service, lifecycle: production, owner: research }}\n"
        )
    };
    let text = format!("{}---\n{}", slip("secret-plan", "secret"), slip("open-plan", "java"));
    std::fs::write(folder.path().join("catalog-info.yaml"), text).expect("a file");
    let source = ada.post("/api/v1/sources", json!({ "target": folder.path() })).await.body;
    let sync = format!("/api/v1/sources/{}/sync", source["id"].as_str().expect("an id"));
    assert_eq!(ada.post(&sync, json!({})).await.body["state"], "done");
    publish(&mut ada, NO_SECRETS).await;
    let mut bo = signed_in(&server, "bo").await;
    let (all, some) = (ada.get("/api/v1/stats").await.body, bo.get("/api/v1/stats").await.body);
    assert_eq!(all["problems"], json!({ "errors": 0, "warnings": 2 }));
    assert_eq!(some["problems"], json!({ "errors": 0, "warnings": 1 }));
    assert_eq!((&all["sources"]["total"], &some["sources"]["total"]), (&json!(1), &json!(0)));
    assert_eq!(bo.get("/api/v1/problems").await.body["total"], 1);
}

#[tokio::test]
async fn a_dry_run_does_not_tell_of_hidden_entities() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("catalog-info.yaml"), COMPANY).expect("a file");
    publish(
        &mut ada,
        "
roles:
  - name: outsider
    allow: [catalog.read, source.read, source.write, people.write]
  - name: no-secrets
    deny: [catalog.read]
    scope: { filter: { metadata.tags: secret } }
grants:
  - { subject: people, role: outsider }
  - { subject: people, role: no-secrets }
",
    )
    .await;
    let mut bo = signed_in(&server, "bo").await;
    let wanted = json!({ "kind": "directory", "target": folder.path() });
    let change = |body: &Value, reference: &str| {
        let found = body["entities"].as_array().and_then(|all| all.iter().find(|one| one["ref"] == reference));
        found.unwrap_or_else(|| panic!("{body}"))["change"].clone()
    };
    let all = ada.post("/api/v1/sources?dry_run=true", wanted.clone()).await.body;
    let some = bo.post("/api/v1/sources?dry_run=true", wanted).await.body;
    let (hidden, seen) = ("component:default/secret-engine", "group:default/research");
    assert_eq!((change(&all, hidden), change(&some, hidden)), (json!("conflict"), json!("created")));
    assert_eq!((change(&all, seen), change(&some, seen)), (json!("conflict"), json!("conflict")));
}

#[tokio::test]
async fn owners_change_what_their_groups_own_and_nothing_else() {
    let server = company().await;
    let mut bo = signed_in(&server, "bo").await;
    let mut cy = signed_in(&server, "cy").await;
    let uid = async |browser: &mut Browser<'_>, name: &str| {
        let entity = browser.get(&format!("/api/catalog/entities/by-name/component/default/{name}")).await;
        entity.body["metadata"]["uid"].as_str().expect("a uid").to_owned()
    };
    let (billing, web) = (uid(&mut bo, "billing").await, uid(&mut bo, "web").await);
    let refused = cy.delete(&format!("/api/catalog/entities/by-uid/{billing}")).await;
    assert_eq!(refused.status, 403, "{}", refused.body);
    assert_eq!(bo.delete(&format!("/api/catalog/entities/by-uid/{web}")).await.status, 403, "nobody's of his");
    assert_eq!(bo.delete(&format!("/api/catalog/entities/by-uid/{billing}")).await.status, 204);
    assert_eq!(cy.post(&format!("/api/v1/tombstones/{billing}/restore"), json!({})).await.status, 403);
    assert_eq!(bo.post(&format!("/api/v1/tombstones/{billing}/restore"), json!({})).await.status, 200);
    let mut ada = administrator(&server).await;
    for uid in [&billing, &web] {
        assert_eq!(ada.delete(&format!("/api/catalog/entities/by-uid/{uid}")).await.status, 204);
    }
    for wanted in [json!({ "uids": [billing, web] }), json!({ "kind": "component" })] {
        let mut dry = wanted.clone();
        dry["dry_run"] = json!(true);
        let would = bo.post("/api/v1/tombstones/restore", dry).await.body;
        assert_eq!((&would["restored"], &would["stays"][0]["reason"]), (&json!(1), &json!("outside")), "{would}");
        assert_eq!(would["stays"][0]["names"], json!([web]));
    }
    let done = bo.post("/api/v1/tombstones/restore", json!({ "kind": "component" })).await.body;
    assert_eq!((&done["restored"], &done["stays"][0]["count"]), (&json!(1), &json!(1)), "{done}");
    assert_eq!(bo.get("/api/catalog/entities/by-name/component/default/billing").await.status, 200);
    assert_eq!(bo.get("/api/catalog/entities/by-name/component/default/web").await.status, 404);
}

#[tokio::test]
async fn what_is_hidden_does_not_show_among_what_was_removed() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    publish(
        &mut ada,
        "
roles:
  - { name: no-secrets, deny: [catalog.read], scope: { filter: { metadata.tags: secret } } }
grants:
  - { subject: people, role: platform-engineer }
  - { subject: people, role: no-secrets }
",
    )
    .await;
    let mut bo = signed_in(&server, "bo").await;
    let hidden = ada.get("/api/catalog/entities/by-name/component/default/secret-engine").await;
    let uid = hidden.body["metadata"]["uid"].as_str().expect("a uid").to_owned();
    assert_eq!(ada.delete(&format!("/api/catalog/entities/by-uid/{uid}")).await.status, 204);
    let reference = "component:default/secret-engine";
    assert_eq!(bo.post(&format!("/api/v1/tombstones/{uid}/restore"), json!({})).await.status, 404);
    assert_eq!(bo.post("/api/v1/tombstones/restore", json!({ "kind": "component" })).await.status, 404);
    let named =
        bo.post("/api/v1/tombstones/restore", json!({ "uids": [uid], "refs": [reference, "component:default/none"] }));
    let named = named.await.body;
    assert_eq!((&named["restored"], &named["stays"].as_array().map(Vec::len)), (&json!(0), &Some(1)), "{named}");
    assert_eq!(named["stays"][0]["reason"], "not-kept", "as what never was");
    assert_eq!(ada.post("/api/v1/tombstones/restore", json!({ "refs": [reference] })).await.body["restored"], 1);
}

#[tokio::test]
async fn a_denial_wins_and_administrators_stay() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let mut bo = signed_in(&server, "bo").await;
    publish(
        &mut ada,
        "
roles:
  - { name: no-production, deny: [catalog.read], scope: { filter: { spec.lifecycle: production } } }
grants:
  - { subject: people, role: platform-engineer }
  - { subject: 'group:default/payments', role: no-production }
",
    )
    .await;
    let names = bo.get("/api/catalog/entities/by-query?filter=kind=component&limit=50").await.body;
    let shown: Vec<&str> =
        names["items"].as_array().expect("items").iter().filter_map(|one| one["metadata"]["name"].as_str()).collect();
    assert_eq!(shown, ["ledger"], "only what is not in production");
    assert_eq!(bo.send(Method::GET, "/api/v1/sources", None).await.status, 200);
    publish(&mut ada, "roles: []\ngrants: []\n").await;
    assert_eq!(bo.get("/api/v1/stats").await.status, 403);
    assert_eq!(ada.get("/api/v1/stats").await.status, 200, "nobody locks themselves out");
}

#[tokio::test]
async fn systems_of_ones_own_group_are_a_scope() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let mut bo = signed_in(&server, "bo").await;
    let mut cy = signed_in(&server, "cy").await;
    publish(
        &mut ada,
        "
roles:
  - { name: neighbour, allow: [catalog.read], scope: { connection: same_system } }
grants:
  - { subject: everyone, role: neighbour }
",
    )
    .await;
    let facets = "/api/catalog/entity-facets?facet=metadata.name";
    assert_eq!(
        bo.get(facets).await.body["facets"]["metadata.name"],
        json!([{ "value": "billing", "count": 1 }, { "value": "shop", "count": 1 }])
    );
    assert_eq!(cy.get(facets).await.body["facets"]["metadata.name"], json!([]));
}
