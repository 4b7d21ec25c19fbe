//! Pages: which rows of an order, from a position or an offset on, in both directions.

use roaring::RoaringBitmap;

use super::column::Column;
use super::order::{Entry, Position};
use super::select::Query;
use super::term::{compare, fold};

/// A page of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Entities in order.
    pub ids: Vec<u32>,
    /// All rows of the answer.
    pub total: u64,
    /// Whether rows follow.
    pub has_next: bool,
    /// Whether rows stand before.
    pub has_previous: bool,
    /// Place of the first row of the page.
    pub first: Option<Position>,
    /// Place of the last.
    pub last: Option<Position>,
}

/// Cuts the page out of rows in ascending order, of which only `hits` count when given.
pub fn page(query: &Query, column: Option<&Column<'_>>, rows: &[Entry], hits: Option<&RoaringBitmap>) -> Page {
    let descending = query.sort.as_ref().is_some_and(|sort| sort.descending);
    let counts = |entry: &Entry| hits.is_none_or(|hits| hits.contains(entry.slot));
    let total = match hits {
        None => rows.len() as u64,
        Some(hits) if column.is_none_or(|column| column.valued().len() as usize == rows.len()) => hits.len(),
        Some(_) => rows.iter().filter(|entry| counts(entry)).count() as u64,
    };
    // Walking backwards over a descending order is walking forwards over an ascending one.
    let up = descending == query.backwards;
    let (mut at, skip) = match &query.after {
        None => (if up { 0 } else { rows.len() }, query.offset),
        Some(position) => (cut(rows, column, position, up), 0),
    };
    let mut chosen: Vec<Entry> = Vec::with_capacity(query.limit.min(256));
    let mut skipped = 0;
    let mut more = false;
    loop {
        let entry = if up { rows.get(at) } else { at.checked_sub(1).and_then(|at| rows.get(at)) };
        let Some(entry) = entry else { break };
        at = if up { at + 1 } else { at - 1 };
        if !counts(entry) {
            continue;
        }
        if skipped < skip {
            skipped += 1;
            continue;
        }
        if chosen.len() == query.limit {
            more = true;
            break;
        }
        chosen.push(*entry);
    }
    if query.backwards {
        chosen.reverse();
    }
    let (has_next, has_previous) =
        if query.backwards { (true, more) } else { (more, query.after.is_some() || skipped > 0) };
    Page {
        first: chosen.first().map(|entry| position(column, entry)),
        last: chosen.last().map(|entry| position(column, entry)),
        ids: chosen.into_iter().map(|entry| entry.slot).collect(),
        total,
        has_next,
        has_previous,
    }
}

/// Where walking starts: behind the position, in the direction of walking.
fn cut(rows: &[Entry], column: Option<&Column<'_>>, position: &Position, up: bool) -> usize {
    rows.partition_point(|entry| {
        let order = match column {
            None => entry.uid.cmp(&position.uid),
            Some(column) => {
                let value = column.terms().value(entry.term).unwrap_or_default();
                compare(value, position.value.as_deref().unwrap_or_default()).then(entry.uid.cmp(&position.uid))
            }
        };
        if up { order.is_le() } else { order.is_lt() }
    })
}

fn position(column: Option<&Column<'_>>, entry: &Entry) -> Position {
    let value = column.and_then(|column| column.terms().value(entry.term)).map(|value| fold(value).into_owned());
    Position { value, uid: entry.uid }
}
