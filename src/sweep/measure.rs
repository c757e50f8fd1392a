//! Rows -> their metrics, in parallel and in order.

use super::fast::Fast;
use super::full::Scene;
use super::started::Started;
use super::variants::Variant;
use super::{Prepared, Watch, Which, space};
use crate::data::Date;
use crate::error::Result;
use crate::run::{Ground, run_on};
use crate::stats::{Metric, Summary};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Rows of a part, measured the fast way: the core metrics, and all of them, which take longer.
const FAST_CORE: u64 = 65_536;
const FAST_ALL: u64 = 8_192;
/// Rows of a batch: what a stop waits for.
const BATCH: usize = 16_384;
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
    Fast(Box<Started<'p>>, Option<Arc<Scene>>),
    Plain(Arc<Ground>),
}

/// What variants share that start on one day over one preparation: None, if that is not for the fast path.
type Shared<'p> = Option<(Started<'p>, Option<Arc<Scene>>)>;

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
        let shared: Vec<Shared> = starts.par_iter().map(|variant| self.shared(variant)).collect();
        let shared: BTreeMap<(*const Fast, Date), Shared> = firsts.into_keys().zip(shared).collect();
        let way = |variant: &Variant| {
            let fast = variant.fast.as_ref().and_then(|(fast, settings)| {
                let (started, scene) = shared.get(&(Arc::as_ptr(fast), variant.from))?.as_ref()?;
                Some(Way::Fast(Box::new(started.with(*settings)), scene.clone()))
            });
            fast.unwrap_or_else(|| Way::Plain(variant.ground.clone()))
        };
        Measuring { prepared: self, ways: list.iter().map(way).collect() }
    }

    fn shared<'p>(&'p self, variant: &'p Variant) -> Shared<'p> {
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
        let mut columns = vec![vec![f64::NAN; count]; metrics];
        for first in (0..count).step_by(BATCH) {
            watch.go_on()?;
            let batch = first..(first + BATCH).min(count);
            let done = batch.len() as u64;
            // Rows of one variant go together, by their places.
            let mut alike: BTreeMap<usize, (Vec<usize>, Vec<Vec<usize>>)> = BTreeMap::new();
            for row in batch {
                let values = self.prepared.combinations.values(rows.start + row as u64);
                if let Some(place) = self.prepared.variants.place(&values) {
                    let (rows, all) = alike.entry(place).or_default();
                    rows.push(row);
                    all.push(values);
                }
            }
            for (place, (rows, values)) in alike {
                let measured = self.variant_rows(place, &values, watch)?;
                for (row, measured) in rows.iter().zip(measured) {
                    columns.iter_mut().zip(measured).for_each(|(column, value)| column[*row] = value);
                }
            }
            (watch.done)(done);
        }
        Ok(columns)
    }

    /// By row, the metrics of some rows of one variant.
    fn variant_rows(&self, place: usize, rows: &[Vec<usize>], watch: &Watch) -> Result<Vec<Vec<f64>>> {
        let metrics = self.prepared.metrics();
        // What outgrows every number has no value.
        let finite = |value: Option<f64>| value.filter(|value| value.is_finite()).unwrap_or(f64::NAN);
        let of_summary =
            |summary: &Summary| metrics.iter().map(|metric| finite(metric.compute(summary))).collect::<Vec<f64>>();
        let summaries = match &self.ways[place] {
            Way::Fast(started, Some(scene)) => started.full(scene, rows),
            Way::Fast(started, None) => started.core(rows),
            Way::Plain(ground) => {
                let plain = |values: &Vec<usize>| {
                    watch.go_on()?;
                    let mut strategy = self.prepared.asked().strategy(values)?;
                    strategy.data.start = Some(self.prepared.variants.list[place].from);
                    // It read its data before: what fails now is this combination's own.
                    let run = run_on(ground, &strategy, self.prepared.dataset).ok();
                    let value = |metric: &&Metric| finite(run.as_ref().and_then(|run| run.measures.get(metric.key)));
                    Ok(metrics.iter().map(value).collect())
                };
                return rows.par_iter().map(plain).collect();
            }
        };
        Ok(summaries.iter().map(of_summary).collect())
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
        let place = variants.place(values)?;
        self.variant_rows(place, &[values.to_vec()], &Watch::nobody()).ok()?.pop()
    }
}
