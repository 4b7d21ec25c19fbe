//! A directory that removes much is stopped, and a person decides.

use serde_json::json;

use super::Directory;
use crate::identity::browser::{MINUTE, administrator, closed_server};

#[tokio::test]
async fn removing_many_waits_for_a_person() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    let mut ids = Vec::new();
    for number in 0..20 {
        ids.push(directory.user(&format!("user-{number:02}")).await);
    }
    // Ten may go, be they deleted or made inactive; the eleventh of twenty is too many.
    for id in &ids[..5] {
        assert_eq!(directory.delete(&format!("/Users/{id}")).await.status, 204);
    }
    let off = json!([{ "op": "replace", "path": "active", "value": false }]);
    for id in &ids[5..10] {
        assert_eq!(directory.patch(&format!("/Users/{id}"), off.clone()).await.status, 200);
    }
    for _ in 0..2 {
        let held = directory.delete(&format!("/Users/{}", ids[10])).await;
        assert_eq!((held.status, held.retry_after.as_str()), (429, "600"), "{}", held.body);
    }
    assert_eq!(directory.patch(&format!("/Users/{}", ids[11]), off.clone()).await.status, 429);
    assert_eq!(directory.get(&format!("/Users/{}", ids[11])).await.body["active"], true);
    // Whoever is inactive already was counted.
    assert_eq!(directory.delete(&format!("/Users/{}", ids[5])).await.status, 204);
    let plans = ada.get("/api/v1/held").await.body;
    let plan = &plans["items"][0];
    assert_eq!((&plan["plan"]["deletes"], &plan["source_name"]), (&json!(2), &json!("SCIM")), "{plans}");
    assert_eq!(plan["plan"]["refs"], json!(["user:default/user-10", "user:default/user-11"]));
    let log = ada.get("/api/v1/audit?action=scim.user.remove").await.body;
    assert_eq!(log["items"].as_array().map(Vec::len), Some(2), "one entry for each person: {log}");
    assert_eq!(ada.get("/api/v1/sources/scim").await.body["state"], "held");

    let apply = format!("/api/v1/syncs/{}/apply", plan["id"].as_str().expect("an id"));
    let applied = ada.post(&apply, json!({})).await;
    assert_eq!((applied.status.as_u16(), &applied.body["state"]), (200, &json!("applied")), "{}", applied.body);
    for id in &ids[10..] {
        assert_eq!(directory.delete(&format!("/Users/{id}")).await.status, 204);
    }
    assert_eq!(ada.get("/api/v1/held").await.body["items"], json!([]));
}

#[tokio::test]
async fn a_decision_holds_for_an_hour_and_so_does_the_count() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    let mut groups = Vec::new();
    for number in 0..24 {
        groups.push(directory.group(&format!("group-{number:02}"), &[]).await);
    }
    for id in &groups[..10] {
        assert_eq!(directory.delete(&format!("/Groups/{id}")).await.status, 204);
    }
    assert_eq!(directory.delete(&format!("/Groups/{}", groups[10])).await.status, 429);
    let plans = ada.get("/api/v1/held").await.body;
    let dismiss = format!("/api/v1/syncs/{}/dismiss", plans["items"][0]["id"].as_str().expect("an id"));
    assert_eq!(ada.post(&dismiss, json!({})).await.status, 200);
    assert_eq!(directory.delete(&format!("/Groups/{}", groups[10])).await.status, 429, "it goes on waiting");
    server.app.clock.advance(61 * MINUTE);
    for id in &groups[10..20] {
        assert_eq!(directory.delete(&format!("/Groups/{id}")).await.status, 204);
    }
    assert_eq!(directory.delete(&format!("/Groups/{}", groups[20])).await.status, 429, "11 of 14");
}

#[tokio::test]
async fn a_paused_source_takes_nothing_and_a_removed_one_is_forgotten() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let directory = Directory::new(&mut ada).await;
    let id = directory.user("bo").await;
    let pause = |paused: bool| Some(json!({ "paused": paused }));
    ada.send(reqwest::Method::PATCH, "/api/v1/sources/scim", pause(true)).await;
    assert_eq!(directory.delete(&format!("/Users/{id}")).await.status, 503);
    assert_eq!(directory.post("/Users", json!({ "userName": "cy" })).await.status, 503);
    ada.send(reqwest::Method::PATCH, "/api/v1/sources/scim", pause(false)).await;
    assert_eq!(ada.delete("/api/v1/sources/scim").await.body["deleted"], 1);
    assert_eq!(directory.get("/Users").await.body["totalResults"], 0);
    assert_eq!(directory.post("/Users", json!({ "userName": "bo@halden.example" })).await.status, 201);
}
