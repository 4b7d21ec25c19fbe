//! Measures the store alone: how fast claims that are already read become durable entities, and how fast they load.
//! `cargo run --release --example ingest -- FOLDER [DATABASE_URL]`, FOLDER as `xtask generate` writes it.

use std::path::{Path, PathBuf};
use std::time::Instant;

use futures_util::StreamExt;
use portolan::catalog::Catalog;
use portolan::catalog::batch::{Batch, FileClaims};
use portolan::db::Db;
use portolan_domain::catalog::blueprint::Blueprints;
use portolan_domain::catalog::descriptor::read_descriptor;
use portolan_domain::catalog::placeholder::NoReader;

#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Documents of one transaction.
const BATCH: usize = 2_000;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or_else(|| anyhow::anyhow!("name a folder of descriptors"))?;
    let url = arguments.next().unwrap_or_default();
    let data = tempfile::tempdir_in(".")?;
    let started = Instant::now();
    let batches = read(Path::new(&folder))?;
    let documents: usize = batches.iter().flat_map(|batch| &batch.upserts).map(|file| file.claims.len()).sum();
    println!("read and parsed on one core: {documents} documents in {:.2} s", started.elapsed().as_secs_f64());

    let catalog = Catalog::load(Db::open(&url, data.path()).await?).await?;
    let again = batches.clone();
    apply("written, durable and in memory", &catalog, batches).await?;
    apply("the same again", &catalog, again).await?;
    let started = Instant::now();
    let loaded = Catalog::load(Db::open(&url, data.path()).await?).await?;
    println!("loaded {} entities in {:.2} s", loaded.index().len(), started.elapsed().as_secs_f64());
    println!("{:?}", loaded.index().memory());
    Ok(())
}

async fn apply(what: &str, catalog: &std::sync::Arc<Catalog>, batches: Vec<Batch>) -> anyhow::Result<()> {
    let started = Instant::now();
    let mut entities = 0;
    // Two on their way: one is written while the one before enters memory.
    let applying = |batch| {
        let catalog = catalog.clone();
        async move { catalog.apply(batch).await }
    };
    let mut results = futures_util::stream::iter(batches.into_iter().map(applying)).buffered(2);
    while let Some(applied) = results.next().await {
        let applied = applied?;
        entities += applied.created.len() as u64 + applied.updated.len() as u64 + applied.unchanged;
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("{what}: {entities} entities in {seconds:.2} s, {:.0} a second", entities as f64 / seconds);
    Ok(())
}

fn read(folder: &Path) -> anyhow::Result<Vec<Batch>> {
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    paths.sort();
    let mut batches = vec![batch()];
    let mut documents = 0;
    for path in paths {
        let text = std::fs::read_to_string(&path)?;
        let name = path.display().to_string();
        let claims = read_descriptor(&name, &text, Blueprints::builtin(), &mut NoReader).claims;
        documents += claims.len();
        let file = FileClaims { path: name, location: "file:x".to_owned(), claims, ..FileClaims::default() };
        if let Some(last) = batches.last_mut() {
            last.upserts.push(file);
        }
        if documents >= BATCH {
            documents = 0;
            batches.push(batch());
        }
    }
    Ok(batches)
}

fn batch() -> Batch {
    Batch { source_id: "bench".to_owned(), rank: 100, actor: "bench".into(), now: 1, ..Batch::default() }
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}
