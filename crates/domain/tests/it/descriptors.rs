//! Descriptor files: fixtures beside what they give, real public files, and the hazards.

#![expect(clippy::disallowed_methods, reason = "the core does no I/O, its tests read fixtures")]

use std::fmt::Write;
use std::path::PathBuf;

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::{Descriptor, is_descriptor, read_descriptor};
use portolan_domain::catalog::entity::Entity;
use portolan_domain::catalog::placeholder::{NoReader, ReadError, Reader};
use portolan_domain::catalog::reference::{EntityRef, RefError};
use portolan_domain::catalog::skeleton::is_template_skeleton;
use portolan_domain::diagnostics::Source;
use portolan_domain::problem::{Place, Problem, Severity};
use proptest::prelude::*;
use serde_json::json;

fn root() -> PathBuf {
    PathBuf::from("../..")
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
            if target.contains("nomatch") {
                Ok(Vec::new())
            } else if target.contains("missing") {
                Err(ReadError::NotFound(target.to_owned()))
            } else {
                Ok(vec![target.to_owned()])
            }
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
    let source = Source::new(text);
    for problem in &found.problems {
        let _ = writeln!(out, "\n{}", source.render(problem, false));
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
    for path in entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "yaml"))
    {
        let text = std::fs::read_to_string(&path).expect("a text");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let found = read_descriptor(&name, &text, Blueprints::builtin(), &mut NoReader);
        let errors: Vec<_> = found.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
        match name.as_str() {
            "skeleton-with-nunjucks.yaml" => {
                assert!(errors.is_empty() && found.claims.is_empty(), "{errors:?}");
                assert_eq!(found.problems[0].code, "catalog.template-skeleton");
                assert!(found.problems[0].place.line > 1);
            }
            "backstage-invalid-component.yaml" => {
                let at: Vec<_> =
                    errors.iter().map(|problem| (problem.code.as_str(), problem.place.path.as_str())).collect();
                assert!(at.contains(&("catalog.invalid-name", "metadata.name")), "{at:?}");
                assert!(errors.iter().all(|problem| problem.place.line > 0));
            }
            // One placeholder points at a file that is not part of the collection.
            "backstage-demo.yaml" => {
                assert!(errors.iter().all(|problem| problem.code == "catalog.placeholder"), "{errors:?}");
            }
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
    let good =
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: a\nspec:\n  type: team\n  children: []\n";
    let found = read(&format!("{good}---\nkind: [\n---\n{}", good.replace("name: a", "name: b")));
    let names: Vec<_> = found.claims.iter().map(|claim| claim.reference.to_string()).collect();
    assert_eq!(names, ["group:default/a", "group:default/b"]);
    assert_eq!(found.problems.len(), 1);
}

/// Code, path, message and help of each problem of an entity.
fn said(kind: &str, metadata: &str, spec: &str) -> Vec<[String; 4]> {
    let group = if kind == "Template" { "scaffolder.backstage.io/v1beta3" } else { "backstage.io/v1alpha1" };
    let found = read(&format!("apiVersion: {group}\nkind: {kind}\nmetadata: {metadata}\nspec: {spec}\n"));
    let problems = found.problems.into_iter();
    problems.map(|problem| [problem.code, problem.place.path, problem.message, problem.help]).collect()
}

#[test]
fn a_kind_is_written_as_its_blueprint_writes_it() {
    let team = "{type: team, children: []}";
    assert_eq!(said("Group", "{name: a}", team), [[""; 4]; 0]);
    for kind in ["group", "GROUP"] {
        let found = said(kind, "{name: a}", team);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0][0].as_str(), found[0][3].as_str()), ("catalog.unknown-kind", "did you mean `Group`?"));
    }
}

/// Where fields of a spec are wrong.
fn wrong(kind: &str, spec: &str) -> Vec<String> {
    let found = said(kind, "{name: a}", spec);
    assert!(found.iter().all(|[code, ..]| code == "catalog.invalid-field"), "{found:?}");
    let mut paths: Vec<_> = found.into_iter().map(|[_, path, ..]| path).collect();
    paths.sort();
    paths
}

