//! Microseconds of asking whether somebody may change one entity: `cargo run --release --example rights -- DATA_FOLDER`.

use std::path::Path;
use std::time::Instant;

use portolan::catalog::Catalog;
use portolan::db::Db;
use portolan::identity::{Caller, Kind, Permission};
use portolan::permission::Rights;

#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CHECKS: u32 = 200_000;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = std::env::args().nth(1).ok_or_else(|| anyhow::anyhow!("name a data folder"))?;
    let catalog = Catalog::load(Db::open("", Path::new(&folder)).await?).await?;
    let rights = Rights::load(catalog.db().clone()).await?;
    let groups = (0..8).map(|at| format!("group:default/team-{at}")).collect();
    let caller = Caller {
        kind: Kind::Person,
        principal: "bench".to_owned(),
        user_ref: "user:default/bench".to_owned(),
        groups,
        ..Caller::anonymous("default")
    };
    let index = catalog.index();
    let entities = index.len() as u32;
    let (started, mut allowed) = (Instant::now(), 0_u32);
    for check in 0..CHECKS {
        let id = check.wrapping_mul(2_654_435_761) % entities;
        allowed += u32::from(rights.authorize_on(&index, &caller, Permission::CatalogRead, id).is_ok());
        allowed += u32::from(rights.authorize_on(&index, &caller, Permission::CatalogWrite, id).is_ok());
    }
    let micros = started.elapsed().as_secs_f64() * 1e6 / f64::from(CHECKS) / 2.0;
    // So that nothing of it is left out.
    anyhow::ensure!(allowed <= CHECKS * 2, "more was allowed than asked");
    println!("{micros:.3}");
    Ok(())
}
