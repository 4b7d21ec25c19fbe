//! An entity that two sources name is the first one's, whoever fails and whichever node is asked.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{SHOP, Server, apply, names};
use crate::identity::browser::{Browser, administrator, closed_server_with};
use crate::permission::reach::{publish, signed_in};

fn thing(owner: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{ name: payments-api, annotations: {{ from: {owner} }} }}\n\
         spec: {{ type: service, lifecycle: production, owner: {owner} }}\n"
    )
}

async fn owner(server: &Server) -> Value {
    let (_, entity) = server.get("/api/catalog/entities/by-name/component/default/payments-api").await;
    entity["spec"]["owner"].clone()
}

#[tokio::test]
async fn o062_the_first_source_keeps_an_entity_and_the_conflict_is_shown() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    apply(&server.app, "theirs", 100, "catalog-info.yaml", &thing("payments")).await;
    server.app.clock.advance(1_000_000);
    apply(&server.app, "evil", 100, "catalog-info.yaml", &thing("evil")).await;
    assert_eq!(owner(&server).await, "payments");
    let (_, claims) = server.get("/api/v1/entities/component/default/payments-api/claims").await;
    let shown = claims.to_string();
    assert!(shown.contains("theirs") && shown.contains("\"evil\""), "both claims are there: {shown}");
    assert!(claims["conflicts"].as_array().is_some_and(|all| !all.is_empty()), "{claims}");
    // The first one fails for an hour: nothing is heard of it, and the second goes on saying what it says.
    for minute in 0..60 {
        server.app.clock.advance(60_000_000);
        apply(&server.app, "evil", 100, "catalog-info.yaml", &thing(&format!("evil-{minute}"))).await;
        assert_eq!(owner(&server).await, "payments", "minute {minute}");
    }
    for node in [server.again().await, server.again().await] {
        assert_eq!(owner(&node).await, "payments", "every node says the same");
        let (_, same) = node.get("/api/v1/entities/component/default/payments-api/claims").await;
        assert_eq!(
            same["conflicts"],
            server.get("/api/v1/entities/component/default/payments-api/claims").await.1["conflicts"]
        );
    }
}

#[tokio::test]
async fn o062_the_order_of_one_moment_is_the_same_on_all_nodes() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    let other = server.again().await;
    let (one, two) = (thing("one"), thing("two"));
    tokio::join!(apply(&server.app, "one", 100, "a.yaml", &one), apply(&other.app, "two", 100, "a.yaml", &two),);
    for node in [&server, &other] {
        node.app.catalog.follow().await.expect("it follows");
    }
    let first = owner(&server).await;
    assert_eq!(first, owner(&other).await);
    assert_eq!(first, owner(&server.again().await).await);
}

/// What accounts stand on is no file's to say.
#[tokio::test]
async fn o063_a_file_gives_nobody_an_account_an_identity_or_rights() {
    let server = closed_server_with("").await;
    let mut ada = administrator(&server).await;
    let policy = "grants: [{ subject: 'group:default/platform', role: administrator }]\n";
    let text = "
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: ada, namespace: accounts, annotations: { portolan.dev/principal: x } }
spec: { profile: { email: ada@halden.example }, memberOf: [] }
---
apiVersion: portolan.dev/v1
kind: Policy
metadata: { name: open }
spec: { grants: [{ subject: everyone, role: administrator }] }
---
apiVersion: portolan.dev/v1
kind: Tenant
metadata: { name: mine }
spec: {}
---
apiVersion: backstage.io/v1alpha1
kind: 'Us er'
metadata: { name: odd }
spec: { profile: { email: eve@halden.example }, memberOf: [platform] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: eve }
spec: { profile: { email: eve@halden.example }, memberOf: [platform] }
";
    apply(&server.app, "eve", 50, "catalog-info.yaml", text).await;
    let published = ada.get("/api/v1/policies").await.body;
    assert!(!published.to_string().contains("everyone"), "{published}");
    assert!(!ada.get("/api/v1/tenants").await.body.to_string().contains("mine"));
    assert!(!ada.get("/api/v1/people").await.body.to_string().contains("eve@"), "a User is no account");
    assert_eq!(ada.get("/api/v1/me").await.body["email"], "ada@halden.example");
    let refused =
        ada.send(reqwest::Method::PUT, "/api/v1/entities/policy/default/open", Some(serde_json::json!({}))).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    crate::permission::reach::publish(&mut ada, policy).await;
    let odd = ada.get("/api/catalog/entities?filter=metadata.name=odd").await.body;
    assert_eq!(odd, serde_json::json!([]), "a kind with a space is none");
}

