//! The strict YAML reader: values by the core schema, refusals with places, limits at the limit and one past it.

use portolan_domain::yaml::{
    MAX_ALIASES, MAX_DEPTH, MAX_DOCUMENTS, MAX_FILE_BYTES, MAX_PROBLEMS, MIN_NODES, parse_documents, write_document,
};
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
        [
            json!({"a": "yes", "b": "no", "c": "on", "d": 17, "e": 15, "f": "1_000", "g": "2001-01-01", "h": null, "i": true,
            "j": 1.5, "k": "1", "l": 31, "m": 12, "n": 0.5, "o": 1000.0, "p": "12e03x", "q": null})
        ]
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

#[test]
fn syntax_errors_say_what_to_do_by_their_cause() {
    for (text, place, words) in [
        ("a: 1\nb c\nd: 2\n", (2, 1), "the colon"),
        ("a: 1\nb:2\nc: 3\n", (2, 1), "the space behind it"),
        ("a: 1\n  b: 2\n", (2, 4), "check the indentation"),
        ("spec:\n    a: 1\n  b: 2\n", (3, 3), "check the indentation"),
        ("a: [1, 2\n", (1, 4), "is closed"),
        ("a: {x: 1\nb: 2\n", (2, 2), "is closed"),
        ("a: \"x\nb: 2\n", (1, 4), "close the quote"),
        ("a: b: c\n", (1, 5), "quote values"),
        ("a: \"\u{1}\"\n", (1, 5), "remove the character"),
        ("a: 1\n---\nb: 1\n<<<<<<< HEAD\nc: 1\n=======\nc: 2\n>>>>>>> x\n", (4, 1), "keep one of the two sides"),
        ("spec:\n  a: x\n  \tb: y\n", (3, 3), "indent with spaces"),
        ("spec:\n\ta: 1\n", (2, 2), "indent with spaces"),
        ("kind: Template\na: \"{{ x }}\"\nb: [{{ x }}\n", (3, 4), "is closed"),
        ("a: \"{{ x }}\"\nb: [{{ x }}\n", (2, 4), "this looks like a template"),
    ] {
        let found = parse_documents("f.yaml", text).1.remove(0);
        assert_eq!(
            (found.code.as_str(), found.place.line, found.place.column),
            ("yaml.syntax", place.0, place.1),
            "{text}"
        );
        assert!(found.help.contains(words), "{text}{}", found.help);
    }
}

#[test]
fn a_tag_is_underlined_itself() {
    let place = |text: &str| {
        let place = parse_documents("f.yaml", text).1.remove(0).place;
        (place.line, place.column, place.end_line, place.end_column)
    };
    assert_eq!(place("é: 1\n---\nb: !x [1]\n"), (3, 4, 3, 6));
    assert_eq!(place("a: !y\n  b: 1\n"), (1, 4, 1, 6));
    assert_eq!(place("--- !z 1\n"), (1, 5, 1, 7));
}

