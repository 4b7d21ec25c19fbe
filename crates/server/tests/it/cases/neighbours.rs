//! What one tenant adds is no difference to another, in whatever list, count or search.

use serde_json::json;

use crate::harness::{SHOP, apply};
use crate::identity::browser::{Browser, closed_server};
use crate::tenants::{open, two};

const WAYS: [&str; 18] = [
    "/api/catalog/entities",
    "/api/catalog/entities?filter=metadata.tags=hazelnut",
    "/api/catalog/entities/by-query?limit=100",
    "/api/catalog/entities/by-query?orderField=metadata.annotations.hazelnut,asc&filter=kind=component",
    "/api/catalog/entities/by-query?fullTextFilterTerm=hazelnut&fullTextFilterFields=metadata.description",
    "/api/catalog/entity-facets?facet=metadata.tags&facet=kind&facet=metadata.annotations.hazelnut",
    "/api/catalog/entities/by-name/component/default/billing",
    "/api/catalog/entities/by-name/component/default/hazelnut",
    "/api/search/query?term=hazelnut",
    "/api/v1/search?q=hazelnut",
    "/api/v1/graph",
    "/api/v1/graph?root=component:default/billing&depth=3",
    "/api/v1/entities/component/default/billing/impact",
    "/api/v1/changes",
    "/api/v1/problems",
    "/api/v1/stats",
    "/api/v1/export?format=yaml",
    "/api/v1/tenant",
];

async fn answers(browser: &mut Browser<'_>, place: &str) -> Vec<(u16, String)> {
    let mut found = Vec::new();
    for path in WAYS {
        let mut answer = browser.get(&format!("{place}{path}")).await;
        answer.body.as_object_mut().map(|all| all.remove("request_id"));
        found.push((answer.status.as_u16(), answer.body.to_string()));
    }
    found
}

#[tokio::test]
async fn o058_nothing_that_one_tenant_adds_shows_in_another() {
    let server = closed_server().await;
    let (mut ada, mut eva, mut bea) = two(&server).await;
    // Each names what is in the other one: what is named is not there.
    let shop = SHOP.replace("component:ledger", "component:hazelnut");
    apply(&open(&server, "blue").await, "one", 100, "catalog-info.yaml", &shop).await;
    let (blue, main) = (answers(&mut bea, "/t/blue").await, answers(&mut ada, "").await);
    let text = "
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: hazelnut, description: hazelnut, tags: [hazelnut], annotations: { hazelnut: hazelnut } }
spec: { type: service, lifecycle: production, owner: payments, dependsOn: ['component:billing'], providesApis: [broken] }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: hazelnut-2, descripton: hazelnut }
spec: { type: service, lifecycle: production, owner: hazelnut }
";
    apply(&open(&server, "acme").await, "two", 100, "more.yaml", text).await;
    let made = eva.post("/t/acme/api/v1/people", json!({ "name": "Hazelnut", "email": "hazelnut@acme.example" })).await;
    assert_eq!(made.status, 201);
    assert_eq!(eva.get("/t/acme/api/catalog/entities/by-name/component/default/hazelnut").await.status, 200);
    for (place, before, browser) in [("/t/blue", blue, &mut bea), ("", main, &mut ada)] {
        for (path, (was, is)) in WAYS.iter().zip(before.into_iter().zip(answers(browser, place).await)) {
            assert_eq!(was, is, "{place}{path}");
        }
    }
}
