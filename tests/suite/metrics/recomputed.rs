//! Every metric a second time, from its textbook definition and by other means, on random curves.

use super::KEYS;
use super::curve::{Curve, Traded, compounded, date, mean};
use chrono::{Datelike, Days};
use proptest::prelude::*;
use rotascope::data::Date;
use rotascope::sim::Holding;
use rotascope::stats::{Drawdown, drawdowns, monthly_returns, yearly_returns};
use std::collections::BTreeMap;

/// (x_i - x_j)(y_i - y_j) over all pairs / (n (n - 1)): the sample covariance without a mean.
fn covariance(x: &[f64], y: &[f64]) -> Option<f64> {
    let n = x.len();
    let pairs = (0..n).flat_map(|i| (0..i).map(move |j| (i, j)));
    let sum: f64 = pairs.map(|(i, j)| (x[i] - x[j]) * (y[i] - y[j])).sum();
    (n > 1).then(|| sum / (n * (n - 1)) as f64)
}

fn deviation(x: &[f64]) -> Option<f64> {
    Some(covariance(x, x)?.sqrt())
}

fn less(x: &[f64], y: &[f64]) -> Vec<f64> {
    x.iter().zip(y).map(|(x, y)| x - y).collect()
}

/// Central moments 2 to 4 from raw moments about the first value.
fn central_moments(x: &[f64]) -> [f64; 3] {
    let raw = |k: i32| mean(&x.iter().map(|value| (value - x[0]).powi(k)).collect::<Vec<_>>());
    let (a, b, c, d) = (raw(1), raw(2), raw(3), raw(4));
    [b - a * a, c - 3.0 * a * b + 2.0 * a.powi(3), d - 4.0 * a * c + 6.0 * a * a * b - 3.0 * a.powi(4)]
}

/// Every session that is a highest close so far and is followed by a fall, with what follows it.
fn falls(curve: &Curve) -> Vec<Drawdown> {
    let (dates, equity) = (&curve.dates, &curve.equity);
    let highest = |i: usize| equity[..i].iter().all(|&close| close <= equity[i]);
    let falls_from = |i: usize| i + 1 < equity.len() && equity[i + 1] < equity[i];
    (0..equity.len())
        .filter(|&i| highest(i) && falls_from(i))
        .map(|i| {
            let recovered = (i + 1..equity.len()).find(|&j| equity[j] >= equity[i]);
            let below = i + 1..recovered.unwrap_or(equity.len());
            let trough = below.reduce(|a, b| if equity[b] < equity[a] { b } else { a }).expect("the fall");
            Drawdown {
                peak: dates[i],
                trough: dates[trough],
                recovered: recovered.map(|j| dates[j]),
                depth: equity[trough] / equity[i] - 1.0,
            }
        })
        .collect()
}

fn last_closes<P: Ord>(curve: &Curve, period: fn(Date) -> P) -> BTreeMap<P, f64> {
    curve.dates.iter().zip(&curve.equity).map(|(&date, &close)| (period(date), close)).collect()
}

/// Returns of the months after the first, without the last if it is cut.
fn whole_months(curve: &Curve) -> Vec<f64> {
    let closes: Vec<f64> = last_closes(curve, |date| (date.year(), date.month())).into_values().collect();
    let mut months: Vec<f64> = closes.windows(2).map(|pair| pair[1] / pair[0] - 1.0).collect();
    if !curve.ends_at_month_end {
        months.pop();
    }
    months
}

