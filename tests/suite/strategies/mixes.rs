//! What many funds say together, and how much of each is held: targets worked out from the vendors' files.

use super::raw::{Fund, Period, Raw, day, fund, last_of, mean};
use super::{Real, run};
use chrono::NaiveDate as Date;
use std::collections::BTreeMap;
use std::path::Path;

pub const FILES: [&str; 1] = ["canary-breadth"];

/// The real files have no sectors: these funds stand in for them. They begin between 1993 and 2004.
const STAND_INS: [&str; 10] = ["SPY", "QQQ", "IWM", "MDY", "EFA", "EEM", "EWJ", "IEV", "IYR", "VNQ"];

fn sectors() -> String {
    format!("groups.sectors={STAND_INS:?}")
}

type Weights = BTreeMap<&'static str, f64>;

struct Funds {
    funds: BTreeMap<&'static str, Fund>,
    months: Vec<Period>,
}

impl Funds {
    fn read(data: &Path, raw: &Raw, symbols: &[&'static str]) -> Funds {
        let read = |symbol: &&'static str| (*symbol, fund(&data.join(format!("yahoo-etfs/{symbol}.csv"))));
        Funds { funds: symbols.iter().map(read).collect(), months: raw.months() }
    }

    fn closes(&self, symbol: &str, today: Date) -> &[f64] {
        self.funds[symbol].closes(today)
    }
}

/// Runs the file `name` with `sets`, and holds every target from the month end `first` on to the derived one, to `within` in every
/// weight.
fn agree(
    name: &str,
    sets: &[&str],
    first: &str,
    symbols: &[&'static str],
    within: f64,
    derive: impl Fn(&Funds, Date) -> Weights,
) {
    let Some(real) = Real::get() else { return };
    let data = crate::shared("data").expect("the folder that was just read");
    let funds = Funds::read(&data, &real.raw, symbols);
    let (strategy, run) = run(name, sets, &real.dataset);
    let expected: Vec<Date> =
        funds.months.iter().map(|month| month.known).filter(|known| *known >= day(first)).collect();
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
    assert!(seen.len() > 5, "{name} {sets:?}: only {seen:?}");
}

#[test]
fn the_share_of_funds_below_their_averages() {
    let sectors = sectors();
    for (sets, days, breadth) in [(vec![], 200, 0.5), (vec!["days=50", "breadth=1"], 50, 1.0)] {
        let sets = [vec![sectors.as_str()], sets].concat();
        agree("canary-breadth", &sets, "2007-05-31", &STAND_INS, 1e-12, |funds, today| {
            let below = |symbol: &&str| {
                let closes = funds.closes(symbol, today);
                Some(*closes.last()? < mean(last_of(closes, days)?))
            };
            let said: Vec<bool> = STAND_INS.iter().filter_map(below).collect();
            let bad = said.iter().filter(|below| **below).count() as f64 / said.len() as f64;
            let safe = (bad / breadth).min(1.0);
            Weights::from([("SPY", 1.0 - safe), ("BIL", safe)])
        });
    }
}
