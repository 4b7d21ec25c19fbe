//! What the API says of one entity: put, changed, taken back.

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Server, apply};
use crate::identity::browser::{Browser, administrator};
use crate::permission::reach::{company, publish, signed_in};

const LEDGER: &str = "/api/v1/entities/component/default/ledger-2";

fn component(name: &str, owner: &str) -> Value {
    json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": { "name": name },
        "spec": { "type": "service", "lifecycle": "production", "owner": owner },
    })
}

struct Answer {
    status: StatusCode,
    etag: String,
    revision: i64,
    replayed: bool,
    body: Value,
}

async fn send(request: RequestBuilder) -> Answer {
    let answer = request.send().await.expect("an answer");
    let header = |name: &str| {
        answer.headers().get(name).map(|value| value.to_str().expect("text").to_owned()).unwrap_or_default()
    };
    let (etag, revision, replayed) = (header("etag"), header("portolan-revision"), header("idempotency-replayed"));
    let status = answer.status();
    let text = answer.text().await.expect("a body");
    Answer {
        status,
        etag,
        revision: revision.parse().expect("a revision"),
        replayed: replayed == "true",
        body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
    }
}

fn put(server: &Server, path: &str, body: &Value) -> RequestBuilder {
    server.request(Method::PUT, path).header("content-type", "application/json").body(body.to_string())
}

fn delete(server: &Server, path: &str) -> RequestBuilder {
    server.request(Method::DELETE, path)
}

#[tokio::test]
async fn an_entity_is_put_changed_and_taken_back() {
    let server = Server::start().await;
    let made = send(put(&server, LEDGER, &component("ledger-2", "payments"))).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.body["spec"]["owner"], "payments");
    let whole = made.body["metadata"]["etag"].as_str().expect("an etag");
    assert_eq!(made.etag, format!("\"{}\"", &whole[..16]));
    let (_, shown) = server.get("/api/catalog/entities/by-name/component/default/ledger-2").await;
    assert_eq!(shown, made.body, "it is in memory when the answer comes");

    let again = send(put(&server, LEDGER, &component("ledger-2", "payments"))).await;
    assert_eq!((again.status.as_u16(), again.revision, &again.etag), (200, made.revision, &made.etag));
    let yaml = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: ledger-2}\nspec: {type: service, lifecycle: production, owner: shop}\n";
    let changed = send(server.request(Method::PUT, LEDGER).header("content-type", "application/yaml").body(yaml)).await;
    assert_eq!((changed.status.as_u16(), changed.revision), (200, made.revision + 1), "{}", changed.body);
    let (_, history) = server.get(&format!("{LEDGER}/history")).await;
    let actions: Vec<&str> =
        history["items"].as_array().expect("items").iter().filter_map(|one| one["action"].as_str()).collect();
    assert_eq!(actions, ["updated", "created"], "what is the same changes nothing");
    let (_, audit) = server.get("/api/v1/audit?action=entity").await;
    let acts: Vec<(&str, &str)> = audit["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|one| (one["action"].as_str().expect("text"), one["target"].as_str().expect("text")))
        .collect();
    assert_eq!(acts, [("entity.put", "component:default/ledger-2"); 2]);

    let gone = send(delete(&server, LEDGER)).await;
    assert_eq!((gone.status.as_u16(), gone.revision), (204, changed.revision + 1));
    assert_eq!(server.get("/api/catalog/entities/by-name/component/default/ledger-2").await.0, 404);
    assert_eq!(send(delete(&server, LEDGER)).await.status, 404);
    let back = send(put(&server, LEDGER, &component("ledger-2", "payments"))).await;
    assert_eq!((back.status.as_u16(), &back.body["metadata"]["uid"]), (201, &made.body["metadata"]["uid"]));
    let wrong = server.app.db.read(portolan::catalog::store::entities::inconsistencies).await.expect("an answer");
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[tokio::test]
async fn files_win_and_stay_when_the_api_takes_its_word_back() {
    let server = Server::start().await;
    let path = "/api/v1/entities/component/default/billing";
    let mut body = component("billing", "nobody");
    body["metadata"]["annotations"] = json!({ "example.com/pager": "b-7" });
    let put = send(put(&server, path, &body)).await;
    assert_eq!(put.status, 200, "{}", put.body);
    assert_eq!(put.body["spec"]["owner"], "payments", "the file's word");
    assert_eq!(put.body["metadata"]["annotations"]["example.com/pager"], "b-7", "what no file says");
    let (_, claims) = server.get(&format!("{path}/claims")).await;
    let sources: Vec<&str> =
        claims["items"].as_array().expect("items").iter().filter_map(|one| one["source_id"].as_str()).collect();
    assert_eq!(sources, ["one", "api"]);
    assert_eq!(send(delete(&server, path)).await.status, 204);
    let (_, left) = server.get("/api/catalog/entities/by-name/component/default/billing").await;
    assert_eq!(left["spec"]["owner"], "payments");
    assert_eq!(left["metadata"]["annotations"]["example.com/pager"], Value::Null);
    assert_eq!(send(delete(&server, path)).await.status, 404, "the file's word is not the API's to take back");
}

#[tokio::test]
async fn an_expectation_that_does_not_hold_changes_nothing() {
    let server = Server::start().await;
    let (mine, theirs) = (component("ledger-2", "payments"), component("ledger-2", "shop"));
    let put = |body: &Value| put(&server, LEDGER, body);
    assert_eq!(send(put(&mine).header("if-match", "*")).await.status, 412, "it is not there");
    assert_eq!(send(put(&mine).header("if-match", "\"abc\"")).await.status, 412);
    let made = send(put(&mine).header("if-none-match", "*")).await;
    assert_eq!(made.status, 201);
    assert_eq!(send(put(&theirs).header("if-none-match", "*")).await.status, 412);
    let changed = send(put(&theirs).header("if-match", &made.etag)).await;
    assert_eq!(changed.status, 200);
    let late = send(put(&mine).header("if-match", &made.etag)).await;
    assert_eq!((late.status.as_u16(), &late.body["code"]), (412, &json!("precondition_failed")));
    assert_eq!(send(delete(&server, LEDGER).header("if-match", &made.etag)).await.status, 412);
    // The etag that the catalog shows does as well, and a neighbour's relation does not move it.
    let neighbour = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": { "name": "n" },
        "spec": { "type": "service", "lifecycle": "production", "owner": "payments", "dependsOn": ["component:ledger-2"] },
    });
    let (_, shown) = server.get("/api/catalog/entities/by-name/component/default/ledger-2").await;
    assert_eq!(send(self::put(&server, "/api/v1/entities/component/default/n", &neighbour)).await.status, 201);
    let etag = shown["metadata"]["etag"].as_str().expect("an etag");
    assert_eq!(send(delete(&server, LEDGER).header("if-match", format!("W/\"{etag}\", \"other\""))).await.status, 204);
}

