//! A descriptor file: from its text to claims and problems.

use serde_json::Value;

use super::blueprint::Blueprints;
use super::entity::{Entity, Shape};
use super::placeholder::{self, Reader};
use super::reference::EntityRef;
use super::relation::{Emitted, relations};
use super::validate::{self, Findings, MAX_ENTITY_BYTES};
use crate::problem::Problem;
use crate::yaml::{self, Document};

/// What one document says about one entity.
#[derive(Clone, Debug)]
pub struct DocumentClaim {
    /// The entity, placeholders resolved.
    pub entity: Entity,
    /// Its reference.
    pub reference: EntityRef,
    /// What its spec emits.
    pub relations: Vec<Emitted>,
    /// First line of the document.
    pub line: u32,
    /// Place of the document in the file, from 0.
    pub position: u32,
    /// The document as written.
    pub raw: String,
}

/// Another file that a `Location` points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocationTarget {
    /// Path in the source, or a URL.
    pub target: String,
    /// Whether it may be missing.
    pub optional: bool,
    /// Line of the document that names it.
    pub line: u32,
}

/// All that a file says.
#[derive(Clone, Debug, Default)]
pub struct Descriptor {
    /// Documents that are entities.
    pub claims: Vec<DocumentClaim>,
    /// What is wrong, in order of place.
    pub problems: Vec<Problem>,
    /// Where `Location`s point.
    pub targets: Vec<LocationTarget>,
}

/// Whether a text has the marks of a descriptor: a document with `apiVersion` and `kind` under one of the API groups we
/// read. Cheap: no parsing.
pub fn is_descriptor(text: &str) -> bool {
    let group = |line: &str| {
        let line = line.trim_start_matches(['{', ' ', '"', '\u{feff}']);
        let rest = line.strip_prefix("apiVersion").map(|rest| rest.trim_start_matches(['"', ':', ' ', '\'']));
        rest.is_some_and(|rest| rest.starts_with("backstage.io/") || rest.starts_with("scaffolder.backstage.io/"))
    };
    text.lines().any(group) || text.trim_start().starts_with('{') && text.contains("backstage.io/v1")
}

/// Whether a path lies in a template's skeleton, which is not meant to be read.
pub fn is_skeleton(path: &str) -> bool {
    path.split('/').rev().skip(1).any(|folder| matches!(folder, "skeleton" | "skeletons" | "{{cookiecutter.name}}"))
        || path.contains("${{")
        || path.contains("{{")
}

/// Reads a file. Bad documents are reported and left out.
pub fn read_descriptor(file: &str, text: &str, blueprints: &Blueprints, reader: &mut dyn Reader) -> Descriptor {
    let (documents, problems) = yaml::parse_documents(file, text);
    let mut descriptor = Descriptor { problems, ..Descriptor::default() };
    for (position, document) in documents.into_iter().enumerate() {
        let claim = claim(file, text, &document, position as u32, blueprints, reader, &mut descriptor.problems);
        if let Some(claim) = claim {
            if claim.reference.kind == "location" {
                targets(file, &claim, reader, &document, &mut descriptor);
            }
            descriptor.claims.push(claim);
        }
    }
    twice(file, &mut descriptor);
    descriptor.problems.sort_by_key(|problem| (problem.place.line, problem.place.column));
    descriptor
}

fn claim(
    file: &str,
    text: &str,
    document: &Document,
    position: u32,
    blueprints: &Blueprints,
    reader: &mut dyn Reader,
    problems: &mut Vec<Problem>,
) -> Option<DocumentClaim> {
    let mut found = Findings::new(file, document, reference_of(&document.value));
    let claim = build(file, text, document, position, blueprints, reader, &mut found);
    let keep = !found.has_errors();
    problems.append(&mut found.problems);
    claim.filter(|_| keep)
}

