//! `portolan export`: the whole catalog as JSON or YAML documents.

use std::process::ExitCode;

use portolan_domain::index::{Query, Sort};
use portolan_domain::yaml::write_document;

use super::StoreOptions;
use super::offline::with_catalog;
use super::query::predicate;
use super::show;

#[derive(Debug, clap::Args)]
pub struct ExportOptions {
    /// Only entities that match this filter
    #[arg(long, value_name = "FILTER", default_value = "", hide_default_value = true)]
    filter: String,
    /// One JSON list, or one document an entity
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    format: Format,
    #[command(flatten)]
    store: StoreOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One list
    Json,
    /// Documents separated by `---`, as descriptors are written
    Yaml,
}

pub fn run(options: &ExportOptions) -> Result<(), ExitCode> {
    let predicate = predicate(&options.filter)?;
    with_catalog(&options.store, |catalog| {
        let index = catalog.index();
        let sort = Some(Sort { field: "metadata.name".to_owned(), descending: false });
        let ids = index.select(&Query { predicate, sort, ..Query::default() }).ids;
        if ids.is_empty() {
            eprintln!("warning: there is no entity to write");
        }
        if options.format == Format::Json {
            let bodies: Vec<String> = ids.iter().map(|id| index.stored_body(*id)).collect();
            show::line(&format!("[{}]", bodies.join(",\n")));
        } else {
            for id in ids {
                let value = serde_json::from_str(&index.stored_body(id)).unwrap_or_default();
                show::text(&write_document(&value));
            }
        }
        Ok(())
    })
}
