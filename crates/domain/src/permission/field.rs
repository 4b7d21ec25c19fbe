//! Sensitive fields: parts of entities that only some may read.

use serde_json::Value;

/// Maps whose keys may hold dots.
const MAPS: [&str; 2] = ["metadata.annotations.", "metadata.labels."];
/// Fields on which the catalog itself stands.
const OPEN: [&str; 14] = [
    "type",
    "owner",
    "lifecycle",
    "system",
    "domain",
    "subcomponentOf",
    "providesApis",
    "consumesApis",
    "dependsOn",
    "dependencyOf",
    "memberOf",
    "members",
    "parent",
    "children",
];

/// A field as the policy names it: `metadata.annotations.example.com/cost`, `spec.profile.email`; `*` at the end stands for
/// what a key begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    /// To the map or list that holds it.
    steps: Vec<String>,
    /// Its key, or what it begins with.
    last: String,
    any: bool,
    /// As the index writes it.
    key: String,
}

/// Fields that only those who may read them see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<Field>);

/// What is wrong with the name of a sensitive field.
pub fn refusal(name: &str) -> Option<String> {
    if MAPS.iter().any(|map| name.len() > map.len() && name.starts_with(map)) || name == "metadata.links" {
        return None;
    }
    let Some(rest) = name.strip_prefix("spec.").filter(|rest| !rest.is_empty()) else {
        return Some(format!(
            "`{name}` cannot be sensitive: use metadata.annotations.…, metadata.labels.…, metadata.links or spec.…"
        ));
    };
    let first = rest.split('.').next().unwrap_or_default().trim_end_matches('*');
    let open = if rest.starts_with('*') { Some("*") } else { OPEN.into_iter().find(|one| *one == first) };
    open.map(|one| format!("`spec.{one}` cannot be sensitive: the catalog itself stands on it"))
}

