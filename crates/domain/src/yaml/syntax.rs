//! What a syntax error is told as: the parser's words, and a help for the usual causes.

use super::MAX_DEPTH;
use crate::problem::{Place, Problem};

/// A syntax error in words; template marks and tabs get their own help.
pub fn syntax(slice: &str, line: u32, place: Place, info: &str) -> Box<Problem> {
    if info.contains("recursion limit") {
        // The parser gives up before the depth is counted.
        return Box::new(Problem::error("yaml.limit", place, format!("nested deeper than {MAX_DEPTH} levels")));
    }
    let problem = Problem::error("yaml.syntax", place, format!("not valid YAML: {info}"));
    let line = slice.lines().nth(line.saturating_sub(1) as usize).unwrap_or_default();
    Box::new(if slice.contains("{%") || slice.contains("{{") {
        problem
            .with_help("this looks like a template; keep skeletons below a folder named skeleton, template or content")
    } else if line.trim_start_matches(' ').starts_with('\t') {
        problem.with_help("indent with spaces: YAML does not allow tabs")
    } else {
        problem.with_help("quote values that contain `: `, ` #` or start with a special character")
    })
}