#[test]
fn lists_and_their_items_follow_the_blueprint() {
    let api =
        |remotes: &str| wrong("API", &format!("{{type: mcp-server, lifecycle: p, owner: t, remotes: {remotes}}}"));
    assert_eq!(api("[{type: sse, url: 'https://x'}]"), [""; 0]);
    assert_eq!(api("[]"), ["spec.remotes"]);
    assert_eq!(api("[x]"), ["spec.remotes.0"]);
    assert_eq!(api("[{type: sse, url: u}, {type: 1}]"), ["spec.remotes.1.type", "spec.remotes.1.url"]);
    let template = |rest: &str| wrong("Template", &format!("{{type: service, {rest}}}"));
    assert_eq!(template("steps: [{action: a}], parameters: {}, output: {}"), [""; 0]);
    assert_eq!(template("steps: [], parameters: [{title: x}]"), [""; 0]);
    assert_eq!(template("steps: [{id: a}, b]"), ["spec.steps.0.action", "spec.steps.1"]);
    assert_eq!(template("steps: [], parameters: x, output: []"), ["spec.output", "spec.parameters"]);
    assert_eq!(template("steps: [], parameters: [{}, 1]"), ["spec.parameters.1"]);
    let skill = |rest: &str| wrong("AiResource", &format!("{{type: skill, lifecycle: p, owner: t, {rest}}}"));
    assert_eq!(skill("disciplines: [a], categories: [], allowedTools: [b]"), [""; 0]);
    assert_eq!(
        skill("disciplines: a, categories: {}, allowedTools: [1]"),
        ["spec.allowedTools.0", "spec.categories", "spec.disciplines"]
    );
    assert_eq!(wrong("User", "{memberOf: [a, 3, '']}"), ["spec.memberOf.1", "spec.memberOf.2"]);
}

#[test]
fn what_is_wrong_is_said_once_and_by_its_code() {
    let team = "{type: team, children: []}";
    let codes = |found: Vec<[String; 4]>| found.into_iter().map(|[code, _, _, help]| [code, help]).collect::<Vec<_>>();
    let missing = ["catalog.missing-field", "give it a name: `name: my-service`"];
    assert_eq!(codes(said("Group", "{name: ~}", team)), [missing]);
    assert_eq!(codes(said("Group", "{title: a}", team)), [missing]);
    assert_eq!(codes(said("Group", "{name: 017}", team)), [["catalog.invalid-name", "quote it"]]);
    assert_eq!(codes(said("Group", "{name: [a]}", team)), [["catalog.invalid-name", ""]]);
    let tag = |tag: &str| said("Group", &format!("{{name: a, tags: [{tag}]}}"), team).remove(0)[3].clone();
    assert_eq!(tag("''"), "a tag is a word such as `java`; remove what is none");
    assert_eq!([tag("1"), tag("Java")], ["quote it", "use `java`"]);
    let links = said("Group", "{name: a, links: [{url: not a url}, {url: /a}, {url: 'javascript:a'}]}", team);
    let links: Vec<_> = links.into_iter().map(|[code, ..]| code).collect();
    assert_eq!(links, ["catalog.invalid-link", "catalog.invalid-link", "catalog.unsafe-link"]);
    assert_eq!(wrong("Component", "{type: a, lifecycle: p, owner: t, system: ''}"), ["spec.system"]);
    let version = read("apiVersion: b/v-1\nkind: Group\nmetadata: {name: a}\nspec: {type: team, children: []}\n");
    assert_eq!(version.problems.len(), 1);
}

#[test]
fn an_empty_field_is_underlined_itself() {
    for (kind, spec, key, help) in [
        ("Group", "type: team\n  children:\n", "children", "write `children: []`"),
        ("User", "memberOf: null\n", "memberOf", "write `memberOf: []`"),
        ("Domain", "owner: ~\n", "owner", "name the team: `owner: group:default/my-team`"),
    ] {
        let text = format!("apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: a}}\nspec:\n  {spec}");
        let found = read(&text).problems;
        assert_eq!((found.len(), found[0].help.as_str()), (1, help));
        let line = text.lines().nth(found[0].place.line as usize - 1).expect("a line");
        assert_eq!(&line[found[0].place.column as usize - 1..found[0].place.end_column as usize - 1], key);
    }
}

#[test]
fn large_entities_are_refused_at_the_limit() {
    let entity = |size: usize| {
        let head = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: a\nspec:\n  type: team\n  children: []\n  x: ";
        format!("{head}{}", "y".repeat(size - head.len()))
    };
    assert!(read(&entity(256 * 1024)).problems.is_empty());
    assert_eq!(read(&entity(256 * 1024 + 1)).problems[0].code, "catalog.limit");
    // Not even as far as its mistakes: its values are not built.
    let unclosed = format!("---\n\n{} [{}", entity(400), "1,".repeat(200_000));
    let found = read(&format!("{unclosed}\n---\n{}", entity(400)));
    let codes: Vec<_> = found.problems.iter().map(|problem| (problem.code.as_str(), problem.place.line)).collect();
    assert_eq!((codes, found.claims.len()), (vec![("catalog.limit", 3)], 1));
}

