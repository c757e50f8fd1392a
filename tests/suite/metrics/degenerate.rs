//! Where metrics have no value, or one by convention. None of them is ever NaN or infinite.

use super::KEYS;
use super::curve::{Curve, Traded, date};
use rotascope::sim::Holding;
use rotascope::stats::{METRICS, Summary, drawdowns, measure};

/// The keys that have a value, and that value is asserted to be finite.
fn with_value(curve: &Curve) -> Vec<&'static str> {
    let measures = measure(METRICS, &Summary::of(&curve.sample()));
    assert_eq!(measures.iter().len(), KEYS.len());
    measures
        .iter()
        .filter_map(|(metric, value)| {
            assert!(value.is_none_or(f64::is_finite), "{}: {value:?}", metric.key);
            assert_eq!(measures.get(metric.key), value);
            value.map(|_| metric.key)
        })
        .collect()
}

fn untouched() -> Traded {
    Traded { bought: 0.0, sold: 0.0, costs: 0.0, orders: 0, switches: 0, exposure: vec![], holdings: vec![] }
}

const TRADING: [&str; 7] = ["turnover", "trades", "switches", "average_hold_days", "win_rate", "exposure", "costs"];
const BENCHMARK: [&str; 7] =
    ["alpha", "beta", "tracking_error", "information_ratio", "up_capture", "down_capture", "excess_cagr"];

#[test]
fn no_session() {
    let empty = Curve { trading: Some(untouched()), benchmark: Some(vec![]), ..Curve::new(vec![], vec![]) };
    assert!(with_value(&empty).is_empty());
}

#[test]
fn one_session() {
    let curve = Curve {
        benchmark: Some(vec![]),
        ends_at_month_end: true,
        trading: Some(Traded { exposure: vec![0.0], ..untouched() }),
        ..Curve::daily(&[])
    };
    let expected = ["total_return", "max_drawdown", "max_drawdown_days", "ulcer_index", "trades", "switches", "costs"];
    assert_eq!(with_value(&curve), expected);
    for key in expected {
        assert_eq!(curve.get(key), Some(0.0), "{key}");
    }
    assert!(drawdowns(&curve.dates, &curve.equity).is_empty());
}

#[test]
fn two_sessions_have_no_deviation() {
    let curve = Curve { benchmark: Some(vec![0.01]), ..Curve::daily(&[0.02]) };
    for key in ["volatility", "sharpe", "sortino", "skew", "kurtosis", "calmar", "beta", "alpha", "tracking_error"] {
        assert_eq!(curve.get(key), None, "{key}");
    }
    curve.assert_close("total_return", 0.02, 1e-12);
    curve.assert_close("var_95", 0.02, 1e-12);
    curve.assert_close("cvar_95", 0.02, 1e-12);
    assert_eq!(curve.get("information_ratio"), None);
    assert_eq!(curve.get("down_capture"), None);
    assert!(curve.value("up_capture") > 1.0);
}

#[test]
fn a_growth_beyond_all_numbers_has_no_value() {
    let curve = Curve::daily(&[1000.0]);
    curve.assert_close("total_return", 1000.0, 1e-9);
    // 1001^365 a year.
    assert_eq!(curve.get("cagr"), None);
    with_value(&curve);
}

#[test]
fn constant_curve() {
    let curve = Curve { benchmark: Some(vec![0.0; 40]), ..Curve::daily(&[0.0; 40]) };
    for key in ["sharpe", "sortino", "calmar", "skew", "kurtosis", "alpha", "beta", "information_ratio", "up_capture"] {
        assert_eq!(curve.get(key), None, "{key}");
    }
    for key in ["total_return", "cagr", "volatility", "max_drawdown", "max_drawdown_days", "ulcer_index", "var_95"] {
        assert_eq!(curve.get(key), Some(0.0), "{key}");
    }
}