/// A file with which Eve, who writes in one repository, means to become an administrator.
const CLAIMED: &str = "
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: shop }
spec: { type: service, lifecycle: production, owner: platform }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: platform }
spec: { type: team, children: [], members: [eve] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: eve }
spec: { profile: { email: eve@halden.example }, memberOf: [platform] }
---
{ apiVersion: backstage.io/v1alpha1, kind: Location, metadata: { name: more }, spec: { target: ./more.yaml } }
";
const MORE: &str = "{ apiVersion: backstage.io/v1alpha1, kind: Group, metadata: { name: more }, spec: { type: team, children: [], members: [eve] } }\n";
const ENGINEERS: &str = "grants: [{ subject: people, role: platform-engineer }, { subject: 'group:default/platform', role: administrator }]\n";

async fn add(browser: &mut Browser<'_>, wanted: Value) -> Value {
    let made = browser.post("/api/v1/sources", wanted).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.body
}

async fn sync(browser: &mut Browser<'_>, source: &Value) {
    let id = source["id"].as_str().expect("an id");
    let ran = browser.post(&format!("/api/v1/sources/{id}/sync"), json!({})).await;
    assert_eq!(ran.body["state"], "done", "{}", ran.body);
}

async fn listed(browser: &mut Browser<'_>) -> Vec<String> {
    let found = browser
        .get("/api/catalog/entities?filter=metadata.namespace=default,kind=component,kind=user,kind=group")
        .await;
    names(&found.body).into_iter().map(str::to_owned).collect()
}

/// Pages of a repository, and the address of the first.
async fn page() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let pages = axum::Router::new()
        .route("/catalog-info.yaml", axum::routing::get(async || CLAIMED))
        .route("/more.yaml", axum::routing::get(async || MORE));
    tokio::spawn(async move { axum::serve(listener, pages).await });
    format!("http://{address}/catalog-info.yaml")
}

#[tokio::test]
async fn o063_a_source_that_is_not_trusted_with_people_names_none() {
    let server = closed_server_with("").await;
    let mut ada = administrator(&server).await;
    publish(&mut ada, ENGINEERS).await;
    let mut eve = signed_in(&server, "eve").await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("catalog-info.yaml"), CLAIMED).expect("a file");
    std::fs::write(folder.path().join("more.yaml"), MORE).expect("a file");
    let target = page().await;
    let registered = eve.post("/api/catalog/locations", json!({ "type": "url", "target": target })).await;
    assert_eq!(registered.status, 201, "{}", registered.body);
    for wanted in [json!({ "target": folder.path() }), json!({ "target": folder.path().join("catalog-info.yaml") })] {
        let mut asked = wanted.clone();
        asked["people"] = json!(true);
        assert_eq!(eve.post("/api/v1/sources", asked).await.status, 403);
        let dry = eve.post("/api/v1/sources?dry_run=true", wanted.clone()).await.body;
        let found: Vec<&Value> = dry["entities"].as_array().into_iter().flatten().map(|one| &one["ref"]).collect();
        assert_eq!(found, ["component:default/shop", "location:default/more"], "{dry}");
        let source = add(&mut eve, wanted).await;
        assert_eq!(source["people"], false);
        sync(&mut eve, &source).await;
    }
    let all = eve.get("/api/v1/sources").await.body;
    for source in all["items"].as_array().expect("a list") {
        assert_eq!(source["people"], false);
        // A location is read by itself as soon as it is registered.
        let path = format!("/api/v1/sources/{}", source["id"].as_str().expect("an id"));
        while eve.get(&path).await.body["last_sync"]["state"] != "done" {
            tokio::task::yield_now().await;
        }
        assert_eq!(eve.get(&path).await.body["problems"]["errors"], 3);
        assert_eq!(eve.send(Method::PATCH, &path, Some(json!({ "people": true }))).await.status, 403);
    }
    assert_eq!(listed(&mut ada).await, ["shop"], "the rest of each file is taken in");
    assert_eq!(eve.get("/api/v1/people").await.status, 403, "no right came of it");
    let problems = eve.get("/api/v1/problems?code=source.people-refused").await.body;
    assert_eq!(problems["items"].as_array().map(Vec::len), Some(9), "{problems}");
    let lines: Vec<i64> =
        problems["items"].as_array().expect("a list").iter().filter_map(|one| one["line"].as_i64()).collect();
    assert!(lines.contains(&8) && lines.contains(&13), "where each says its kind: {problems}");
    assert!(problems["items"][0]["help"].as_str().is_some_and(|help| help.contains("people.write")), "{problems}");
}

