//! Whether a source may name people. Rights hang on Users and Groups: whoever can write a file of a source without this trust
//! must not gain any by it.

use std::collections::HashMap;

use portolan_domain::catalog::reference::is_people;
use portolan_domain::problem::{Place, Problem};
use portolan_domain::yaml;

use crate::catalog::batch::{Excerpt, FileClaims, PEOPLE_REFUSED};

/// Whether sources of this kind name people and nothing else: which they are is decided when they are added.
fn names_only_people(kind: &str) -> bool {
    matches!(kind, "csv" | "ldap" | "scim" | "oidc")
}

/// Why a source of this kind cannot have this trust.
pub fn check(kind: &str, people: bool) -> Result<(), String> {
    if people || !names_only_people(kind) {
        return Ok(());
    }
    Err("A source of this kind names users and groups and nothing else, which takes the permission people.write"
        .to_owned())
}

/// Takes users and groups out of what a file says, each with a problem. No problem is about the entity that was meant: it
/// may be another source's.
pub fn refuse_people(file: &mut FileClaims, text: &str) {
    let (kept, refused): (Vec<_>, Vec<_>) =
        std::mem::take(&mut file.claims).into_iter().partition(|claim| !is_people(&claim.reference.kind));
    file.claims = kept;
    if refused.is_empty() {
        return;
    }
    let documents: HashMap<u32, _> = (0..).zip(yaml::parse_documents(&file.path, text).0).collect();
    for claim in refused {
        let whole = Place { file: file.path.clone(), line: claim.line, column: 1, ..Place::default() };
        let place = documents.get(&claim.position).map_or(whole, |document| document.place(&file.path, "kind"));
        let message = format!("this source may not name users and groups; {} is not taken in", claim.reference);
        let problem = Problem::error(PEOPLE_REFUSED, place, message).with_help(
            "keep people in a source that may name them, or ask somebody with the permission people.write to allow it for this one",
        );
        let excerpt = Excerpt::around(text, problem.place.line);
        file.problems.push((problem, excerpt));
    }
    file.problems.sort_by_key(|(problem, _)| (problem.place.line, problem.place.column));
}