#[test]
fn what_is_no_descriptor_is_told_by_content() {
    assert!(!is_descriptor("services:\n  web:\n    image: x\n"));
    assert!(!is_descriptor("apiVersion: v1\nkind: Pod\n"));
    assert!(is_descriptor("# c\n---\napiVersion: backstage.io/v1alpha1\nkind: API\n"));
    assert!(is_descriptor("{\"apiVersion\": \"backstage.io/v1alpha1\", \"kind\": \"API\"}"));
    assert!(
        !is_descriptor("data:\n  x: |\n    apiVersion: backstage.io/v1alpha1\n    kind: API\n"),
        "a text that quotes one"
    );
    assert!(is_descriptor("\u{feff}---\r\n\"apiVersion\": 'scaffolder.backstage.io/v1beta3'\r\nkind: Template\r\n"));
    assert!(is_descriptor("{\n  \"kind\": \"API\",\n  \"apiVersion\": \"backstage.io/v1alpha1\"\n}\n"));
}

/// Name, text of a size, limit, code.
type Case<'c> = (&'c str, &'c dyn Fn(usize) -> String, usize, &'c str);

#[test]
fn each_limit_of_the_metadata_holds_at_the_limit_and_one_past_it() {
    let codes = |metadata: String| {
        let found = read(&format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {metadata}\nspec: {{type: team, children: []}}\n"
        ));
        assert_eq!(found.claims.len(), usize::from(found.problems.is_empty()), "an error keeps the document out");
        found.problems.into_iter().map(|problem| (problem.code, problem.message)).collect::<Vec<_>>()
    };
    let keys = |count: usize| (0..count).map(|at| format!("k{at}: v")).collect::<Vec<_>>().join(", ");
    let long = |count: usize| "a".repeat(count);
    // Parts of at most 63 characters; the last may still grow when the whole reaches 253.
    let prefix = |count: usize| format!("{0}.{0}.{0}.{1}", long(63), long(count - 192));
    let cases: [Case<'_>; 9] = [
        ("name", &|n| format!("{{name: {}}}", long(n)), 63, "catalog.invalid-name"),
        ("namespace", &|n| format!("{{name: a, namespace: {}}}", long(n)), 63, "catalog.invalid-namespace"),
        ("tag", &|n| format!("{{name: a, tags: [{}]}}", long(n)), 63, "catalog.invalid-tag"),
        ("label", &|n| format!("{{name: a, labels: {{k: {}}}}}", long(n)), 63, "catalog.invalid-label"),
        ("label key", &|n| format!("{{name: a, labels: {{{}: v}}}}", long(n)), 63, "catalog.invalid-label"),
        ("key prefix", &|n| format!("{{name: a, labels: {{{}/k: v}}}}", prefix(n)), 253, "catalog.invalid-label"),
        ("annotation", &|n| format!("{{name: a, annotations: {{k: {}}}}}", long(n)), 4096, "catalog.limit"),
        ("labels", &|n| format!("{{name: a, labels: {{{}}}}}", keys(n)), 200, "catalog.limit"),
        ("annotations", &|n| format!("{{name: a, annotations: {{{}}}}}", keys(n)), 200, "catalog.limit"),
    ];
    for (what, metadata, limit, code) in cases {
        assert_eq!(codes(metadata(limit)), [], "{what}");
        let found = codes(metadata(limit + 1));
        assert_eq!((found.len(), found[0].0.as_str()), (1, code), "{what}: {found:?}");
        if code == "catalog.limit" {
            assert!(found[0].1.contains(&limit.to_string()), "the message names the limit: {}", found[0].1);
        }
    }
}

#[test]
fn what_is_null_is_not_set() {
    let found = read(
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: a, title: null, labels: {x: null}, tags:}\nspec: {type: team, children: [], parent: ~}\n",
    );
    assert_eq!(found.problems, []);
    let expected = json!({"metadata": {"namespace": "default", "name": "a", "labels": {}}, "apiVersion": "backstage.io/v1alpha1",
        "kind": "Group", "spec": {"type": "team", "children": []}});
    assert_eq!(found.claims[0].entity.to_value(), expected);
    let body = found.claims[0].entity.to_body();
    assert_eq!(Entity::from_body(&body).map(|entity| entity.to_body()), Some(body));
    assert_eq!(
        read("apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: a}\nspec: {type: null, children: []}\n")
            .problems[0]
            .code,
        "catalog.missing-field"
    );
}

#[test]
fn many_problems_are_cut_off_and_still_keep_the_document_out() {
    let tags = vec!["Bad"; 20_000].join(", ");
    let found = read(&format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: a, tags: [{tags}]}}\nspec: {{type: team, children: []}}\n"
    ));
    let last = found.problems.last().map(|problem| problem.code.as_str());
    assert_eq!((found.problems.len(), last, found.claims.len()), (101, Some("catalog.limit"), 0));
}