#[test]
fn a_control_character_keeps_out_its_own_document() {
    for (character, code) in [("\0", "yaml.nul"), ("\u{1}", "yaml.syntax"), ("\u{7f}", "yaml.syntax")] {
        let text = format!("a: 1\r\n--- # é\r\nb: \"é{character}\"\r\n--- {{c: 3}}\n");
        let (documents, found) = parse_documents("f.yaml", &text);
        let values: Vec<_> = documents.into_iter().map(|document| document.value).collect();
        assert_eq!(values, [json!({"a": 1}), json!({"c": 3})]);
        let place = &found[0].place;
        assert_eq!((found.len(), found[0].code.as_str()), (1, code));
        assert_eq!((place.line, place.column, place.end_line, place.end_column), (3, 6, 3, 7), "{character:?}");
    }
    assert_eq!(problems("--- {é: \0}\n"), [("yaml.nul".to_owned(), 1, 9)]);
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
    for (one, other) in [("\u{e9}", "e\u{301}"), ("e\u{301}", "\u{e9}"), ("\u{212a}", "K"), ("e\u{301}", "e\u{301}")] {
        assert_eq!(problems(&format!("{one}: 1\nb: 2\n{other}: 3\n")), [("yaml.duplicate-key".to_owned(), 3, 1)]);
    }
    assert!(problems("\u{e9}: 1\ne: 2\n\u{435}: 3\n\u{fb01}: 4\nfi: 5\n").is_empty(), "other letters");
    assert_eq!(problems("a: !!python/object/apply:os.system [x]\n"), [("yaml.tag".to_owned(), 1, 4)]);
    assert_eq!(problems("a: *nope\n"), [("yaml.alias".to_owned(), 1, 4)]);
    assert_eq!(problems("a: &x {b: 1}\nc:\n  <<: *x\n"), [("yaml.merge-key".to_owned(), 3, 3)]);
    assert_eq!(problems("a: x\0y\n"), [("yaml.nul".to_owned(), 1, 5)]);
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

#[test]
fn markers_and_line_ends_never_lose_a_document() {
    let all = |text: &str| values(text);
    assert_eq!(all("a: 1\n...\nb: 2\n"), [json!({"a": 1}), json!({"b": 2})]);
    assert_eq!(all("a: 1\r---\rb: 2\r"), [json!({"a": 1}), json!({"b": 2})]);
    assert_eq!(all("%YAML 1.2\n---\na: yes\n"), [json!({"a": "yes"})]);
    assert_eq!(all("a: |\n  ---\n  x\n"), [json!({"a": "---\nx\n"})]);
    assert_eq!(all("--- {a: 1}\n--- |\n  text\n"), [json!({"a": 1}), json!("text\n")]);
    let (documents, _) = parse_documents("f", "a: 1\r\n...\r\n# c\r\n---\r\nb:  x\r\n");
    let place = documents[1].place("f", "b");
    assert_eq!((place.line, place.column), (5, 5));
}

#[test]
fn errors_before_a_fatal_one_are_kept() {
    let codes: Vec<_> = problems("a: 1\na: 2\nb: [\n").into_iter().map(|(code, ..)| code).collect();
    assert_eq!(codes, ["yaml.duplicate-key", "yaml.syntax"]);
}

#[test]
fn numbers_keep_their_digits_or_are_refused() {
    assert_eq!(values("a: 18446744073709551615\n"), [json!({"a": u64::MAX})]);
    assert_eq!(values("a: -9223372036854775808\n"), [json!({"a": i64::MIN})]);
    for text in ["18446744073709551616", "-9223372036854775809", "0x10000000000000000", "1e999", "-.inf"] {
        assert_eq!(problems(&format!("a: {text}\n")), [("yaml.number".to_owned(), 1, 4)], "{text}");
    }
}

#[test]
fn tags_of_the_core_schema_mean_what_they_say() {
    assert_eq!(
        values("a: !!int \"12\"\nb: !!str 12\nc: ! 12\nd: !!map {x: !!seq [1]}\n"),
        [json!({"a": 12, "b": "12", "c": "12", "d": {"x": [1]}})]
    );
    for text in ["!!bool yes", "!!binary aGk=", "!include /etc/passwd", "!!set {x}", "!!seq {x: 1}", "!!map x"] {
        assert_eq!(problems(&format!("a: {text}\n"))[0].0, "yaml.tag", "{text}");
    }
}

#[test]
fn anchors_stay_inside_their_document_and_out_of_themselves() {
    assert_eq!(values("a: &x k\n*x : 2\n"), [json!({"a": "k", "k": 2})]);
    assert_eq!(values("a: &x 1\nb: &x 2\nc: *x\n"), [json!({"a": 1, "b": 2, "c": 2})]);
    assert_eq!(problems("a: &x {b: 1}\n*x : 2\n"), [("yaml.key".to_owned(), 2, 1)]);
    assert_eq!(problems("a: &x [*x]\n"), [("yaml.alias".to_owned(), 1, 8)]);
    assert_eq!(problems("a: &x 1\n---\nb: *x\n"), [("yaml.alias".to_owned(), 3, 4)]);
    assert!(problems("\"<<\": 1\n").is_empty(), "a quoted key is a key");
}

#[test]
fn the_budget_of_values_holds_at_the_limit_and_one_past_it() {
    // The root, two keys, two lists: 5. The anchored list of 99 costs its copy and each of its aliases 100 more.
    let document = |extra: usize| {
        format!(
            "a: &x [{}]\nb: [{}]\n",
            ["1"; 99].join(","),
            [["*x"; 7].as_slice(), &vec!["1"; extra]].concat().join(",")
        )
    };
    let used = 5 + 99 + 100 + 7 * 100;
    assert!(problems(&document(MIN_NODES - used)).is_empty());
    assert_eq!(problems(&document(MIN_NODES - used + 1))[0].0, "yaml.limit");
}

/// A large description of an API is no bomb: real ones need 0.6 values for each byte.
#[test]
fn o068_a_large_description_of_an_api_is_read() {
    let mut api = "openapi: 3.0.0\ninfo: {title: Large, version: '1'}\npaths:\n".to_owned();
    let mut paths = 0;
    while api.len() < 1_000_000 {
        api.push_str(&format!(
            "  /things/{paths}/{{id}}:\n    get:\n      tags: [a, b]\n      summary: One of many things\n"
        ));
        api.push_str("      parameters:\n      - {in: path, name: id, required: true, schema: {type: integer}}\n");
        api.push_str("      responses: {200: {description: It is there}, 404: {description: It is gone}}\n");
        paths += 1;
    }
    let read = values(&api);
    assert_eq!(read[0]["paths"].as_object().map(serde_json::Map::len), Some(paths));
}

#[test]
fn anchors_cannot_multiply_memory() {
    let nested = format!("{}{}{}", "&a [".repeat(60), "x,".repeat(50_000), "]".repeat(60));
    assert_eq!(problems(&nested)[0].0, "yaml.limit");
    let long = format!("a: &x {}\nb: [{}]\n", "y".repeat(100_000), vec!["*x"; 1000].join(","));
    assert_eq!(problems(&long)[0].0, "yaml.limit");
}

#[test]
fn counts_hold_at_the_limit_and_one_past_it() {
    assert!(problems(&"#".repeat(MAX_FILE_BYTES)).is_empty());
    let documents = |count: usize| "a: 1\n---\n".repeat(count);
    assert_eq!(values(&documents(MAX_DOCUMENTS)).len(), MAX_DOCUMENTS);
    let (read, found) = parse_documents("f", &documents(MAX_DOCUMENTS + 1));
    assert_eq!((read.len(), found[0].code.as_str()), (MAX_DOCUMENTS, "yaml.limit"));
    // The first of them is no problem, of merge keys each one is.
    let twice = |count: usize| problems(&"a: 1\n".repeat(count + 1));
    let merged = |count: usize| problems(&"- <<: {a: 1}\n".repeat(count));
    for (found, code) in [(&twice as &dyn Fn(usize) -> _, "yaml.duplicate-key"), (&merged, "yaml.merge-key")] {
        assert!(found(MAX_PROBLEMS).iter().all(|(known, ..)| known == code));
        for count in [MAX_PROBLEMS + 1, 1_000] {
            let found = found(count);
            assert_eq!((found.len(), found[MAX_PROBLEMS].0.as_str()), (MAX_PROBLEMS + 1, "yaml.limit"), "{code}");
        }
    }
}

/// Any JSON value in block style: the other way into the reader than JSON's own.
fn block(value: &Value, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, below) in map {
                out.push_str(&format!("\n{pad}{}:", Value::from(key.as_str())));
                block(below, indent + 2, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                out.push_str(&format!("\n{pad}-"));
                block(item, indent + 2, out);
            }
        }
        leaf => out.push_str(&format!(" {leaf}")),
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(|number: f64| Value::from(number)),
        "[ -~é\u{85}\u{2028}\n\t]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map("[a-z. :#-]{0,6}", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn reading_never_panics(text in "[-a{}:\\[\\]&*!|>'\"#%@,? \\n\\t\\r\u{feff}é]{0,80}") {
        let (documents, problems) = parse_documents("f", &text);
        for document in documents {
            document.place("f", "a.b.0");
        }
        for problem in problems {
            portolan_domain::diagnostics::Source::new(&text).render(&problem, false);
        }
    }

    #[test]
    fn json_reads_as_itself(text in proptest::collection::vec("[a-zé\"\\\\ :#-]{0,8}", 0..6)) {
        let value = json!({"list": text, "n": 3});
        let (documents, problems) = parse_documents("f", &value.to_string());
        prop_assert!(problems.is_empty(), "{problems:?}");
        prop_assert_eq!(&documents[0].value, &value);
    }
    #[test]
    fn what_is_printed_is_read_back(value in any_value()) {
        let mut text = String::new();
        block(&value, 0, &mut text);
        for text in [text, value.to_string(), serde_json::to_string_pretty(&value).expect("JSON")] {
            let (documents, problems) = parse_documents("f", &text);
            prop_assert!(problems.is_empty(), "{problems:?}\n{text}");
            let read = documents.first().map_or(&Value::Null, |document| &document.value);
            prop_assert_eq!(read, &value, "{}", text);
        }
    }

    #[test]
    fn documents_never_reach_into_each_other(texts in proptest::collection::vec("[a-c{}:\\[\\]&*!|>'\"#, \\n]{0,20}", 1..5)) {
        let alone: Vec<Value> = texts.iter().flat_map(|text| parse_documents("f", text).0).map(|document| document.value).collect();
        let joined: Vec<Value> = parse_documents("f", &texts.join("\n---\n")).0.into_iter().map(|document| document.value).collect();
        prop_assert_eq!(joined, alone);
    }
}

