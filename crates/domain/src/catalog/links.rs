//! The rules of `metadata.links`, and what addresses may be linked to at all.

use serde_json::Value;

use super::finding::Findings;
use super::name;

/// Each link has an address that runs no script; its other fields are texts.
pub fn check(value: &Value, found: &mut Findings<'_>) {
    let Some(links) = value.as_array() else {
        return found.error("catalog.invalid-link", "metadata.links", "`metadata.links` must be a list", "");
    };
    for (position, link) in links.iter().enumerate() {
        let path = || format!("metadata.links.{position}");
        let Some(url) = link.get("url").and_then(Value::as_str) else {
            found.error("catalog.invalid-link", &path(), "a link needs a `url`", "");
            continue;
        };
        if !name::is_safe_url(url) {
            let message = format!("`{url}` is not a URL that can be linked to");
            let code = if is_script(url) { "catalog.unsafe-link" } else { "catalog.invalid-link" };
            found.error(
                code,
                &format!("{}.url", path()),
                message,
                "write an absolute address such as https://example.com/page",
            );
        }
        for field in ["title", "icon", "type"] {
            if link.get(field).is_some_and(|text| !text.is_null() && text.as_str().is_none_or(str::is_empty)) {
                let message = format!("a link's `{field}` must be a string that is not empty");
                found.error("catalog.invalid-link", &format!("{}.{field}", path()), message, "");
            }
        }
    }
}

/// Annotations of Backstage that become links on pages.
const LINKED: [&str; 5] = [
    "backstage.io/view-url",
    "backstage.io/edit-url",
    "backstage.io/source-location",
    "backstage.io/managed-by-location",
    "backstage.io/managed-by-origin-location",
];

/// What Backstage puts in the place of an address it refuses.
const REJECTED: &str = "https://backstage.io/annotation-rejected-for-security-reasons";

/// Warns of annotations that would link to a script.
pub fn check_annotations(annotations: &Value, found: &mut Findings<'_>) {
    for key in LINKED {
        if annotations.get(key).and_then(Value::as_str).is_some_and(is_script) {
            let message = format!("the annotation `{key}` is not a URL that can be linked to; it is replaced");
            found.warning(
                "catalog.unsafe-link",
                &format!("metadata.annotations.{key}"),
                message,
                "write an https address",
            );
        }
    }
}

/// Replaces what [`check_annotations`] warns of, as Backstage does.
pub fn clean_annotations(annotations: &mut Value) {
    for key in LINKED {
        if let Some(value) = annotations.get_mut(key).filter(|value| value.as_str().is_some_and(is_script)) {
            *value = REJECTED.into();
        }
    }
}

/// Whether an address (or the target of a location reference, `url:..`) would run a script.
pub fn is_script(text: &str) -> bool {
    let target = text.strip_prefix("url:").unwrap_or(text);
    // Nearly all of them: an address of the web needs no parsing to be told from a script.
    if target.starts_with("https://") || target.starts_with("http://") {
        return false;
    }
    [text, target].iter().any(|text| url::Url::parse(text).is_ok_and(|url| name::is_script_scheme(url.scheme())))
}
