//! What many funds say together, and how much of each is held: targets worked out from the vendors' files.

use super::breakouts::Breakout;
use super::raw::{Fund, Period, Raw, day, fund, last_of, mean};
use super::{Real, run};
use chrono::NaiveDate as Date;
use std::collections::BTreeMap;
use std::path::Path;

pub const FILES: [&str; 5] =
    ["canary-breadth", "sector-momentum", "inverse-volatility", "equal-risk", "size-rotation-ensemble"];

/// The real files have no sectors: these funds stand in for them. They begin between 1993 and 2004.
const STAND_INS: [&str; 10] = ["SPY", "QQQ", "IWM", "MDY", "EFA", "EEM", "EWJ", "IEV", "IYR", "VNQ"];

fn sectors() -> String {
    format!("groups.sectors={STAND_INS:?}")
}

type Weights = BTreeMap<&'static str, f64>;

struct Funds {
    raw: Raw,
    funds: BTreeMap<&'static str, Fund>,
}

impl Funds {
    fn read(data: &Path, symbols: &[&'static str]) -> Funds {
        let read = |symbol: &&'static str| (*symbol, fund(&data.join(format!("yahoo-etfs/{symbol}.csv"))));
        Funds { raw: Raw::read(data), funds: symbols.iter().map(read).collect() }
    }

    /// Adjusted closes up to and including `today`.
    fn adjusted(&self, symbol: &str, today: Date) -> &[f64] {
        let fund = &self.funds[symbol];
        &fund.adjusted[..fund.closes(today).len()]
    }

    /// The last `n` daily returns, where there are as many.
    fn returns(&self, symbol: &str, n: usize, today: Date) -> Option<Vec<f64>> {
        let closes = last_of(self.adjusted(symbol, today), n + 1)?;
        Some(closes.windows(2).map(|pair| pair[1] / pair[0] - 1.0).collect())
    }
}

/// Runs the file `name` with `sets`, and holds every target, from `first` on at each period's end, to the derived one, to `within` in
/// every weight.
fn agree(
    name: &str,
    sets: &[&str],
    (periods, first): (fn(&Raw) -> Vec<Period>, &str),
    symbols: &[&'static str],
    within: f64,
    derive: impl Fn(&Funds, Date) -> Weights,
) {
    let Some(real) = Real::get() else { return };
    let funds = Funds::read(&crate::shared("data").expect("the folder that was just read"), symbols);
    let (strategy, run) = run(name, sets, &real.dataset);
    let known = periods(&funds.raw).into_iter().map(|period| period.known);
    let expected: Vec<Date> = known.filter(|known| *known >= day(first)).collect();
    let decided: Vec<Date> = run.decisions.iter().map(|(session, _)| *session).collect();
    assert_eq!(decided, expected, "{name} {sets:?}: decision sessions");
    let mut seen: Vec<Weights> = Vec::new();
    for (session, decision) in &run.decisions {
        let derived = derive(&funds, *session);
        for (asset, weight) in strategy.assets.iter().zip(&decision.target) {
            let derived = derived.get(asset.symbol.as_str()).copied().unwrap_or(0.0);
            let told = format!("{name} {sets:?}: {} {weight}, not {derived}, on {session}", asset.symbol);
            assert!((weight - derived).abs() <= within, "{told}");
        }
        let whole: f64 = derived.values().sum();
        assert!((whole - 1.0).abs() < 1e-9, "{name} {sets:?}: {derived:?} on {session}");
        if !seen.contains(&derived) {
            seen.push(derived);
        }
    }
    // Agreement on targets that hardly change would prove nothing.
    assert!(seen.len() > 3, "{name} {sets:?}: only {seen:?}");
}

/// A part of each of `n` slots, and bills for what is left of the whole.
fn in_slots(parts: impl IntoIterator<Item = (&'static str, f64)>, filled: usize, n: usize) -> Weights {
    let share = filled as f64 / n as f64;
    let mut weights: Weights = parts.into_iter().map(|(symbol, part)| (symbol, part * share)).collect();
    weights.insert("BIL", 1.0 - share);
    weights
}

#[test]
fn the_share_of_funds_below_their_averages() {
    let sectors = sectors();
    for (sets, days, breadth) in [(vec![], 200, 0.5), (vec!["days=50", "breadth=1"], 50, 1.0)] {
        let sets = [vec![sectors.as_str()], sets].concat();
        agree("canary-breadth", &sets, (Raw::months, "2007-05-31"), &STAND_INS, 1e-12, |funds, today| {
            let below = |symbol: &&str| {
                let closes = funds.funds[*symbol].closes(today);
                Some(*closes.last()? < mean(last_of(closes, days)?))
            };
            let said: Vec<bool> = STAND_INS.iter().filter_map(below).collect();
            let bad = said.iter().filter(|below| **below).count() as f64 / said.len() as f64;
            let safe = (bad / breadth).min(1.0);
            Weights::from([("SPY", 1.0 - safe), ("BIL", safe)])
        });
    }
}

#[test]
fn the_strongest_of_many() {
    let sectors = sectors();
    // Before all have begun, few have a year and a half of months: slots stay empty. Bills begin in 2007, two-year bonds earlier.
    let early = ["sleeves.leaders.otherwise='short_bonds'", "months=18", "picks=8"];
    for (sets, first, months, picks, rest) in
        [(&[][..], "2007-05-31", 6, 3, "BIL"), (&early, "2002-07-31", 18, 8, "SHY")]
    {
        let sets = [&[sectors.as_str()], sets].concat();
        agree("sector-momentum", &sets, (Raw::months, first), &STAND_INS, 1e-12, |funds, today| {
            let gain = |symbol: &&'static str| {
                let ends = funds.raw.months().into_iter().filter(|month| month.known <= today);
                let ends: Vec<f64> =
                    ends.filter_map(|month| funds.adjusted(symbol, month.last).last().copied()).collect();
                let window = last_of(&ends, months + 1)?;
                Some((*symbol, window[months] / window[0]))
            };
            let mut ranked: Vec<(&str, f64)> = STAND_INS.iter().filter_map(gain).collect();
            ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
            ranked.truncate(picks);
            let filled = ranked.len();
            let mut weights =
                in_slots(ranked.into_iter().map(|(symbol, _)| (symbol, 1.0 / filled as f64)), filled, picks);
            let left = weights.remove("BIL").unwrap_or_default();
            weights.insert(rest, left);
            weights
        });
    }
}

const CLASSES: [&str; 7] = ["SPY", "EFA", "VNQ", "DBC", "GLD", "AGG", "TLT"];

/// The classes that have `n` returns, with these.
fn with_returns(funds: &Funds, n: usize, today: Date) -> Vec<(&'static str, Vec<f64>)> {
    CLASSES.iter().filter_map(|class| Some((*class, funds.returns(class, n, today)?))).collect()
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    let products = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b));
    products.sum::<f64>() / (a.len() - 1) as f64
}

