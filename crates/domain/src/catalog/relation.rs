//! Relations that an entity's spec emits, by the relation fields of its blueprint.

use super::blueprint::{Blueprint, Blueprints};
use super::entity::{Entity, View};
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
    let view = entity.view();
    blueprints
        .find(view.kind, view.api_version)
        .map_or_else(|_| (Vec::new(), Vec::new()), |blueprint| emitted(&view, blueprint))
}

/// The same of an envelope whose blueprint is known.
pub fn emitted(entity: &View<'_>, blueprint: &Blueprint) -> (Vec<Emitted>, Vec<(String, String)>) {
    let (mut emitted, mut wrong) = (Vec::new(), Vec::new());
    let Some(spec) = entity.spec else { return (emitted, wrong) };
    for field in &blueprint.relations {
        let Some(value) = spec.get(&field.field) else { continue };
        let (items, is_list) =
            value.as_array().map_or((std::slice::from_ref(value), false), |items| (items.as_slice(), true));
        for (position, item) in items.iter().enumerate() {
            let Some(text) = item.as_str() else { continue };
            match EntityRef::parse(text, field.default_kind.as_deref(), entity.namespace()) {
                Ok(target) => {
                    emitted.push(Emitted { kind: field.kind.clone(), inverse: field.inverse.clone(), target });
                }
                Err(error) => {
                    let path = if is_list {
                        format!("spec.{}.{position}", field.field)
                    } else {
                        format!("spec.{}", field.field)
                    };
                    wrong.push((path, error.to_string()));
                }
            }
        }
    }
    emitted.sort();
    emitted.dedup();
    (emitted, wrong)
}
