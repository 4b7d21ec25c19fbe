//! Strict reading of YAML 1.2 (core schema) files with many documents; JSON is read by the same rules.
//!
//! Stricter than YAML: duplicate keys (also those that differ only in Unicode normalisation), unknown tags, infinities and bombs are refused, merge keys are not applied.
//! A bad document is reported and left out; the others are kept.

mod anchor;
mod build;
mod document;
mod key;
mod scalar;
mod split;
mod syntax;
mod write;

pub use document::{Document, Spans};
pub use key::normal_key;
pub(crate) use split::next_line;
pub(crate) use syntax::has_marks;
pub use write::write_document;

use crate::problem::{Place, Problem};

/// Bytes of one file.
pub const MAX_FILE_BYTES: usize = 10 * 1024 * 1024;
/// Documents of one file.
pub const MAX_DOCUMENTS: usize = 10_000;
/// Nesting of collections.
pub const MAX_DEPTH: usize = 64;
/// Aliases of one document.
pub const MAX_ALIASES: usize = 1_000;
/// Values of one document, aliases expanded, for each byte of its text; eight bytes of text weigh as one more value.
pub const MAX_NODES_PER_BYTE: usize = 2;
/// Values that any document may have, however short.
pub const MIN_NODES: usize = 1_000;
/// Errors, and warnings, reported of one document; one more says that there are others.
pub const MAX_PROBLEMS: usize = 100;

/// All documents of a file in order, and what is wrong with the rest. Empty documents are skipped.
pub fn parse_documents(file: &str, text: &str) -> (Vec<Document>, Vec<Problem>) {
    parse_documents_up_to(MAX_FILE_BYTES, file, text, |_, place| {
        Problem::error("yaml.limit", place, format!("more than {MAX_FILE_BYTES} bytes"))
    })
}

/// The same, where a document of more than `most` bytes is not read: `too_large` says so, from its bytes and its place.
pub fn parse_documents_up_to(
    most: usize,
    file: &str,
    text: &str,
    too_large: impl Fn(usize, Place) -> Problem,
) -> (Vec<Document>, Vec<Problem>) {
    let mut problems = Vec::new();
    if let Some(problem) = refusal(file, text) {
        return (Vec::new(), vec![problem]);
    }
    let has_nul = memchr::memchr(0, text.as_bytes()).is_some();
    let mut documents = Vec::new();
    for (count, part) in split::documents(text).enumerate() {
        if count == MAX_DOCUMENTS {
            let place = Place { file: file.to_owned(), line: part.line, column: 1, ..Place::default() };
            problems.push(
                Problem::error("yaml.limit", place, format!("more than {MAX_DOCUMENTS} documents in one file"))
                    .with_help("split the file; the documents from here on are not read"),
            );
            break;
        }
        let slice = &text[part.start..part.end];
        // Before any value is built: values take many times the room of their text.
        if slice.len() > most {
            let first = slice.len() - slice.trim_ascii_start().len();
            problems.push(too_large(slice.len(), part.place(file, text, part.start + first, 0)));
            continue;
        }
        if has_nul && let Some(at) = memchr::memchr(0, slice.as_bytes()) {
            let place = part.place(file, text, part.start + at, 1);
            problems.push(
                Problem::error("yaml.nul", place, "the document contains a NUL character: it is not text")
                    .with_help("remove the character, or save the file as UTF-8"),
            );
            continue;
        }
        match build::document(file, text, &part, &mut problems) {
            Some(document) if !document.value.is_null() => documents.push(document),
            _ => {}
        }
    }
    (documents, problems)
}

/// The lines of each document, also of those that cannot be read.
pub fn document_lines(text: &str) -> Vec<std::ops::Range<u32>> {
    let mut lines: Vec<std::ops::Range<u32>> = Vec::new();
    for part in split::documents(text).take(MAX_DOCUMENTS) {
        if let Some(before) = lines.last_mut() {
            before.end = part.line;
        }
        lines.push(part.line..u32::MAX);
    }
    lines
}

/// Why a file is not read at all.
fn refusal(file: &str, text: &str) -> Option<Problem> {
    if text.len() <= MAX_FILE_BYTES {
        return None;
    }
    let place = Place { file: file.to_owned(), line: 1, column: 1, ..Place::default() };
    let message = format!("the file has {} bytes; at most {MAX_FILE_BYTES} are read", text.len());
    Some(Problem::error("yaml.limit", place, message).with_help("split the file"))
}
