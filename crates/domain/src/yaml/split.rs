//! Cuts a file at its document markers, so that an error in one document cannot reach the next.

use crate::problem::Place;

/// One document's part of a file.
pub struct Part {
    /// First byte after the marker before it.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Line of `start`, from 1.
    pub line: u32,
    /// Characters that stand before `start` on its line.
    pub column: u32,
}

impl Part {
    /// The place of a byte of the part in its file, and of so many characters from there.
    pub fn place(&self, file: &str, text: &str, at: usize, characters: u32) -> Place {
        let (mut start, mut line, mut before) = (self.start, self.line, self.column);
        while let Some(next) = next_line(&text.as_bytes()[..at], start) {
            (start, line, before) = (next, line + 1, 0);
        }
        let column = before + text[start..at].chars().count() as u32 + 1;
        Place {
            file: file.to_owned(),
            line,
            column,
            end_line: line,
            end_column: column + characters,
            path: String::new(),
        }
    }
}

/// The parts between markers (`---` and `...` at the start of a line, which end any scalar in YAML). Blank parts and
/// directives (`%YAML 1.2`) are left out.
pub fn documents(text: &str) -> impl Iterator<Item = Part> {
    let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut cutter = Cutter { text, at, line: 1, column: 0, done: false };
    std::iter::from_fn(move || cutter.part())
}

struct Cutter<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    column: u32,
    done: bool,
}

impl Cutter<'_> {
    fn part(&mut self) -> Option<Part> {
        while !self.done {
            let mut part = Part { start: self.at, end: self.at, line: self.line, column: self.column };
            let bytes = self.text.as_bytes();
            let mut is_fresh = self.column == 0;
            let marker = loop {
                if is_fresh && let Some(marker) = marker(&bytes[part.end..]) {
                    break Some(marker);
                }
                let Some(end) = next_line(bytes, part.end) else { break None };
                part.end = end;
                self.line += 1;
                is_fresh = true;
            };
            if marker.is_some() {
                // The text behind the marker belongs to the next document.
                (self.at, self.column) = (part.end + 3, 3);
            } else {
                (part.end, self.done) = (bytes.len(), true);
            }
            let slice = &self.text[part.start..part.end];
            let is_prologue = marker == Some(b'-') && is_directives(slice);
            if !is_prologue && !slice.trim_ascii().is_empty() {
                return Some(part);
            }
        }
        None
    }
}

/// The character of the marker that starts here.
fn marker(bytes: &[u8]) -> Option<u8> {
    let is_marker = bytes.starts_with(b"---") || bytes.starts_with(b"...");
    (is_marker && matches!(bytes.get(3), None | Some(b' ' | b'\t' | b'\r' | b'\n'))).then(|| bytes[0])
}

/// The start of the line after `at`; lines end in LF, CRLF or CR, as YAML has it.
pub fn next_line(bytes: &[u8], at: usize) -> Option<usize> {
    let end = at + memchr::memchr2(b'\n', b'\r', &bytes[at..])?;
    let is_pair = bytes[end] == b'\r' && bytes.get(end + 1) == Some(&b'\n');
    Some(end + 1 + usize::from(is_pair))
}

/// Whether a part holds directives and comments only. What they may say (another version, names for tags) changes
/// nothing: values are read by YAML 1.2, tags are refused.
fn is_directives(slice: &str) -> bool {
    let mut lines =
        slice.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
    lines.peek().is_some() && lines.all(|line| line.starts_with('%'))
}
