//! Names, module docs, and words that must not stand in production code.

use crate::{none, sources};

const GRAB_BAGS: [&str; 8] = ["utils", "util", "helpers", "helper", "common", "manager", "service", "misc"];

fn production() -> impl Iterator<Item = crate::Source> {
    sources("crates", &[".rs"]).into_iter().filter(|file| file.path.contains("/src/"))
}

#[test]
fn files_are_named_by_the_noun_they_hold() {
    let found: Vec<String> = sources("crates", &[".rs"])
        .into_iter()
        .chain(sources("ui/src", &[".ts", ".tsx"]))
        .filter(|file| {
            let stem = file.path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
            let folder = file.path.rsplit('/').nth(1).unwrap_or_default();
            GRAB_BAGS.contains(&stem) || GRAB_BAGS.contains(&folder)
        })
        .map(|file| file.path)
        .collect();
    none("Name a file by the noun it holds, and move each function beside what it serves:", &found);
}

#[test]
fn every_rust_file_says_what_it_is_for() {
    let found: Vec<String> = sources("crates", &[".rs"])
        .into_iter()
        .filter(|file| !file.text.starts_with("//!"))
        .map(|file| file.path)
        .collect();
    none("Open the file with one to five `//!` lines: what it is for, and what is not here:", &found);
}

#[test]
fn production_code_does_not_unwrap() {
    let found: Vec<String> = production()
        .filter(|file| !file.path.starts_with("crates/xtask"))
        .flat_map(|file| {
            let body = file.text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            body.lines()
                .enumerate()
                .filter(|(_, line)| line.contains(".unwrap()") && !line.trim_start().starts_with("//"))
                .map(|(number, _)| format!("{}:{}", file.path, number + 1))
                .collect::<Vec<_>>()
        })
        .collect();
    none("Return the error, or use `expect` with the sentence that proves it cannot fail:", &found);
}

#[test]
fn no_unfinished_marks() {
    let marks = ["todo!(", "unimplemented!(", concat!("FIX", "ME"), concat!("XXX", ":")];
    let found: Vec<String> = sources("crates", &[".rs"])
        .into_iter()
        .chain(sources("ui/src", &[".ts", ".tsx"]))
        .filter(|file| !file.path.ends_with("tidy/conventions.rs"))
        .filter(|file| marks.iter().any(|mark| file.text.contains(mark)))
        .map(|file| file.path)
        .collect();
    none("Finish it, or open an issue and say what is missing where users read it:", &found);
}

#[test]
fn tests_neither_sleep_nor_skip() {
    let banned = ["thread::sleep", "time::sleep", "#[ignore", "#[should_panic"];
    let found: Vec<String> = sources("crates", &[".rs"])
        .into_iter()
        .filter(|file| file.path.contains("/tests/") && !file.path.ends_with("tidy/conventions.rs"))
        .flat_map(|file| {
            banned
                .iter()
                .filter(|word| file.text.contains(*word))
                .map(|word| format!("{}: {word}", file.path))
                .collect::<Vec<_>>()
        })
        .collect();
    none("Wait for a condition instead of sleeping; delete a test that must not run:", &found);
}

/// The OpenAPI document holds one type of each name, and would silently show the wrong one for the other.
#[test]
fn wire_types_have_names_of_their_own() {
    let mut places: std::collections::BTreeMap<String, Vec<String>> = std::collections::BTreeMap::new();
    for file in production() {
        for line in file.text.lines() {
            let name =
                line.trim_start().split("struct ").nth(1).and_then(|rest| rest.split([' ', '(', '<', '{']).next());
            if let Some(name) = name.filter(|name| line.contains("pub") && name.ends_with("Body")) {
                places.entry(name.to_owned()).or_default().push(file.path.clone());
            }
        }
    }
    let found: Vec<String> = places
        .into_iter()
        .filter(|(_, files)| files.len() > 1)
        .map(|(name, files)| format!("{name}: {}", files.join(", ")))
        .collect();
    none("Give each wire type a name that no other has:", &found);
}

#[test]
fn text_files_end_in_one_newline_and_hold_no_tabs() {
    let found: Vec<String> = sources("crates", &[".rs", ".toml"])
        .into_iter()
        .chain(sources("ui/src", &[".ts", ".tsx", ".css"]))
        .chain(sources("docs", &[".md"]))
        .filter(|file| {
            !file.text.is_empty()
                && (!file.text.ends_with('\n') || file.text.ends_with("\n\n") || file.text.contains('\t'))
        })
        .map(|file| file.path)
        .collect();
    none("End the file in exactly one newline and indent with spaces:", &found);
}

/// Case O097. A comparison of secrets ends where they differ: only their hashes are compared, and in one place.
#[test]
fn o097_secrets_are_compared_in_one_place() {
    const SECRETS: [&str; 7] = ["secret", "token", "password", "verifier", "signature", "code", "cookie"];
    let last = |side: &str, from_end: bool| {
        let letter = |c: char| c.is_alphanumeric() || c == '_';
        let word: String = if from_end {
            side.trim_end().chars().rev().take_while(|c| letter(*c)).collect::<Vec<_>>().into_iter().rev().collect()
        } else {
            let path: String =
                side.trim_start_matches([' ', '&', '*']).chars().take_while(|c| letter(*c) || *c == '.').collect();
            path.rsplit('.').next().unwrap_or_default().to_owned()
        };
        SECRETS.contains(&word.as_str())
    };
    let folders =
        ["identity", "http", "organisation", "hosting", "tenants"].map(|name| format!("crates/server/src/{name}/"));
    let found: Vec<String> = production()
        .filter(|file| folders.iter().any(|folder| file.path.starts_with(folder)))
        .filter(|file| file.path != "crates/server/src/identity/secret.rs")
        .flat_map(|file| {
            let lines = file.text.lines().enumerate().filter(|(_, line)| {
                let sides = [" == ", " != "].into_iter().filter_map(|sign| line.split_once(sign));
                sides.into_iter().any(|(left, right)| last(left, true) || last(right, false))
            });
            lines.map(|(at, line)| format!("{}:{}: {}", file.path, at + 1, line.trim())).collect::<Vec<_>>()
        })
        .collect();
    none("Compare secrets with identity::secret::fits, which compares their hashes:", &found);
}
