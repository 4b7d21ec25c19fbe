//! Hosts that said when to come back: nothing is asked of them until then.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use reqwest::header::{HeaderMap, RETRY_AFTER};
use url::Url;

use super::FetchError;

/// Nobody is believed for longer.
const LONGEST: Duration = Duration::from_secs(3600);
/// Hosts remembered.
const HOSTS: usize = 1_000;

/// Origins, and until when they want to be left alone.
#[derive(Default)]
pub(super) struct Waits(Mutex<HashMap<String, Instant>>);

impl Waits {
    /// Refuses for now what the host does not want to hear yet.
    pub(super) fn over(&self, url: &Url) -> Result<(), FetchError> {
        let origin = url.origin().ascii_serialization();
        let until = self.0.lock().ok().and_then(|waits| waits.get(&origin).copied());
        match until.and_then(|until| until.checked_duration_since(Instant::now())) {
            Some(left) => Err(FetchError::Unavailable(format!(
                "{origin} asked to be left alone; it is asked again in {} s",
                left.as_secs() + 1
            ))),
            None => Ok(()),
        }
    }

    /// Takes in what an answer says of that.
    pub(super) fn note(&self, url: &Url, status: u16, headers: &HeaderMap) {
        let Some(wait) = wait(status, headers) else { return };
        let now = Instant::now();
        if let Ok(mut waits) = self.0.lock() {
            if waits.len() >= HOSTS {
                waits.retain(|_, until| *until > now);
            }
            if waits.len() < HOSTS {
                waits.insert(url.origin().ascii_serialization(), now + wait.min(LONGEST));
            }
        }
    }
}

/// Seconds of `Retry-After`, or the end of a rate limit as GitHub and GitLab tell it.
fn wait(status: u16, headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    if !matches!(status, 403 | 429 | 503) {
        return None;
    }
    if let Some(seconds) = number(RETRY_AFTER.as_str()) {
        return Some(Duration::from_secs(seconds));
    }
    let names = [("x-ratelimit-remaining", "x-ratelimit-reset"), ("ratelimit-remaining", "ratelimit-reset")];
    let (_, reset) = names.into_iter().find(|(left, _)| number(left) == Some(0))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Duration::from_secs(number(reset)?).checked_sub(now)
}
