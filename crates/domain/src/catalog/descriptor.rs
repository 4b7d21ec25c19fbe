//! A descriptor file: from its text to claims and problems.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::blueprint::Blueprints;
use super::entity::{Entity, Shape, View};
use super::finding::Findings;
pub use super::location::LocationTarget;
use super::placeholder::{self, Reader};
use super::reference::EntityRef;
use super::relation::{Emitted, emitted};
use super::validate::{self, MAX_ENTITY_BYTES};
use super::{links, location, skeleton};
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
/// read. Cheap: no parsing. YAML counts at the start of a line only: manifests quote descriptors in texts.
pub fn is_descriptor(text: &str) -> bool {
    if memchr::memmem::find(text.as_bytes(), b"backstage.io/").is_none() {
        return false;
    }
    let text = text.trim_start_matches('\u{feff}');
    let is_json = text.trim_start().starts_with(['{', '[']);
    let has = |field: &str, fits: fn(&str) -> bool| {
        text.split(['\n', '\r']).any(|line| {
            let line = line.strip_prefix("--- ").unwrap_or(line);
            let line = if is_json { line.trim_start_matches(['{', '[', ' ', '\t']) } else { line };
            let rest = line.trim_start_matches(['"', '\'']).strip_prefix(field);
            let value = rest.and_then(|rest| rest.trim_start_matches(['"', '\'', ' ']).strip_prefix(':'));
            value.is_some_and(|value| fits(value.trim_start_matches([' ', '"', '\''])))
        })
    };
    let is_group = |value: &str| value.starts_with("backstage.io/") || value.starts_with("scaffolder.backstage.io/");
    // On one line, JSON is not worth telling apart.
    has("apiVersion", is_group) && (is_json || has("kind", |_| true)) || is_json && text.contains("\"kind\"")
}

/// Reads a file. Bad documents are reported and left out.
pub fn read_descriptor(file: &str, text: &str, blueprints: &Blueprints, reader: &mut dyn Reader) -> Descriptor {
    let (documents, problems) = yaml::parse_documents_up_to(MAX_ENTITY_BYTES, file, text, |size, place| {
        let message = format!("the document has {size} bytes; an entity may have {MAX_ENTITY_BYTES}");
        Problem::error("catalog.limit", place, message)
            .with_help("keep large texts in files of their own and point at them with $text")
    });
    let mut reading = Reading {
        file,
        text,
        blueprints,
        reader,
        seen: FxHashMap::default(),
        descriptor: Descriptor { problems, ..Descriptor::default() },
    };
    for (position, document) in documents.into_iter().enumerate() {
        reading.document(document, position as u32);
    }
    let Reading { mut descriptor, reader, .. } = reading;
    descriptor.problems.sort_by_key(|problem| (problem.place.line, problem.place.column));
    descriptor.problems = skeleton::excuse(descriptor.problems, file, text, reader);
    descriptor
}

struct Reading<'r> {
    file: &'r str,
    text: &'r str,
    blueprints: &'r Blueprints,
    reader: &'r mut dyn Reader,
    /// Where each entity of the file was described first.
    seen: FxHashMap<EntityRef, u32>,
    descriptor: Descriptor,
}

impl Reading<'_> {
    fn document(&mut self, mut document: Document, position: u32) {
        let mut found = Findings::new(self.file, &document);
        let checked = self.check(&document, &mut found);
        self.descriptor.problems.append(&mut found.problems);
        let Some(Checked { resolved, relations, targets }) = checked else { return };
        let value = resolved.unwrap_or_else(|| std::mem::take(&mut document.value));
        let Ok(mut entity) = Entity::from_value(value) else { return };
        sort_lists(&mut entity);
        if let Some(annotations) = entity.metadata.get_mut("annotations") {
            links::clean_annotations(annotations);
        }
        let reference = entity.reference();
        let raw = self.text[document.start..document.end].trim_matches(['\n', '\r']).to_owned();
        self.descriptor.targets.extend(targets);
        self.descriptor.claims.push(DocumentClaim { entity, reference, relations, line: document.line, position, raw });
    }

    /// All that can be wrong with a document; nothing when an error keeps it out.
    fn check(&mut self, document: &Document, found: &mut Findings<'_>) -> Option<Checked> {
        if let Some(map) = document.value.as_object() {
            validate::root_fields(map, found);
        }
        let resolved = placeholder::is_in(&document.value).then(|| {
            let mut value = document.value.clone();
            placeholder::resolve(&mut value, "", self.file, self.reader, found);
            value
        });
        let view = View::of(resolved.as_ref().unwrap_or(&document.value))
            .map_err(|shape| shape_problem(shape, &document.value, found))
            .ok()?;
        let blueprint = validate::entity(&view, self.blueprints, found);
        let (relations, wrong) = blueprint.map(|blueprint| emitted(&view, blueprint)).unwrap_or_default();
        for (path, message) in wrong {
            if found.is_about(&path) {
                continue;
            }
            found.error(
                "catalog.invalid-reference",
                &path,
                message,
                "write `kind:namespace/name`, as in component:default/payments",
            );
        }
        if found.has_errors() {
            return None;
        }
        let targets = location::targets(&view, self.file, document.line, self.reader, found);
        self.check_first(&view, document.line, found);
        (!found.has_errors()).then_some(Checked { resolved, relations, targets })
    }

    /// One file may describe an entity once.
    fn check_first(&mut self, view: &View<'_>, line: u32, found: &mut Findings<'_>) {
        let name = view.metadata.get("name").and_then(Value::as_str).unwrap_or_default();
        match self.seen.entry(EntityRef::new(view.kind, view.namespace(), name)) {
            Entry::Vacant(entry) => {
                entry.insert(line);
            }
            Entry::Occupied(entry) => {
                let message = format!("{} is described twice in this file; first at line {}", entry.key(), entry.get());
                found.error(
                    "catalog.described-twice",
                    "metadata.name",
                    message,
                    "keep one of them, or give one another name",
                );
            }
        }
    }
}

/// What a document without errors gives.
struct Checked {
    /// Its value with placeholders resolved, when it has any.
    resolved: Option<Value>,
    relations: Vec<Emitted>,
    targets: Vec<LocationTarget>,
}

fn shape_problem(shape: Shape, value: &Value, found: &mut Findings<'_>) {
    match shape {
        Shape::NotAMap => {
            found.error("catalog.not-an-entity", "", "the document is not an entity: it is not a map", "");
        }
        Shape::Field("metadata.name") => {
            let name = value.pointer("/metadata/name").filter(|name| !name.is_null());
            let (code, message, help) = match name {
                None => ("catalog.missing-field", "`metadata.name` is missing", "give it a name: `name: my-service`"),
                Some(name) if name.is_number() || name.is_boolean() => {
                    ("catalog.invalid-name", "`metadata.name` must be a string", "quote it")
                }
                Some(_) => ("catalog.invalid-name", "`metadata.name` must be a string", ""),
            };
            found.error(code, "metadata.name", message, help);
        }
        Shape::Field(field) => {
            let help = "an entity has apiVersion, kind, metadata and spec";
            found.error("catalog.missing-field", field, format!("`{field}` is missing or of the wrong type"), help);
        }
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
