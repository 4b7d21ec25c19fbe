//! Relations that an entity's spec emits, by the relation fields of its blueprint.

use serde_json::Value;

use super::blueprint::{Blueprints, RelationField};
use super::entity::Entity;
use super::reference::EntityRef;

/// One relation, seen from the entity that emits it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Emitted {
    /// The relation on the emitting entity, such as `ownedBy`.
    pub kind: String,
    /// The relation on the target, such as `ownerOf`.
    pub inverse: String,
    /// The other end; it need not exist.
    pub target: EntityRef,
}

/// What an entity emits, in order and without repetition, and (path, message) of references that cannot be read.
pub fn relations(entity: &Entity, blueprints: &Blueprints) -> (Vec<Emitted>, Vec<(String, String)>) {
    let (mut emitted, mut wrong) = (Vec::new(), Vec::new());
    let (Ok(blueprint), Some(spec)) = (blueprints.find(&entity.kind, &entity.api_version), &entity.spec) else {
        return (emitted, wrong);
    };
    for field in &blueprint.relations {
        let Some(value) = spec.get(&field.field) else { continue };
        let path = format!("spec.{}", field.field);
        match value {
            Value::Array(items) => {
                for (position, item) in items.iter().enumerate() {
                    push(entity, field, item, format!("{path}.{position}"), &mut emitted, &mut wrong);
                }
            }
            one => push(entity, field, one, path, &mut emitted, &mut wrong),
        }
    }
    emitted.sort();
    emitted.dedup();
    (emitted, wrong)
}

fn push(
    entity: &Entity,
    field: &RelationField,
    value: &Value,
    path: String,
    emitted: &mut Vec<Emitted>,
    wrong: &mut Vec<(String, String)>,
) {
    let Some(text) = value.as_str() else { return };
    match EntityRef::parse(text, field.default_kind.as_deref(), entity.namespace()) {
        Ok(target) => emitted.push(Emitted { kind: field.kind.clone(), inverse: field.inverse.clone(), target }),
        Err(error) => wrong.push((path, error.to_string())),
    }
}
