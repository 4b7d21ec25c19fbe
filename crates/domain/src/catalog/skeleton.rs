//! Template skeletons: files with blanks that a template engine fills in. Searches find them beside descriptors; they
//! are no descriptors yet, so that what is wrong with them is nobody's mistake.

use super::placeholder::Reader;
use crate::problem::{Problem, Severity};
use crate::yaml;

/// The code of the one warning that stands for all problems of such a document.
pub const CODE: &str = "catalog.template-skeleton";

/// Whether the places around a file say that it is a skeleton: a folder above it that templates keep theirs in, or a
/// `template.yaml` beside it or beside that folder. `siblings` are names, or paths, of files near it.
pub fn is_template_skeleton(path: &str, siblings: &[&str]) -> bool {
    let in_folder = path
        .split('/')
        .rev()
        .skip(1)
        .any(|folder| matches!(folder, "skeleton" | "skeletons" | "template" | "content") || folder.contains("{{"));
    let is_template = |sibling: &&str| matches!(sibling.rsplit('/').next(), Some("template.yaml" | "template.yml"));
    in_folder || siblings.iter().any(|sibling| *sibling != path && is_template(sibling))
}

/// Puts one warning in the place of the problems of each document that has them for its blanks; nothing when the path or
/// what lies near it says that it is a skeleton. `problems` are in order of place.
pub fn excuse(problems: Vec<Problem>, file: &str, text: &str, reader: &mut dyn Reader) -> Vec<Problem> {
    if problems.is_empty() || !text.lines().any(yaml::has_marks) {
        return problems;
    }
    let lines: Vec<&str> = text.lines().collect();
    let mut problems = problems.into_iter().peekable();
    let mut kept = Vec::new();
    for range in yaml::document_lines(text) {
        let own: Vec<Problem> =
            std::iter::from_fn(|| problems.next_if(|problem| problem.place.line < range.end)).collect();
        let (start, end) = (range.start as usize - 1, (range.end as usize - 1).min(lines.len()));
        match blank(&own, lines.get(start..end).unwrap_or_default(), range.start) {
            Some(first) if !is_known(file, reader) => kept.push(
                Problem::warning(CODE, first.place.clone(), "this looks like a template's skeleton; it is not read")
                    .with_help(
                        "keep skeletons in a folder named skeleton, template or content, beside their template.yaml",
                    ),
            ),
            Some(_) => {}
            None => kept.extend(own),
        }
    }
    kept.extend(problems);
    kept
}

fn is_known(file: &str, reader: &mut dyn Reader) -> bool {
    let siblings = reader.siblings(file);
    is_template_skeleton(file, &siblings.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The first error of a document that a blank is the cause of. A `Template` has none: its marks are meant.
fn blank<'p>(problems: &'p [Problem], lines: &[&str], first_line: u32) -> Option<&'p Problem> {
    let mut errors = problems.iter().filter(|problem| problem.severity == Severity::Error).peekable();
    errors.peek()?;
    if lines.iter().any(|line| line.trim_end() == "kind: Template") {
        return None;
    }
    let has_blocks = lines.iter().any(|line| line.trim_start().starts_with("{%") && yaml::has_marks(line));
    errors.find(|problem| {
        let line = lines.get(problem.place.line.saturating_sub(first_line) as usize).unwrap_or(&"");
        yaml::has_marks(line) || has_blocks && problem.code.starts_with("yaml.")
    })
}
