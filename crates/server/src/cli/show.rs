//! What the commands print: lines, problems with their source, errors with the next step.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::OnceLock;

use portolan_domain::diagnostics::{self, Source};
use portolan_domain::problem::{Problem, Severity};
use portolan_integrations::secret::mask;

use crate::config::LoadError;

/// The input is wrong.
pub const WRONG_INPUT: u8 = 1;
/// Something around the program is missing or broken.
pub const ENVIRONMENT: u8 = 3;

/// Why output was lost: the first reason counts.
static LOST: OnceLock<String> = OnceLock::new();

/// A closed pipe is not an error: whoever reads has enough. A full disk is, and is told at the end.
fn note(written: std::io::Result<()>) {
    if let Err(error) = written
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        let _ = LOST.set(error.to_string());
    }
}

/// How a command ends that went well but for what it printed.
pub fn finish() -> ExitCode {
    note(std::io::stdout().flush());
    match LOST.get() {
        Some(why) => failure(ENVIRONMENT, &format!("the output could not be written: {why}")),
        None => ExitCode::SUCCESS,
    }
}

/// Whether colours are shown there: on a terminal that has some, unless `NO_COLOR` is set to anything.
pub fn is_colored(stream: &impl IsTerminal) -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    stream.is_terminal() && set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
}

/// One line on standard output.
pub fn line(text: &str) {
    note(writeln!(std::io::stdout(), "{text}"));
}

/// One line of what others wrote: it stays one, and moves no cursor.
pub fn row(text: &str) {
    line(&diagnostics::shown(text));
}

/// Text that ends its own lines.
pub fn text(text: &str) {
    note(write!(std::io::stdout(), "{text}"));
}

/// Says what went wrong and ends with this code.
pub fn failure(code: u8, text: &str) -> ExitCode {
    let lines: Vec<String> = mask(text).lines().map(diagnostics::shown).collect();
    eprintln!("error: {}", lines.join("\n"));
    ExitCode::from(code)
}

/// A configuration that is refused, with its lines when they are known.
pub fn load_error(error: &LoadError) -> ExitCode {
    if let LoadError::Invalid { problems, text } = error {
        let source = Source::new(text);
        for problem in problems {
            eprintln!("{}", source.render(problem, is_colored(&std::io::stderr())));
        }
    }
    let code = if matches!(error, LoadError::Read { .. }) { ENVIRONMENT } else { WRONG_INPUT };
    failure(code, &error.to_string())
}

/// `2 errors, 1 warning`.
pub fn counts(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    format!("{}, {}", plural(errors, "error"), plural(problems.len() - errors, "warning"))
}

/// `1 file`, `2 files`.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
