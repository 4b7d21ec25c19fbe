//! `portolan user` and `portolan token`, as whoever operates the server uses them.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

fn run(data: &Path, arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
    command.args(arguments).arg("--data").arg(data).current_dir(data);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    // A program that does not ask has gone.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

#[test]
fn accounts_and_tokens_without_a_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let ada = ["user", "create", "--email", "Ada@halden.example", "--name", "Ada", "--admin", "--password-stdin"];
    let (code, said, wrong) = run(data, &ada, "correct horse battery\n");
    assert_eq!((code, said.as_str()), (0, "ada@halden.example has an account and may administer\n"), "{wrong}");
    assert_eq!(run(data, &ada, "correct horse battery\n").0, 1, "it is taken");
    let bo = ["user", "create", "--email", "bo@halden.example", "--name", "Bo"];
    assert!(run(data, &bo, "").1.contains("Password: "));
    let (_, list, _) = run(data, &["user", "list", "--json"], "");
    let list: Value = serde_json::from_str(&list).expect("JSON");
    assert_eq!((&list["items"][0]["admin"], &list["items"][1]["admin"]), (&true.into(), &false.into()));
    let (code, _, wrong) = run(data, &["user", "disable", "ada@halden.example"], "");
    assert_eq!(code, 1);
    assert!(wrong.contains("last administrator"), "{wrong}");
    assert_eq!(run(data, &["user", "disable", "bo@halden.example"], "").0, 0);
    assert_eq!(run(data, &["user", "disable", "nobody@halden.example"], "").0, 1);
    assert_eq!(run(data, &["user", "password", "bo@halden.example", "--password-stdin"], "short\n").0, 1);
    let make = ["token", "create", "--user", "ada@halden.example", "--scope", "catalog.read", "--name", "ci"];
    let (code, token, wrong) = run(data, &make, "");
    assert_eq!(code, 0, "{wrong}");
    assert!(token.starts_with("ptl_"), "{token}");
    let (_, list, _) = run(data, &["token", "list", "--user", "ada@halden.example", "--json"], "");
    let list: Value = serde_json::from_str(&list).expect("JSON");
    let id = list["items"][0]["id"].as_str().expect("an id");
    assert_eq!(run(data, &["token", "revoke", id], "").0, 0);
    assert_eq!(run(data, &["token", "revoke", id], "").0, 1, "it is gone");
}

#[test]
fn a_server_that_would_be_open_or_shut_to_everybody_does_not_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let refusals: [(&[(&str, &str)], &str); 7] = [
        (&[("PORTOLAN_AUTH__GUEST__ENABLED", "true")], "refusing to listen on 0.0.0.0:0 with guest sign-in"),
        (&[("PORTOLAN_AUTH__LOCAL__ENABLED", "false")], "nobody could come in"),
        (&[("PORTOLAN_AUTH__SESSION__MAX_DAYS", "0")], "at least 1"),
        (&[("PORTOLAN_AUTH__HEADER__NAME", "X-User")], "needs auth.header.proxies"),
        (&[("PORTOLAN_AUTH__HEADER__PROXIES", "[\"10.0.0.0/99\"]")], "`10.0.0.0/99` is not an address"),
        (&[("PORTOLAN_AUTH__GITHUB__CLIENT_ID", "c")], "needs organizations"),
        (
            &[("PORTOLAN_AUTH__OIDC", r#"[{"id":"a","name":"A","client_id":"c","issuer":"https://a.example"}]"#)],
            "needs public_url",
        ),
    ];
    for (environment, word) in refusals {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
        command.args(["serve", "--listen", "0.0.0.0:0"]).current_dir(folder.path());
        command.envs(environment.iter().copied());
        let output = command.output().expect("it ends");
        let wrong = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(1), "{wrong}");
        assert!(wrong.contains(word), "{environment:?}: {wrong}");
    }
}
