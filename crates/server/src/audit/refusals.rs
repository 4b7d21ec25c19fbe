//! Refusals that are noted, and those that are only counted: nobody fills the log by being refused.

use parking_lot::Mutex;
use rustc_hash::FxHashMap;

/// Of one who and what, one entry in this time.
const WINDOW: i64 = 60 * 1_000_000;
/// Different ones that are told apart in this time; beyond that nothing new is noted.
const MOST: usize = 4_096;

#[derive(Default)]
struct Noted {
    since: i64,
    more: u64,
}

/// What was refused lately.
#[derive(Default)]
pub struct Refusals(Mutex<FxHashMap<String, Noted>>);

impl Refusals {
    /// Whether to note a refusal; with how many like it that were not noted since the last that was.
    pub fn take(&self, who: &str, what: &str, now: i64) -> Option<u64> {
        let key = format!("{who} {what}");
        let mut known = self.0.lock();
        if !known.contains_key(&key) {
            if known.len() >= MOST {
                known.retain(|_, noted| noted.since + WINDOW > now);
            }
            if known.len() >= MOST {
                return None;
            }
            known.insert(key, Noted { since: now, more: 0 });
            return Some(0);
        }
        let noted = known.entry(key).or_default();
        if noted.since + WINDOW > now {
            noted.more += 1;
            return None;
        }
        let more = noted.more;
        *noted = Noted { since: now, more: 0 };
        Some(more)
    }
}
