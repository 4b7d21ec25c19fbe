//! Groups over SCIM: members are members in the catalog and for rights.

use reqwest::Method;
use serde_json::{Value, json};

use super::Directory;
use crate::identity::browser::{Browser, PASSWORD, administrator, closed_server, person};

#[tokio::test]
async fn members_are_members_in_the_catalog_and_for_rights() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    let directory = Directory::new(&mut ada).await;
    let (bo, cy) = (directory.user("bo").await, directory.user("cy").await);
    let team = directory.group("Pricing Team", &[&bo]).await;
    let unit = directory.group("Engineering", &[&team, &cy]).await;
    let mut browser = Browser::new(&server);
    let me = browser.log_in("bo@halden.example", PASSWORD).await.body;
    assert_eq!(me["groups"], json!(["group:default/pricing-team", "group:default/engineering"]), "{me}");
    let group = ada.get("/api/catalog/entities/by-name/group/default/pricing-team").await.body;
    assert_eq!(group["spec"]["parent"], "group:default/engineering", "{group}");
    let path = format!("/Groups/{team}");
    let more = directory.patch(&path, json!([{ "op": "Add", "path": "members", "value": [{ "value": cy }] }])).await;
    assert_eq!(more.body["members"].as_array().map(Vec::len), Some(2), "{}", more.body);
    let user = directory.get(&format!("/Users/{cy}")).await.body;
    let names: Vec<&Value> = user["groups"].as_array().expect("groups").iter().map(|one| &one["display"]).collect();
    assert_eq!(names, ["Engineering", "Pricing Team"], "{user}");
    let less = json!([{ "op": "remove", "path": format!("members[value eq \"{bo}\"]") }]);
    assert_eq!(directory.patch(&path, less).await.status, 200);
    assert_eq!(browser.get("/api/v1/me").await.body["groups"], json!([]));
    let less = json!([{ "op": "Remove", "path": "members", "value": [{ "value": cy }] }]);
    assert!(directory.patch(&path, less).await.body.get("members").is_none());
    assert_eq!(directory.delete(&format!("/Groups/{unit}")).await.status, 204);
    let entity = ada.get("/api/catalog/entities/by-name/user/default/cy").await.body;
    assert_eq!(entity["spec"]["memberOf"], json!([]));
    let group = ada.get("/api/catalog/entities/by-name/group/default/pricing-team").await.body;
    assert!(group["spec"].get("parent").is_none(), "{group}");
}

#[tokio::test]
async fn a_group_has_only_members_there_are_and_not_itself() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    let missing = json!({ "displayName": "Team", "members": [{ "value": "nobody" }] });
    let refused = directory.post("/Groups", missing).await;
    assert_eq!((refused.status, &refused.body["scimType"]), (400, &json!("invalidValue")), "{}", refused.body);
    let group = directory.group("Team", &[]).await;
    let own = json!([{ "op": "add", "path": "members", "value": [{ "value": group }] }]);
    assert_eq!(directory.patch(&format!("/Groups/{group}"), own).await.status, 400);
    assert_eq!(directory.post("/Groups", json!({ "members": [] })).await.status, 400);
}

#[tokio::test]
async fn versions_guard_against_lost_updates() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    let bo = directory.user("bo").await;
    let path = format!("/Users/{bo}");
    let first = directory.get(&path).await;
    let same = directory.send_with(Method::GET, &path, None, ("if-none-match", &first.tag)).await;
    assert_eq!(same.status, 304);
    let group = directory.group("Team", &[&bo]).await;
    let second = directory.get(&path).await;
    assert_ne!(first.tag, second.tag, "who is in a group looks different");
    let wanted = Some(json!({ "userName": "bo@halden.example", "title": "Lead" }));
    let stale = directory.send_with(Method::PUT, &path, wanted.clone(), ("if-match", &first.tag)).await;
    assert_eq!(stale.status, 412, "{}", stale.body);
    let good = directory.send_with(Method::PUT, &path, wanted, ("if-match", &second.tag)).await;
    assert_eq!((good.status, &good.body["title"]), (200, &json!("Lead")));
    let before = directory.get(&format!("/Groups/{group}")).await.tag;
    directory.delete(&path).await;
    assert_ne!(directory.get(&format!("/Groups/{group}")).await.tag, before);
    assert_eq!(
        directory.send_with(Method::DELETE, &format!("/Groups/{group}"), None, ("if-match", "W/\"x\"")).await.status,
        412
    );
}

/// Case O056.
#[tokio::test]
async fn a_group_of_many_is_taken_at_once_and_changed_in_place() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    let mut ids = Vec::new();
    for number in 0..60 {
        ids.push(directory.user(&format!("user-{number}")).await);
    }
    let members: Vec<&str> = ids.iter().map(String::as_str).collect();
    let group = directory.group("Everybody", &members).await;
    let path = format!("/Groups/{group}");
    assert_eq!(directory.get(&path).await.body["members"].as_array().map(Vec::len), Some(60));
    let plain = directory.get(&format!("{path}?excludedAttributes=members")).await.body;
    assert!(plain.get("members").is_none() && plain["displayName"] == "Everybody", "{plain}");
    assert_eq!(directory.delete(&format!("/Users/{}", ids[0])).await.status, 204);
    assert_eq!(directory.get(&path).await.body["members"].as_array().map(Vec::len), Some(59));
}
