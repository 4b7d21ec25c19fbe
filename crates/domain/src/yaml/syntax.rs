//! What a syntax error is told as: the parser's words, and a help for the usual causes.

use super::MAX_DEPTH;
use crate::problem::{Place, Problem};

/// What merges leave at the start of a line.
const CONFLICT: [&str; 3] = ["<<<<<<<", "=======", ">>>>>>>"];

/// A syntax error in words, with the help of its cause. `line` is that of `place` in `slice`, from 1.
pub fn syntax(slice: &str, line: u32, mut place: Place, info: &str) -> Box<Problem> {
    if info.contains("recursion limit") {
        // The parser gives up before the depth is counted.
        return Box::new(Problem::error("yaml.limit", place, format!("nested deeper than {MAX_DEPTH} levels")));
    }
    let first = place.line - line;
    let mut move_to = |line: usize, from: u32, to: u32| {
        (place.line, place.column, place.end_line, place.end_column) =
            (first + line as u32 + 1, from, first + line as u32 + 1, to);
    };
    let at = line.saturating_sub(1) as usize;
    if let Some(marker) = slice.lines().position(is_conflict) {
        move_to(marker, 1, 8);
        let problem = Problem::error("yaml.syntax", place, "not valid YAML: a merge conflict was left here");
        return Box::new(
            problem.with_help("keep one of the two sides, and remove the lines `<<<<<<<`, `=======`, `>>>>>>>`"),
        );
    }
    let indented = |line: &str| line.trim_start_matches(' ').starts_with('\t');
    let has_tab = |at: &usize| slice.lines().nth(*at).is_some_and(indented);
    let message = format!("not valid YAML: {info}");
    let text = slice.lines().nth(at).unwrap_or_default();
    let help = if has_marks(text) && !slice.lines().any(|line| line.trim_end() == "kind: Template") {
        "this looks like a template; keep skeletons below a folder named skeleton, template or content"
    } else if let Some(tab) =
        Some(at).filter(has_tab).or_else(|| Some(at + 1).filter(|_| info.contains("tab")).filter(has_tab))
    {
        if tab > at {
            // A text without quotes goes on in the next line, where the tab is.
            let spaces =
                slice.lines().nth(tab).unwrap_or_default().bytes().take_while(|byte| *byte == b' ').count() as u32;
            move_to(tab, spaces + 1, spaces + 2);
        }
        "indent with spaces: YAML does not allow tabs"
    } else {
        let before: String = text.chars().take(place.column.saturating_sub(1) as usize).collect();
        help(info, before.contains(": "))
    };
    Box::new(Problem::error("yaml.syntax", place, message).with_help(help))
}

/// The help by the parser's words; `is_in_value` where a key's value stands before the place.
fn help(info: &str, is_in_value: bool) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|word| info.contains(word));
    if has(&["\\u{", "\\r", "control"]) {
        "remove the character: it is not seen and has no place in a text"
    } else if has(&["unclosed quote"]) {
        "close the quote; in double quotes write `\\\"` for one that is meant as text"
    } else if has(&["bracket", "flow ", "placement of ':'"]) {
        "check that each `[` and `{` is closed; quote the value if the bracket is meant as text"
    } else if has(&["simple key expected"]) {
        "write `key: value`: the colon, or the space behind it, is missing"
    } else if has(&["did not find expected key"]) || !is_in_value && has(&["mapping values are not allowed"]) {
        "check the indentation, and the `:` of the line before: what belongs together starts in the same column"
    } else if has(&["unknown escape"]) {
        "write `\\\\` for a backslash, or use single quotes"
    } else if has(&["trailing content"]) {
        "quote the whole value"
    } else {
        "quote values that contain `: `, ` #` or start with a special character"
    }
}

fn is_conflict(line: &str) -> bool {
    CONFLICT.iter().any(|mark| {
        // The middle one stands alone, the others before the name of a side.
        line.strip_prefix(mark).is_some_and(|rest| rest.trim_end().is_empty() || rest.starts_with(' '))
    })
}

/// Whether a line has a blank of a template engine, opened and closed: `{{ … }}`, `{% … %}`.
pub fn has_marks(line: &str) -> bool {
    [("{{", "}}"), ("{%", "%}")]
        .iter()
        .any(|(open, close)| line.split_once(open).is_some_and(|(_, rest)| rest.contains(close)))
}