#[test]
fn skeletons_are_told_by_their_surroundings() {
    assert!(is_template_skeleton("templates/go/skeleton/catalog-info.yaml", &[]));
    assert!(is_template_skeleton("go/content/${{ values.name }}/catalog-info.yaml", &[]));
    assert!(is_template_skeleton("go/files/catalog-info.yaml", &["go/template.yaml"]));
    assert!(!is_template_skeleton("services/pay/catalog-info.yaml", &["services/pay/README.md"]));
    assert!(!is_template_skeleton("go/template.yaml", &["go/template.yaml"]), "a template is not its own skeleton");
    let text = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${{ values.name }}\n";
    let found = |file: &str| read_descriptor(file, text, Blueprints::builtin(), &mut NoReader).problems;
    assert_eq!(found("go/skeleton/catalog-info.yaml"), []);
    for bad in ["{{{", "{{ x", "{% x"] {
        let found = read(&text.replace("${{ values.name }}", bad)).problems;
        assert_eq!((found.len(), found[0].code.as_str()), (1, "yaml.syntax"), "{bad}");
    }
    assert_eq!(
        found("go/catalog-info.yaml").iter().map(|problem| problem.code.as_str()).collect::<Vec<_>>(),
        ["catalog.template-skeleton"]
    );
}

#[test]
fn what_is_printed_cannot_move_the_terminal() {
    let text = "a: 1\rname: \u{1b}[31m\u{202e}x\u{7}\r\n";
    let place = Place {
        file: "f\u{1b}.yaml".to_owned(),
        line: 2,
        column: 7,
        end_line: 2,
        end_column: 9,
        path: "na\u{9b}me".to_owned(),
    };
    let problem = Problem::error("x.y", place, "bad \u{1b}]0;t\u{7}").with_help("\u{2066}help");
    let shown = Source::new(text).render(&problem, false);
    assert!(
        shown.chars().all(|c| !c.is_control() || c == '\n') && !shown.contains(['\u{202e}', '\u{2066}']),
        "{shown:?}"
    );
    assert!(shown.contains("2 | name: "), "{shown}");
    let nowhere = Problem::error("x.y", Place { file: "f.yaml".to_owned(), ..Place::default() }, "bad");
    assert!(Source::new(text).render(&nowhere, false).contains("f.yaml"));
}

#[test]
fn references_are_read_as_backstage_reads_them() {
    let parse = |text: &str| EntityRef::parse(text, Some("Group"), "Space").map(|found| found.to_string());
    for (text, expected) in [
        ("team", "group:space/team"),
        ("User:Kim", "user:space/kim"),
        ("other/Team", "group:other/team"),
        ("user:other/kim", "user:other/kim"),
        ("a/b:c", "group:a/b:c"),
        ("a:b:c", "a:space/b:c"),
        ("a:b/c/d", "a:b/c/d"),
    ] {
        assert_eq!(parse(text).as_deref(), Ok(expected), "{text}");
    }
    for text in ["", ":", "a:", ":a", "/a", "a/", "a:/b", "a:b/"] {
        assert_eq!(parse(text), Err(RefError::Form(text.to_owned())), "{text}");
    }
    assert_eq!(EntityRef::parse("a", None, "default"), Err(RefError::NoKind("a".to_owned())));
}

proptest! {
    /// A good file with a few bytes changed: no panic, no claim with an error, each problem at a line of the file.
    #[test]
    fn no_file_makes_the_core_fail(cuts in proptest::collection::vec((0usize..2_000, "[-a{}:\\[\\]&*!|>'\"#%$, \\n\\t\\r]{0,3}"), 1..6)) {
        let mut text = include_str!("../../../../fixtures/catalog/component.yaml").to_owned();
        for (at, with) in cuts {
            let at = at % text.len();
            if text.is_char_boundary(at) && text.is_char_boundary(at + 1) {
                text.replace_range(at..=at, &with);
            }
        }
        let found = read(&text);
        let lines = u32::try_from(text.split(['\n', '\r']).count()).expect("few lines");
        for problem in &found.problems {
            prop_assert!((1..=lines).contains(&problem.place.line), "{problem:?}\n{text}");
            Source::new(&text).render(problem, true);
        }
        for claim in &found.claims {
            prop_assert_eq!(Entity::from_body(&claim.entity.to_body()).map(|entity| entity.reference()), Some(claim.reference.clone()));
            prop_assert!(text.contains(&claim.raw));
        }
    }
}
