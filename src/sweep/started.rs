//! All combinations of a sweep on the fast path, from one start on.

use super::bits::{Bits, bit, set_bits};
use super::choose::{Chooser, Lane};
use super::core::Core;
use super::details::{Details, Reference};
use super::fast::{Fast, Holds, Settings};
use super::full::{Benchmark, Doubt, Full, Scene};
use super::ledger::Ledger;
use super::lockstep::{self, Course, Follows, run};
use super::path::{Fill, Holding, Terrain};
use super::picks::Picker;
use super::spans::{Spans, Stretch};
use super::tail::Worst;
use super::targets::{Hold, Targets};
use super::traced::Traced;
use crate::data::{Date, period};
use crate::run::{Beside, Ground, summary};
use crate::sim::{Decision, Terms, accrual, risk_free_returns, simulate, stop_level};
use crate::stats::Summary;
use crate::strategy::{Fill as FillAt, Frame};
use chrono::Datelike;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Combinations that go in lockstep; and those whose closes are kept all the way.
const LANES: usize = 4096;
const FOLLOWED: usize = 256;

/// The fast path from one start on. Clones share what they go over.
#[derive(Clone)]
pub struct Started<'a> {
    fast: &'a Fast,
    settings: Settings,
    /// The place among the decisions of the first, and its session.
    begins: usize,
    first: usize,
    terrain: Arc<Terrain>,
    /// By session of the panel, what 1 in cash has become.
    cash: Arc<[f64]>,
}

impl<'a> Started<'a> {
    /// At the first decision at or after `from`; None: there is none, or some asset has not begun.
    pub fn new(fast: &'a Fast, settings: Settings, from: usize) -> Option<Started<'a>> {
        let begins = fast.decisions.partition_point(|decision| *decision < from);
        let first = *fast.decisions.get(begins)?;
        if !fast.has_begun(first) {
            return None;
        }
        let cash = cash(fast, first);
        // What nothing is left of has no returns.
        if !cash.iter().all(|cash| *cash > 0.0 && cash.is_finite()) {
            return None;
        }
        let last = fast.ground.last;
        let risk_free = risk_free_returns(fast.strategy.data.risk_free, &fast.ground.panel, first, last);
        let spans = |open: &[f64], close: &[f64]| {
            Spans::new(open[first..=last].to_vec(), close[first..=last].to_vec(), &risk_free)
        };
        // The places in `holds` stand for assets of the panel; spans only for those that are held.
        let assets = fast.ground.market.assets.iter().enumerate().map(|(asset, prices)| match &fast.holds {
            Holds::One(holds) if holds.contains(&Some(asset)) => spans(&prices.open, &prices.close),
            _ => Spans::new(vec![], vec![], &[]),
        });
        let dates = fast.sessions();
        let terrain = Terrain {
            assets: assets.collect(),
            // It earns before anything is filled.
            cash: spans(&cash, &cash),
            steps: last - first,
            cost: fast.terms.cost_rate,
            at_open: fast.terms.fill == FillAt::NextOpen,
            years: (dates[last] - dates[first]).num_days() as f64 / 365.25,
            sessions_per_year: fast.ground.sessions_per_year,
            risk_free,
        };
        Some(Started { fast, settings, begins, first, terrain: Arc::new(terrain), cash: cash.into() })
    }

    /// The same with other settings.
    pub fn with(&self, settings: Settings) -> Started<'a> {
        Started { settings, ..self.clone() }
    }

    pub fn date(&self) -> Date {
        self.fast.sessions()[self.first]
    }

    /// What the core metrics of these combinations are computed from.
    pub fn core(&self, rows: &[Vec<usize>]) -> Vec<Summary> {
        match &self.fast.holds {
            Holds::One(holds) => rows
                .par_iter()
                .map(|values| {
                    let fills = self.fills(holds, values);
                    let summary = fills.and_then(|fills| Core::summary(&self.terrain, fills.into_iter()));
                    summary.unwrap_or_else(|| self.plain(values, None))
                })
                .collect(),
            Holds::Several(holds, picker) => {
                let finish = |course: &Course, lane: lockstep::Lane, ()| lane.summary(course);
                self.in_lockstep((holds, picker.as_ref()), rows, LANES, || (), finish, None)
            }
        }
    }

