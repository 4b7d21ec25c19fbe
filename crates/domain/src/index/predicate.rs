//! The query language: Backstage's filter strings and its JSON predicates, and their plain meaning on rows.

use serde_json::{Map, Value};

/// Conditions in one query.
pub const MAX_CONDITIONS: usize = 2_000;
/// Nesting of `$all`, `$any` and `$not`.
pub const MAX_DEPTH: usize = 32;

/// A condition on entities.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    /// Each holds; none means true.
    All(Vec<Predicate>),
    /// One holds; none means false.
    Any(Vec<Predicate>),
    /// It does not hold.
    Not(Box<Predicate>),
    /// A row with this key (lower case) passes the test.
    Field {
        /// Dotted path in lower case.
        key: String,
        /// What its value must be.
        test: Test,
    },
}

/// A test of one row's value, without regard to case.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// The key is there, or is not.
    Exists(bool),
    /// One of these.
    In(Vec<String>),
    /// Starts with this.
    HasPrefix(String),
}

impl Predicate {
    /// Everything.
    pub fn everything() -> Self {
        Self::All(Vec::new())
    }

    /// The value of a key equals this.
    pub fn equals(key: &str, value: &str) -> Self {
        Self::Field { key: key.to_lowercase(), test: Test::In(vec![value.to_lowercase()]) }
    }

    /// From repeated `filter` parameters: OR of sets; in a set commas are AND, the same key again is OR of its values. As
    /// in Backstage a key is the same when it is spelled the same: `kind=a,Kind=b` asks for both.
    pub fn from_filters<S: AsRef<str>>(filters: &[S]) -> Result<Self, String> {
        let mut sets = Vec::new();
        let mut count = 0;
        for filter in filters {
            let mut fields: Vec<(String, Vec<String>, bool)> = Vec::new();
            for statement in filter.as_ref().split(',').filter(|statement| !statement.is_empty()) {
                count += 1;
                let (key, value) = condition(statement)?;
                let at = fields.iter().position(|(known, ..)| *known == key).unwrap_or_else(|| {
                    fields.push((key, Vec::new(), false));
                    fields.len() - 1
                });
                match value {
                    Some(value) => fields[at].1.push(value),
                    None => fields[at].2 = true,
                }
            }
            // A parameter without a statement asks for nothing: it must not widen the others.
            if fields.is_empty() {
                continue;
            }
            let all = fields.into_iter().map(|(key, values, exists)| {
                let key = key.to_lowercase();
                let test = if exists && values.is_empty() { Test::Exists(true) } else { Test::In(values) };
                Self::Field { key, test }
            });
            sets.push(Self::All(all.collect()));
        }
        if count > MAX_CONDITIONS {
            return Err(format!("Invalid filter, more than {MAX_CONDITIONS} conditions"));
        }
        Ok(match sets.len() {
            0 => Self::everything(),
            1 => sets.remove(0),
            _ => Self::Any(sets),
        })
    }

    /// From the JSON form of `POST /entities/by-query`.
    pub fn from_json(value: &Value) -> Result<Self, String> {
        let mut count = 0;
        parse(value, 0, &mut count).map_err(|message| match message.strip_prefix("Validation error: ") {
            Some(rest) => format!("Invalid query: Validation error: {rest}"),
            None => message,
        })
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::All(list), other) | (other, Self::All(list)) if list.is_empty() => other,
            (a, b) => Self::All(vec![a, b]),
        }
    }

    /// The plain meaning: what holds for an entity with these rows (keys in lower case).
    pub fn evaluate(&self, rows: &[(String, Option<String>)]) -> bool {
        match self {
            Self::All(list) => list.iter().all(|one| one.evaluate(rows)),
            Self::Any(list) => list.iter().any(|one| one.evaluate(rows)),
            Self::Not(one) => !one.evaluate(rows),
            Self::Field { key, test } => {
                let mut values = rows.iter().filter(|(name, _)| name == key).map(|(_, value)| value.as_deref());
                match test {
                    Test::Exists(wanted) => values.next().is_some() == *wanted,
                    Test::In(list) => values.flatten().any(|value| list.contains(&value.to_lowercase())),
                    Test::HasPrefix(prefix) => {
                        values.flatten().any(|value| value.to_lowercase().starts_with(prefix.as_str()))
                    }
                }
            }
        }
    }
}

fn condition(statement: &str) -> Result<(String, Option<String>), String> {
    let (key, value) = match statement.split_once('=') {
        Some((key, value)) => (key.trim(), Some(value.trim().to_lowercase())),
        None => (statement.trim(), None),
    };
    if key.is_empty() {
        return Err(format!(
            "Invalid filter, '{statement}' is not a valid statement (expected a string on the form a=b or a= or a)"
        ));
    }
    Ok((key.to_owned(), value))
}

