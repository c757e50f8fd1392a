//! The equities: what each takes from the market, and what is its own.

use super::draws::{Draws, Purpose, Source};
use super::index::{Session, level};
use super::moves::Move;
use super::regime::{Regime, Spell, YEAR};
use crate::data::Date;

/// Expected return a year of an equity without beta (Black 1972).
const ZERO_BETA: f64 = 0.05;

/// What makes one equity.
pub(super) struct Equity {
    pub(super) symbol: &'static str,
    /// Sensitivity to the market's return.
    beta: f64,
    /// Volatility a year of what the market does not explain.
    own_volatility: f64,
    /// Drift a year relative to the market: above while in favour, below while out of it.
    favour: f64,
    /// Mean years of being in or out of favour.
    spell: f64,
    /// Further drift a year in recoveries.
    rebound: f64,
    /// Dividends a year, as a share of the price.
    pub(super) dividend_yield: f64,
    /// The first price.
    pub(super) price: f64,
    /// Shares traded in a quiet session.
    pub(super) volume: f64,
}

#[rustfmt::skip]
pub(super) const EQUITIES: [Equity; 11] = [
    Equity { symbol: "LARGE",         beta: 1.00, own_volatility: 0.000, favour: 0.000, spell: 1.25, rebound:  0.00, dividend_yield: 0.020, price: 100.0, volume: 80e6 },
    Equity { symbol: "SMALL",         beta: 1.15, own_volatility: 0.105, favour: 0.060, spell: 4.50, rebound:  0.08, dividend_yield: 0.014, price:  60.0, volume: 35e6 },
    Equity { symbol: "MATERIALS",     beta: 1.05, own_volatility: 0.120, favour: 0.060, spell: 1.25, rebound:  0.04, dividend_yield: 0.021, price:  40.0, volume:  6e6 },
    Equity { symbol: "ENERGY",        beta: 1.00, own_volatility: 0.200, favour: 0.100, spell: 1.25, rebound:  0.00, dividend_yield: 0.028, price:  50.0, volume: 15e6 },
    Equity { symbol: "FINANCIALS",    beta: 1.12, own_volatility: 0.120, favour: 0.060, spell: 1.25, rebound:  0.04, dividend_yield: 0.021, price:  40.0, volume: 40e6 },
    Equity { symbol: "INDUSTRIALS",   beta: 1.02, own_volatility: 0.080, favour: 0.040, spell: 1.25, rebound:  0.03, dividend_yield: 0.019, price:  45.0, volume: 10e6 },
    Equity { symbol: "TECHNOLOGY",    beta: 1.22, own_volatility: 0.110, favour: 0.055, spell: 1.25, rebound:  0.03, dividend_yield: 0.009, price:  50.0, volume: 10e6 },
    Equity { symbol: "STAPLES",       beta: 0.55, own_volatility: 0.095, favour: 0.048, spell: 1.25, rebound: -0.04, dividend_yield: 0.028, price:  40.0, volume:  9e6 },
    Equity { symbol: "UTILITIES",     beta: 0.52, own_volatility: 0.130, favour: 0.065, spell: 1.25, rebound: -0.05, dividend_yield: 0.036, price:  45.0, volume: 12e6 },
    Equity { symbol: "HEALTH",        beta: 0.78, own_volatility: 0.095, favour: 0.048, spell: 1.25, rebound: -0.03, dividend_yield: 0.017, price:  45.0, volume:  9e6 },
    Equity { symbol: "DISCRETIONARY", beta: 1.10, own_volatility: 0.085, favour: 0.043, spell: 1.25, rebound:  0.05, dividend_yield: 0.010, price:  45.0, volume:  6e6 },
];

/// The sectors among them.
pub(super) fn sectors() -> &'static [Equity] {
    &EQUITIES[2..]
}

/// Whether an equity is in favour.
struct Standing {
    in_favour: bool,
    spell: Spell,
}

/// Every equity's standing.
pub(super) struct Equities {
    standings: Vec<Standing>,
}

impl Equities {
    pub(super) fn start(source: &mut Source) -> Self {
        let standing = |_: &Equity| Standing { in_favour: source.uniform() < 0.5, spell: Spell::under_way(source) };
        Self { standings: EQUITIES.iter().map(standing).collect() }
    }

    /// Passes one session: who comes into favour, who falls out of it.
    pub(super) fn step(&mut self, draws: &Draws, date: Date) {
        for (place, (equity, standing)) in EQUITIES.iter().zip(&mut self.standings).enumerate() {
            let mut source = draws.on(date, Purpose::Favour(place));
            if standing.spell.ends(equity.spell * YEAR, &mut source) {
                standing.in_favour = !standing.in_favour;
            }
        }
    }

    /// The moves of one session: beta x market + (1 - beta) x zero-beta return + favour + rebound + own shock, whose variance is half
    /// constant and half in step with the market's.
    pub(super) fn moves(&self, draws: &Draws, date: Date, regime: Regime, market: Session) -> Vec<Move> {
        let nervousness = market.shock.variance / usual_variance();
        let own = |(place, (equity, standing)): (usize, (&Equity, &Standing))| {
            let favour = if standing.in_favour { equity.favour } else { -equity.favour };
            let rebound = if regime == Regime::Recovery { equity.rebound } else { 0.0 };
            let variance = equity.own_volatility * equity.own_volatility / YEAR * (0.5 + 0.5 * nervousness);
            let shock = Move::shock(variance, &mut draws.on(date, Purpose::Own(place)));
            let drift = (1.0 - equity.beta) * ZERO_BETA + favour + rebound;
            market.total * equity.beta + Move::drift(drift) + shock
        };
        EQUITIES.iter().zip(&self.standings).enumerate().map(own).collect()
    }
}

/// The market's variance, averaged over the regimes in their long-run proportions.
fn usual_variance() -> f64 {
    let total: f64 = Regime::CYCLE.into_iter().map(Regime::mean_sessions).sum();
    Regime::CYCLE.into_iter().map(|regime| level(regime) * regime.mean_sessions() / total).sum()
}
