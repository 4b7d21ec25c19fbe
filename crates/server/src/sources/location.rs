//! The `Location` entity of a location that was registered over Backstage's API: it stands in the catalog itself, as
//! Backstage's clients expect, from the first sync on in which it could be read.

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::read_descriptor;
use portolan_domain::catalog::placeholder::NoReader;
use portolan_domain::yaml::write_document;
use serde_json::Value;
use sha1::{Digest, Sha1};

use super::store::SourceRow;
use crate::catalog::batch::{FileClaims, OWN_FILE};
use crate::catalog::{location_entity, place_of};

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
        location: place_of(&source.kind, &source.target),
        claims: read.claims,
        problems: Vec::new(),
    })
}

/// The entity itself.
pub fn entity(source: &SourceRow) -> Value {
    location_entity(&source.kind, &source.target, &source.name)
}
