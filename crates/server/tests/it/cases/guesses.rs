//! Guessing on several nodes, and what the limiter remembers of it.

use reqwest::Method;
use serde_json::json;

use crate::harness::Server;
use crate::identity::browser::{Browser, MINUTE, PASSWORD, closed_server, person};

async fn guess(server: &Server, email: &str, from: &str) -> u16 {
    let body = json!({ "email": email, "password": "a guess that is wrong" });
    let request = server.request(reqwest::Method::POST, "/api/v1/auth/login").header("x-forwarded-for", from);
    let request = request.header("content-type", "application/json").body(body.to_string());
    request.send().await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn o049_three_nodes_count_together_and_a_restart_forgives_nobody() {
    let server = closed_server().await;
    person(&server, "Bo Lind", "bo@halden.example").await;
    let nodes = [&server, &server.again().await, &server.again().await];
    let tries = (0..60).map(|number| {
        let email = ["bo@halden.example", "BO@halden.example", "bo@HALDEN.example "][number % 3];
        let from = format!("203.0.113.{number}");
        async move { guess(nodes[number / 3 % 3], email, &from).await }
    });
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|status| **status == 401).count(), 5, "{answers:?}");
    assert!(answers.iter().all(|status| [401, 429].contains(status)), "{answers:?}");
    let started = server.again().await;
    assert_eq!(Browser::new(&started).log_in("bo@halden.example", PASSWORD).await.status, 429);
}

#[tokio::test]
async fn o049_what_is_remembered_of_guesses_has_an_end() {
    let server = closed_server().await;
    let rows = async || {
        let count = |tx: &mut portolan::db::Tx<'_>| tx.one("SELECT COUNT(*) FROM attempts", &[], |row| row.int(0));
        server.app.db.read(count).await.expect("an answer").unwrap_or_default()
    };
    for number in 0..21 {
        guess(&server, &format!("user{number}@halden.example"), "").await;
    }
    let known = rows().await;
    assert!(known <= 21, "one for each account that was tried, and one for the address: {known}");
    for number in 0..200 {
        assert_eq!(guess(&server, &format!("more{number}@halden.example"), "").await, 429);
    }
    assert_eq!(rows().await, known, "whoever must wait leaves nothing behind");
    server.app.clock.advance(25 * 60 * MINUTE);
    guess(&server, "later@halden.example", "").await;
    assert_eq!(rows().await, 2, "a day later all of it is forgotten");
}

/// Whoever asks for somebody is answered as if there were nobody, also in the words of machines.
#[tokio::test]
async fn o051_an_account_cannot_be_told_from_none() {
    let server = closed_server().await;
    let bo = person(&server, "Bo Lind", "bo@halden.example").await;
    let nobody = uuid::Uuid::now_v7().to_string();
    let form = "application/x-www-form-urlencoded";
    let ask = |email: &str, id: &str| {
        let login = json!({ "email": email, "password": "a guess that is wrong" }).to_string();
        let invited = json!({ "token": "x", "password": PASSWORD, "name": email }).to_string();
        let client = format!("grant_type=client_credentials&client_id={id}&client_secret=x");
        let name = email.split('@').next().expect("a name");
        vec![
            (Method::POST, "/api/v1/auth/login".to_owned(), "application/json", login),
            (Method::POST, "/api/v1/auth/invitation".to_owned(), "application/json", invited),
            (Method::POST, "/api/v1/auth/token".to_owned(), form, client),
            (Method::GET, format!("/api/v1/people/{id}"), form, String::new()),
            (Method::PATCH, format!("/api/v1/people/{id}"), "application/json", "{}".to_owned()),
            (Method::GET, format!("/api/catalog/entities/by-name/user/accounts/{name}"), form, String::new()),
            (Method::GET, format!("/scim/v2/Users/{id}"), form, String::new()),
        ]
    };
    let there = ask("bo@halden.example", &bo);
    for ((method, path, kind, body), (_, other, _, no_body)) in there.into_iter().zip(ask("no@halden.example", &nobody))
    {
        let mut found = Vec::new();
        for (path, body) in [(&path, body), (&other, no_body)] {
            let request = server.request(method.clone(), path).header("content-type", kind).body(body);
            let answer = request.header("x-request-id", "same").send().await.expect("an answer");
            let mut headers: Vec<String> = answer.headers().keys().map(ToString::to_string).collect();
            headers.sort();
            let status = answer.status().as_u16();
            let shown = path.strip_prefix("/api/catalog").unwrap_or(path);
            let text = answer.text().await.expect("a body").replace(shown, "PATH");
            found.push((status, headers, text));
        }
        assert_eq!(found[0], found[1], "{method} {path}");
        assert!(found[0].0 >= 400, "{method} {path}");
    }
}
