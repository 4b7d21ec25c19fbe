//! Syncs in pieces: what moves from file to file stays itself, also when the process dies between two pieces.

use std::path::Path;

use portolan::app::Settings;
use portolan::sources::{Cause, Event};
use serde_json::{Value, json};

use crate::harness::{PIECE, Server};

/// Past the time for which a dead node keeps a source.
const LEASE: i64 = 60_000_000;

/// Files of a few pieces, each with one component of its own; `more` are further components by number of the file.
fn write(root: &Path, more: &[(usize, &str)]) {
    for at in 0..3 * PIECE {
        let names = more.iter().filter(|(file, _)| *file == at).map(|(_, name)| (*name).to_owned());
        let documents = std::iter::once(format!("own-{at}")).chain(names).map(|name| {
            format!(
                "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{ name: {name} }}\n\
                 spec: {{ type: service, lifecycle: production, owner: team }}\n"
            )
        });
        std::fs::write(root.join(format!("{at}.yaml")), documents.collect::<Vec<_>>().join("---\n")).expect("a file");
    }
}

struct Source {
    server: Server,
    root: tempfile::TempDir,
    id: String,
}

impl Source {
    async fn new(more: &[(usize, &str)]) -> Self {
        let server = Server::with("", Settings::default()).await;
        let root = tempfile::tempdir().expect("a folder");
        write(root.path(), more);
        let (_, source) = server.post("/api/v1/sources", json!({ "target": root.path() })).await;
        let id = source["id"].as_str().expect("an id").to_owned();
        let new = Self { server, root, id };
        new.sync().await;
        new
    }

    async fn sync(&self) -> Value {
        self.server.post(&format!("/api/v1/sources/{}/sync", self.id), json!({})).await.1
    }

    async fn uid(&self, name: &str) -> Value {
        let (status, entity) =
            self.server.get(&format!("/api/catalog/entities/by-name/component/default/{name}")).await;
        assert_eq!(status, 200, "{entity}");
        entity["metadata"]["uid"].clone()
    }

    /// The actions in an entity's history, oldest first.
    async fn history(&self, name: &str) -> Vec<String> {
        let (_, history) = self.server.get(&format!("/api/v1/entities/component/default/{name}/history")).await;
        let items = history["items"].as_array().expect("a list").iter().rev();
        items.map(|change| change["action"].as_str().expect("an action").to_owned()).collect()
    }

    /// A sync that ends like a killed process after its first piece.
    async fn sync_and_die(&self) {
        let mut events = self.server.app.sources.subscribe();
        let piece = async {
            loop {
                if let Ok(Event::Sync(sync)) = events.recv().await
                    && sync.counts.updated + sync.counts.created + sync.counts.unchanged > 0
                {
                    return;
                }
            }
        };
        tokio::select! {
            ended = self.server.app.sources.sync(&self.id, Cause::Manual, None) => panic!("it ended: {ended:?}"),
            () = piece => {}
        }
        self.server.app.clock.advance(LEASE);
    }

    async fn tombstones(&self) -> Value {
        self.server.get("/api/v1/tombstones").await.1["items"].clone()
    }
}

#[tokio::test]
async fn what_moves_between_pieces_is_updated_once_and_keeps_its_uid() {
    let last = 3 * PIECE - 1;
    for (from, to) in [(0, last), (last, 0), (0, 1)] {
        let source = Source::new(&[(from, "moving")]).await;
        let uid = source.uid("moving").await;
        write(source.root.path(), &[(to, "moving")]);
        let sync = source.sync().await;
        assert_eq!((&sync["state"], &sync["counts"]["deleted"]), (&json!("done"), &json!(0)), "{sync}");
        assert_eq!(source.uid("moving").await, uid);
        assert_eq!(source.history("moving").await, ["created", "updated"], "from {from} to {to}");
        assert_eq!(source.tombstones().await, json!([]));
        let again = source.sync().await;
        assert_eq!((&again["counts"]["read"], &again["state"]), (&json!(0), &json!("done")), "all is noted as read");
    }
}

#[tokio::test]
async fn two_that_change_places_stay_themselves() {
    let last = 3 * PIECE - 1;
    let source = Source::new(&[(0, "a"), (last, "b")]).await;
    let (a, b) = (source.uid("a").await, source.uid("b").await);
    write(source.root.path(), &[(0, "b"), (last, "a")]);
    source.sync().await;
    assert_eq!((source.uid("a").await, source.uid("b").await), (a, b));
    assert_eq!((source.history("a").await.len(), source.history("b").await.len()), (2, 2));
    assert_eq!(source.tombstones().await, json!([]));
}

#[tokio::test]
async fn a_sync_that_died_between_pieces_is_finished_by_the_next_one() {
    let last = 3 * PIECE - 1;
    for (from, to) in [(0, last), (last, 0)] {
        let source = Source::new(&[(from, "moving"), (1, "going")]).await;
        let uid = source.uid("moving").await;
        write(source.root.path(), &[(to, "moving")]);
        source.sync_and_die().await;
        assert_eq!(source.uid("moving").await, uid, "it is there at any time");
        let sync = source.sync().await;
        assert_eq!(sync["state"], "done", "{sync}");
        assert_eq!(source.uid("moving").await, uid);
        assert_eq!(source.history("moving").await, ["created", "updated"], "from {from} to {to}");
        assert_eq!(source.tombstones().await.as_array().map(Vec::len), Some(1), "what no file names is gone");
        let (_, claims) = source.server.get("/api/v1/entities/component/default/moving/claims").await;
        assert_eq!(claims["items"].as_array().map(Vec::len), Some(1), "{claims}");
        assert_eq!(source.sync().await["counts"]["read"], 0);
    }
}

#[tokio::test]
async fn a_file_that_is_gone_hands_its_entity_over() {
    let last = 3 * PIECE - 1;
    let source = Source::new(&[(0, "moving")]).await;
    let uid = source.uid("moving").await;
    write(source.root.path(), &[(last, "moving"), (last, "own-0")]);
    std::fs::remove_file(source.root.path().join("0.yaml")).expect("it goes");
    let sync = source.sync().await;
    assert_eq!(sync["counts"]["deleted"], 0, "{sync}");
    assert_eq!(source.uid("moving").await, uid);
    assert_eq!(source.history("moving").await, ["created", "updated"]);
}
