//! The command line: one file a command. Exit codes: 0 done, 1 the input is wrong, 2 usage, 3 environment.

mod audit;
mod backup;
mod check;
mod demo;
mod doctor;
mod export;
mod foreign;
mod lock;
mod login;
mod offline;
mod query;
mod remote;
mod secrets;
mod serve;
mod show;
mod source;
mod tenant;
mod token;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

const EXITS: &str =
    "Exit codes: 0 done, 1 the input is wrong, 2 usage, 3 something around the program is missing or broken";

/// Portolan: a live chart of an engineering organisation.
#[derive(Debug, Parser)]
#[command(name = "portolan", version, about, long_about = None, max_term_width = 110, after_help = EXITS)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the catalog: UI, API and background work
    Serve(ServeOptions),
    /// Serve a sample organisation from a temporary directory
    Demo(demo::DemoOptions),
    /// Validate descriptors, and those below directories; exit 1 when one has an error
    Check(check::CheckOptions),
    /// Entities that match a filter, from the database of a data directory
    Query(query::QueryOptions),
    /// Write the whole catalog out
    Export(export::ExportOptions),
    /// Sources and held deletions of a running server
    Source(source::SourceOptions),
    /// Bring the database's schema to this version
    Migrate(StoreOptions),
    /// Check the database, the room on the disk and git; exit 3 when something is wrong
    Doctor(doctor::DoctorOptions),
    /// Accounts: create, list, disable, password
    User(user::UserOptions),
    /// Get a token for this machine from a server
    Login(login::LoginOptions),
    /// API tokens: create, list, revoke
    Token(token::TokenOptions),
    /// Write the whole database into a file, beside running servers
    Backup(backup::BackupOptions),
    /// Fill an empty database from such a file
    Restore(backup::RestoreOptions),
    /// Stored secrets: list, set, delete, exchange the key
    Secrets(secrets::SecretsOptions),
    /// Tenants: list, create, suspend, delete
    Tenant(tenant::TenantOptions),
    /// The audit log: verify its chain, write it out
    Audit(audit::AuditOptions),
    /// Print the OpenAPI document of our own API
    Openapi,
    /// Print the JSON Schema of the configuration
    ConfigSchema,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Where the store is; shared by every command that opens it.
#[derive(Clone, Debug, clap::Args)]
pub struct StoreOptions {
    /// Configuration file; `portolan.yaml` in the working directory when there is one
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Directory of the embedded database and of caches [default: ./portolan-data]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// `postgres://…` instead of the embedded database
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The tenant that is meant, where it is not the server's own
    #[arg(long, value_name = "NAME")]
    tenant: Option<String>,
}

/// What `serve` and `demo` share.
#[derive(Clone, Debug, clap::Args)]
pub struct ServeOptions {
    #[command(flatten)]
    store: StoreOptions,
    /// Address to listen on; port 0 takes a free one [default: 127.0.0.1:7007]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// A second address, which answers probes and Prometheus only; none by default
    #[arg(long, value_name = "ADDR")]
    health_listen: Option<String>,
    /// What this node does: all, or a list of web and worker
    #[arg(long, value_name = "ROLES", default_value = "all")]
    role: String,
    /// A directory, a file, a URL or a git URL to read; may be repeated
    #[arg(long = "source", value_name = "TARGET")]
    sources: Vec<String>,
}

impl StoreOptions {
    /// Refuses `--tenant` for a command that is about all of them.
    fn of_all(&self, command: &str) -> Result<(), ExitCode> {
        let wrong = || show::failure(2, &format!("`{command}` is about all tenants; leave --tenant out"));
        if self.tenant.is_some() { Err(wrong()) } else { Ok(()) }
    }

    /// The configuration with these flags laid over it.
    fn config(&self) -> Result<crate::config::Config, ExitCode> {
        let environment: Vec<(String, String)> = std::env::vars().collect();
        let mut config =
            crate::config::load(self.config.as_deref(), &environment).map_err(|error| show::load_error(&error))?;
        if let Some(data) = &self.data {
            config.data.clone_from(data);
        }
        if let Some(database) = &self.database {
            config.database.clone_from(database);
        }
        Ok(config)
    }
}

/// Runs the command named by the process's arguments.
pub fn main() -> ExitCode {
    // What it writes is for its owner alone: the database holds what people are known by.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let cli = Cli::parse();
    let outcome = match cli.command {
        Command::Serve(options) => serve::run(&options),
        Command::Demo(options) => demo::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Query(options) => query::run(&options),
        Command::Export(options) => export::run(&options),
        Command::Source(options) => source::run(&options),
        Command::Migrate(options) => offline::migrate(&options),
        Command::Doctor(options) => doctor::run(&options),
        Command::User(options) => user::run(&options),
        Command::Login(options) => login::run(&options),
        Command::Token(options) => token::run(options),
        Command::Backup(options) => backup::make(&options),
        Command::Restore(options) => backup::restore(&options),
        Command::Secrets(options) => secrets::run(&options),
        Command::Tenant(options) => tenant::run(options),
        Command::Audit(options) => audit::run(options),
        Command::Openapi => {
            show::line(&crate::http::router::document().to_pretty_json().unwrap_or_default());
            Ok(())
        }
        Command::ConfigSchema => {
            show::line(&serde_json::to_string_pretty(&crate::config::schema()).unwrap_or_default());
            Ok(())
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "portolan", &mut script);
            show::text(&String::from_utf8_lossy(&script));
            Ok(())
        }
    };
    outcome.map_or_else(|code| code, |()| show::finish())
}
