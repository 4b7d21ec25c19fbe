//! Hosts that fail, lie or answer by half: the catalog keeps what it knew.

use std::sync::atomic::Ordering;

use serde_json::json;

use super::host::{Host, Repository, Says, add, change, count, empty_server, groups, location, sync};

#[tokio::test]
async fn o118_an_answer_of_nothing_takes_nothing_away() {
    const MANY: usize = 2_000;
    let (server, host) = (empty_server().await, Host::start().await);
    host.text("/a.yaml", &groups(0..MANY));
    let id = add(&server, json!({ "target": format!("{}/a.yaml", host.url) })).await;
    assert_eq!(sync(&server, &id).await["counts"]["created"], MANY, "all come");
    let pages = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: []}\n";
    let sign_in = "<!doctype html><html><title>Sign in</title><form action=/login></form></html>";
    for text in ["[]", "{}", "null", "", "\"\"", sign_in, "[]", "{\"items\":[],\"total\":0}", "---\n", pages] {
        host.text("/a.yaml", text);
        let ran = sync(&server, &id).await;
        assert!(matches!(ran["state"].as_str(), Some("failed" | "held")), "{text}: {ran}");
        assert_eq!(ran["counts"]["deleted"], 0, "{text}: {ran}");
        let (_, source) = server.get(&format!("/api/v1/sources/{id}")).await;
        assert!(matches!(source["state"].as_str(), Some("failing" | "held")), "{text}: {source}");
        assert!(count(&server).await >= MANY as u64, "{text}");
    }
    assert_eq!(server.get("/api/v1/held").await.1["items"][0]["plan"]["deletes"], MANY, "it waits for a person");
    assert_eq!(server.get("/readyz").await.0, 200);
    host.text("/a.yaml", &groups(0..MANY));
    let ran = sync(&server, &id).await;
    assert_eq!(
        (&ran["state"], &ran["counts"]["deleted"]),
        (&json!("done"), &json!(1)),
        "only the location goes: {ran}"
    );
    assert_eq!(server.get("/api/v1/held").await.1["items"], json!([]));
}

/// The only entity of a page goes no easier than many.
#[tokio::test]
async fn o118_one_entity_is_not_lost_to_a_page_that_is_none() {
    let (server, host) = (empty_server().await, Host::start().await);
    host.text("/a.yaml", &groups([1]));
    host.text("/all.yaml", &location(&["./b.yaml".to_owned()]));
    host.text("/b.yaml", &groups([2]));
    let first = add(&server, json!({ "target": format!("{}/a.yaml", host.url) })).await;
    let second = add(&server, json!({ "target": format!("{}/all.yaml", host.url) })).await;
    sync(&server, &first).await;
    sync(&server, &second).await;
    assert_eq!(count(&server).await, 3);
    for text in ["<html>Sign in</html>", "[]", "", "\u{fffd}"] {
        host.text("/a.yaml", text);
        host.text("/b.yaml", text);
        assert_eq!(sync(&server, &first).await["state"], "failed", "{text}");
        let ran = sync(&server, &second).await;
        assert_eq!((&ran["counts"]["deleted"], &ran["counts"]["errors"]), (&json!(0), &json!(1)), "{text}: {ran}");
        assert_eq!(count(&server).await, 3, "{text}");
    }
}

