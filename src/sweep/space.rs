//! Every combination of a sweep's values, by number; those that are tried, by row.

use super::draw;
use crate::error::{Error, Result};
use crate::strategy::{Constant, Expr, Sampling, Strategy, Sweep, Target, constant};
use rayon::prelude::*;

/// The combinations of a sweep: numbers below `size`, the last axis changing fastest.
#[derive(Clone, Debug)]
pub struct Space {
    pub sizes: Vec<usize>,
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

    /// The number of the combination with these values.
    pub fn number(&self, values: &[usize]) -> u64 {
        values.iter().zip(&self.sizes).fold(0, |number, (value, size)| number * *size as u64 + *value as u64)
    }
}

/// The combinations that a sweep tries: those drawn that meet `where`, a row each, in the order of their numbers.
#[derive(Clone, Debug)]
pub struct Combinations {
    pub(super) space: Space,
    /// Those that were drawn, before `where`.
    pub drawn: u64,
    rows: Rows,
}

/// The number of each row's combination.
#[derive(Clone, Debug)]
enum Rows {
    /// The whole grid: its own.
    Grid(u64),
    Listed(Vec<u64>),
}

impl Combinations {
    /// # Errors
    /// A file without a sweep; more combinations than can be counted; none that meets `where`.
    pub fn new(strategy: &Strategy) -> Result<Combinations> {
        let (sweep, space) = space_of(strategy)?;
        let rows = match sweep.sample {
            Sampling::Random { n, seed } if (n as u64) < space.size => Rows::Listed(draw::random(&space, n, seed)),
            Sampling::Sobol { n, seed } if (n as u64) < space.size => Rows::Listed(draw::sobol(&space, n, seed)),
            _ => Rows::Grid(space.size),
        };
        let drawn = rows.len();
        let rows = match &sweep.condition {
            Some(condition) => Rows::Listed(meeting(strategy, sweep, condition, &space, &rows)),
            None => rows,
        };
        if rows.len() == 0 {
            return Err(Error::input("no combination meets `where`").help("see [sweep]"));
        }
        Ok(Combinations { space, drawn, rows })
    }

    /// How many rows there are: at least one.
    pub fn len(&self) -> u64 {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Which value of each axis a row has.
    pub fn values(&self, row: u64) -> Vec<usize> {
        self.space.values(self.rows.number(row))
    }

    /// Which value of this axis each row has.
    pub fn values_of(&self, axis: usize) -> impl Fn(u64) -> usize + '_ {
        let sizes = &self.space.sizes;
        let (size, stride) = (sizes[axis] as u64, sizes[axis + 1..].iter().map(|size| *size as u64).product::<u64>());
        move |row| (self.rows.number(row) / stride % size) as usize
    }

    /// As [`Combinations::values`], into `values`.
    pub fn fill(&self, row: u64, values: &mut [usize]) {
        self.space.fill(self.rows.number(row), values);
    }

    /// The row with these values, if it is tried.
    pub fn row(&self, values: &[usize]) -> Option<u64> {
        let number = self.space.number(values);
        match &self.rows {
            Rows::Grid(_) => Some(number),
            Rows::Listed(numbers) => numbers.binary_search(&number).ok().map(|row| row as u64),
        }
    }

    /// Whether they are the whole grid.
    pub(super) fn are_all(&self) -> bool {
        matches!(self.rows, Rows::Grid(_))
    }
}

impl Rows {
    fn len(&self) -> u64 {
        match self {
            Rows::Grid(size) => *size,
            Rows::Listed(numbers) => numbers.len() as u64,
        }
    }

    fn number(&self, row: u64) -> u64 {
        match self {
            Rows::Grid(_) => row,
            Rows::Listed(numbers) => numbers[row as usize],
        }
    }
}

/// How many combinations a file's sweep tries at most, `where` aside.
///
/// # Errors
/// A file without a sweep; more combinations than can be counted.
pub fn count(strategy: &Strategy) -> Result<u64> {
    let (sweep, space) = space_of(strategy)?;
    Ok(match sweep.sample {
        Sampling::Grid => space.size,
        Sampling::Random { n, .. } | Sampling::Sobol { n, .. } => space.size.min(n as u64),
    })
}

fn space_of(strategy: &Strategy) -> Result<(&Sweep, Space)> {
    let Some(sweep) = &strategy.sweep else {
        return Err(Error::input("the file has no [sweep]: there is nothing to try").help("add one: weeks = [1, 2, 3]"));
    };
    let space = Space::new(sweep).ok_or_else(|| Error::input("more combinations than can be counted"))?;
    Ok((sweep, space))
}

/// Those of the rows' numbers that meet a condition of parameters.
fn meeting(strategy: &Strategy, sweep: &Sweep, condition: &Expr, space: &Space, rows: &Rows) -> Vec<u64> {
    let params = strategy.param_values();
    let start = || (params.clone(), vec![0; space.sizes.len()]);
    let meets = |(params, values): &mut (Vec<f64>, Vec<usize>), row: u64| {
        let number = rows.number(row);
        space.fill(number, values);
        set_params(sweep, values, params);
        holds(strategy, condition, params).then_some(number)
    };
    (0..rows.len()).into_par_iter().map_init(start, meets).flatten_iter().collect()
}

/// Whether a combination meets `where`, if there is one.
pub fn meets(strategy: &Strategy, sweep: &Sweep, values: &[usize]) -> bool {
    let mut params = strategy.param_values();
    set_params(sweep, values, &mut params);
    sweep.condition.as_ref().is_none_or(|condition| holds(strategy, condition, &params))
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

    /// The parameters of a row; those that it does not depend on have the first of their values.
    pub fn params(&self, strategy: &Strategy, sweep: &Sweep, row: usize) -> Vec<f64> {
        let mut params = strategy.params.iter().map(|param| param.value).collect::<Vec<_>>();
        let mut values = vec![0; sweep.axes.len()];
        self.fill(sweep, row, &mut values);
        set_params(sweep, &values, &mut params);
        params
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
fn holds(strategy: &Strategy, condition: &Expr, params: &[f64]) -> bool {
    let param = |index: usize| params[index];
    fn value(strategy: &Strategy, index: usize, param: &dyn Fn(usize) -> f64) -> Option<Constant> {
        let expr = &strategy.signals.get(index)?.expr;
        constant(expr, &|index| param(index), &|index| value(strategy, index, param))
    }
    constant(condition, &param, &|index| value(strategy, index, &param)) == Some(Constant::Condition(Some(true)))
}
