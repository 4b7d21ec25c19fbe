//! Bodies: an entity's JSON compressed in memory, and the composition of what the API answers.

use std::fmt::Write;

/// Text that many descriptors share; blocks refer back to it.
const DICTIONARY: &str = concat!(
    r#"{"metadata":{"namespace":"default","name":"","title":"","description":"","labels":{"tier":"1"},"annotations":{"#,
    r#""backstage.io/managed-by-location":"url:https://github.com/","backstage.io/managed-by-origin-location":"file:/","#,
    r#""backstage.io/source-location":"url:https://github.com/","backstage.io/techdocs-ref":"dir:.","github.com/project-slug":"","#,
    r#""backstage.io/view-url":"https://github.com/","backstage.io/edit-url":"https://github.com/","#,
    r#""pagerduty.com/service-id":"","grafana/dashboard-selector":"","sonarqube.org/project-key":"","argocd/app-name":"","#,
    r#""sentry.io/project-slug":"","backstage.io/kubernetes-id":""},"tags":["java","go","rust","python","typescript"],"#,
    r#""links":[{"url":"https://","title":"Dashboard","icon":"dashboard"},{"url":"https://","title":"Runbook","type":"docs"}]},"#,
    r#""apiVersion":"backstage.io/v1alpha1","kind":"Component","spec":{"type":"service","lifecycle":"production","#,
    r#""owner":"group:default/","system":"","domain":"","dependsOn":["component:default/","resource:default/"],"#,
    r#""providesApis":[""],"consumesApis":[""]}},"kind":"Resource","kind":"API","kind":"User","kind":"Group","#,
    r#""spec":{"memberOf":[""],"profile":{"displayName":"","email":"@example.com"}},"spec":{"children":[],"type":"team"}"#
);

/// A compressed body.
pub struct Body {
    block: Box<[u8]>,
    length: u32,
}

impl Body {
    /// Compresses.
    pub fn new(text: &str) -> Self {
        Self::with_buffer(text, &mut Vec::new())
    }

    /// Compresses with room to work in.
    pub fn with_buffer(text: &str, buffer: &mut Vec<u8>) -> Self {
        let most = lz4_flex::block::get_maximum_output_size(text.len());
        if buffer.len() < most {
            buffer.resize(most, 0);
        }
        // It fails only where the room is too small.
        let used = lz4_flex::block::compress_into_with_dict(text.as_bytes(), buffer, DICTIONARY.as_bytes());
        Self { block: buffer[..used.unwrap_or_default()].into(), length: text.len() as u32 }
    }

    /// The text that was put in.
    pub fn text(&self) -> String {
        let bytes = lz4_flex::block::decompress_with_dict(&self.block, self.length as usize, DICTIONARY.as_bytes());
        bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.block.len() + 16
    }
}

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
