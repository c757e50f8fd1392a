//! Rows -> their metrics, in parallel and in order.

use super::fast::Started;
use super::full::Scene;
use super::variants::Variant;
use super::{Prepared, Watch, Which, space};
use crate::error::{Error, Result};
use crate::run::{Ground, run_on};
use crate::stats::Metric;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// Rows of a part, measured the fast way: the core metrics, and all of them, which take longer.
const FAST_CORE: u64 = 65_536;
const FAST_ALL: u64 = 16_384;
/// A part of plain runs has as many rows as take some seconds: so many closes of so many assets.
const PLAIN_CLOSES: usize = 1 << 22;
const PLAIN: (u64, u64) = (16, 256);

/// A prepared sweep at work.
pub struct Measuring<'p> {
    prepared: &'p Prepared<'p>,
    /// By variant.
    ways: Vec<Way<'p>>,
}

/// How a variant's rows are measured.
enum Way<'p> {
    /// With what metrics beyond the core need.
    Fast(Box<Started<'p>>, Option<Box<Scene>>),
    Plain(Arc<Ground>),
}

impl Prepared<'_> {
    /// Sets out to measure.
    ///
    /// # Errors
    /// Data that cannot be read.
    pub fn measuring(&self) -> Result<Measuring<'_>> {
        let ways = self.variants.list.par_iter().map(|variant| self.way(variant)).collect::<Result<_>>()?;
        Ok(Measuring { prepared: self, ways })
    }

    fn way<'p>(&'p self, variant: &'p Variant) -> Result<Way<'p>> {
        let started = variant.fast.as_ref().and_then(|fast| {
            let from = fast.panel.sessions.partition_point(|session| *session < variant.from);
            fast.start(from).filter(|started| started.date() == variant.from)
        });
        let scene = started.as_ref().filter(|_| self.which == Which::All).and_then(Started::scene);
        match started {
            // Without a scene for all metrics, the plain run says why.
            Some(started) if self.which == Which::Core || scene.is_some() => {
                Ok(Way::Fast(Box::new(started), scene.map(Box::new)))
            }
            _ => Ok(Way::Plain(self.variants.ground(variant, self.asked(), self.combinations)?)),
        }
    }
}

impl Measuring<'_> {
    pub fn prepared(&self) -> &Prepared<'_> {
        self.prepared
    }

    /// Whether every row is measured the fast way.
    pub fn is_fast(&self) -> bool {
        self.ways.iter().all(|way| matches!(way, Way::Fast(..)))
    }

    /// Whether this row is.
    pub fn is_fast_at(&self, row: u64) -> bool {
        let place = self.prepared.variants.place(&self.prepared.combinations.values(row));
        place.is_some_and(|place| matches!(self.ways[place], Way::Fast(..)))
    }

    /// How many rows make a part: a power of two, which the file, its data and the metrics decide, and nothing else.
    pub fn part_rows(&self) -> u64 {
        let closes = self.ways.iter().filter_map(|way| match way {
            Way::Plain(ground) => Some(ground.panel.sessions.len() * ground.panel.assets.len().max(1)),
            Way::Fast(..) => None,
        });
        match (closes.max(), self.prepared.which) {
            (Some(closes), _) => {
                let rows = (PLAIN_CLOSES / closes.max(1)).max(1) as u64;
                (1 << rows.ilog2()).clamp(PLAIN.0, PLAIN.1)
            }
            (None, Which::Core) => FAST_CORE,
            (None, Which::All) => FAST_ALL,
        }
    }

    /// The metrics of some rows: by metric, a value a row; NaN where it has none. Every metric of a row whose run fails is NaN.
    /// The same for any number of threads.
    ///
    /// # Errors
    /// A stop.
    pub fn measure(&self, rows: Range<u64>, watch: &Watch) -> Result<Vec<Vec<f64>>> {
        let metrics = self.prepared.metrics().len();
        let count = (rows.end - rows.start) as usize;
        // A plain run takes long enough to be a batch by itself.
        let batch = match (self.is_fast(), self.prepared.which) {
            (false, _) => 1,
            (true, Which::All) => 64,
            (true, Which::Core) => 256,
        };
        let mut measured = vec![f64::NAN; count * metrics];
        let nothing = || vec![0; self.prepared.axes().len()];
        measured.par_chunks_mut(batch * metrics).enumerate().try_for_each_init(
            nothing,
            |values, (index, batches)| {
                watch.go_on()?;
                let first = rows.start + (index * batch) as u64;
                for (row, into) in (first..).zip(batches.chunks_mut(metrics)) {
                    self.prepared.combinations.fill(row, values);
                    self.row(values, into)?;
                }
                (watch.done)((batches.len() / metrics) as u64);
                Ok::<(), Error>(())
            },
        )?;
        let column = |metric: usize| measured.iter().skip(metric).step_by(metrics).copied().collect();
        Ok((0..metrics).map(column).collect())
    }

    fn row(&self, values: &[usize], into: &mut [f64]) -> Result<()> {
        let Some(place) = self.prepared.variants.place(values) else { return Ok(()) };
        match &self.ways[place] {
            Way::Fast(started, scene) => {
                let summary = match scene {
                    Some(scene) => started.full(scene, values),
                    None => started.core(values),
                };
                let value = |metric: &Metric| metric.compute(&summary).unwrap_or(f64::NAN);
                into.iter_mut().zip(self.prepared.metrics()).for_each(|(into, metric)| *into = value(metric));
            }
            Way::Plain(ground) => {
                let mut strategy = self.prepared.asked().strategy(values)?;
                strategy.data.start = Some(self.prepared.variants.list[place].from);
                // It read its data before: what fails now is this combination's own.
                if let Ok(run) = run_on(ground, &strategy, self.prepared.dataset) {
                    let value = |key: &str| run.measures.get(key).unwrap_or(f64::NAN);
                    into.iter_mut().zip(self.prepared.metrics()).for_each(|(into, metric)| *into = value(metric.key));
                }
            }
        }
        // What outgrows every number has no value.
        into.iter_mut().filter(|value| value.is_infinite()).for_each(|value| *value = f64::NAN);
        Ok(())
    }

    /// The metrics of a combination that may be no row; None: no row has its keys, it does not meet `where`, or it starts later.
    pub(super) fn beside(&self, values: &[usize]) -> Option<Vec<f64>> {
        let Prepared { strategy, sweep, variants, .. } = self.prepared;
        let variant = &variants.list[variants.place(values)?];
        if !space::meets(strategy, sweep, values) {
            return None;
        }
        if self.prepared.combinations.row(values).is_none() {
            let ready = match &variant.fast {
                Some(fast) => fast.ready(values).map(|session| fast.panel.sessions[session]),
                None => self.prepared.asked().first_session(variants, self.prepared.combinations, values).ok(),
            };
            ready.filter(|ready| *ready <= variant.from)?;
        }
        let mut metrics = vec![f64::NAN; self.prepared.metrics().len()];
        self.row(values, &mut metrics).ok()?;
        Some(metrics)
    }
}