#[test]
fn the_calmer_the_more() {
    for (sets, days) in [(&[][..], 126), (&["days=1000"], 1000)] {
        agree("inverse-volatility", sets, (Raw::months, "2007-05-31"), &CLASSES, 1e-12, |funds, today| {
            let classes = with_returns(funds, days, today);
            let calm =
                |(class, returns): &(&'static str, Vec<f64>)| (*class, covariance(returns, returns).sqrt().recip());
            let calm: Vec<_> = classes.iter().map(calm).collect();
            let sum: f64 = calm.iter().map(|(_, calm)| calm).sum();
            in_slots(calm.iter().map(|(class, calm)| (*class, calm / sum)), calm.len(), 7)
        });
    }
}

#[test]
fn the_same_risk_from_each() {
    for (sets, days) in [(&[][..], 252), (&["days=750"], 750)] {
        agree("equal-risk", sets, (Raw::months, "2007-05-31"), &CLASSES, 1e-9, |funds, today| {
            let classes = with_returns(funds, days, today);
            let covariances: Vec<Vec<f64>> =
                classes.iter().map(|(_, a)| classes.iter().map(|(_, b)| covariance(a, b)).collect()).collect();
            let weights = equal_contributions(&covariances);
            in_slots(classes.iter().map(|(class, _)| *class).zip(weights), classes.len(), 7)
        });
    }
}

/// Weights w that sum to 1 and for which w_i (C w)_i is the same for all i: each is solved for in turn, the others as they are.
fn equal_contributions(covariances: &[Vec<f64>]) -> Vec<f64> {
    let n = covariances.len();
    let mut weights: Vec<f64> = (0..n).map(|i| covariances[i][i].sqrt().recip()).collect();
    for _ in 0..500 {
        for i in 0..n {
            let others: f64 = (0..n).filter(|j| *j != i).map(|j| covariances[i][j] * weights[j]).sum();
            // v_i w_i^2 + others w_i = 1
            let own = covariances[i][i];
            weights[i] = ((others * others + 4.0 * own).sqrt() - others) / (2.0 * own);
        }
    }
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

#[test]
fn a_third_in_each_breakout() {
    agree("size-rotation-ensemble", &[], (Raw::weeks, "2002-01-04"), &[], 1e-12, |funds, today| {
        let holds = |lookback: &usize| {
            let breakout = Breakout { weeks: funds.raw.weeks(), lookback: *lookback, in_a_row: 2, trend: 40 };
            breakout.holds(&funds.raw, today)
        };
        let small = [13, 26, 52].iter().filter(|lookback| holds(lookback)).count() as f64 / 3.0;
        Weights::from([("IWM", small), ("SPY", 1.0 - small)])
    });
}
