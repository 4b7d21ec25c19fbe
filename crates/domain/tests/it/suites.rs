//! Public corpora (security case O075): YAML's own test suite and a collection of JSON texts, each with what this reader
//! makes of it in a table that only changes by hand.

use std::fmt::Write as _;

use expect_test::expect_file;
use portolan_domain::problem::Severity;
use portolan_domain::yaml::parse_documents;
use serde_json::Value;

fn cases(corpus: &str) -> Vec<Value> {
    serde_json::from_str(corpus).expect("JSON")
}

/// The values of a text, or the code of its first error.
fn read(text: &str) -> Result<Vec<Value>, String> {
    let (documents, problems) = parse_documents("f.yaml", text);
    match problems.into_iter().find(|problem| problem.severity == Severity::Error) {
        Some(problem) => Err(problem.code),
        None => Ok(documents.into_iter().map(|document| document.value).collect()),
    }
}

/// Numbers are the same when their values are.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or_else(|| value.clone(), Value::from),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(map) => Value::Object(map.iter().map(|(key, value)| (key.clone(), plain(value))).collect()),
        other => other.clone(),
    }
}

/// Documents that say nothing are passed over.
fn same(read: &[Value], wanted: &[Value]) -> bool {
    let said = |values: &[Value]| values.iter().filter(|value| !value.is_null()).map(plain).collect::<Vec<_>>();
    said(read) == said(wanted)
}

/// Case O075.
#[test]
fn o075_the_yaml_test_suite() {
    let mut table = String::new();
    for case in cases(include_str!("../../../../fixtures/suites/yaml.json")) {
        let found = read(case["yaml"].as_str().expect("a text"));
        let must_fail = case["fail"] == true;
        let outcome = match (&found, case["json"].as_array()) {
            (Err(code), _) if must_fail => format!("refused, as it must be: {code}"),
            (Ok(_), _) if must_fail => "READ, though it must not be".to_owned(),
            (Err(code), _) => format!("refused: {code}"),
            (Ok(values), Some(wanted)) if same(values, wanted) => "read".to_owned(),
            (Ok(values), Some(_)) => format!("read otherwise: {}", Value::from(values.clone())),
            (Ok(_), None) => "read; the suite has no JSON for it".to_owned(),
        };
        let _ = writeln!(table, "{} {outcome}", case["id"].as_str().expect("an id"));
    }
    expect_file!["../../../../fixtures/suites/yaml.expected"].assert_eq(&table);
}

/// Case O075.
#[test]
fn o075_json_texts() {
    let mut table = String::new();
    for case in cases(include_str!("../../../../fixtures/suites/json.json")) {
        let (id, text) = (case["id"].as_str().expect("an id"), case["text"].as_str().expect("a text"));
        let json: Result<Value, _> = serde_json::from_str(text);
        let outcome = match (read(text), json) {
            (Ok(values), Ok(json)) if same(&values, std::slice::from_ref(&json)) => "read".to_owned(),
            (Ok(values), Ok(_)) => format!("read otherwise: {}", Value::from(values)),
            (Ok(_), Err(_)) => "read as YAML".to_owned(),
            (Err(code), _) => format!("refused: {code}"),
        };
        let _ = writeln!(table, "{id} {outcome}");
    }
    expect_file!["../../../../fixtures/suites/json.expected"].assert_eq(&table);
}
