//! `portolan check`: validates files and prints what is wrong where, for people, editors and CI.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor;
use portolan_domain::diagnostics::{self, Source};
use portolan_domain::problem::{Place, Problem, Severity};
use serde_json::json;

use super::foreign;
use super::show::{self, WRONG_INPUT, plural};

#[derive(Debug, clap::Args)]
pub struct CheckOptions {
    /// Files, or directories whose descriptors are checked
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to print problems
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The source line with the place underlined
    Text,
    /// One object with all problems
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub's workflows
    Github,
}

/// A file to check, and the root it may read below.
struct Found {
    root: PathBuf,
    file: PathBuf,
    /// Somebody named it.
    is_named: bool,
}

struct Checked {
    problems: Vec<Problem>,
    text: String,
    entities: usize,
}

pub fn run(options: &CheckOptions) -> Result<(), ExitCode> {
    let mut files = Vec::new();
    for path in &options.files {
        collect(path, &mut files)?;
    }
    let checked: Vec<Checked> = files.iter().map(|found| check(&found.root, &found.file)).collect();
    for (found, checked) in files.iter().zip(&checked) {
        if found.is_named && checked.entities == 0 && checked.problems.is_empty() {
            let file = diagnostics::shown(&found.file.display().to_string());
            eprintln!("warning: {file} holds no descriptor: it is empty, or the skeleton of a template");
        }
    }
    print(options.format, &checked);
    let failed = checked.iter().flat_map(|file| &file.problems).any(|problem| problem.severity == Severity::Error);
    if failed { Err(ExitCode::from(WRONG_INPUT)) } else { Ok(()) }
}

/// A file as it is; below a directory only what looks like a descriptor.
fn collect(path: &Path, files: &mut Vec<Found>) -> Result<(), ExitCode> {
    if !path.is_dir() {
        // What cannot be read is a problem of its own, beside those of the others.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let root = folder.map_or_else(|| PathBuf::from("."), Path::to_path_buf);
        files.push(Found { root, file: path.to_owned(), is_named: true });
        return Ok(());
    }
    let listed = portolan_integrations::directory::descriptors(path)
        .map_err(|error| show::failure(show::ENVIRONMENT, &format!("cannot list {}: {error}", path.display())))?;
    if listed.is_empty() {
        eprintln!("warning: there is no descriptor below {}", diagnostics::shown(&path.display().to_string()));
    }
    let found = |below| Found { root: path.to_owned(), file: path.join(below), is_named: false };
    files.extend(listed.into_iter().map(found));
    Ok(())
}

fn check(root: &Path, file: &Path) -> Checked {
    let shown = file.display().to_string();
    let unreadable = |message: String, place: Place, help: &str| {
        let problem =
            Problem::error("source.unreadable", Place { file: shown.clone(), ..place }, message).with_help(help);
        Checked { problems: vec![problem], text: String::new(), entities: 0 }
    };
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => {
            return unreadable(format!("cannot be read: {error}"), Place::default(), "check the path and whose it is");
        }
    };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let good = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
            let (line, column) =
                (good.matches('\n').count() + 1, good.chars().rev().take_while(|one| *one != '\n').count() + 1);
            let (line, column) = (line as u32, column as u32);
            let place = Place { line, column, end_line: line, end_column: column + 1, ..Place::default() };
            let bad = error.as_bytes()[error.utf8_error().valid_up_to()];
            return unreadable(
                format!("not UTF-8 text: the byte {bad:#04x} begins no character"),
                place,
                "save it as UTF-8",
            );
        }
    };
    if let Some(problem) = foreign::problem(&shown, &text) {
        return Checked { problems: vec![problem], text, entities: 0 };
    }
    let base = file.strip_prefix(root).unwrap_or(file).display().to_string();
    let mut reader = portolan_integrations::directory::RootReader::new(root, &base);
    let found = descriptor::read_descriptor(&shown, &text, Blueprints::builtin(), &mut reader);
    Checked { problems: found.problems, text, entities: found.claims.len() }
}

fn print(format: Format, checked: &[Checked]) {
    let problems: Vec<Problem> = checked.iter().flat_map(|file| file.problems.clone()).collect();
    match format {
        Format::Text => {
            let color = show::is_colored(&std::io::stdout());
            for file in checked {
                let source = Source::new(&file.text);
                for problem in &file.problems {
                    show::line(&source.render(problem, color));
                }
            }
            let entities: usize = checked.iter().map(|file| file.entities).sum();
            let nouns = if entities == 1 { "1 entity".to_owned() } else { format!("{entities} entities") };
            show::line(&format!("{}, {nouns}: {}", plural(checked.len(), "file"), show::counts(&problems)));
        }
        Format::Json => show::line(&json!({ "files": checked.len(), "problems": problems }).to_string()),
        Format::Sarif => show::line(&sarif(&problems).to_string()),
        Format::Github => {
            for problem in &problems {
                show::line(&github(problem));
            }
        }
    }
}

fn sarif(problems: &[Problem]) -> serde_json::Value {
    let results: Vec<_> = problems
        .iter()
        .map(|problem| {
            let place = &problem.place;
            let end = if problem.help.is_empty() { "" } else { ". " };
            let text = format!("{}{end}{}", problem.message, problem.help);
            json!({
                "ruleId": problem.code,
                "level": problem.severity.word(),
                "message": { "text": text.trim() },
                "locations": [{ "physicalLocation": {
                    "artifactLocation": { "uri": uri(&place.file) },
                    "region": {
                        "startLine": place.line.max(1), "startColumn": place.column.max(1),
                        "endLine": place.end_line.max(place.line).max(1), "endColumn": place.end_column.max(1),
                    },
                }}],
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": { "name": "portolan", "version": env!("CARGO_PKG_VERSION") } },
            "columnKind": "unicodeCodePoints", "results": results }],
    })
}

/// A path as a relative URI.
fn uri(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    path.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn github(problem: &Problem) -> String {
    let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let message = if problem.help.is_empty() {
        problem.message.clone()
    } else {
        format!("{} ({})", problem.message, problem.help)
    };
    format!(
        "::{} file={},line={},col={},title={}::{}",
        problem.severity.word(),
        property(&problem.place.file),
        problem.place.line.max(1),
        problem.place.column.max(1),
        property(&problem.code),
        escape(&message)
    )
}
