//! Backstage's catalog API to the letter.

use reqwest::Method;
use serde_json::json;

use crate::harness::{Server, names};

#[tokio::test]
async fn by_name_ignores_case_and_says_what_is_missing() {
    let server = Server::start().await;
    let (status, entity) = server.get("/api/catalog/entities/by-name/Component/Default/BILLING").await;
    assert_eq!((status.as_u16(), entity["metadata"]["title"].as_str()), (200, Some("Billing")));
    assert_eq!(entity["metadata"]["namespace"], "default");
    let keys: Vec<&String> = entity.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["metadata", "apiVersion", "kind", "spec", "relations"]);
    let (status, error) = server.get("/api/catalog/entities/by-name/component/default/nope?x=1").await;
    assert_eq!(status, 404);
    assert_eq!(
        error,
        json!({
            "error": { "name": "NotFoundError", "message": "No entity named 'nope' found, with kind 'component' in namespace 'default'" },
            "request": { "method": "GET", "url": "/entities/by-name/component/default/nope?x=1" },
            "response": { "statusCode": 404 },
        })
    );
    let uid = entity["metadata"]["uid"].as_str().expect("a uid");
    let (status, same) = server.get(&format!("/api/catalog/entities/by-uid/{uid}")).await;
    assert_eq!((status.as_u16(), same), (200, entity));
}

