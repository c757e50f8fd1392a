//! Rows that the fast path does not take. They are planned many at a time: an expression that several of them have is evaluated
//! once, those that decide alike are decided once, and each is then simulated by itself.

use super::space::set_params;
use super::variants::Variants;
use super::{Asked, Watch};
use crate::error::Result;
use crate::eval::Columns;
use crate::run::{Beside, Ground, Planned, Plans, summary};
use crate::sim::{Decision, Terms};
use crate::stats::Summary;
use crate::strategy::{Fill, RiskFree, Strategy};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Values of columns that a thread keeps at a time: 64 MB.
const MOST_VALUES: usize = 1 << 23;
/// Rows that a thread takes on together, where there are enough of them for all threads.
const TOGETHER: (usize, usize) = (8, 64);

/// A row: the place of its variant, and which value of each axis it has.
pub type Row<'r> = (usize, &'r [usize]);

/// Where rows have their strategies from.
#[derive(Clone, Copy)]
pub struct Shared<'a> {
    pub asked: Asked<'a>,
    pub variants: &'a Variants,
}

impl<'a> Shared<'a> {
    /// What the metrics of each row are computed from; None: its run fails.
    ///
    /// # Errors
    /// A stop.
    pub fn summaries(&self, rows: &[Row], watch: &Watch) -> Result<Vec<Option<Summary>>> {
        self.by_ground(rows, |ground, rows| {
            let mut summaries = Vec::with_capacity(rows.len());
            let checked = rows.iter().map(|row| self.checked(*row)).collect::<Result<Vec<_>>>()?;
            let mut besides = Besides { ground, known: Vec::new() };
            while summaries.len() < rows.len() {
                watch.go_on()?;
                let left = summaries.len()..;
                let plans = self.planned(ground, &rows[left.clone()], &checked[left.clone()]);
                summaries.extend(self.simulated(&plans, &rows[left], &mut besides, watch)?);
            }
            Ok(summaries)
        })
    }

    /// The session at which each row by itself can start; None: never.
    ///
    /// # Errors
    /// A stop.
    pub fn starts(&self, rows: &[Row], watch: &Watch) -> Result<Vec<Option<usize>>> {
        self.by_ground(rows, |ground, rows| {
            watch.go_on()?;
            let mut starts = vec![None; rows.len()];
            // Values that do not fit never start.
            let checked: Vec<_> = rows.iter().map(|row| self.checked(*row).ok()).collect();
            let places: Vec<usize> = (0..rows.len()).filter(|place| checked[*place].is_some()).collect();
            let rows: Vec<Row> = places.iter().map(|place| rows[*place]).collect();
            let checked: Vec<_> = checked.into_iter().flatten().collect();
            let mut done = 0;
            while done < rows.len() {
                let plans = self.planned(ground, &rows[done..], &checked[done..]);
                let ready = plans.ready();
                for planned in plans.planned() {
                    let asked = planned.strategy.data.start.filter(|_| !self.variants.own_starts);
                    starts[places[done]] = planned.start(&ready, asked).ok().map(|start| start.session);
                    done += 1;
                }
            }
            Ok(starts)
        })
    }

    /// Goes through rows in parallel, those over one ground together, as many at a time as a thread takes on.
    fn by_ground<T: Send>(
        &self,
        rows: &[Row],
        through: impl Fn(&'a Ground, &[Row]) -> Result<Vec<T>> + Sync,
    ) -> Result<Vec<T>> {
        let mut grounds: BTreeMap<*const Ground, Vec<usize>> = BTreeMap::new();
        for (place, (variant, _)) in rows.iter().enumerate() {
            grounds.entry(Arc::as_ptr(&self.variants.list[*variant].ground)).or_default().push(place);
        }
        let together = rows.len().div_ceil(2 * rayon::current_num_threads()).clamp(TOGETHER.0, TOGETHER.1);
        let parts: Vec<&[usize]> = grounds.values().flat_map(|places| places.chunks(together)).collect();
        let done = parts.par_iter().map(|places| {
            let own: Vec<Row> = places.iter().map(|place| rows[*place]).collect();
            through(&self.variants.list[own[0].0].ground, &own)
        });
        let done = done.collect::<Result<Vec<Vec<T>>>>()?;
        let mut placed: Vec<(usize, T)> =
            parts.into_iter().flatten().copied().zip(done.into_iter().flatten()).collect();
        placed.sort_by_key(|(place, _)| *place);
        Ok(placed.into_iter().map(|(_, one)| one).collect())
    }

    /// The strategy of a row, but for the values of its parameters.
    fn checked(&self, (variant, values): Row) -> Result<Cow<'a, Strategy>> {
        match &self.variants.list[variant].strategy {
            Some(strategy) => Ok(Cow::Borrowed(&**strategy)),
            None => self.asked.strategy(values).map(Cow::Owned),
        }
    }

