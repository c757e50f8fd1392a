//! What holding one asset over any stretch of sessions adds to a path, without going through its sessions.

/// Closes over a stretch, put together from those of its parts.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    pub lowest: f64,
    pub highest: f64,
    /// The lowest ratio of a close to an earlier one or itself: 1 where none falls.
    pub drop: f64,
}

impl Stretch {
    fn of(close: f64) -> Stretch {
        Stretch { lowest: close, highest: close, drop: 1.0 }
    }

    /// This stretch, then `next`.
    fn then(self, next: Stretch) -> Stretch {
        Stretch {
            lowest: self.lowest.min(next.lowest),
            highest: self.highest.max(next.highest),
            drop: self.drop.min(next.drop).min(next.lowest / self.highest),
        }
    }
}

/// One asset from the first session of the runs on; sessions are counted from there.
#[derive(Debug)]
pub struct Spans {
    pub open: Vec<f64>,
    pub close: Vec<f64>,
    /// Sums up to each session, the first excluded: returns, their squares; and the same less the risk-free return.
    sums: Vec<[f64; 4]>,
    /// A disjoint sparse table: for each level, stretches from or up to the middle of blocks of 2^(level + 1) sessions.
    levels: Vec<Vec<Stretch>>,
}

impl Spans {
    /// `risk_free` has a return for each session but the first.
    pub fn new(open: Vec<f64>, close: Vec<f64>, risk_free: &[f64]) -> Spans {
        let mut sums = vec![[0.0; 4]];
        let mut sum = [0.0; 4];
        for (pair, free) in close.windows(2).zip(risk_free) {
            let value = pair[1] / pair[0] - 1.0;
            let excess = value - free;
            let parts = [value, value * value, excess, excess * excess];
            sum.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
            sums.push(sum);
        }
        let levels = (0..usize::BITS - close.len().leading_zeros()).map(|level| blocks(&close, level)).collect();
        Spans { open, close, sums, levels }
    }

    /// Sums of the returns from the close of `a` to that of `b`.
    pub fn sums(&self, a: usize, b: usize) -> [f64; 4] {
        let (from, to) = (self.sums[a], self.sums[b]);
        std::array::from_fn(|index| to[index] - from[index])
    }

    /// The closes from `a` to `b`, both included.
    pub fn stretch(&self, a: usize, b: usize) -> Stretch {
        if a == b {
            return Stretch::of(self.close[a]);
        }
        let level = (usize::BITS - 1 - (a ^ b).leading_zeros()) as usize;
        self.levels[level][a].then(self.levels[level][b])
    }
}

/// At one level: left of a block's middle, the stretch from each session up to it; right of it, the stretch from it to each.
fn blocks(close: &[f64], level: u32) -> Vec<Stretch> {
    let mut row: Vec<Stretch> = close.iter().map(|close| Stretch::of(*close)).collect();
    let half = 1_usize << level;
    for middle in (half..close.len()).step_by(2 * half) {
        for session in (middle - half..middle - 1).rev() {
            row[session] = row[session].then(row[session + 1]);
        }
        for session in middle + 1..(middle + half).min(close.len()) {
            row[session] = row[session - 1].then(row[session]);
        }
    }
    row
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
            let stretch = spans.stretch(a, b);
            let inside = &close[a..=b];
            prop_assert_eq!(stretch.lowest, inside.iter().copied().fold(f64::INFINITY, f64::min));
            prop_assert_eq!(stretch.highest, inside.iter().copied().fold(0.0, f64::max));
            let mut peak = 0.0_f64;
            let drop = inside.iter().fold(1.0_f64, |drop, close| { peak = peak.max(*close); drop.min(close / peak) });
            prop_assert!((stretch.drop - drop).abs() < 1e-15);
            let sum: f64 = inside.windows(2).map(|pair| pair[1] / pair[0] - 1.0 - 0.001).sum();
            prop_assert!((spans.sums(a, b)[2] - sum).abs() < 1e-11);
        }
    }
}
