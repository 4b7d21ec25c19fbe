//! A source of tables: users and groups come from files and pages, and go under the guard.

use portolan::sources::Cause;
use serde_json::{Value, json};

use crate::harness::{Server, names};

const USERS: &str = "name,display_name,email,groups\nbo.lind,Bo Lind,bo@halden.example,pricing\ncy,Cy,,pricing\n";
const GROUPS: &str = "name,type,display_name,parent\npricing,team,Pricing,engineering\nengineering,department,,\n";

async fn sync(server: &Server, id: &str) -> Value {
    let ran = server.app.sources.sync(id, Cause::Manual, None).await.expect("it runs").expect("nobody is at it");
    json!({ "state": ran.state, "counts": ran.counts, "message": ran.message })
}

#[tokio::test]
async fn a_folder_of_tables_is_users_and_groups() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &[u8]| std::fs::write(folder.path().join(name), text).expect("a file");
    write("users.csv", USERS.as_bytes());
    write("groups.csv", GROUPS.as_bytes());
    write("catalog-info.yaml", b"not: read");
    let wanted = json!({ "target": folder.path(), "kind": "csv", "name": "HR" });
    let (status, source) = server.post("/api/v1/sources", wanted).await;
    assert_eq!((status.as_u16(), &source["kind"]), (201, &json!("csv")), "{source}");
    let id = source["id"].as_str().expect("an id").to_owned();
    assert_eq!(sync(&server, &id).await["counts"]["files"], 2);
    let (_, user) = server.get("/api/catalog/entities/by-name/user/default/bo.lind").await;
    assert_eq!(user["spec"]["memberOf"], json!(["group:default/pricing"]), "{user}");
    let relations: Vec<&Value> =
        user["relations"].as_array().expect("relations").iter().map(|one| &one["targetRef"]).collect();
    assert_eq!(relations, ["group:default/pricing"]);
    assert!(
        user["metadata"]["annotations"]["backstage.io/managed-by-location"]
            .as_str()
            .expect("text")
            .ends_with("users.csv")
    );

    write("users.csv", format!("{USERS}not a name,,,\n").replace("cy,Cy", "di,Di").as_bytes());
    let ran = sync(&server, &id).await;
    assert_eq!((&ran["counts"]["errors"], &ran["counts"]["created"]), (&json!(1), &json!(1)), "{ran}");
    let (_, users) = server.get("/api/catalog/entities?filter=kind=user").await;
    assert_eq!(names(&users), ["bo.lind", "cy", "di"], "a table with an error removes nobody");
    let (_, problems) = server.get("/api/v1/problems").await;
    let problem = &problems["items"][0];
    assert_eq!((&problem["code"], &problem["line"]), (&json!("organisation.invalid-name"), &json!(4)), "{problem}");

    write("users.csv", b"name\n\xff\xfe\n");
    assert_eq!(sync(&server, &id).await["counts"]["errors"], 1);
    let (_, users) = server.get("/api/catalog/entities?filter=kind=user").await;
    assert_eq!(names(&users).len(), 3, "nor does one that is no text");
    write("users.csv", USERS.as_bytes());
    sync(&server, &id).await;
    let (_, users) = server.get("/api/catalog/entities?filter=kind=user").await;
    assert_eq!(names(&users), ["bo.lind", "cy"]);
}

#[tokio::test]
async fn a_table_that_shrinks_is_held() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("people.csv");
    let table = |count: usize| {
        let rows: Vec<String> = (0..count).map(|at| format!("user-{at:02}\n")).collect();
        format!("name\n{}", rows.concat())
    };
    std::fs::write(&path, table(30)).expect("a file");
    let (status, source) = server.post("/api/v1/sources", json!({ "target": path })).await;
    assert_eq!((status.as_u16(), &source["kind"]), (201, &json!("csv")), "{source}");
    let id = source["id"].as_str().expect("an id").to_owned();
    assert_eq!(sync(&server, &id).await["counts"]["created"], 30);
    for count in [19, 0] {
        std::fs::write(&path, table(count)).expect("a file");
        assert_eq!(sync(&server, &id).await["state"], "held", "{count}");
    }
    let (_, users) = server.get("/api/catalog/entities?filter=kind=user").await;
    assert_eq!(names(&users).len(), 30);
    std::fs::write(&path, table(20)).expect("a file");
    assert_eq!(sync(&server, &id).await["counts"]["deleted"], 10);
}

#[tokio::test]
async fn a_page_can_be_a_table() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let target = format!("http://{}/export/users.csv", listener.local_addr().expect("an address"));
    let page = axum::Router::new().fallback(axum::routing::get(async || USERS));
    tokio::spawn(async move { axum::serve(listener, page).await });
    let (_, source) = server.post("/api/v1/sources", json!({ "target": target })).await;
    assert_eq!(source["kind"], "csv", "{source}");
    assert_eq!(sync(&server, source["id"].as_str().expect("an id")).await["counts"]["created"], 2);
    let (_, dry) = server.post("/api/v1/sources?dry_run=true", json!({ "target": target })).await;
    assert_eq!(dry["entities"].as_array().map(Vec::len), Some(2), "{dry}");
}
