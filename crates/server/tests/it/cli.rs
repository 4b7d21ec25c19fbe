//! The command line on a store, and towards a running server.

use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{SHOP, Server, apply, run, run_with};

const HOUR: i64 = 3_600_000_000;

/// References that a query prints.
fn references(output: &str) -> Vec<&str> {
    output.lines().filter_map(|line| line.split_whitespace().next()).collect()
}

#[tokio::test]
async fn a_query_as_of_a_time_undoes_the_change_log() {
    // The clock stands at 2027-01-15T08:00:00Z.
    let server = Server::start().await;
    server.app.clock.advance(HOUR);
    let renamed = SHOP.replace("lifecycle: production, owner: payments", "lifecycle: deprecated, owner: web-team");
    apply(&server.app, "one", 100, "catalog-info.yaml", &renamed).await;
    server.app.clock.advance(HOUR);
    let fewer =
        renamed.split("---").filter(|document| !document.contains("name: web,")).collect::<Vec<_>>().join("---");
    apply(&server.app, "one", 100, "catalog-info.yaml", &fewer).await;
    server.app.clock.advance(HOUR);
    let again = renamed.replace("'=danger'", "'=safe'");
    apply(&server.app, "one", 100, "catalog-info.yaml", &again).await;

    let ask = async |time: &str, filter: &str| {
        let (code, output, said) = server.run_on_store(&["query", filter, "--as-of", time]).await;
        assert_eq!(code, Some(0), "{said}");
        output
    };
    assert_eq!(ask("2027-01-15", "").await, "", "nothing was there");
    let first = ask("2027-01-15T08:30:00Z", "kind=component,spec.lifecycle=production").await;
    assert_eq!(references(&first), ["component:default/billing", "component:default/web"]);
    let owned = ask("2027-01-15T08:30:00Z", "relations.ownerOf=component:default/billing").await;
    assert_eq!(references(&owned), ["group:default/payments"], "relations are those of the time");
    let second = ask("2027-01-15T10:30:00+01:00", "spec.lifecycle=deprecated").await;
    assert_eq!(references(&second), ["component:default/billing"]);
    assert_eq!(references(&ask("2027-01-15T10:30:00Z", "kind=component").await).len(), 2, "one was gone");
    assert_eq!(references(&ask("2030-01-01", "kind=component").await).len(), 3);

    let (_, output, _) =
        server.run_on_store(&["query", "metadata.name=web", "--json", "--as-of", "2027-01-15T09:30:00Z"]).await;
    let found: Value = serde_json::from_str(&output).expect("JSON");
    let (_, now) = server.get("/api/catalog/entities/by-name/component/default/web").await;
    assert_eq!(found[0]["metadata"]["description"], "=danger", "as it was before it was removed and came back");
    assert_eq!(found[0]["metadata"]["uid"], now["metadata"]["uid"]);
    assert_eq!(now["metadata"]["description"], "=safe");

    assert_eq!(server.run_on_store(&["query", "--as-of", "yesterday"]).await.0, Some(2));
    let (code, _, said) = server.run_on_store(&["query", "portolan.problem", "--as-of", "2027-01-15"]).await;
    assert_eq!(code, Some(1), "{said}");
}

#[tokio::test]
async fn what_is_gone_for_good_is_named() {
    let server = Server::start().await;
    server.app.clock.advance(HOUR);
    let fewer = SHOP.split("---").filter(|document| !document.contains("name: web,")).collect::<Vec<_>>().join("---");
    apply(&server.app, "one", 100, "catalog-info.yaml", &fewer).await;
    server.app.clock.advance(24 * 40 * HOUR);
    server.app.catalog.purge(server.app.clock.now()).await.expect("it is forgotten");
    let (code, output, said) =
        server.run_on_store(&["query", "kind=component", "--as-of", "2027-01-15T08:30:00Z"]).await;
    assert_eq!((code, references(&output).len()), (Some(0), 2));
    assert!(said.contains("component:default/web"), "{said}");
}

