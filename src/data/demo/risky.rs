//! Equities, real estate, gold and commodities: what each takes from the shared factors, and what is its own.

use super::draws::{Draws, Purpose, Source};
use super::index::{Session, level};
use super::listing::Listing;
use super::moves::Move;
use super::regime::{Regime, Spell, YEAR};
use crate::data::Date;

/// Expected return a year of an asset without beta (Black 1972).
const ZERO_BETA: f64 = 0.05;

/// What makes one asset.
pub(super) struct Risky {
    pub(super) listing: Listing,
    /// Sensitivity to the market's return.
    beta: f64,
    /// Volatility a year of what no factor explains.
    own_volatility: f64,
    /// Drift a year relative to the market: above while in favour, below while out of it.
    favour: f64,
    /// Mean years of being in or out of favour.
    spell: f64,
    /// Further drift a year in recoveries.
    rebound: f64,
    /// Dividends a year, as a share of the price.
    pub(super) dividend_yield: f64,
    /// Further drift a year at all times.
    edge: f64,
    /// Sensitivity to the dollar's fall.
    dollar: f64,
    /// Return for a rise of expected inflation by 1, and of the real yield by 1.
    inflation: f64,
    real_yield: f64,
}

/// Nothing of its own: the fields that most assets do not have.
const PLAIN: Risky = Risky {
    listing: Listing::old("", 1.0, 1.0),
    beta: 1.0,
    own_volatility: 0.0,
    favour: 0.0,
    spell: 1.25,
    rebound: 0.0,
    dividend_yield: 0.0,
    edge: 0.0,
    dollar: 0.0,
    inflation: 0.0,
    real_yield: 0.0,
};

#[rustfmt::skip]
pub(super) const RISKY: [Risky; 17] = [
    Risky { listing: Listing::old("LARGE",        100.0, 80e6), beta: 1.00, own_volatility: 0.000, favour: 0.000, spell: 1.25, rebound:  0.00, dividend_yield: 0.020, ..PLAIN },
    Risky { listing: Listing::old("SMALL",         60.0, 35e6), beta: 1.15, own_volatility: 0.105, favour: 0.060, spell: 4.50, rebound:  0.08, dividend_yield: 0.014, ..PLAIN },
    Risky { listing: Listing::old("MATERIALS",     40.0,  6e6), beta: 1.05, own_volatility: 0.120, favour: 0.060, spell: 1.25, rebound:  0.04, dividend_yield: 0.021, ..PLAIN },
    Risky { listing: Listing::old("ENERGY",        50.0, 15e6), beta: 1.00, own_volatility: 0.200, favour: 0.100, spell: 1.25, rebound:  0.00, dividend_yield: 0.028, ..PLAIN },
    Risky { listing: Listing::old("FINANCIALS",    40.0, 40e6), beta: 1.12, own_volatility: 0.120, favour: 0.060, spell: 1.25, rebound:  0.04, dividend_yield: 0.021, ..PLAIN },
    Risky { listing: Listing::old("INDUSTRIALS",   45.0, 10e6), beta: 1.02, own_volatility: 0.080, favour: 0.040, spell: 1.25, rebound:  0.03, dividend_yield: 0.019, ..PLAIN },
    Risky { listing: Listing::old("TECHNOLOGY",    50.0, 10e6), beta: 1.22, own_volatility: 0.110, favour: 0.055, spell: 1.25, rebound:  0.03, dividend_yield: 0.009, ..PLAIN },
    Risky { listing: Listing::old("STAPLES",       40.0,  9e6), beta: 0.55, own_volatility: 0.095, favour: 0.048, spell: 1.25, rebound: -0.04, dividend_yield: 0.028, ..PLAIN },
    Risky { listing: Listing::old("UTILITIES",     45.0, 12e6), beta: 0.52, own_volatility: 0.130, favour: 0.065, spell: 1.25, rebound: -0.05, dividend_yield: 0.036, ..PLAIN },
    Risky { listing: Listing::old("HEALTH",        45.0,  9e6), beta: 0.78, own_volatility: 0.095, favour: 0.048, spell: 1.25, rebound: -0.03, dividend_yield: 0.017, ..PLAIN },
    Risky { listing: Listing::old("DISCRETIONARY", 45.0,  6e6), beta: 1.10, own_volatility: 0.085, favour: 0.043, spell: 1.25, rebound:  0.05, dividend_yield: 0.010, ..PLAIN },
    Risky { listing: Listing::old("GROWTH",        60.0, 45e6), beta: 1.22, own_volatility: 0.120, favour: 0.050, spell: 3.00, rebound:  0.02, dividend_yield: 0.007, ..PLAIN },
    Risky { listing: Listing::old("FOREIGN",       45.0, 20e6), beta: 0.95, own_volatility: 0.070, favour: 0.040, spell: 5.00, rebound:  0.00, dividend_yield: 0.026, edge: -0.020, dollar: 0.80, ..PLAIN },
    Risky { listing: Listing::since(2001, 4, 16, "EMERGING", 30.0, 45e6), beta: 1.15, own_volatility: 0.120, favour: 0.070, spell: 4.50, rebound: 0.06, dividend_yield: 0.019, edge: -0.020, dollar: 1.00, inflation: 2.0, ..PLAIN },
    Risky { listing: Listing::old("REAL_ESTATE",   50.0,  5e6), beta: 1.05, own_volatility: 0.155, favour: 0.050, spell: 2.50, rebound:  0.05, dividend_yield: 0.043, edge: -0.030, real_yield: -3.0, ..PLAIN },
    Risky { listing: Listing::since(2003, 2, 3, "COMMODITIES", 25.0, 2e6), beta: 0.35, own_volatility: 0.140, favour: 0.080, spell: 3.00, rebound: 0.00, dividend_yield: 0.010, edge: -0.040, dollar: 0.70, inflation: 10.0, ..PLAIN },
    Risky { listing: Listing::old("GOLD",          40.0,  8e6), beta: 0.00, own_volatility: 0.135, favour: 0.060, spell: 4.50, rebound:  0.00, dividend_yield: 0.000, edge:  0.030, dollar: 1.00, inflation: 6.0, real_yield: -4.0 },
];

