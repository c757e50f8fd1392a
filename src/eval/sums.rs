//! Sums of windows, each added up by itself, oldest value first: a running sum would carry rounding errors from one bar to the next,
//! and a cut of the history would change later values.

use super::Bars;
use crate::plan::{NodeId, Op};
use crate::strategy::Window;
use rustc_hash::FxHashMap;

/// Windows that are added up side by side.
const SIDE_BY_SIDE: usize = 8;

/// The sums that a graph's steps ask for. Where windows of many lengths are summed over one column, a longer one goes on from the
/// sum of the shorter that begins with it: the same additions in the same order.
#[derive(Default)]
pub(super) struct Sums(FxHashMap<NodeId, Family>);

/// The windows over one column.
#[derive(Default)]
struct Family {
    /// Additions, if each window is summed by itself; and if each goes on from a shorter one.
    apart: usize,
    longest: usize,
    /// By its first bar, the sum of each window of `n` values.
    n: usize,
    sums: Vec<f64>,
}

impl Sums {
    /// Those of the steps that are to come, by the bars at which they are.
    pub(super) fn new<'a>(steps: impl Iterator<Item = (Op, &'a Bars)>) -> Sums {
        let mut families: FxHashMap<NodeId, Family> = FxHashMap::default();
        for (op, bars) in steps {
            if let Op::Window(Window::Sma | Window::Sum, of, n) = op {
                let family = families.entry(of).or_default();
                family.apart += n * bars.len();
                family.longest = family.longest.max(n);
            }
        }
        Sums(families)
    }

    /// What `value` makes of the sum of the `n` values up to each of `bars`; undefined where one of them is, or there are fewer.
    pub(super) fn of(
        &mut self,
        column: NodeId,
        (values, n): (&[f64], usize),
        bars: &Bars,
        value: impl Fn(f64) -> f64,
    ) -> Vec<f64> {
        let finite = |sum: f64| Some(value(sum)).filter(|value| value.is_finite()).unwrap_or(f64::NAN);
        let family = self.0.entry(column).or_default();
        let together = family.apart > values.len() * family.longest;
        match bars {
            Bars::Some(bars) if !together => {
                let mut sums = vec![f64::NAN; bars.len()];
                let early = bars.partition_point(|bar| (*bar as usize) + 1 < n);
                let ends = bars[early..].chunks(SIDE_BY_SIDE);
                for (sums, ends) in sums[early..].chunks_mut(SIDE_BY_SIDE).zip(ends) {
                    sum_apart(values, n, ends, sums);
                    sums.iter_mut().for_each(|sum| *sum = finite(*sum));
                }
                sums
            }
            _ => {
                if n < family.n || !together {
                    family.n = 0;
                }
                family.lengthen(values, n);
                let sum = |bar: usize| family.sums[bar + 1 - n];
                bars.iter().map(|bar| if bar + 1 < n { f64::NAN } else { finite(sum(bar)) }).collect()
            }
        }
    }
}

impl Family {
    /// Goes on to windows of `n` values.
    fn lengthen(&mut self, values: &[f64], n: usize) {
        let windows = (values.len() + 1).saturating_sub(n);
        if self.n == 0 {
            // As a sum of nothing begins.
            self.sums.clear();
            self.sums.resize(windows, -0.0);
        }
        self.sums.truncate(windows);
        let blocks = windows / SIDE_BY_SIDE * SIDE_BY_SIDE;
        let (in_blocks, rest) = self.sums.split_at_mut(blocks);
        let (blocks_of, _) = in_blocks.as_chunks_mut::<SIDE_BY_SIDE>();
        for (block, kept) in blocks_of.iter_mut().enumerate() {
            let first = block * SIDE_BY_SIDE;
            let mut sums = *kept;
            for values in values[first + self.n..first + n + SIDE_BY_SIDE - 1].windows(SIDE_BY_SIDE) {
                sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            }
            *kept = sums;
        }
        for (sum, first) in rest.iter_mut().zip(blocks..) {
            values[first + self.n..first + n].iter().for_each(|value| *sum += value);
        }
        self.n = n;
    }
}

/// The sums of the windows that end at up to [`SIDE_BY_SIDE`] bars.
fn sum_apart(values: &[f64], n: usize, ends: &[u32], sums: &mut [f64]) {
    sums.fill(-0.0);
    let window = |end: u32| &values[end as usize + 1 - n..=end as usize];
    match <[u32; SIDE_BY_SIDE]>::try_from(ends) {
        Ok(ends) => {
            let windows = ends.map(window);
            for place in 0..n {
                sums.iter_mut().zip(windows).for_each(|(sum, window)| *sum += window[place]);
            }
        }
        Err(_) => sums.iter_mut().zip(ends).for_each(|(sum, end)| window(*end).iter().for_each(|value| *sum += value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whichever way a window is summed, and after whatever others.
        #[test]
        fn windows_side_by_side_are_windows_one_by_one(
            values in prop::collection::vec(prop_oneof![9 => -1e9..1e9_f64, 1 => -1e-6..1e-6, 1 => Just(f64::NAN)], 0..60),
            windows in prop::collection::vec((1..30_usize, prop::option::of(prop::collection::vec(any::<bool>(), 60))), 1..6),
        ) {
            let column = NodeId(0);
            let steps: Vec<(usize, Bars)> = windows
                .iter()
                .map(|(n, some)| match some {
                    Some(marks) => (*n, Bars::some((0..values.len()).filter(|bar| marks[*bar]), values.len())),
                    None => (*n, Bars::Every(values.len())),
                })
                .collect();
            let ops = steps.iter().map(|(n, bars)| (Op::Window(Window::Sma, column, *n), bars));
            let mut sums = Sums::new(ops);
            for (n, bars) in &steps {
                let means = sums.of(column, (&values, *n), bars, |sum| sum / *n as f64);
                let one = |bar: usize| match (bar + 1).checked_sub(*n) {
                    Some(first) => values[first..=bar].iter().sum::<f64>() / *n as f64,
                    None => f64::NAN,
                };
                prop_assert_eq!(means.len(), bars.len());
                for (mean, expected) in means.iter().zip(bars.iter().map(one)) {
                    prop_assert!(mean.to_bits() == expected.to_bits() || mean.is_nan() && expected.is_nan());
                }
            }
        }
    }
}
