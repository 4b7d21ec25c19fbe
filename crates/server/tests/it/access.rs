//! The table of permissions and the router agree.

use portolan::http::access::ROUTES;
use portolan::http::router::document;
use reqwest::Method;
use serde_json::Value;

use crate::harness::Server;

#[tokio::test]
async fn every_row_of_the_table_is_a_route() {
    let server = Server::start().await;
    for (method, route, _) in ROUTES {
        if *route == "/api/v1/events" {
            continue;
        }
        let path = route
            .replace("{kind}", "component")
            .replace("{namespace}", "default")
            .replace("{name}", "billing")
            .replace("{plugin}", "techdocs");
        let path = path
            .replace("{uid}", "x")
            .replace("{id}", "x")
            .replace("{bucket}", "b")
            .replace("{key}", "k")
            .replace("{token}", "x")
            .replace("{version}", "9")
            .replace("{provider}", "x");
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let response = server.request(method.clone(), &path).send().await.expect("an answer");
        let (status, text) = (response.status(), response.text().await.expect("a body"));
        assert!(
            status != 405 && status != 500 && !(status == 404 && (text.is_empty() || text.contains("no such route"))),
            "{method} {route}: {status} {text}"
        );
    }
}

#[test]
fn every_documented_route_has_a_permission() {
    let document = serde_json::to_value(document()).expect("JSON");
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for method in operations.as_object().expect("operations").keys() {
            let row = ROUTES.iter().find(|(known, route, _)| route == path && known.eq_ignore_ascii_case(method));
            assert!(row.is_some(), "{method} {path} has no row in http/access.rs");
        }
    }
}

#[test]
fn the_openapi_document_explains_every_operation_parameter_and_answer() {
    let document = serde_json::to_value(document()).expect("JSON");
    let says = |value: &Value, key: &str| value[key].as_str().is_some_and(|text| !text.is_empty());
    for (route, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let name = format!("{method} {route}");
            assert!(says(operation, "summary"), "{name}: write a doc comment over its handler");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(
                    says(parameter, "description"),
                    "{name}: http/described.rs does not know {}",
                    parameter["name"]
                );
            }
            for (status, answer) in operation["responses"].as_object().expect("answers") {
                let shared = answer["$ref"]
                    .as_str()
                    .map(|place| &document.pointer(&place[1..]).expect("a response")["description"]);
                assert!(shared.is_some_and(Value::is_string) || says(answer, "description"), "{name}: {status}");
            }
            assert!(operation["responses"].get("default").is_some() && operation["security"].is_array(), "{name}");
        }
    }
}

/// `UPDATE=1` writes the file anew.
#[test]
fn the_openapi_document_is_the_one_in_the_repository() {
    let path = "../../api/openapi.json";
    let now = format!("{}\n", serde_json::to_string_pretty(&document()).expect("JSON"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &now).expect("api/ can be written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == now, "api/openapi.json is old: run this test with UPDATE=1");
}

#[test]
fn every_operation_of_the_document_has_a_name_of_its_own() {
    let document = serde_json::to_value(document()).expect("JSON");
    let mut names = std::collections::BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let name = operation["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path} has no name"));
            assert!(names.insert(name.to_owned()), "{method} {path}: {name} is taken");
        }
    }
}
