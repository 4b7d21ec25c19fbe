//! A header that names somebody counts only where it is configured to.

use std::process::Stdio;

use portolan::app::Settings;
use reqwest::Method;
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::harness::{SHOP, Server};

#[tokio::test]
async fn o048_by_default_no_header_is_a_name() {
    let proxies = vec!["127.0.0.0/8".parse().expect("a block")];
    let server = Server::with(SHOP, Settings { guest: None, proxies, ..Settings::default() }).await;
    for headers in [
        vec![("x-forwarded-user", "ada")],
        vec![("X_Forwarded_User", "ada")],
        vec![("X-WEBAUTH-USER", "ada")],
        vec![("x-FORWARDED-user", "ada"), ("x-forwarded-email", "ada@halden.example")],
        vec![("x-forwarded-user", "ada"), ("x-forwarded-user", "bo")],
        vec![("connection", "x-forwarded-user"), ("x-forwarded-user", "ada")],
        vec![("remote-user", "ada"), ("x-remote-user", "ada"), ("x-forwarded-preferred-username", "ada")],
    ] {
        for path in ["/api/v1/me", "/api/v1/auth/header/start", "/api/catalog/entities"] {
            let request = server.request(Method::GET, path);
            let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
            let status = request.send().await.expect("an answer").status().as_u16();
            assert_eq!(status, if path.ends_with("start") { 404 } else { 401 }, "{path} {headers:?}");
        }
    }
}

#[tokio::test]
async fn o048_a_list_of_proxies_that_is_everybody_is_warned_of() {
    let folder = tempfile::tempdir().expect("a folder");
    for (networks, warned) in [("[\"0.0.0.0/0\"]", true), ("[\"10.0.0.0/8\"]", false)] {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_portolan"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path().join("data"));
        command.env("PORTOLAN_AUTH__HEADER__NAME", "X-User").env("PORTOLAN_AUTH__HEADER__PROXIES", networks);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut serving = command.spawn().expect("it starts");
        let mut lines = BufReader::new(serving.stdout.take().expect("a pipe")).lines();
        let ready = lines.next_line().await.expect("output").expect("a line");
        assert!(ready.contains("ready at"), "{ready}");
        serving.kill().await.expect("it ends");
        let said = serving.wait_with_output().await.expect("it ended").stderr;
        let said = String::from_utf8_lossy(&said);
        assert_eq!(said.contains("auth.header.proxies names very many addresses"), warned, "{networks}: {said}");
    }
}
