//! Filters of RFC 7644, 3.4.2.2: read once, asked of each resource.

use serde_json::{Map, Value};

use super::fault::{Fault, FaultKind};
use super::path::AttributePath;
use super::schema::{Attribute, ResourceType};

/// Bytes of a filter.
pub const MAX_FILTER: usize = 8_192;
/// Brackets within brackets.
pub const MAX_DEPTH: usize = 32;

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Contains.
    Co,
    /// Starts with.
    Sw,
    /// Ends with.
    Ew,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
}

/// A question about a resource.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// All of them hold.
    And(Vec<Filter>),
    /// One of them holds.
    Or(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// The attribute has a value.
    Present(AttributePath),
    /// The attribute's value compares so; whether letters differ from capitals.
    Compare(AttributePath, Operator, Value, bool),
    /// One of the attribute's values is such.
    Within(AttributePath, Box<Filter>),
}

impl Filter {
    /// Reads a filter.
    pub fn parse(kind: ResourceType, text: &str) -> Result<Self, Fault> {
        if text.len() > MAX_FILTER {
            return Err(wrong(format!("a filter has at most {MAX_FILTER} bytes")));
        }
        Reading { kind, within: None, text, at: 0, depth: 0 }.whole()
    }

    /// Whether it holds for a resource.
    pub fn holds(&self, resource: &Map<String, Value>) -> bool {
        match self {
            Self::And(all) => all.iter().all(|one| one.holds(resource)),
            Self::Or(any) => any.iter().any(|one| one.holds(resource)),
            Self::Not(one) => !one.holds(resource),
            Self::Present(path) => values(path, resource).iter().any(|value| is_present(value)),
            Self::Compare(path, Operator::Ne, wanted, exact) => {
                !values(path, resource).iter().any(|value| compare(value, Operator::Eq, wanted, *exact))
            }
            Self::Compare(path, operator, wanted, exact) => {
                values(path, resource).iter().any(|value| compare(value, *operator, wanted, *exact))
            }
            Self::Within(path, one) => {
                let found = field(resource, path);
                let found =
                    found.map_or(&[][..], |value| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice));
                found.iter().filter_map(Value::as_object).any(|value| one.holds(value))
            }
        }
    }

    /// The text that an attribute must equal for this to hold; for looking it up.
    pub fn pinned(&self, name: &str) -> Option<&str> {
        match self {
            Self::And(all) => all.iter().find_map(|one| one.pinned(name)),
            Self::Compare(path, Operator::Eq, wanted, _)
                if path.urn.is_none() && path.sub.is_none() && path.name.eq_ignore_ascii_case(name) =>
            {
                wanted.as_str()
            }
            _ => None,
        }
    }

    /// Whether an attribute is asked about anywhere in it.
    pub fn mentions(&self, name: &str) -> bool {
        match self {
            Self::And(all) | Self::Or(all) => all.iter().any(|one| one.mentions(name)),
            Self::Not(one) => one.mentions(name),
            Self::Present(path) | Self::Compare(path, ..) | Self::Within(path, _) => {
                path.name.eq_ignore_ascii_case(name)
            }
        }
    }

    /// Values that something must have for this to hold: what a patch adds where nothing fits yet.
    pub fn seeds(&self) -> Vec<(String, Value)> {
        match self {
            Self::And(all) => all.iter().flat_map(Self::seeds).collect(),
            Self::Compare(path, Operator::Eq, wanted, _) => vec![(path.name.clone(), wanted.clone())],
            _ => Vec::new(),
        }
    }
}

/// What a resource is sorted by, in lower case; nothing without a value.
pub fn sort_key(kind: ResourceType, name: &str, resource: &Map<String, Value>) -> Option<String> {
    let path = AttributePath::parse(kind, name).ok()?;
    let found = values(&path, resource);
    let first = found.iter().find(|value| is_present(value))?;
    Some(first.as_str().map_or_else(|| first.to_string(), str::to_lowercase))
}

