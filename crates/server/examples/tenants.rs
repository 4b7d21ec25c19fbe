//! Measures many tenants in one process: `cargo run --release --example tenants -- fill FOLDER 200 1000`, then
//! `… -- open FOLDER`: memory with all of them open, and how long opening takes.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use portolan::app::{App, Settings};
use portolan::catalog::Catalog;
use portolan::catalog::batch::{Batch, FileClaims, Guard};
use portolan::clock::Clock;
use portolan::db::Db;
use portolan::hosting::{Hosting, Pattern};
use portolan::http::places::AtOnce;
use portolan::secrets::Vault;
use portolan::sources::{self, Sources};
use portolan::tenants::{Quotas, Tenant, store};
use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::read_descriptor;
use portolan_domain::catalog::placeholder::NoReader;
use portolan_integrations::git::Cache;
use portolan_integrations::http::Rules;

#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let usage = || anyhow::anyhow!("fill FOLDER TENANTS ENTITIES, or open FOLDER");
    let folder = arguments.get(1).ok_or_else(usage)?;
    let number = |at: usize| -> anyhow::Result<usize> { Ok(arguments.get(at).ok_or_else(usage)?.parse()?) };
    match arguments[0].as_str() {
        "fill" => fill(Path::new(folder), number(2)?, number(3)?).await,
        "open" => open(Path::new(folder)).await,
        _ => Err(usage()),
    }
}

fn organisation(entities: usize) -> String {
    let mut text = String::new();
    for number in 0..entities {
        let _ = write!(
            text,
            "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: service-{number}\n  description: {}\n  \
             tags: [team-{}, java]\n  annotations:\n    example.com/id: 'id-{number}'\n    example.com/repository: org/service-{number}\nspec:\n  \
             type: service\n  lifecycle: production\n  owner: team-{}\n  system: system-{}\n",
            "What this service is for, in some words. ".repeat(30),
            number % 20,
            number % 20,
            number % 50,
        );
    }
    text
}

async fn fill(folder: &Path, tenants: usize, entities: usize) -> anyhow::Result<()> {
    let db = Db::open("", folder).await?;
    let text = organisation(entities);
    let claims = read_descriptor("a.yaml", &text, Blueprints::builtin(), &mut NoReader).claims;
    for number in 0..tenants {
        let name = format!("tenant-{number}");
        let tenant = Tenant {
            name: name.clone(),
            title: name.clone(),
            state: "active".to_owned(),
            quotas: Quotas::NONE,
            created_at: 1,
            ..Tenant::default()
        };
        db.write(move |tx| store::insert(tx, &tenant)).await?;
        let catalog = Catalog::load(db.of_tenant(&name)).await?;
        let file = FileClaims {
            path: "a.yaml".to_owned(),
            stamp: "1".to_owned(),
            hash: "1".to_owned(),
            location: "url:https://git.example/a.yaml".to_owned(),
            claims: claims.clone(),
            problems: Vec::new(),
        };
        let batch = Batch { source_id: "one".to_owned(), rank: 100, upserts: vec![file], now: 1, ..Batch::default() };
        catalog.apply(batch).await?;
    }
    println!("{tenants} tenants of {entities} entities");
    Ok(())
}

async fn open(folder: &Path) -> anyhow::Result<()> {
    let catalog = Catalog::load(Db::open("", folder).await?).await?;
    let clock = Clock::default();
    let choices = sources::Settings {
        directories: Vec::new(),
        guard: Guard { percent: 25, count: 10 },
        rules: Rules::default(),
        cache: Cache { folder: folder.join("tenants"), max_megabytes: 64 },
        ssh: portolan_integrations::git::Ssh::default(),
        allow_local_paths: false,
        vault: Vault::default(),
        piece: sources::PIECE,
    };
    let sources = Sources::new(Arc::clone(&catalog), clock.clone(), choices.clone())?;
    let app = App::open(catalog, sources, Settings::default(), clock).await?;
    let (settings, idle) = (Settings::default(), Duration::from_secs(900));
    let directories = Vec::new();
    let pattern = Pattern { settings, sources: choices, directories, works: true, idle, at_once: AtOnce::default() };
    let hosting = Hosting::new(app.clone(), pattern)?;
    println!("none open: {}", resident()?);
    let mut took = Vec::new();
    for tenant in app.tenants.iter().flat_map(|tenants| tenants.list()) {
        let begun = Instant::now();
        let home = hosting.home(&tenant).await?;
        took.push(begun.elapsed());
        anyhow::ensure!(!home.app().catalog.index().is_empty(), "an empty tenant");
    }
    took.sort();
    let (middle, slow) = (took[took.len() / 2], took[took.len() * 99 / 100]);
    println!("{} open: {}; opening takes {middle:.1?}, p99 {slow:.1?}", took.len(), resident()?);
    Ok(())
}

fn resident() -> anyhow::Result<String> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    Ok(line.split_whitespace().skip(1).collect::<Vec<_>>().join(" "))
}