fn recompute(key: &str, curve: &Curve) -> Option<f64> {
    let equity = &curve.equity;
    let r = curve.returns();
    let n = r.len() as f64;
    let ppy = curve.sessions_per_year;
    let excess = less(&r, &curve.risk_free);
    let growth = equity[equity.len() - 1] / equity[0];
    let end = curve.dates[curve.dates.len() - 1];
    let yearly = |growth: f64| (growth.ln() / curve.years()).exp() - 1.0;
    let depth = |i: usize| equity[i] / equity[..=i].iter().copied().fold(0.0, f64::max) - 1.0;
    let depths: Vec<f64> = (0..equity.len()).map(depth).collect();
    let worst = depths.iter().copied().fold(0.0, f64::min);
    let losses: Vec<f64> = r.iter().copied().filter(|&r| r < 0.0).collect();
    let sorted = {
        let mut sorted = r.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    };
    let var = || {
        let at = (n - 1.0) / 20.0;
        let (low, weight) = (at.floor(), at.fract());
        sorted[low as usize] * (1.0 - weight) + sorted[at.ceil() as usize] * weight
    };
    let months = whole_months(curve);
    let traded = || curve.trading.as_ref();
    let benchmark = || curve.benchmark.as_ref();
    let market = || Some(less(benchmark()?, &curve.risk_free));
    let beta = || Some(covariance(&excess, &market()?)? / covariance(&market()?, &market()?)?);
    let capture = |sign: f64| {
        let counted = r.iter().zip(benchmark()?).filter(|(_, b)| *b * sign > 0.0);
        let (own, theirs): (Vec<f64>, Vec<f64>) = counted.unzip();
        let years = own.len() as f64 / ppy;
        let a_year = |x: &[f64]| compounded(x)[x.len()].powf(1.0 / years) - 1.0;
        (!own.is_empty()).then(|| a_year(&own) / a_year(&theirs))
    };
    match key {
        "total_return" => Some(r.iter().map(|r| 1.0 + r).product::<f64>() - 1.0),
        "cagr" => Some(yearly(growth)),
        "volatility" => Some(deviation(&r)? * ppy.sqrt()),
        "sharpe" => Some(mean(&excess) * ppy / (deviation(&excess)? * ppy.sqrt())),
        "sortino" => {
            let downside = (losses.iter().map(|r| r * r).sum::<f64>() / n * ppy).sqrt();
            (!losses.is_empty()).then(|| mean(&r) * ppy / downside)
        }
        "max_drawdown" => Some(worst),
        "max_drawdown_days" => Some(falls(curve).iter().map(|fall| fall.days(end)).max().unwrap_or(0) as f64),
        "calmar" => (worst < 0.0).then(|| yearly(growth) / -worst),
        "ulcer_index" => Some((depths.iter().map(|d| d.powi(2)).sum::<f64>() / (n + 1.0)).sqrt()),
        "var_95" => Some(var()),
        "cvar_95" => {
            // The tail ends with the order statistic at or just below the quantile.
            let tail = ((n - 1.0) / 20.0).floor() as usize + 1;
            Some(mean(&sorted[..tail]))
        }
        "skew" => (n > 1.0).then(|| central_moments(&r)).map(|[m2, m3, _]| m3 / m2.powf(1.5)),
        "kurtosis" => (n > 1.0).then(|| central_moments(&r)).map(|[m2, _, m4]| m4 / (m2 * m2) - 3.0),
        "best_month" => months.iter().copied().reduce(f64::max),
        "worst_month" => months.iter().copied().reduce(f64::min),
        "positive_months" => {
            let positive = months.iter().filter(|month| **month > 0.0).count();
            (!months.is_empty()).then(|| positive as f64 / months.len() as f64)
        }
        "turnover" => {
            let traded = traded()?;
            Some((traded.bought / 2.0 + traded.sold / 2.0) / mean(equity) / curve.years())
        }
        "trades" => Some(traded()?.orders as f64),
        "switches" => Some(traded()?.switches as f64),
        "average_hold_days" => {
            let days = |held: &Holding| held.closed.unwrap_or(end).signed_duration_since(held.opened).num_days() as f64;
            let days: Vec<f64> = traded()?.holdings.iter().map(days).collect();
            (!days.is_empty()).then(|| mean(&days))
        }
        "win_rate" => {
            let closed: Vec<&Holding> = traded()?.holdings.iter().filter(|held| held.closed.is_some()).collect();
            let won = closed.iter().filter(|held| held.gain > 0.0).count();
            (!closed.is_empty()).then(|| won as f64 / closed.len() as f64)
        }
        "exposure" => Some(traded()?.exposure[1..].iter().sum::<f64>() / n),
        "costs" => Some(traded()?.costs / equity[0]),
        "beta" => beta(),
        "alpha" => Some(ppy * mean(&excess) - ppy * beta()? * mean(&market()?)),
        "tracking_error" => Some(deviation(&less(&r, benchmark()?))? * ppy.sqrt()),
        "information_ratio" => {
            let active = less(&r, benchmark()?);
            Some(mean(&active) * ppy / (deviation(&active)? * ppy.sqrt()))
        }
        "up_capture" => capture(1.0),
        "down_capture" => capture(-1.0),
        "excess_cagr" => Some(yearly(growth) - yearly(compounded(benchmark()?)[r.len()])),
        _ => panic!("{key} is not computed a second time"),
    }
}