#[tokio::test]
async fn o063_trust_is_given_taken_and_kept_by_who_manages_people() {
    let server = closed_server_with("").await;
    let mut ada = administrator(&server).await;
    publish(&mut ada, ENGINEERS.replace("administrator", "viewer").as_str()).await;
    let mut eve = signed_in(&server, "eve").await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("catalog-info.yaml"), CLAIMED).expect("a file");
    let source = add(&mut eve, json!({ "target": folder.path() })).await;
    let path = format!("/api/v1/sources/{}", source["id"].as_str().expect("an id"));
    for (people, expected) in
        [(true, &["eve", "platform", "shop"][..]), (false, &["shop"]), (true, &["eve", "platform", "shop"])]
    {
        let changed = ada.send(Method::PATCH, &path, Some(json!({ "people": people }))).await;
        assert_eq!((changed.status.as_u16(), &changed.body["people"]), (200, &json!(people)), "{}", changed.body);
        sync(&mut ada, &source).await;
        let mut found = listed(&mut ada).await;
        found.sort();
        assert_eq!(found, expected, "no file has changed, and each says something else");
    }
    let noted = ada.get("/api/v1/audit?action=source.update").await.body;
    assert!(noted.to_string().contains("\"people\":false"), "{noted}");
    for change in [json!({ "people": false }), json!({ "branch": "mine" })] {
        assert_eq!(eve.send(Method::PATCH, &path, Some(change)).await.status, 403);
    }
    let elsewhere = json!({ "type": "url", "target": page().await });
    let location = path.replace("/api/v1/sources", "/api/catalog/locations");
    assert_eq!(eve.send(Method::PUT, &location, Some(elsewhere)).await.status, 403, "nor is it pointed elsewhere");
    assert_eq!(eve.send(Method::PATCH, &path, Some(json!({ "name": "Shop" }))).await.status, 200);

    let table = json!({ "target": "https://git.invalid/groups.csv" });
    assert_eq!(eve.post("/api/v1/sources", table.clone()).await.status, 400, "a table names nothing but people");
    assert_eq!(add(&mut ada, table).await["people"], true);
    let nobody = json!({ "target": "https://git.invalid/users.csv", "people": false });
    assert_eq!(ada.post("/api/v1/sources", nobody).await.status, 400);
    let cautious = add(&mut ada, json!({ "target": "https://git.invalid/a.yaml", "people": false })).await;
    assert_eq!(cautious["people"], false);
    assert_eq!(add(&mut ada, json!({ "target": "https://git.invalid/b.yaml" })).await["people"], true);
}

const USER: &str = "/api/v1/entities/user/default/eve";
const GROUP: &str = "/api/v1/entities/group/default/platform";

