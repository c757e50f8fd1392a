//! What stops do to combinations that decide alike: whatever their levels, they hold the same between the same decisions, but
//! where a stop sells earlier. All that no stop touches is summed up once for all levels.

use super::core::Core;
use super::path::{Fill, Holding, Terrain, Walk};
use super::spans::{Stretch, add, parts};
use crate::sim::stop_level;
use crate::stats::Summary;
use crate::strategy::Overlays;

/// What is held by the decisions alone, one after the other.
pub struct Decided {
    lag: usize,
    held: Vec<Held>,
}

/// One holding, and the crossing to the next, if nothing stops it.
struct Held {
    holding: Holding,
    from: usize,
    /// The fill that ends it; None: it is held to the last session.
    fill: Option<Fill>,
    /// The first session whose close is none to sell it at.
    end: usize,
    /// The closes before, at which a stop can sell it; None: there are none.
    judged: Option<Stretch>,
    passage: Passage,
}

/// What a stretch of a path adds to it, whatever the equity at its beginning.
pub struct Passage {
    /// Closes over the first.
    pub closes: Stretch,
    /// Of its returns, as [`super::spans::Spans::sums`], the crossing included.
    pub sums: [f64; 4],
    /// Of equity, the crossing included.
    pub growth: f64,
}

impl Decided {
    /// By the sessions of the panel at which the target changes, the first session of it being `first`. None: a stop may stand
    /// against a decision that is still to be filled, which only the plain simulation follows.
    pub fn new(terrain: &Terrain, (first, lag): (usize, usize), changes: &[(usize, Holding)]) -> Option<Decided> {
        if changes.windows(2).any(|pair| pair[1].0 - pair[0].0 < lag) {
            return None;
        }
        let mut held = Vec::with_capacity(changes.len() + 1);
        let mut walk = Walk::new(terrain);
        let fills =
            changes.iter().map(|(decision, to)| Fill { session: decision + lag - first, to: *to, decided: true });
        for fill in fills.filter(|fill| fill.session <= terrain.steps) {
            held.push(Held::new(terrain, &mut walk, Some(fill), lag));
        }
        held.push(Held::new(terrain, &mut walk, None, lag));
        // What was decided last may not be filled any more, and stops count no more from its decision on.
        if let (Some(last), Some((decision, _))) = (held.last_mut(), changes.last())
            && decision + lag - first > terrain.steps
        {
            last.judge(terrain, (decision - first).min(terrain.steps));
        }
        Some(Decided { lag, held })
    }

    /// What the core metrics are computed from, with these stops; None where sums of stretches are not exact enough.
    pub fn summary(&self, terrain: &Terrain, overlays: Overlays) -> Option<Summary> {
        let mut core = Core::new(terrain);
        let mut equity = 1.0;
        for held in &self.held {
            match held.stopped(terrain, overlays).map(|stop| stop + self.lag).filter(|sold| *sold <= terrain.steps) {
                None => {
                    core.pass(&held.passage, equity);
                    held.fill.into_iter().for_each(|fill| core.switch(fill));
                    equity *= held.passage.growth;
                }
                Some(session) => {
                    let mut walk = Walk { terrain, equity, held: held.holding, since: held.from };
                    walk.fill(Fill { session, to: None, decided: false }, &mut core);
                    equity = match held.fill {
                        Some(fill) => {
                            walk.fill(fill, &mut core);
                            walk.equity
                        }
                        None => walk.end(&mut core),
                    };
                }
            }
        }
        (!core.is_doubtful()).then(|| core.summed(equity))
    }
}

impl Held {
    /// What is held from where `walk` is to the next fill, or to the end; `walk` goes on to there.
    fn new(terrain: &Terrain, walk: &mut Walk, fill: Option<Fill>, lag: usize) -> Held {
        let (holding, from) = (walk.held, walk.since);
        let spans = terrain.spans(holding);
        let to = fill.map_or(terrain.steps, |fill| fill.session - 1);
        let (opens, closes) = (spans.close[from], spans.closes.get(from, to));
        let mut sums = spans.sums(from, to);
        walk.equity = 1.0;
        let growth = match fill {
            Some(fill) => {
                let crossing = walk.fill(fill, &mut ());
                add(&mut sums, &parts(crossing.value, terrain.risk_free[fill.session - 1]));
                walk.equity
            }
            None => spans.close[to] / opens,
        };
        let closes = Stretch { lowest: closes.lowest / opens, highest: closes.highest / opens, ..closes };
        let passage = Passage { closes, sums, growth };
        let mut held = Held { holding, from, fill, end: from, judged: None, passage };
        // Of a stop and a decision at one close, the decision is filled.
        held.judge(terrain, fill.map_or(terrain.steps, |fill| fill.session - lag));
        held
    }

    fn judge(&mut self, terrain: &Terrain, end: usize) {
        self.end = end;
        let judged = self.holding.filter(|_| end > self.from);
        self.judged = judged.map(|asset| terrain.assets[asset].closes.get(self.from, end - 1));
    }

    /// The first close at which a stop sells it.
    fn stopped(&self, terrain: &Terrain, overlays: Overlays) -> Option<usize> {
        let asset = self.holding?;
        touches(terrain, (asset, self.from), overlays, self.judged?)
            .then(|| first_touch(terrain, asset, (self.from, self.end), overlays))
    }
}

/// Whether a stop sells an asset that was bought in session `entry` at one of these closes.
fn touches(terrain: &Terrain, (asset, entry): (usize, usize), overlays: Overlays, closes: Stretch) -> bool {
    let spans = &terrain.assets[asset];
    let price = if terrain.at_open { spans.open[entry] } else { spans.close[entry] };
    let fell = |fall: Option<f64>| fall.is_some_and(|fall| closes.lowest <= stop_level(fall, price));
    let trailed = overlays.trailing_stop.is_some_and(|fall| closes.drop <= stop_level(fall, 1.0));
    fell(overlays.stop_loss) || fell(overlays.trailing_stop) || trailed
}

/// Where it does so first, of the closes from `entry` on and before `end`.
fn first_touch(terrain: &Terrain, asset: usize, (entry, end): (usize, usize), overlays: Overlays) -> usize {
    let closes = &terrain.assets[asset].closes;
    closes.first(entry, end - 1, |stretch| touches(terrain, (asset, entry), overlays, stretch))
}

/// The first close from `entry` on and before `end` at which a stop sells an asset that was bought at `entry`.
pub fn stop(terrain: &Terrain, asset: usize, (entry, end): (usize, usize), overlays: Overlays) -> Option<usize> {
    if overlays.is_empty() || end <= entry {
        return None;
    }
    let closes = terrain.assets[asset].closes.get(entry, end - 1);
    touches(terrain, (asset, entry), overlays, closes).then(|| first_touch(terrain, asset, (entry, end), overlays))
}
