//! From parser events to a value with spans, under the strict rules and the budgets.

use std::borrow::Cow;

use granit_parser::{Event, Marker, Parser, ScalarStyle, Span, Tag};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::anchor::{Anchors, Refusal, weight};
use super::document::{Node, Spans};
use super::key::normal_key;
use super::split::{Part, next_line};
use super::syntax::syntax;
use super::{Document, MAX_DEPTH, MAX_PROBLEMS, scalar};
use crate::problem::{Place, Problem};

/// Reads one part of the file; `None` when it holds nothing usable.
pub fn document(file: &str, text: &str, part: &Part, problems: &mut Vec<Problem>) -> Option<Document> {
    let slice = &text[part.start..part.end];
    let mut builder = Builder::new(file, text, part);
    let options = granit_parser::options! { emit_unresolved_aliases: true };
    for event in Parser::new_from_str_with_options(slice, options) {
        let outcome = match event {
            Ok((event, span)) => builder.take(event, span),
            Err(error) => {
                let place = builder.point(*error.marker());
                Err(syntax(slice, place.line - builder.line, place, &error.info()))
            }
        };
        if let Err(problem) = outcome {
            builder.errors.push(*problem);
            break;
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

type Point = (u32, u32);

enum Open {
    List(Vec<Value>),
    Map {
        map: Map<String, Value>,
        key: Option<String>,
        /// Where the keys of `map` stand.
        places: Vec<Point>,
        /// Keys of `map` that are written in another than their normal form, by that form.
        odd: FxHashMap<String, String>,
        /// Where `key` starts, and the column it ends at.
        key_at: Option<(Point, u32)>,
    },
}

struct Frame {
    open: Open,
    node: usize,
    anchor: usize,
    /// Units in it with itself, aliases expanded.
    count: usize,
}

struct Builder<'f> {
    file: &'f str,
    /// All of the file.
    text: &'f str,
    part: &'f Part,
    /// Lines before the part.
    line: u32,
    /// Characters before it on its first line.
    column: u32,
    stack: Vec<Frame>,
    spans: Spans,
    anchors: Anchors,
    root: Option<Value>,
    errors: Vec<Problem>,
    warnings: Vec<Problem>,
}

type Outcome = Result<(), Box<Problem>>;

impl<'f> Builder<'f> {
    fn new(file: &'f str, text: &'f str, part: &'f Part) -> Self {
        Self {
            file,
            text,
            part,
            line: part.line - 1,
            column: part.column,
            stack: Vec::new(),
            spans: Spans::default(),
            anchors: Anchors::new(part.end - part.start),
            root: None,
            errors: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Outcome {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let units = weight(text.len());
                self.spend(units, span)?;
                if self.expects_key() {
                    // Keys weigh in what an alias repeats.
                    if let Some(frame) = self.stack.last_mut() {
                        frame.count += units;
                    }
                    if anchor > 0 {
                        self.keep(anchor, &Value::from(text.as_ref()), units, span)?;
                    }
                    return self.key(&text, style == ScalarStyle::Plain, span, tag.as_deref());
                }
                let value = self.scalar(text, style, span, tag.as_deref())?;
                self.keep(anchor, &value, units, span)?;
                self.leaf(value, units, span);
                Ok(())
            }
            Event::SequenceStart(_, anchor, tag) => self.open(Open::List(Vec::new()), anchor, span, tag.as_deref()),
            Event::MappingStart(_, anchor, tag) => {
                let map = Open::Map {
                    map: Map::new(),
                    key: None,
                    places: Vec::new(),
                    odd: FxHashMap::default(),
                    key_at: None,
                };
                self.open(map, anchor, span, tag.as_deref())
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::DocumentStart(..) if self.root.is_some() => {
                let message = "a second document starts here without a `---` line before it";
                Err(Box::new(Problem::error("yaml.syntax", self.range(span), message)))
            }
            Event::Alias(id) => self.alias(id, span),
            Event::UnresolvedAlias(name) => {
                let message = format!("the alias `*{name}` names no anchor before it in this document");
                Err(Box::new(
                    Problem::error("yaml.alias", self.range(span), message)
                        .with_help("quote the value if the star is meant as text"),
                ))
            }
            _ => Ok(()),
        }
    }

    fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { open: Open::Map { key: None, .. }, .. }))
    }

    fn key(&mut self, text: &str, is_plain: bool, span: Span, tag: Option<&Tag>) -> Outcome {
        self.check_tag(tag, "str", span)?;
        let (start, end) = (self.at(span.start), self.at(span.end).1);
        let Some(Frame { open: Open::Map { map, key, places, odd, key_at }, .. }) = self.stack.last_mut() else {
            return Ok(());
        };
        *key_at = Some((start, end));
        let normal = normal_key(text);
        let first =
            odd.get(normal.as_ref()).cloned().or_else(|| map.contains_key(normal.as_ref()).then(|| normal.to_string()));
        // Given twice, the value is put where the first one is, which stays.
        *key = Some(first.clone().unwrap_or_else(|| text.to_owned()));
        let Some(first) = first else {
            places.push(start);
            if let Cow::Owned(normal) = normal {
                odd.insert(normal, text.to_owned());
            }
            if text == "<<" && is_plain {
                self.merge_key(span);
            }
            return Ok(());
        };
        let place = map.keys().position(|known| *known == first).and_then(|at| places.get(at)).copied();
        let (line, column) = place.unwrap_or_default();
        let how = if first == text { "" } else { ", in two Unicode forms" };
        let message = format!("the key `{text}` is given twice{how}; it stands first at line {line}, column {column}");
        self.report(Problem::error("yaml.duplicate-key", self.range(span), message).with_help("keep one of them"))
    }

    fn merge_key(&mut self, span: Span) {
        let (place, count) = (self.range(span), self.warnings.len());
        if count < MAX_PROBLEMS {
            let message = "merge keys (`<<`) are not applied; the key is kept as it is";
            let problem = Problem::warning("yaml.merge-key", place, message);
            self.warnings.push(problem.with_help("write the merged keys out"));
        } else if count == MAX_PROBLEMS {
            let message =
                format!("more than {MAX_PROBLEMS} merge keys in one document; those from here on are not told");
            self.warnings.push(Problem::warning("yaml.limit", place, message));
        }
    }

    /// Notes an error and goes on; after many of them the document is given up.
    fn report(&mut self, problem: Problem) -> Outcome {
        if self.errors.len() >= MAX_PROBLEMS {
            let message = format!("more than {MAX_PROBLEMS} errors in one document; it is not read from here on");
            let limit = Problem::error("yaml.limit", problem.place, message);
            return Err(Box::new(limit.with_help("mend those before it, then look again")));
        }
        self.errors.push(problem);
        Ok(())
    }

    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        span: Span,
        tag: Option<&Tag>,
    ) -> Result<Value, Box<Problem>> {
        if let Some(tag) = tag.filter(|tag| tag.is_yaml_core_schema()) {
            let value = scalar::tagged(&text, tag.parts().1);
            if value.is_none() {
                let message = format!("`{text}` is not a value of the tag `{}`", tag.original());
                self.report(Problem::error("yaml.tag", self.range(span), message).with_help("remove the tag"))?;
            }
            return Ok(value.unwrap_or_default());
        }
        self.check_tag(tag, "", span)?;
        if style != ScalarStyle::Plain || tag.is_some() {
            return Ok(Value::String(text.into_owned()));
        }
        if let Ok(value) = scalar::resolve(&text) {
            return Ok(value);
        }
        let problem =
            Problem::error("yaml.number", self.range(span), format!("`{text}` is not a number JSON can hold"));
        self.report(problem.with_help("quote it if it is meant as text"))?;
        Ok(Value::Null)
    }

    /// Refuses a tag other than `!` ("as text") and the one that says what the node is anyway.
    fn check_tag(&mut self, tag: Option<&Tag>, own: &str, span: Span) -> Outcome {
        let Some(tag) = tag else { return Ok(()) };
        if tag.is_yaml_core_schema_tag(own) || tag.to_string() == "!" {
            return Ok(());
        }
        let problem = Problem::error(
            "yaml.tag",
            self.tag_range(tag, span),
            format!("the tag `{}` is not allowed", tag.original()),
        );
        self.report(problem.with_help("descriptors use plain values only: remove the tag"))
    }

    fn open(&mut self, open: Open, anchor: usize, span: Span, tag: Option<&Tag>) -> Outcome {
        self.check_tag(tag, if matches!(open, Open::List(_)) { "seq" } else { "map" }, span)?;
        if self.expects_key() {
            return Err(self.not_a_key(span));
        }
        if self.stack.len() >= MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH} levels");
            return Err(Box::new(Problem::error("yaml.limit", self.range(span), message)));
        }
        self.spend(1, span)?;
        let key = self.take_key_place();
        let node = self.record(span, key);
        self.stack.push(Frame { open, node, anchor, count: 1 });
        Ok(())
    }

    fn close(&mut self, span: Span) -> Outcome {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
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
        self.keep(frame.anchor, &value, frame.count, span)?;
        self.put(value, frame.count);
        Ok(())
    }

    fn alias(&mut self, id: usize, span: Span) -> Outcome {
        let (value, units) = self.anchors.follow(id).map_err(|refusal| self.refuse(refusal, span))?;
        if !self.expects_key() {
            self.leaf(value, units, span);
            return Ok(());
        }
        match value {
            Value::String(text) => self.key(&text, false, span, None),
            Value::Array(_) | Value::Object(_) => Err(self.not_a_key(span)),
            other => self.key(&other.to_string(), false, span, None),
        }
    }

    fn spend(&mut self, units: usize, span: Span) -> Outcome {
        self.anchors.spend(units).map_err(|refusal| self.refuse(refusal, span))
    }

    fn keep(&mut self, anchor: usize, value: &Value, units: usize, span: Span) -> Outcome {
        self.anchors.keep(anchor, value, units).map_err(|refusal| self.refuse(refusal, span))
    }

    fn refuse(&self, refusal: Refusal, span: Span) -> Box<Problem> {
        Box::new(match refusal {
            Refusal::Limit(message) => Problem::error("yaml.limit", self.range(span), message),
            Refusal::Cycle => Problem::error("yaml.alias", self.range(span), "an anchor may not contain itself"),
        })
    }

    fn not_a_key(&self, span: Span) -> Box<Problem> {
        let problem = Problem::error("yaml.key", self.range(span), "a key must be a single value, not a list or a map");
        Box::new(problem.with_help("quote values that start with `{` or `[`"))
    }

    fn leaf(&mut self, value: Value, size: usize, span: Span) {
        let key = self.take_key_place();
        self.record(span, key);
        self.put(value, size);
    }

    fn record(&mut self, span: Span, key: Option<(Point, u32)>) -> usize {
        let start = self.at(span.start);
        let (key, key_end) = key.unwrap_or_default();
        self.spans.nodes.push(Node { key, key_end, start, end: self.at(span.end), size: 1 });
        self.spans.nodes.len() - 1
    }

    fn take_key_place(&mut self) -> Option<(Point, u32)> {
        match self.stack.last_mut() {
            Some(Frame { open: Open::Map { key_at, .. }, .. }) => key_at.take(),
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

    fn at(&self, mark: Marker) -> Point {
        let line = mark.line() as u32;
        let column = mark.col() as u32 + 1 + if line == 1 { self.column } else { 0 };
        (line + self.line, column)
    }

    fn range(&self, span: Span) -> Place {
        let (start, end) = (self.at(span.start), self.at(span.end));
        Place {
            file: self.file.to_owned(),
            line: start.0,
            column: start.1,
            end_line: end.0,
            end_column: end.1,
            path: String::new(),
        }
    }

    /// The place of the tag before a node; the parser gives that of the node.
    fn tag_range(&self, tag: &Tag, span: Span) -> Place {
        let mut at = self.part.start;
        for _ in 1..span.start.line() {
            at = next_line(self.text.as_bytes(), at).unwrap_or(at);
        }
        at = self.text[at..].char_indices().nth(span.start.col()).map_or(self.text.len(), |(column, _)| at + column);
        let name = tag.original().clone();
        let is_here = self.text[at..].starts_with(&name);
        let found =
            if is_here { Some(at) } else { self.text[self.part.start..at].rfind(&name).map(|at| self.part.start + at) };
        found.map_or_else(
            || self.range(span),
            |at| self.part.place(self.file, self.text, at, name.chars().count() as u32),
        )
    }

    fn point(&self, mark: Marker) -> Place {
        let (line, column) = self.at(mark);
        Place { file: self.file.to_owned(), line, column, end_line: line, end_column: column + 1, path: String::new() }
    }
}
