//! Printing a problem as a compiler would: the source line with the place underlined, and the help.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::problem::{Problem, Severity};

/// The problem in the text of its file, with colours when the terminal shows them.
pub fn render(problem: &Problem, text: &str, color: bool) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(problem.message.as_str()).id(problem.code.as_str());
    let mut group = Group::with_title(title);
    if let Some(range) = range(problem, text) {
        let label = if problem.place.path.is_empty() { None } else { Some(problem.place.path.as_str()) };
        let snippet = Snippet::source(text)
            .path(problem.place.file.as_str())
            .annotation(AnnotationKind::Primary.span(range).label(label));
        group = group.element(snippet);
    }
    if !problem.help.is_empty() {
        group = group.element(Level::HELP.message(problem.help.as_str()));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}

/// The bytes underlined: the range on its first line, at least one character.
fn range(problem: &Problem, text: &str) -> Option<std::ops::Range<usize>> {
    let place = &problem.place;
    let mut start = 0;
    for _ in 1..place.line.max(1) {
        start += memchr::memchr(b'\n', &text.as_bytes()[start..])? + 1;
    }
    let line = text[start..].lines().next().unwrap_or_default();
    let byte = |column: u32| {
        line.char_indices().nth(column.saturating_sub(1) as usize).map_or(line.len(), |(at, _)| at)
    };
    let from = byte(place.column.max(1));
    let to = if place.end_line == place.line { byte(place.end_column) } else { line.len() };
    Some(start + from..start + to.max(from).min(line.len()).max(from))
}
