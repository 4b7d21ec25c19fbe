//! The security and reliability cases: each number stands once in `cases/*.txt`, with the tests that hold it or with what it
//! waits for, and every test that is named is there.

use std::collections::BTreeMap;

use crate::{none, root, sources};

/// The cases are numbered from 1 to this.
const LAST: u32 = 156;

/// One line of a list.
struct Case {
    /// Where it stands, for messages.
    place: String,
    number: u32,
    tests: Vec<String>,
}

/// `O049  title  tests or "not built: what for", or both with "; " between them`.
fn read(place: &str, line: &str) -> Result<Case, String> {
    let wrong = |why: &str| format!("{place}: {why}: {line}");
    let mut parts = line.split("  ").map(str::trim).filter(|part| !part.is_empty());
    let (Some(number), Some(_), Some(held), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(wrong("write number, title and tests with two blanks between them"));
    };
    let number = number.strip_prefix('O').filter(|digits| digits.len() == 3).and_then(|digits| digits.parse().ok());
    let number = number.ok_or_else(|| wrong("a number is an O and three digits"))?;
    let (tests, waits) = match held.split_once("; not built:") {
        Some((tests, waits)) => (tests, Some(waits)),
        None => held.strip_prefix("not built:").map_or((held, None), |waits| ("", Some(waits))),
    };
    if waits.is_some_and(|waits| waits.trim().is_empty()) {
        return Err(wrong("say what it waits for after `not built:`"));
    }
    let tests: Vec<String> =
        tests.split(',').map(|test| test.trim().to_owned()).filter(|test| !test.is_empty()).collect();
    if tests.iter().any(|test| test.contains(' ') || !test.contains("::")) {
        return Err(wrong("a test is CRATE::MODULE::NAME, or e2e::FILE, without blanks"));
    }
    Ok(Case { place: place.to_owned(), number, tests })
}

/// The lists, and what is wrong in their lines.
fn lists() -> (Vec<Case>, Vec<String>) {
    let (mut cases, mut wrong) = (Vec::new(), Vec::new());
    for file in sources("crates/xtask/tests/tidy/cases", &[".txt"]) {
        if !file.text.lines().take(2).all(|line| line.starts_with("# ")) {
            wrong.push(format!("{}: begin with two lines that say what it is, each after `# `", file.path));
        }
        for (at, line) in file.text.lines().enumerate() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            match read(&format!("{}:{}", file.path, at + 1), line) {
                Ok(case) => cases.push(case),
                Err(why) => wrong.push(why),
            }
        }
    }
    (cases, wrong)
}

/// The file that a test's name leads to, and the name of its function; nothing for a crate that there is not.
fn leads_to(test: &str) -> Option<(Vec<String>, Option<String>)> {
    let parts: Vec<&str> = test.split("::").collect();
    let folder = match parts[0] {
        "e2e" => return Some((vec![format!("e2e/journeys/{}", parts[1])], None)),
        "kill" => "crates/server/tests/kill".to_owned(),
        "store" => "crates/server/tests/store".to_owned(),
        "xtask" => "crates/xtask/tests/tidy".to_owned(),
        name @ ("domain" | "integrations" | "server") => format!("crates/{name}/tests/it"),
        _ => return None,
    };
    let modules = parts[1..parts.len() - 1].join("/");
    let files = if modules.is_empty() {
        vec![format!("{folder}/main.rs")]
    } else {
        vec![format!("{folder}/{modules}.rs"), format!("{folder}/{modules}/mod.rs")]
    };
    Some((files, parts.last().map(|name| format!("fn {name}("))))
}

fn is_there(test: &str) -> Result<(), String> {
    let (files, name) = leads_to(test).ok_or_else(|| {
        format!("{test} is of no known suite; use domain, integrations, server, store, kill, xtask or e2e")
    })?;
    let text = files.iter().find_map(|file| std::fs::read_to_string(root().join(file)).ok());
    match (text, name) {
        (None, _) => Err(format!("{test}: there is no file {}", files.join(" or "))),
        (Some(text), Some(name)) if !text.contains(&name) => Err(format!("{test}: {} has no `{name}`", files[0])),
        _ => Ok(()),
    }
}

#[test]
fn every_case_has_its_tests_or_says_what_it_waits_for() {
    let (cases, mut wrong) = lists();
    let mut places: BTreeMap<u32, Vec<&str>> = (1..=LAST).map(|number| (number, Vec::new())).collect();
    for case in &cases {
        places.entry(case.number).or_default().push(&case.place);
    }
    for (number, places) in places {
        match places.len() {
            _ if number == 0 || number > LAST => wrong.push(format!("O{number:03} is not the number of a case")),
            0 => wrong.push(format!("O{number:03} is in no list: name its tests, or what it waits for")),
            1 => {}
            _ => wrong.push(format!("O{number:03} is listed more than once: {}", places.join(", "))),
        }
    }
    none("Mend the lists in crates/xtask/tests/tidy/cases:", &wrong);
}

#[test]
fn every_test_that_a_case_names_is_there() {
    let (cases, _) = lists();
    let missing: Vec<String> = cases
        .iter()
        .flat_map(|case| case.tests.iter().map(move |test| (case, test)))
        .filter_map(|(case, test)| {
            is_there(test).err().map(|why| format!("{} (O{:03}): {why}", case.place, case.number))
        })
        .collect();
    none(
        "A test that holds a case was renamed or removed; name the one that holds it now, in crates/xtask/tests/tidy/cases:",
        &missing,
    );
}

#[test]
fn a_line_that_says_nothing_is_refused() {
    for line in [
        "O49  title  server::a::b",
        "49  title  server::a::b",
        "O049 title server::a::b",
        "O049  title",
        "O049  title  not built:",
        "O049  title  a test with blanks",
        "O049  title  server",
        "O049  title  server::a::b  more",
    ] {
        assert!(read("list.txt:1", line).is_err(), "{line}");
    }
    for line in [
        "O049  title  server::a::b, e2e::x.test.mjs",
        "O049  title  not built: actions",
        "O049  t  store::a; not built: b",
    ] {
        assert!(read("list.txt:1", line).is_ok(), "{line}");
    }
    for test in ["nobody::a::b", "server::nowhere::o000", "server::safety::o000", "e2e::nowhere.test.mjs"] {
        assert!(is_there(test).is_err(), "{test}");
    }
    assert_eq!(is_there("xtask::cases::a_line_that_says_nothing_is_refused"), Ok(()));
}