#[tokio::test]
async fn what_is_wrong_is_said_by_the_rules_of_files() {
    let server = Server::start().await;
    let mut broken = component("ledger-2", "payments");
    broken["spec"]["owner"] = Value::Null;
    let answer = send(put(&server, LEDGER, &broken)).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    let problem = &answer.body["problems"][0];
    assert_eq!(
        (problem["code"].as_str(), problem["path"].as_str()),
        (Some("catalog.missing-field"), Some("spec.owner"))
    );
    assert!(answer.body["detail"].as_str().expect("text").contains("owner"), "{}", answer.body);

    let other = send(put(&server, LEDGER, &component("ledger-3", "payments"))).await;
    assert_eq!(other.status, 422, "{}", other.body);
    assert!(other.body["detail"].as_str().expect("text").contains("component:default/ledger-3"), "{}", other.body);
    for text in ["", "---\n", "{", "a: [", "null"] {
        let answer = send(server.request(Method::PUT, LEDGER).body(text)).await;
        assert_eq!(answer.status, 422, "{text}: {}", answer.body);
    }
    let user = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "User", "metadata": { "name": "ada", "namespace": "accounts" },
        "spec": { "memberOf": [] },
    });
    assert_eq!(send(put(&server, "/api/v1/entities/user/accounts/ada", &user)).await.status, 403);
    let (_, stats) = server.get("/api/v1/stats").await;
    assert_eq!(stats["entities"], 5, "nothing of all that is kept");
}

#[tokio::test]
async fn a_key_makes_one_change_however_often_it_is_sent() {
    let server = Server::start().await;
    let put = |owner: &str, key: &str| {
        put(&server, LEDGER, &component("ledger-2", owner)).header("idempotency-key", key.to_owned())
    };
    let first = send(put("payments", "k1")).await;
    assert_eq!((first.status.as_u16(), first.replayed), (201, false));
    assert_eq!(send(put("shop", "k2")).await.status, 200);
    let again = send(put("payments", "k1")).await;
    assert_eq!((again.status.as_u16(), again.replayed, &again.etag), (201, true, &first.etag));
    assert_eq!(again.body, first.body);
    let (_, shown) = server.get("/api/catalog/entities/by-name/component/default/ledger-2").await;
    assert_eq!(shown["spec"]["owner"], "shop", "the first is not done again");
    assert_eq!(send(put("web", "k1")).await.status, 422, "the key was used for another request");
    // What is refused lets go of its key.
    assert_eq!(send(put("web", "k3").header("if-match", "\"old\"")).await.status, 412);
    assert_eq!(send(put("web", "k3")).await.status, 200);
    let gone = || delete(&server, LEDGER).header("idempotency-key", "k4");
    let (first, again) = (send(gone()).await, send(gone()).await);
    assert_eq!((first.status.as_u16(), again.status.as_u16(), again.replayed), (204, 204, true));
}

