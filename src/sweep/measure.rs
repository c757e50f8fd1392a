//! Rows -> their metrics, in parallel and in order.

use super::fast::{Combination, Fast, Settings};
use super::full::Scene;
use super::shared::{self, Shared};
use super::started::Started;
use super::variants::Variant;
use super::{Prepared, Watch, Which, space};
use crate::data::Date;
use crate::error::{Error, Result};
use crate::stats::{Metric, Summary};
use rayon::prelude::*;
use smallvec::SmallVec;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Rows of a part, measured the fast way: the core metrics, and all of them, which take longer.
const FAST_CORE: u64 = 65_536;
const FAST_ALL: u64 = 8_192;
/// Rows of a batch: what a stop waits for.
const BATCH: usize = 65_536;
/// A part of rows that are simulated has as many as take some seconds: so many closes of so many assets.
const SIMULATED_CLOSES: usize = 1 << 22;
const SIMULATED: (u64, u64) = (16, 256);

/// The metrics of a row: the core's have room without asking for memory.
type Row = SmallVec<[f64; 6]>;

/// A prepared sweep at work.
pub struct Measuring<'p> {
    prepared: &'p Prepared<'p>,
    common: Vec<Common<'p>>,
    /// By variant.
    ways: Vec<Way>,
}

/// What variants have in common that start on one day over one preparation: with what metrics beyond the core need.
struct Common<'p> {
    started: Started<'p>,
    scene: Option<Scene>,
}

/// How a variant's rows are measured.
#[derive(Clone, Copy)]
enum Way {
    /// Over what is common to it and others, by its place.
    Fast(usize, Settings),
    Simulated,
}

impl Prepared<'_> {
    /// Sets out to measure.
    ///
    /// # Errors
    /// Rows that have to be simulated, and cannot run.
    pub fn measuring(&self) -> Result<Measuring<'_>> {
        let list = &self.variants.list;
        let mut firsts: BTreeMap<(*const Fast, Date), &Variant> = BTreeMap::new();
        for variant in list {
            if let Some((fast, _)) = &variant.fast {
                firsts.entry((Arc::as_ptr(fast), variant.from)).or_insert(variant);
            }
        }
        let starts: Vec<&Variant> = firsts.values().copied().collect();
        let found: Vec<Option<Common>> = starts.par_iter().map(|variant| self.common(variant)).collect();
        let (mut common, mut places) = (Vec::new(), BTreeMap::new());
        for (start, found) in firsts.into_keys().zip(found) {
            // Those without are simulated.
            if let Some(found) = found {
                places.insert(start, common.len());
                common.push(found);
            }
        }
        let way = |variant: &Variant| {
            let fast = variant.fast.as_ref().and_then(|(fast, settings)| {
                let place = places.get(&(Arc::as_ptr(fast), variant.from))?;
                Some(Way::Fast(*place, *settings))
            });
            fast.unwrap_or(Way::Simulated)
        };
        let measuring = Measuring { prepared: self, ways: list.iter().map(way).collect(), common };
        if !measuring.is_fast_at(0) {
            self.some_run()?;
        }
        Ok(measuring)
    }

    /// Makes sure that some row runs, before all are measured: the first, or one further on, where it fails for what is its own.
    fn some_run(&self) -> Result<()> {
        let runs = |row: u64| self.asked().run(&self.variants, &self.combinations.values(row));
        match runs(0) {
            Err(Error::Failed(message)) => {
                let others = [self.len() / 2, self.len() - 1];
                if others.into_iter().any(|row| runs(row).is_ok()) { Ok(()) } else { Err(Error::Failed(message)) }
            }
            outcome => outcome.map(|_| ()),
        }
    }

    fn common<'p>(&'p self, variant: &'p Variant) -> Option<Common<'p>> {
        let (fast, _) = variant.fast.as_ref()?;
        let from = fast.sessions().partition_point(|session| *session < variant.from);
        let started = Started::new(fast, from).filter(|started| started.date() == variant.from)?;
        let scene = match self.which {
            Which::Core => None,
            // Without a scene for all metrics, the plain run says why.
            Which::All => Some(started.scene()?),
        };
        Some(Common { started, scene })
    }
}