#[tokio::test]
async fn an_export_is_yaml_that_the_check_takes() {
    let server = Server::start().await;
    let more = "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: pay\n  annotations: { a/b: 'yes', a/c: '017' }\nspec:\n  type: openapi\n  lifecycle: production\n  owner: payments\n  definition: |\n    openapi: 3.1.0\n    info: { title: Pay }\n";
    apply(&server.app, "one", 100, "more.yaml", more).await;
    let (code, yaml, said) = server.run_on_store(&["export"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(yaml.contains("\n  definition: |\n    openapi: 3.1.0\n    info: { title: Pay }\n"), "{yaml}");
    for document in yaml.split("---\n").skip(1) {
        let fields: Vec<&str> = document.lines().filter(|line| !line.starts_with(' ')).collect();
        assert!(fields[0].starts_with("apiVersion: ") && fields[1].starts_with("kind: "), "{document}");
        assert_eq!(fields[2..], ["metadata:", "spec:"], "in the order that people write");
    }
    let route = server.request(reqwest::Method::GET, "/api/v1/export?format=yaml").send().await.expect("an answer");
    assert_eq!(route.text().await.expect("a body"), yaml, "the route writes the same");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("all.yaml");
    std::fs::write(&file, &yaml).expect("a file");
    let (code, output, said) = run(&["check", file.to_str().expect("a path")]).await;
    assert_eq!(code, Some(0), "{output}{said}");
    assert!(output.contains("6 entities"), "{output}");

    let (_, json, _) = server.run_on_store(&["export", "--format", "json"]).await;
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let (documents, problems) = portolan_domain::yaml::parse_documents("all.yaml", &yaml);
    assert!(problems.is_empty(), "{problems:?}");
    let documents: Vec<Value> = documents.into_iter().map(|document| document.value).collect();
    assert_eq!(Value::from(documents), json);
}

#[tokio::test]
async fn sources_of_a_running_server_are_listed_synced_and_decided_on() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.yaml"), SHOP).expect("a file");
    server.post("/api/v1/sources", json!({ "target": folder.path(), "name": "Shop" })).await;
    let source = async |arguments: &[&str]| run(&[&["source", "--server", &server.url], arguments].concat()).await;

    let (code, output, said) = source(&["sync", "Shop"]).await;
    assert_eq!((code, output.contains("Shop: done; 1 file, 5 created")), (Some(0), true), "{output}{said}");
    let (_, output, _) = source(&["list"]).await;
    assert!(output.contains("Shop") && output.contains("5 entities"), "{output}");
    let (_, output, _) = source(&["list", "--json"]).await;
    let id =
        serde_json::from_str::<Value>(&output).expect("JSON")["items"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(source(&["held"]).await.1, "nothing is held\n");

    let hold = async || {
        std::fs::write(folder.path().join("a.yaml"), "nothing: here\n").expect("a file");
        let (code, output, _) = source(&["sync", &id]).await;
        assert_eq!((code, output.starts_with("Shop: held")), (Some(0), true), "{output}");
    };
    hold().await;
    let (_, output, _) = source(&["held"]).await;
    assert!(output.contains("removes 5 of 5") && output.contains("- component:default/web"), "{output}");
    let (code, output, _) = source(&["dismiss", "Shop"]).await;
    assert_eq!((code, output.starts_with("Shop: dismissed")), (Some(0), true), "{output}");
    assert_eq!(server.get("/api/v1/stats").await.1["entities"], 5);

    std::fs::write(folder.path().join("a.yaml"), SHOP).expect("a file");
    source(&["sync", "Shop"]).await;
    hold().await;
    let (code, output, said) = source(&["apply", "Shop"]).await;
    assert_eq!((code, output.starts_with("Shop: applied")), (Some(0), true), "{output}{said}");
    assert!(output.contains(" 5 deleted,") && output.contains("5 entities removed"), "{output}");
    assert_eq!(server.get("/api/v1/stats").await.1["entities"], 0);

    assert_eq!(source(&["apply", "Shop"]).await.0, Some(1), "nothing is held any more");
    assert_eq!(source(&["sync", "Other"]).await.0, Some(1));
    std::fs::remove_dir_all(folder.path()).expect("it goes");
    assert_eq!(source(&["sync", "Shop"]).await.0, Some(1), "it cannot be read");
    assert_eq!(run(&["source", "list", "--server", "nowhere"]).await.0, Some(2));
    let (code, _, said) = run(&["source", "list", "--server", "http://127.0.0.1:1"]).await;
    assert_eq!((code, said.contains("--server")), (Some(3), true), "{said}");
}

#[tokio::test]
async fn a_server_without_guests_wants_a_token() {
    let server = Server::with("", portolan::app::Settings { guest: None, ..portolan::app::Settings::default() }).await;
    let account = ["user", "create", "--email", "ada@halden.example", "--name", "Ada", "--admin"];
    assert_eq!(server.run_on_store(&account).await.0, Some(0));
    let (_, token, _) = server
        .run_on_store(&["token", "create", "--user", "ada@halden.example", "--name", "ci", "--scope", "source.read"])
        .await;
    let list = ["source", "list", "--server", &server.url];
    let (code, _, said) = run(&list).await;
    assert_eq!((code, said.contains("PORTOLAN_TOKEN")), (Some(1), true), "{said}");
    let (code, _, said) = run_with(&list, token.trim()).await;
    assert_eq!(code, Some(0), "{said}");
    // The variable is not taken for a setting by commands that read the configuration.
    let folder = tempfile::tempdir().expect("a folder");
    let (code, _, said) = run_with(&["migrate", "--data", folder.path().to_str().expect("a path")], "x").await;
    assert_eq!(code, Some(0), "{said}");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_a_problem_beside_those_of_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let head = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\nspec: {type: x, lifecycle: y, owner: z}\n";
    std::fs::write(at("latin 1#.yaml"), [head.as_bytes(), b"# caf\xe9\n"].concat()).expect("a file");
    std::fs::write(at("wrong.yaml"), head.replace("name: a", "name: a b")).expect("a file");
    let (code, output, _) =
        run(&["check", &at("latin 1#.yaml"), &at("none.yaml"), &at("wrong.yaml"), "--format", "json"]).await;
    let found: Value = serde_json::from_str(&output).expect("JSON");
    let list = found["problems"].as_array().expect("a list");
    let codes: Vec<&str> = list.iter().filter_map(|problem| problem["code"].as_str()).collect();
    assert_eq!((code, codes), (Some(1), vec!["source.unreadable", "source.unreadable", "catalog.invalid-name"]));
    assert_eq!((&list[0]["place"]["line"], &list[0]["place"]["column"]), (&json!(5), &json!(6)), "{output}");
    // Below a directory too, as the server has it.
    let (code, output, _) = run(&["check", folder.path().to_str().expect("a path"), "--format", "sarif"]).await;
    let found: Value = serde_json::from_str(&output).expect("JSON");
    let result = &found["runs"][0]["results"][0];
    assert_eq!((code, &result["ruleId"]), (Some(1), &json!("source.unreadable")), "{output}");
    let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a URI");
    assert!(uri.ends_with("/latin%201%23.yaml"), "{uri}");
    let empty = tempfile::tempdir().expect("a folder");
    let (code, _, said) = run(&["check", empty.path().to_str().expect("a path")]).await;
    assert_eq!((code, said.contains("there is no descriptor below")), (Some(0), true), "{said}");
}

#[tokio::test]
async fn a_file_that_is_no_descriptor_is_said_to_be_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let check = async |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).expect("a file");
        run(&["check", file.to_str().expect("a path")]).await
    };
    for text in ["", "# nothing yet\n", "---\n"] {
        let (code, _, said) = check("mine.yaml", text).await;
        assert_eq!((code, said.contains("mine.yaml holds no descriptor")), (Some(0), true), "{said}");
    }
    for (text, what) in [
        ("configVersion: 1\nname: a\ntypeId: SERVICE\nlinks: []\n", "Atlassian Compass"),
        ("schema-version: v2.2\ndd-service: a\nteam: b\n", "Datadog"),
        ("openapi: 3.0.1\ninfo:\n  title: A\n  x-cortex-tag: a\n", "Cortex"),
        ("openapi: 3.0.1\ninfo:\n  title: A\npaths: {}\n", "OpenAPI"),
    ] {
        let (code, output, _) = check("theirs.yaml", text).await;
        assert_eq!((code, output.matches("error[").count()), (Some(1), 1), "{output}");
        assert!(output.contains(what) && output.contains("does not read"), "{output}");
    }
    let own = "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: a}\nspec: {type: openapi, lifecycle: y, owner: z, definition: x}\n";
    let (code, _, said) = check("own.yaml", own).await;
    assert_eq!((code, said.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn problems_past_a_hundred_are_told_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("many.yaml");
    let links = |count: usize, url: &str| format!("links: [{}]", vec![format!("{{url: {url}}}"); count].join(", "));
    let entity = |name: &str, more: &str, spec: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n  {more}\nspec: {{{spec}}}\n---\n"
        )
    };
    let whole = "type: x, lifecycle: y, owner: z";
    let check = async |text: String| {
        std::fs::write(&file, text).expect("a file");
        let (code, output, _) = run(&["check", "--format", "json", file.to_str().expect("a path")]).await;
        let found: Value = serde_json::from_str(&output).expect("JSON");
        (code, found["problems"].as_array().expect("a list").clone())
    };
    let (code, found) = check(entity("a", &links(99, "x"), whole)).await;
    assert_eq!((code, found.len()), (Some(1), 99));
    for count in [101, 150] {
        let (code, found) = check(entity("a", &links(count, "x"), whole) + &entity("b", "", whole)).await;
        let last = &found[100];
        assert_eq!((code, found.len(), &last["code"]), (Some(1), 101, &json!("catalog.limit")), "{last}");
        assert_eq!(last["entity"], "component:default/a");
    }
    let location = |missing: usize| {
        let targets: Vec<String> = (0..missing).map(|at| format!("./none-{at}.yaml")).collect();
        let head = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: l}\n";
        format!("{head}spec: {{targets: [{}]}}\n---\n", targets.join(", "))
    };
    let (code, found) = check(location(101)).await;
    assert_eq!((code, found.len(), &found[100]["severity"]), (Some(0), 101, &json!("warning")), "{found:?}");
    let (code, found) = check(location(0) + &location(101)).await;
    assert_eq!((code, found.len()), (Some(1), 101), "that it is described twice is among what is not shown");
    assert_eq!(found[100]["severity"], "error");
}

