//! `portolan query`: entities that match a filter.

use std::process::ExitCode;

use portolan_domain::index::{Index, Predicate, Query, Sort};
use serde_json::Value;

use super::StoreOptions;
use super::offline::{with_catalog, with_db};
use super::show::{self, WRONG_INPUT};
use super::user::failed;
use crate::catalog::past;

#[derive(Debug, clap::Args)]
pub struct QueryOptions {
    /// Backstage's filter (`kind=component,spec.type=service`) or a predicate in JSON; all entities when absent
    #[arg(value_name = "FILTER", default_value = "", hide_default_value = true)]
    filter: String,
    /// Whole entities as a JSON list
    #[arg(long)]
    json: bool,
    /// Entities as they were: a time such as 2026-11-01T09:30:00Z, or a date, which means its first moment in UTC
    #[arg(long, value_name = "TIME", value_parser = time)]
    as_of: Option<i64>,
    #[command(flatten)]
    store: StoreOptions,
}

pub fn run(options: &QueryOptions) -> Result<(), ExitCode> {
    let predicate = predicate(&options.filter)?;
    let Some(at) = options.as_of else {
        return with_catalog(&options.store, |catalog| {
            print(&catalog.index(), predicate, options.json);
            Ok(())
        });
    };
    if options.filter.contains("portolan.") {
        let message =
            "fields that the catalog adds (`portolan.…`) are known of today only; leave them out with --as-of";
        return Err(show::failure(WRONG_INPUT, message));
    }
    let past = with_db(&options.store, false, async |db| {
        db.read(move |tx| past::read(tx, at)).await.map_err(|error| failed(&error))
    })?;
    print(&past.index, predicate, options.json);
    if let Some(first) = past.lost.first() {
        let count = past.lost.len();
        eprintln!("warning: {count} more existed then, removed so long ago that only names are kept, such as {first}");
    }
    Ok(())
}

/// RFC 3339, or a date for its first moment in UTC.
fn time(text: &str) -> Result<i64, String> {
    let date = || text.parse::<jiff::civil::Date>().and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC));
    let time =
        text.parse::<jiff::Timestamp>().or_else(|error| date().map(|zoned| zoned.timestamp()).map_err(|_| error));
    time.map(jiff::Timestamp::as_microsecond).map_err(|_| "write 2026-11-01T09:30:00Z or 2026-11-01".to_owned())
}

fn print(index: &Index, predicate: Predicate, json: bool) {
    let sort = Some(Sort { field: "metadata.name".to_owned(), descending: false });
    let page = index.select(&Query { predicate, sort, ..Query::default() });
    if json {
        let bodies: Vec<String> = page.ids.iter().map(|id| index.body(*id)).collect();
        show::line(&format!("[{}]", bodies.join(",\n")));
    } else {
        page.ids.iter().for_each(|id| show::row(&row(index, *id)));
        eprintln!("{}", if page.total == 1 { "1 entity".to_owned() } else { format!("{} entities", page.total) });
    }
}

/// The filter in either language.
pub fn predicate(filter: &str) -> Result<Predicate, ExitCode> {
    let wrong = |message: String| {
        show::failure(WRONG_INPUT, &format!("{message}\n  help: see docs/guide/catalog.md for the filter language"))
    };
    if filter.trim_start().starts_with('{') {
        let value: Value =
            serde_json::from_str(filter).map_err(|error| wrong(format!("the predicate is not JSON: {error}")))?;
        return Predicate::from_json(&value).map_err(wrong);
    }
    let filters: Vec<&str> = if filter.is_empty() { Vec::new() } else { vec![filter] };
    Predicate::from_filters(&filters).map_err(wrong)
}

fn row(index: &Index, id: u32) -> String {
    let field = |key| index.first(id, key).unwrap_or("-");
    format!(
        "{:<48} {:<16} {:<14} {}",
        index.reference(id),
        field("spec.type"),
        field("spec.lifecycle"),
        field("spec.owner")
    )
}