#[tokio::test]
async fn o119_whatever_a_host_answers_instead_nothing_goes_and_the_next_good_answer_heals() {
    let (server, host) = (empty_server().await, Host::start().await);
    let table = "name\nann\nbo\n";
    host.text("/a.yaml", &groups(0..5));
    host.text("/users.csv", table);
    let page = add(&server, json!({ "target": format!("{}/a.yaml", host.url) })).await;
    let csv = add(&server, json!({ "target": format!("{}/users.csv", host.url) })).await;
    sync(&server, &page).await;
    sync(&server, &csv).await;
    assert_eq!(count(&server).await, 7);
    let mut faults: Vec<Says> = [401, 403, 404, 408, 410, 429, 500, 502, 503, 504].map(Says::Status).to_vec();
    faults.extend([Says::Reset, Says::Cut(groups(0..5)), Says::Text("{\"broken\": ".to_owned())]);
    for (at, fault) in faults.into_iter().enumerate() {
        host.put("/a.yaml", fault.clone());
        host.put("/users.csv", fault.clone());
        for id in [&page, &csv] {
            let ran = sync(&server, id).await;
            let broken = matches!(fault, Says::Text(_));
            assert!(ran["state"] == "failed" || broken && ran["counts"]["errors"] != 0, "{at}: {ran}");
            assert!(broken || !ran["message"].as_str().unwrap_or_default().is_empty(), "{at}: it says why");
            assert_eq!(ran["counts"]["deleted"], 0, "{at}: {ran}");
        }
        assert_eq!(count(&server).await, 7, "{at}");
        host.text("/a.yaml", &groups(0..5));
        host.text("/users.csv", table);
        for id in [&page, &csv] {
            let ran = sync(&server, id).await;
            assert_eq!((&ran["state"], &ran["counts"]["deleted"]), (&json!("done"), &json!(0)), "{at}: {ran}");
        }
    }
    host.gone.store(true, Ordering::SeqCst);
    assert_eq!(sync(&server, &page).await["state"], "failed");
    assert_eq!(count(&server).await, 7);
}

/// A directory and a repository that go, or break, are errors too.
#[tokio::test]
async fn o119_a_repository_that_breaks_or_goes_changes_nothing() {
    let server = empty_server().await;
    let (folder, repository) = (tempfile::tempdir().expect("a folder"), Repository::new("main"));
    std::fs::create_dir(folder.path().join("in")).expect("a folder");
    std::fs::write(folder.path().join("in/a.yaml"), groups(0..3)).expect("a file");
    repository.write("a.yaml", &groups(3..6));
    let directory = add(&server, json!({ "target": folder.path().join("in") })).await;
    let git = add(&server, json!({ "target": repository.address(), "kind": "git" })).await;
    sync(&server, &directory).await;
    sync(&server, &git).await;
    assert_eq!(count(&server).await, 6);
    let objects = repository.path().join(".git/objects");
    for (from, to) in [
        (folder.path().join("in"), folder.path().join("away")),
        (objects.clone(), objects.with_extension("away")),
        (repository.path().join(".git/HEAD"), repository.path().join(".git/HEAD.away")),
    ] {
        std::fs::rename(&from, &to).expect("it goes");
        let (one, two) = (sync(&server, &directory).await, sync(&server, &git).await);
        assert!([&one, &two].iter().any(|ran| ran["state"] == "failed"), "{one} {two}");
        assert_eq!(count(&server).await, 6, "{}", from.display());
        std::fs::rename(&to, &from).expect("it comes back");
    }
    for id in [&directory, &git] {
        let ran = sync(&server, id).await;
        assert_eq!((&ran["state"], &ran["counts"]["deleted"]), (&json!("done"), &json!(0)), "{ran}");
    }
}