#[tokio::test]
async fn unknown_routes_are_empty_404s_and_unknown_parameters_are_ignored() {
    let server = Server::start().await;
    let response = server.request(Method::GET, "/api/catalog/nope").send().await.expect("an answer");
    assert_eq!((response.status().as_u16(), response.text().await.expect("a body")), (404, String::new()));
    let (status, _) = server.get("/api/catalog/entities/by-query?foo=bar").await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn by_query_pages_forward_and_back_by_either_method() {
    let server = Server::start().await;
    let (_, first) =
        server.get("/api/catalog/entities/by-query?filter=kind=component&orderField=metadata.name,asc&limit=2").await;
    assert_eq!((names(&first["items"]), &first["totalItems"]), (vec!["billing", "ledger"], &json!(3)));
    assert!(first["pageInfo"].get("prevCursor").is_none());
    let cursor = first["pageInfo"]["nextCursor"].as_str().expect("a cursor");
    let (_, second) = server.post("/api/catalog/entities/by-query", json!({ "cursor": cursor, "limit": 2 })).await;
    assert_eq!((names(&second["items"]), &second["totalItems"]), (vec!["web"], &json!(3)));
    assert!(second["pageInfo"].get("nextCursor").is_none());
    let back = second["pageInfo"]["prevCursor"].as_str().expect("a cursor");
    let (_, again) = server
        .get(&format!("/api/catalog/entities/by-query?limit=2&cursor={}", back.replace('=', "%3D").replace('+', "%2B")))
        .await;
    assert_eq!(names(&again["items"]), ["billing", "ledger"]);
}

#[tokio::test]
async fn counts_carry_a_weak_tag_and_bodies_do_not() {
    let server = Server::start().await;
    let path = "/api/catalog/entities/by-query?limit=0&filter=kind=component,relations.ownedBy=group:default/payments";
    let response = server.request(Method::GET, path).send().await.expect("an answer");
    let tag = response.headers()["etag"].clone();
    assert!(tag.to_str().expect("text").starts_with("W/\""));
    assert_eq!(response.text().await.expect("a body"), r#"{"items":[],"totalItems":2,"pageInfo":{}}"#);
    let again = server.request(Method::GET, path).header("if-none-match", tag).send().await.expect("an answer");
    assert_eq!(again.status(), 304);
    let body = server
        .request(Method::GET, "/api/catalog/entities/by-name/component/default/web")
        .send()
        .await
        .expect("an answer");
    assert!(!body.headers().contains_key("etag"));
}

#[tokio::test]
async fn by_refs_keeps_order_and_nulls() {
    let server = Server::start().await;
    let refs = json!({ "entityRefs": ["component:default/web", "COMPONENT:default/web", "component:default/ledger"], "fields": ["metadata.name"] });
    let (_, answer) = server.post("/api/catalog/entities/by-refs", refs.clone()).await;
    assert_eq!(names(&answer["items"]), ["web", "(null)", "ledger"]);
    assert_eq!(answer["items"][0], json!({ "metadata": { "name": "web" } }));
    let (_, filtered) = server.post("/api/catalog/entities/by-refs?filter=spec.type=service", refs).await;
    assert_eq!(names(&filtered["items"]), ["(null)", "(null)", "ledger"]);
}

#[tokio::test]
async fn facets_keep_the_original_case_and_want_a_name() {
    let server = Server::start().await;
    let (_, answer) =
        server.get("/api/catalog/entity-facets?facet=spec.lifecycle&facet=nope&filter=kind=component").await;
    let expected = json!({ "facets": { "spec.lifecycle": [{ "value": "Experimental", "count": 1 }, { "value": "production", "count": 2 }], "nope": [] } });
    assert_eq!(answer, expected);
    let (status, error) = server.get("/api/catalog/entity-facets").await;
    assert_eq!((status.as_u16(), error["error"]["name"].as_str()), (400, Some("InputError")));
    let (_, same) = server
        .post("/api/catalog/entity-facets", json!({ "facets": ["spec.type"], "query": { "kind": "Component" } }))
        .await;
    assert_eq!(same["facets"]["spec.type"][0], json!({ "value": "service", "count": 2 }));
}

#[tokio::test]
async fn lists_are_whole_or_paged_with_a_link() {
    let server = Server::start().await;
    let (_, all) = server.get("/api/catalog/entities?fields=metadata.name").await;
    assert_eq!(all.as_array().map(Vec::len), Some(5));
    let (_, none) = server.get("/api/catalog/entities?filter=kind=nothing").await;
    assert_eq!(none, json!([]));
    let response = server
        .request(Method::GET, "/api/catalog/entities?filter=kind=component&limit=2")
        .send()
        .await
        .expect("an answer");
    let link = response.headers()["link"].to_str().expect("text").to_owned();
    let next = link.trim_start_matches('<').split('>').next().expect("an address");
    let (_, rest) = server.get(&format!("/api/catalog{next}")).await;
    assert_eq!(names(&rest), ["web"]);
    assert_eq!(server.get("/api/catalog/entities?limit=0").await.0, 400);
    assert_eq!(server.get("/api/catalog/entities?order=metadata.name").await.0, 400);
}

#[tokio::test]
async fn pages_follow_several_orders_and_what_lacks_a_field_comes_last() {
    let server = Server::start().await;
    let order = async |order: &str| {
        let (status, found) = server.get(&format!("/api/catalog/entities?limit=9&{order}")).await;
        assert_eq!(status, 200, "{found}");
        names(&found).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let by_type = order("order=asc:spec.type&order=desc:metadata.name").await;
    assert_eq!(by_type, ["ledger", "billing", "payments", "web", "shop"]);
    let many = format!("/api/catalog/entities?limit=9{}", "&order=asc:kind".repeat(6));
    assert_eq!(server.get(&many).await.0, 400, "each takes memory");
    let by_kind = order("order=desc:kind&order=asc:metadata.name").await;
    assert_eq!(by_kind, ["shop", "payments", "billing", "ledger", "web"]);
    assert_eq!(
        order("order=desc:kind&order=desc:metadata.annotations.example.com/none&order=asc:metadata.name").await,
        by_kind
    );
}

#[tokio::test]
async fn bad_questions_are_input_errors() {
    let server = Server::start().await;
    for path in [
        "by-query?limit=abc",
        "by-query?cursor=xyz",
        "by-query?filter=%3Da",
        "by-query?orderField=a,up",
        "by-query?fields=a[0]",
    ] {
        let (status, error) = server.get(&format!("/api/catalog/entities/{path}")).await;
        assert_eq!((status.as_u16(), error["error"]["name"].as_str()), (400, Some("InputError")), "{path}: {error}");
    }
    let (status, _) = server.post("/api/catalog/entities/by-query", json!({ "query": { "$what": 1 } })).await;
    assert_eq!(status, 400);
    let (status, _) = server.post("/api/catalog/entities/by-refs", json!({ "entityRefs": "x" })).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn ancestry_starts_with_the_entity() {
    let server = Server::start().await;
    let (_, answer) = server.get("/api/catalog/entities/by-name/component/default/web/ancestry").await;
    assert_eq!(answer["rootEntityRef"], "component:default/web");
    assert_eq!(answer["items"][0]["entity"]["metadata"]["name"], "web");
}

#[tokio::test]
async fn validation_has_its_own_error_shape() {
    let server = Server::start().await;
    let good = json!({ "apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": { "name": "a" },
        "spec": { "type": "service", "lifecycle": "production", "owner": "x" } });
    let (status, body) =
        server.post("/api/catalog/validate-entity", json!({ "entity": good, "location": "url:https://a.b/c" })).await;
    assert_eq!((status.as_u16(), body), (200, json!("")));
    let bad = json!({ "apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": { "name": "a b" }, "spec": {} });
    let (status, body) =
        server.post("/api/catalog/validate-entity", json!({ "entity": bad, "location": "url:https://a.b/c" })).await;
    assert_eq!(status, 400);
    assert!(body["errors"][0]["message"].is_string(), "{body}");
}

#[tokio::test]
async fn a_guest_signs_in_with_a_token_that_the_server_takes() {
    let server = Server::start().await;
    let (status, answer) = server.get("/api/auth/guest/refresh").await;
    assert_eq!(status, 200);
    let token = answer["backstageIdentity"]["token"].as_str().expect("a token");
    assert_eq!(token.split('.').count(), 3);
    let subject = |token: &str, issuer: &str, now: i64| {
        let claims = server.app.signer.claims(token, &format!("{issuer}/api/auth"), now);
        claims.map(|claims| claims.subject)
    };
    let here = "http://localhost:7007";
    assert_eq!(subject(token, here, 0).as_deref(), Some("user:default/guest"));
    assert_eq!(subject(token, here, i64::MAX), None);
    assert_eq!(subject(token, "https://copy.example", 0), None, "a copy of this server");
    assert_eq!(subject(&format!("{}x", &token[..token.len() - 1]), here, 0), None);
    let cookie =
        server.request(Method::GET, "/api/techdocs/.backstage/auth/v1/cookie").send().await.expect("an answer");
    assert!(cookie.headers()["set-cookie"].to_str().expect("text").contains("HttpOnly"));
}

#[tokio::test]
async fn search_finds_entities_for_backstage() {
    let server = Server::start().await;
    let (_, answer) =
        server.get("/api/search/query?term=bill&filters%5Bkind%5D=Component&types%5B0%5D=software-catalog").await;
    assert_eq!(answer["results"][0]["document"]["location"], "/catalog/default/component/billing");
    assert_eq!(server.get("/api/search/query?types%5B0%5D=techdocs").await.0, 400);
}

#[tokio::test]
async fn permissions_are_answered_in_order() {
    let server = Server::start().await;
    let ask = json!({ "items": [{ "id": "1", "permission": { "type": "basic", "name": "catalog.entity.create", "attributes": {} } }] });
    let (_, answer) = server.post("/api/permission/authorize", ask).await;
    assert_eq!(answer, json!({ "items": [{ "id": "1", "result": "ALLOW" }] }));
}

#[tokio::test]
async fn facets_follow_a_text_filter() {
    let server = Server::start().await;
    let text = json!({ "term": "BILL", "fields": ["metadata.name", "metadata.title"] });
    let ask = json!({ "facets": ["spec.lifecycle", "kind"], "query": { "kind": "component" }, "fullTextFilter": text });
    let (_, found) = server.post("/api/catalog/entity-facets", ask).await;
    let counts = |value: &str| json!([{ "value": value, "count": 1 }]);
    assert_eq!(found["facets"]["spec.lifecycle"], counts("production"), "{found}");
    assert_eq!(found["facets"]["kind"], counts("Component"));
    let path = "/api/catalog/entity-facets?facet=kind&fullTextFilterTerm=shop&fullTextFilterFields=metadata.name";
    assert_eq!(server.get(path).await.1["facets"]["kind"], counts("System"));
    let (_, found) = server
        .get("/api/catalog/entity-facets?facet=kind&fullTextFilterTerm=nowhere&fullTextFilterFields=metadata.name")
        .await;
    assert_eq!(found["facets"]["kind"], json!([]));
}
