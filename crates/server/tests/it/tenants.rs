//! Tenants: walls in every direction, quotas, and an end that leaves nothing.

use portolan::app::App;
use portolan::queue;
use portolan::tenants::{Quotas, Tenant};
use reqwest::header::{HOST, LOCATION};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{SHOP, Server, apply, run};
use crate::identity::browser::{Answer, Browser, PASSWORD, administrator, closed_server};

const SECRET: &str = "
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: canary-walnut, description: walnut, tags: [walnut] }
spec: { type: service, lifecycle: production, owner: payments, dependsOn: ['component:billing'] }
";

/// Makes a tenant; what the answer says.
async fn create(ada: &mut Browser<'_>, wanted: Value) -> Value {
    let answer = ada.post("/api/v1/tenants", wanted).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.body
}

/// What it is made of, opened.
pub async fn open(server: &Server, name: &str) -> App {
    let tenant = server.app.tenants.as_ref().expect("tenants").find(name).expect("the tenant");
    server.hosting.home(&tenant).await.expect("it opens").app().clone()
}

/// Its first administrator, who comes by the link.
async fn first<'s>(server: &'s Server, made: &Value) -> Browser<'s> {
    let link = made["setup_link"].as_str().expect("a link");
    let (_, token) = link.split_once("/setup?token=").expect("a token");
    let name = made["name"].as_str().expect("a name");
    let mut browser = Browser::new(server);
    let wanted =
        json!({ "token": token, "name": "Eva Root", "email": format!("eva@{name}.example"), "password": PASSWORD });
    let answer = browser.post(&format!("/t/{name}/api/v1/setup"), wanted).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    browser
}

/// Two tenants beside the server's own, `acme` with the shop and a secret, `blue` with nothing.
pub async fn two(server: &Server) -> (Browser<'_>, Browser<'_>, Browser<'_>) {
    let mut ada = administrator(server).await;
    let acme = create(&mut ada, json!({ "name": "acme", "title": "Acme" })).await;
    let blue = create(&mut ada, json!({ "name": "blue", "title": "Blue" })).await;
    apply(&open(server, "acme").await, "one", 100, "catalog-info.yaml", &format!("{SHOP}---{SECRET}")).await;
    let (eva, bea) = (first(server, &acme).await, first(server, &blue).await);
    (ada, eva, bea)
}

/// A token of another tenant's administrator.
pub async fn administrator_token(server: &Server, ada: &mut Browser<'_>) -> String {
    let made = create(ada, json!({ "name": "other", "title": "Other" })).await;
    let mut eva = first(server, &made).await;
    let token = eva.post("/t/other/api/v1/auth/tokens", json!({ "name": "all" })).await.body;
    token["token"].as_str().expect("a token").to_owned()
}

fn told(answer: &Answer) -> String {
    answer.body.to_string()
}

/// Case O058.
#[tokio::test]
async fn what_is_in_one_tenant_is_in_no_other() {
    let server = closed_server().await;
    let (mut ada, mut eva, mut bea) = two(&server).await;
    let reads = [
        "/api/catalog/entities",
        "/api/catalog/entities/by-query?filter=metadata.tags=walnut",
        "/api/catalog/entity-facets?facet=metadata.tags",
        "/api/search/query?term=walnut",
        "/api/v1/search?q=walnut",
        "/api/v1/graph",
        "/api/v1/changes",
        "/api/v1/export?format=json",
        "/api/v1/people",
        "/api/v1/audit",
        "/api/v1/problems",
        "/api/v1/operations",
    ];
    for path in reads {
        let own = eva.get(&format!("/t/acme{path}")).await;
        assert_eq!(own.status, 200, "{path}: {}", own.body);
        let other = bea.get(&format!("/t/blue{path}")).await;
        let main = ada.get(path).await;
        for (whose, seen) in [("blue", other), ("default", main)] {
            assert_eq!(seen.status, 200, "{whose} {path}");
            assert!(
                !told(&seen).contains("walnut") && !told(&seen).contains("acme.example"),
                "{whose} {path}: {}",
                seen.body
            );
        }
    }
    let found = eva.get("/t/acme/api/catalog/entities/by-name/component/default/canary-walnut").await;
    assert_eq!(found.status, 200);
    let uid = found.body["metadata"]["uid"].as_str().expect("a uid");
    for path in [
        "by-name/component/default/canary-walnut".to_owned(),
        "by-name/component/default/random".to_owned(),
        format!("by-uid/{uid}"),
    ] {
        assert_eq!(bea.get(&format!("/t/blue/api/catalog/entities/{path}")).await.status, 404, "{path}");
        assert_eq!(ada.get(&format!("/api/catalog/entities/{path}")).await.status, 404, "{path}");
    }
    let told = eva.get("/t/acme/api/v1/operations").await.body;
    assert!(told["nodes"].as_array().expect("a list").is_empty());
    for hidden in ["database_bytes", "connections", "last_backup"] {
        assert_eq!(told[hidden], Value::Null, "{hidden} is the concern of those who run the server");
    }
}

