//! Users over SCIM: they become accounts and entities, and are gone when the directory says so.

use reqwest::Method;
use serde_json::{Value, json};

use super::Directory;
use crate::harness::apply;
use crate::identity::browser::{Browser, PASSWORD, administrator, closed_server, person};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn bo() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
        "userName": "Bo.Lind@Halden.example", "externalId": "7f", "active": true,
        "name": { "givenName": "Bo", "familyName": "Lind" },
        "emails": [{ "value": "bo@halden.example", "type": "work", "primary": true }, { "value": "bo@home.example" }],
        "photos": [{ "value": "https://pictures.example/bo.png" }],
        "title": "Engineer", "nonsense": 1, "password": "must not be kept anywhere",
        (ENTERPRISE): { "department": "Pricing", "manager": { "value": "26" } },
    })
}

#[tokio::test]
async fn a_user_becomes_an_account_and_an_entity() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    let made = directory.post("/Users", bo()).await;
    assert_eq!((made.status, made.tag.as_str()), (201, "W/\"1\""), "{}", made.body);
    let id = made.body["id"].as_str().expect("an id").to_owned();
    assert_eq!(made.body["meta"]["resourceType"], "User");
    assert_eq!(made.body[ENTERPRISE]["department"], "Pricing");
    assert!(!made.body.to_string().contains("must not") && made.body.get("nonsense").is_none(), "{}", made.body);
    let entity = ada.get("/api/catalog/entities/by-name/user/default/bo.lind").await.body;
    let profile =
        json!({ "displayName": "Bo Lind", "email": "bo@halden.example", "picture": "https://pictures.example/bo.png" });
    assert_eq!(entity["spec"], json!({ "profile": profile, "memberOf": [] }), "{entity}");
    let people = ada.get("/api/v1/people").await.body;
    let account = people["items"].as_array().expect("items").iter().find(|one| one["email"] == "bo@halden.example");
    let account = account.expect("an account");
    assert_eq!((&account["link"], &account["user_ref"]), (&json!("scim"), &json!("user:default/bo.lind")));
    assert_ne!(account["id"], id.as_str(), "ids of SCIM are a space of their own");
    let by_account = format!("/Users/{}", account["id"].as_str().expect("an id"));
    assert_eq!(directory.get(&by_account).await.status, 404);
    let sources = ada.get("/api/v1/sources").await.body;
    assert_eq!((&sources["items"][0]["kind"], &sources["items"][0]["entities"]), (&json!("scim"), &json!(1)));
    let sync = ada.post("/api/v1/sources/scim/sync", json!({})).await;
    assert_eq!(sync.status, 409, "{}", sync.body);
}

#[tokio::test]
async fn a_user_has_the_account_of_their_address_and_its_password() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    person(&server, "B. Lind", "bo@halden.example").await;
    let directory = Directory::new(&mut ada).await;
    let id = directory.post("/Users", bo()).await.body["id"].as_str().expect("an id").to_owned();
    let mut browser = Browser::new(&server);
    let me = browser.log_in("bo@halden.example", PASSWORD).await.body;
    assert_eq!((&me["user_ref"], &me["link"]), (&json!("user:default/bo.lind"), &json!("scim")));
    let token = browser.post("/api/v1/auth/tokens", json!({ "name": "ci" })).await.body["token"].clone();
    let path = format!("/Users/{id}");
    let off = directory.patch(&path, json!([{ "op": "Replace", "path": "active", "value": "False" }])).await;
    assert_eq!((off.status, &off.body["active"]), (200, &json!(false)), "{}", off.body);
    assert_eq!(browser.get("/api/v1/me").await.status, 401);
    let call = server.request(Method::GET, "/api/v1/me").bearer_auth(token.as_str().expect("text")).send().await;
    assert_eq!(call.expect("an answer").status(), 401);
    assert_eq!(browser.log_in("bo@halden.example", PASSWORD).await.status, 401);
    let on = directory.patch(&path, json!([{ "op": "replace", "value": { "active": true } }])).await;
    assert_eq!(on.status, 200);
    assert_eq!(browser.log_in("bo@halden.example", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn somebody_who_was_shut_out_here_is_not_let_in_by_a_directory() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let id = person(&server, "B. Lind", "bo@halden.example").await;
    ada.send(Method::PATCH, &format!("/api/v1/people/{id}"), Some(json!({ "disabled": true }))).await;
    let directory = Directory::new(&mut ada).await;
    let made = directory.post("/Users", bo()).await.body;
    let path = format!("/Users/{}", made["id"].as_str().expect("an id"));
    directory.patch(&path, json!([{ "op": "replace", "path": "active", "value": false }])).await;
    directory.patch(&path, json!([{ "op": "replace", "path": "active", "value": true }])).await;
    assert_eq!(Browser::new(&server).log_in("bo@halden.example", PASSWORD).await.status, 401);
}

#[tokio::test]
async fn a_deleted_user_leaves_a_tombstone_and_comes_back_as_the_same() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    person(&server, "B. Lind", "bo@halden.example").await;
    let directory = Directory::new(&mut ada).await;
    let first = directory.post("/Users", bo()).await.body["id"].as_str().expect("an id").to_owned();
    let entity = "/api/catalog/entities/by-name/user/default/bo.lind";
    let uid = ada.get(entity).await.body["metadata"]["uid"].clone();
    assert_eq!(directory.delete(&format!("/Users/{first}")).await.status, 204);
    assert_eq!(directory.get(&format!("/Users/{first}")).await.status, 404);
    assert_eq!(directory.delete(&format!("/Users/{first}")).await.status, 404);
    assert_eq!(ada.get(entity).await.status, 404);
    assert_eq!(ada.get("/api/v1/tombstones").await.body["items"][0]["uid"], uid);
    assert_eq!(Browser::new(&server).log_in("bo@halden.example", PASSWORD).await.status, 401);
    let again = directory.post("/Users", bo()).await;
    assert_eq!(again.status, 201, "{}", again.body);
    assert_ne!(again.body["id"], first.as_str());
    assert_eq!(ada.get(entity).await.body["metadata"]["uid"], uid);
    assert_eq!(Browser::new(&server).log_in("bo@halden.example", PASSWORD).await.status, 200);
}