/// Reads a filter on the values of one attribute.
pub fn parse_within(kind: ResourceType, attribute: &'static Attribute, text: &str) -> Result<Filter, Fault> {
    Reading { kind, within: Some(attribute), text, at: 0, depth: 0 }.whole()
}

fn wrong(detail: impl Into<String>) -> Fault {
    Fault::new(FaultKind::InvalidFilter, detail)
}

/// A member of an object whatever its letters.
pub fn member<'v>(map: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    map.get(name).or_else(|| map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

fn field<'v>(resource: &'v Map<String, Value>, path: &AttributePath) -> Option<&'v Value> {
    match &path.urn {
        None => member(resource, &path.name),
        Some(urn) if path.name.is_empty() => member(resource, urn),
        Some(urn) => member(member(resource, urn)?.as_object()?, &path.name),
    }
}

/// The values a path leads to; of a complex one its `value`.
fn values<'v>(path: &AttributePath, resource: &'v Map<String, Value>) -> Vec<&'v Value> {
    let Some(found) = field(resource, path) else { return Vec::new() };
    let items = found.as_array().map_or(std::slice::from_ref(found), Vec::as_slice);
    let below = |item: &'v Value| match (item, &path.sub) {
        (Value::Object(map), Some(sub)) => member(map, sub),
        (Value::Object(map), None) => Some(map.get("value").unwrap_or(item)),
        (_, Some(_)) => None,
        (_, None) => Some(item),
    };
    items.iter().filter_map(below).collect()
}

fn is_present(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
        _ => true,
    }
}

fn compare(value: &Value, operator: Operator, wanted: &Value, exact: bool) -> bool {
    match (value, wanted) {
        (Value::String(one), Value::String(other)) if exact => texts(one, operator, other),
        (Value::String(one), Value::String(other)) => texts(&one.to_lowercase(), operator, &other.to_lowercase()),
        (Value::Number(one), Value::Number(other)) => match (one.as_f64(), other.as_f64()) {
            (Some(one), Some(other)) => one.partial_cmp(&other).is_some_and(|order| ordered(order, operator)),
            _ => false,
        },
        (one, other) => operator == Operator::Eq && one == other,
    }
}

fn texts(one: &str, operator: Operator, other: &str) -> bool {
    match operator {
        Operator::Co => one.contains(other),
        Operator::Sw => one.starts_with(other),
        Operator::Ew => one.ends_with(other),
        _ => ordered(one.cmp(other), operator),
    }
}

fn ordered(order: std::cmp::Ordering, operator: Operator) -> bool {
    match operator {
        Operator::Eq => order.is_eq(),
        Operator::Gt => order.is_gt(),
        Operator::Ge => order.is_ge(),
        Operator::Lt => order.is_lt(),
        Operator::Le => order.is_le(),
        Operator::Ne | Operator::Co | Operator::Sw | Operator::Ew => false,
    }
}

