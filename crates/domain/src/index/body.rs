//! The composition of what the API answers of an entity.

use std::fmt::Write;

/// What the catalog adds to a body.
pub struct Additions<'a> {
    /// Canonical text of the uid.
    pub uid: String,
    /// 40 hexadecimal digits.
    pub etag: String,
    /// (type, target), sorted.
    pub relations: Vec<(&'a str, &'a str)>,
    /// JSON of the status; empty when there is none.
    pub status: &'a str,
}

/// The whole entity as Backstage answers it: uid and etag in front of the metadata, relations and status at the end.
pub fn compose(text: &str, additions: &Additions<'_>) -> String {
    const HEAD: &str = "{\"metadata\":{";
    let Some(rest) = text.strip_prefix(HEAD).and_then(|rest| rest.strip_suffix('}')) else { return text.to_owned() };
    let relations: usize = additions.relations.iter().map(|(kind, target)| kind.len() + target.len() + 28).sum();
    let mut out = String::with_capacity(text.len() + relations + additions.status.len() + 160);
    let _ = write!(out, "{HEAD}\"uid\":\"{}\",\"etag\":\"{}\",{rest},\"relations\":[", additions.uid, additions.etag);
    for (position, (kind, target)) in additions.relations.iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        out.push_str("{\"type\":");
        push_json(&mut out, kind);
        out.push_str(",\"targetRef\":");
        push_json(&mut out, target);
        out.push('}');
    }
    out.push(']');
    if !additions.status.is_empty() {
        out.push_str(",\"status\":");
        out.push_str(additions.status);
    }
    out.push('}');
    out
}

/// A JSON string; references rarely hold anything to escape.
fn push_json(out: &mut String, text: &str) {
    if text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&serde_json::Value::from(text).to_string());
    }
}