/// Case O056.
#[tokio::test]
async fn names_and_addresses_are_taken_once() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    let id = directory.post("/Users", bo()).await.body["id"].as_str().expect("an id").to_owned();
    let capitals = directory.post("/Users", json!({ "userName": "BO.LIND@HALDEN.EXAMPLE" })).await;
    assert_eq!((capitals.status, &capitals.body["scimType"]), (409, &json!("uniqueness")), "{}", capitals.body);
    let address = json!({ "userName": "other", "emails": [{ "value": "BO@halden.example" }] });
    assert_eq!(directory.post("/Users", address).await.status, 409);
    let cy = directory.user("cy").await;
    let steal = json!([{ "op": "replace", "path": "emails", "value": [{ "value": "ada@halden.example" }] }]);
    assert_eq!(directory.patch(&format!("/Users/{cy}"), steal).await.status, 409, "another account's address");
    let rename = json!([{ "op": "replace", "path": "userName", "value": "Bo.Lind@halden.example" }]);
    assert_eq!(directory.patch(&format!("/Users/{cy}"), rename).await.status, 409);
    // An external id is data: one that is another user's id changes nothing about either.
    let mark = json!([{ "op": "add", "path": "externalId", "value": id }]);
    assert_eq!(directory.patch(&format!("/Users/{cy}"), mark).await.status, 200);
    assert_eq!(directory.get(&format!("/Users/{id}")).await.body["externalId"], "7f");
}

#[tokio::test]
async fn two_people_of_one_name_stay_two_and_one_address_is_one() {
    let server = closed_server().await;
    let known = |name: &str, email: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {{ name: {name} }}\n\
             spec: {{ profile: {{ email: {email} }}, memberOf: [payments] }}\n"
        )
    };
    let files = [known("bo.lind", "another@halden.example"), known("c.wu", "cy@halden.example")].join("---\n");
    apply(&server.app, "files", 50, "users.yaml", &files).await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    directory.post("/Users", bo()).await;
    let entity = ada.get("/api/catalog/entities/by-name/user/default/bo.lind-2").await.body;
    assert_eq!(entity["spec"]["profile"]["email"], "bo@halden.example", "{entity}");
    directory.user("cy").await;
    let claims = ada.get("/api/v1/entities/user/default/c.wu/claims").await.body;
    assert!(claims.to_string().contains("\"scim\""), "{claims}");
}

/// Case O056.
#[tokio::test]
async fn the_last_administrator_stays_and_keeps_their_address() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    let id = directory.user("ada").await;
    let path = format!("/Users/{id}");
    let off = directory.patch(&path, json!([{ "op": "replace", "path": "active", "value": false }])).await;
    assert_eq!(off.status, 409, "{}", off.body);
    assert_eq!(directory.delete(&path).await.status, 409);
    assert_eq!(directory.get(&path).await.body["active"], true);
    let steal = json!({ "userName": "ada@halden.example", "emails": [{ "value": "eve@halden.example" }] });
    assert_eq!(directory.send(Method::PUT, &path, Some(steal)).await.status, 200);
    let people = ada.get("/api/v1/people").await.body.to_string();
    assert!(people.contains("ada@halden.example") && !people.contains("eve@"), "{people}");
}