/// The place of small caps among them.
pub(super) const SMALL: usize = 1;

/// The sectors among them.
pub(super) fn sectors() -> &'static [Risky] {
    &RISKY[2..11]
}

/// What moves more than one asset in a session. Moves of yields and of inflation are in fractions a year.
#[derive(Clone, Copy)]
pub(super) struct Factors {
    pub(super) market: Session,
    /// A fall of the dollar.
    pub(super) dollar: Move,
    /// Change of expected inflation.
    pub(super) inflation: Move,
    /// Change of the ten-year yield less expected inflation.
    pub(super) real_yield: Move,
}

/// Volatility a year of the dollar.
const DOLLAR: f64 = 0.08;

/// One session's fall of the dollar.
pub(super) fn dollar(source: &mut Source) -> Move {
    Move::shock(DOLLAR * DOLLAR / YEAR, source)
}

/// Whether an asset is in favour.
struct Standing {
    in_favour: bool,
    spell: Spell,
}

/// Every asset's standing.
pub(super) struct Standings(Vec<Standing>);

impl Standings {
    pub(super) fn start(source: &mut Source) -> Self {
        let standing = |_: &Risky| Standing { in_favour: source.uniform() < 0.5, spell: Spell::under_way(source) };
        Self(RISKY.iter().map(standing).collect())
    }

    /// Passes one session: who comes into favour, who falls out of it.
    pub(super) fn step(&mut self, draws: &Draws, date: Date) {
        for (place, (asset, standing)) in RISKY.iter().zip(&mut self.0).enumerate() {
            let mut source = draws.on(date, Purpose::Favour(place));
            if standing.spell.ends(asset.spell * YEAR, &mut source) {
                standing.in_favour = !standing.in_favour;
            }
        }
    }

    /// The moves of one session: beta x market + (1 - beta) x zero-beta return + favour + rebound + edge + what the
    /// other factors add + own shock, whose variance is half constant and half in step with the market's.
    pub(super) fn moves(&self, draws: &Draws, date: Date, regime: Regime, factors: Factors) -> Vec<Move> {
        let nervousness = factors.market.shock.variance / usual_variance();
        let own = |(place, (asset, standing)): (usize, (&Risky, &Standing))| {
            let favour = if standing.in_favour { asset.favour } else { -asset.favour };
            let rebound = if regime == Regime::Recovery { asset.rebound } else { 0.0 };
            let variance = asset.own_volatility * asset.own_volatility / YEAR * (0.5 + 0.5 * nervousness);
            let shock = Move::shock(variance, &mut draws.on(date, Purpose::Own(place)));
            let drift = (1.0 - asset.beta) * ZERO_BETA + favour + rebound + asset.edge;
            let others = factors.dollar * asset.dollar
                + factors.inflation * asset.inflation
                + factors.real_yield * asset.real_yield;
            factors.market.total * asset.beta + Move::drift(drift) + shock + others
        };
        RISKY.iter().zip(&self.0).enumerate().map(own).collect()
    }
}

/// The market's variance, averaged over the regimes in their long-run proportions.
fn usual_variance() -> f64 {
    let total: f64 = Regime::CYCLE.into_iter().map(Regime::mean_sessions).sum();
    Regime::CYCLE.into_iter().map(|regime| level(regime) * regime.mean_sessions() / total).sum()
}
