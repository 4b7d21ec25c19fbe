//! What goes, comes back and moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use reqwest::Method;
use serde_json::{Value, json};

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

/// Ids of one kind are none of another, and what was removed at once comes back whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o137_a_mass_deletion_by_mistake_is_undone() {
    const MANY: usize = 200;
    let (server, host) = (empty_server().await, Host::start().await);
    host.text("/a.yaml", &groups(0..MANY));
    let id = add(&server, json!({ "target": format!("{}/a.yaml", host.url) })).await;
    sync(&server, &id).await;
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
    assert_eq!(count(&server).await, MANY as u64);
    let before = server.get("/api/v1/export?format=yaml").await.1;
    let removed = server.request(Method::DELETE, &format!("/api/v1/sources/{id}")).send().await.expect("an answer");
    let removed: Value = serde_json::from_str(&removed.text().await.expect("a body")).expect("JSON");
    assert_eq!((&removed["deleted"], count(&server).await), (&json!(MANY), 0), "it says how many went");
    let mut left = true;
    while left {
        let (_, kept) = server.get("/api/v1/tombstones?limit=20").await;
        let uids: Vec<String> = kept["items"]
            .as_array()
            .expect("a list")
            .iter()
            .take(20)
            .map(|one| one["uid"].as_str().expect("a uid").to_owned())
            .collect();
        left = !uids.is_empty();
        let back = uids.iter().map(|uid| server.post_owned(format!("/api/v1/tombstones/{uid}/restore")));
        for status in futures_util::future::join_all(back).await {
            assert_eq!(status, 200);
        }
    }
    assert_eq!(count(&server).await, MANY as u64);
    let strip = |text: &Value| {
        let lines = text.as_str().unwrap_or_default().lines().filter(|line| !line.contains("etag:"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(strip(&server.get("/api/v1/export?format=yaml").await.1), strip(&before));
}