#[tokio::test]
async fn o120_half_an_answer_deletes_nothing_and_a_circle_ends() {
    let (server, host) = (empty_server().await, Host::start().await);
    let targets: Vec<String> = (0..7).map(|at| format!("./{at}.yaml")).collect();
    let page = |at: usize| groups(at * 10..at * 10 + 10);
    host.text("/all.yaml", &location(&targets));
    (0..7).for_each(|at| host.text(&format!("/{at}.yaml"), &page(at)));
    let id = add(&server, json!({ "target": format!("{}/all.yaml", host.url) })).await;
    sync(&server, &id).await;
    assert_eq!(count(&server).await, 71);
    for fault in [
        Says::Status(500),
        Says::Status(403),
        Says::Reset,
        Says::Cut(page(3)),
        Says::Text("<html>".to_owned()),
        Says::Text(page(3)[..page(3).len() / 2].to_owned() + "  x: ["),
    ] {
        host.put("/3.yaml", fault);
        // What could be read besides may change, and nothing may go.
        host.text("/5.yaml", &page(5).replace("type: team", "type: squad"));
        let ran = sync(&server, &id).await;
        assert_eq!(ran["counts"]["deleted"], 0, "{ran}");
        assert!(ran["state"] == "failed" || ran["counts"]["errors"] != 0, "{ran}");
        assert_eq!(count(&server).await, 71);
        (0..7).for_each(|at| host.text(&format!("/{at}.yaml"), &page(at)));
        let ran = sync(&server, &id).await;
        assert_eq!((&ran["state"], &ran["counts"]["deleted"]), (&json!("done"), &json!(0)), "{ran}");
    }
    let circle = |name: &str, to: &str| location(&[to.to_owned()]).replace("name: all", &format!("name: {name}"));
    host.text("/0.yaml", &format!("{}{}", circle("zero", "./1.yaml"), page(0)));
    host.text("/1.yaml", &format!("{}{}", circle("one", "./0.yaml"), page(1)));
    assert_eq!(sync(&server, &id).await["state"], "done", "locations that name each other are met once");
    let wide: Vec<String> = (0..300).map(|at| format!("./more-{at}.yaml")).collect();
    host.text(
        "/6.yaml",
        &format!("{}{}", circle("wide", "./x").replace("[\"./x\"]", &json!(wide).to_string()), page(6)),
    );
    let ran = sync(&server, &id).await;
    assert_eq!((&ran["state"], &ran["counts"]["deleted"]), (&json!("failed"), &json!(0)), "too many pages: {ran}");
    assert_eq!(count(&server).await, 73);
}

#[tokio::test]
async fn o121_a_setting_that_is_wrong_removes_nothing_and_a_name_is_only_a_name() {
    let (server, repository) = (empty_server().await, Repository::new("main"));
    repository.write("a.yaml", &groups(0..20));
    let wanted = json!({ "target": repository.address(), "kind": "git", "branch": "main" });
    let (status, dry) = server.post("/api/v1/sources?dry_run=true", wanted.clone()).await;
    assert_eq!((status.as_u16(), dry["entities"].as_array().map(Vec::len)), (200, Some(20)), "{dry}");
    assert_eq!(count(&server).await, 0, "a dry run keeps nothing");
    let id = add(&server, wanted).await;
    sync(&server, &id).await;
    let uid = async || server.get("/api/catalog/entities/by-name/group/default/g-7").await.1["metadata"]["uid"].clone();
    let before = uid().await;
    assert_eq!(change(&server, &id, json!({ "branch": "mian" })).await, 200);
    assert_eq!(sync(&server, &id).await["state"], "failed");
    assert_eq!(count(&server).await, 20);
    repository.git(&["checkout", "--quiet", "--orphan", "empty"]);
    repository.git(&["rm", "--quiet", "-r", "--cached", "."]);
    repository.git(&["commit", "--quiet", "--allow-empty", "-m", "x"]);
    assert_eq!(change(&server, &id, json!({ "branch": "empty" })).await, 200);
    assert_eq!(sync(&server, &id).await["state"], "held", "a branch with nothing in it");
    assert_eq!(count(&server).await, 20);
    for body in [
        json!({ "branch": "main", "name": "Another" }),
        json!({ "paused": true }),
        json!({ "paused": false, "rank": 7 }),
    ] {
        assert_eq!(change(&server, &id, body.clone()).await, 200, "{body}");
        sync(&server, &id).await;
        assert_eq!((count(&server).await, uid().await), (20, before.clone()), "{body}");
    }
    for body in [json!({ "brunch": "main" }), json!({ "rank": "high" }), json!([])] {
        assert!(matches!(change(&server, &id, body.clone()).await, 400 | 422), "{body}");
    }
}
