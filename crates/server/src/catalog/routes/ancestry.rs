//! `GET /entities/by-name/…/ancestry`: where an entity comes from. Its file is named by `Location`s, or by its source
//! alone; a source is shown as the location that Backstage would have made for it.

use std::collections::{BTreeSet, HashMap};

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use portolan_domain::index::Predicate;
use portolan_integrations::tree::{is_named, join};
use portolan_integrations::web::raw;
use serde_json::{Value, json};

use super::locations::{location_entity, location_of, place_of};
use super::single::{Name, reference};
use crate::app::App;
use crate::catalog::store::sources::{self, SourceRow};
use crate::catalog::view::View;
use crate::http::error::AppError;
use crate::http::reply;
use crate::identity::Caller;

/// Ancestors in one answer; files that name each other in circles are met once each anyway.
const LIMIT: usize = 1_000;

pub async fn show(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    path: Name,
) -> Result<Response, AppError> {
    let root = reference(&path);
    let sources = app.db.read(sources::list).await?;
    let index = app.view(&caller);
    if index.find(&root).is_none() {
        return Err(AppError::not_found(format!("No such entity {root}")));
    }
    let mut lineage = Lineage::new(&index, &sources);
    let (mut open, mut seen, mut items) = (vec![root.clone()], BTreeSet::new(), Vec::new());
    while let Some(next) = open.pop().filter(|_| items.len() < LIMIT) {
        if !seen.insert(next.clone()) {
            continue;
        }
        let (entity, parents) = lineage.find(&next);
        open.extend(parents.iter().cloned());
        items.push(json!({ "entity": entity, "parentEntityRefs": parents }));
    }
    Ok(reply::tagged(&headers, &json!({ "rootEntityRef": root, "items": items })))
}

struct Lineage<'i> {
    index: &'i View<'i>,
    sources: &'i [SourceRow],
    /// `Location`s of a source: their reference, file and targets.
    locations: HashMap<String, Vec<Naming>>,
}

/// What one `Location` names.
struct Naming {
    reference: String,
    file: String,
    targets: Vec<String>,
}

impl<'i> Lineage<'i> {
    fn new(index: &'i View<'i>, sources: &'i [SourceRow]) -> Self {
        Self { index, sources, locations: HashMap::new() }
    }

    /// An entity, or the location that stands for a source, with what it comes from.
    fn find(&mut self, reference: &str) -> (Value, Vec<String>) {
        let Some(id) = self.index.find(reference) else {
            let source = self.sources.iter().find(|source| generated(source)["entityRef"] == reference);
            return (source.map(entity_of).unwrap_or_default(), Vec::new());
        };
        let entity = self.index.value(id);
        if self.sources.iter().any(|source| generated(source)["entityRef"] == reference) {
            return (entity, Vec::new());
        }
        let file = annotation(&entity, "managed-by-location");
        let own = self.index.values(id, "portolan.source").into_iter().map(str::to_owned).collect::<Vec<_>>();
        let mut parents = BTreeSet::new();
        for source in &own {
            let named = self.locations_of(source).iter().filter(|one| one.reference != reference && one.names(&file));
            parents.extend(named.map(|one| one.reference.clone()));
        }
        if parents.is_empty() {
            let origin = annotation(&entity, "managed-by-origin-location");
            let mut known = self.sources.iter().filter(|source| own.contains(&source.id));
            let first = known.clone().find(|source| origin_of(source) == origin).or_else(|| known.next());
            parents.extend(first.map(|source| text(&generated(source)["entityRef"])));
        }
        (entity, parents.into_iter().collect())
    }

    fn locations_of(&mut self, source: &str) -> &[Naming] {
        let index = self.index;
        self.locations.entry(source.to_owned()).or_insert_with(|| {
            let wanted = Predicate::equals("kind", "location").and(Predicate::equals("portolan.source", source));
            index.matching(&wanted).iter().map(|id| Naming::new(index.reference(id), &index.value(id))).collect()
        })
    }
}

impl Naming {
    fn new(reference: &str, entity: &Value) -> Self {
        let spec = &entity["spec"];
        let many = spec["targets"].as_array().into_iter().flatten();
        let targets = std::iter::once(&spec["target"]).chain(many).filter_map(Value::as_str).map(str::to_owned);
        Self {
            reference: reference.to_owned(),
            file: annotation(entity, "managed-by-location"),
            targets: targets.collect(),
        }
    }

    /// Whether one of the targets means a file; both places are written `type:target`.
    fn names(&self, file: &str) -> bool {
        let (Some((own, base)), Some((kind, file))) = (self.file.split_once(':'), file.split_once(':')) else {
            return false;
        };
        own == kind && self.targets.iter().any(|target| names(target, base, file))
    }
}

fn names(target: &str, base: &str, file: &str) -> bool {
    if target.contains("://") {
        return target == file || raw(target) == file;
    }
    join(target, base).is_ok_and(|path| is_named(&path, file))
}

fn annotation(entity: &Value, name: &str) -> String {
    text(&entity["metadata"]["annotations"][format!("backstage.io/{name}")])
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn generated(source: &SourceRow) -> Value {
    location_of(&source.id, &source.kind, &source.target)
}

fn origin_of(source: &SourceRow) -> String {
    place_of(&source.kind, &source.target)
}

fn entity_of(source: &SourceRow) -> Value {
    let mut entity = location_entity(&source.kind, &source.target, &source.name);
    entity["metadata"]["uid"] = json!(source.id);
    entity["relations"] = json!([]);
    entity
}
