//! What holding one asset over any stretch of sessions adds to the metrics beyond the core.

use super::ranges::{Joined, Ranges};
use super::spans::add;
use crate::stats::log_growth;

/// The highest close of a stretch, and the longest fall within it.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    pub highest: f64,
    /// The last session with that close.
    pub session: usize,
    /// Most calendar days from a close to the next one as high, where a lower one lies between.
    pub days: i64,
}

impl Joined for Record {
    fn then(self, next: Record) -> Record {
        let top = if next.highest >= self.highest { next } else { self };
        Record { days: self.days.max(next.days), ..top }
    }
}

/// Sums over a stretch. r are session returns, b the benchmark's, f the risk-free ones; c the closes. Without a benchmark, all that
/// has b in it is 0.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    /// min(r, 0)^2, r^3, r^4.
    pub returns: [f64; 3],
    /// r - b, its square, (r - f)(b - f), ln(1 + r) where b > 0 and where b < 0.
    pub against: [f64; 5],
    /// c, c^2.
    pub closes: [f64; 2],
}

/// A benchmark's and the risk-free return of one session.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    pub benchmark: Option<f64>,
    pub risk_free: f64,
}

impl Sums {
    /// What one session's return adds.
    pub fn add_return(&mut self, r: f64, beside: Reference) {
        add(&mut self.returns, &[r.min(0.0).powi(2), r.powi(3), r.powi(4)]);
        if let Some(b) = beside.benchmark {
            let (active, market) = (r - b, b - beside.risk_free);
            let log = |counts: bool| if counts { log_growth(r) } else { 0.0 };
            let parts = [active, active * active, (r - beside.risk_free) * market, log(b > 0.0), log(b < 0.0)];
            add(&mut self.against, &parts);
        }
    }

    /// Adds the sums of returns of a stretch; those of closes count in its own unit.
    pub fn add_of_returns(&mut self, stretch: &Sums) {
        add(&mut self.returns, &stretch.returns);
        add(&mut self.against, &stretch.against);
    }

    fn less(&self, earlier: &Sums) -> Sums {
        fn less<const N: usize>(a: &[f64; N], b: &[f64; N]) -> [f64; N] {
            std::array::from_fn(|index| a[index] - b[index])
        }
        Sums {
            returns: less(&self.returns, &earlier.returns),
            against: less(&self.against, &earlier.against),
            closes: less(&self.closes, &earlier.closes),
        }
    }
}

/// One asset, or cash; sessions as in [`super::spans::Spans`].
#[derive(Debug)]
pub struct Details {
    /// Up to each session, its own included.
    sums: Vec<Sums>,
    pub records: Ranges<Record>,
    /// From each session on, along the closes that are each the next as high as the one before: (c / the last of them - 1)^2 of
    /// all closes between them.
    chain: Vec<f64>,
}

impl Details {
    /// `beside` has an entry for each session but the first, `days` numbers the calendar days of the sessions.
    pub fn new(close: &[f64], beside: &[Reference], days: &[i64]) -> Details {
        let mut sums = Vec::with_capacity(close.len());
        let mut sum = Sums::default();
        for (session, now) in close.iter().enumerate() {
            add(&mut sum.closes, &[*now, now * now]);
            if session > 0 {
                sum.add_return(now / close[session - 1] - 1.0, beside[session - 1]);
            }
            sums.push(sum);
        }
        let higher = next_as_high(close);
        let mut chain = vec![0.0; close.len()];
        let mut records = Vec::with_capacity(close.len());
        for session in (0..close.len()).rev() {
            let next = higher[session];
            let depths =
                |next: usize| close[session + 1..next].iter().map(|c| (c / close[session] - 1.0).powi(2)).sum::<f64>();
            chain[session] = next.map_or(0.0, |next| depths(next) + chain[next]);
            let days = next.filter(|next| *next > session + 1).map_or(0, |next| days[next] - days[session]);
            records.push(Record { highest: close[session], session, days });
        }
        records.reverse();
        Details { sums, records: Ranges::new(&records), chain }
    }

    /// Of the returns from the close of `a` to that of `b`, and of the closes after `a` up to `b`.
    pub fn sums(&self, a: usize, b: usize) -> Sums {
        self.sums[b].less(&self.sums[a])
    }

    /// Of the closes from `a` to `b`, both included: c, c^2.
    pub fn closes(&self, a: usize, b: usize) -> [f64; 2] {
        let before = a.checked_sub(1).map_or([0.0; 2], |before| self.sums[before].closes);
        let to = self.sums[b].closes;
        [to[0] - before[0], to[1] - before[1]]
    }

    /// Sums of all closes up to `b`: how large a rounding error of any stretch's before it can be.
    pub fn reach(&self, b: usize) -> Sums {
        self.sums[b]
    }

    pub fn last(&self) -> usize {
        self.chain.len() - 1
    }

    /// The squared depths between the records from session `a` to `b`: closes of which each is the next as high as the one before.
    pub fn squared_depths(&self, a: usize, b: usize) -> f64 {
        self.chain[a] - self.chain[b]
    }
}

/// For each session the next whose close is as high or higher.
fn next_as_high(close: &[f64]) -> Vec<Option<usize>> {
    let mut next = vec![None; close.len()];
    let mut waiting: Vec<usize> = Vec::new();
    for session in 0..close.len() {
        while let Some(earlier) = waiting.pop_if(|earlier| close[session] >= close[*earlier]) {
            next[earlier] = Some(session);
        }
        waiting.push(session);
    }
    next
}