/// What no file may say without trust, nobody says, takes back, removes or brings back over the API either.
#[tokio::test]
async fn o063_users_and_groups_are_written_by_who_manages_people() {
    let server = closed_server_with(SHOP).await;
    let mut ada = administrator(&server).await;
    publish(&mut ada, ENGINEERS).await;
    let mut eve = signed_in(&server, "eve").await;
    let described = |kind: &str, name: &str, spec: Value| {
        let metadata = json!({ "name": name });
        Some(json!({ "apiVersion": "backstage.io/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec }))
    };
    let user =
        described("User", "eve", json!({ "profile": { "email": "eve@halden.example" }, "memberOf": ["platform"] }));
    let group = described("Group", "platform", json!({ "type": "team", "children": [], "members": ["eve"] }));
    let uid = async |browser: &mut Browser<'_>, path: &str| {
        let found = browser.get(&format!("/api/catalog/entities/by-name/{path}")).await.body;
        found["metadata"]["uid"].as_str().expect("a uid").to_owned()
    };
    let by_uid = |uid: &str| format!("/api/catalog/entities/by-uid/{uid}");
    let restore = |uid: &str| format!("/api/v1/tombstones/{uid}/restore");

    for (path, body) in [(USER, &user), (GROUP, &group), ("/api/v1/entities/GrouP/Default/platform", &group)] {
        let refused = eve.send(Method::PUT, path, body.clone()).await;
        let said = refused.body["detail"].as_str().unwrap_or_default().to_owned();
        assert!(refused.status == 403 && said.contains("people.write"), "{path}: {}", refused.body);
        assert!(said.contains("administrator"), "who may is said: {said}");
    }
    let clerks = ENGINEERS.replace("grants: [", "grants: [{ subject: people, role: clerk }, ");
    let clerk = "roles: [{ name: clerk, allow: [people.write], scope: { filter: { kind: user } } }]\n";
    publish(&mut ada, &format!("{clerk}{clerks}")).await;
    assert_eq!(eve.send(Method::PUT, USER, user.clone()).await.status, 403, "a part of people is not enough");
    publish(&mut ada, ENGINEERS).await;
    let team = uid(&mut ada, "group/default/payments").await;
    assert_eq!(eve.delete(&by_uid(&team)).await.status, 403);
    let component = described("Component", "shop", json!({ "type": "service", "lifecycle": "x", "owner": "payments" }));
    assert_eq!(eve.send(Method::PUT, "/api/v1/entities/component/default/shop", component).await.status, 201);
    let shop = uid(&mut eve, "component/default/shop").await;
    assert_eq!(eve.delete(&by_uid(&shop)).await.status, 204);
    assert_eq!(eve.post(&restore(&shop), json!({})).await.status, 200, "other entities are hers as before");

    assert_eq!(ada.send(Method::PUT, GROUP, group.clone()).await.status, 201);
    assert_eq!(eve.delete(GROUP).await.status, 403, "nor does she take back what another said");
    assert_eq!(ada.delete(GROUP).await.status, 204);
    assert_eq!(ada.delete(&by_uid(&team)).await.status, 204);
    assert_eq!(eve.post(&restore(&team), json!({})).await.status, 403);
    assert_eq!(ada.post(&restore(&team), json!({})).await.status, 200);
    assert_eq!(eve.post(&restore(&team), json!({})).await.status, 404, "what is there again is not among the removed");
    assert_eq!(eve.get("/api/v1/people").await.status, 403, "no right came of any of it");

    let narrow = json!({ "name": "narrow", "scopes": ["catalog.read", "catalog.write"] });
    let narrow = ada.post("/api/v1/auth/tokens", narrow).await.body["token"].as_str().expect("a token").to_owned();
    let put = server.request(Method::PUT, USER).bearer_auth(narrow).header("content-type", "application/json");
    let put = put.body(user.expect("a user").to_string()).send().await.expect("an answer");
    assert_eq!(put.status(), 403, "a token does what it is for");
}
