//! One document: its value, and where each part of it stands.

use serde_json::Value;

use crate::problem::Place;

/// A document of a file.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it says.
    pub value: Value,
    /// Where each node stands.
    pub spans: Spans,
    /// Line of the first node, from 1.
    pub line: u32,
    /// First byte of the document in the file.
    pub start: usize,
    /// Byte after its last.
    pub end: usize,
}

impl Document {
    /// The place of the value at a dotted path such as `metadata.annotations.example.com/id` or `metadata.tags.0`;
    /// the nearest part that exists when the path does not.
    pub fn place(&self, file: &str, path: &str) -> Place {
        self.spans.find(&self.value, path, false).place(file, path)
    }

    /// The place of the key that a dotted path ends in.
    pub fn key_place(&self, file: &str, path: &str) -> Place {
        self.spans.find(&self.value, path, true).place(file, path)
    }
}

/// Positions of all nodes in document order, a few words each.
#[derive(Clone, Debug, Default)]
pub struct Spans {
    pub(super) nodes: Vec<Node>,
}

/// Position of a node: its key's start, its own range, and how many nodes it holds with itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Node {
    pub key: (u32, u32),
    pub key_end: u32,
    pub start: (u32, u32),
    pub end: (u32, u32),
    pub size: u32,
}

struct Range {
    start: (u32, u32),
    end: (u32, u32),
}

impl Range {
    fn place(&self, file: &str, path: &str) -> Place {
        Place {
            file: file.to_owned(),
            line: self.start.0,
            column: self.start.1,
            end_line: self.end.0,
            end_column: self.end.1,
            path: path.to_owned(),
        }
    }
}

impl Spans {
    fn find(&self, value: &Value, path: &str, key: bool) -> Range {
        let mut at = 0;
        let mut value = value;
        let mut rest = path;
        while !rest.is_empty() {
            match self.step(at, value, rest) {
                Some((node, below, after)) => (at, value, rest) = (node, below, after),
                None => break,
            }
        }
        let Some(node) = self.nodes.get(at) else { return Range { start: (0, 0), end: (0, 0) } };
        if key && rest.is_empty() && node.key.0 > 0 {
            return Range { start: node.key, end: (node.key.0, node.key_end) };
        }
        // A collection's range would underline half the file: its key says it better.
        if !rest.is_empty() || (value.is_object() || value.is_array()) && node.key.0 > 0 {
            let (start, end) =
                if node.key.0 > 0 { (node.key, (node.key.0, node.key_end)) } else { (node.start, node.start) };
            return Range { start, end };
        }
        if value.is_object() || value.is_array() {
            return Range { start: node.start, end: node.start };
        }
        Range { start: node.start, end: node.end }
    }

    /// The child named by the head of `path`: its node, its value and the rest of the path.
    fn step<'v, 'p>(&self, at: usize, value: &'v Value, path: &'p str) -> Option<(usize, &'v Value, &'p str)> {
        let node = self.nodes.get(at)?;
        if node.size <= 1 {
            return None;
        }
        let mut child = at + 1;
        match value {
            Value::Object(map) => {
                let key = longest_key(map.keys(), path)?;
                for (name, below) in map {
                    if name == key {
                        return Some((child, below, path[key.len()..].trim_start_matches('.')));
                    }
                    child += self.nodes.get(child)?.size as usize;
                }
                None
            }
            Value::Array(items) => {
                let (head, rest) = path.split_once('.').unwrap_or((path, ""));
                let index: usize = head.parse().ok()?;
                for _ in 0..index {
                    child += self.nodes.get(child)?.size as usize;
                }
                Some((child, items.get(index)?, rest))
            }
            _ => None,
        }
    }
}

/// Keys may contain dots: the longest one that the path starts with.
fn longest_key<'a>(keys: impl Iterator<Item = &'a String>, path: &str) -> Option<&'a str> {
    keys.filter(|key| path == key.as_str() || path.strip_prefix(key.as_str()).is_some_and(|rest| rest.starts_with('.')))
        .max_by_key(|key| key.len())
        .map(String::as_str)
}