fn build(
    file: &str,
    text: &str,
    document: &Document,
    position: u32,
    blueprints: &Blueprints,
    reader: &mut dyn Reader,
    found: &mut Findings<'_>,
) -> Option<DocumentClaim> {
    let size = document.end - document.start;
    if size > MAX_ENTITY_BYTES {
        let message = format!("the document has {size} bytes; an entity may have {MAX_ENTITY_BYTES}");
        found.error("catalog.limit", "", message, "keep large texts in files of their own and point at them with $text");
        return None;
    }
    if let Some(map) = document.value.as_object() {
        validate::root_fields(map, found);
    }
    let mut value = document.value.clone();
    if let Value::Object(map) = &mut value {
        map.retain(|key, _| matches!(key.as_str(), "apiVersion" | "kind" | "metadata" | "spec"));
        placeholder::resolve(&mut value, "", file, reader, found);
    }
    let mut entity = match Entity::from_value(value) {
        Ok(entity) => entity,
        Err(shape) => {
            shape_problem(shape, found);
            return None;
        }
    };
    validate::entity(&entity, blueprints, found);
    sort_lists(&mut entity);
    let (relations, wrong) = relations(&entity, blueprints);
    for (path, message) in wrong {
        found.error("catalog.invalid-reference", &path, message, "write `kind:namespace/name`, as in component:default/payments");
    }
    let reference = entity.reference();
    let raw = text[document.start..document.end].trim_matches(['\n', '\r']).to_owned();
    Some(DocumentClaim { entity, reference, relations, line: document.line, position, raw })
}

fn shape_problem(shape: Shape, found: &mut Findings<'_>) {
    match shape {
        Shape::NotAMap => found.error("catalog.not-an-entity", "", "the document is not an entity: it is not a map", ""),
        Shape::Field("metadata.name") => {
            found.error("catalog.missing-field", "metadata.name", "`metadata.name` must be a string", "quote it if it looks like a number");
        }
        Shape::Field(field) => {
            let help = "an entity has apiVersion, kind, metadata and spec";
            found.error("catalog.missing-field", field, format!("`{field}` is missing or of the wrong type"), help);
        }
    }
}

/// The reference a document would have, for saying whose problem it is; empty when it has none.
fn reference_of(value: &Value) -> String {
    let name = value.pointer("/metadata/name").and_then(Value::as_str);
    let kind = value.get("kind").and_then(Value::as_str);
    let namespace = value.pointer("/metadata/namespace").and_then(Value::as_str).unwrap_or("default");
    match (kind, name) {
        (Some(kind), Some(name)) if !name.is_empty() => EntityRef::new(kind, namespace, name).to_string(),
        _ => String::new(),
    }
}

/// Backstage sorts these lists before it processes an entity; clients see them sorted.
fn sort_lists(entity: &mut Entity) {
    let Some(spec) = &mut entity.spec else { return };
    for field in ["providesApis", "consumesApis", "dependsOn", "dependencyOf", "memberOf", "children", "members"] {
        if let Some(Value::Array(items)) = spec.get_mut(field)
            && items.iter().all(Value::is_string)
        {
            items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
        }
    }
}

fn targets(file: &str, claim: &DocumentClaim, reader: &mut dyn Reader, document: &Document, descriptor: &mut Descriptor) {
    let Some(spec) = &claim.entity.spec else { return };
    let optional = claim.entity.spec_str("presence") == Some("optional");
    let one = spec.get("target").into_iter().map(|value| ("spec.target".to_owned(), value));
    let many = spec.get("targets").and_then(Value::as_array).into_iter().flatten().enumerate();
    let many = many.map(|(position, value)| (format!("spec.targets.{position}"), value));
    for (path, value) in one.chain(many) {
        let Some(target) = value.as_str() else { continue };
        match reader.expand(target, file) {
            Ok(found) => descriptor.targets.extend(found.into_iter().map(|target| LocationTarget { target, optional, line: claim.line })),
            Err(_) if optional => {}
            Err(error) => {
                let problem = Problem::warning("catalog.location-target", document.place(file, &path), error.to_string())
                    .with_help("correct the target, or set `presence: optional`")
                    .about(claim.reference.to_string());
                descriptor.problems.push(problem);
            }
        }
    }
}

/// One file may name an entity once.
fn twice(file: &str, descriptor: &mut Descriptor) {
    let mut seen = rustc_hash::FxHashMap::default();
    let mut again = Vec::new();
    for (index, claim) in descriptor.claims.iter().enumerate() {
        if let Some(first) = seen.insert(claim.reference.clone(), claim.line) {
            let place = crate::problem::Place { file: file.to_owned(), line: claim.line, column: 1, ..Default::default() };
            let message = format!("{} is described twice in this file; first at line {first}", claim.reference);
            again.push((index, Problem::error("catalog.described-twice", place, message)
                .with_help("keep one of them, or give one another name")
                .about(claim.reference.to_string())));
        }
    }
    for (index, problem) in again.into_iter().rev() {
        descriptor.claims.remove(index);
        descriptor.problems.push(problem);
    }
}