#[tokio::test]
async fn nothing_that_opens_one_tenant_opens_another() {
    let server = closed_server().await;
    let (mut ada, mut eva, mut bea) = two(&server).await;
    let token = eva.post("/t/acme/api/v1/auth/tokens", json!({ "name": "laptop" })).await.body;
    let token = token["token"].as_str().expect("a token").to_owned();
    let signed = eva.get("/t/acme/api/auth/portolan/refresh").await.body;
    let signed = signed["backstageIdentity"]["token"].as_str().expect("a token").to_owned();
    for (opener, own) in [(&token, "/t/acme"), (&signed, "/t/acme")] {
        for (place, status) in [(own, 200), ("/t/blue", 401), ("", 401)] {
            let request = server.request(Method::GET, &format!("{place}/api/v1/me")).bearer_auth(opener);
            assert_eq!(request.send().await.expect("an answer").status(), status, "{place}");
        }
    }
    let mine = eva.cookie.clone().expect("a cookie");
    assert!(mine.starts_with("portolan-session-acme="), "{mine}");
    let (_, value) = mine.split_once('=').expect("a pair");
    for name in ["portolan-session", "portolan-session-blue"] {
        let place = if name.ends_with("blue") { "/t/blue" } else { "" };
        eva.cookie = Some(format!("{name}={value}"));
        assert_eq!(eva.get(&format!("{place}/api/v1/people")).await.status, 401, "{name}");
    }
    assert_eq!(ada.get("/t/acme/api/catalog/entities").await.status, 401, "who runs the server sees no content");
    assert_eq!(bea.log_in("eva@acme.example", PASSWORD).await.status, 401, "accounts are a tenant's");
    assert_eq!(bea.get("/t/blue/metrics").await.status, 404, "metrics are those of the server");
    assert_eq!(bea.get("/t/blue/api/v1/tenants").await.status, 403, "a tenant administers no tenants");
    let wanted = json!({ "name": "mine", "title": "Mine" });
    assert_eq!(bea.post("/t/blue/api/v1/tenants", wanted).await.status, 403);
}

