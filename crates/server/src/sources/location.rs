//! The `Location` entity of a location that was registered over Backstage's API: it stands in the catalog itself, as
//! Backstage's clients expect, from the first sync on in which it could be read.

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::read_descriptor;
use portolan_domain::catalog::placeholder::NoReader;
use portolan_domain::yaml::write_document;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::store::SourceRow;
use crate::catalog::batch::{FileClaims, OWN_FILE};
use crate::catalog::location_of;

/// The origin of such a source.
pub const ORIGIN: &str = "location";

/// What the source says of itself; nothing where it was named in another way.
pub fn claims(source: &SourceRow) -> Option<FileClaims> {
    if source.origin != ORIGIN {
        return None;
    }
    let text = write_document(&entity(source));
    let hash = format!("{:x}", Sha1::digest(text.as_bytes()));
    let read = read_descriptor(OWN_FILE, &text, Blueprints::builtin(), &mut NoReader);
    Some(FileClaims {
        path: OWN_FILE.to_owned(),
        stamp: hash.clone(),
        hash,
        location: place(source),
        claims: read.claims,
        problems: Vec::new(),
    })
}

/// Where it is, `type:target`.
fn place(source: &SourceRow) -> String {
    let location = location_of(&source.id, &source.kind, &source.target);
    let word = |field: &str| location[field].as_str().unwrap_or_default();
    format!("{}:{}", word("type"), word("target"))
}

/// The entity itself.
pub fn entity(source: &SourceRow) -> Value {
    let location = location_of(&source.id, &source.kind, &source.target);
    let reference = location["entityRef"].as_str().unwrap_or_default();
    let place = place(source);
    json!({
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Location",
        "metadata": {
            "name": reference.rsplit('/').next(), "namespace": "default", "title": source.name,
            "annotations": { "backstage.io/managed-by-location": place, "backstage.io/managed-by-origin-location": place },
        },
        "spec": { "type": location["type"], "target": location["target"] },
    })
}