#[tokio::test]
async fn only_a_service_account_with_the_permission_comes_in() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    assert_eq!(ada.get("/scim/v2/Users").await.status, 403, "a browser, be it an administrator's");
    let own = ada.post("/api/v1/auth/tokens", json!({ "name": "own" })).await.body["token"].clone();
    let plain = ada.post("/api/v1/service-accounts", json!({ "name": "plain" })).await.body;
    let path = format!("/api/v1/service-accounts/{}/tokens", plain["id"].as_str().expect("an id"));
    let plain = ada.post(&path, json!({ "name": "x" })).await.body["token"].clone();
    for (token, status) in [(own.as_str(), 403), (plain.as_str(), 403), (Some("ptl_none"), 401)] {
        let other = Directory { server: &server, token: token.expect("a token").to_owned() };
        let refused = other.post("/Users", json!({ "userName": "eve" })).await;
        assert_eq!((refused.status, &refused.body["status"]), (status, &json!(status.to_string())), "{}", refused.body);
    }
    assert_eq!(directory.get("/nothing/here").await.status, 404);
    assert_eq!(directory.get("/Users/none").await.body["schemas"][0], "urn:ietf:params:scim:api:messages:2.0:Error");
    let call = server.request(Method::GET, "/api/v1/people").bearer_auth(&directory.token).send().await;
    assert_eq!(call.expect("an answer").status(), 403, "and it may nothing else");
    let log = ada.get("/api/v1/audit?action=request.refuse").await.body.to_string();
    assert!(log.contains("POST /scim/v2/Users"), "{log}");
}

/// Case O056.
#[tokio::test]
async fn what_is_wrong_is_said_in_scim_s_words() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    let long = "x".repeat(5_000);
    for (sent, word) in [
        (json!({ "displayName": "Bo" }), "invalidValue"),
        (json!({ "userName": "" }), "invalidValue"),
        (json!({ "userName": 7 }), "invalidValue"),
        (json!({ "userName": long }), "invalidValue"),
        (json!({ "userName": "a\u{0}b" }), "invalidValue"),
        (json!({ "userName": "bo", "active": "perhaps" }), "invalidValue"),
        (
            json!({ "userName": "bo", "emails": [{ "value": "a@b", "primary": true }, { "value": "c@d", "primary": true }] }),
            "invalidValue",
        ),
        (json!({ "userName": "bo", "schemas": ["urn:other"] }), "invalidSyntax"),
        (json!([]), "invalidSyntax"),
    ] {
        let answer = directory.post("/Users", sent.clone()).await;
        assert_eq!((answer.status, &answer.body["scimType"]), (400, &json!(word)), "{sent}: {}", answer.body);
    }
    let id = directory.user("bo").await;
    for (operation, word) in [
        (json!({ "op": "replace", "path": "nothing.here", "value": 1 }), "invalidPath"),
        (json!({ "op": "replace", "path": "emails[type eq", "value": 1 }), "invalidPath"),
        (json!({ "op": "replace", "path": "emails[type zz \"x\"]", "value": 1 }), "invalidFilter"),
        (json!({ "op": "replace", "path": "emails[type eq \"other\"].value", "value": "x@y" }), "noTarget"),
        (json!({ "op": "replace", "path": "groups", "value": [] }), "mutability"),
        (json!({ "op": "remove" }), "noTarget"),
        (json!({ "op": "remove", "path": "userName" }), "invalidValue"),
        (json!({ "op": "move", "path": "title" }), "invalidSyntax"),
    ] {
        let answer = directory.patch(&format!("/Users/{id}"), json!([operation])).await;
        assert_eq!((answer.status, &answer.body["scimType"]), (400, &json!(word)), "{operation}: {}", answer.body);
    }
    let left = directory.get(&format!("/Users/{id}")).await.body;
    assert_eq!(left["userName"], "bo@halden.example");
}

#[tokio::test]
async fn what_the_standard_knows_and_is_not_offered_says_so() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let answer = directory.send(method.clone(), "/Me", None).await;
        assert_eq!((answer.status, &answer.body["status"]), (501, &json!("501")), "{method}: {}", answer.body);
        assert_eq!(answer.body["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]));
    }
    assert_eq!(directory.post("/Bulk", json!({ "Operations": [] })).await.status, 501);
    let config = directory.get("/ServiceProviderConfig").await.body;
    assert_eq!(config["bulk"], json!({ "supported": false, "maxOperations": 0, "maxPayloadSize": 0 }));
    for method in [Method::POST, Method::PUT, Method::PATCH] {
        let answer = directory.send(method.clone(), "/ServiceProviderConfig", None).await;
        assert_eq!(answer.status, 405, "{method} without a body: {}", answer.body);
    }
}

#[tokio::test]
async fn every_step_is_in_the_audit_log_without_what_was_sent() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    let id = directory.post("/Users", bo()).await.body["id"].as_str().expect("an id").to_owned();
    let group = directory.group("Pricing", &[&id]).await;
    directory.patch(&format!("/Groups/{group}"), json!([{ "op": "remove", "path": "members" }])).await;
    directory.delete(&format!("/Users/{id}")).await;
    let log = ada.get("/api/v1/audit?limit=200").await.body.to_string();
    for act in ["scim.user.create", "scim.group.create", "scim.group.update", "scim.user.delete", "principal.disable"] {
        assert!(log.contains(act), "{act} is missing in {log}");
    }
    assert!(log.contains("service-account:default/directory") && !log.contains("must not"), "{log}");
}
