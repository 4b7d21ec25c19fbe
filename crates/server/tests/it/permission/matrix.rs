//! The access matrix: every documented operation, called by each kind of caller. What each got is kept in `matrix.txt`;
//! `UPDATE=1` writes it anew, and a look at the difference says whether a wall moved.

use std::fmt::Write;

use portolan::http::router::document;
use reqwest::Method;
use serde_json::json;

use super::reach::{company, signed_in};
use crate::harness::Server;
use crate::identity::browser::{Browser, administrator};

/// Operations whose call would change what the next ones see, or never ends.
const LEFT_OUT: [&str; 3] = ["/api/v1/events", "/api/v1/auth/logout", "/api/v1/setup"];

fn path_of(route: &str, owned: &str) -> String {
    route
        .replace("{kind}", "component")
        .replace("{namespace}", "default")
        .replace("{name}", "billing")
        .replace("{uid}", owned)
        .replace("{version}", "999")
        .replace("{id}", "none")
        .replace("{token}", "none")
}

async fn by_token(server: &Server, token: &str, method: &Method, path: &str) -> u16 {
    let request = server.request(method.clone(), path).bearer_auth(token).header("content-type", "application/json");
    let request = if *method == Method::GET { request } else { request.body("{}") };
    request.send().await.expect("an answer").status().as_u16()
}

/// Case O057.
#[tokio::test]
async fn each_caller_gets_what_the_matrix_says() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let mut owner = signed_in(&server, "bo").await;
    let mut stranger = signed_in(&server, "cy").await;
    let token = stranger.post("/api/v1/auth/tokens", json!({ "name": "gone" })).await.body;
    let (revoked, id) = (token["token"].as_str().expect("text").to_owned(), token["id"].as_str().expect("text"));
    stranger.delete(&format!("/api/v1/auth/tokens/{id}")).await;
    let narrow = json!({ "name": "narrow", "scopes": ["settings.write"] });
    let narrow = stranger.post("/api/v1/auth/tokens", narrow).await.body["token"].as_str().expect("text").to_owned();

    let foreign = crate::tenants::administrator_token(&server, &mut ada).await;

    let document = serde_json::to_value(document()).expect("JSON");
    let mut found = String::from(
        "# operation: anonymous, revoked token, other tenant, narrow token, member, owner, administrator\n",
    );
    for (route, operations) in document["paths"].as_object().expect("paths") {
        if LEFT_OUT.contains(&route.as_str()) {
            continue;
        }
        for method in operations.as_object().expect("operations").keys() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            let path = path_of(route, "00000000-0000-7000-8000-000000000000");
            let body = (method != Method::GET).then(|| json!({}));
            let mut anonymous = Browser::new(&server);
            let mut statuses = vec![anonymous.send(method.clone(), &path, body.clone()).await.status.as_u16()];
            statuses.push(by_token(&server, &revoked, &method, &path).await);
            statuses.push(by_token(&server, &foreign, &method, &path).await);
            statuses.push(by_token(&server, &narrow, &method, &path).await);
            for browser in [&mut stranger, &mut owner, &mut ada] {
                statuses.push(browser.send(method.clone(), &path, body.clone()).await.status.as_u16());
            }
            let statuses: Vec<String> = statuses.iter().map(u16::to_string).collect();
            writeln!(found, "{method} {route}: {}", statuses.join(" ")).expect("a string grows");
        }
    }
    let kept = "tests/it/permission/matrix.txt";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(kept, &found).expect("the file can be written");
    }
    let kept = std::fs::read_to_string(kept).unwrap_or_default();
    for (now, before) in found.lines().zip(kept.lines()) {
        assert_eq!(now, before, "the matrix moved: run this test with UPDATE=1 and look at the difference");
    }
    assert_eq!(found.lines().count(), kept.lines().count(), "run this test with UPDATE=1 and look at the difference");
}
