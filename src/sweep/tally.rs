//! What a reader wants to see of a sweep, kept as its rows pass by: of any number of rows as much as of few.

use super::Measuring;
use super::marginals::{Marginal, Marginals};
use super::own::{Itself, Own};
use crate::stats::{Better, Metric, sorted_quantile};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// How many of the worst are kept.
const WORST: usize = 3;

/// A row and its metrics, in the order of the sweep's.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    pub row: u64,
    /// Which value of each axis it has.
    pub values: Vec<usize>,
    pub metrics: Vec<f64>,
}

/// The best row's neighbours, one step along each axis whose values have an order: what it would have been to miss it by little.
#[derive(Clone, Debug, PartialEq)]
pub struct Plateau {
    pub neighbours: usize,
    /// Of these, without the ranked metric.
    pub undefined: usize,
    pub median: Option<f64>,
    pub worst: Option<f64>,
}

/// A tally that is finished.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The metric that ranks, and its place among the sweep's.
    pub metric: &'static Metric,
    pub column: usize,
    pub rows: u64,
    /// Rows that have the metric and traded enough.
    pub ranked: u64,
    /// Rows without any figure: their runs fail. How many, and the first.
    pub failed: (u64, Option<u64>),
    /// The best first.
    pub best: Vec<Ranked>,
    /// The worst last; none of the best.
    pub worst: Vec<Ranked>,
    /// By axis and value.
    pub marginals: Vec<Vec<Marginal>>,
    /// How many rows the marginals were drawn from; None: all of them.
    pub sampled: Option<usize>,
    pub own: Own,
    /// None: nothing is ranked, or the best has no neighbour.
    pub plateau: Option<Plateau>,
}

/// A sweep's rows, counted and ranked so far.
pub struct Tally<'p> {
    measuring: &'p Measuring<'p>,
    metric: &'static Metric,
    column: usize,
    /// The column that says how much a row traded, and how much is enough.
    traded: Option<(usize, f64)>,
    top: usize,
    rows: u64,
    ranked: u64,
    failed: (u64, Option<u64>),
    best: BinaryHeap<Entry>,
    worst: BinaryHeap<Reverse<Entry>>,
    marginals: Marginals,
    /// Where the file itself stands, and its row; or why it stands nowhere.
    own: std::result::Result<(Place, Option<u64>), Own>,
    better_than_own: u64,
}

/// Where a row stands: lower is better, and of equals the earlier row.
#[derive(Clone, Copy)]
struct Place {
    key: f64,
    row: u64,
}

impl Place {
    fn compared(&self, other: &Place) -> Ordering {
        self.key.total_cmp(&other.key).then(self.row.cmp(&other.row))
    }
}

/// A row that may be shown.
struct Entry {
    place: Place,
    metrics: Vec<f64>,
}

impl Ord for Entry {
    fn cmp(&self, other: &Entry) -> Ordering {
        self.place.compared(&other.place)
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Entry) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Entry) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry {}

