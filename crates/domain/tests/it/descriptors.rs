//! Descriptor files: fixtures beside what they give, real public files, and the hazards.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::{Descriptor, is_descriptor, read_descriptor};
use portolan_domain::catalog::placeholder::{NoReader, ReadError, Reader};
use portolan_domain::diagnostics;
use portolan_domain::problem::Severity;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(text: &str) -> Descriptor {
    read_descriptor("catalog-info.yaml", text, Blueprints::builtin(), &mut NoReader)
}

/// What a file gives, as text: entities with what they emit, then the problems as the terminal shows them.
fn shown(name: &str, text: &str) -> String {
    struct Files;
    impl Reader for Files {
        fn read(&mut self, target: &str, _base: &str) -> Result<String, ReadError> {
            match target {
                "./hello.txt" => Ok("hello\n".to_owned()),
                "./data.yaml" => Ok("a: 1\n".to_owned()),
                other => Err(ReadError::NotFound(other.to_owned())),
            }
        }
        fn expand(&mut self, target: &str, _base: &str) -> Result<Vec<String>, ReadError> {
            if target.contains("missing") { Err(ReadError::NotFound(target.to_owned())) } else { Ok(vec![target.to_owned()]) }
        }
    }
    let found = read_descriptor(name, text, Blueprints::builtin(), &mut Files);
    let mut out = String::new();
    for claim in &found.claims {
        let _ = writeln!(out, "{} (line {})\n  {}", claim.reference, claim.line, claim.entity.to_body());
        for one in &claim.relations {
            let _ = writeln!(out, "  {} {} ({})", one.kind, one.target, one.inverse);
        }
    }
    for target in &found.targets {
        let _ = writeln!(out, "target {}", target.target);
    }
    for problem in &found.problems {
        let _ = writeln!(out, "\n{}", diagnostics::render(problem, text, false));
    }
    out
}

/// Each `NAME.yaml` in fixtures/catalog gives what `NAME.expected` says; UPDATE=1 rewrites them.
#[test]
fn fixtures_give_what_stands_beside_them() {
    let folder = root().join("fixtures/catalog");
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).expect("the fixtures are there").flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|ending| ending != "yaml") {
            continue;
        }
        count += 1;
        let text = std::fs::read_to_string(&path).expect("a text");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let found = shown(&name, &text);
        let beside = path.with_extension("expected");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&beside, &found).expect("the fixture can be written");
        }
        let expected = std::fs::read_to_string(&beside).unwrap_or_default();
        assert_eq!(found, expected, "{name}: run with UPDATE=1 when the new answer is right");
    }
    assert!(count >= 6, "only {count} fixtures in {}", folder.display());
}

/// Real files: the valid ones load, the two bad ones fail at the right place.
#[test]
fn public_files_load() {
    let folder = root().join("../shared/data/descriptors/catalog-info.yaml");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no public descriptor files beside this repository");
        return;
    };
    let mut loaded = 0;
    for path in entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "yaml")) {
        let text = std::fs::read_to_string(&path).expect("a text");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let found = read_descriptor(&name, &text, Blueprints::builtin(), &mut NoReader);
        let errors: Vec<_> = found.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
        match name.as_str() {
            "skeleton-with-nunjucks.yaml" => assert_eq!(errors[0].code, "yaml.syntax", "{errors:?}"),
            "backstage-invalid-component.yaml" => {
                let at: Vec<_> = errors.iter().map(|problem| (problem.code.as_str(), problem.place.path.as_str())).collect();
                assert!(at.contains(&("catalog.invalid-name", "metadata.name")), "{at:?}");
                assert!(errors.iter().all(|problem| problem.place.line > 0));
            }
            // One placeholder points at a file that is not part of the collection.
            "backstage-demo.yaml" => assert!(errors.iter().all(|problem| problem.code == "catalog.placeholder"), "{errors:?}"),
            _ => {
                assert!(errors.is_empty(), "{name}: {errors:?}");
                assert!(!found.claims.is_empty(), "{name}");
                loaded += found.claims.len();
            }
        }
        assert!(is_descriptor(&text), "{name}");
    }
    assert!(loaded > 30, "{loaded} entities");
}

#[test]
fn a_bad_document_does_not_drop_the_others() {
    let good = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: a\nspec:\n  type: team\n  children: []\n";
    let found = read(&format!("{good}---\nkind: [\n---\n{}", good.replace("name: a", "name: b")));
    let names: Vec<_> = found.claims.iter().map(|claim| claim.reference.to_string()).collect();
    assert_eq!(names, ["group:default/a", "group:default/b"]);
    assert_eq!(found.problems.len(), 1);
}

#[test]
fn large_entities_are_refused_at_the_limit() {
    let entity = |size: usize| {
        let head = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: a\nspec:\n  type: team\n  children: []\n  x: ";
        format!("{head}{}", "y".repeat(size - head.len()))
    };
    assert!(read(&entity(256 * 1024)).problems.is_empty());
    assert_eq!(read(&entity(256 * 1024 + 1)).problems[0].code, "catalog.limit");
}

#[test]
fn what_is_no_descriptor_is_told_by_content() {
    assert!(!is_descriptor("services:\n  web:\n    image: x\n"));
    assert!(!is_descriptor("apiVersion: v1\nkind: Pod\n"));
    assert!(is_descriptor("# c\n---\napiVersion: backstage.io/v1alpha1\nkind: API\n"));
    assert!(is_descriptor("{\"apiVersion\": \"backstage.io/v1alpha1\", \"kind\": \"API\"}"));
}
