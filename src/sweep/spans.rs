//! What holding one asset over any stretch of sessions adds to the core of a path, without going through its sessions.

use super::ranges::{Joined, Ranges};

/// Closes over a stretch.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    pub lowest: f64,
    pub highest: f64,
    /// The lowest ratio of a close to an earlier one or itself: 1 where none falls.
    pub drop: f64,
}

impl Joined for Stretch {
    fn then(self, next: Stretch) -> Stretch {
        Stretch {
            lowest: self.lowest.min(next.lowest),
            highest: self.highest.max(next.highest),
            drop: self.drop.min(next.drop).min(next.lowest / self.highest),
        }
    }
}

/// One asset, or cash, from the first session of the runs on; sessions are counted from there.
#[derive(Debug)]
pub struct Spans {
    pub open: Vec<f64>,
    pub close: Vec<f64>,
    /// Up to each session, the first excluded.
    sums: Vec<Sum>,
    pub closes: Ranges<Stretch>,
}

/// Of returns, of their squares; and the same less the risk-free return.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    sums: [f64; 4],
    /// What rounding has left out of the sums of squares: of a stretch that moves little, cut out of all, it is much.
    left: [f64; 2],
}

impl Sum {
    fn add(&mut self, parts: &[f64; 4]) {
        for (square, left) in [1, 3].into_iter().zip(&mut self.left) {
            // Knuth's: what the sum of two numbers leaves out is a number itself.
            let (a, b) = (self.sums[square], parts[square]);
            let sum = a + b;
            let of_b = sum - a;
            *left += (a - (sum - of_b)) + (b - of_b);
        }
        add(&mut self.sums, parts);
    }

    fn since(&self, earlier: &Sum) -> [f64; 4] {
        let mut sums: [f64; 4] = std::array::from_fn(|index| self.sums[index] - earlier.sums[index]);
        sums[1] += self.left[0] - earlier.left[0];
        sums[3] += self.left[1] - earlier.left[1];
        sums
    }
}

impl Spans {
    /// `risk_free` has a return for each session but the first.
    pub fn new(open: Vec<f64>, close: Vec<f64>, risk_free: &[f64]) -> Spans {
        let mut sum = Sum::default();
        let mut sums = vec![sum];
        for (pair, free) in close.windows(2).zip(risk_free) {
            sum.add(&parts(pair[1] / pair[0] - 1.0, *free));
            sums.push(sum);
        }
        let closes: Vec<Stretch> =
            close.iter().map(|close| Stretch { lowest: *close, highest: *close, drop: 1.0 }).collect();
        Spans { open, sums, closes: Ranges::new(&closes), close }
    }

    /// Sums of the returns from the close of `a` to that of `b`, of their squares, and the same less the risk-free return.
    pub fn sums(&self, a: usize, b: usize) -> [f64; 4] {
        self.sums[b].since(&self.sums[a])
    }

    /// The sums of squares over all sessions.
    pub fn squares(&self) -> [f64; 2] {
        self.sums.last().map_or([0.0; 2], |Sum { sums, .. }| [sums[1], sums[3]])
    }
}

/// What one session's return adds to the sums.
pub fn parts(value: f64, risk_free: f64) -> [f64; 4] {
    let excess = value - risk_free;
    [value, value * value, excess, excess * excess]
}

pub fn add<const N: usize>(sums: &mut [f64; N], parts: &[f64; N]) {
    sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_stretch_is_what_its_sessions_are(close in prop::collection::vec(1.0..100.0_f64, 1..80), ends in (0..80_usize, 0..80_usize)) {
            let spans = Spans::new(close.clone(), close.clone(), &vec![0.001; close.len() - 1]);
            let (a, b) = (ends.0 % close.len(), ends.1 % close.len());
            let (a, b) = (a.min(b), a.max(b));
            let stretch = spans.closes.get(a, b);
            let inside = &close[a..=b];
            prop_assert_eq!(stretch.lowest, inside.iter().copied().fold(f64::INFINITY, f64::min));
            prop_assert_eq!(stretch.highest, inside.iter().copied().fold(0.0, f64::max));
            let mut peak = 0.0_f64;
            let drop = inside.iter().fold(1.0_f64, |drop, close| { peak = peak.max(*close); drop.min(close / peak) });
            prop_assert_eq!(stretch.drop, drop);
            let sum: f64 = inside.windows(2).map(|pair| pair[1] / pair[0] - 1.0 - 0.001).sum();
            prop_assert!((spans.sums(a, b)[2] - sum).abs() < 1e-11);
            let squares: f64 = inside.windows(2).map(|pair| (pair[1] / pair[0] - 1.0).powi(2)).sum();
            prop_assert!((spans.sums(a, b)[1] - squares).abs() <= 1e-14 * squares);
        }
    }
}
