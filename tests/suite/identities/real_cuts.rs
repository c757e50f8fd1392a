//! Real prices, cut anywhere: nothing that was decided before the cut, or at it, knows of what came after.

use super::same_until;
use crate::made::{day, run_text, run_with};
use crate::real::{import_real, real_dataset};
use rotascope::data::{Calendar, Date};
use rotascope::run::Run;

const WEEKLY: &str = r#"
[data]
dataset = "real"
start = 2000-08-01
benchmark = "SPY"

[signals]
resistance = "highest(prior(IWM.weekly.close), 10)"
rotate = "latch(streak(IWM.weekly.close > resistance) >= 2, IWM.weekly.close < sma(IWM.weekly.close, 8))"

[[rules]]
when = "rotate"
hold = { IWM = 1.0 }

[[rules]]
hold = { SPY = 1.0 }

[trade]
decide = "weekly"
commission = "2 bp"
"#;

/// Daily decisions on daily, weekly and monthly bars; latches whose arguments are coarser than they are.
const DAILY: &str = r#"
[data]
dataset = "real"
start = 2001-01-01
benchmark = { SPY = 0.5, IWM = 0.5 }

[signals]
calm = "volatility(SPY.adj_close, 20) < 1.2 * volatility(SPY.weekly.adj_close, 10)"
up = "latch(IWM.weekly.close > prior(IWM.weekly.close, 2), IWM.close < lowest(prior(IWM.low), 15))"
month_up = "latch(SPY.monthly.close > sma(SPY.monthly.close, 6), SPY.weekly.close < ema(SPY.weekly.close, 9))"
mixed = "SPY.close - SPY.weekly.low > 0.5 * (SPY.weekly.high - SPY.monthly.low)"
rare = "since(crosses_above(IWM.close, sma(IWM.close, 50))) < 15 or count(IWM.close > IWM.open, 10) > 6"

[[rules]]
when = "up and calm"
hold = { IWM = 0.9 }

[[rules]]
when = "month_up or mixed"
hold = { SPY = 0.7, IWM = 0.3 }

[[rules]]
when = "rare"
hold = { SPY = 0.5 }

[[rules]]
hold = { }

[trade]
decide = "daily"
fill = "next-close"
commission = "1 bp"
slippage = "0.02 %"
cash_yield = "2 %"
"#;

const MONTHLY: &str = r#"
[data]
dataset = "real"
start = 2001-06-01
returns = "price"

[signals]
lead = "momentum(IWM.monthly.adj_close, 6, skip = 1) - momentum(SPY.monthly.adj_close, 6, skip = 1)"
stretched = "IWM.quarterly.close / IWM.yearly.open > 1.2"
low_week = "monthly(drawdown(weekly(IWM.adj_close), 8)) < -0.1"

[[rules]]
when = "lead > 0 and not low_week and not stretched"
hold = { IWM = 1.2 }

[[rules]]
hold = { SPY = 0.6, IWM = 0.4 }

[trade]
decide = "monthly"
fill = "same-close"
rebalance = "always"
borrow = "6 %"
"#;

/// Series with their lags, as signals and as rates.
const SERIES: &str = r#"
[data]
dataset = "real"
start = 2003-01-01
risk_free = "rate"

[series.rate]
symbol = "DFF"
lag = "1 session"

[series.balance]
symbol = "WALCL"
lag = "2 sessions"

[series.spread]
symbol = "T10Y3M"
lag = "1 days"

[signals]
easing = "rate < prior(rate, 20) or weekly(balance) > prior(weekly(balance), 4)"
steep = "monthly(sma(spread, 10)) > 0.5"

[[rules]]
when = "easing and steep"
hold = { IWM = 0.8, SPY = 0.4 }

[[rules]]
when = "easing"
hold = { SPY = 0.8 }

[[rules]]
hold = { }

[trade]
decide = "weekly"
fill = "next-open"
rebalance = "always"
commission = "3 bp"
cash_yield = "rate"
borrow = "rate + 1"
"#;

/// Eves of holidays and of closures that were announced; the session before one that was not, and the one after it; ends of
/// months and years; days without a session.
const DAYS: [&str; 30] = [
    "2001-09-07",
    "2001-09-10",
    "2001-09-11",
    "2001-09-14",
    "2001-09-17",
    "2001-09-21",
    "2012-10-26",
    "2012-10-29",
    "2012-10-31",
    "2024-03-28",
    "2024-03-29",
    "2024-04-01",
    "2004-06-10",
    "2006-12-29",
    "2007-01-03",
    "2018-12-04",
    "2025-01-08",
    "2020-04-09",
    "2015-07-02",
    "2019-11-27",
    "2019-11-29",
    "2019-12-31",
    "2010-12-31",
    "2021-05-28",
    "2021-06-18",
    "2022-12-23",
    "2003-12-24",
    "2008-02-29",
    "2009-10-31",
    "2025-09-25",
];

