//! From parser events to a value with spans, under the strict rules and the budgets.

use std::borrow::Cow;

use granit_parser::{Event, Marker, Parser, ScalarStyle, Span, Tag};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::document::{Node, Spans};
use super::split::Part;
use super::{Document, MAX_ALIASES, MAX_DEPTH, MAX_NODES_PER_BYTE, scalar};
use crate::problem::{Place, Problem};

/// Reads one part of the file; `None` when it holds nothing usable.
pub fn document(file: &str, text: &str, part: &Part, problems: &mut Vec<Problem>) -> Option<Document> {
    let slice = &text[part.start..part.end];
    let column = u32::from(part.start >= 3 && text[..part.start].ends_with("---")) * 3;
    let mut builder = Builder {
        file,
        line: part.line - 1,
        column,
        budget: slice.len().saturating_mul(MAX_NODES_PER_BYTE).max(1_000),
        ..Builder::default()
    };
    let options = granit_parser::options! { emit_unresolved_aliases: true };
    for event in Parser::new_from_str_with_options(slice, options) {
        let outcome = match event {
            Ok((event, span)) => builder.take(event, span),
            Err(error) => {
                let place = builder.point(*error.marker());
                Err(syntax(slice, place, &error.info()))
            }
        };
        if let Err(problem) = outcome {
            problems.push(*problem);
            return None;
        }
    }
    let failed = !builder.errors.is_empty();
    problems.append(&mut builder.errors);
    problems.append(&mut builder.warnings);
    if failed {
        return None;
    }
    let value = builder.root?;
    let line = builder.spans.nodes.first().map_or(part.line, |node| node.start.0);
    Some(Document { value, spans: builder.spans, line, start: part.start, end: part.end })
}

/// A syntax error in words; template marks and tabs get their own help.
fn syntax(slice: &str, place: Place, info: &str) -> Box<Problem> {
    let problem = Problem::error("yaml.syntax", place.clone(), format!("not valid YAML: {info}"));
    let line = slice.lines().nth(place.line.saturating_sub(1) as usize).unwrap_or_default();
    Box::new(if slice.contains("{%") || slice.contains("{{") {
        problem.with_help("this looks like a template; keep skeletons below a folder named skeleton, template or content")
    } else if line.trim_start_matches(' ').starts_with('\t') {
        problem.with_help("indent with spaces: YAML does not allow tabs")
    } else {
        problem.with_help("quote values that contain `: `, ` #` or start with a special character")
    })
}

enum Open {
    List(Vec<Value>),
    Map { map: Map<String, Value>, key: Option<String>, places: Vec<(u32, u32)>, is_key: Option<Span> },
}

struct Frame {
    open: Open,
    node: usize,
    anchor: usize,
    /// Nodes in it with itself, aliases expanded.
    count: usize,
}

#[derive(Default)]
struct Builder<'f> {
    file: &'f str,
    line: u32,
    column: u32,
    budget: usize,
    aliases: usize,
    stack: Vec<Frame>,
    spans: Spans,
    anchors: FxHashMap<usize, (Value, usize)>,
    root: Option<Value>,
    errors: Vec<Problem>,
    warnings: Vec<Problem>,
}