    /// What every metric of these combinations is computed from, over the scene of this start.
    pub fn full(&self, scene: &Scene, rows: &[Vec<usize>]) -> Vec<Summary> {
        let benchmark = scene.benchmark.as_ref().map(|benchmark| benchmark.returns.as_slice());
        match &self.fast.holds {
            Holds::One(holds) => {
                let of = |values: &Vec<usize>| {
                    let summary = self.fills(holds, values).and_then(|fills| self.summed(scene, &fills));
                    summary.unwrap_or_else(|| self.plain(values, benchmark))
                };
                rows.par_iter().map(of).collect()
            }
            Holds::Several(holds, picker) => {
                let ledger = || Ledger::new(self.terrain.steps + 1, self.fast.ground.market.assets.len());
                let finish = |_: &Course, lane: lockstep::Lane, ledger: Ledger| {
                    ledger.summary(&self.terrain, scene, self.first, lane.switches as usize)
                };
                self.in_lockstep((holds, picker.as_ref()), rows, FOLLOWED, ledger, finish, benchmark)
            }
        }
    }

    /// By stretches, or from close to close where they are too inexact; None where rounding decides.
    fn summed(&self, scene: &Scene, fills: &[Fill]) -> Option<Summary> {
        match Full::summary(&self.terrain, scene, fills.iter().copied()) {
            Ok(summary) => Some(summary),
            Err(Doubt::Faint) => Traced::summary(&self.terrain, scene, fills.iter().copied()),
            Err(Doubt::Rounding) => None,
        }
    }

    /// Combinations that hold several assets, so many at a time, each with who follows it; what `finish` cannot tell from that
    /// is simulated, beside a benchmark's returns.
    fn in_lockstep<F: Follows + Send>(
        &self,
        (holds, picker): (&[Hold], Option<&Picker>),
        rows: &[Vec<usize>],
        lanes: usize,
        follower: impl Fn() -> F + Sync,
        finish: impl Fn(&Course, lockstep::Lane, F) -> Option<Summary> + Sync,
        benchmark: Option<&[f64]>,
    ) -> Vec<Summary> {
        let fast = self.fast;
        let course = Course {
            market: &fast.ground.market,
            dates: fast.sessions(),
            terms: &fast.terms,
            cash: &self.cash,
            first: self.first,
            last: fast.ground.last,
            at_open: self.terrain.at_open,
            risk_free: &self.terrain.risk_free,
            years: self.terrain.years,
            sessions_per_year: self.terrain.sessions_per_year,
        };
        // Those whose sleeve ranks alike go together.
        let score = |values: &[usize]| picker.map_or(0, |picker| picker.row(values).score);
        let mut alike: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (row, values) in rows.iter().enumerate() {
            alike.entry(score(values)).or_default().push(row);
        }
        let parts: Vec<(usize, &[usize])> =
            alike.iter().flat_map(|(score, all)| all.chunks(lanes).map(|chunk| (*score, chunk))).collect();
        let part = |(score, chunk): &(usize, &[usize])| -> Vec<Summary> {
            let order = picker.map(|picker| picker.order(*score, fast.material()));
            let chooser = Chooser {
                picker: picker.zip(order.as_deref()),
                slots: self.settings.slots,
                holds,
                begins: self.begins,
            };
            let lanes: Vec<Lane> = chunk.iter().map(|row| self.lane(picker, &rows[*row])).collect();
            let followers: Vec<F> = lanes.iter().map(|_| follower()).collect();
            let (mut targets, mut latest, mut key) = (Targets::new(), None, Vec::new());
            let done = run(&course, &fast.decisions[self.begins..], followers, &mut targets, |targets, place, lane| {
                chooser.target(targets, place, &lanes[lane], &mut latest, &mut key)
            });
            let summary = |((lane, follower), row): ((lockstep::Lane, F), &usize)| {
                finish(&course, lane, follower).unwrap_or_else(|| self.plain(&rows[*row], benchmark))
            };
            done.into_iter().zip(*chunk).map(summary).collect()
        };
        let done: Vec<Vec<Summary>> = parts.par_iter().map(part).collect();
        let mut summaries = vec![Summary::default(); rows.len()];
        for ((_, chunk), done) in parts.iter().zip(done) {
            chunk.iter().zip(done).for_each(|(row, summary)| summaries[*row] = summary);
        }
        summaries
    }

