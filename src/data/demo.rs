//! The embedded demo market: a seeded model with published moments.
//!
//! A hidden regime (expansion, bear, recovery) drives a large-cap index with clustered, asymmetric, fat-tailed
//! returns; other equities, real estate, gold and commodities take a beta of it, of the dollar and of inflation, and have
//! shocks and spells of favour of their own; a central bank reacts to the regime; a curve of yields follows its rate, and
//! bonds follow the curve, inflation and credit spreads. Every part, parameter and source: docs/demo-data.md.
//!
//! Only +, -, x, / and square roots touch a price, all exactly rounded by IEEE 754, and dates are the only iteration
//! order. What remains of the platform is the `ln` and `exp` in which samplers decide about rejection and tails: a last
//! digit there would have to meet a rounding edge of a cent to show.

mod bills;
mod bonds;
mod curve;
mod draws;
mod earnings;
mod index;
mod inflation;
mod listing;
mod manifest;
mod moves;
mod policy;
mod quotes;
mod regime;
mod risky;

pub use regime::Regime;

use super::{Bars, Calendar, Date, Manifest, Observations};
use bills::{BILLS, Bills};
use bonds::{BONDS, Fund};
use chrono::{Datelike, Weekday};
use curve::{Curve, Tenor};
use draws::{Draws, Purpose};
use earnings::Earnings;
use index::Index;
use inflation::Inflation;
use policy::{BalanceSheet, Policy, is_meeting};
use quotes::{Quarterly, Quotes, is_monthly, is_quarterly};
use regime::Chain;
use risky::{Factors, RISKY, Risky, SMALL, Standings, dollar};

/// The seed of the dataset that ships.
pub const SEED: u64 = 7;

/// A generated market: what a dataset stores, and the states behind it.
#[derive(Clone, Debug)]
pub struct Market {
    /// Name, roles and groups; entries of files are the store's to add.
    pub manifest: Manifest,
    /// Equities, real assets, bonds, bills; a bar at every session from a fund's first day on.
    pub symbols: Vec<(String, Bars)>,
    /// `POLICY_RATE`, in percent, every calendar day; `BALANCE_SHEET`, in millions of dollars, every Wednesday;
    /// `YIELD_CURVE`, ten years less three months in percentage points, every session; `SMALL_EARNINGS`, dollars a share of four
    /// quarters, every quarter's end, in two vintages.
    pub series: Vec<(String, Observations)>,
    /// The regime of each session. No strategy can see it; it is here to judge the model by.
    pub regimes: Vec<Regime>,
}

/// The sessions of the dataset that ships: all that NYSE scheduled from 2000 to 2024.
pub fn sessions() -> Vec<Date> {
    let years = |day: &Date| day.year() < 2025;
    let first = Date::from_ymd_opt(2000, 1, 1).expect("the first of January is a day");
    let scheduled = |day: &Date| Calendar::Nyse.schedules(*day) == Some(true);
    first.iter_days().take_while(years).filter(scheduled).collect()
}

/// Generates the market of a seed at the given sessions, which strictly increase. Same seed and sessions, same market;
/// sessions added at the end leave everything before unchanged but `adj_close`, which later dividends lower throughout.
/// Without sessions, every history is empty.
pub fn generate(seed: u64, sessions: &[Date]) -> Market {
    debug_assert!(sessions.is_sorted_by(|a, b| a < b), "sessions must strictly increase");
    let first = sessions.first().copied().unwrap_or_default();
    let mut world = World::start(Draws::new(seed), first);
    let mut due = sessions.iter().copied().peekable();
    for day in first.iter_days().take_while(|day| Some(day) <= sessions.last()) {
        if due.next_if_eq(&day).is_some() {
            world.trade(day);
        }
        world.publish(day);
    }
    world.finish(seed)
}

/// The whole model at the end of a day, and its history so far.
struct World {
    draws: Draws,
    chain: Chain,
    index: Index,
    standings: Standings,
    inflation: Inflation,
    policy: Policy,
    balance_sheet: BalanceSheet,
    curve: Curve,
    funds: Vec<Fund>,
    bills: Bills,
    /// The last session, and the rate known at its close.
    before: Option<Date>,
    rate: f64,
    risky_quotes: Vec<(Quotes, Quarterly)>,
    bond_quotes: Vec<Quotes>,
    bill_quotes: Quotes,
    rates: Observations,
    holdings: Observations,
    slopes: Observations,
    earnings: Earnings,
    regimes: Vec<Regime>,
}

