//! Who may know whom: crates by their manifests, slices by their imports, SQL and HTTP by their words.

use crate::{none, root, sources};

/// The slices of the server in order: a slice calls those before it, never those after it.
const SLICES: [&str; 19] = [
    "audit",
    "identity",
    "tenants",
    "secrets",
    "backup",
    "catalog",
    "sources",
    "organisation",
    "search",
    "settings",
    "permission",
    "events",
    "site",
    "app",
    "http",
    "queue",
    "hosting",
    "operations",
    "cli",
];

/// What the pure core may depend on.
const DOMAIN_DEPENDENCIES: [&str; 21] = [
    "annotate-snippets",
    "base64",
    "globset",
    "granit-parser",
    "hashbrown",
    "icu_normalizer",
    "indexmap",
    "lz4_flex",
    "memchr",
    "regex",
    "roaring",
    "rustc-hash",
    "saphyr-parser",
    "serde",
    "serde-saphyr",
    "serde_json",
    "sha1",
    "sha2",
    "thiserror",
    "url",
    "uuid",
];

#[test]
fn the_core_depends_on_nothing_that_does_io() {
    let manifest = std::fs::read_to_string(root().join("crates/domain/Cargo.toml")).expect("the manifest is there");
    let found: Vec<String> = manifest
        .split("[dependencies]")
        .nth(1)
        .and_then(|rest| rest.split("\n[").next())
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.split(['.', '=', ' ']).next())
        .filter(|name| !name.is_empty() && !DOMAIN_DEPENDENCIES.contains(name))
        .map(str::to_owned)
        .collect();
    none(
        "`domain` is pure: pass what this crate gives as an argument, or argue for it in the list of this test:",
        &found,
    );
}

#[test]
fn a_slice_calls_only_those_before_it() {
    let place = |slice: &str| SLICES.iter().position(|name| *name == slice);
    let mut found = Vec::new();
    for file in sources("crates/server/src", &[".rs"]) {
        let Some(own) = file.path.split('/').nth(3).and_then(|part| place(part.trim_end_matches(".rs"))) else {
            continue;
        };
        // Handlers take the application's state and its error type; everything else looks back only.
        if file.path.contains("routes") || SLICES[own] == "cli" || SLICES[own] == "http" || SLICES[own] == "app" {
            continue;
        }
        for line in file.text.lines().filter(|line| line.trim_start().starts_with("use crate::")) {
            let slice =
                line.trim_start().trim_start_matches("use crate::").split([':', ';', ' ']).next().unwrap_or_default();
            if place(slice).is_some_and(|other| other > own && slice != "http") {
                found.push(format!("{}: {}", file.path, line.trim()));
            }
        }
    }
    none("Slices are ordered (see SLICES): move the call to the later slice, or publish an event:", &found);
}

#[test]
fn sql_stands_in_stores_only() {
    let words = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "];
    let found: Vec<String> = sources("crates/server/src", &[".rs"])
        .into_iter()
        .filter(|file| !file.path.contains("/db/") && !file.path.contains("/store") && !file.path.contains("/queue/"))
        .filter(|file| file.text.lines().any(|line| line.contains('"') && words.iter().any(|word| line.contains(word))))
        .map(|file| file.path)
        .collect();
    none("Move the statement into the slice's `store`:", &found);
}

#[test]
fn http_stands_in_routes_only() {
    let found: Vec<String> = sources("crates/server/src", &[".rs"])
        .into_iter()
        .filter(|file| {
            !["/routes", "/http/", "/app.rs", "/cli/", "/body", "/site/", "/identity/", "/events/", "/hosting/"]
                .iter()
                .any(|part| file.path.contains(part))
        })
        .filter(|file| file.text.contains("axum::") || file.text.contains("StatusCode"))
        .map(|file| file.path)
        .collect();
    none("Only `routes` and `http` know HTTP: return a value or an error and let the route say its status:", &found);
}

#[test]
fn every_crate_inherits_the_lints() {
    let found: Vec<String> = sources("crates", &["Cargo.toml"])
        .into_iter()
        .filter(|file| !file.text.contains("[lints]\nworkspace = true"))
        .map(|file| file.path)
        .collect();
    none("Add `[lints]` with `workspace = true`:", &found);
}

#[test]
fn only_the_api_folder_of_the_ui_fetches() {
    let found: Vec<String> = sources("ui/src", &[".ts", ".tsx"])
        .into_iter()
        .filter(|file| {
            !file.path.starts_with("ui/src/api/")
                && (file.text.contains("fetch(") || file.text.contains("new EventSource"))
        })
        .filter(|file| {
            file.text
                .lines()
                .any(|line| line.contains(" fetch(") || line.contains("(fetch(") || line.contains("new EventSource"))
        })
        .map(|file| file.path)
        .collect();
    none("Call the server through a function of ui/src/api:", &found);
}

#[test]
fn the_ui_never_inserts_html() {
    let found: Vec<String> = sources("ui/src", &[".ts", ".tsx"])
        .into_iter()
        .filter(|file| file.text.contains("dangerouslySetInnerHTML") || file.text.contains(".innerHTML"))
        .map(|file| file.path)
        .collect();
    none("What people write is shown as text, never as HTML:", &found);
}
