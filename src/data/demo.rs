//! The embedded demo market: a seeded model with published moments.
//!
//! A hidden regime (expansion, bear, recovery) drives a large-cap index with clustered, asymmetric, fat-tailed
//! returns; small caps and sectors take a beta of it and have shocks and spells of favour of their own; a central bank
//! reacts to the regime; bonds and bills follow its rate. Every part, parameter and source: docs/demo-data.md.
//!
//! Only +, -, x, / and square roots touch a price, all exactly rounded by IEEE 754, and dates are the only iteration
//! order. What remains of the platform is the `ln` and `exp` in which samplers decide about rejection and tails: a last
//! digit there would have to meet a rounding edge of a cent to show.

mod draws;
mod equities;
mod index;
mod moves;
mod policy;
mod quotes;
mod rates;
mod regime;

pub use regime::Regime;

use super::{Bars, Calendar, Date, Manifest, Observations};
use chrono::{Datelike, Weekday};
use draws::{Draws, Purpose};
use equities::{EQUITIES, Equities, Equity, sectors};
use index::Index;
use policy::{BalanceSheet, Policy, is_meeting};
use quotes::{Quarterly, Quotes, is_monthly, is_quarterly};
use rates::{Bills, Bonds};
use regime::Chain;

/// The seed of the dataset that ships.
pub const SEED: u64 = 7;

/// A generated market: what a dataset stores, and the states behind it.
#[derive(Clone, Debug)]
pub struct Market {
    /// Name, roles and groups; entries of files are the store's to add.
    pub manifest: Manifest,
    /// Large caps, small caps, nine sectors, bonds, bills; a bar at every session.
    pub symbols: Vec<(String, Bars)>,
    /// `POLICY_RATE`, in percent, every calendar day; `BALANCE_SHEET`, in millions of dollars, every Wednesday.
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
    equities: Equities,
    policy: Policy,
    balance_sheet: BalanceSheet,
    bonds: Bonds,
    bills: Bills,
    /// The last session, and the rate known at its close.
    before: Option<Date>,
    rate: f64,
    equity_quotes: Vec<(Quotes, Quarterly)>,
    bond_quotes: Quotes,
    bill_quotes: Quotes,
    rates: Observations,
    holdings: Observations,
    regimes: Vec<Regime>,
}

impl World {
    fn start(draws: Draws, first: Date) -> Self {
        let mut source = draws.on(first, Purpose::Start);
        let chain = Chain::start(&mut source);
        let policy = Policy::start(chain.regime, &mut source);
        let equity = |equity: &Equity| {
            (Quotes::start(equity.price, equity.volume), Quarterly::start(equity.dividend_yield, equity.price))
        };
        Self {
            index: Index::start(chain.regime),
            equities: Equities::start(&mut source),
            balance_sheet: BalanceSheet::start(),
            bonds: Bonds::start(policy.rate()),
            bills: Bills::start(),
            before: None,
            rate: policy.rate(),
            equity_quotes: EQUITIES.iter().map(equity).collect(),
            bond_quotes: Quotes::start(100.0, 5e6),
            bill_quotes: Quotes::start(91.5, 2e6),
            rates: Observations::default(),
            holdings: Observations::default(),
            regimes: Vec::new(),
            draws,
            chain,
            policy,
        }
    }

    /// One session.
    fn trade(&mut self, date: Date) {
        let draws = &self.draws;
        let days = self.before.map_or(1, |before| (date - before).num_days()) as f64;
        let pays_quarterly = self.before.is_some_and(|before| is_quarterly(before, date));
        let pays_monthly = self.before.is_some_and(|before| is_monthly(before, date));

        self.chain.step(&mut draws.on(date, Purpose::Regime));
        self.equities.step(draws, date);
        let regime = self.chain.regime;
        let market = self.index.step(regime, &mut draws.on(date, Purpose::Market));

        let moves = self.equities.moves(draws, date, regime, market);
        for (place, (step, (quotes, dividends))) in moves.into_iter().zip(&mut self.equity_quotes).enumerate() {
            let dividend = if pays_quarterly { dividends.pay(quotes.price()) } else { 0.0 };
            quotes.trade(date, dividend, step, &mut draws.on(date, Purpose::Quotes(place)));
        }

        let coupon = if pays_monthly { self.bonds.monthly_coupon() } else { 0.0 };
        let mut yields = draws.on(date, Purpose::Yield);
        let step = self.bonds.step(days, self.rate, regime, market, &mut yields);
        let quotes = &mut self.bond_quotes;
        quotes.trade(date, coupon * quotes.price(), step, &mut draws.on(date, Purpose::Quotes(EQUITIES.len())));

        let income = if pays_monthly { self.bills.pay() } else { 0.0 };
        let step = self.bills.step(days, self.rate);
        let quotes = &mut self.bill_quotes;
        quotes.trade(date, income * quotes.price(), step, &mut draws.on(date, Purpose::Quotes(EQUITIES.len() + 1)));

        self.regimes.push(regime);
        self.before = Some(date);
        self.rate = self.policy.rate();
    }

    /// A calendar day's end: the rate in force, on Wednesdays the balance sheet, on meeting days the decision for tomorrow.
    fn publish(&mut self, date: Date) {
        self.rates.dates.push(date);
        self.rates.values.push(self.policy.rate());
        if date.weekday() == Weekday::Wed {
            let holdings = self.balance_sheet.week(date, &self.policy, self.chain.regime, &self.draws);
            self.holdings.dates.push(date);
            self.holdings.values.push(holdings);
        }
        if is_meeting(date) {
            self.policy.meet(self.chain.regime, &mut self.draws.on(date, Purpose::Meeting));
        }
    }

    fn finish(self, seed: u64) -> Market {
        let equities = EQUITIES.iter().zip(self.equity_quotes);
        let mut symbols: Vec<(String, Bars)> =
            equities.map(|(equity, (quotes, _))| (equity.symbol.to_owned(), quotes.finish())).collect();
        symbols.push(("BONDS".to_owned(), self.bond_quotes.finish()));
        symbols.push(("BILLS".to_owned(), self.bill_quotes.finish()));
        Market {
            manifest: manifest(seed),
            symbols,
            series: vec![("POLICY_RATE".to_owned(), self.rates), ("BALANCE_SHEET".to_owned(), self.holdings)],
            regimes: self.regimes,
        }
    }
}

fn manifest(seed: u64) -> Manifest {
    let roles = [
        ("large", "LARGE"),
        ("small", "SMALL"),
        ("bills", "BILLS"),
        ("bonds", "BONDS"),
        ("policy_rate", "POLICY_RATE"),
        ("balance_sheet", "BALANCE_SHEET"),
    ];
    let sectors: Vec<String> = sectors().iter().map(|sector| sector.symbol.to_owned()).collect();
    Manifest {
        name: "demo".to_owned(),
        about: "A synthetic market from a regime-switching model: large and small caps, nine sectors, bonds, bills, \
                a policy rate and a central bank's balance sheet. Not real prices."
            .to_owned(),
        source: format!("docs/demo-data.md, seed {seed}"),
        licence: "MIT".to_owned(),
        synthetic: true,
        calendar: Calendar::Nyse,
        sessions_per_year: None,
        basis: "dollars, no splits; adj_close is adjusted for dividends".to_owned(),
        roles: roles.map(|(role, symbol)| (role.to_owned(), symbol.to_owned())).into(),
        groups: [("sectors".to_owned(), sectors.into())].into(),
        symbols: Default::default(),
        series: Default::default(),
    }
}
