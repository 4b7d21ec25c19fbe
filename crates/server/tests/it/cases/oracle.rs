//! What a caller may not see answers as what is not there, in one call and in many.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::Server;
use crate::identity::browser::{Browser, administrator};
use crate::permission::reach::{company, publish, signed_in};

/// Bo reads and changes what is no secret.
const NO_SECRETS: &str = "
roles:
  - name: outsider
    allow: [catalog.read, catalog.write, source.read, source.sync]
    scope: { filter: { $not: { metadata.tags: secret } } }
grants:
  - { subject: people, role: outsider }
";

const HIDDEN: &str = "secret-engine";
const MISSING: &str = "absent-engine";

async fn hidden(server: &Server) -> (Browser<'_>, Browser<'_>) {
    let mut ada = administrator(server).await;
    publish(&mut ada, NO_SECRETS).await;
    let bo = signed_in(server, "bo").await;
    (ada, bo)
}

#[tokio::test]
async fn o059_what_is_hidden_answers_as_what_is_missing() {
    let server = company().await;
    let (mut ada, mut bo) = hidden(&server).await;
    let uid =
        ada.get(&format!("/api/catalog/entities/by-name/component/default/{HIDDEN}")).await.body["metadata"]["uid"]
            .as_str()
            .expect("a uid")
            .to_owned();
    let random = uuid::Uuid::now_v7().to_string();
    let ask = |name: &str, uid: &str| {
        let refs = |key: &str| json!({ key: [format!("component:default/{name}")] });
        let question = json!({ "items": [{
            "id": "1", "resourceRef": format!("component:default/{name}"),
            "permission": { "type": "resource", "name": "catalog.entity.delete", "resourceType": "catalog-entity" },
        }] });
        vec![
            (Method::GET, format!("/api/catalog/entities/by-name/component/default/{name}"), None),
            (Method::GET, format!("/api/catalog/entities/by-name/component/default/{name}/ancestry"), None),
            (Method::GET, format!("/api/catalog/entities/by-uid/{uid}"), None),
            (Method::DELETE, format!("/api/catalog/entities/by-uid/{uid}"), None),
            (Method::GET, format!("/api/catalog/entities?filter=metadata.name={name}"), None),
            (Method::GET, format!("/api/catalog/entities/by-query?filter=metadata.name={name}"), None),
            (Method::GET, format!("/api/catalog/entity-facets?facet=kind&filter=metadata.name={name}"), None),
            (Method::POST, "/api/catalog/entities/by-refs".to_owned(), Some(refs("entityRefs"))),
            (Method::GET, format!("/api/catalog/locations/by-entity/component/default/{name}"), None),
            (
                Method::POST,
                "/api/catalog/refresh".to_owned(),
                Some(json!({ "entityRef": format!("component:default/{name}") })),
            ),
            (Method::POST, "/api/permission/authorize".to_owned(), Some(question)),
            (Method::GET, format!("/api/v1/entities/component/default/{name}/claims"), None),
            (Method::GET, format!("/api/v1/entities/component/default/{name}/history"), None),
            (Method::GET, format!("/api/v1/entities/component/default/{name}/impact"), None),
            (Method::DELETE, format!("/api/v1/entities/component/default/{name}"), None),
            (Method::GET, format!("/api/v1/graph?root=component:default/{name}"), None),
            (Method::GET, format!("/api/v1/problems?entity=component:default/{name}"), None),
            (Method::GET, format!("/api/v1/search?q={name}"), None),
            (Method::GET, format!("/api/search/query?term={name}"), None),
            (Method::POST, format!("/api/v1/tombstones/{uid}/restore"), Some(json!({}))),
        ]
    };
    for ((method, path, body), (_, other, no_body)) in ask(HIDDEN, &uid).into_iter().zip(ask(MISSING, &random)) {
        let (there, not) = (bo.send(method.clone(), &path, body).await, bo.send(method.clone(), &other, no_body).await);
        let plain = |answer: &Value| {
            let mut answer = answer.clone();
            answer.as_object_mut().map(|all| all.remove("request_id"));
            answer
                .to_string()
                .replace(&uid, "UID")
                .replace(&random, "UID")
                .replace(HIDDEN, "NAME")
                .replace(MISSING, "NAME")
        };
        assert_eq!((there.status, plain(&there.body)), (not.status, plain(&not.body)), "{method} {path}");
        let names = |answer: &crate::identity::browser::Answer| {
            let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
            names.sort();
            names
        };
        assert_eq!(names(&there), names(&not), "{method} {path}");
    }
}

#[tokio::test]
async fn o060_one_foreign_name_among_many_is_no_name_at_all() {
    let server = company().await;
    let (mut ada, mut bo) = hidden(&server).await;
    let foreign = crate::tenants::administrator_token(&server, &mut ada).await;
    let mut refs = vec!["component:default/billing".to_owned(); 99];
    refs.push(format!("component:default/{HIDDEN}"));
    refs.push(format!("component:default/{MISSING}"));
    let found = bo.post("/api/catalog/entities/by-refs", json!({ "entityRefs": refs })).await.body;
    let items = found["items"].as_array().expect("items");
    assert_eq!((items.len(), &items[99], &items[100]), (101, &Value::Null, &Value::Null));
    assert!(items[..99].iter().all(|item| item["metadata"]["name"] == "billing"), "the same name is answered as often");
    let elsewhere = server.request(Method::POST, "/t/other/api/catalog/entities/by-refs").bearer_auth(&foreign);
    let body = json!({ "entityRefs": refs[98..] }).to_string();
    let elsewhere = elsewhere.header("content-type", "application/json").body(body).send().await.expect("an answer");
    assert_eq!(elsewhere.text().await.expect("a body"), r#"{"items":[null,null,null]}"#);
    for (count, status) in [(10_000, 200), (10_001, 400)] {
        let many = json!({ "entityRefs": vec!["a:b/c"; count] });
        assert_eq!(bo.post("/api/catalog/entities/by-refs", many).await.status, status, "{count}");
    }
    let many = json!({ "entityRefs": vec!["component:default/x"; 100_000] });
    assert_eq!(bo.post("/api/catalog/entities/by-refs", many).await.status, 413);
}
