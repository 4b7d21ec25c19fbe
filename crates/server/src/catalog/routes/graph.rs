//! Relations as a graph, and what depends on a thing.

use std::collections::{HashMap, HashSet, VecDeque};

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use portolan_domain::catalog::reference::EntityRef;

use super::query::predicate;
use super::single::{Name, find};
use crate::app::App;
use crate::catalog::body::{EdgeBody, GraphBody, ImpactBody, ImpactNodeBody, NodeBody, OwnerCountBody};
use crate::catalog::view::View;
use crate::http::error::AppError;
use crate::http::params::Params;
use crate::http::reply;
use crate::identity::Caller;

/// Nodes when nothing is said, and at most.
const NODES: usize = 5000;

/// Relations by which trouble travels from a thing to those who need it.
const CARRIES: [&str; 4] = ["dependencyOf", "apiConsumedBy", "providesApi", "partOf"];

/// Relations that point away from their owner; the others are their inverse and stand for the same edge.
const OUTWARD: [&str; 8] =
    ["ownedBy", "partOf", "providesApi", "consumesApi", "dependsOn", "memberOf", "childOf", "implements"];

/// Entities and the relations between them: around one, or all that match.
#[utoipa::path(
    get, path = "/api/v1/graph",
    params(
        ("root" = Option<String>, Query), ("depth" = Option<u32>, Query), ("direction" = Option<String>, Query),
        ("relations" = Option<String>, Query), ("filter" = Option<String>, Query), ("limit" = Option<usize>, Query),
    ),
    responses((status = 200, body = GraphBody))
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, AppError> {
    let limit = params.number("limit")?.unwrap_or(NODES).min(NODES);
    let relations = params.list("relations");
    let follows = |kind: &str| relations.is_empty() || relations.iter().any(|one| one.eq_ignore_ascii_case(kind));
    let index = app.view(&caller);
    let mut found: Vec<(String, u32)> = Vec::new();
    let mut truncated = false;
    if let Some(root) = params.first("root") {
        let root = EntityRef::parse(root, None, "default")
            .map_err(|_| AppError::bad_request("root is not a reference"))?
            .to_string();
        index.find(&root).ok_or_else(|| AppError::not_found(format!("No such entity {root}")))?;
        let depth = params.number("depth")?.unwrap_or(1).clamp(1, 6) as u32;
        let direction = params.choice("direction", &["in", "out", "both"])?.unwrap_or("both");
        let wanted = |kind: &str| {
            follows(kind)
                && match direction {
                    "out" => OUTWARD.contains(&kind),
                    "in" => !OUTWARD.contains(&kind),
                    _ => true,
                }
        };
        for step in walk(&index, &root, depth, limit, &mut truncated, &wanted) {
            found.push((step.reference, step.depth));
        }
    } else {
        let matching = index.matching(&predicate(&params)?);
        truncated = matching.len() as usize > limit;
        found.extend(matching.iter().take(limit).map(|id| (index.reference(id).to_owned(), 0)));
    }
    let body = GraphBody {
        edges: edges(&index, &found, &follows),
        nodes: found.iter().map(|(one, depth)| node(&index, one, *depth)).collect(),
        truncated,
    };
    drop(index);
    Ok(reply::tagged(&headers, &body))
}

/// Relations between the things found, each once.
fn edges(index: &View<'_>, found: &[(String, u32)], follows: &dyn Fn(&str) -> bool) -> Vec<EdgeBody> {
    let inside: HashSet<&str> = found.iter().map(|(one, _)| one.as_str()).collect();
    let mut edges = Vec::new();
    for (source, _) in found {
        let Some(id) = index.find(source) else { continue };
        for (kind, target) in index.relations(id) {
            // An inverse is drawn only when the other end cannot draw it itself.
            let drawn = OUTWARD.contains(&kind) || index.find(target).is_none() || !has_inverse(kind);
            if drawn && inside.contains(target) && follows(kind) {
                edges.push(EdgeBody { source: source.clone(), target: target.to_owned(), kind: kind.to_owned() });
            }
        }
    }
    edges
}