    /// The plans of as many rows, from the first on, as there is room for the columns of; of one at least.
    fn planned<'p>(&self, ground: &'p Ground, rows: &[Row], checked: &'p [Cow<Strategy>]) -> Plans<'p>
    where
        'a: 'p,
    {
        let mut plans = Plans::new(ground);
        for ((variant, values), strategy) in rows.iter().zip(checked) {
            if plans.nodes() * ground.panel.sessions.len() > MOST_VALUES {
                break;
            }
            let mut params = strategy.param_values();
            set_params(self.asked.sweep, values, &mut params);
            plans.add(strategy, &params, &self.variants.list[*variant].timetable);
        }
        plans
    }

    /// Decides and simulates what is planned: the first of these rows.
    fn simulated(
        &self,
        plans: &Plans,
        rows: &[Row],
        besides: &mut Besides,
        watch: &Watch,
    ) -> Result<Vec<Option<Summary>>> {
        let planned = plans.planned();
        let ready = plans.ready();
        let columns = plans.columns(&ready);
        let start = |(planned, (variant, _)): (&Planned, &Row)| {
            planned.start(&ready, Some(self.variants.list[*variant].from)).ok().map(|start| start.session)
        };
        let firsts: Vec<Option<usize>> = planned.iter().zip(rows).map(start).collect();
        let mut summaries = vec![None; planned.len()];
        let mut left: Vec<usize> = (0..planned.len()).collect();
        while let Some(one) = left.first().copied() {
            let as_one = |other: &usize| {
                *other == one || firsts[*other] == firsts[one] && planned[*other].decides_as(&planned[one])
            };
            let alike: Vec<usize> = left.iter().copied().filter(as_one).collect();
            left.retain(|other| !alike.contains(other));
            // It read its data before: what fails now is a row's own.
            let decided = firsts[one].and_then(|first| planned[one].decide(&columns, first).ok());
            let Some((decisions, _)) = decided else { continue };
            for row in alike {
                watch.go_on()?;
                summaries[row] = besides.summary(&planned[row], &columns, &decisions);
            }
        }
        Ok(summaries)
    }
}

/// What rows over one ground are measured beside, once for all that start, buy and measure alike.
struct Besides<'g> {
    ground: &'g Ground,
    known: Vec<(Alike, Option<Beside>)>,
}

/// What a row's surroundings depend on.
#[derive(PartialEq)]
struct Alike {
    first: usize,
    lag: usize,
    fill: Fill,
    capital: f64,
    benchmark: Vec<(usize, f64)>,
    risk_free: RiskFree,
}

impl Besides<'_> {
    /// None: the run fails.
    fn summary(&mut self, planned: &Planned, columns: &Columns, decisions: &[Decision]) -> Option<Summary> {
        let ground = self.ground;
        let terms = planned.terms(columns);
        let path = planned.simulate(decisions, &terms).ok()?;
        let ruined;
        let beside = if path.last() == ground.last {
            self.from(planned.strategy, &terms, path.first)?
        } else {
            ruined = Beside::new(ground, planned.strategy, &terms, (path.first, path.last())).ok()?;
            &ruined
        };
        let returns = beside.benchmark.as_ref().map(|benchmark| benchmark.returns.as_slice());
        Some(summary(ground, &path, &beside.risk_free, returns))
    }

    /// From session `first` to the last; None: the benchmark has no price when it is bought.
    fn from(&mut self, strategy: &Strategy, terms: &Terms, first: usize) -> Option<&Beside> {
        let data = &strategy.data;
        let alike = Alike {
            first,
            lag: terms.lag(),
            fill: terms.fill,
            capital: terms.capital,
            benchmark: data.benchmark.clone(),
            risk_free: data.risk_free,
        };
        let known = self.known.iter().position(|(known, _)| *known == alike);
        let place = known.unwrap_or_else(|| {
            let beside = Beside::new(self.ground, strategy, terms, (first, self.ground.last)).ok();
            self.known.push((alike, beside));
            self.known.len() - 1
        });
        self.known[place].1.as_ref()
    }
}
