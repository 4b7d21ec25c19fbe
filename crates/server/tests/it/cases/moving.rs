//! What goes, comes back and moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::Server;

use super::host::{Host, Repository, add, count, empty_server, groups, sync};

#[tokio::test]
async fn o122_what_is_really_gone_goes_and_comes_back_by_hand() {
    const MANY: usize = 2_000;
    let (server, host) = (empty_server().await, Host::start().await);
    let child = "---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: child}\nspec: {type: team, children: [], parent: g-0}\n";
    let text = |from: usize| format!("{}{child}", groups(from..MANY));
    host.text("/a.yaml", &text(0));
    let id = add(&server, json!({ "target": format!("{}/a.yaml", host.url) })).await;
    sync(&server, &id).await;
    let get = async |name: &str| server.get(&format!("/api/catalog/entities/by-name/group/default/{name}")).await;
    let (_, before) = get("g-0").await;
    host.text("/a.yaml", &text(1));
    let ran = sync(&server, &id).await;
    assert_eq!((&ran["state"], &ran["counts"]["deleted"]), (&json!("done"), &json!(1)), "{ran}");
    assert_eq!(get("g-0").await.0, 404);
    host.text("/a.yaml", &text(51));
    assert_eq!(sync(&server, &id).await["counts"]["deleted"], 50);
    assert_eq!(count(&server).await, (MANY - 51 + 1) as u64);
    server.app.clock.advance(29 * 24 * 3_600 * 1_000_000);
    let uid = before["metadata"]["uid"].as_str().expect("a uid");
    let (status, back) = server.post(&format!("/api/v1/tombstones/{uid}/restore"), json!({})).await;
    assert_eq!((status.as_u16(), &back["ref"]), (200, &json!("group:default/g-0")), "{back}");
    let (_, mut after) = get("g-0").await;
    after["metadata"]["etag"] = before["metadata"]["etag"].clone();
    assert_eq!(after, before, "with its uid and what others say of it");
    let (_, history) = server.get("/api/v1/entities/group/default/g-0/history").await;
    let actions: Vec<&str> =
        history["items"].as_array().expect("a list").iter().rev().filter_map(|one| one["action"].as_str()).collect();
    assert_eq!(
        (actions.first(), actions.get(1), actions.len()),
        (Some(&"created"), Some(&"deleted"), 3),
        "{actions:?}"
    );
    assert_eq!(sync(&server, &id).await["counts"]["deleted"], 0, "the next sync lets it be");
    assert_eq!(get("g-0").await.0, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o123_what_moves_is_never_away_and_stays_itself() {
    let (server, repository) = (empty_server().await, Repository::new("main"));
    repository.write("one/deep/a.yaml", &groups([1, 2]));
    repository.write("b.yaml", &groups(10..20));
    let id = add(&server, json!({ "target": repository.address(), "kind": "git" })).await;
    sync(&server, &id).await;
    let (_, before) = server.get("/api/catalog/entities/by-name/group/default/g-1").await;
    let stop = Arc::new(AtomicBool::new(false));
    let (url, watched) = (format!("{}/api/catalog/entities/by-name/group/default/g-1", server.url), Arc::clone(&stop));
    let watching = tokio::spawn(async move {
        let client = reqwest::Client::new();
        let mut seen = 0_u64;
        while !watched.load(Ordering::SeqCst) {
            let status = client.get(&url).send().await.expect("an answer").status();
            assert_eq!(status, 200, "it was away");
            seen += 1;
        }
        seen
    });
    let step = async |what: &str| {
        let ran = sync(&server, &id).await;
        assert_eq!((&ran["state"], &ran["counts"]["deleted"]), (&json!("done"), &json!(0)), "{what}: {ran}");
        let (_, now) = server.get("/api/catalog/entities/by-name/group/default/g-1").await;
        assert_eq!(now["metadata"]["uid"], before["metadata"]["uid"], "{what}");
    };
    repository.git(&["mv", "one", "two"]);
    repository.commit();
    step("its folder has another name").await;
    repository.git(&["mv", "two/deep/a.yaml", "c.yaml"]);
    repository.commit();
    step("its file has another place").await;
    std::fs::remove_file(repository.path().join("c.yaml")).expect("it goes");
    std::fs::write(repository.path().join("x.yaml"), groups([1])).expect("a file");
    repository.write("y.yaml", &groups([2]));
    step("its file is split").await;
    repository.git(&["branch", "--quiet", "-m", "main", "trunk"]);
    step("the default branch has another name").await;
    // The repository, or its owner, has another name: the same source reads another address.
    let moved = tempfile::tempdir().expect("a folder");
    let copy = moved.path().join("renamed.git");
    repository.git(&["clone", "--quiet", "--bare", ".", copy.to_str().expect("a path")]);
    let location = json!({ "type": "url", "target": format!("file://{}", copy.display()) });
    let put = server.request(Method::PUT, &format!("/api/catalog/locations/{id}"));
    let put = put.header("content-type", "application/json").body(location.to_string()).send().await;
    assert_eq!(put.expect("an answer").status(), 200);
    step("the repository has another name").await;
    stop.store(true, Ordering::SeqCst);
    assert!(watching.await.expect("it was there all the time") > 0);
    let (_, history) = server.get("/api/v1/entities/group/default/g-1/history").await;
    let items = history["items"].as_array().expect("a list");
    assert!(items.iter().all(|one| one["action"] != "deleted"), "{history}");
}

const RESTORE: &str = "/api/v1/tombstones/restore";

/// The whole catalog with its relations, as it was but for what changes with each write.
async fn everything(server: &Server) -> Value {
    let (_, mut all) = server.get("/api/catalog/entities").await;
    for entity in all.as_array_mut().expect("a list") {
        entity["metadata"].as_object_mut().expect("metadata").remove("etag");
    }
    all
}

/// Ids of one kind are none of another, and what was removed at once comes back whole, in one act.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o137_a_mass_deletion_by_mistake_is_undone() {
    const MANY: usize = 1_200;
    let (server, host) = (empty_server().await, Host::start().await);
    let child = "---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: child}\nspec: {type: team, children: [], parent: g-0}\n";
    host.text("/a.yaml", &format!("{}{child}", groups(1..MANY)));
    host.text("/b.yaml", &groups(0..1));
    let id = add(&server, json!({ "target": format!("{}/a.yaml", host.url) })).await;
    let other = add(&server, json!({ "target": format!("{}/b.yaml", host.url) })).await;
    sync(&server, &id).await;
    sync(&server, &other).await;
    let (_, entity) = server.get("/api/catalog/entities/by-name/group/default/g-1").await;
    let uid = entity["metadata"]["uid"].as_str().expect("a uid").to_owned();
    for path in [
        format!("/api/catalog/entities/by-uid/{id}"),
        format!("/api/v1/sources/{uid}"),
        format!("/api/catalog/locations/{uid}"),
        "/api/v1/sources/default".to_owned(),
        "/api/catalog/entities/by-uid/default".to_owned(),
        format!("/api/v1/entities/group/default/{id}"),
    ] {
        let gone = server.request(Method::DELETE, &path).send().await.expect("an answer");
        assert_eq!(gone.status(), 404, "{path}");
    }
    let before = everything(&server).await;
    assert_eq!(before.as_array().map(Vec::len), Some(MANY + 1));
    let removed = server.request(Method::DELETE, &format!("/api/v1/sources/{id}")).send().await.expect("an answer");
    let removed: Value = serde_json::from_str(&removed.text().await.expect("a body")).expect("JSON");
    assert_eq!((&removed["deleted"], count(&server).await), (&json!(MANY), 1), "it says how many went");
    let (_, listed) = server.get(&format!("/api/v1/tombstones?source={id}&kind=Group&limit=5")).await;
    assert_eq!((&listed["total"], listed["items"].as_array().map(Vec::len)), (&json!(MANY), Some(5)));

    for (wrong, status) in [
        (json!({}), 400),
        (json!({ "uids": ["default"] }), 400),
        (json!({ "uids": ["group:default/g-1"] }), 400),
        (json!({ "refs": [""] }), 400),
        (json!({ "kind": "Gr%" }), 400),
        (json!({ "uids": [uid], "source_id": id }), 400),
        (json!({ "uids": vec![uid.as_str(); 10_001] }), 400),
        (json!({ "ids": [uid] }), 400),
        (json!({ "source_id": uid }), 404),
        (json!({ "source_id": other }), 404),
        (json!({ "sync_id": id }), 404),
        (json!({ "kind": "component" }), 404),
    ] {
        let (answered, body) = server.post(RESTORE, wrong.clone()).await;
        assert_eq!(answered.as_u16(), status, "{wrong}: {body}");
    }
    let mixed = json!({ "uids": [uid, id], "refs": ["group:default/g-0", "Group:g-2"] });
    let (status, answer) = server.post(RESTORE, mixed).await;
    assert_eq!((status.as_u16(), &answer["restored"]), (200, &json!(2)), "{answer}");
    let stays = &answer["stays"][0];
    assert_eq!(
        (&stays["reason"], &stays["names"]),
        (&json!("not-kept"), &json!(["group:default/g-0", id])),
        "{answer}"
    );
    assert_eq!(count(&server).await, 3, "what is there, and two that came back");

    let rest = json!([{ "kind": "Group", "count": MANY - 2 }]);
    for dry_run in [true, false] {
        let (_, answer) = server.post(RESTORE, json!({ "source_id": id, "dry_run": dry_run })).await;
        assert_eq!((&answer["restored"], &answer["kinds"]), (&json!(MANY - 2), &rest), "{answer}");
        assert_eq!((&answer["dry_run"], &answer["stays"]), (&json!(dry_run), &json!([])));
        assert_eq!(count(&server).await as usize, if dry_run { 3 } else { MANY + 1 });
    }
    assert_eq!(everything(&server).await, before, "with uids, and what they say of each other");
    let (_, audit) = server.get("/api/v1/audit?action=catalog.restore").await;
    let acts: Vec<_> =
        audit["items"].as_array().expect("a list").iter().map(|one| (&one["target"], &one["after"])).collect();
    let all = json!({ "entities": MANY - 2, "kinds": { "Group": MANY - 2 } });
    assert_eq!(acts, [(&json!(id), &all), (&json!(""), &json!({ "entities": 2, "kinds": { "Group": 2 } }))]);
    // The source, added again as the audit log has it, takes its entities back.
    let again = add(&server, json!({ "target": format!("{}/a.yaml", host.url) })).await;
    assert_eq!(sync(&server, &again).await["counts"]["created"], 0);
    let (_, claims) = server.get("/api/v1/entities/group/default/g-1/claims").await;
    assert_eq!((claims["items"].as_array().map(Vec::len), &claims["items"][0]["source_id"]), (Some(1), &json!(again)));
    assert_eq!(server.get("/api/catalog/entities/by-name/group/default/g-1").await.1["metadata"]["uid"], json!(uid));
}

#[tokio::test]
async fn o137_what_one_sync_removed_comes_back_and_nothing_else() {
    const MANY: usize = 100;
    let (server, host) = (empty_server().await, Host::start().await);
    host.text("/a.yaml", &groups(0..MANY));
    let id = add(&server, json!({ "target": format!("{}/a.yaml", host.url) })).await;
    sync(&server, &id).await;
    let mut syncs = Vec::new();
    for left in [MANY - 10, MANY - 20] {
        host.text("/a.yaml", &groups(0..left));
        let ran = sync(&server, &id).await;
        assert_eq!(ran["counts"]["deleted"], 10, "{ran}");
        syncs.push(ran["id"].clone());
    }
    let (_, by_hand) = server.get("/api/catalog/entities/by-name/group/default/g-0").await;
    let by_hand = by_hand["metadata"]["uid"].as_str().expect("a uid");
    let removed = server.request(Method::DELETE, &format!("/api/catalog/entities/by-uid/{by_hand}"));
    assert_eq!(removed.send().await.expect("an answer").status(), 204);
    let (_, answer) = server.post(RESTORE, json!({ "sync_id": syncs[1] })).await;
    assert_eq!(answer["restored"], 10, "{answer}");
    let names: Vec<usize> = (1..MANY - 20).chain(MANY - 20..MANY - 10).collect();
    let all = everything(&server).await;
    let mut there: Vec<String> = all
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["metadata"]["name"].as_str().expect("a name").to_owned())
        .collect();
    let mut expected: Vec<String> = names.iter().map(|at| format!("g-{at}")).collect();
    there.sort();
    expected.sort();
    assert_eq!(there, expected);
    let (_, left) = server.get(&format!("/api/v1/tombstones?source={id}")).await;
    let of: Vec<&Value> = left["items"].as_array().expect("a list").iter().map(|one| &one["sync_id"]).collect();
    assert_eq!((of.iter().filter(|one| **one == &syncs[0]).count(), of.len()), (10, 11), "and one of no sync");
}