type Outcome = Result<(), Box<Problem>>;

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Outcome {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if self.expects_key() {
                    return self.key(&text, span, tag.as_deref());
                }
                let value = self.scalar(text, style, span, tag.as_deref());
                self.count(1, span)?;
                if anchor > 0 {
                    self.anchors.insert(anchor, (value.clone(), 1));
                }
                self.leaf(value, 1, span);
                Ok(())
            }
            Event::SequenceStart(_, anchor, tag) => self.open(Open::List(Vec::new()), anchor, span, tag.as_deref()),
            Event::MappingStart(_, anchor, tag) => {
                let map = Open::Map { map: Map::new(), key: None, places: Vec::new(), is_key: None };
                self.open(map, anchor, span, tag.as_deref())
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.close(span);
                Ok(())
            }
            Event::Alias(id) => self.alias(id, span),
            Event::UnresolvedAlias(name) => {
                let message = format!("the alias `*{name}` names no anchor before it in this document");
                Err(Box::new(Problem::error("yaml.alias", self.range(span), message)
                    .with_help("quote the value if the star is meant as text")))
            }
            _ => Ok(()),
        }
    }

    fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { open: Open::Map { key: None, .. }, .. }))
    }

    fn key(&mut self, text: &str, span: Span, tag: Option<&Tag>) -> Outcome {
        self.check_tag(tag, span);
        let place = self.range(span);
        let line = self.at(span.start);
        let Some(Frame { open: Open::Map { map, key, places, is_key }, .. }) = self.stack.last_mut() else { return Ok(()) };
        let first = map.keys().position(|known| known == text);
        if let Some(first) = first {
            let (line, column) = places[first];
            self.errors.push(
                Problem::error("yaml.duplicate-key", place, format!("the key `{text}` is given twice; it stands first at line {line}, column {column}"))
                    .with_help("keep one of them"),
            );
        } else if text == "<<" {
            self.warnings.push(
                Problem::warning("yaml.merge-key", place, "merge keys (`<<`) are not applied; the key is kept as it is")
                    .with_help("write the merged keys out"),
            );
        }
        *key = Some(text.to_owned());
        *is_key = Some(span);
        if first.is_none() {
            places.push(line);
        }
        Ok(())
    }

    fn scalar(&mut self, text: Cow<'_, str>, style: ScalarStyle, span: Span, tag: Option<&Tag>) -> Value {
        self.check_tag(tag, span);
        let is_string = tag.is_some_and(|tag| tag.to_string().ends_with("str"));
        if style != ScalarStyle::Plain || is_string {
            return Value::String(text.into_owned());
        }
        scalar::resolve(&text).unwrap_or_else(|_| {
            let problem = Problem::error("yaml.number", self.range(span), format!("`{text}` is not a number JSON can hold"))
                .with_help("quote it if it is meant as text");
            self.errors.push(problem);
            Value::Null
        })
    }

    fn check_tag(&mut self, tag: Option<&Tag>, span: Span) {
        let Some(tag) = tag else { return };
        if !tag.is_yaml_core_schema() {
            let problem = Problem::error("yaml.tag", self.range(span), format!("the tag `{tag}` is not allowed"))
                .with_help("descriptors use plain values only: remove the tag");
            self.errors.push(problem);
        }
    }

    fn open(&mut self, open: Open, anchor: usize, span: Span, tag: Option<&Tag>) -> Outcome {
        self.check_tag(tag, span);
        if self.expects_key() {
            return Err(Box::new(
                Problem::error("yaml.key", self.range(span), "a key must be a single value, not a list or a map")
                    .with_help("quote values that start with `{` or `[`"),
            ));
        }
        if self.stack.len() >= MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH} levels");
            return Err(Box::new(Problem::error("yaml.limit", self.range(span), message)));
        }
        self.count(1, span)?;
        let key = self.take_key_span();
        let node = self.record(span, key);
        self.stack.push(Frame { open, node, anchor, count: 1 });
        Ok(())
    }

    fn close(&mut self, span: Span) {
        let Some(frame) = self.stack.pop() else { return };
        let value = match frame.open {
            Open::List(items) => Value::Array(items),
            Open::Map { map, .. } => Value::Object(map),
        };
        let size = self.spans.nodes.len() - frame.node;
        let end = self.at(span.end);
        if let Some(node) = self.spans.nodes.get_mut(frame.node) {
            node.size = size as u32;
            node.end = end;
        }
        if frame.anchor > 0 {
            self.anchors.insert(frame.anchor, (value.clone(), frame.count));
        }
        self.put(value, frame.count);
    }

    fn alias(&mut self, id: usize, span: Span) -> Outcome {
        self.aliases += 1;
        if self.aliases > MAX_ALIASES {
            let message = format!("more than {MAX_ALIASES} aliases in one document");
            return Err(Box::new(Problem::error("yaml.limit", self.range(span), message)));
        }
        let Some((value, size)) = self.anchors.get(&id) else {
            return Err(Box::new(Problem::error("yaml.alias", self.range(span), "an anchor may not contain itself")));
        };
        let (size, value) = (*size, value);
        if size > self.budget {
            let message = format!("aliases expand to more than {MAX_NODES_PER_BYTE} values for each byte written");
            return Err(Box::new(Problem::error("yaml.limit", self.range(span), message)));
        }
        let value = value.clone();
        self.budget -= size;
        if self.expects_key() {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            return self.key(&text, span, None);
        }
        self.leaf(value, size, span);
        Ok(())
    }

    fn count(&mut self, nodes: usize, span: Span) -> Outcome {
        if nodes > self.budget {
            let message = format!("more than {MAX_NODES_PER_BYTE} values for each byte written");
            return Err(Box::new(Problem::error("yaml.limit", self.range(span), message)));
        }
        self.budget -= nodes;
        Ok(())
    }

    fn leaf(&mut self, value: Value, size: usize, span: Span) {
        let key = self.take_key_span();
        self.record(span, key);
        self.put(value, size);
    }

    fn record(&mut self, span: Span, key: Option<Span>) -> usize {
        let start = self.at(span.start);
        let (key, key_end) = key.map_or(((0, 0), 0), |key| (self.at(key.start), self.at(key.end).1));
        self.spans.nodes.push(Node { key, key_end, start, end: self.at(span.end), size: 1 });
        self.spans.nodes.len() - 1
    }

    fn take_key_span(&mut self) -> Option<Span> {
        match self.stack.last_mut() {
            Some(Frame { open: Open::Map { is_key, .. }, .. }) => is_key.take(),
            _ => None,
        }
    }

    fn put(&mut self, value: Value, size: usize) {
        if let Some(frame) = self.stack.last_mut() {
            frame.count += size;
        }
        match self.stack.last_mut() {
            None => self.root = Some(value),
            Some(Frame { open: Open::List(items), .. }) => items.push(value),
            Some(Frame { open: Open::Map { map, key, .. }, .. }) => {
                if let Some(key) = key.take() {
                    map.entry(key).or_insert(value);
                }
            }
        }
    }

    fn at(&self, mark: Marker) -> (u32, u32) {
        let line = mark.line() as u32;
        let column = mark.col() as u32 + 1 + if line == 1 { self.column } else { 0 };
        (line + self.line, column)
    }

    fn range(&self, span: Span) -> Place {
        let (start, end) = (self.at(span.start), self.at(span.end));
        Place { file: self.file.to_owned(), line: start.0, column: start.1, end_line: end.0, end_column: end.1, path: String::new() }
    }

    fn point(&self, mark: Marker) -> Place {
        let (line, column) = self.at(mark);
        Place { file: self.file.to_owned(), line, column, end_line: line, end_column: column + 1, path: String::new() }
    }
}
