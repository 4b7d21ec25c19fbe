//! Programs that write to nodes which come and go.
//!
//! Each makes entities by two writes with a key each, and sends what was not answered again, as real ones do. So at the
//! end each entity has exactly two changes: fewer were lost, more were done twice.

use std::sync::{Arc, RwLock};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::mix;

const WRITERS: u64 = 6;
const LONG: Duration = Duration::from_secs(90);
/// How often a node that is being started is asked.
const OFTEN: Duration = Duration::from_millis(5);

/// Where nodes answer now.
pub type Addresses = Arc<RwLock<Vec<String>>>;

/// Several of them.
pub struct Writers {
    acknowledged: watch::Sender<u64>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<u64>>,
}

impl Writers {
    /// They write from now on.
    pub fn begin(addresses: &Addresses) -> Self {
        let (acknowledged, stop) = (watch::Sender::new(0), watch::Sender::new(false));
        let writer = |number| Writer {
            number,
            client: reqwest::Client::new(),
            addresses: Arc::clone(addresses),
            acknowledged: acknowledged.clone(),
            stop: stop.subscribe(),
        };
        let tasks = (0..WRITERS).map(|number| tokio::spawn(writer(number).run())).collect();
        Self { acknowledged, stop, tasks }
    }

    /// Waits until so many more writes were acknowledged.
    pub async fn wait_for(&self, more: u64) {
        let mut seen = self.acknowledged.subscribe();
        let wanted = *seen.borrow() + more;
        let written = tokio::time::timeout(LONG, seen.wait_for(|now| *now >= wanted)).await;
        assert!(written.is_ok(), "nobody gets an answer any more");
    }

    /// They end what they have begun: how many entities each made, and how many writes were acknowledged.
    pub async fn end(self) -> (Vec<u64>, u64) {
        self.stop.send_replace(true);
        let mut made = Vec::new();
        for task in self.tasks {
            made.push(task.await.expect("every write went as it should"));
        }
        (made, *self.acknowledged.borrow())
    }
}

/// A program that writes.
struct Writer {
    number: u64,
    client: reqwest::Client,
    addresses: Addresses,
    acknowledged: watch::Sender<u64>,
    stop: watch::Receiver<bool>,
}

struct Answer {
    status: u16,
    replayed: bool,
}

impl Writer {
    /// Makes entities until it is told to stop; how many.
    async fn run(self) -> u64 {
        let mut made = 0;
        while !*self.stop.borrow() {
            self.entity(made).await;
            made += 1;
        }
        made
    }

    fn address(&self, seed: u64) -> String {
        let addresses = self.addresses.read().expect("nobody panicked");
        addresses[mix(seed) as usize % addresses.len()].clone()
    }

    async fn entity(&self, at: u64) {
        let (name, seed) = (name(self.number, at), self.number * 1_000_000 + at);
        let (first, second) = (format!("{name}-first"), format!("{name}-second"));
        let mut asked_again = at.is_multiple_of(3);
        if let Some(answer) = self.put(&name, &first, seed).await {
            assert_eq!((answer.status, answer.replayed), (201, false), "{name}");
        } else if self.title(&name, seed).await == Some(first.clone()) {
            // It was done without an answer: then its key is known, also after another change.
            asked_again = true;
        } else {
            assert_eq!(self.put_at_last(&name, &first, seed).await.status, 201, "{name}");
        }
        assert_eq!(self.put_at_last(&name, &second, seed).await.status, 200, "{name}: the first write is lost");
        if asked_again {
            let again = self.put_at_last(&name, &first, seed).await;
            assert_eq!((again.status, again.replayed), (201, true), "{name}: the effect is there without its key");
        }
    }

    /// The title is the key. Nothing when there is no answer: then nobody knows whether it was done.
    async fn put(&self, name: &str, title: &str, seed: u64) -> Option<Answer> {
        let body = format!(
            "{{\"apiVersion\":\"backstage.io/v1alpha1\",\"kind\":\"Component\",\"metadata\":{{\"name\":\"{name}\",\
             \"title\":\"{title}\"}},\"spec\":{{\"type\":\"service\",\"lifecycle\":\"production\",\"owner\":\"payments\"}}}}"
        );
        let url = format!("{}/api/v1/entities/component/default/{name}", self.address(seed));
        let request = self.client.put(url).header("idempotency-key", title).body(body);
        let answer = request.send().await.ok()?;
        let (status, replayed) = (answer.status().as_u16(), answer.headers().contains_key("idempotency-replayed"));
        let text = answer.text().await.ok()?;
        if status == 503 {
            return None;
        }
        assert!(matches!(status, 200 | 201), "{name}: {status} {text}");
        self.acknowledged.send_modify(|count| *count += 1);
        Some(Answer { status, replayed })
    }

    /// Sends again, to one node after the other, until there is an answer.
    async fn put_at_last(&self, name: &str, title: &str, seed: u64) -> Answer {
        let mut often = tokio::time::interval(OFTEN);
        for turn in 0.. {
            often.tick().await;
            if let Some(answer) = self.put(name, title, seed + turn).await {
                return answer;
            }
        }
        unreachable!("it is tried for ever")
    }

    async fn title(&self, name: &str, seed: u64) -> Option<String> {
        let mut often = tokio::time::interval(OFTEN);
        for turn in 0.. {
            often.tick().await;
            let url = format!("{}/api/catalog/entities/by-name/component/default/{name}", self.address(seed + turn));
            if let Ok(answer) = self.client.get(url).send().await
                && matches!(answer.status().as_u16(), 200 | 404)
                && let Ok(text) = answer.text().await
            {
                let entity: Value = serde_json::from_str(&text).expect("JSON");
                return entity["metadata"]["title"].as_str().map(str::to_owned);
            }
        }
        unreachable!("it is asked for ever")
    }
}

/// The name of an entity of a program.
pub fn name(writer: u64, at: u64) -> String {
    format!("w{writer}-{at}")
}
