//! Claims merge by rank; what differs is kept as a conflict; diffs lead there and back.

use portolan_domain::catalog::diff::{apply, diff, invert};
use portolan_domain::catalog::entity::Entity;
use portolan_domain::catalog::merge::{Claim, merge};
use proptest::prelude::*;
use serde_json::{Value, json};

fn entity(spec: &Value, annotations: &Value) -> Entity {
    Entity::from_value(json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "Component",
        "metadata": {"name": "a", "annotations": annotations}, "spec": spec,
    }))
    .expect("an entity")
}

#[test]
fn the_lower_rank_wins_field_by_field() {
    let git = entity(&json!({"type": "service", "owner": "team-a"}), &json!({"x": "1"}));
    let ui = entity(&json!({"owner": "team-b", "lifecycle": "production"}), &json!({"y": "2"}));
    let claims = [
        Claim { source_id: "git", rank: 100, observed_at: 1, entity: &git },
        Claim { source_id: "ui", rank: 10, observed_at: 2, entity: &ui },
    ];
    let merged = merge(&claims).expect("two claims");
    let spec = merged.entity.spec.expect("a spec");
    assert_eq!(spec["owner"], "team-b");
    assert_eq!(spec["type"], "service");
    assert_eq!(merged.entity.metadata["annotations"], json!({"y": "2", "x": "1"}));
    assert!(merged.provenance.contains(&("spec.owner".to_owned(), 1)));
    assert!(merged.provenance.contains(&("metadata.annotations.x".to_owned(), 0)));
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!(merged.conflicts[0].values, [(1, json!("team-b")), (0, json!("team-a"))]);
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-z/~]{0,4}".prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-d/~]{1,2}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_diff_applied_gives_the_other_and_inverted_leads_back(before in value(), after in value()) {
        let operations = diff(&before, &after);
        prop_assert_eq!(apply(&before, &operations), Some(after.clone()));
        prop_assert_eq!(apply(&after, &invert(&operations)), Some(before.clone()));
        prop_assert!(diff(&before, &before).is_empty());
    }

    #[test]
    fn the_order_of_claims_does_not_matter(keys in proptest::collection::vec((0i64..2, 0i64..2, 0usize..3), 1..6), turn in 0usize..6) {
        let entities: Vec<Entity> = (0..keys.len())
            .map(|at| entity(&json!({"owner": (at % 3).to_string(), at.to_string(): at}), &json!({"x": (at % 2).to_string()})))
            .collect();
        let names = ["s0", "s1", "s2"];
        let mut claims: Vec<Claim<'_>> = keys.iter().zip(&entities)
            .map(|((rank, observed_at, name), entity)| Claim { source_id: names[*name], rank: *rank, observed_at: *observed_at, entity })
            .collect();
        let said = |claims: &[Claim<'_>]| {
            let merged = merge(claims).expect("claims");
            let who = |at: usize| claims[at].entity.to_body();
            let provenance: Vec<_> = merged.provenance.iter().map(|(path, at)| (path.clone(), who(*at))).collect();
            let conflicts: Vec<_> = merged.conflicts.iter()
                .map(|conflict| (conflict.path.clone(), conflict.values.iter().map(|(at, value)| (who(*at), value.clone())).collect::<Vec<_>>()))
                .collect();
            (merged.entity.to_body(), provenance, conflicts)
        };
        let one = said(&claims);
        claims.reverse();
        let turned = turn % claims.len();
        claims.rotate_left(turned);
        prop_assert_eq!(one, said(&claims));
    }

    #[test]
    fn every_value_comes_from_the_claim_its_provenance_names(ranks in proptest::collection::vec(0i64..3, 1..5)) {
        let entities: Vec<Entity> = (0..ranks.len()).map(|at| entity(&json!({"owner": at.to_string(), at.to_string(): at}), &json!({}))).collect();
        let claims: Vec<Claim<'_>> = ranks.iter().zip(&entities)
            .map(|(rank, entity)| Claim { source_id: "s", rank: *rank, observed_at: 1, entity }).collect();
        let merged = merge(&claims).expect("claims");
        let value = merged.entity.to_value();
        for (path, at) in &merged.provenance {
            let pointer = format!("/{}", path.replace('.', "/"));
            let own = entities[*at].to_value();
            prop_assert_eq!(value.pointer(&pointer), own.pointer(&pointer), "{}", path);
        }
    }
}