    fn lane(&self, picker: Option<&Picker>, values: &[usize]) -> Lane<'_> {
        Lane { conditions: self.conditions(values), eligible: picker.map_or(0, |picker| picker.row(values).condition) }
    }

    /// By rule, at each decision.
    fn conditions(&self, values: &[usize]) -> Vec<Option<Cow<'_, Bits>>> {
        self.fast
            .conditions
            .iter()
            .map(|condition| condition.as_ref().map(|condition| condition.bits(values)))
            .collect()
    }

    /// The sessions of the decisions at which the target changes, and the target.
    fn changes(&self, holds: &[Holding], values: &[usize]) -> Vec<(usize, Holding)> {
        let fast = self.fast;
        let decisions = fast.decisions.len();
        let words = decisions.div_ceil(64);
        let mut left = vec![u64::MAX; words];
        // Where each rule is the one.
        let mut chosen: Vec<(Holding, Vec<u64>)> = Vec::with_capacity(holds.len());
        for (holding, condition) in holds.iter().zip(&fast.conditions) {
            let here = match condition {
                Some(condition) => {
                    let bits = condition.bits(values);
                    let here: Vec<u64> = bits.truth.iter().zip(&left).map(|(truth, left)| truth & left).collect();
                    left.iter_mut().zip(&here).for_each(|(left, here)| *left &= !here);
                    here
                }
                None => std::mem::replace(&mut left, vec![0; words]),
            };
            match chosen.iter_mut().find(|(other, _)| other == holding) {
                Some((_, bits)) => bits.iter_mut().zip(here).for_each(|(bits, here)| *bits |= here),
                None => chosen.push((*holding, here)),
            }
        }
        let holding_at =
            |decision: usize| chosen.iter().find(|(_, bits)| bit(bits, decision)).and_then(|(holding, _)| *holding);
        // A target changes where one of its bits does.
        let mut changed = vec![0; words];
        for (_, bits) in &chosen {
            let mut before = 0;
            for (changed, bits) in changed.iter_mut().zip(bits) {
                *changed |= bits ^ (bits << 1 | before);
                before = bits >> 63;
            }
        }
        let later = set_bits(&changed).filter(|decision| *decision > self.begins && *decision < decisions);
        let all = std::iter::once(self.begins).chain(later);
        all.map(|decision| (fast.decisions[decision], holding_at(decision))).collect()
    }

    /// None: a stop may stand against a decision that is still to be filled, which only the plain simulation follows.
    fn fills(&self, holds: &[Holding], values: &[usize]) -> Option<Vec<Fill>> {
        let (steps, lag) = (self.terrain.steps, self.fast.terms.lag());
        let changes = self.changes(holds, values);
        let overlap = changes.windows(2).any(|pair| pair[1].0 - pair[0].0 < lag);
        if overlap && !self.settings.overlays.is_empty() {
            return None;
        }
        let mut fills = Vec::with_capacity(changes.len());
        for (place, (decision, to)) in changes.iter().enumerate() {
            let session = decision + lag - self.first;
            fills.push(Fill { session, to: *to, decided: true });
            // Of a stop and a decision at one close, the decision is filled.
            let before = changes.get(place + 1).map_or(steps, |(next, _)| next - self.first);
            let stop = to.and_then(|asset| self.stop(asset, (session, before.min(steps))));
            fills.extend(stop.map(|stop| Fill { session: stop + lag, to: None, decided: false }));
        }
        fills.retain(|fill| fill.session <= steps);
        Some(fills)
    }

    /// The first close from `entry` on and before `end` at which a stop sells an asset that was bought at `entry`.
    fn stop(&self, asset: usize, (entry, end): (usize, usize)) -> Option<usize> {
        let overlays = &self.settings.overlays;
        if overlays.is_empty() || end <= entry {
            return None;
        }
        let spans = &self.terrain.assets[asset];
        let price = if self.terrain.at_open { spans.open[entry] } else { spans.close[entry] };
        let touched = |stretch: Stretch| {
            let fell = |fall: Option<f64>, from: f64| fall.is_some_and(|fall| stretch.lowest <= stop_level(fall, from));
            let trailed = overlays.trailing_stop.is_some_and(|fall| stretch.drop <= stop_level(fall, 1.0));
            fell(overlays.stop_loss, price) || fell(overlays.trailing_stop, price) || trailed
        };
        let found = touched(spans.closes.get(entry, end - 1));
        found.then(|| spans.closes.first(entry, end - 1, touched))
    }

    /// What metrics beyond the core need; None where the benchmark has no price when it is bought.
    pub fn scene(&self) -> Option<Scene> {
        let fast = self.fast;
        let dates = &fast.sessions()[self.first..=fast.ground.last];
        let beside = Beside::new(&fast.ground, &fast.strategy, &fast.terms, (self.first, fast.ground.last)).ok()?;
        let benchmark = beside.benchmark.map(|benchmark| benchmark.returns);
        let beside: Vec<Reference> = self
            .terrain
            .risk_free
            .iter()
            .enumerate()
            .map(|(step, free)| Reference {
                benchmark: benchmark.as_ref().map(|returns| returns[step]),
                risk_free: *free,
            })
            .collect();
        let days: Vec<i64> = dates.iter().map(|date| i64::from(date.num_days_from_ce())).collect();
        let details = |spans: &Spans| Details::new(&spans.close, &beside, &days);
        let held =
            (0..self.terrain.assets.len()).filter(|asset| !self.terrain.assets[*asset].close.is_empty()).map(Some);
        // Without a schedule, nobody knows whether the last month is whole.
        let closed =
            fast.ground.panel.calendar.is_last_of(fast.sessions()[fast.ground.last], Frame::Monthly).unwrap_or(false);
        Some(Scene {
            assets: self.terrain.assets.iter().map(details).collect(),
            cash: details(&self.terrain.cash),
            worst: Worst::new(held.chain([None]).map(|holding| (holding, self.terrain.spans(holding)))),
            benchmark: benchmark.and_then(|returns| Benchmark::new(returns, &self.terrain.risk_free)),
            beside,
            month_ends: whole_months(dates, closed),
            dates: dates.to_vec(),
            days,
            closes_month: closed,
        })
    }

    /// By the plain simulation of the same decisions.
    fn plain(&self, values: &[usize], benchmark: Option<&[f64]>) -> Summary {
        let fast = self.fast;
        let decisions = match &fast.holds {
            Holds::One(holds) => {
                let whole = |to: Holding| to.map(|asset| (asset, 1.0)).into_iter().collect::<Vec<_>>();
                let changes = self.changes(holds, values).into_iter();
                changes.map(|(session, to)| self.decision(session, &whole(to))).collect()
            }
            Holds::Several(holds, picker) => self.decided(holds, picker.as_ref(), values),
        };
        let Ground { panel, market, last, .. } = &*fast.ground;
        let terms = Terms { overlays: self.settings.overlays, ..fast.terms.clone() };
        let path = simulate(market, &panel.sessions, &decisions, &terms, *last);
        summary(&fast.ground, &path, &self.terrain.risk_free, benchmark)
    }

    /// Every decision of one combination that holds several assets.
    fn decided(&self, holds: &[Hold], picker: Option<&Picker>, values: &[usize]) -> Vec<Decision> {
        let fast = self.fast;
        let lane = self.lane(picker, values);
        let order = picker.map(|picker| picker.order(picker.row(values).score, fast.material()));
        let chooser =
            Chooser { picker: picker.zip(order.as_deref()), slots: self.settings.slots, holds, begins: self.begins };
        let (mut targets, mut latest, mut key) = (Targets::new(), None, Vec::new());
        let decisions = fast.decisions[self.begins..].iter().enumerate().map(|(place, session)| {
            let target = chooser.target(&mut targets, place, &lane, &mut latest, &mut key);
            self.decision(*session, targets.weights(target))
        });
        decisions.collect()
    }

    fn decision(&self, session: usize, weights: &[(usize, f64)]) -> Decision {
        let mut target = vec![0.0; self.fast.ground.market.assets.len()];
        weights.iter().for_each(|(asset, weight)| target[*asset] = *weight);
        Decision { session, rule: None, target }
    }
}

/// What 1 in cash at session `first` becomes, by session of the panel; 1 before.
fn cash(fast: &Fast, first: usize) -> Vec<f64> {
    let dates = fast.sessions();
    let mut cash = vec![1.0; fast.ground.last + 1];
    for session in first + 1..=fast.ground.last {
        let percent = fast.terms.cash_yield[session - 1];
        let earned = if percent.is_nan() { 0.0 } else { accrual(percent, dates[session - 1], dates[session]) };
        cash[session] = cash[session - 1] * (1.0 + earned);
    }
    cash
}

/// The close before the first whole month, and the last close of each whole one. The last month is whole if `closed`.
fn whole_months(dates: &[Date], closed: bool) -> Vec<usize> {
    let last_of_its = |session: &usize| match dates.get(session + 1) {
        Some(next) => period(Frame::Monthly, dates[*session]) != period(Frame::Monthly, *next),
        None => closed,
    };
    (0..dates.len()).filter(last_of_its).collect()
}
