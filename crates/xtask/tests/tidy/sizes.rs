//! File sizes as a list that may only shrink: crates/xtask/tests/tidy/sizes.txt names the files over the limit.

use crate::{none, root, sources};

/// Production lines of a file from which on it must be in the list.
const LOOK_TWICE: usize = 500;

#[test]
fn no_file_grows_past_the_limit() {
    let list = root().join("crates/xtask/tests/tidy/sizes.txt");
    let allowed: Vec<(String, usize)> = std::fs::read_to_string(&list)
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.split_once(' ').map(|(lines, path)| (path.to_owned(), lines.parse().unwrap_or(0))))
        .collect();
    let large: Vec<(String, usize)> = sources("crates", &[".rs"])
        .into_iter()
        .filter(|file| file.path.contains("/src/"))
        .chain(sources("ui/src", &[".ts", ".tsx"]))
        .filter(|file| file.path != "ui/src/api/schema.ts")
        .map(|file| (file.path, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LOOK_TWICE)
        .collect();
    let grown: Vec<String> = large
        .iter()
        .filter(|(path, lines)| !allowed.iter().any(|(known, most)| known == path && lines <= most))
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    none(&format!("Split the file by noun (limit {LOOK_TWICE} lines, files in sizes.txt may not grow):"), &grown);
    let shrunk: Vec<String> = allowed
        .iter()
        .filter(|(path, most)| !large.iter().any(|(known, lines)| known == path && lines == most))
        .map(|(path, most)| format!("{most} {path}"))
        .collect();
    none("These shrank or went: put the new figure into sizes.txt, or delete the line:", &shrunk);
}