struct Reading<'t> {
    kind: ResourceType,
    within: Option<&'static Attribute>,
    text: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Reading<'t> {
    fn whole(mut self) -> Result<Filter, Fault> {
        let filter = self.any()?;
        self.blanks();
        if self.at < self.text.len() { Err(self.unexpected()) } else { Ok(filter) }
    }

    fn unexpected(&self) -> Fault {
        let rest: String = self.text[self.at..].chars().take(20).collect();
        let place = if rest.is_empty() { "the end".to_owned() } else { format!("`{rest}`") };
        wrong(format!("The filter cannot be read at {place}"))
    }

    fn blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, letter: char) -> bool {
        self.blanks();
        let there = self.text[self.at..].starts_with(letter);
        self.at += usize::from(there);
        there
    }

    /// The word here, without taking it.
    fn peek(&mut self) -> &'t str {
        self.blanks();
        let rest = &self.text[self.at..];
        let end = rest.find(|letter: char| letter.is_whitespace() || "()[]\"".contains(letter));
        &rest[..end.unwrap_or(rest.len())]
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let there = self.peek().eq_ignore_ascii_case(word);
        self.at += if there { word.len() } else { 0 };
        there
    }

    fn any(&mut self) -> Result<Filter, Fault> {
        let mut parts = vec![self.all()?];
        while self.eat_word("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::Or(parts) })
    }

    fn all(&mut self) -> Result<Filter, Fault> {
        let mut parts = vec![self.one()?];
        while self.eat_word("and") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::And(parts) })
    }

    fn group(&mut self, close: char) -> Result<Filter, Fault> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(wrong(format!("a filter has at most {MAX_DEPTH} brackets within each other")));
        }
        let filter = self.any()?;
        self.depth -= 1;
        if self.eat(close) { Ok(filter) } else { Err(self.unexpected()) }
    }

    fn one(&mut self) -> Result<Filter, Fault> {
        if self.eat('(') {
            return self.group(')');
        }
        if self.eat_word("not") {
            if !self.eat('(') {
                return Err(self.unexpected());
            }
            return Ok(Filter::Not(Box::new(self.group(')')?)));
        }
        let word = self.peek();
        let path = AttributePath::parse(self.kind, word).map_err(|_| self.unexpected())?;
        self.at += word.len();
        if self.text[self.at..].starts_with('[') && self.within.is_none() {
            self.at += 1;
            let (attribute, _) = path.find(self.kind).ok_or_else(|| self.unexpected())?;
            self.within = Some(attribute);
            let inner = self.group(']');
            self.within = None;
            return Ok(Filter::Within(path, Box::new(inner?)));
        }
        if self.eat_word("pr") {
            return Ok(Filter::Present(path));
        }
        let operator = self.operator()?;
        let value = self.value()?;
        let orders = matches!(operator, Operator::Gt | Operator::Ge | Operator::Lt | Operator::Le);
        let part = matches!(operator, Operator::Co | Operator::Sw | Operator::Ew);
        if (orders && !value.is_string() && !value.is_number()) || (part && !value.is_string()) {
            return Err(wrong("That comparison needs a text or a number"));
        }
        let exact = self.is_exact(&path);
        Ok(Filter::Compare(path, operator, value, exact))
    }

    fn is_exact(&self, path: &AttributePath) -> bool {
        let below = |attribute: &Attribute, sub: &str| {
            super::schema::find(&attribute.sub_attributes, sub).is_some_and(|one| one.case_exact)
        };
        if let Some(attribute) = self.within {
            return below(attribute, &path.name);
        }
        match path.find(self.kind) {
            Some((_, Some(sub))) => sub.case_exact,
            Some((attribute, None)) if !attribute.sub_attributes.is_empty() => below(attribute, "value"),
            Some((attribute, None)) => attribute.case_exact,
            // id, externalId and meta are in no schema.
            None => true,
        }
    }

    fn operator(&mut self) -> Result<Operator, Fault> {
        let word = self.peek();
        let operator = match word.to_ascii_lowercase().as_str() {
            "eq" => Operator::Eq,
            "ne" => Operator::Ne,
            "co" => Operator::Co,
            "sw" => Operator::Sw,
            "ew" => Operator::Ew,
            "gt" => Operator::Gt,
            "ge" => Operator::Ge,
            "lt" => Operator::Lt,
            "le" => Operator::Le,
            _ => return Err(self.unexpected()),
        };
        self.at += word.len();
        Ok(operator)
    }

    fn value(&mut self) -> Result<Value, Fault> {
        self.blanks();
        let rest = &self.text[self.at..];
        let length =
            if rest.starts_with('"') { string_end(rest).ok_or_else(|| self.unexpected())? } else { self.peek().len() };
        let value: Value = serde_json::from_str(&rest[..length]).map_err(|_| self.unexpected())?;
        self.at += length;
        if value.is_array() || value.is_object() { Err(self.unexpected()) } else { Ok(value) }
    }
}

/// Where a JSON string ends.
fn string_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}
