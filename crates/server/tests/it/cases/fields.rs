//! What a caller may not set is not taken from a body, whatever it is called and however often it is said.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::Server;
use crate::identity::browser::{Browser, PASSWORD, administrator, closed_server, person};

const FORBIDDEN: [&str; 11] = [
    "tenant",
    "tenant_id",
    "owner",
    "id",
    "created_by",
    "is_admin",
    "role",
    "approved",
    "version",
    "__proto__",
    "kind_",
];

/// Our writes with a body that is good.
fn writes(person: &str, service: &str, source: &str) -> Vec<(Method, String, Value)> {
    let text = "grants: []\n";
    vec![
        (Method::POST, "/api/v1/people".to_owned(), json!({ "name": "Cy", "email": "cy@halden.example" })),
        (Method::PATCH, format!("/api/v1/people/{person}"), json!({ "disabled": false })),
        (Method::POST, "/api/v1/invitations".to_owned(), json!({ "name": "Di", "email": "di@halden.example" })),
        (Method::POST, "/api/v1/auth/invitation".to_owned(), json!({ "token": "x", "password": PASSWORD })),
        (Method::POST, "/api/v1/service-accounts".to_owned(), json!({ "name": "ci" })),
        (Method::PATCH, format!("/api/v1/service-accounts/{service}"), json!({ "disabled": false })),
        (Method::POST, format!("/api/v1/service-accounts/{service}/tokens"), json!({ "name": "x" })),
        (Method::POST, "/api/v1/auth/tokens".to_owned(), json!({ "name": "x" })),
        (Method::POST, "/api/v1/auth/login".to_owned(), json!({ "email": "a@b", "password": "x" })),
        (Method::POST, "/api/v1/auth/password".to_owned(), json!({ "current": "x", "new": PASSWORD })),
        (Method::POST, "/api/v1/auth/device/approve".to_owned(), json!({ "user_code": "AAAA-AAAA" })),
        (
            Method::POST,
            "/api/v1/setup".to_owned(),
            json!({ "token": "x", "name": "Eve", "email": "eve@evil.example", "password": PASSWORD }),
        ),
        (Method::POST, "/api/v1/sources".to_owned(), json!({ "target": "https://git.invalid/a.yaml" })),
        (Method::PATCH, format!("/api/v1/sources/{source}"), json!({ "name": "Other" })),
        (Method::POST, "/api/v1/policies".to_owned(), json!({ "text": text })),
        (Method::POST, "/api/v1/policies/preview".to_owned(), json!({ "text": text })),
        (Method::PUT, "/api/v1/secrets/one".to_owned(), json!({ "value": "t0p/secret+value" })),
        (Method::POST, "/api/v1/tenants".to_owned(), json!({ "name": "acme", "title": "Acme" })),
    ]
}

/// What there is after all that was refused.
async fn state(ada: &mut Browser<'_>) -> String {
    let mut found = String::new();
    for path in
        ["people", "invitations", "service-accounts", "auth/tokens", "sources", "policies", "secrets", "tenants"]
    {
        found.push_str(&ada.get(&format!("/api/v1/{path}")).await.body.to_string());
    }
    found
}

async fn id(ada: &mut Browser<'_>, path: &str, body: Value) -> String {
    ada.post(path, body).await.body["id"].as_str().expect("an id").to_owned()
}

async fn raw(
    server: &Server,
    ada: &Browser<'_>,
    method: Method,
    path: &str,
    kind: &str,
    body: String,
) -> (u16, String) {
    let request = server.request(method, path).header("sec-fetch-site", "same-origin").header("content-type", kind);
    let request = request.header("cookie", ada.cookie.clone().expect("a cookie"));
    let answer = request.body(body).send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a body"))
}

#[tokio::test]
async fn o061_fields_that_are_not_the_callers_are_refused_in_every_body() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let bo = person(&server, "Bo", "bo@halden.example").await;
    let service = id(&mut ada, "/api/v1/service-accounts", json!({ "name": "robot" })).await;
    let source = id(&mut ada, "/api/v1/sources", json!({ "target": "https://git.invalid/b.yaml" })).await;
    let before = state(&mut ada).await;
    for (method, path, good) in writes(&bo, &service, &source) {
        for field in FORBIDDEN {
            let mut body = good.clone();
            if body.get(field).is_none() {
                body[field] = json!("admin");
            }
            let (status, said) = raw(&server, &ada, method.clone(), &path, "application/json", body.to_string()).await;
            assert_eq!(status, 400, "{method} {path} {field}: {said}");
            // What a secret's body holds is not repeated, be it a name.
            assert!(path.contains("/secrets/") || said.contains(field), "the field is named: {said}");
        }
        // The same again, with another word: which of the two counts is nobody's to guess.
        let text = good.to_string();
        let (name, _) = good.as_object().and_then(|all| all.iter().next()).expect("a field");
        let twice = format!("{{\"{name}\":{},{}", good[name], &text[1..]);
        let (status, said) = raw(&server, &ada, method.clone(), &path, "application/json", twice).await;
        assert_eq!(status, 400, "{method} {path} {name} twice: {said}");
        let form = "name=x&admin=true".to_owned();
        let (status, _) = raw(&server, &ada, method.clone(), &path, "application/x-www-form-urlencoded", form).await;
        assert!([400, 415].contains(&status), "{method} {path} as a form: {status}");
    }
    assert_eq!(state(&mut ada).await, before, "nothing of it was kept");
}

#[tokio::test]
async fn o061_what_the_server_gives_an_entity_is_not_taken_from_its_descriptor() {
    let server = Server::start().await;
    let path = "/api/v1/entities/component/default/mine";
    let descriptor = |more: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: mine\n{more}\
             spec:\n  type: service\n  lifecycle: production\n  owner: payments\n"
        )
    };
    let put = async |text: String| {
        let answer = server.request(Method::PUT, path).body(text).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a body"))
    };
    let (_, other) = server.get("/api/catalog/entities/by-name/component/default/billing").await;
    let uid = other["metadata"]["uid"].as_str().expect("a uid");
    let (status, text) = put(descriptor(&format!("  uid: {uid}\n  etag: forged\n"))).await;
    assert!(status == 201 && !text.contains(uid) && !text.contains("forged"), "{status} {text}");
    let (status, text) = put(descriptor("  name: billing\n")).await;
    assert_eq!(status, 422, "a name twice: {text}");
    let forged = "relations: [{ type: ownedBy, targetRef: 'group:default/x' }]\n";
    let (status, text) = put(descriptor("") + forged).await;
    assert_eq!(status, 422, "{text}");
    assert_eq!(server.get("/api/catalog/entities/by-name/component/default/billing").await.1, other);
}