/// Texts that readers of YAML take for something else, or that break its lines.
fn awkward() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "",
        " ",
        "yes",
        "no",
        "on",
        "off",
        "y",
        "null",
        "~",
        "true",
        "0x1F",
        "017",
        "1_000",
        "1:30",
        "2001-01-01",
        "1e3",
        ".5",
        ".inf",
        "---",
        "...",
        "- a",
        "a: b",
        "a #b",
        "#c",
        "&a",
        "*a",
        "!t",
        "|",
        ">",
        "%x",
        "@",
        "`",
        "<<",
        "=",
        "key:",
        "\t",
        "\ttab",
        "trailing ",
        " leading",
        "a\n",
        "a\n\nb",
        "\na",
        "\n\n",
        "a\n  b\n c\n",
        "a\r\nb",
        "a\rb",
        "\u{feff}",
        "\u{85}",
        "\u{2028}",
        "\u{0}",
        "\u{7f}",
        "\u{1f6a2}",
        "\"",
        "'",
        "\\",
        "{{ x }}",
        "[",
        "]",
        "{",
        "}",
        ",",
        "?",
        "? a",
        ": a",
        "-",
    ]);
    let long = "[a-z ]{90,120}".prop_map(|text| format!("{text}\n{text}: x\n"));
    prop_oneof![4 => known.prop_map(str::to_owned), 3 => "[ -~\n\té]{0,24}", 1 => "[a-z ]{100,140}", 1 => long]
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        awkward().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        let map = prop::collection::btree_map(awkward(), inner.clone(), 0..5);
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(Value::from),
            map.prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_as_itself(all in prop::collection::vec(prop::collection::btree_map(awkward(), anything(), 1..5), 1..4)) {
        let all: Vec<Value> = all.into_iter().map(|map| Value::Object(map.into_iter().collect())).collect();
        let text: String = all.iter().map(write_document).collect();
        let (documents, problems) = parse_documents("f.yaml", &text);
        prop_assert!(problems.is_empty(), "{problems:?}\n{text}");
        let read: Vec<Value> = documents.into_iter().map(|document| document.value).collect();
        prop_assert_eq!(read, all, "{}", text);
    }
}

#[test]
fn documents_are_written_in_blocks() {
    let value = json!({
        "metadata": { "name": "a", "tags": ["java", "on"], "links": [{ "url": "https://x", "title": "X" }] }, "more": 1, "kind": "Component",
        "spec": { "definition": "openapi: 3.1.0\ninfo:\n  title: x\n", "empty": [], "none": {} },
    });
    let text = "---\nkind: Component\nmetadata:\n  name: a\n  tags:\n  - java\n  - \"on\"\n  links:\n  - url: https://x\n    title: X\nspec:\n  \
        definition: |\n    openapi: 3.1.0\n    info:\n      title: x\n  empty: []\n  none: {}\nmore: 1\n";
    assert_eq!(write_document(&value), text);
}
