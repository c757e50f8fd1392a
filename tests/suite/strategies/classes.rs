//! Asset classes by the month: the measures that tactical allocations rank by, and the engine's targets beside derived ones.

use super::raw::{Fund, Period, Raw, day, fund, last_of, mean, periods};
use super::{Real, run};
use chrono::{Datelike, NaiveDate as Date};
use std::collections::BTreeMap;
use std::path::Path;

/// Which fund an asset class is.
const FUNDS: [(&str, &str); 15] = [
    ("large", "SPY"),
    ("small", "IWM"),
    ("growth", "QQQ"),
    ("foreign", "EFA"),
    ("emerging", "EEM"),
    ("real_estate", "VNQ"),
    ("commodities", "DBC"),
    ("gold", "GLD"),
    ("bonds", "AGG"),
    ("short_bonds", "SHY"),
    ("long_bonds", "TLT"),
    ("inflation_linked", "TIP"),
    ("corporate", "LQD"),
    ("credit", "HYG"),
    ("bills", "BIL"),
];

pub type Class = &'static str;
pub type Weights = BTreeMap<Class, f64>;

pub struct Classes {
    funds: BTreeMap<Class, Fund>,
    months: Vec<Period>,
}

impl Classes {
    fn read(data: &Path, raw: &Raw) -> Classes {
        let read = |(class, symbol)| (class, fund(&data.join(format!("yahoo-etfs/{symbol}.csv"))));
        Classes { funds: FUNDS.map(read).into(), months: periods(raw.sessions(), |day| (day.year(), day.month())) }
    }

    /// Adjusted closes up to and including `today`, oldest first; none before the fund began.
    pub fn daily(&self, class: Class, today: Date) -> &[f64] {
        let fund = &self.funds[class];
        &fund.adjusted[..fund.days.partition_point(|&session| session <= today)]
    }

    /// The adjusted close at the end of each month that was over at the close of `today`, from the fund's first on.
    pub fn monthly(&self, class: Class, today: Date) -> Vec<f64> {
        let over = self.months.iter().filter(|month| month.known <= today);
        over.filter_map(|month| self.daily(class, month.last).last().copied()).collect()
    }

    /// Those of `classes`, words of a list, that have a measure, the highest first; of equal ones the first in the list.
    pub fn ranked(&self, classes: &'static str, measure: impl Fn(Class) -> Option<f64>) -> Vec<(Class, f64)> {
        let mut ranked: Vec<_> = classes.split(' ').filter_map(|class| Some((class, measure(class)?))).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }
}

/// What a close has gained since the `n`-th before it.
pub fn gain(closes: &[f64], n: usize) -> Option<f64> {
    let window = last_of(closes, n + 1)?;
    Some(window[n] / window[0] - 1.0)
}

/// The mean gain of 1, 3, 6 and 12 months.
pub fn gain_of_four(closes: &[f64]) -> Option<f64> {
    Some([1, 3, 6, 12].map(|n| gain(closes, n)).into_iter().sum::<Option<f64>>()? / 4.0)
}

/// The same, each made yearly: the latest month weighs most.
pub fn fast_gain(closes: &[f64]) -> Option<f64> {
    let yearly = [1, 3, 6, 12].map(|n| Some(gain(closes, n)? * 12.0 / n as f64));
    Some(yearly.into_iter().sum::<Option<f64>>()? / 4.0)
}

/// The latest close over the mean of the last `n`, less 1.
pub fn over_average(closes: &[f64], n: usize) -> Option<f64> {
    Some(closes.last()? / mean(last_of(closes, n)?) - 1.0)
}

/// Adds `weight` for each of `classes`.
pub fn hold(weights: &mut Weights, classes: impl IntoIterator<Item = Class>, weight: f64) {
    classes.into_iter().for_each(|class| *weights.entry(class).or_default() += weight);
}

/// Runs the file `name` from the month end `first` on, and holds the target of every decision to the derived one, to
/// `within` in every weight.
pub fn agree(name: &str, first: &str, within: f64, derive: impl Fn(&Classes, Date) -> Weights) {
    let Some(real) = Real::get() else { return };
    let data = crate::shared("data").expect("the folder that was just read");
    let classes = Classes::read(&data, &real.raw);
    let (strategy, run) = run(name, &[], &real.dataset);
    let over: Vec<Date> = classes.months.iter().map(|month| month.known).filter(|&known| known >= day(first)).collect();
    let decided: Vec<Date> = run.decisions.iter().map(|(session, _)| *session).collect();
    assert_eq!(decided, over, "{name}: decision sessions");
    let mut seen: Vec<Weights> = Vec::new();
    for (session, decision) in &run.decisions {
        let derived = derive(&classes, *session);
        for (asset, weight) in strategy.assets.iter().zip(&decision.target) {
            let class = FUNDS.iter().find(|(_, symbol)| *symbol == asset.symbol).map(|(class, _)| *class);
            let expected = class.and_then(|class| derived.get(class)).copied().unwrap_or(0.0);
            assert!(
                (weight - expected).abs() <= within,
                "{name}: {} {weight}, not {expected}, on {session}",
                asset.symbol
            );
        }
        let whole: f64 = derived.values().sum();
        assert!((whole - 1.0).abs() < 1e-9, "{name}: {derived:?} on {session}");
        if !seen.contains(&derived) {
            seen.push(derived);
        }
    }
    // Agreement on targets that hardly change would prove nothing.
    assert!(seen.len() >= 2, "{name}: always {seen:?}");
}
