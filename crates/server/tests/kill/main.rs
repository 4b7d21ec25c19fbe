//! What the store survives. Kills the real binary at changing points of ingestion and API writes, 50 rounds on one database. After each
//! restart nothing acknowledged is lost and nothing is half applied (`portolan doctor` says so).

mod fsync;
mod server;

use std::fmt::Write as _;
use std::path::Path;

use server::Server;

const ROUNDS: u64 = 50;
/// Files the ingested source grows by in each round; each holds a few entities.
const FILES: u64 = 12;

/// splitmix64: the points of death differ from round to round and are the same in every run.
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

#[tokio::test]
async fn nothing_acknowledged_is_lost_and_nothing_is_half_applied() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (data, root) = (dir.path().join("data"), dir.path().join("files"));
    std::fs::create_dir(&root).expect("a fresh directory");
    let mut acknowledged: Vec<(String, u64)> = Vec::new();

    for round in 0..ROUNDS {
        grow(&root, round);
        let mut server = Server::start(&data, &root).await;
        for (key, value) in &acknowledged {
            assert_eq!(server.setting(key).await, Some(*value), "round {round}: {key} was acknowledged and is gone");
        }
        // The writes go on until the server dies under them; ingestion runs beside.
        let allowed = mix(round) % 40;
        let mut killer = None;
        for write in 0.. {
            if write == allowed {
                killer = Some(server.kill_soon(mix(round + 1000) % 20));
            }
            let key = format!("round-{round}-{}", write % 7);
            if server.put_setting(&key, write).await {
                acknowledged.retain(|(known, _)| *known != key);
                acknowledged.push((key, write));
            } else {
                // Not acknowledged: either value may be there after the restart.
                acknowledged.retain(|(known, _)| *known != key);
                break;
            }
        }
        if let Some(killer) = killer {
            killer.await.expect("the killer ends");
        }
        server.wait_dead();
        server::doctor(&data);
    }

    let server = Server::start(&data, &root).await;
    server.wait_for_entities(ROUNDS * FILES * 5).await;
}