fn cut_off(text: &str, day: Date) -> Run {
    let dataset = real_dataset().expect("looked for before");
    run_with(&dataset, text, &[&format!("data.end={day}")])
}

fn cut_anywhere(text: &str, step: usize) {
    let Some(dataset) = real_dataset() else { return };
    let full = run_text(&dataset, text);
    assert!(full.path.orders.len() > 40, "{} orders", full.path.orders.len());
    assert!(full.decisions.iter().any(|(_, decision)| decision.rule == Some(0)));
    // A step that is prime to the week's and the month's length, so that every weekday has its turn.
    let spread = full.dates.iter().skip(step).step_by(step).copied();
    let named = DAYS.map(day).into_iter().filter(|day| *day > full.dates[0]);
    for day in named.chain(spread) {
        if let Err(difference) = same_until(&full, &cut_off(text, day), day) {
            panic!("cut at {day}: {difference}");
        }
    }
}

#[test]
fn weekly() {
    cut_anywhere(WEEKLY, 331);
}

#[test]
fn daily() {
    cut_anywhere(DAILY, 331);
}

#[test]
fn monthly() {
    cut_anywhere(MONTHLY, 331);
}

#[test]
fn series() {
    cut_anywhere(SERIES, 331);
}

/// The week of 2001-09-10 ended on its Monday, and nobody knew; that of 2024-03-28 was known to end on its Thursday.
#[test]
fn a_week_is_decided_when_it_is_known_to_be_over() {
    let Some(dataset) = real_dataset() else { return };
    let decided: Vec<Date> = run_text(&dataset, WEEKLY).decisions.iter().map(|(date, _)| *date).collect();
    for (there, not_there) in [("2001-09-17", "2001-09-10"), ("2024-03-28", "2024-04-01"), ("2012-10-26", "2012-10-31")]
    {
        assert!(decided.contains(&day(there)), "{there}");
        assert!(!decided.contains(&day(not_there)), "{not_there}");
    }
}

/// Periods that end where the data's next session is in a later one are hindsight: the comparison must find it.
#[test]
fn hindsight_is_found() {
    let Some(dataset) = import_real(Calendar::Data) else {
        return;
    };
    let full = run_text(&dataset, WEEKLY);
    for cut in ["2001-09-10", "2024-03-28", "2019-11-29"] {
        let cut_run = run_with(&dataset, WEEKLY, &[&format!("data.end={cut}")]);
        let difference = same_until(&full, &cut_run, day(cut)).expect_err("a decision that needed the next session");
        assert!(difference.contains("decisions"), "{difference}");
    }
    assert!(full.notices.iter().any(|notice| notice.contains("hindsight")));
}

/// Windows that lie behind the cut of `history` read nothing before it.
#[test]
fn history_that_no_window_reaches_changes_nothing() {
    let Some(dataset) = real_dataset() else { return };
    let text = r#"
[data]
dataset = "real"
start = 2012-01-01
end = 2016-01-01
[[rules]]
when = "SPY.close > sma(SPY.close, 50) and IWM.weekly.close > highest(prior(IWM.weekly.high), 5)"
hold = { IWM = 1.0 }
[[rules]]
when = "momentum(SPY.monthly.adj_close, 3) > volatility(SPY.adj_close, 60)"
hold = { SPY = 1.0 }
[[rules]]
hold = { SPY = 0.5 }
[trade]
decide = "weekly"
"#;
    let whole = run_text(&dataset, text);
    let cut = run_with(&dataset, text, &["data.history=2011-08-17"]);
    assert_eq!(whole.dates, cut.dates);
    assert_eq!(whole.path.equity, cut.path.equity);
    let decided = |run: &Run| run.decisions.iter().map(|(date, decision)| (*date, decision.rule)).collect::<Vec<_>>();
    assert_eq!(decided(&whole), decided(&cut));
    assert!(whole.path.switches > 20);
    // Windows that it does reach wait: the third month after December ends with March.
    let late = run_with(&dataset, text, &["data.history=2011-12-01"]);
    assert_eq!(late.dates[0], day("2012-03-30"));
}
