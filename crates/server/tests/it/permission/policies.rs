//! Policies: drafts with problems, publication and roll-back, the tester, and Backstage's questions.

use reqwest::Method;
use serde_json::json;

use super::reach::{company, publish, signed_in};
use crate::identity::browser::administrator;

#[tokio::test]
async fn a_draft_says_what_is_wrong_and_is_not_published() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let text = "roles:\n  - name: Bad Name\n    allow: [catalog.fly]\n    scope: { filter: { $what: 1 } }\ngrants:\n  - { subject: somebody, role: king }\n";
    let draft = ada.post("/api/v1/policies", json!({ "text": text })).await.body;
    let codes: Vec<_> =
        draft["problems"].as_array().expect("problems").iter().filter_map(|one| one["code"].as_str()).collect();
    assert_eq!(
        codes,
        ["policy.role-name", "policy.unknown-permission", "policy.filter", "policy.unknown-role", "policy.subject"]
    );
    assert_eq!(draft["problems"][0]["line"], 2);
    let path = format!("/api/v1/policies/{}", draft["version"]);
    let refused = ada.post(&format!("{path}/publish"), json!({})).await;
    assert_eq!(refused.status, 400, "{}", refused.body);
    let preview = ada.post("/api/v1/policies/preview", json!({ "text": text })).await.body;
    assert_eq!((&preview["items"], preview["problems"].as_array().map(Vec::len)), (&json!([]), Some(5)));
    let ask = json!({ "subject": "guests", "permission": "catalog.read", "version": draft["version"] });
    assert_eq!(ada.post("/api/v1/permissions/explain", ask).await.status, 400, "it is not taken for another policy");
    assert_eq!(ada.delete(&path).await.status, 204);
    assert_eq!(ada.get(&path).await.status, 404);
}

#[tokio::test]
async fn an_older_version_is_published_again() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let mut bo = signed_in(&server, "bo").await;
    let open = publish(&mut ada, "grants: [{ subject: people, role: viewer }]\n").await;
    let shut = publish(&mut ada, "grants: []\n").await;
    assert_eq!(bo.get("/api/v1/stats").await.status, 403);
    assert_eq!(ada.post(&format!("/api/v1/policies/{open}/publish"), json!({})).await.status, 200);
    assert_eq!(bo.get("/api/v1/stats").await.status, 200);
    let states: Vec<_> = ada.get("/api/v1/policies").await.body["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| (item["version"].as_i64(), item["state"].as_str().unwrap_or_default().to_owned()))
        .collect();
    assert_eq!(states, [(Some(shut), "retired".into()), (Some(open), "published".into()), (Some(0), "retired".into())]);
    assert_eq!(ada.delete(&format!("/api/v1/policies/{shut}")).await.status, 409, "what was published is kept");
    assert_eq!(bo.send(Method::POST, "/api/v1/policies", Some(json!({ "text": "" }))).await.status, 403);
}

#[tokio::test]
async fn the_tester_says_who_may_and_why() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    signed_in(&server, "bo").await;
    let ask = |permission: &str, entity: &str| json!({ "subject": "user:default/bo", "permission": permission, "entity": entity });
    let path = "/api/v1/permissions/explain";
    let yes = ada.post(path, ask("catalog.write", "component:default/billing")).await.body;
    assert_eq!(yes["allowed"], true, "{yes}");
    assert_eq!(yes["because"][0]["role"], "owner");
    assert_eq!(yes["because"][0]["applies"], true);
    assert_eq!(yes["groups"], json!(["group:default/payments"]));
    let no = ada.post(path, ask("catalog.write", "component:default/secret-engine")).await.body;
    assert_eq!((&no["allowed"], &no["because"][0]["applies"]), (&json!(false), &json!(false)));
    let unknown = ada.post(path, ask("catalog.fly", "component:default/billing")).await;
    assert_eq!(unknown.status, 400);

    let draft = json!({ "text": "grants:\n  - { subject: 'user:default/bo', role: platform-engineer }\n" });
    let preview = ada.post("/api/v1/policies/preview", draft).await.body;
    let of =
        |name: &str| preview["items"].as_array().expect("items").iter().find(|item| item["subject"] == name).cloned();
    let bo = of("user:default/bo").expect("bo is touched");
    assert!(bo["gained"].as_array().expect("a list").contains(&json!("source.write")), "{bo}");
    assert_eq!(bo["moved"][0]["permission"], "catalog.write", "{bo}");
    let cy = of("user:default/cy").expect("cy is touched");
    assert!(cy["lost"].as_array().expect("a list").contains(&json!("catalog.read")), "{cy}");
}

#[tokio::test]
async fn backstage_is_answered_from_the_same_place() {
    let server = company().await;
    let mut bo = signed_in(&server, "bo").await;
    let question = |resource: serde_json::Value| {
        json!({ "items": [{
            "id": "1", "resourceRef": resource,
            "permission": { "type": "resource", "name": "catalog.entity.delete", "resourceType": "catalog-entity" },
        }] })
    };
    let path = "/api/permission/authorize";
    let many = question(json!(["component:default/billing", "component:default/web"]));
    assert_eq!(bo.post(path, many).await.body["items"][0]["result"], json!(["ALLOW", "DENY"]));
    assert_eq!(bo.post(path, question(json!(null))).await.status, 400);
}

#[tokio::test]
async fn a_replaced_role_is_named_as_it_would_be_without_the_policy() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    publish(&mut ada, "roles:\n  - { name: viewer, allow: [catalog.read] }\ngrants: []\n").await;
    let grantable = ada.get("/api/v1/permissions").await.body;
    let viewer = |roles: &str| {
        let all = grantable[roles].as_array().expect("roles");
        all.iter().find(|role| role["name"] == "viewer").expect("a viewer")["allow"].as_array().expect("names").len()
    };
    assert_eq!(viewer("roles"), 1);
    assert!(viewer("builtin_roles") > 1, "{grantable}");
    assert!(!grantable["builtin"].as_array().expect("names").contains(&json!("viewer")));
}
