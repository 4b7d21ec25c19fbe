//! `users.csv` and `groups.csv`: each row a User or a Group. A row that cannot be read is reported and left out; the others
//! stand.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::table::{self, Cell, MAX_CELL, MAX_COLUMNS, Row};
use crate::catalog::blueprint::Blueprints;
use crate::catalog::descriptor::{Descriptor, read_descriptor};
use crate::catalog::name::{is_name, is_safe_url, suggestion};
use crate::catalog::placeholder::NoReader;
use crate::catalog::reference::EntityRef;
use crate::problem::{Place, Problem};
use crate::yaml::MAX_FILE_BYTES;

const USER: [&str; 5] = ["name", "display_name", "email", "picture", "groups"];
const GROUP: [&str; 4] = ["name", "type", "display_name", "parent"];

/// Whether a file is a table by its name.
pub fn is_table(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    path.to_ascii_lowercase().ends_with(".csv")
}

/// Reads a table.
pub fn read_table(file: &str, text: &str) -> Descriptor {
    let mut reading = Reading {
        file,
        columns: HashMap::new(),
        width: 0,
        is_group: false,
        seen: HashMap::new(),
        found: Descriptor::default(),
    };
    if text.len() > MAX_FILE_BYTES {
        let message = format!("the table has more than {MAX_FILE_BYTES} bytes");
        reading.error("organisation.limit", &Cell { line: 1, column: 1, ..Cell::default() }, message, "split it");
        return reading.found;
    }
    let (rows, open) = table::parse(text);
    if let Some(cell) = open {
        reading.error(
            "organisation.quote",
            &cell,
            "a quote begins here and never ends".to_owned(),
            "close it, or write it twice inside a quoted cell",
        );
    }
    let mut rows = rows.into_iter();
    match rows.next() {
        Some(header) if reading.header(&header) => {
            rows.enumerate().for_each(|(position, row)| reading.row(&row, position as u32));
        }
        Some(_) => {}
        None => {
            let help = format!("the first row names the columns: {}", USER.join(", "));
            reading.error(
                "organisation.header",
                &Cell { line: 1, column: 1, ..Cell::default() },
                "the table is empty".to_owned(),
                &help,
            );
        }
    }
    reading.found.problems.sort_by_key(|problem| (problem.place.line, problem.place.column));
    reading.found
}

struct Reading<'f> {
    file: &'f str,
    columns: HashMap<&'static str, usize>,
    width: usize,
    is_group: bool,
    /// Where each name stood first.
    seen: HashMap<String, u32>,
    found: Descriptor,
}

