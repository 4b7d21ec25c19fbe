//! Comma-separated values (RFC 4180), and what spreadsheets make of them: another separator, a byte order mark, an apostrophe
//! before what looks like a formula.

/// Bytes of one cell.
pub const MAX_CELL: usize = 4_096;
/// Columns.
pub const MAX_COLUMNS: usize = 64;

/// A cell and where it begins, from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it says, without quotes and blanks around.
    pub text: String,
    /// Its line.
    pub line: u32,
    /// Its column, in characters.
    pub column: u32,
}

/// A row.
pub type Row = Vec<Cell>;

/// The rows of a text that are not empty. A quote that is never closed takes the rest: where it begins is told besides.
pub fn parse(text: &str) -> (Vec<Row>, Option<Cell>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let separator =
        [',', ';', '\t'].into_iter().max_by_key(|one| (first.matches(*one).count(), *one == ',')).unwrap_or(',');
    let mut reading =
        Reading { separator, rows: Vec::new(), row: Vec::new(), cell: Cell::default(), state: State::Start };
    let (mut line, mut column) = (1, 1);
    for letter in text.chars() {
        reading.take(letter, line, column);
        if letter == '\n' {
            (line, column) = (line + 1, 1);
        } else {
            column += 1;
        }
    }
    let open = (reading.state == State::Quoted).then(|| reading.cell.clone());
    if open.is_none() {
        reading.end_row();
    }
    (reading.rows, open)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a cell.
    Start,
    /// In a cell without quotes.
    Plain,
    /// Between quotes.
    Quoted,
    /// After a quote that may end the cell.
    Quote,
}

struct Reading {
    separator: char,
    rows: Vec<Row>,
    row: Row,
    cell: Cell,
    state: State,
}

impl Reading {
    fn take(&mut self, letter: char, line: u32, column: u32) {
        if self.cell.line == 0 {
            (self.cell.line, self.cell.column) = (line, column);
        }
        match (self.state, letter) {
            (State::Quoted, '"') => self.state = State::Quote,
            (State::Quoted, _) => self.cell.text.push(letter),
            (State::Quote, '"') => {
                self.cell.text.push('"');
                self.state = State::Quoted;
            }
            (_, '\n') => self.end_row(),
            (_, _) if letter == self.separator => self.end_cell(),
            (State::Start, '"') => self.state = State::Quoted,
            (State::Start, ' ' | '\r') => {}
            (_, _) => {
                self.cell.text.push(letter);
                self.state = State::Plain;
            }
        }
    }

    fn end_cell(&mut self) {
        let mut cell = std::mem::take(&mut self.cell);
        let text = cell.text.trim();
        // So a spreadsheet is told that a text is no formula.
        let text = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(text);
        cell.text = text.to_owned();
        self.row.push(cell);
        self.state = State::Start;
    }

    fn end_row(&mut self) {
        self.end_cell();
        let row = std::mem::take(&mut self.row);
        if row.iter().any(|cell| !cell.text.is_empty()) {
            self.rows.push(row);
        }
    }
}