#[tokio::test]
async fn a_server_whose_address_is_taken_writes_nothing() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let shown = data.to_str().expect("a path");
    for more in
        [&["--listen", address.as_str()] as &[&str], &["--listen", "127.0.0.1:0", "--health-listen", address.as_str()]]
    {
        let (code, _, said) = run(&[&["serve", "--data", shown], more].concat()).await;
        assert_eq!(
            (code, said.contains("cannot listen") && said.contains(more[more.len() - 2])),
            (Some(3), true),
            "{said}"
        );
        assert!(!data.exists(), "nothing is made");
    }
    let (code, _, said) = run(&["serve", "--data", shown, "--listen", "7007"]).await;
    assert_eq!((code, said.contains("HOST:PORT") && !data.exists()), (Some(1), true), "{said}");
    // A second server on the directory and the address of the first is told of the first.
    std::fs::create_dir(&data).expect("a folder");
    let lock = std::fs::File::create(data.join("portolan.lock")).expect("a file");
    lock.lock().expect("it is locked");
    let (code, _, said) = run(&["serve", "--data", shown, "--listen", &address]).await;
    assert_eq!((code, said.contains("another server")), (Some(3), true), "{said}");
}

#[tokio::test]
async fn what_cannot_be_is_told_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    std::fs::write(at("file"), "no backup").expect("a file");
    for (file, code) in [("none", 3), ("file", 1)] {
        let (ended, _, said) = run(&["restore", &at(file), "--data", &at("new")]).await;
        assert_eq!((ended, Path::new(&at("new")).exists()), (Some(code), false), "{said}");
    }
    let (code, _, said) = run(&["query", "--data", &at("file/below")]).await;
    assert_eq!((code, said.contains("cannot look into")), (Some(3), true), "{said}");
    assert_eq!(run(&["login", "--server", "portolan.example.com"]).await.0, Some(2));
    let (code, output, _) = run(&["doctor", "--data", &at("new"), "--database", "postgres://127.0.0.1:1/x"]).await;
    assert_eq!((code, output.contains("refused") && output.contains("  help: check")), (Some(3), true), "{output}");
}

