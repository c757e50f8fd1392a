//! Rows -> their metrics, in parallel and in order.

use super::fast::Fast;
use super::full::Scene;
use super::shared::{Row, Shared};
use super::started::Started;
use super::variants::Variant;
use super::{Prepared, Watch, Which, space};
use crate::data::Date;
use crate::error::Result;
use crate::stats::Summary;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Rows of a part, measured the fast way: the core metrics, and all of them, which take longer.
const FAST_CORE: u64 = 65_536;
const FAST_ALL: u64 = 8_192;
/// Rows of a batch: what a stop waits for.
const BATCH: usize = 16_384;
/// A part of rows that are simulated has as many as take some seconds: so many closes of so many assets.
const SIMULATED_CLOSES: usize = 1 << 22;
const SIMULATED: (u64, u64) = (16, 256);

/// A prepared sweep at work.
pub struct Measuring<'p> {
    prepared: &'p Prepared<'p>,
    /// By variant.
    ways: Vec<Way<'p>>,
}

/// How a variant's rows are measured.
enum Way<'p> {
    /// With what metrics beyond the core need.
    Fast(Box<Started<'p>>, Option<Arc<Scene>>),
    Simulated,
}

/// What variants have in common that start on one day over one preparation: None, if that is not for the fast path.
type Common<'p> = Option<(Started<'p>, Option<Arc<Scene>>)>;

impl Prepared<'_> {
    /// Sets out to measure.
    pub fn measuring(&self) -> Measuring<'_> {
        let list = &self.variants.list;
        let mut firsts: BTreeMap<(*const Fast, Date), &Variant> = BTreeMap::new();
        for variant in list {
            if let Some((fast, _)) = &variant.fast {
                firsts.entry((Arc::as_ptr(fast), variant.from)).or_insert(variant);
            }
        }
        let starts: Vec<&Variant> = firsts.values().copied().collect();
        let common: Vec<Common> = starts.par_iter().map(|variant| self.common(variant)).collect();
        let common: BTreeMap<(*const Fast, Date), Common> = firsts.into_keys().zip(common).collect();
        let way = |variant: &Variant| {
            let fast = variant.fast.as_ref().and_then(|(fast, settings)| {
                let (started, scene) = common.get(&(Arc::as_ptr(fast), variant.from))?.as_ref()?;
                Some(Way::Fast(Box::new(started.with(*settings)), scene.clone()))
            });
            fast.unwrap_or(Way::Simulated)
        };
        Measuring { prepared: self, ways: list.iter().map(way).collect() }
    }

    fn common<'p>(&'p self, variant: &'p Variant) -> Common<'p> {
        let (fast, settings) = variant.fast.as_ref()?;
        let from = fast.sessions().partition_point(|session| *session < variant.from);
        let started = Started::new(fast, *settings, from).filter(|started| started.date() == variant.from)?;
        match self.which {
            Which::Core => Some((started, None)),
            // Without a scene for all metrics, the plain run says why.
            Which::All => started.scene().map(|scene| (started, Some(Arc::new(scene)))),
        }
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
        let metrics = self.prepared.metrics().len();
        let count = (rows.end - rows.start) as usize;
        let mut columns = vec![vec![f64::NAN; count]; metrics];
        for first in (0..count).step_by(BATCH) {
            watch.go_on()?;
            let batch = first..(first + BATCH).min(count);
            let done = batch.len() as u64;
            let values = batch.clone().map(|row| self.prepared.combinations.values(rows.start + row as u64)).collect();
            for (row, measured) in batch.zip(self.measured(values, watch)?) {
                columns.iter_mut().zip(measured).for_each(|(column, value)| column[row] = value);
            }
            (watch.done)(done);
        }
        Ok(columns)
    }

    /// By row, the metrics of some combinations.
    fn measured(&self, mut rows: Vec<Vec<usize>>, watch: &Watch) -> Result<Vec<Vec<f64>>> {
        let metrics = self.prepared.metrics();
        // What outgrows every number has no value.
        let finite = |value: Option<f64>| value.filter(|value| value.is_finite()).unwrap_or(f64::NAN);
        let of_summary =
            |summary: &Summary| metrics.iter().map(|metric| finite(metric.compute(summary))).collect::<Vec<f64>>();
        let mut measured = vec![vec![f64::NAN; metrics.len()]; rows.len()];
        // On the fast path rows of one variant go together.
        let mut fast: BTreeMap<usize, (Vec<usize>, Vec<Vec<usize>>)> = BTreeMap::new();
        let mut simulated: Vec<(usize, usize)> = Vec::new();
        for (row, values) in rows.iter_mut().enumerate() {
            let Some(variant) = self.prepared.variants.place(values) else { continue };
            match &self.ways[variant] {
                Way::Fast(..) => {
                    let (places, all) = fast.entry(variant).or_default();
                    places.push(row);
                    all.push(std::mem::take(values));
                }
                Way::Simulated => simulated.push((row, variant)),
            }
        }
        for (variant, (places, values)) in fast {
            let summaries = match &self.ways[variant] {
                Way::Fast(started, Some(scene)) => started.full(scene, &values),
                Way::Fast(started, None) => started.core(&values),
                Way::Simulated => continue,
            };
            places.iter().zip(&summaries).for_each(|(row, summary)| measured[*row] = of_summary(summary));
        }
        let shared = Shared { asked: self.prepared.asked(), variants: &self.prepared.variants };
        let of_rows: Vec<Row> = simulated.iter().map(|(row, variant)| (*variant, rows[*row].as_slice())).collect();
        for ((row, _), summary) in simulated.iter().zip(shared.summaries(&of_rows, watch)?) {
            summary.iter().for_each(|summary| measured[*row] = of_summary(summary));
        }
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
        self.measured(vec![values.to_vec()], &Watch::nobody()).ok()?.pop()
    }
}
