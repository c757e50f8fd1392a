//! Every combination of a sweep's values, by number.

use crate::strategy::{Constant, Sampling, Strategy, Sweep, Target, constant};
use rand::SeedableRng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;

/// The combinations of a sweep: numbers below `size`, the last axis changing fastest.
#[derive(Clone, Debug)]
pub struct Space {
    sizes: Vec<usize>,
    /// Combinations of the grid.
    pub size: u64,
}

impl Space {
    /// None: more combinations than can be numbered.
    pub fn new(sweep: &Sweep) -> Option<Space> {
        let sizes: Vec<usize> = sweep.axes.iter().map(|axis| axis.labels.len()).collect();
        let size = sizes.iter().try_fold(1_u64, |product, size| product.checked_mul(*size as u64))?;
        Some(Space { sizes, size })
    }

    /// Which value of each axis combination `number` has.
    pub fn values(&self, number: u64) -> Vec<usize> {
        let mut values = vec![0; self.sizes.len()];
        self.fill(number, &mut values);
        values
    }

    pub fn fill(&self, mut number: u64, values: &mut [usize]) {
        for (value, size) in values.iter_mut().zip(&self.sizes).rev() {
            *value = (number % *size as u64) as usize;
            number /= *size as u64;
        }
    }

    /// The numbers of the combinations that are tried, in order: those drawn that meet `where`.
    pub fn tried(&self, strategy: &Strategy, sweep: &Sweep) -> Vec<u64> {
        let drawn: Vec<u64> = match sweep.sample {
            Sampling::Grid => (0..self.size).collect(),
            Sampling::Random { n, .. } if n as u64 >= self.size => (0..self.size).collect(),
            Sampling::Random { n, seed } => self.drawn(n, seed),
        };
        let Some(condition) = &sweep.condition else { return drawn };
        let mut params: Vec<f64> = strategy.params.iter().map(|param| param.value).collect();
        let mut values = vec![0; self.sizes.len()];
        let meets = |number: &u64| {
            self.fill(*number, &mut values);
            set_params(sweep, &values, &mut params);
            holds(strategy, condition, &params)
        };
        drawn.into_iter().filter(meets).collect()
    }

    fn drawn(&self, n: usize, seed: u64) -> Vec<u64> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut drawn: Vec<u64> = match usize::try_from(self.size) {
            Ok(size) => index::sample(&mut random, size, n).into_iter().map(|number| number as u64).collect(),
            Err(_) => unreachable!("a machine of 64 bits numbers them all"),
        };
        drawn.sort_unstable();
        drawn
    }
}

/// A row for each choice of values of some axes.
#[derive(Clone, Debug)]
pub struct Table {
    /// The place of each axis, and how far apart its values are.
    strides: Vec<(usize, usize)>,
    pub rows: usize,
}

/// As many rows as one table may have.
const MOST_ROWS: usize = 200_000;

impl Table {
    /// None: too many rows.
    pub fn new(sweep: &Sweep, axes: Vec<usize>) -> Option<Table> {
        let mut rows = 1;
        let mut strides = Vec::new();
        for axis in axes.into_iter().rev() {
            strides.push((axis, rows));
            rows *= sweep.axes[axis].labels.len();
            if rows > MOST_ROWS {
                return None;
            }
        }
        Some(Table { strides, rows })
    }

    /// The row of a combination.
    pub fn row(&self, values: &[usize]) -> usize {
        self.strides.iter().map(|(axis, stride)| values[*axis] * stride).sum()
    }

    /// Puts the values of a row in their places.
    pub fn fill(&self, sweep: &Sweep, row: usize, values: &mut [usize]) {
        for (axis, stride) in &self.strides {
            values[*axis] = row / stride % sweep.axes[*axis].labels.len();
        }
    }
}

/// Puts the values of the parameters among the axes into `params`.
pub fn set_params(sweep: &Sweep, values: &[usize], params: &mut [f64]) {
    for (axis, value) in sweep.axes.iter().zip(values) {
        if let Target::Param(param) = axis.target {
            params[param] = axis.numbers[*value];
        }
    }
}

/// Whether a condition of parameters is true.
fn holds(strategy: &Strategy, condition: &crate::strategy::Expr, params: &[f64]) -> bool {
    let param = |index: usize| params[index];
    fn value(strategy: &Strategy, index: usize, param: &dyn Fn(usize) -> f64) -> Option<Constant> {
        let expr = &strategy.signals.get(index)?.expr;
        constant(expr, &|index| param(index), &|index| value(strategy, index, param))
    }
    constant(condition, &param, &|index| value(strategy, index, &param)) == Some(Constant::Condition(Some(true)))
}