#[tokio::test]
async fn a_tenant_is_chosen_by_host_or_path_and_by_nothing_else() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    create(&mut ada, json!({ "name": "acme", "title": "Acme" })).await;
    create(&mut ada, json!({ "name": "corp", "title": "Corp", "hosts": ["corp.example"] })).await;
    apply(&open(&server, "corp").await, "one", 100, "catalog-info.yaml", SECRET).await;
    let at = |host: &'static str, path: &'static str| {
        let server = &server;
        async move {
            let request = server.request(Method::GET, path).header(HOST, host);
            let forged = request.header("x-tenant", "corp").header("x-forwarded-host", "corp.example");
            let answer = forged.header("forwarded", "host=corp.example").send().await.expect("an answer");
            (answer.status().as_u16(), answer.text().await.expect("text"))
        }
    };
    let providers = "/api/v1/auth/providers";
    assert!(at("CORP.example:7007", providers).await.1.contains(r#""setup":true"#), "its own host, whatever its case");
    assert!(at("localhost", providers).await.1.contains(r#""setup":false"#), "headers of a client choose nothing");
    assert_eq!(at("localhost", "/t/corp/api/v1/auth/providers").await.0, 404, "one with hosts is not below a path");
    assert_eq!(at("localhost", "/t/nobody/api/v1/auth/providers").await.0, 404);
    assert!(
        at("corp.example", "/t/acme/api/v1/auth/providers").await.1.contains("<html"),
        "nor is another below its host"
    );
    assert_eq!(
        at("localhost", "/t/acme/../../api/v1/auth/providers").await.0,
        200,
        "dots are no way out: it is the server's own"
    );
    let page = at("localhost", "/t/acme/catalog").await;
    assert_eq!(page.0, 200);
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let bare = client.get(format!("{}/t/acme?x=1", server.url)).send().await.expect("an answer");
    assert_eq!(
        (bare.status(), &bare.headers()[LOCATION]),
        (StatusCode::PERMANENT_REDIRECT, &"/t/acme/?x=1".parse().expect("text"))
    );
    let twice =
        ada.post("/api/v1/tenants", json!({ "name": "copy", "title": "Copy", "hosts": ["corp.example"] })).await;
    assert_eq!(twice.status, 409, "{}", twice.body);
    for name in ["", "default", "Acme", "../x", "-a", "acme"] {
        let answer = ada.post("/api/v1/tenants", json!({ "name": name, "title": "X" })).await;
        assert!([400, 409].contains(&answer.status.as_u16()), "{name}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_suspended_tenant_neither_answers_nor_writes_until_it_goes_on() {
    let server = closed_server().await;
    let (mut ada, mut eva, mut bea) = two(&server).await;
    let acme = open(&server, "acme").await;
    let suspended = ada.send(Method::PATCH, "/api/v1/tenants/acme", Some(json!({ "state": "suspended" }))).await;
    assert_eq!(suspended.body["state"], "suspended", "{}", suspended.body);
    let answer = eva.get("/t/acme/api/v1/me").await;
    assert_eq!(answer.status, 403);
    assert!(told(&answer).contains("suspended"), "{}", answer.body);
    let page = server.request(Method::GET, "/t/acme/catalog").header("accept", "text/html,*/*").send().await;
    let page = page.expect("an answer");
    assert_eq!(page.status(), StatusCode::FORBIDDEN);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let backstage = server.request(Method::GET, "/t/acme/api/catalog/entities").send().await.expect("an answer");
    let backstage: Value = serde_json::from_str(&backstage.text().await.expect("text")).expect("JSON");
    assert_eq!(backstage["error"]["name"], "NotAllowedError", "{backstage}");
    let write = acme.catalog.db().write(|tx| tx.announce().and(Ok(()))).await;
    assert!(
        write.is_err_and(|error| error.to_string().contains("suspended")),
        "also what was under way writes nothing"
    );
    assert_eq!(bea.get("/t/blue/api/v1/me").await.status, 200, "others go on");
    ada.send(Method::PATCH, "/api/v1/tenants/acme", Some(json!({ "state": "active" }))).await;
    assert_eq!(eva.get("/t/acme/api/v1/me").await.status, 200, "sessions hold");
    let log = ada.get("/api/v1/audit?action=tenant.").await;
    let acts: Vec<&str> =
        log.body["items"].as_array().expect("entries").iter().filter_map(|entry| entry["action"].as_str()).collect();
    assert_eq!(acts, ["tenant.update", "tenant.update", "tenant.create", "tenant.create"]);
}

#[tokio::test]
async fn a_deleted_tenant_leaves_nothing_and_its_name_is_free() {
    let server = closed_server().await;
    let (mut ada, mut eva, mut bea) = two(&server).await;
    assert_eq!(ada.delete("/api/v1/tenants/acme").await.status, 400, "the name is asked for once more");
    assert_eq!(ada.delete("/api/v1/tenants/acme?confirm=acme").await.status, 202);
    assert_eq!(eva.get("/t/acme/api/v1/me").await.status, 403);
    server.app.clock.advance(6_000_000);
    while queue::turn(&server.app).await.expect("the queue") {}
    let db = server.app.db.across();
    let left = db.read(|tx| {
        let mut left = Vec::new();
        for table in tx.tenant_tables()? {
            let sql = format!("SELECT COUNT(*) FROM {table} WHERE tenant = $1");
            left.push((tx.one(&sql, &["acme".into()], |row| row.int(0))?.unwrap_or_default(), table));
        }
        Ok(left)
    });
    let left = left.await.expect("an answer");
    assert!(left.len() > 20 && left.iter().all(|(rows, _)| *rows == 0), "{left:?}");
    server.app.tenants.as_ref().expect("tenants").reload().await.expect("they are read");
    assert_eq!(eva.get("/t/acme/api/v1/me").await.status, 404);
    assert_eq!(bea.get("/t/blue/api/v1/people").await.status, 200);
    let again = create(&mut ada, json!({ "name": "acme", "title": "Acme again" })).await;
    let mut new = first(&server, &again).await;
    let entities = new.get("/t/acme/api/catalog/entities").await.body;
    let names = crate::harness::names(&entities);
    assert_eq!(names, ["eva"], "nothing of the old one is there");
}

/// Case O151.
#[tokio::test]
async fn quotas_hold_and_say_so() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let quotas = json!({ "entities": 6, "sources": 1, "storage_megabytes": 1, "requests_per_second": 0 });
    let made = create(&mut ada, json!({ "name": "acme", "title": "Acme", "quotas": quotas })).await;
    let mut eva = first(&server, &made).await;
    let acme = open(&server, "acme").await;
    apply(&acme, "one", 100, "catalog-info.yaml", SHOP).await;
    let sources = |target: &str| json!({ "target": target });
    assert_eq!(eva.post("/t/acme/api/v1/sources", sources("https://git.example/a.git")).await.status, 201);
    let second = eva.post("/t/acme/api/v1/sources", sources("https://git.example/b.git")).await;
    assert_eq!(second.status, 403);
    assert!(told(&second).contains("the quota is 1"), "{}", second.body);
    let usage = eva.get("/t/acme/api/v1/tenant").await.body;
    assert_eq!((&usage["usage"]["entities"], &usage["quotas"]["entities"]), (&json!(6), &json!(6)), "{usage}");
    let over = crate::harness::try_apply(&acme, "two", 100, "more.yaml", SECRET).await;
    assert!(over.is_err_and(|error| error.to_string().contains("7 entities, and the quota is 6")));
    assert_eq!(eva.get("/t/acme/api/v1/tenant").await.body["usage"]["entities"], 6, "nothing of it was kept");
    let limit = json!({ "quotas": { "requests_per_second": 2 } });
    ada.send(Method::PATCH, "/api/v1/tenants/acme", Some(limit)).await;
    let mut statuses = Vec::new();
    for _ in 0..30 {
        statuses.push(eva.get("/t/acme/api/v1/me").await.status.as_u16());
    }
    assert!(statuses.contains(&429) && statuses[0] == 200, "{statuses:?}");
    assert_eq!(ada.get("/api/v1/me").await.status, 200, "others are not counted");
}

#[tokio::test]
async fn whoever_has_an_account_comes_in_also_when_no_entity_may_be_added() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let quotas = json!({ "entities": 1, "requests_per_second": 0 });
    let made = create(&mut ada, json!({ "name": "acme", "title": "Acme", "quotas": quotas })).await;
    let mut eva = first(&server, &made).await;
    let usage = async |eva: &mut Browser<'_>| eva.get("/t/acme/api/v1/tenant").await.body["usage"]["entities"].clone();
    assert_eq!(usage(&mut eva).await, 1, "her own User");
    let bo = json!({ "name": "Bo", "email": "bo@acme.example", "password": PASSWORD });
    assert_eq!(eva.post("/t/acme/api/v1/people", bo.clone()).await.status, 201);
    let mut browser = Browser::new(&server);
    let came = browser.post("/t/acme/api/v1/auth/login", bo.clone()).await;
    assert_eq!(came.status, 200, "{}", came.body);
    assert_eq!(browser.get("/t/acme/api/v1/me").await.body["user_ref"], "user:accounts/bo");
    assert_eq!(usage(&mut eva).await, 1, "the quota holds");
    let more = json!({ "quotas": { "entities": 2, "requests_per_second": 0 } });
    ada.send(Method::PATCH, "/api/v1/tenants/acme", Some(more)).await;
    // What a node does when it hears of it.
    open(&server, "acme").await.catalog.quotas().set(Quotas::NONE);
    assert_eq!(browser.post("/t/acme/api/v1/auth/login", bo).await.status, 200);
    assert_eq!(usage(&mut eva).await, 2, "with room his User comes when he signs in again");
}

#[tokio::test]
async fn an_idle_tenant_is_closed_and_comes_back_when_asked_for() {
    let server = closed_server().await;
    let (_ada, mut eva, _bea) = two(&server).await;
    assert_eq!(server.hosting.open_homes().len(), 2);
    server.hosting.close_idle();
    assert_eq!(server.hosting.open_homes().len(), 0);
    let found = eva.get("/t/acme/api/catalog/entities/by-name/component/default/canary-walnut").await;
    assert_eq!((found.status.as_u16(), server.hosting.open_homes().len()), (200, 1));
}

#[test]
fn a_name_cannot_be_a_path() {
    let tenant = |name: &str| Tenant { name: name.to_owned(), title: "X".to_owned(), ..Tenant::default() };
    assert_eq!(tenant("acme-2").refusal(), None);
    for name in ["a/b", "a.b", "a b", "ä", "*"] {
        assert!(tenant(name).refusal().is_some(), "{name}");
    }
}

#[tokio::test]
async fn a_directory_provides_for_its_own_tenant_only() {
    let server = closed_server().await;
    let (mut ada, mut eva, _) = two(&server).await;
    let service = eva.post("/t/acme/api/v1/service-accounts", json!({ "name": "directory" })).await.body;
    let id = service["id"].as_str().expect("an id").to_owned();
    let grants = format!("grants: [{{ role: provisioner, subject: 'principal:{id}' }}]\n");
    let draft = eva.post("/t/acme/api/v1/policies", json!({ "text": grants })).await.body;
    eva.post(&format!("/t/acme/api/v1/policies/{}/publish", draft["version"]), json!({})).await;
    let path = format!("/t/acme/api/v1/service-accounts/{id}/tokens");
    let token = eva.post(&path, json!({ "name": "scim" })).await.body["token"].as_str().expect("a token").to_owned();
    let provide = |at: &str| {
        let request = server.request(Method::POST, &format!("{at}/scim/v2/Users")).bearer_auth(&token);
        let body = json!({ "userName": "ada@halden.example", "active": false }).to_string();
        request.header("content-type", "application/scim+json").body(body).send()
    };
    for other in ["", "/t/blue"] {
        assert_eq!(provide(other).await.expect("an answer").status(), 401, "{other}");
    }
    let made = provide("/t/acme").await.expect("an answer");
    assert_eq!(made.status(), 201);
    let made: Value = serde_json::from_str(&made.text().await.expect("a body")).expect("JSON");
    let location = made["meta"]["location"].as_str().expect("an address");
    assert!(location.starts_with("http://localhost:7007/t/acme/scim/v2/Users/"), "{location}");
    assert_eq!(ada.get("/api/v1/me").await.status, 200, "the same address elsewhere is another person");
    assert!(!told(&ada.get("/api/v1/sources").await).contains("scim"));
    assert!(told(&eva.get("/t/acme/api/v1/people").await).contains("ada@halden.example"));
}

/// Case O066.
#[tokio::test]
async fn an_exported_tenant_is_whole_and_alone() {
    let server = closed_server().await;
    let (_ada, _eva, _bea) = two(&server).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let (file, data) = (path("acme.backup"), path("data"));
    let (code, said, complaint) = server.run_on_store(&["backup", &file, "--tenant", "acme"]).await;
    assert_eq!(code, Some(0), "{said} {complaint}");
    let (code, ..) = server.run_on_store(&["backup", &path("x"), "--tenant", "nobody"]).await;
    assert_eq!(code, Some(1));
    let (code, said, complaint) = run(&["restore", &file, "--data", &data]).await;
    assert_eq!(code, Some(0), "{said} {complaint}");
    let (_, listed, _) = run(&["tenant", "list", "--data", &data]).await;
    assert!(listed.contains("acme") && !listed.contains("blue"), "{listed}");
    let (_, found, _) = run(&["query", "metadata.name=canary-walnut", "--data", &data, "--tenant", "acme"]).await;
    assert!(found.contains("canary-walnut"), "{found}");
    for command in [["restore", &file].as_slice(), &["tenant", "list"], &["serve"]] {
        let (code, _, complaint) = run(&[command, &["--data", &data, "--tenant", "acme"]].concat()).await;
        assert!(code == Some(2) && complaint.contains("about all tenants"), "{command:?}: {complaint}");
    }
    let (_, people, _) = run(&["user", "list", "--data", &data, "--tenant", "acme"]).await;
    assert!(people.contains("eva@acme.example"), "{people}");
    for arguments in [["export", "--data", &data], ["user", "list", "--data"]] {
        let arguments = if arguments[0] == "user" { vec!["user", "list", "--data", &data] } else { arguments.to_vec() };
        let (code, found, complaint) = run(&arguments).await;
        assert!(code == Some(0) && !found.contains('@') && !found.contains("walnut"), "{found} {complaint}");
    }
    let (code, said, _) = run(&["audit", "verify", "--data", &data, "--tenant", "acme"]).await;
    assert!(code == Some(0) && said.contains("unbroken"), "{said}");
}
