//! Cursors as Backstage writes them: base64 of JSON with the whole query, so that its client goes on by `POST`.
//! The signature is one more field of it, which that client does not look at.

use portolan_domain::index::{FullText, Position, Predicate, Query, Sort, Test};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::http::cursor::{Cursors, Of};
use crate::http::error::AppError;

/// The query stands in the cursor.
const OF: Of<'static> = Of { list: "entities/by-query", question: "" };

/// A decoded cursor.
pub struct Cursor(Query);

impl Cursor {
    /// Reads one.
    pub fn decode(cursors: &Cursors, text: &str) -> Result<Self, AppError> {
        let bad = |why: &str| AppError::bad_request(format!("Malformed cursor: {why}"));
        let value = cursors.open(OF, text)?;
        let predicate = match value.get("query") {
            None | Some(Value::Null) => Predicate::everything(),
            Some(query) => Predicate::from_json(query).map_err(|error| bad(&error))?,
        };
        let sort = value["orderFields"].get(0).map(|order| {
            let field = order["field"].as_str().ok_or_else(|| bad("orderFields"))?;
            Ok::<_, AppError>(Sort { field: field.to_lowercase(), descending: order["order"] == "desc" })
        });
        let term = value["fullTextFilter"]["term"].as_str().unwrap_or_default().trim().to_owned();
        let fields = value["fullTextFilter"]["fields"].as_array().into_iter().flatten();
        let fields = fields.filter_map(Value::as_str).map(str::to_lowercase).collect();
        let sort = sort.transpose()?;
        let values = value["orderFieldValues"].as_array().ok_or_else(|| bad("orderFieldValues"))?;
        let uid = values
            .last()
            .and_then(Value::as_str)
            .and_then(|uid| uid.parse::<Uuid>().ok())
            .ok_or_else(|| bad("orderFieldValues"))?;
        let at = match sort {
            Some(_) => Some(values.first().and_then(Value::as_str).ok_or_else(|| bad("orderFieldValues"))?.to_owned()),
            None => None,
        };
        Ok(Self(Query {
            predicate,
            sort,
            full_text: (!term.is_empty()).then_some(FullText { term, fields }),
            limit: 0,
            offset: 0,
            after: Some(Position { value: at, uid: uid.as_u128() }),
            backwards: value["isPrevious"] == true,
            within: None,
        }))
    }

    /// The query that continues there.
    pub fn into_query(self, limit: usize) -> Query {
        Query { limit, ..self.0 }
    }

    /// Writes the one that continues a query at a row.
    pub fn encode(
        cursors: &Cursors,
        query: &Query,
        at: &Position,
        first: Option<&Position>,
        total: u64,
        previous: bool,
    ) -> String {
        let orders: Vec<Value> = query
            .sort
            .iter()
            .map(|sort| json!({ "field": sort.field, "order": if sort.descending { "desc" } else { "asc" } }))
            .collect();
        let mut text = json!({ "term": "" });
        if let Some(full_text) = &query.full_text {
            text = json!({ "term": full_text.term, "fields": full_text.fields });
        }
        let cursor = json!({
            "orderFields": orders, "isPrevious": previous, "query": predicate(&query.predicate), "fullTextFilter": text,
            "orderFieldValues": place(at), "firstSortFieldValues": first.map(place), "totalItems": total,
        });
        cursors.seal(OF, &cursor)
    }
}

fn place(at: &Position) -> Vec<String> {
    at.value.iter().cloned().chain([Uuid::from_u128(at.uid).to_string()]).collect()
}

/// A predicate in Backstage's JSON.
fn predicate(value: &Predicate) -> Value {
    match value {
        Predicate::All(list) if list.is_empty() => json!({}),
        Predicate::All(list) => json!({ "$all": list.iter().map(predicate).collect::<Vec<_>>() }),
        Predicate::Any(list) => json!({ "$any": list.iter().map(predicate).collect::<Vec<_>>() }),
        Predicate::Not(inner) => json!({ "$not": predicate(inner) }),
        Predicate::Field { key, test } => {
            let test = match test {
                Test::Exists(exists) => json!({ "$exists": exists }),
                Test::In(values) if values.len() == 1 => json!(values[0]),
                Test::In(values) => json!({ "$in": values }),
                Test::HasPrefix(prefix) => json!({ "$hasPrefix": prefix }),
            };
            Value::Object(Map::from_iter([(key.clone(), test)]))
        }
    }
}
