//! Under what licences the crates are that this binary is made of. All of them may go into an Apache-2.0 binary.

use std::process::Command;

use crate::{none, root};

const ALLOWED: [&str; 9] =
    ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "Unicode-3.0", "Zlib"];

/// `A AND (B OR C)`: of each side of an AND one licence must do. Old crates write `/` for OR.
fn is_allowed(expression: &str) -> bool {
    expression.split(" AND ").all(|side| {
        let side = side.trim_matches(['(', ')']).replace('/', " OR ");
        side.split(" OR ").any(|one| ALLOWED.contains(&one.split(" WITH ").next().unwrap_or_default().trim()))
    })
}

#[test]
fn every_crate_is_under_a_licence_that_fits() {
    let host = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let host = String::from_utf8_lossy(&host.stdout).into_owned();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--offline", "--filter-platform", host])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("a list");
    let found: Vec<String> = packages
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(is_allowed))
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"]))
        .collect();
    assert!(packages.len() > 100, "all crates are looked at");
    none("Do without these crates, or add their licence to the list after reading it:", &found);
}
