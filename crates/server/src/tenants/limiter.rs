//! How many requests a tenant may make: a bucket that fills by its rate and holds two seconds of it. Each node that answers has
//! its share of the rate, so that together they give what the quota says.

use parking_lot::Mutex;

/// Seconds of the rate that may come at once.
const BURST: f64 = 2.0;

/// Counts requests of one tenant: when it was filled last, in microseconds, and with how much.
pub struct Limiter(Mutex<(i64, f64)>);

impl Default for Limiter {
    fn default() -> Self {
        Self(Mutex::new((0, f64::MAX)))
    }
}

impl Limiter {
    /// Lets one more come at `now`, in microseconds, or says in how many seconds it may. `rate` is per second of all nodes
    /// together, 0 for no limit; of many nodes each lets one a second come.
    pub fn take(&self, rate: i64, nodes: usize, now: i64) -> Result<(), i64> {
        if rate == 0 {
            return Ok(());
        }
        let share = (rate as f64 / nodes.max(1) as f64).max(1.0);
        let mut bucket = self.0.lock();
        let (since, left) = *bucket;
        // A clock that is set back gives nothing.
        let passed = (now - since).max(0) as f64 / 1_000_000.0;
        let filled = (left + passed * share).min(share * BURST);
        if filled < 1.0 {
            *bucket = (now, filled);
            return Err(((1.0 - filled) / share).ceil().max(1.0) as i64);
        }
        *bucket = (now, filled - 1.0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Limiter;

    #[test]
    fn a_burst_is_let_through_and_then_the_rate() {
        const SECOND: i64 = 1_000_000;
        let limiter = Limiter::default();
        let taken = |rate, nodes, at| (0..100).filter(|_| limiter.take(rate, nodes, at).is_ok()).count();
        assert_eq!(taken(10, 1, 10 * SECOND), 20);
        assert_eq!(limiter.take(10, 1, 10 * SECOND), Err(1));
        assert_eq!(taken(10, 1, 10 * SECOND + SECOND / 2), 5);
        assert_eq!(taken(10, 1, 9 * SECOND), 0, "nothing comes of a clock that is set back");
        assert_eq!(taken(10, 1, 70 * SECOND), 20);
        assert_eq!(taken(10, 4, 130 * SECOND), 5, "a quarter of it");
        assert_eq!(taken(10, 40, 190 * SECOND), 2, "one a second, however many nodes there are");
        assert_eq!(limiter.take(0, 1, 190 * SECOND), Ok(()), "without a quota everything comes through");
    }
}
