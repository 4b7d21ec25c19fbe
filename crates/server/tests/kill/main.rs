//! What the store survives. Kills the real binary at changing points of ingestion and API writes, 50 times on one store
//! (`PORTOLAN_TEST_CYCLES` says otherwise). Nothing acknowledged is lost, nothing is half applied (`portolan doctor` says so),
//! nothing is done twice.

mod backup;
mod confined;
mod cycles;
mod failover;
mod fsync;
mod rolling;
mod server;
mod ssh;
mod stopping;
mod tls;
mod writers;

use std::fmt::Write as _;
use std::path::Path;

use cycles::Place;

/// Files the ingested source grows by in each cycle; each holds a few entities.
const FILES: u64 = 4;

/// splitmix64: the points of death differ from cycle to cycle and are the same in every run.
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn grow(root: &Path, round: u64) {
    for file in 0..FILES {
        let mut text = String::new();
        for entity in 0..5 {
            let _ = write!(
                text,
                "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: svc-{round}-{file}-{entity}\nspec:\n  \
                 type: service\n  lifecycle: production\n  owner: team-{file}\n  dependsOn: [component:svc-{round}-{file}-0]\n"
            );
        }
        std::fs::write(root.join(format!("round-{round}-{file}.yaml")), text).expect("the directory is writable");
    }
}

/// Case O130.
#[tokio::test]
async fn one_node_on_sqlite_loses_nothing_and_does_nothing_twice() {
    cycles::survive(Place::Folder, 1, cycles::cycles()).await;
}

/// Case O130.
#[tokio::test]
async fn three_nodes_on_postgres_lose_nothing_and_do_nothing_twice() {
    let Some(url) = cycles::database().await else {
        eprintln!("NOT RUN: PORTOLAN_TEST_POSTGRES is not set; see scripts/with-postgres");
        return;
    };
    cycles::survive(Place::Postgres(url), 3, cycles::cycles()).await;
}
