//! Writes that wait for their turn. Those that wait at the same time share one transaction, and so one wait for the disk;
//! one that fails is taken back alone.

use std::collections::VecDeque;

use parking_lot::Mutex;
use tokio::sync::oneshot;

use super::batch::Applied;
use crate::db::{Error, Tx};

/// Entities that the writes of one transaction name, unless a single one names more. A large one goes alone: while it is
/// taken into memory the next is on its way to the disk.
const GROUP: usize = 256;

/// What a write does in its transaction; it runs again when the whole does.
pub type Work = Box<dyn FnMut(&mut Tx<'_>) -> Result<Applied, Error> + Send>;
/// Told what became of a write.
pub type Answer = oneshot::Sender<Result<Applied, Error>>;

/// Writes in the order they came in.
#[derive(Default)]
pub struct Pending(Mutex<VecDeque<(usize, Work, Answer)>>);

impl Pending {
    /// Puts a write that names so many entities at the end; its answer comes when a group with it was committed.
    pub fn push(&self, entities: usize, work: Work, answer: Answer) {
        self.0.lock().push_back((entities.max(1), work, answer));
    }

    /// Takes the next group; empty when an earlier one had all.
    pub fn take(&self) -> (Vec<Work>, Vec<Answer>) {
        let mut pending = self.0.lock();
        let mut sum = 0;
        let fits = |(entities, ..): &&(usize, Work, Answer)| {
            sum += entities;
            sum <= GROUP
        };
        let count = pending.iter().take_while(fits).count().max(1).min(pending.len());
        pending.drain(..count).map(|(_, work, answer)| (work, answer)).unzip()
    }
}

/// Runs a group in its transaction: the outcome of each, or why none of them counts.
pub fn run(tx: &mut Tx<'_>, works: &mut [Work]) -> Result<Vec<Result<Applied, Error>>, Error> {
    if let [alone] = works {
        return Ok(vec![Ok(alone(tx)?)]);
    }
    works.iter_mut().map(|work| tx.part(|tx| work(tx))).collect()
}
