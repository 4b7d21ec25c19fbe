//! Sensitive fields: who may not read one gets it in no answer, and learns nothing by asking for it.

use serde_json::{Value, json};

use super::reach::{company, publish, signed_in};
use crate::harness::apply;
use crate::identity::browser::{Browser, administrator};

const POLICY: &str = "
grants:
  - { subject: people, role: member }
  - { subject: people, role: owner }
sensitive: [metadata.annotations.example.com/*, spec.cost, spec.profile.phone]
";

const COSTLY: &str = "
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: vault, annotations: { example.com/plan: walnut, other: open } }
spec: { type: service, lifecycle: production, owner: payments, cost: { month: walnut-9 } }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: Wrong Name }
spec: { type: service, lifecycle: production, owner: payments, cost: walnut }
";

/// Ways to ask for it, or by it.
const WAYS: [&str; 13] = [
    "/api/catalog/entities/by-name/component/default/vault",
    "/api/catalog/entities?filter=metadata.name=vault",
    "/api/catalog/entities?filter=metadata.annotations.example.com/plan=walnut",
    "/api/catalog/entities/by-query?filter=metadata.name=vault&fields=spec,metadata.annotations",
    "/api/catalog/entities/by-query?orderField=spec.cost.month,asc&filter=kind=component",
    "/api/catalog/entities/by-query?fullTextFilterTerm=walnut&fullTextFilterFields=spec.cost.month",
    "/api/catalog/entity-facets?facet=spec.cost.month&facet=metadata.annotations.example.com/plan",
    "/api/v1/entities/component/default/vault/claims",
    "/api/v1/entities/component/default/vault/history",
    "/api/v1/changes",
    "/api/v1/problems",
    "/api/v1/export?format=json",
    "/api/v1/export?format=yaml",
];

async fn answers(browser: &mut Browser<'_>) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for path in WAYS {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        found.push((path, answer.body.to_string()));
    }
    found
}

#[tokio::test]
async fn a_sensitive_field_is_in_no_answer_to_those_who_may_not_read_it() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let mut owner = signed_in(&server, "bo").await;
    let mut stranger = signed_in(&server, "cy").await;
    publish(&mut ada, POLICY).await;
    apply(&server.app, "two", 50, "vault.yaml", &COSTLY.replace("walnut", "hazel")).await;
    apply(&server.app, "one", 100, "vault.yaml", COSTLY).await;
    apply(&server.app, "two", 50, "vault.yaml", COSTLY).await;

    for (path, text) in answers(&mut stranger).await {
        let asked = path.replace("walnut", "");
        assert!(!text.replace(&asked, "").contains("hazel") && !text.contains("walnut"), "{path}: {text}");
    }
    let vault = stranger.get(WAYS[0]).await.body;
    assert_eq!(vault["metadata"]["annotations"]["other"], "open", "the rest is there");
    assert!(vault["spec"].get("cost").is_none());
    assert_eq!(stranger.get(WAYS[2]).await.body, json!([]), "nothing is found by it");
    let counted = "/api/catalog/entity-facets?facet=metadata.name&filter=metadata.annotations.example.com/plan=walnut";
    assert_eq!(stranger.get(counted).await.body["facets"]["metadata.name"], json!([]), "nor counted");
    assert_eq!(ada.get(counted).await.body["facets"]["metadata.name"][0]["value"], "vault");
    let claims = stranger.get(WAYS[7]).await.body;
    assert!(claims["items"][0]["raw"].as_str().expect("text").contains("name: vault"), "{claims}");

    let vault = owner.get(WAYS[0]).await.body;
    assert_eq!(vault["spec"]["cost"], json!({ "month": "walnut-9" }), "owners read what they own");
    for (path, text) in answers(&mut ada).await {
        let expected = !path.contains("/problems") || text.contains("walnut");
        assert!(expected && (path.contains("csv") || text.contains("walnut")), "{path}: {text}");
    }
    let explained =
        json!({ "subject": "user:default/cy", "permission": "catalog.sensitive", "entity": "component:default/vault" });
    let explained = ada.post("/api/v1/permissions/explain", explained).await.body;
    assert_eq!(explained["allowed"], Value::Bool(false), "{explained}");
}

#[tokio::test]
async fn what_the_catalog_stands_on_cannot_be_made_sensitive() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let text = "grants: []\nsensitive: [spec.owner, metadata.name]\n";
    let draft = ada.post("/api/v1/policies", json!({ "text": text, "note": "test" })).await.body;
    let codes: Vec<&str> =
        draft["problems"].as_array().expect("problems").iter().filter_map(|one| one["code"].as_str()).collect();
    assert_eq!(codes, ["policy.sensitive", "policy.sensitive"], "{draft}");
}
