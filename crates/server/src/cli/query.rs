//! `portolan query`: entities that match a filter.

use std::process::ExitCode;

use portolan_domain::index::{Index, Predicate, Query, Sort};
use serde_json::Value;

use super::StoreOptions;
use super::offline::with_catalog;
use super::show::{self, WRONG_INPUT};

#[derive(Debug, clap::Args)]
pub struct QueryOptions {
    /// Backstage's filter (`kind=component,spec.type=service`) or a predicate in JSON; all entities when absent
    #[arg(value_name = "FILTER", default_value = "")]
    filter: String,
    /// Whole entities as a JSON list
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreOptions,
}

pub fn run(options: &QueryOptions) -> Result<(), ExitCode> {
    let predicate = predicate(&options.filter)?;
    with_catalog(&options.store, |catalog| {
        let index = catalog.index();
        let sort = Some(Sort { field: "metadata.name".to_owned(), descending: false });
        let page = index.select(&Query { predicate, sort, ..Query::default() });
        if options.json {
            let bodies: Vec<String> = page.ids.iter().map(|id| index.body(*id)).collect();
            show::line(&format!("[{}]", bodies.join(",\n")));
        } else {
            page.ids.iter().for_each(|id| show::line(&row(&index, *id)));
            eprintln!("{}", if page.total == 1 { "1 entity".to_owned() } else { format!("{} entities", page.total) });
        }
        Ok(())
    })
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
