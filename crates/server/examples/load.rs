//! Measures a start alone: `cargo run --release --example load -- DATA_FOLDER`.

use std::path::Path;
use std::time::Instant;

use portolan::catalog::Catalog;
use portolan::db::Db;

#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = std::env::args().nth(1).ok_or_else(|| anyhow::anyhow!("name a data folder"))?;
    let started = Instant::now();
    let loaded = Catalog::load(Db::open("", Path::new(&folder)).await?).await?;
    println!("loaded {} entities in {:.2} s", loaded.index().len(), started.elapsed().as_secs_f64());
    println!("{:?}", loaded.index().memory());
    let status = std::fs::read_to_string("/proc/self/status")?;
    println!(
        "{}",
        status
            .lines()
            .filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM"))
            .collect::<Vec<_>>()
            .join(" ")
    );
    Ok(())
}