fn parse(value: &Value, depth: usize, count: &mut usize) -> Result<Predicate, String> {
    let Value::Object(map) = value else {
        return Err("Validation error: Expected object at root".to_owned());
    };
    if depth > MAX_DEPTH {
        return Err(format!("Validation error: nested deeper than {MAX_DEPTH} levels"));
    }
    *count += map.len().max(1);
    if *count > MAX_CONDITIONS {
        return Err(format!("Validation error: more than {MAX_CONDITIONS} conditions"));
    }
    if let Some((key, inner)) = map.iter().next().filter(|(key, _)| map.len() == 1 && key.starts_with('$')) {
        return match (key.as_str(), inner) {
            ("$all", Value::Array(list)) => Ok(Predicate::All(parse_list(list, depth, count)?)),
            ("$any", Value::Array(list)) => Ok(Predicate::Any(parse_list(list, depth, count)?)),
            ("$not", inner) => Ok(Predicate::Not(Box::new(parse(inner, depth + 1, count)?))),
            _ => Err(format!("Validation error: Unrecognized key(s) in object: '{key}'")),
        };
    }
    let mut fields: Vec<Predicate> =
        map.iter().map(|(key, value)| field(key, value, count)).collect::<Result<_, _>>()?;
    // One field stays itself: a predicate written and read again must not grow.
    Ok(if fields.len() == 1 { fields.remove(0) } else { Predicate::All(fields) })
}

fn parse_list(list: &[Value], depth: usize, count: &mut usize) -> Result<Vec<Predicate>, String> {
    list.iter().map(|one| parse(one, depth + 1, count)).collect()
}

fn field(key: &str, value: &Value, count: &mut usize) -> Result<Predicate, String> {
    if key.starts_with('$') {
        return Err(format!("Validation error: Unrecognized key(s) in object: '{key}'"));
    }
    let key_lower = key.to_lowercase();
    if let Some(text) = primitive(value) {
        return Ok(Predicate::Field { key: key_lower, test: Test::In(vec![text]) });
    }
    let Some((operator, inner)) = value.as_object().and_then(|map| map.iter().next().filter(|_| map.len() == 1)) else {
        return Err(format!("Validation error: Invalid value at \"{key}\""));
    };
    let test = match (operator.as_str(), inner) {
        ("$exists", Value::Bool(wanted)) => Test::Exists(*wanted),
        ("$in", Value::Array(list)) => {
            *count += list.len();
            Test::In(
                list.iter()
                    .map(primitive)
                    .collect::<Option<_>>()
                    .ok_or("Validation error: $in takes primitive values")?,
            )
        }
        ("$hasPrefix", Value::String(prefix)) => Test::HasPrefix(prefix.to_lowercase()),
        ("$contains", Value::Object(object)) => return contains(key, object),
        ("$contains", inner) => {
            Test::In(vec![primitive(inner).ok_or_else(|| format!("Validation error: Invalid value at \"{key}\""))?])
        }
        ("$exists" | "$in" | "$hasPrefix", _) => {
            return Err(format!("Validation error: Invalid value of '{operator}' at \"{key}\""));
        }
        _ => return Err(format!("Validation error: Unrecognized operator '{operator}' at \"{key}\"")),
    };
    Ok(Predicate::Field { key: key_lower, test })
}

/// `{"relations": {"$contains": {"type": ..., "targetRef": ...}}}`.
fn contains(key: &str, object: &Map<String, Value>) -> Result<Predicate, String> {
    if !key.eq_ignore_ascii_case("relations") {
        return Err(format!("Object form of $contains is not supported for field \"{key}\""));
    }
    let Some(kind) = object.get("type").and_then(Value::as_str) else {
        return Err("Validation error: $contains on relations needs a type".to_owned());
    };
    let key = format!("relations.{}", kind.to_lowercase());
    let test = match object.get("targetRef") {
        None => Test::Exists(true),
        Some(Value::String(target)) => Test::In(vec![target.to_lowercase()]),
        Some(Value::Object(map)) => {
            let list =
                map.get("$in").and_then(Value::as_array).ok_or("Validation error: targetRef takes a string or $in")?;
            Test::In(list.iter().map(primitive).collect::<Option<_>>().ok_or("Validation error: $in takes strings")?)
        }
        Some(_) => return Err("Validation error: targetRef takes a string or $in".to_owned()),
    };
    Ok(Predicate::Field { key, test })
}

fn primitive(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.to_lowercase()),
        // As the index writes numbers, and JavaScript: 1.0 is 1.
        Value::Number(number) => Some(match number.as_f64().filter(|_| number.is_f64()) {
            Some(number) => number.to_string(),
            None => number.to_string(),
        }),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}
