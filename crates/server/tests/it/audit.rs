//! The audit log as its readers meet it: search, pages, export, verification, and what is written into it.

use portolan::audit::store::{EntryRow, Search, list};
use portolan::db::Tx;
use serde_json::{Value, json};

use crate::harness::Server;
use crate::identity::browser::{Browser, MINUTE, PASSWORD, administrator, closed_server, person};

async fn entries(server: &Server, action: &str) -> Vec<EntryRow> {
    let search = Search { action: action.to_owned(), ..Search::default() };
    server.app.db.read(move |tx| list(tx, &search, i64::MAX, 1_000)).await.expect("entries")
}

async fn found(ada: &mut Browser<'_>, query: &str) -> Vec<String> {
    let answer = ada.get(&format!("/api/v1/audit?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    let items = answer.body["items"].as_array().expect("items").clone();
    items.iter().map(|item| item["action"].as_str().expect("text").to_owned()).collect()
}

/// Case O096.
#[tokio::test]
async fn an_entry_says_who_did_what_from_where_by_which_request() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let made = ada.post("/api/v1/people", json!({ "name": "Bo", "email": "bo@halden.example" })).await;
    let request = made.headers["x-request-id"].to_str().expect("text").to_owned();
    let id = made.body["id"].as_str().expect("an id").to_owned();
    let answer = ada.get(&format!("/api/v1/audit?target={id}")).await.body;
    let entry = &answer["items"][0];
    assert_eq!((&entry["actor"], &entry["action"]), (&json!("user:accounts/ada"), &json!("person.create")));
    assert_eq!((&entry["decision"], &entry["request_id"]), (&json!("allowed"), &json!(request)));
    assert_eq!((&entry["origin"], &entry["at"]), (&json!("127.0.0.1"), &json!("2027-01-15T08:00:00.000Z")));
    assert_eq!((&entry["before"], &entry["after"]["admin"]), (&Value::Null, &json!(false)));
    ada.send(reqwest::Method::PATCH, &format!("/api/v1/people/{id}"), Some(json!({ "disabled": true }))).await;
    let entry = ada.get("/api/v1/audit?action=principal.").await.body["items"][0].clone();
    assert_eq!((&entry["before"]["disabled"], &entry["after"]["disabled"]), (&json!(false), &json!(true)));
}

#[tokio::test]
async fn the_log_is_searched_and_paged() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    server.app.clock.advance(60 * MINUTE);
    ada.post("/api/v1/policies", json!({ "text": "grants: []\n" })).await;
    Browser::new(&server).log_in("ada@halden.example", "wrong").await;
    assert_eq!(found(&mut ada, "action=policy.").await, ["policy.draft"]);
    assert_eq!(found(&mut ada, "action=policy_").await, [""; 0], "signs of patterns mean themselves");
    assert_eq!(found(&mut ada, "decision=denied").await, ["login.fail"]);
    assert_eq!(found(&mut ada, "actor=user:accounts/ada&since=2027-01-15T09:00:00Z").await, ["policy.draft"]);
    assert!(!found(&mut ada, "until=2027-01-15T09:00:00Z").await.contains(&"policy.draft".to_owned()));
    assert_eq!(found(&mut ada, "text=ADA@halden").await, ["person.create"]);
    for wrong in ["since=yesterday", "decision=maybe", "cursor=x", "limit=x"] {
        assert_eq!(ada.get(&format!("/api/v1/audit?{wrong}")).await.status, 400, "{wrong}");
    }

    let all = found(&mut ada, "limit=1000").await;
    let (mut paged, mut query) = (Vec::new(), "limit=2".to_owned());
    loop {
        let page = ada.get(&format!("/api/v1/audit?{query}")).await.body;
        paged.extend(
            page["items"].as_array().expect("items").iter().map(|one| one["action"].as_str().expect("text").to_owned()),
        );
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        query = format!("limit=2&cursor={cursor}");
    }
    assert_eq!(paged, all);

    let second = ada.get("/api/v1/audit?limit=2").await.body["items"][1].clone();
    assert_eq!(ada.get(&format!("/api/v1/audit?seq={}", second["seq"])).await.body["items"], json!([second]));
    assert_eq!(ada.get("/api/v1/audit?seq=1000000").await.body["items"], json!([]));
}

#[tokio::test]
async fn only_readers_of_the_log_read_it() {
    let server = closed_server().await;
    administrator(&server).await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    let mut bo = Browser::new(&server);
    bo.log_in("bo@halden.example", PASSWORD).await;
    for path in ["/api/v1/audit", "/api/v1/audit/export", "/api/v1/audit/verify"] {
        assert_eq!(bo.get(path).await.status, 403, "{path}");
        assert_eq!(Browser::new(&server).get(path).await.status, 401, "{path}");
    }
}