impl Reading<'_> {
    fn place(&self, cell: &Cell, path: &str) -> Place {
        let width = cell.text.chars().count() as u32;
        Place {
            file: self.file.to_owned(),
            line: cell.line,
            column: cell.column,
            end_line: cell.line,
            end_column: cell.column + width.max(1),
            path: path.to_owned(),
        }
    }

    fn error(&mut self, code: &str, cell: &Cell, message: String, help: &str) {
        let place = self.place(cell, "");
        self.found.problems.push(Problem::error(code, place, message).with_help(help));
    }

    fn warn(&mut self, code: &str, cell: &Cell, message: String, help: &str) {
        let place = self.place(cell, "");
        self.found.problems.push(Problem::warning(code, place, message).with_help(help));
    }

    /// Which column is where; `false` when rows cannot be read by it.
    fn header(&mut self, header: &Row) -> bool {
        let names: Vec<String> = header.iter().map(|cell| cell.text.to_lowercase().replace([' ', '-'], "_")).collect();
        let own = self.file.rsplit('/').next().unwrap_or_default().to_lowercase();
        let told = |name: &str| names.iter().any(|one| one == name);
        self.is_group = own.starts_with("group") || (!own.starts_with("user") && (told("type") || told("parent")));
        let known: &[&'static str] = if self.is_group { &GROUP } else { &USER };
        self.width = header.len();
        if header.len() > MAX_COLUMNS {
            let message = format!("the table has {} columns; at most {MAX_COLUMNS} are read", header.len());
            self.error(
                "organisation.limit",
                &header[MAX_COLUMNS],
                message,
                "leave out the columns that are not needed",
            );
            return false;
        }
        for (at, (cell, name)) in header.iter().zip(&names).enumerate() {
            match known.iter().find(|one| *one == name) {
                Some(one) => drop(self.columns.entry(one).or_insert(at)),
                None if name.is_empty() => {}
                None => {
                    let help = format!("the columns that are read are {}", known.join(", "));
                    self.warn(
                        "organisation.unknown-column",
                        cell,
                        format!("the column `{}` is not read", cell.text),
                        &help,
                    );
                }
            }
        }
        if !self.columns.contains_key("name") {
            let help = format!("the first row names the columns: {}", known.join(", "));
            self.error("organisation.header", &header[0], "there is no column `name`".to_owned(), &help);
            return false;
        }
        true
    }

    fn cell(&self, row: &Row, column: &str) -> Cell {
        let found = self.columns.get(column).and_then(|at| row.get(*at)).cloned();
        found.unwrap_or_else(|| Cell { text: String::new(), ..row[0].clone() })
    }

    fn row(&mut self, row: &Row, position: u32) {
        if row.len() > self.width {
            let message = format!("the row has {} cells, the table {} columns", row.len(), self.width);
            self.error(
                "organisation.row",
                &row[self.width],
                message,
                "put a cell with a separator in it between quotes",
            );
            return;
        }
        if let Some(cell) = row.iter().find(|cell| cell.text.len() > MAX_CELL) {
            let cell = Cell { text: String::new(), ..cell.clone() };
            self.error("organisation.limit", &cell, format!("the cell has more than {MAX_CELL} bytes"), "shorten it");
            return;
        }
        let name = self.cell(row, "name");
        if !is_name(&name.text) {
            let better = suggestion(&name.text);
            let help = if better.is_empty() {
                "names are 1 to 63 letters and digits, with - _ . between".to_owned()
            } else {
                format!("write `{better}`")
            };
            self.error("organisation.invalid-name", &name, format!("`{}` is not a name", name.text), &help);
            return;
        }
        if let Some(first) = self.seen.get(&name.text.to_lowercase()) {
            let message = format!("`{}` is in the table twice; first at line {first}", name.text);
            self.error("organisation.named-twice", &name, message, "keep one of the rows");
            return;
        }
        let entity = if self.is_group { self.group(row, &name) } else { self.user(row, &name) };
        if let Some(entity) = entity {
            self.seen.insert(name.text.to_lowercase(), name.line);
            self.claim(&entity, &name, position);
        }
    }

    fn group(&mut self, row: &Row, name: &Cell) -> Option<Value> {
        let (kind, shown, parent) = (self.cell(row, "type"), self.cell(row, "display_name"), self.cell(row, "parent"));
        let kind = if kind.text.is_empty() { "team" } else { &kind.text };
        let mut spec = json!({ "type": kind, "children": [] });
        if !shown.text.is_empty() {
            spec["profile"] = json!({ "displayName": shown.text });
        }
        if !parent.text.is_empty() {
            spec["parent"] = json!(self.reference(&parent, &parent.text)?);
        }
        Some(
            json!({ "apiVersion": "backstage.io/v1alpha1", "kind": "Group", "metadata": { "name": name.text }, "spec": spec }),
        )
    }

    fn user(&mut self, row: &Row, name: &Cell) -> Option<Value> {
        let mut profile = json!({});
        let shown = self.cell(row, "display_name");
        if !shown.text.is_empty() {
            profile["displayName"] = json!(shown.text);
        }
        let email = self.cell(row, "email");
        if email.text.contains('@') && !email.text.contains(char::is_whitespace) {
            profile["email"] = json!(email.text);
        } else if !email.text.is_empty() {
            self.warn(
                "organisation.email",
                &email,
                format!("`{}` is not an e-mail address", email.text),
                "write it as name@example.com, or leave it out",
            );
        }
        let picture = self.cell(row, "picture");
        if is_safe_url(&picture.text) && picture.text.starts_with("https://") {
            profile["picture"] = json!(picture.text);
        } else if !picture.text.is_empty() {
            self.warn(
                "organisation.picture",
                &picture,
                format!("`{}` is not an https address", picture.text),
                "pictures are shown from https addresses only",
            );
        }
        let groups = self.cell(row, "groups");
        let mut members = Vec::new();
        for group in groups.text.split(|letter: char| letter.is_whitespace() || ";,|".contains(letter)) {
            if !group.is_empty() {
                members.push(self.reference(&groups, group)?);
            }
        }
        let spec = json!({ "profile": profile, "memberOf": members });
        Some(
            json!({ "apiVersion": "backstage.io/v1alpha1", "kind": "User", "metadata": { "name": name.text }, "spec": spec }),
        )
    }

    /// A group that a cell names.
    fn reference(&mut self, cell: &Cell, text: &str) -> Option<String> {
        let parsed = EntityRef::parse(text, Some("group"), "default").ok();
        let good = parsed.filter(|one| is_name(&one.name) && one.kind == "group");
        if good.is_none() {
            let help = format!("write the names of groups, such as `{}`, with ; between", suggestion(text));
            self.error("organisation.group", cell, format!("`{text}` is not a group's name"), &help);
        }
        good.map(|one| one.to_string())
    }

    /// The claim of a row, read as its document would be.
    fn claim(&mut self, entity: &Value, name: &Cell, position: u32) {
        // JSON is YAML.
        let read = read_descriptor(self.file, &entity.to_string(), Blueprints::builtin(), &mut NoReader);
        for mut problem in read.problems {
            let path = std::mem::take(&mut problem.place.path);
            problem.place = self.place(name, &path);
            self.found.problems.push(problem);
        }
        self.found.claims.extend(read.claims.into_iter().map(|mut claim| {
            claim.line = name.line;
            claim.position = position;
            claim
        }));
    }
}