async fn as_browser(browser: &mut Browser<'_>, name: &str, owner: &str) -> u16 {
    let path = format!("/api/v1/entities/component/default/{name}");
    browser.send(Method::PUT, &path, Some(component(name, owner))).await.status.as_u16()
}

#[tokio::test]
async fn a_scope_holds_for_what_is_there_and_for_what_would_be() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let text = "
roles:
  - name: payments-writer
    allow: [catalog.read, catalog.write]
    scope: { connection: owns }
grants:
  - { subject: people, role: payments-writer }
";
    publish(&mut ada, text).await;
    let mut bo = signed_in(&server, "bo").await;
    assert_eq!(as_browser(&mut bo, "new", "payments").await, 201, "of his own group");
    assert_eq!(as_browser(&mut bo, "stolen", "research").await, 403, "of another");
    assert_eq!(as_browser(&mut bo, "new", "research").await, 403, "nor given away");
    assert_eq!(as_browser(&mut bo, "web", "payments").await, 403, "nor taken from somebody");
    assert_eq!(as_browser(&mut bo, "secret-engine", "payments").await, 403);
    assert_eq!(bo.delete("/api/v1/entities/component/default/new").await.status, 204);
    let mut cy = signed_in(&server, "cy").await;
    assert_eq!(as_browser(&mut cy, "other", "payments").await, 403);
    let (_, changes) = (0, ada.get("/api/v1/changes?limit=3").await.body);
    assert_eq!(changes["items"][0]["ref"], "component:default/new");
    assert_eq!(ada.get("/api/catalog/entities/by-name/component/default/stolen").await.status, 404);
}

#[tokio::test]
async fn an_answer_shows_no_field_that_the_caller_may_not_read() {
    let server = company().await;
    let mut ada = administrator(&server).await;
    let text = "
roles:
  - { name: writer, allow: [catalog.read, catalog.write] }
grants:
  - { subject: people, role: writer }
sensitive: [spec.cost]
";
    publish(&mut ada, text).await;
    let costly =
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: vault }\nspec: { cost: walnut }\n";
    apply(
        &server.app,
        "two",
        50,
        "vault.yaml",
        &costly.replace("{ cost", "{ type: service, lifecycle: production, owner: payments, cost"),
    )
    .await;
    let mut bo = signed_in(&server, "bo").await;
    let path = "/api/v1/entities/component/default/vault";
    let mut body = component("vault", "payments");
    body["metadata"]["title"] = json!("Vault");
    let (narrow, wide) =
        (bo.send(Method::PUT, path, Some(body.clone())).await.body, ada.send(Method::PUT, path, Some(body)).await.body);
    assert_eq!((&narrow["metadata"]["title"], &narrow["spec"]["cost"]), (&json!("Vault"), &Value::Null));
    assert_eq!(wide["spec"]["cost"], "walnut");
}

/// Many at once share transactions; one that fails fails alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writes_at_once_are_all_done_but_the_wrong_ones() {
    let server = std::sync::Arc::new(Server::start().await);
    let writes = (0..200).map(|at| {
        let server = std::sync::Arc::clone(&server);
        tokio::spawn(async move {
            let name = format!("many-{}", at / 2);
            let path = format!("/api/v1/entities/component/default/{name}");
            // The second of each name expects something that never was.
            let request = put(&server, &path, &component(&name, &format!("team-{at}")));
            let request = if at % 2 == 1 { request.header("if-match", "\"never\"") } else { request };
            send(request).await.status.as_u16()
        })
    });
    for (at, write) in writes.collect::<Vec<_>>().into_iter().enumerate() {
        let wanted = if at % 2 == 1 { 412 } else { 201 };
        assert_eq!(write.await.expect("it ends"), wanted, "{at}");
    }
    let (_, stats) = server.get("/api/v1/stats").await;
    assert_eq!(stats["entities"], 105);
    let (_, verified) = server.get("/api/v1/audit/verify").await;
    assert_eq!(verified["ok"], json!(true), "{verified}");
    let wrong = server.app.db.read(portolan::catalog::store::entities::inconsistencies).await.expect("an answer");
    assert!(wrong.is_empty(), "{wrong:?}");
}