impl Fields {
    /// From their names; what cannot be sensitive is left out.
    pub fn new(names: &[String]) -> Self {
        Self(names.iter().filter(|name| refusal(name).is_none()).map(|name| Field::new(name)).collect())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a row of the index tells of one of them.
    pub fn hide_key(&self, key: &str) -> bool {
        let key = key.to_lowercase();
        self.0.iter().any(|field| match key.strip_prefix(&field.key) {
            Some(rest) => field.any || rest.is_empty() || rest.starts_with('.'),
            None => false,
        })
    }

    /// Takes them out of an entity; whether there were any.
    pub fn mask(&self, entity: &mut Value) -> bool {
        self.0.iter().fold(false, |found, field| take(entity, &field.steps, field) | found)
    }

    /// Takes them out of a change, which names places as JSON Pointers; `false` when nothing is left of it.
    pub fn mask_operation(&self, operation: &mut Value) -> bool {
        let Some(path) = operation["path"].as_str() else { return true };
        let steps: Vec<String> =
            path.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
        let parts = ["value", "old", "from"];
        let all = parts.iter().all(|name| operation.get_mut(name).is_none_or(|value| self.mask_at(&steps, value)));
        all && self.mask_at(&steps, &mut Value::Bool(true))
    }

    /// Takes them out of the value of a part of an entity, named as in provenance; `false` when all of it is hidden.
    pub fn mask_part(&self, path: &str, value: &mut Value) -> bool {
        let (mut steps, last) = steps(path);
        steps.push(last.to_owned());
        self.mask_at(&steps, value)
    }

    /// As the part of an entity that it is: what lies at the place, or nothing when that is hidden as a whole.
    fn mask_at(&self, steps: &[String], value: &mut Value) -> bool {
        let mut whole = steps.iter().rev().fold(value.take(), |inner, step| serde_json::json!({ step: inner }));
        self.mask(&mut whole);
        let Some(left) = steps.iter().try_fold(&mut whole, |at, step| at.get_mut(step)) else { return false };
        *value = left.take();
        true
    }
}

impl Field {
    fn new(name: &str) -> Self {
        let (steps, last) = steps(name);
        let (last, any) = last.strip_suffix('*').map_or((last, false), |start| (start, true));
        let key = name.trim_end_matches('*').to_lowercase();
        Self { steps, last: last.to_owned(), any, key }
    }
}

/// The way to a field, and its own key.
fn steps(name: &str) -> (Vec<String>, &str) {
    let map = MAPS.iter().find(|map| name.starts_with(**map));
    let (before, last) = match map {
        Some(map) => (map.trim_end_matches('.'), &name[map.len()..]),
        None => name.rsplit_once('.').unwrap_or((name, "")),
    };
    (before.split('.').map(str::to_owned).collect(), last)
}

fn take(value: &mut Value, steps: &[String], field: &Field) -> bool {
    match value {
        Value::Array(items) => items.iter_mut().fold(false, |found, item| take(item, steps, field) | found),
        Value::Object(map) => {
            if let Some((step, rest)) = steps.split_first() {
                return map.get_mut(step).is_some_and(|inner| take(inner, rest, field));
            }
            let before = map.len();
            map.retain(|key, _| if field.any { !key.starts_with(&field.last) } else { *key != field.last });
            map.len() < before
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Fields, refusal};

    fn fields(names: &[&str]) -> Fields {
        Fields::new(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn they_are_taken_out_of_entities() {
        let fields = fields(&[
            "metadata.annotations.example.com/*",
            "spec.profile.email",
            "spec.remotes.token",
            "metadata.links",
        ]);
        let mut entity = json!({
            "metadata": { "annotations": { "example.com/cost": "9", "other": "1" }, "links": [] },
            "spec": { "profile": { "email": "a@b", "displayName": "A" }, "remotes": [{ "token": "x", "url": "u" }] },
        });
        assert!(fields.mask(&mut entity));
        let left = json!({
            "metadata": { "annotations": { "other": "1" } },
            "spec": { "profile": { "displayName": "A" }, "remotes": [{ "url": "u" }] },
        });
        assert_eq!(entity, left);
        assert!(!fields.mask(&mut entity));
    }

    #[test]
    fn their_rows_are_known() {
        let fields = fields(&["metadata.annotations.example.com/*", "spec.Profile.email"]);
        for (key, hidden) in [
            ("metadata.annotations.example.com/cost", true),
            ("metadata.annotations.EXAMPLE.com/cost", true),
            ("metadata.annotations.example.org/cost", false),
            ("spec.profile.email", true),
            ("spec.profile.emails", false),
            ("spec.profile", false),
        ] {
            assert_eq!(fields.hide_key(key), hidden, "{key}");
        }
    }

    #[test]
    fn they_are_taken_out_of_changes() {
        let fields = fields(&["metadata.annotations.example.com/cost"]);
        let mut hidden = json!({ "op": "add", "path": "/metadata/annotations/example.com~1cost", "value": "9" });
        assert!(!fields.mask_operation(&mut hidden));
        let mut other = json!({ "op": "add", "path": "/metadata/annotations/other", "value": "9" });
        assert!(fields.mask_operation(&mut other));
        let mut whole =
            json!({ "op": "add", "path": "/metadata/annotations", "value": { "example.com/cost": "9", "other": "1" } });
        assert!(fields.mask_operation(&mut whole));
        assert_eq!(whole["value"], json!({ "other": "1" }));
    }

    #[test]
    fn what_the_catalog_stands_on_cannot_be_one() {
        for name in ["spec.owner", "spec.*", "metadata.name", "kind", "", "metadata.annotations.", "spec."] {
            assert!(refusal(name).is_some(), "{name}");
        }
        for name in ["spec.profile.email", "metadata.annotations.a/b", "metadata.links", "metadata.labels.*"] {
            assert_eq!(refusal(name), None, "{name}");
        }
    }
}