/// Returns of constant growth differ by rounding: no ratio is made of that.
#[test]
fn constant_growth_has_no_deviation() {
    let curve = Curve { benchmark: Some(vec![0.0123; 500]), ..Curve::daily(&[0.0123; 500]) };
    assert!(curve.value("volatility") > 0.0, "rounding is what this test is about");
    for key in ["sharpe", "sortino", "calmar", "skew", "kurtosis", "alpha", "beta", "information_ratio"] {
        assert_eq!(curve.get(key), None, "{key}");
    }
    curve.assert_close("up_capture", 1.0, 1e-9);
    curve.assert_close("excess_cagr", 0.0, 1e-9);
}

#[test]
fn a_strategy_that_is_its_benchmark() {
    let returns: Vec<f64> = (0..250).map(|day| 0.01 * f64::from(day * 37 % 23 - 11) / 11.0).collect();
    let curve = Curve { benchmark: Some(returns.clone()), ..Curve::daily(&returns) };
    assert_eq!(curve.get("information_ratio"), None);
    for (key, expected) in
        [("beta", 1.0), ("alpha", 0.0), ("up_capture", 1.0), ("down_capture", 1.0), ("excess_cagr", 0.0)]
    {
        curve.assert_close(key, expected, 1e-12);
    }
    curve.assert_close("tracking_error", 0.0, 1e-13);
}

#[test]
fn no_benchmark_and_no_trading() {
    let curve = Curve::daily(&[0.01, -0.02, 0.03]);
    let found = with_value(&curve);
    for key in KEYS {
        let absent =
            BENCHMARK.contains(&key) || TRADING.contains(&key) || key.ends_with("_month") || key == "positive_months";
        assert_eq!(found.contains(&key), !absent, "{key}");
    }
}

#[test]
fn ruin() {
    for last in [0.0, -0.25] {
        let mut curve = Curve::daily(&[0.1, -0.2, 0.05]);
        curve.dates.push(date("2001-01-03"));
        curve.equity.push(last);
        curve.risk_free.push(0.0);
        curve.benchmark = Some(vec![0.02, -0.01, 0.01, -0.03]);
        curve.trading = Some(Traded { bought: 1.0, exposure: vec![1.0; 5], ..untouched() });
        with_value(&curve);
        assert_eq!(curve.get("cagr"), Some(-1.0));
        assert_eq!(curve.get("total_return"), Some(last - 1.0));
        assert!(curve.value("max_drawdown") <= -1.0);
        curve.assert_close("calmar", 1.0 / curve.value("max_drawdown"), 1e-12);
        // All lost a year where the benchmark loses (0.99 x 0.97)^126 - 1.
        curve.assert_close("down_capture", 1.0 / (1.0 - (0.99f64 * 0.97).powi(126)), 1e-12);
        let days = (date("2001-01-03") - date("2000-01-04")).num_days();
        assert_eq!(curve.get("max_drawdown_days"), Some(days as f64));
    }
}

#[test]
fn holdings_open_and_closed() {
    let held =
        |opened: &str, closed: Option<&str>, gain| Holding { opened: date(opened), closed: closed.map(date), gain };
    let mut curve = Curve::daily(&[0.01; 30]);
    let mut traded = Traded { holdings: vec![held("2000-01-03", None, 5.0)], ..untouched() };
    curve.trading = Some(traded.clone());
    // Held from the first day to the last, 2000-02-02: 30 days, nothing closed yet.
    assert_eq!(curve.get("average_hold_days"), Some(30.0));
    assert_eq!(curve.get("win_rate"), None);
    traded.holdings.push(held("2000-01-04", Some("2000-01-10"), 1.0));
    traded.holdings.push(held("2000-01-10", Some("2000-01-13"), -1.0));
    // Neither a gain nor a loss is no gain.
    traded.holdings.push(held("2000-01-13", Some("2000-01-14"), 0.0));
    curve.trading = Some(traded);
    assert_eq!(curve.get("average_hold_days"), Some(10.0));
    curve.assert_close("win_rate", 1.0 / 3.0, 1e-15);
}
