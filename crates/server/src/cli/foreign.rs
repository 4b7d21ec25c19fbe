//! Files of other programs that people hand to `check`: one problem says what they are, where the rules of descriptors would
//! find fault with each line.

use portolan_domain::problem::{Place, Problem};

/// How a line begins that tells a format, its name, and what to do.
const FORMATS: [(&str, &str, &str); 7] = [
    ("typeId:", "a component of Atlassian Compass", WRITE),
    ("dd-service:", "a service definition of Datadog", WRITE),
    ("  x-cortex-tag:", "an entity of Cortex", WRITE),
    ("openapi:", "an OpenAPI document", POINT),
    ("swagger:", "an OpenAPI document", POINT),
    ("asyncapi:", "an AsyncAPI document", POINT),
    ("configVersion:", "a file of Atlassian Compass", WRITE),
];
const WRITE: &str = "write a catalog-info.yaml beside it: docs/guide/descriptors.md begins with one";
const POINT: &str = "describe it by an entity of the kind API, whose spec.definition points at it with $text";

/// What a file is that is no descriptor.
pub fn problem(file: &str, text: &str) -> Option<Problem> {
    let lines = || text.lines().zip(1u32..);
    if lines().any(|(line, _)| line.trim_start_matches(['"', '{', ' ']).starts_with("apiVersion")) {
        return None;
    }
    let of = |(begin, ..): &(&str, &str, &str)| lines().find(|(line, _)| line.starts_with(begin));
    let (format, (line, number)) = FORMATS.iter().find_map(|format| Some((format, of(format)?)))?;
    let indent = line.len() - line.trim_start().len();
    let column = indent as u32 + 1;
    let end_column = column + (format.0.trim().len() - 1) as u32;
    let place =
        Place { file: file.to_owned(), line: number, column, end_line: number, end_column, path: String::new() };
    let message = format!("this is {}, which Portolan does not read", format.1);
    Some(Problem::error("catalog.not-an-entity", place, message).with_help(format.2))
}
