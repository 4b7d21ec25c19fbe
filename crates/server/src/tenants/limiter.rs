//! How many requests a tenant may make: a bucket that fills by its rate and holds two seconds of it.

use std::time::Instant;

use parking_lot::Mutex;

/// Seconds of the rate that may come at once.
const BURST: f64 = 2.0;

/// Counts requests of one tenant.
pub struct Limiter(Mutex<(Instant, f64)>);

impl Default for Limiter {
    fn default() -> Self {
        Self(Mutex::new((Instant::now(), f64::MAX)))
    }
}

impl Limiter {
    /// Whether one more may come now; `rate` is per second, 0 for no limit.
    pub fn take(&self, rate: i64, now: Instant) -> bool {
        if rate == 0 {
            return true;
        }
        let rate = rate as f64;
        let mut bucket = self.0.lock();
        let (since, left) = *bucket;
        let filled = (left + now.saturating_duration_since(since).as_secs_f64() * rate).min(rate * BURST);
        let may = filled >= 1.0;
        *bucket = (now, if may { filled - 1.0 } else { filled });
        may
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Limiter;

    #[test]
    fn a_burst_is_let_through_and_then_the_rate() {
        let (limiter, start) = (Limiter::default(), Instant::now());
        let taken = |at: Duration| (0..100).filter(|_| limiter.take(10, start + at)).count();
        assert_eq!(taken(Duration::ZERO), 20);
        assert_eq!(taken(Duration::from_millis(500)), 5);
        assert_eq!(taken(Duration::from_secs(60)), 20);
        assert!(limiter.take(0, start), "without a quota everything comes through");
    }
}