impl Measuring<'_> {
    pub fn prepared(&self) -> &Prepared<'_> {
        self.prepared
    }

    /// Whether a row is measured the fast way.
    pub fn is_fast_at(&self, row: u64) -> bool {
        let place = self.prepared.variants.place(&self.prepared.combinations.values(row));
        place.is_some_and(|place| matches!(self.ways[place], Way::Fast(..)))
    }

    /// How many rows make a part: a power of two, which the file, its data and the metrics decide, and nothing else.
    pub fn part_rows(&self) -> u64 {
        let closes = self.ways.iter().zip(&self.prepared.variants.list).filter_map(|(way, variant)| match way {
            Way::Simulated => Some(variant.ground.panel.sessions.len() * variant.ground.panel.assets.len().max(1)),
            Way::Fast(..) => None,
        });
        match (closes.max(), self.prepared.which) {
            (Some(closes), _) => {
                let rows = (SIMULATED_CLOSES / closes.max(1)).max(1) as u64;
                (1 << rows.ilog2()).clamp(SIMULATED.0, SIMULATED.1)
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
        let Prepared { combinations, sweep, .. } = self.prepared;
        let (axes, metrics) = (sweep.axes.len(), self.prepared.metrics().len());
        let count = (rows.end - rows.start) as usize;
        let mut columns = vec![Vec::with_capacity(count); metrics];
        for first in (0..count).step_by(BATCH) {
            watch.go_on()?;
            let batch = BATCH.min(count - first);
            let mut values = vec![0; batch * axes];
            let numbered = (rows.start + first as u64..).take(batch);
            numbered.zip(values.chunks_exact_mut(axes)).for_each(|(row, values)| combinations.fill(row, values));
            let measured = self.measured(&values.chunks_exact(axes).collect::<Vec<_>>(), watch)?;
            columns
                .iter_mut()
                .enumerate()
                .for_each(|(metric, column)| column.extend(measured.iter().map(|row| row[metric])));
            (watch.done)(batch as u64);
        }
        Ok(columns)
    }

    /// By row, the metrics of combinations with these values.
    fn measured(&self, rows: &[&[usize]], watch: &Watch) -> Result<Vec<Row>> {
        let metrics = self.prepared.metrics();
        let of_summary = |summary: &Summary| -> Row {
            let value = |metric: &&'static Metric| metric.compute(summary).unwrap_or(f64::NAN);
            metrics.iter().map(value).collect()
        };
        // On the fast path rows go together that have much in common.
        let mut fast: Vec<(Vec<usize>, Vec<Combination>)> = vec![Default::default(); self.common.len()];
        let mut simulated: Vec<(usize, shared::Row)> = Vec::new();
        for (row, values) in rows.iter().enumerate() {
            let Some(variant) = self.prepared.variants.place(values) else { continue };
            match self.ways[variant] {
                Way::Fast(place, settings) => {
                    let (places, all) = &mut fast[place];
                    places.push(row);
                    all.push(Combination { values, settings });
                }
                Way::Simulated => simulated.push((row, (variant, values))),
            }
        }
        let mut measured: Vec<Row> = vec![Row::new(); rows.len()];
        for (Common { started, scene }, (places, all)) in self.common.iter().zip(fast) {
            let done = match scene {
                Some(scene) => started.full(scene, &all, of_summary),
                None => started.core(&all, of_summary),
            };
            places.into_iter().zip(done).for_each(|(row, done)| measured[row] = done);
        }
        let shared = Shared { asked: self.prepared.asked(), variants: &self.prepared.variants };
        let (places, all): (Vec<usize>, Vec<shared::Row>) = simulated.into_iter().unzip();
        for (row, summary) in places.into_iter().zip(shared.summaries(&all, watch)?) {
            measured[row] = summary.as_ref().map_or(Row::new(), of_summary);
        }
        let nothing = metrics.iter().map(|_| f64::NAN);
        measured.iter_mut().filter(|row| row.is_empty()).for_each(|row| row.extend(nothing.clone()));
        Ok(measured)
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
                Some((fast, _)) => fast.ready(values).map(|session| fast.sessions()[session]),
                None => self.prepared.asked().first_session(variants, values).ok(),
            };
            ready.filter(|ready| *ready <= variant.from)?;
        }
        self.measured(&[values], &Watch::nobody()).ok()?.pop().map(Row::into_vec)
    }
}
