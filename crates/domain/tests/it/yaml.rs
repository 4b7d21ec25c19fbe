//! The strict YAML reader: values by the core schema, refusals with places, limits at the limit and one past it.

use portolan_domain::yaml::{MAX_ALIASES, MAX_DEPTH, MAX_FILE_BYTES, parse_documents};
use proptest::prelude::*;
use serde_json::{Value, json};

fn values(text: &str) -> Vec<Value> {
    let (documents, problems) = parse_documents("f.yaml", text);
    assert!(problems.is_empty(), "{problems:?}");
    documents.into_iter().map(|document| document.value).collect()
}

/// Codes with line and column.
fn problems(text: &str) -> Vec<(String, u32, u32)> {
    let (_, problems) = parse_documents("f.yaml", text);
    problems.into_iter().map(|problem| (problem.code, problem.place.line, problem.place.column)).collect()
}

#[test]
fn scalars_follow_the_core_schema() {
    let text = "a: yes\nb: no\nc: on\nd: 017\ne: 0o17\nf: 1_000\ng: 2001-01-01\nh: ~\ni: True\nj: 1.5\nk: '1'\nl: 0x1F\nm: +12\nn: .5\no: 1e3\np: 12e03x\nq:\n";
    assert_eq!(
        values(text),
        [json!({"a": "yes", "b": "no", "c": "on", "d": 17, "e": 15, "f": "1_000", "g": "2001-01-01", "h": null, "i": true,
            "j": 1.5, "k": "1", "l": 31, "m": 12, "n": 0.5, "o": 1000.0, "p": "12e03x", "q": null})]
    );
    assert_eq!(problems("a: .nan\n"), [("yaml.number".to_owned(), 1, 4)]);
}

#[test]
fn documents_stand_alone() {
    let text = "\u{feff}---\r\na: 1\r\n---\r\nb: [\r\n--- # nothing\r\n---\r\nc: |\r\n  x\r\n...\r\n---\r\nd: 4";
    let (documents, found) = parse_documents("f.yaml", text);
    let values: Vec<_> = documents.iter().map(|document| document.value.clone()).collect();
    assert_eq!(values, [json!({"a": 1}), json!({"c": "x\n"}), json!({"d": 4})]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, "yaml.syntax");
    assert_eq!(documents[2].line, 11);
    assert_eq!(values_of("kind: API\n---\nkind: User\n"), 2);
    assert_eq!(values_of(""), 0);
    assert_eq!(values_of("# only a comment\n"), 0);
    assert_eq!(values_of("{\"a\": [1, 2]}"), 1);
}

fn values_of(text: &str) -> usize {
    values(text).len()
}

#[test]
fn places_are_exact() {
    let text = "# c\nmetadata:\n  annotations:\n    example.com/a.b: x\n  tags:\n    - one\n    - two words\n";
    let (documents, _) = parse_documents("f.yaml", text);
    let place = |path: &str| {
        let place = documents[0].place("f.yaml", path);
        (place.line, place.column, place.end_line, place.end_column)
    };
    assert_eq!(place("metadata.annotations.example.com/a.b"), (4, 22, 4, 23));
    assert_eq!(place("metadata.tags.1"), (7, 7, 7, 16));
    assert_eq!(place("metadata.nothing"), (2, 1, 2, 9));
    assert_eq!(place("metadata.annotations"), (3, 3, 3, 14));
}

#[test]
fn what_is_dangerous_is_refused_with_its_place() {
    assert_eq!(problems("a: 1\nb: 2\na: 3\n"), [("yaml.duplicate-key".to_owned(), 3, 1)]);
    assert_eq!(problems("a: !!python/object/apply:os.system [x]\n"), [("yaml.tag".to_owned(), 1, 36)]);
    assert_eq!(problems("a: *nope\n"), [("yaml.alias".to_owned(), 1, 4)]);
    assert_eq!(problems("a: &x {b: 1}\nc:\n  <<: *x\n"), [("yaml.merge-key".to_owned(), 3, 3)]);
    assert_eq!(problems("a: x\0y\n"), [("yaml.nul".to_owned(), 1, 1)]);
    assert!(parse_documents("f", "? [a]\n: b\n").1.iter().any(|problem| problem.code == "yaml.key"));
    assert_eq!(values("a: &x {b: 1}\nc: *x\n"), [json!({"a": {"b": 1}, "c": {"b": 1}})]);
}

#[test]
fn limits_hold_at_the_limit_and_one_past_it() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(problems(&nested(MAX_DEPTH)).is_empty());
    assert_eq!(problems(&nested(MAX_DEPTH + 1))[0].0, "yaml.limit");
    let aliases = |count: usize| format!("a: &x 1\nb: [{}]\n", vec!["*x"; count].join(", "));
    assert!(problems(&aliases(MAX_ALIASES)).is_empty());
    assert_eq!(problems(&aliases(MAX_ALIASES + 1))[0].0, "yaml.limit");
    assert_eq!(problems(&"#".repeat(MAX_FILE_BYTES + 1))[0].0, "yaml.limit");
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(", ")));
    }
    assert_eq!(problems(&bomb)[0].0, "yaml.limit");
}

proptest! {
    #[test]
    fn reading_never_panics(text in "[-a{}:\\[\\]&*!|>'\"#%@,? \\n\\t\\r\u{feff}é]{0,80}") {
        let (documents, problems) = parse_documents("f", &text);
        for document in documents {
            document.place("f", "a.b.0");
        }
        for problem in problems {
            portolan_domain::diagnostics::render(&problem, &text, false);
        }
    }

    #[test]
    fn json_reads_as_itself(text in proptest::collection::vec("[a-zé\"\\\\ :#-]{0,8}", 0..6)) {
        let value = json!({"list": text, "n": 3});
        let (documents, problems) = parse_documents("f", &value.to_string());
        prop_assert!(problems.is_empty(), "{problems:?}");
        prop_assert_eq!(&documents[0].value, &value);
    }
}