/// Case O096.
#[tokio::test]
async fn refusals_are_noted_and_cannot_flood_the_log() {
    let server = closed_server().await;
    administrator(&server).await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    let mut bo = Browser::new(&server);
    bo.log_in("bo@halden.example", PASSWORD).await;
    let refuse = async |bo: &mut Browser<'_>| {
        assert_eq!(bo.post("/api/v1/people", json!({ "name": "x", "email": "x@y.example" })).await.status, 403);
    };
    for _ in 0..5 {
        refuse(&mut bo).await;
    }
    let noted = entries(&server, "request.refuse").await;
    assert_eq!(noted.len(), 1);
    assert_eq!((noted[0].decision.as_str(), noted[0].actor.as_str()), ("denied", "user:accounts/bo"));
    assert_eq!((noted[0].target.as_str(), noted[0].origin.as_str()), ("POST /api/v1/people", "127.0.0.1"));
    assert!(!noted[0].request_id.is_empty());
    server.app.clock.advance(2 * MINUTE);
    refuse(&mut bo).await;
    let noted = entries(&server, "request.refuse").await;
    assert_eq!((noted.len(), noted[0].after.contains("\"not_noted_before\":4")), (2, true), "{noted:?}");
    assert_eq!(bo.get("/api/v1/people").await.status, 403);
    assert_eq!(entries(&server, "request.refuse").await.len(), 2, "reads change nothing");
    for at in 0..3 {
        Browser::new(&server).log_in(&format!("nobody-{at}@halden.example"), "wrong").await;
    }
    assert_eq!(entries(&server, "login.fail").await.len(), 1);
}

#[tokio::test]
async fn the_log_goes_out_as_lines() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    ada.post("/api/v1/auth/tokens", json!({ "name": "a|b=c\nd" })).await;
    let text = ada.get("/api/v1/audit/export").await.body;
    let lines: Vec<Value> =
        text.as_str().expect("lines").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let seqs: Vec<i64> = lines.iter().filter_map(|line| line["seq"].as_i64()).collect();
    assert_eq!(seqs, (1..=lines.len() as i64).collect::<Vec<_>>());
    let cef = ada.get("/api/v1/audit/export?format=cef&action=token.create").await.body;
    let cef = cef.as_str().expect("lines");
    assert_eq!(cef.lines().count(), 1, "{cef}");
    assert!(
        cef.starts_with("CEF:0|Portolan|Portolan|") && cef.contains("|token.create|token.create|3|rt=1800000000000 ")
    );
    assert!(cef.contains("a|b\\=c\\\\nd"), "{cef}");
    assert_eq!(ada.get("/api/v1/audit/export?format=xml").await.status, 400);
    let (code, output, _) = server.run_on_store(&["audit", "export"]).await;
    assert_eq!((code, output.lines().count()), (Some(0), lines.len()));
}

/// Case O095.
#[tokio::test]
async fn a_broken_chain_is_told_over_http_and_on_the_command_line() {
    let server = closed_server().await;
    let mut ada = administrator(&server).await;
    let verdict = ada.get("/api/v1/audit/verify").await.body;
    assert_eq!((&verdict["ok"], &verdict["broken"]), (&json!(true), &Value::Null));
    let head = format!("{}:{}", verdict["head"]["seq"], verdict["head"]["hash"].as_str().expect("a hash"));
    assert_eq!(ada.get(&format!("/api/v1/audit/verify?head={head}")).await.body["ok"], true);
    assert_eq!(ada.get("/api/v1/audit/verify?head=1:abc").await.body["broken"]["seq"], 1);
    assert_eq!(ada.get("/api/v1/audit/verify?head=x").await.status, 400);
    let (code, output, said) = server.run_on_store(&["audit", "verify", "--head", &head]).await;
    assert_eq!((code, output.contains("unbroken")), (Some(0), true), "{output}{said}");

    let tamper = |tx: &mut Tx<'_>| tx.batch("UPDATE audit_entries SET actor = 'nobody' WHERE seq = 2");
    server.app.db.write(tamper).await.expect("somebody has the database");
    let verdict = ada.get("/api/v1/audit/verify").await.body;
    assert_eq!((&verdict["ok"], &verdict["broken"]["seq"]), (&json!(false), &json!(2)));
    let (code, _, said) = server.run_on_store(&["audit", "verify"]).await;
    assert_eq!((code, said.contains("broken at entry 2")), (Some(1), true), "{said}");
}
