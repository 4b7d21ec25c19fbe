//! The index agrees with the plain meaning of queries on random catalogs, through updates and removals.

use std::collections::{BTreeMap, BTreeSet};

use portolan_domain::index::{
    Builder, FullText, Index, Position, Predicate, Prepared, Query, Record, Sort, Stored, StoredMark, StoredRelation,
    Test, flatten, project,
};
use portolan_domain::packed::Packed;
use proptest::prelude::*;
use serde_json::{Value, json};

#[derive(Clone, Debug)]
struct Thing {
    name: u8,
    kind: u8,
    lifecycle: Option<u8>,
    tags: Vec<u8>,
    title: Option<String>,
    slug: Option<u8>,
    depends: Vec<u8>,
}

const KINDS: [&str; 3] = ["Component", "API", "Resource"];
const STAGES: [&str; 3] = ["production", "Experimental", "PRODUCTION"];
const SLUGS: [&str; 5] = ["a/b", "A/b", "c", "java", "true"];
const TAGS: [&str; 4] = ["java", "go", "rust", "Edge"];

impl Thing {
    fn reference(&self) -> String {
        format!("component:default/n{}", self.name)
    }

    fn record(&self) -> Record {
        let mut metadata = json!({"namespace": "default", "name": format!("n{}", self.name)});
        metadata["tags"] = self.tags.iter().map(|tag| TAGS[*tag as usize]).collect();
        if let Some(title) = &self.title {
            metadata["title"] = json!(title);
        }
        if let Some(slug) = self.slug {
            metadata["annotations"] = json!({"example.com/slug": SLUGS[slug as usize], "own": self.name.to_string()});
            metadata["links"] = json!([{"url": SLUGS[slug as usize]}, {"url": "https://same.example"}]);
            if slug == 0 {
                metadata["tags"] = json!("java");
            }
        }
        let mut spec = json!({"type": KINDS[self.kind as usize].to_lowercase(), "nothing": null});
        if let Some(stage) = self.lifecycle {
            spec["lifecycle"] = json!(STAGES[stage as usize]);
        }
        let body = json!({"metadata": metadata, "apiVersion": "v1", "kind": KINDS[self.kind as usize], "spec": spec});
        let mut relations: Vec<_> = self
            .depends
            .iter()
            .map(|other| ("dependsOn".to_owned(), "dependencyOf".to_owned(), format!("component:default/n{other}")))
            .collect();
        relations.sort();
        relations.dedup();
        Record {
            uid: uuid::Uuid::from_u128(u128::from(self.name).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c834)),
            reference: self.reference(),
            body: body.to_string(),
            relations,
            marks: vec![("portolan.source".to_owned(), format!("s{}", self.name % 3))],
            ..Record::default()
        }
    }
}

type Rows = Vec<(String, Option<String>)>;

/// What a plain reading of all entities gives: rows by reference.
fn naive(things: &BTreeMap<String, Thing>) -> BTreeMap<String, Rows> {
    let mut all = BTreeMap::new();
    for (reference, thing) in things {
        let record = thing.record();
        let mut rows: BTreeSet<(String, Option<String>)> = flatten(&record.body).list().into_iter().collect();
        for (key, value) in record.marks {
            rows.insert((key, Some(value)));
        }
        for (_, _, target) in &record.relations {
            rows.insert(("relations.dependson".to_owned(), Some(target.clone())));
            if !things.contains_key(target) {
                rows.insert(("portolan.dangling".to_owned(), Some("true".to_owned())));
            }
        }
        for (other, source) in things {
            if source.record().relations.iter().any(|(_, _, target)| target == reference) {
                rows.insert(("relations.dependencyof".to_owned(), Some(other.clone())));
            }
        }
        all.insert(reference.clone(), rows.into_iter().collect());
    }
    all
}

