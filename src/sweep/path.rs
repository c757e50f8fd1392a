//! One combination's path from one holding to the next: spans that are looked up, and the sessions between them.

use super::spans::Spans;

/// What is held: the place of an asset, or None for cash.
pub type Holding = Option<usize>;

/// A change of what is held, filled at a session counted from the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fill {
    pub session: usize,
    pub to: Holding,
}

/// What every combination of a sweep shares.
pub struct Ground {
    pub assets: Vec<Spans>,
    pub cash: Spans,
    /// Sessions after the first.
    pub steps: usize,
    /// Fraction of traded money.
    pub cost: f64,
    pub at_open: bool,
    pub years: f64,
    pub sessions_per_year: f64,
    /// Risk-free return of each session after the first.
    pub risk_free: Vec<f64>,
}

/// What the six core metrics need.
#[derive(Clone, Copy, Debug)]
pub struct Totals {
    /// Last equity over the first.
    pub growth: f64,
    /// Sums of the session returns and of their squares; the same less the risk-free return.
    pub sums: [f64; 4],
    /// Lowest equity over the highest before it; 1 where it never falls.
    pub drop: f64,
    pub switches: usize,
}

impl Ground {
    fn spans(&self, holding: Holding) -> &Spans {
        holding.map_or(&self.cash, |asset| &self.assets[asset])
    }

    /// What costs leave of a change from one holding to another.
    fn kept(&self, from: Holding, to: Holding) -> f64 {
        match (from, to) {
            (None, Some(_)) => 1.0 / (1.0 + self.cost),
            (Some(_), None) => 1.0 - self.cost,
            (Some(from), Some(to)) if from != to => (1.0 - self.cost) / (1.0 + self.cost),
            _ => 1.0,
        }
    }

    /// Growth over the session of a fill: with the old holding up to the fill, with the new one after it.
    fn across(&self, from: Holding, fill: Fill) -> f64 {
        let (old, new, session) = (self.spans(from), self.spans(fill.to), fill.session);
        let before = if self.at_open { old.open[session] } else { old.close[session] };
        let after = if self.at_open { new.close[session] / new.open[session] } else { 1.0 };
        before / old.close[session - 1] * self.kept(from, fill.to) * after
    }

    /// The totals of a path that begins in cash at session 0. `fills` are in order, none at session 0.
    pub fn totals(&self, fills: impl Iterator<Item = Fill>) -> Totals {
        let mut totals = Totals { growth: 1.0, sums: [0.0; 4], drop: 1.0, switches: 0 };
        let (mut held, mut since) = (None, 0);
        let (mut peak, mut invested) = (1.0_f64, false);
        for fill in fills {
            self.hold(&mut totals, &mut peak, held, (since, fill.session - 1));
            let step = self.across(held, fill);
            totals.growth *= step;
            let (value, excess) = (step - 1.0, step - 1.0 - self.risk_free[fill.session - 1]);
            let parts = [value, value * value, excess, excess * excess];
            totals.sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
            totals.switches += usize::from(invested && held != fill.to);
            invested |= fill.to.is_some();
            (held, since) = (fill.to, fill.session);
        }
        self.hold(&mut totals, &mut peak, held, (since, self.steps));
        totals
    }

    /// Adds a holding from the close of `a` to that of `b`.
    fn hold(&self, totals: &mut Totals, peak: &mut f64, held: Holding, (a, b): (usize, usize)) {
        let spans = self.spans(held);
        let unit = totals.growth / spans.close[a];
        let stretch = spans.stretch(a, b);
        totals.drop = totals.drop.min(stretch.drop).min(stretch.lowest * unit / *peak);
        *peak = peak.max(stretch.highest * unit);
        let sums = spans.sums(a, b);
        totals.sums.iter_mut().zip(sums).for_each(|(sum, part)| *sum += part);
        totals.growth = spans.close[b] * unit;
    }

    /// The six core metrics, in the order of [`crate::stats::CORE`]; NaN where one has no value.
    pub fn core(&self, totals: &Totals) -> [f64; 6] {
        let n = self.steps as f64;
        let deviation = |sum: f64, squares: f64| ((squares - sum * sum / n).max(0.0) / (n - 1.0)).sqrt();
        let [sum, squares, excess, excess_squares] = totals.sums;
        let root = self.sessions_per_year.sqrt();
        let spread = deviation(excess, excess_squares);
        let defined = |value: f64, defined: bool| if defined && value.is_finite() { value } else { f64::NAN };
        [
            totals.growth - 1.0,
            defined(totals.growth.powf(self.years.recip()) - 1.0, self.years > 0.0),
            defined(deviation(sum, squares) * root, n > 1.0),
            defined(excess / n / spread * root, n > 1.0 && spread > 0.0),
            totals.drop - 1.0,
            totals.switches as f64,
        ]
    }
}
