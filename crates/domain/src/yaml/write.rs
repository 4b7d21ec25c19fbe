//! Writing YAML: block style, texts of several lines as they are, and quotes wherever a reader of YAML 1.1 or 1.2 could
//! take a string for something else.

use serde_json::Value;

/// One document, with its `---` before it.
pub fn write_document(value: &Value) -> String {
    let options = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX };
    match serde_saphyr::to_string_with_options(value, options) {
        Ok(text) => format!("---\n{text}{}", if text.ends_with('\n') { "" } else { "\n" }),
        // JSON is YAML.
        Err(_) => format!("---\n{value}\n"),
    }
}