fn thing() -> impl Strategy<Value = Thing> {
    (
        0u8..12,
        0u8..3,
        proptest::option::of(0u8..3),
        proptest::collection::vec(0u8..4, 0..3),
        proptest::option::of("[a-cA-C]{1,3}"),
        proptest::option::of(0u8..5),
        proptest::collection::vec(0u8..12, 0..4),
    )
        .prop_map(|(name, kind, lifecycle, tags, title, slug, depends)| Thing {
            name,
            kind,
            lifecycle,
            tags,
            title,
            slug,
            depends,
        })
}

fn field() -> impl Strategy<Value = Predicate> {
    let keys = proptest::sample::select(vec![
        "kind",
        "spec.lifecycle",
        "metadata.tags",
        "metadata.tags.java",
        "metadata.annotations.example.com/slug",
        "metadata.annotations.own",
        "metadata.links.url",
        "metadata.title",
        "relations.dependson",
        "relations.dependencyof",
        "portolan.dangling",
        "portolan.source",
        "spec.nothing",
        "no.such",
    ]);
    let values = proptest::sample::select(vec![
        "component",
        "production",
        "java",
        "true",
        "component:default/n3",
        "s1",
        "a/b",
        "3",
        "https://same.example",
        "a",
        "edge",
    ]);
    (keys, values, 0..4).prop_map(|(key, value, test)| {
        let test = match test {
            0 => Test::Exists(true),
            1 => Test::Exists(false),
            2 => Test::HasPrefix(value[..1].to_owned()),
            _ => Test::In(vec![value.to_owned(), "go".to_owned()]),
        };
        Predicate::Field { key: key.to_owned(), test }
    })
}

fn predicate() -> impl Strategy<Value = Predicate> {
    field().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Predicate::All),
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Predicate::Any),
            inner.prop_map(|one| Predicate::Not(Box::new(one))),
        ]
    })
}

#[derive(Clone, Debug)]
enum Step {
    Put(Thing),
    Remove(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![4 => thing().prop_map(Step::Put), 1 => (0u8..12).prop_map(Step::Remove)]
}

/// The index of these things, built as a whole from two parts.
fn built<'t>(things: impl ExactSizeIterator<Item = &'t Thing>) -> Index {
    let (mut one, mut other) = (Builder::with_capacity(0), Builder::with_capacity(8));
    let half = things.len() / 2;
    for (at, thing) in things.enumerate() {
        let record = thing.record();
        let relation = |(kind, inverse, target): &(String, String, String)| {
            StoredRelation(kind.clone().into(), inverse.clone().into(), target.clone().into())
        };
        // A store may keep bodies as they are, or packed.
        let packed = if at % 2 == 0 { Packed::new(&record.body, &mut Vec::new()) } else { Packed::default() };
        let stored = Stored {
            uid: record.uid,
            reference: &record.reference,
            body: &record.body,
            packed: packed.bytes(),
            relations: record.relations.iter().map(relation).collect(),
            marks: record.marks.iter().map(|(key, value)| StoredMark(key.into(), value.into())).collect(),
            status: &record.status,
            updated_at: record.updated_at,
        };
        if at < half { one.push(&stored) } else { other.push(&stored) }
    }
    one.join(other).finish()
}

/// Runs the steps on both, the first of them before the index is built as a whole; an order is asked for in between so
/// that its merging is exercised too.
fn run(steps: &[Step], first: usize) -> (Index, BTreeMap<String, Thing>) {
    let (first, steps) = steps.split_at(first.min(steps.len()));
    let mut things = BTreeMap::new();
    for step in first {
        match step {
            Step::Put(thing) => drop(things.insert(thing.reference(), thing.clone())),
            Step::Remove(name) => drop(things.remove(&format!("component:default/n{name}"))),
        }
    }
    let mut index = built(things.values());
    for (count, step) in steps.iter().enumerate() {
        match step {
            Step::Put(thing) => {
                index.apply(Prepared::new(thing.record()));
                things.insert(thing.reference(), thing.clone());
            }
            Step::Remove(name) => {
                let reference = format!("component:default/n{name}");
                assert_eq!(index.remove(&reference), things.remove(&reference).is_some());
            }
        }
        if count % 3 == 0 {
            index.select(&Query {
                sort: Some(Sort { field: "metadata.title".into(), descending: false }),
                ..Query::default()
            });
        }
    }
    (index, things)
}

