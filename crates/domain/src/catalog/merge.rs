//! Merging: an entity is the merge of its claims by rank, field by field, with provenance and conflicts.

use serde_json::{Map, Value};

use super::entity::Entity;

/// One source's word about an entity.
#[derive(Clone, Debug)]
pub struct Claim<'a> {
    /// The source, for breaking ties.
    pub source_id: &'a str,
    /// The lower wins.
    pub rank: i64,
    /// When it was first seen, microseconds; of equal ranks the older wins.
    pub observed_at: i64,
    /// What it says.
    pub entity: &'a Entity,
}

/// A field about which claims disagree.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Such as `spec.owner`.
    pub path: String,
    /// Claim (by position) and its value, the winner first.
    pub values: Vec<(usize, Value)>,
}

/// An entity and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The effective entity.
    pub entity: Entity,
    /// Path and position of the claim it comes from: one for each field of metadata and spec, each label and annotation.
    pub provenance: Vec<(String, usize)>,
    /// Where claims disagree.
    pub conflicts: Vec<Conflict>,
}

/// Merges claims of one reference; `None` when there are none. The order of `claims` does not matter.
pub fn merge(claims: &[Claim<'_>]) -> Option<Merged> {
    let mut order: Vec<usize> = (0..claims.len()).collect();
    let key = |at: usize| (claims[at].rank, claims[at].observed_at, claims[at].source_id);
    // Two claims of one source that came together: what they say decides, so that the order given never does.
    let body = |at: usize| claims[at].entity.to_body();
    order.sort_by(|&a, &b| key(a).cmp(&key(b)).then_with(|| body(a).cmp(&body(b))));
    let first = claims.get(*order.first()?)?.entity;
    let mut merging = Merging { claims, order: &order, provenance: Vec::new(), conflicts: Vec::new() };
    let metadata = merging.section("metadata");
    let spec = merging.section("spec");
    let any_spec = claims.iter().any(|claim| claim.entity.spec.is_some());
    let entity = Entity {
        api_version: first.api_version.clone(),
        kind: first.kind.clone(),
        metadata,
        spec: any_spec.then_some(spec),
    };
    Some(Merged { entity, provenance: merging.provenance, conflicts: merging.conflicts })
}

struct Merging<'m, 'c> {
    claims: &'m [Claim<'c>],
    order: &'m [usize],
    provenance: Vec<(String, usize)>,
    conflicts: Vec<Conflict>,
}

impl Merging<'_, '_> {
    fn section(&mut self, name: &str) -> Map<String, Value> {
        let parts: Vec<(usize, &Map<String, Value>)> = self
            .order
            .iter()
            .filter_map(|&at| {
                let entity = self.claims[at].entity;
                let part = if name == "metadata" { Some(&entity.metadata) } else { entity.spec.as_ref() };
                part.map(|map| (at, map))
            })
            .collect();
        self.fields(name, &parts, name == "metadata")
    }

    fn fields(&mut self, path: &str, parts: &[(usize, &Map<String, Value>)], keyed: bool) -> Map<String, Value> {
        let mut merged = Map::new();
        for (_, map) in parts {
            for key in map.keys() {
                if merged.contains_key(key) {
                    continue;
                }
                let path = format!("{path}.{key}");
                let values: Vec<(usize, &Value)> =
                    parts.iter().filter_map(|(at, map)| map.get(key).map(|v| (*at, v))).collect();
                let value = if keyed && matches!(key.as_str(), "labels" | "annotations") {
                    let maps: Vec<_> =
                        values.iter().filter_map(|(at, value)| value.as_object().map(|map| (*at, map))).collect();
                    Value::Object(self.fields(&path, &maps, false))
                } else {
                    self.decide(path, &values)
                };
                merged.insert(key.clone(), value);
            }
        }
        merged
    }

    fn decide(&mut self, path: String, values: &[(usize, &Value)]) -> Value {
        let Some((winner, value)) = values.first() else { return Value::Null };
        self.provenance.push((path.clone(), *winner));
        // Where each source keeps its file is no disagreement.
        let own = path.starts_with("metadata.annotations.backstage.io/");
        if !own && values.iter().any(|(_, other)| other != value) {
            let values = values.iter().map(|(at, value)| (*at, (*value).clone())).collect();
            self.conflicts.push(Conflict { path, values });
        }
        (*value).clone()
    }
}
