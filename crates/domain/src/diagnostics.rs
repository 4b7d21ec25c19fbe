//! Printing a problem as a compiler would: the source line with the place underlined, and the help.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::problem::{Place, Problem, Severity};
use crate::yaml::next_line;

/// The text of a file, in which problems are shown.
pub struct Source<'t> {
    text: &'t str,
    /// Where its lines start: looked for once, however many problems there are.
    starts: Vec<usize>,
}

impl<'t> Source<'t> {
    /// Of a file with this text.
    pub fn new(text: &'t str) -> Self {
        let starts = std::iter::successors(Some(0), |at| next_line(text.as_bytes(), *at)).collect();
        Self { text, starts }
    }

    /// The problem in the text, with colours when the terminal shows them.
    pub fn render(&self, problem: &Problem, color: bool) -> String {
        let level = match problem.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let place = &problem.place;
        let [message, help, file, path] =
            [&problem.message, &problem.help, &place.file, &place.path].map(|text| shown(text));
        let mut group = Group::with_title(level.primary_title(message.as_str()).id(problem.code.as_str()));
        let source = self.line(place.line).map(shown);
        group = match &source {
            Some(source) => group.element(
                Snippet::source(source.as_str()).line_start(place.line as usize).path(file.as_str()).annotation(
                    AnnotationKind::Primary
                        .span(range(place, source))
                        .label((!path.is_empty()).then_some(path.as_str())),
                ),
            ),
            None => group.element(Origin::path(file.as_str())),
        };
        if !help.is_empty() {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group])
    }

    /// A line by its number from 1, without its end; `None` when the place is unknown or outside the text.
    fn line(&self, number: u32) -> Option<&'t str> {
        let start = *self.starts.get(number.checked_sub(1)? as usize)?;
        self.text[start..].split(['\n', '\r']).next()
    }
}

/// A text that moves no cursor and turns no reading direction: such characters are replaced one by one.
pub fn shown(text: &str) -> String {
    let is_hostile = |c: char| {
        c.is_control() && c != '\t'
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if is_hostile(c) { '\u{fffd}' } else { c }).collect()
}

/// The bytes underlined: the range on its first line.
fn range(place: &Place, line: &str) -> std::ops::Range<usize> {
    let byte =
        |column: u32| line.char_indices().nth(column.saturating_sub(1) as usize).map_or(line.len(), |(at, _)| at);
    let from = byte(place.column);
    let to = if place.end_line == place.line { byte(place.end_column) } else { line.len() };
    from..to.max(from)
}