fn holding() -> impl Strategy<Value = Holding> {
    (0u64..400, proptest::option::of(0u64..300), -50.0..50.0).prop_map(|(opened, held, gain)| {
        let opened = date("2003-05-20") + Days::new(opened);
        Holding { opened, closed: held.map(|days| opened + Days::new(days)), gain }
    })
}

fn traded(closes: usize) -> impl Strategy<Value = Traded> {
    let sums = (0.0..5e3, 0.0..5e3, 0.0..50.0);
    let lists = (prop::collection::vec(0.0..1.5, closes), prop::collection::vec(holding(), 0..6));
    (sums, 0usize..40, 0usize..20, lists).prop_map(|((bought, sold, costs), orders, switches, (exposure, holdings))| {
        Traded { bought, sold, costs, orders, switches, exposure, holdings }
    })
}

/// Curves of up to four years, some with gaps of more than a month, with or without a benchmark and trading.
fn curves() -> impl Strategy<Value = Curve> {
    let gap = prop_oneof![8 => 1u64..6, 1 => 6u64..50];
    let benchmark_return = prop_oneof![8 => -0.07..0.08, 1 => Just(0.0)];
    let session = (gap, -0.1..0.11, benchmark_return, 0.0..0.0005);
    prop::collection::vec(session, 1..120)
        .prop_flat_map(|sessions| {
            let trading = proptest::option::of(traded(sessions.len() + 1));
            let year = prop::sample::select(vec![12.0, 52.0, 252.0, 365.0]);
            (Just(sessions), any::<bool>(), any::<bool>(), trading, year, 1.0..1e6)
        })
        .prop_map(|(sessions, has_benchmark, ends_at_month_end, trading, sessions_per_year, capital)| {
            let mut dates = vec![date("2003-05-20")];
            for (gap, ..) in &sessions {
                dates.push(dates[dates.len() - 1] + Days::new(*gap));
            }
            let returns: Vec<f64> = sessions.iter().map(|session| session.1).collect();
            let benchmark = sessions.iter().map(|session| session.2).collect();
            Curve {
                dates,
                equity: compounded(&returns).iter().map(|growth| capital * growth).collect(),
                risk_free: sessions.iter().map(|session| session.3).collect(),
                benchmark: has_benchmark.then_some(benchmark),
                sessions_per_year,
                ends_at_month_end,
                trading,
            }
        })
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-9 * expected.abs().max(1.0)
}

proptest! {
    #[test]
    fn every_metric_agrees_with_its_definition(curve in curves()) {
        for key in KEYS {
            let (found, expected) = (curve.get(key), recompute(key, &curve));
            let agree = match (found, expected) {
                (Some(found), Some(expected)) => close(found, expected),
                (found, expected) => found == expected,
            };
            prop_assert!(agree, "{key}: {found:?}, recomputed {expected:?}");
        }
    }

    #[test]
    fn drawdowns_are_the_falls_from_each_peak(curve in curves()) {
        let found = drawdowns(&curve.dates, &curve.equity);
        prop_assert!(found.is_sorted_by(|a, b| a.depth <= b.depth));
        let mut in_order = found;
        in_order.sort_by_key(|fall| fall.peak);
        prop_assert_eq!(in_order, falls(&curve));
    }

    #[test]
    fn months_and_years_compound_to_the_whole(curve in curves()) {
        let growth = curve.equity[curve.equity.len() - 1] / curve.equity[0];
        let months: f64 = monthly_returns(&curve.dates, &curve.equity).iter().map(|(_, value)| 1.0 + value).product();
        let years: f64 = yearly_returns(&curve.dates, &curve.equity).iter().map(|(_, value)| 1.0 + value).product();
        prop_assert!(close(months, growth) && close(years, growth), "{months} {years} {growth}");
        let closes = last_closes(&curve, |date| date.year());
        for (year, value) in yearly_returns(&curve.dates, &curve.equity) {
            let base = closes.range(..year).next_back().map_or(curve.equity[0], |(_, &close)| close);
            prop_assert!(close(value, closes[&year] / base - 1.0));
        }
    }
}