impl World {
    fn start(draws: Draws, first: Date) -> Self {
        let mut source = draws.on(first, Purpose::Start);
        let chain = Chain::start(&mut source);
        let policy = Policy::start(chain.regime, &mut source);
        let curve = Curve::start(policy.rate());
        let risky =
            |asset: &Risky| (asset.listing.quotes(), Quarterly::start(asset.dividend_yield, asset.listing.price));
        Self {
            index: Index::start(chain.regime),
            standings: Standings::start(&mut source),
            inflation: Inflation::start(chain.regime),
            balance_sheet: BalanceSheet::start(),
            funds: BONDS.iter().map(|bond| Fund::start(bond, &curve, chain.regime)).collect(),
            bills: Bills::start(),
            before: None,
            rate: policy.rate(),
            risky_quotes: RISKY.iter().map(risky).collect(),
            bond_quotes: BONDS.iter().map(|bond| bond.listing.quotes()).collect(),
            bill_quotes: BILLS.quotes(),
            rates: Observations::default(),
            holdings: Observations::default(),
            slopes: Observations::default(),
            earnings: Earnings::start(RISKY[SMALL].listing.price),
            regimes: Vec::new(),
            draws,
            chain,
            policy,
            curve,
        }
    }

    /// One session.
    fn trade(&mut self, date: Date) {
        let draws = &self.draws;
        let days = self.before.map_or(1, |before| (date - before).num_days()) as f64;
        let pays_quarterly = self.before.is_some_and(|before| is_quarterly(before, date));
        let pays_monthly = self.before.is_some_and(|before| is_monthly(before, date));

        self.chain.step(&mut draws.on(date, Purpose::Regime));
        self.standings.step(draws, date);
        let regime = self.chain.regime;
        let market = self.index.step(regime, &mut draws.on(date, Purpose::Market));
        let inflation = self.inflation.step(regime, market, &mut draws.on(date, Purpose::Inflation));
        let yields = self.curve.step(draws, date, self.rate, regime, market);
        let factors = Factors {
            market,
            dollar: dollar(&mut draws.on(date, Purpose::Dollar)),
            inflation,
            real_yield: yields.at(Tenor::Ten).change + inflation * -1.0,
        };

        let moves = self.standings.moves(draws, date, regime, factors);
        for (place, (step, (quotes, dividends))) in moves.into_iter().zip(&mut self.risky_quotes).enumerate() {
            let dividend = if pays_quarterly { dividends.pay(quotes.price()) } else { 0.0 };
            quotes.trade(date, dividend, step, &mut draws.on(date, Purpose::Quotes(place)));
        }

        for (place, (fund, quotes)) in self.funds.iter_mut().zip(&mut self.bond_quotes).enumerate() {
            let coupon = if pays_monthly { fund.monthly_coupon() } else { 0.0 };
            let mut spread = draws.on(date, Purpose::Spread(place));
            let step = fund.step(days, &yields, inflation, regime, market, &mut spread);
            let place = RISKY.len() + place;
            quotes.trade(date, coupon * quotes.price(), step, &mut draws.on(date, Purpose::Quotes(place)));
        }

        let income = if pays_monthly { self.bills.pay() } else { 0.0 };
        let step = self.bills.step(days, self.rate);
        let (quotes, place) = (&mut self.bill_quotes, RISKY.len() + BONDS.len());
        quotes.trade(date, income * quotes.price(), step, &mut draws.on(date, Purpose::Quotes(place)));

        self.earnings.step(regime, self.risky_quotes[SMALL].0.price());
        self.regimes.push(regime);
        self.before = Some(date);
        self.rate = self.policy.rate();
        self.slopes.dates.push(date);
        self.slopes.values.push(hundredths(100.0 * self.curve.at(Tenor::Ten) - self.rate));
    }

    /// A calendar day's end: the rate in force, on Wednesdays the balance sheet, on meeting days the decision for tomorrow;
    /// and what companies report.
    fn publish(&mut self, date: Date) {
        self.rates.dates.push(date);
        self.rates.values.push(self.policy.rate());
        if date.weekday() == Weekday::Wed {
            let holdings = self.balance_sheet.week(date, &self.policy, self.chain.regime, &self.draws);
            self.holdings.dates.push(date);
            self.holdings.values.push(holdings);
        }
        self.earnings.publish(date, &self.draws);
        if is_meeting(date) {
            self.policy.meet(self.chain.regime, &mut self.draws.on(date, Purpose::Meeting));
        }
    }

    fn finish(self, seed: u64) -> Market {
        let risky =
            RISKY.iter().map(|asset| &asset.listing).zip(self.risky_quotes.into_iter().map(|(quotes, _)| quotes));
        let bonds = BONDS.iter().map(|bond| &bond.listing).zip(self.bond_quotes);
        let listed = risky.chain(bonds).chain([(&BILLS, self.bill_quotes)]);
        let series = [
            ("POLICY_RATE", self.rates),
            ("BALANCE_SHEET", self.holdings),
            ("YIELD_CURVE", self.slopes),
            ("SMALL_EARNINGS", self.earnings.finish()),
        ];
        Market {
            manifest: manifest::of(seed),
            symbols: listed.map(|(listing, quotes)| (listing.symbol.to_owned(), quotes.finish())).collect(),
            series: series.map(|(name, observations)| (name.to_owned(), observations)).into(),
            regimes: self.regimes,
        }
    }
}

fn hundredths(percent: f64) -> f64 {
    (percent * 100.0).round() / 100.0
}
