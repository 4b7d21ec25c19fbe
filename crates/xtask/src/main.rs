//! Work on the repository itself: synthetic catalogs and the figures. The conventions are its tests.

mod bench;
mod generate;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write a realistic catalog, the same for the same seed
    Generate {
        /// How many entities
        #[arg(long, default_value_t = 100_000)]
        entities: u64,
        /// Another seed gives another catalog
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Where
        #[arg(long)]
        out: PathBuf,
    },
    /// Answer the same bytes always; what the figures compare with
    #[command(hide = true)]
    Constant {
        /// Bytes of the answer
        size: usize,
    },
    /// Print the figures of the release binary
    Bench(bench::Options),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Generate { entities, seed, out } => {
            let files = generate::write(entities, seed, &out)?;
            println!("{entities} entities in {files} files in {}", out.display());
            Ok(())
        }
        Command::Constant { size } => bench::constant::serve(size),
        Command::Bench(options) => bench::run(&options),
    }
}