fn references(index: &Index, ids: impl IntoIterator<Item = u32>) -> Vec<String> {
    ids.into_iter().map(|id| index.reference(id).to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn matching_counting_and_facets_agree(steps in proptest::collection::vec(step(), 0..40), first in 0usize..40, predicate in predicate()) {
        let (index, things) = run(&steps, first);
        let rows = naive(&things);
        let expected: BTreeSet<&String> = rows.iter().filter(|(_, rows)| predicate.evaluate(rows)).map(|(name, _)| name).collect();
        let set = index.matching(&predicate);
        for id in &index.matching(&Predicate::everything()) {
            prop_assert_eq!(index.holds(&predicate, id), set.contains(id));
        }
        let found = references(&index, set);
        prop_assert_eq!(found.iter().collect::<BTreeSet<_>>(), expected.clone());
        prop_assert_eq!(index.count(&predicate), expected.len() as u64);
        for key in ["metadata.tags", "metadata.tags.java", "metadata.links.url", "spec.lifecycle", "relations.dependson", "portolan.source"] {
            let mut counts: BTreeMap<String, u64> = BTreeMap::new();
            for name in &expected {
                for (_, value) in rows[*name].iter().filter(|(known, _)| known == key) {
                    *counts.entry(value.clone().unwrap_or_default()).or_default() += 1;
                }
            }
            let found: BTreeMap<String, u64> = index.facets(&[key], &predicate).remove(0).into_iter().collect();
            prop_assert_eq!(found, counts);
        }
        for name in rows.keys() {
            let id = index.find(name).expect("it is there");
            let value: Value = serde_json::from_str(&index.body(id)).expect("bodies are JSON");
            let seen: BTreeSet<_> = value["relations"].as_array().expect("a list").iter()
                .map(|relation| (format!("relations.{}", relation["type"].as_str().unwrap_or_default().to_lowercase()), relation["targetRef"].as_str().map(str::to_owned)))
                .collect();
            let wanted: BTreeSet<_> = rows[name].iter().filter(|(key, _)| key.starts_with("relations.")).cloned().collect();
            prop_assert_eq!(seen, wanted);
        }
    }

    #[test]
    fn pages_visit_every_row_once_in_both_directions(
        steps in proptest::collection::vec(step(), 0..40), first in 0usize..40,
        field in proptest::sample::select(vec!["metadata.name", "metadata.title", "metadata.tags", "metadata.tags.java", "metadata.links.url", "spec.lifecycle"]),
        descending in any::<bool>(),
        limit in 1usize..4,
    ) {
        let (index, things) = run(&steps, first);
        let sort = Some(Sort { field: field.to_owned(), descending });
        let whole = index.select(&Query { sort: sort.clone(), ..Query::default() });
        let rows = naive(&things);
        let expected: usize = rows.values().map(|rows| rows.iter().filter(|(key, value)| key == field && value.is_some()).count()).sum();
        prop_assert_eq!(whole.ids.len(), expected);
        prop_assert_eq!(whole.total, expected as u64);
        let mut forwards = Vec::new();
        let mut after: Option<Position> = None;
        loop {
            let page = index.select(&Query { sort: sort.clone(), limit, after: after.clone(), ..Query::default() });
            prop_assert_eq!(page.has_previous, after.is_some());
            forwards.extend(page.ids.clone());
            if !page.has_next { break; }
            after = page.last;
        }
        prop_assert_eq!(&forwards, &whole.ids);
        // From the end back to the start.
        if let Some(last) = whole.last {
            let mut backwards = Vec::new();
            let mut before = last;
            loop {
                let page = index.select(&Query { sort: sort.clone(), limit, after: Some(before), backwards: true, ..Query::default() });
                let mut ids = page.ids.clone();
                ids.extend(backwards);
                backwards = ids;
                let Some(first) = page.first.filter(|_| page.has_previous) else { break };
                before = first;
            }
            prop_assert_eq!(&backwards[..], &whole.ids[..whole.ids.len() - 1]);
        }
    }

    #[test]
    fn text_filters_find_substrings(steps in proptest::collection::vec(step(), 0..40), first in 0usize..40, term in "[a-cA-C]{1,2}") {
        let (index, things) = run(&steps, first);
        let full_text = Some(FullText { term: term.clone(), fields: vec!["metadata.title".into(), "spec.type".into(), "metadata.links.url".into()] });
        let found: BTreeSet<String> = references(&index, index.select(&Query { full_text, ..Query::default() }).ids).into_iter().collect();
        let needle = term.to_lowercase();
        let expected: BTreeSet<String> = naive(&things).into_iter()
            .filter(|(_, rows)| rows.iter().any(|(key, value)| (key == "metadata.title" || key == "spec.type" || key == "metadata.links.url")
                && value.as_ref().is_some_and(|value| value.to_lowercase().contains(&needle))))
            .map(|(name, _)| name).collect();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn large_catalogs_walk_the_order() {
    let mut index = Index::new();
    for number in 0..9_000u32 {
        let body = json!({"metadata": {"namespace": "default", "name": format!("n{number:05}")}, "apiVersion": "v1", "kind": "Component"});
        index.apply(Prepared::new(Record {
            uid: uuid::Uuid::from_u128(u128::from(number)),
            reference: format!("component:default/n{number:05}"),
            body: body.to_string(),
            ..Record::default()
        }));
    }
    let sort = Some(Sort { field: "metadata.name".into(), descending: true });
    let page = index.select(&Query { sort, offset: 8_990, limit: 100, ..Query::default() });
    assert_eq!(page.total, 9_000);
    assert_eq!(page.ids.len(), 10);
    assert_eq!(index.reference(page.ids[9]), "component:default/n00000");
}

#[test]
fn filters_mean_what_backstage_means() {
    let parse = |filters: &[&str]| Predicate::from_filters(filters);
    assert_eq!(
        parse(&["kind=User,kind=group"]),
        Ok(Predicate::All(vec![Predicate::Field {
            key: "kind".into(),
            test: Test::In(vec!["user".into(), "group".into()]),
        }]))
    );
    assert_eq!(parse(&[]), Ok(Predicate::everything()));
    assert_eq!(parse(&["", "kind=api"]), parse(&["kind=api"]), "an empty filter widens nothing");
    assert_eq!(
        parse(&["=x"]),
        Err("Invalid filter, '=x' is not a valid statement (expected a string on the form a=b or a= or a)".to_owned())
    );
    let many = vec!["a=b"; 2_001].join(",");
    assert!(parse(&[many.as_str()]).is_err_and(|message| message.contains("2000")));
    let contains = json!({"spec.owner": {"$contains": {"type": "x"}}});
    assert_eq!(
        Predicate::from_json(&contains),
        Err("Object form of $contains is not supported for field \"spec.owner\"".to_owned())
    );
    assert_eq!(Predicate::from_json(&json!({})), Ok(Predicate::everything()));
    let mut deep = json!({});
    for _ in 0..40 {
        deep = json!({ "$not": deep });
    }
    assert!(Predicate::from_json(&deep).is_err_and(|message| message.contains("32")));
}

#[test]
fn keys_are_the_same_when_they_are_spelled_the_same() {
    let set = Predicate::from_filters(&["kind=User,Kind=group,kind=api"]);
    let field = |values: &[&str]| Predicate::Field {
        key: "kind".into(),
        test: Test::In(values.iter().map(|value| (*value).to_owned()).collect()),
    };
    assert_eq!(set, Ok(Predicate::All(vec![field(&["user", "api"]), field(&["group"])])));
}

#[test]
fn numbers_are_compared_as_they_are_written_in_javascript() {
    let wrong = Predicate::from_json(&json!({"$all": {}})).expect_err("a list is wanted");
    assert!(wrong.starts_with("Invalid query: Validation error: "), "{wrong}");
    let row = |value: &str| {
        let flat = flatten(&format!(r#"{{"spec":{{"size":{value}}}}}"#));
        flat.list()
    };
    for (asked, written) in [("1.0", "1"), ("1", "1.0"), ("2.50", "2.5"), ("-3.0", "-3"), ("1e2", "100")] {
        let asked: Value = serde_json::from_str(asked).expect("a number");
        for query in [json!({ "spec.size": asked }), json!({ "spec.size": { "$in": [asked] } })] {
            let predicate = Predicate::from_json(&query).expect("a predicate");
            assert!(predicate.evaluate(&row(written)), "{query} on {written}");
            assert!(!predicate.evaluate(&row("7")), "{query}");
        }
    }
}

#[test]
fn facets_keep_each_spelling_as_backstage_does() {
    let things = [("a", "Production"), ("b", "production"), ("c", "production")];
    let mut index = Index::new();
    for (at, (name, stage)) in things.into_iter().enumerate() {
        let body = json!({"metadata": {"name": name}, "spec": {"lifecycle": stage}}).to_string();
        let reference = format!("component:default/{name}");
        index.apply(Prepared::new(Record {
            uid: uuid::Uuid::from_u128(at as u128 + 1),
            reference,
            body,
            ..Record::default()
        }));
    }
    let facets = index.facets(&["spec.lifecycle"], &Predicate::everything());
    assert_eq!(facets, [[("Production".to_owned(), 1), ("production".to_owned(), 2)]]);
}

#[test]
fn fields_are_matched_greedily() {
    let value =
        json!({"metadata": {"name": "a", "annotations": {"backstage.io/orphan": "true", "x": "y"}}, "kind": "API"});
    let fields = ["kind", "metadata.annotations.backstage.io/orphan", "nothing.here"].map(str::to_owned);
    assert_eq!(
        project(&value, &fields),
        Ok(json!({"kind": "API", "metadata": {"annotations": {"backstage.io/orphan": "true"}}}))
    );
    assert!(project(&value, &["a[0]".to_owned()]).is_err());
}

#[test]
fn long_values_are_null_and_long_keys_are_dropped() {
    let body = json!({"a": "x".repeat(201), "b": "x".repeat(200), "k".repeat(201): "v"}).to_string();
    let flat = flatten(&body);
    let rows = flat.list();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0], ("a".to_owned(), None));
    assert_eq!(rows[1].1.as_ref().map(String::len), Some(200));
    // One character outside the basic plane is two units; one inside has up to three bytes.
    let (wide, long) = ("\u{1f6a2}".repeat(100), "\u{1f6a2}".repeat(101));
    let body = json!({"a": wide, "b": long, "c": ["\u{6e2f}".repeat(150)], long.clone(): "v"}).to_string();
    let rows = flatten(&body).list();
    let rows: Vec<(&str, bool)> = rows.iter().map(|(key, value)| (key.as_str(), value.is_some())).collect();
    let item = format!("c.{}", "\u{6e2f}".repeat(150));
    assert_eq!(rows, [("a", true), ("b", false), ("c", true), (item.as_str(), true)]);
}

#[test]
fn one_field_stays_itself_so_that_cursors_do_not_grow() {
    let field = Predicate::equals("kind", "component");
    assert_eq!(Predicate::from_json(&json!({"kind": "component"})), Ok(field.clone()));
    assert_eq!(Predicate::from_json(&json!({"$all": [{"kind": "component"}]})), Ok(Predicate::All(vec![field])));
}

#[test]
fn a_wrong_value_of_an_operator_is_told_from_an_unknown_operator() {
    let message = |json: serde_json::Value| Predicate::from_json(&json).expect_err("a wrong predicate");
    for operator in ["$exists", "$in", "$hasPrefix"] {
        let found = message(json!({ "kind": { operator: 3 } }));
        assert!(found.contains(&format!("Invalid value of '{operator}' at \"kind\"")), "{found}");
    }
    assert!(message(json!({"kind": {"$starts": "a"}})).contains("Unrecognized operator '$starts'"));
}
