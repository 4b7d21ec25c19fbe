//! Migrations and rolling upgrades: what takes something from the version before says so in its head.

use crate::{none, sources};

/// The last migration of a time in which files said nothing.
const UNMARKED: u32 = 5;

/// What in a line of SQL would stop the version before from reading or writing.
fn takes_away(line: &str) -> bool {
    let line = line.split("--").next().unwrap_or_default().to_uppercase();
    let words = ["DROP TABLE", "DROP COLUMN", "DROP VIEW", " RENAME ", "ALTER COLUMN", "ADD CONSTRAINT"];
    let narrows = line.contains("ADD COLUMN") && line.contains("NOT NULL") && !line.contains("DEFAULT");
    words.iter().any(|word| line.contains(word)) || narrows
}

#[test]
fn a_migration_that_takes_something_away_says_so() {
    let mut found = Vec::new();
    for file in sources("migrations", &[".sql"]) {
        let number = file.path.trim_start_matches("migrations/").split('_').next().and_then(|text| text.parse().ok());
        let marked = file.text.lines().any(|line| line.starts_with("-- contract:"));
        if number.is_some_and(|number: u32| number > UNMARKED) && !marked {
            let lines = file.text.lines().filter(|line| takes_away(line));
            found.extend(lines.map(|line| format!("{}: {}", file.path, line.trim())));
        }
    }
    none(
        "The version before still runs beside this one: only add, or write `-- contract: why` into the head, in a version after the one that stopped using it:",
        &found,
    );
}