fn has_inverse(kind: &str) -> bool {
    ["ownerOf", "hasPart", "apiProvidedBy", "apiConsumedBy", "dependencyOf", "hasMember", "parentOf"].contains(&kind)
}

struct Step {
    reference: String,
    depth: u32,
    via: String,
}

/// Breadth first; the root comes first.
fn walk(
    index: &View<'_>,
    root: &str,
    depth: u32,
    limit: usize,
    truncated: &mut bool,
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<Step> {
    let mut seen: HashSet<String> = HashSet::from([root.to_owned()]);
    let mut queue = VecDeque::from([Step { reference: root.to_owned(), depth: 0, via: String::new() }]);
    let mut found = Vec::new();
    while let Some(step) = queue.pop_front() {
        if let Some(id) = index.find(&step.reference).filter(|_| step.depth < depth) {
            for (_, target) in index.relations(id).into_iter().filter(|(kind, _)| wanted(kind)) {
                if seen.len() >= limit && !seen.contains(target) {
                    *truncated = true;
                } else if seen.insert(target.to_owned()) {
                    queue.push_back(Step {
                        reference: target.to_owned(),
                        depth: step.depth + 1,
                        via: step.reference.clone(),
                    });
                }
            }
        }
        found.push(step);
    }
    found
}

fn node(index: &View<'_>, reference: &str, depth: u32) -> NodeBody {
    let Some(id) = index.find(reference) else {
        let (kind, rest) = reference.split_once(':').unwrap_or(("", reference));
        let name = rest.rsplit('/').next().unwrap_or(rest).to_owned();
        return NodeBody {
            reference: reference.to_owned(),
            kind: kind.to_owned(),
            title: name.clone(),
            name,
            subtype: None,
            owner: None,
            system: None,
            lifecycle: None,
            dangling: true,
            depth,
        };
    };
    let text = |key: &str| index.first(id, key).map(str::to_owned);
    let target = |wanted: &str, kind: &str| {
        let relations = index.relations(id);
        relations
            .into_iter()
            .find(|(one, target)| *one == wanted && target.starts_with(kind))
            .map(|(_, target)| target.to_owned())
    };
    let name = text("metadata.name").unwrap_or_default();
    NodeBody {
        reference: reference.to_owned(),
        kind: text("kind").unwrap_or_default(),
        title: text("metadata.title").unwrap_or_else(|| name.clone()),
        name,
        subtype: text("spec.type"),
        owner: target("ownedBy", ""),
        system: target("partOf", "system:"),
        lifecycle: text("spec.lifecycle"),
        dangling: false,
        depth,
    }
}

/// What depends on an entity, over how many steps and through what.
#[utoipa::path(
    get, path = "/api/v1/entities/{kind}/{namespace}/{name}/impact",
    params(("kind" = String, Path), ("namespace" = String, Path), ("name" = String, Path), ("depth" = Option<u32>, Query)),
    responses((status = 200, body = ImpactBody))
)]
pub async fn impact(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    path: Name,
    params: Params,
) -> Result<Response, AppError> {
    let depth = params.number("depth")?.unwrap_or(10).clamp(1, 50) as u32;
    let index = app.view(&caller);
    let id = find(&index, &path)?;
    let mut truncated = false;
    let root = index.reference(id).to_owned();
    let steps = walk(&index, &root, depth, NODES, &mut truncated, &|kind| CARRIES.contains(&kind));
    let mut owners: HashMap<String, u64> = HashMap::new();
    let mut nodes = Vec::new();
    for step in steps.into_iter().skip(1) {
        let node = node(&index, &step.reference, step.depth);
        if let Some(owner) = &node.owner {
            *owners.entry(owner.clone()).or_default() += 1;
        }
        nodes.push(ImpactNodeBody { node, via: step.via });
    }
    drop(index);
    let mut owners: Vec<OwnerCountBody> =
        owners.into_iter().map(|(reference, count)| OwnerCountBody { reference, count }).collect();
    owners.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.reference.cmp(&b.reference)));
    Ok(reply::tagged(&headers, &ImpactBody { nodes, owners, truncated }))
}
