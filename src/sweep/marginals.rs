//! How each parameter matters: the ranked metric over all rows that share a value.

use super::Combinations;
use crate::stats::quantile;
use crate::strategy::Axis;
use rayon::prelude::*;

/// Up to so many rows every one counts; of more, about so many, drawn by a fixed seed.
pub const EXACT: u64 = 1_000_000;

/// The seed of that sample: another draws other rows.
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// The ranked metric over the rows that have one value of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Marginal {
    pub rows: usize,
    /// Quartiles, linear between rows; None: no row that is ranked has the value.
    pub median: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
}

/// The rows that count, as they pass by.
pub struct Marginals {
    /// A row counts whose hash is not above; None: all do.
    threshold: Option<u64>,
    rows: Vec<(f64, u64)>,
}

impl Marginals {
    pub fn new(rows: u64) -> Marginals {
        let share = EXACT as f64 / rows.max(1) as f64;
        Marginals { threshold: (rows > EXACT).then_some((share * u64::MAX as f64) as u64), rows: Vec::new() }
    }

    pub fn add(&mut self, row: u64, value: f64) {
        if self.threshold.is_none_or(|threshold| hash(row) <= threshold) {
            self.rows.push((value, row));
        }
    }

    /// How many rows were drawn; None: all count.
    pub fn sampled(&self) -> Option<usize> {
        self.threshold.map(|_| self.rows.len())
    }

    /// By axis and value.
    pub fn collect(self, axes: &[Axis], combinations: &Combinations) -> Vec<Vec<Marginal>> {
        let of_axis = |(place, axis): (usize, &Axis)| {
            let value_of = combinations.values_of(place);
            let mut by_value: Vec<Vec<f64>> = vec![Vec::new(); axis.labels.len()];
            self.rows.iter().for_each(|(value, row)| by_value[value_of(*row)].push(*value));
            by_value.iter().map(|values| marginal(values)).collect()
        };
        axes.par_iter().enumerate().map(of_axis).collect()
    }
}

fn marginal(values: &[f64]) -> Marginal {
    let [lower, median, upper] = [0.25, 0.5, 0.75].map(|share| quantile(values.iter().copied(), share));
    Marginal { rows: values.len(), median, lower, upper }
}

/// A number that looks drawn at random and depends on the row alone (the finalizer of SplitMix64).
fn hash(row: u64) -> u64 {
    let mut mixed = row.wrapping_add(1).wrapping_mul(SEED);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_rows_about_as_many_as_are_exact_count() {
        let mut marginals = Marginals::new(4 * EXACT);
        (0..4 * EXACT).for_each(|row| marginals.add(row, 0.0));
        let sampled = marginals.sampled().expect("a sample") as f64;
        assert!((sampled / EXACT as f64 - 1.0).abs() < 0.01, "{sampled}");
        let mut marginals = Marginals::new(1000);
        (0..1000).for_each(|row| marginals.add(row, 0.0));
        assert_eq!((marginals.rows.len(), marginals.sampled()), (1000, None));
    }
}
