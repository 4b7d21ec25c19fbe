//! Signing in at something that answers like GitHub.

use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use portolan_integrations::github::{GitHub, Registration};
use portolan_integrations::oidc::{Back, Identity, OidcError, challenge};
use portolan_integrations::secret::Secret;
use serde_json::{Value, json};

use crate::http::{client, public};

/// What it answers to whoever has the right token.
fn back<'a>(code: &'a str, client_secret: &'a Secret) -> Back<'a> {
    Back { code, redirect_uri: "http://here/callback", verifier: "v", client_secret }
}

async fn github(memberships: Value, emails: Value) -> GitHub {
    let answer = |value: Value| {
        get(move |headers: HeaderMap| async move {
            let known = headers.get("authorization").is_some_and(|value| value == "Bearer gho_1");
            Json(if known { value } else { json!({ "message": "Bad credentials" }) })
        })
    };
    let redeem = |Form(given): Form<Vec<(String, String)>>| async move {
        let has = |key: &str, value: &str| given.iter().any(|(name, text)| name == key && text == value);
        let good = has("code", "good") && has("client_secret", "s") && has("code_verifier", "v");
        Json(if good { json!({ "access_token": "gho_1" }) } else { json!({ "error": "bad_verification_code" }) })
    };
    let teams = json!([
        { "slug": "pricing", "organization": { "login": "Halden" } },
        { "slug": "others", "organization": { "login": "elsewhere" } },
    ]);
    let router = Router::new()
        .route("/login/oauth/access_token", post(redeem))
        .route("/user/memberships/orgs", answer(memberships))
        .route("/user", answer(json!({ "id": 7, "login": "bo", "name": null })))
        .route("/user/emails", answer(emails))
        .route("/user/teams", answer(teams));
    let url = format!("http://{}", public(router).await);
    let own =
        Registration { api_url: url.clone(), url, client_id: "c".to_owned(), organizations: vec!["halden".to_owned()] };
    GitHub::new(client(), own)
}

fn active() -> Value {
    json!([{ "state": "active", "organization": { "login": "Halden" } }])
}

async fn come(memberships: Value, emails: Value) -> Result<Identity, OidcError> {
    github(memberships, emails).await.exchange(&back("good", &Secret::new("s"))).await
}

#[tokio::test]
async fn a_member_is_known_by_number_primary_address_and_teams() {
    let emails = json!([
        { "email": "other@halden.example", "primary": false, "verified": true },
        { "email": "bo@halden.example", "primary": true, "verified": true },
    ]);
    let identity = come(active(), emails).await.expect("a member");
    assert_eq!((identity.subject.as_str(), identity.name.as_str()), ("7", "bo"));
    assert_eq!((identity.email.as_str(), identity.email_verified), ("bo@halden.example", true));
    assert_eq!(identity.groups, ["pricing"], "teams of other organisations do not count");
}

#[tokio::test]
async fn an_address_that_is_not_checked_is_said_to_be_so() {
    let emails = json!([{ "email": "bo@halden.example", "primary": true, "verified": false }]);
    assert!(!come(active(), emails).await.expect("a member").email_verified);
    assert_eq!(come(active(), json!([])).await.expect("a member").email, "");
}

#[tokio::test]
async fn whoever_belongs_to_no_organisation_does_not_come_in() {
    for memberships in [
        json!([]),
        json!([{ "state": "pending", "organization": { "login": "halden" } }]),
        json!([{ "state": "active", "organization": { "login": "halden-fans" } }]),
        json!({ "message": "Bad credentials" }),
    ] {
        let outcome = come(memberships.clone(), json!([])).await;
        assert!(matches!(outcome, Err(OidcError::Answer(_))), "{memberships}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_code_that_is_refused_says_why() {
    let outcome = github(active(), json!([])).await.exchange(&back("bad", &Secret::new("s"))).await;
    assert_eq!(outcome, Err(OidcError::Answer("GitHub refuses the code: bad_verification_code".to_owned())));
    let url = github(active(), json!([])).await.authorization_url("http://here/callback", "s", "v");
    assert!(url.contains(&format!("code_challenge={}", challenge("v"))) && url.contains("state=s"), "{url}");
}