#[tokio::test]
async fn a_list_of_nothing_says_so() {
    let server = Server::with("", portolan::app::Settings::default()).await;
    assert_eq!(run(&["source", "list", "--server", &server.url]).await.1, "There is no source\n");
    for (arguments, line) in
        [(["user", "list"], "There is no account\n"), (["secrets", "list"], "There is no stored secret\n")]
    {
        assert_eq!(server.run_on_store(&arguments).await.1, line);
    }
    let account = ["user", "create", "--email", "ada@halden.example", "--name", "Ada"];
    assert_eq!(server.run_on_store(&account).await.0, Some(0));
    let tokens = ["token", "list", "--user", "ada@halden.example"];
    assert_eq!(server.run_on_store(&tokens).await.1, "There is no token of ada@halden.example\n");
    let create = ["token", "create", "--user", "ada@halden.example", "--days"];
    assert_eq!(server.run_on_store(&[&create[..], &["36501"]].concat()).await.0, Some(2));
    assert_eq!(server.run_on_store(&[&create[..], &["36500"]].concat()).await.0, Some(0));
    let (_, output, _) = server.run_on_store(&tokens).await;
    assert!(output.contains("until 2"), "{output}");
    let (code, output, said) = server.run_on_store(&["export", "--filter", "kind=api"]).await;
    assert_eq!((code, output.as_str(), said.contains("no entity")), (Some(0), "", true), "{said}");
}

#[tokio::test]
async fn what_is_printed_and_lost_is_told() {
    let ends = async |line: &str| {
        let mut command = tokio::process::Command::new("sh");
        let output = command.args(["-c", line, env!("CARGO_BIN_EXE_portolan")]).output().await.expect("a shell");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for command in ["openapi", "completions bash", "config-schema"] {
        let (code, said) = ends(&format!("\"$0\" {command} > /dev/full")).await;
        assert_eq!((code, said.contains("could not be written")), (Some(3), true), "{command}: {said}");
        let (code, said) = ends(&format!("\"$0\" {command} | head -1 > /dev/null")).await;
        assert_eq!((code, said.as_str()), (Some(0), ""), "{command}");
    }
}
