//! Writing YAML: block style, texts of several lines as they are, and quotes wherever a reader of YAML 1.1 or 1.2 could
//! take a string for something else.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// Fields that people write first, in their order.
const FIRST: [&str; 4] = ["apiVersion", "kind", "metadata", "spec"];

/// One document, with its `---` before it; the fields of an entity in the order that people write.
pub fn write_document(value: &Value) -> String {
    let options = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX };
    let written = match value {
        Value::Object(map) => serde_saphyr::to_string_with_options(&Ordered(map), options),
        other => serde_saphyr::to_string_with_options(other, options),
    };
    match written {
        Ok(text) => format!("---\n{text}{}", if text.ends_with('\n') { "" } else { "\n" }),
        // JSON is YAML.
        Err(_) => format!("---\n{value}\n"),
    }
}

struct Ordered<'v>(&'v Map<String, Value>);

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let first = FIRST.iter().filter_map(|field| self.0.get_key_value(*field));
        let rest = self.0.iter().filter(|(field, _)| !FIRST.contains(&field.as_str()));
        serializer.collect_map(first.chain(rest))
    }
}