impl<'p> Tally<'p> {
    /// Ranks by `metric`, one of the sweep's, and keeps the best `top`. Rows with fewer orders (of the core metrics, with fewer
    /// switches) than `min_trades` are not ranked.
    pub fn new(measuring: &'p Measuring<'p>, metric: &'static Metric, min_trades: usize, top: usize) -> Tally<'p> {
        let prepared = measuring.prepared();
        let place = |key: &str| prepared.metrics().iter().position(|metric| metric.key == key);
        let traded = place("trades").or(place("switches")).filter(|_| min_trades > 0);
        let mut tally = Tally {
            measuring,
            metric,
            column: place(metric.key).unwrap_or(0),
            traded: traded.map(|column| (column, min_trades as f64)),
            top,
            rows: 0,
            ranked: 0,
            failed: (0, None),
            best: BinaryHeap::new(),
            worst: BinaryHeap::new(),
            marginals: Marginals::new(prepared.len()),
            own: Err(Own::Unranked { row: None, why: String::new() }),
            better_than_own: 0,
        };
        tally.own = tally.own_place();
        tally
    }

    fn own_place(&self) -> std::result::Result<(Place, Option<u64>), Own> {
        let Itself { row, metrics } = self.measuring.file_itself()?;
        if metrics[self.column].is_nan() {
            return Err(Own::Unranked { row, why: format!("it has no {}", self.metric.key) });
        }
        let little = || Own::Unranked { row, why: "it trades too little".to_owned() };
        let key = self.key(|column| metrics[column]).ok_or_else(little)?;
        Ok(match row {
            Some(row) => (Place { key, row }, Some(row)),
            // A run is as exact as this: rows that are the same stand behind it.
            None => (Place { key: key - 1e-10 * key.abs().max(1.0), row: 0 }, None),
        })
    }

    /// The lower the better; None: a row that is not ranked.
    fn key(&self, metric: impl Fn(usize) -> f64) -> Option<f64> {
        let value = metric(self.column);
        let enough = self.traded.is_none_or(|(traded, least)| metric(traded) >= least);
        (enough && !value.is_nan()).then(|| self.metric.better.key(value))
    }

    /// The rows from `first` on, by metric.
    pub fn add(&mut self, first: u64, columns: &[Vec<f64>]) {
        let count = columns.first().map_or(0, Vec::len);
        for (index, row) in (first..).take(count).enumerate() {
            self.rows += 1;
            let metric = |column: usize| columns[column][index];
            if metric(0).is_nan() {
                self.failed.0 += 1;
                self.failed.1.get_or_insert(row);
            }
            let Some(key) = self.key(metric) else { continue };
            self.ranked += 1;
            self.marginals.add(row, metric(self.column));
            let place = Place { key, row };
            if let Ok((own, _)) = &self.own
                && place.compared(own) == Ordering::Less
            {
                self.better_than_own += 1;
            }
            let entry = || Entry { place, metrics: columns.iter().map(|column| column[index]).collect() };
            if self.best.len() < self.top {
                self.best.push(entry());
            } else if self.best.peek().is_some_and(|last| place.compared(&last.place) == Ordering::Less) {
                self.best.pop();
                self.best.push(entry());
            }
            if self.worst.len() < WORST {
                self.worst.push(Reverse(entry()));
            } else if self.worst.peek().is_some_and(|first| place.compared(&first.0.place) == Ordering::Greater) {
                self.worst.pop();
                self.worst.push(Reverse(entry()));
            }
        }
    }

    /// All rows have passed.
    pub fn finish(self) -> Overview {
        let prepared = self.measuring.prepared();
        let ranked = |entry: Entry| {
            let Entry { place: Place { row, .. }, metrics } = entry;
            Ranked { row, values: prepared.combinations.values(row), metrics }
        };
        let best: Vec<Ranked> = self.best.into_sorted_vec().into_iter().map(ranked).collect();
        let mut worst: Vec<Ranked> = self.worst.into_sorted_vec().into_iter().map(|entry| ranked(entry.0)).collect();
        worst.truncate(usize::try_from(self.ranked).unwrap_or(usize::MAX).saturating_sub(best.len()));
        worst.reverse();
        let plateau = best.first().and_then(|best| plateau(self.measuring, best, self.column, self.metric.better));
        let sampled = self.marginals.sampled();
        let better = self.better_than_own;
        Overview {
            metric: self.metric,
            column: self.column,
            rows: self.rows,
            ranked: self.ranked,
            failed: self.failed,
            marginals: self.marginals.collect(prepared.axes(), prepared.combinations),
            sampled,
            own: match self.own {
                Ok((_, row)) => Own::Ranked { row, rank: better + 1 },
                Err(unranked) => unranked,
            },
            plateau,
            best,
            worst,
        }
    }
}

fn plateau(measuring: &Measuring, best: &Ranked, column: usize, better: Better) -> Option<Plateau> {
    let mut found = Vec::new();
    for (axis, value) in best.values.iter().enumerate() {
        for neighbour in measuring.prepared().axes()[axis].neighbours(*value) {
            let mut values = best.values.clone();
            values[axis] = neighbour;
            found.extend(measuring.beside(&values).map(|metrics| metrics[column]));
        }
    }
    let neighbours = found.len();
    found.retain(|value| !value.is_nan());
    found.sort_by(f64::total_cmp);
    let worst = found.iter().max_by(|a, b| better.key(**a).total_cmp(&better.key(**b)));
    let plateau = Plateau {
        neighbours,
        undefined: neighbours - found.len(),
        median: sorted_quantile(&found, 0.5),
        worst: worst.copied(),
    };
    (neighbours > 0).then_some(plateau)
}
