//! The metrics against published figures, against a second computation on random curves, and where they have no value.

mod curve;
mod degenerate;
mod published;
mod recomputed;
mod sixty_forty;

use curve::{Curve, date};
use rotascope::stats::{
    CORE, Drawdown, METRICS, Summary, drawdowns, measure, metric, monthly_returns, quantile, yearly_returns,
};

/// The keys of the design, in its order.
const KEYS: [&str; 30] = [
    "total_return",
    "cagr",
    "volatility",
    "sharpe",
    "sortino",
    "max_drawdown",
    "max_drawdown_days",
    "calmar",
    "ulcer_index",
    "var_95",
    "cvar_95",
    "skew",
    "kurtosis",
    "best_month",
    "worst_month",
    "positive_months",
    "turnover",
    "trades",
    "switches",
    "average_hold_days",
    "win_rate",
    "exposure",
    "costs",
    "alpha",
    "beta",
    "tracking_error",
    "information_ratio",
    "up_capture",
    "down_capture",
    "excess_cagr",
];

#[test]
fn every_metric_of_the_design_is_there_and_says_what_it_is() {
    let keys: Vec<&str> = METRICS.iter().map(|metric| metric.key).collect();
    assert_eq!(keys, KEYS);
    for key in KEYS {
        let found = metric(key).expect("listed above");
        assert_eq!(found.key, key);
        for text in [found.title, found.formula, found.source, found.degenerate] {
            assert!(!text.is_empty() && !text.contains('\n'), "{key}: {text:?}");
        }
        assert!(found.title.len() <= 11, "{key}: {} is wide for a table", found.title);
    }
    let core: Vec<&str> = CORE.iter().map(|metric| metric.key).collect();
    assert_eq!(core, ["total_return", "cagr", "volatility", "sharpe", "max_drawdown", "switches"]);
    assert!(metric("shape").is_none());
}

#[test]
fn measures_serialize_in_order_with_null_for_no_value() {
    let curve = Curve::daily(&[0.5, -0.5]);
    let json = serde_json::to_string(&measure(CORE, &Summary::of(&curve.sample()))).expect("numbers and keys");
    let value: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&json).expect("a map");
    let keys: Vec<&String> = value.keys().collect();
    assert_eq!(keys, ["total_return", "cagr", "volatility", "sharpe", "max_drawdown", "switches"]);
    assert_eq!(value["total_return"], -0.25);
    assert_eq!(value["max_drawdown"], -0.5);
    assert!(value["switches"].is_null());
}

#[test]
fn months_and_years_count_from_the_close_before_them() {
    let dates = ["2019-12-30", "2019-12-31", "2020-01-15", "2020-01-31", "2020-03-02", "2021-01-04"].map(date);
    let equity = [100.0, 110.0, 99.0, 121.0, 242.0, 121.0];
    let months: Vec<(i32, u32, f64)> =
        monthly_returns(&dates, &equity).iter().map(|(month, value)| (month.year, month.month, *value)).collect();
    // February has no session: March starts from January's close.
    let expected = [(2019, 12, 0.1), (2020, 1, 0.1), (2020, 3, 1.0), (2021, 1, -0.5)];
    assert_eq!(months.len(), expected.len());
    for (&(year, month, value), (expected_year, expected_month, expected)) in months.iter().zip(expected) {
        assert_eq!((year, month), (expected_year, expected_month));
        assert!((value - expected).abs() < 1e-12, "{year}-{month}: {value}");
    }
    let years = yearly_returns(&dates, &equity);
    assert_eq!(years.iter().map(|(year, _)| *year).collect::<Vec<_>>(), [2019, 2020, 2021]);
    for ((_, value), expected) in years.iter().zip([0.1, 1.2, -0.5]) {
        assert!((value - expected).abs() < 1e-12, "{years:?}");
    }
    // A start on the last session of its month and year: neither has an entry.
    assert_eq!(monthly_returns(&dates[1..], &equity[1..]).len(), 3);
    assert_eq!(yearly_returns(&dates[1..], &equity[1..]).len(), 2);
    assert!(monthly_returns(&dates[..1], &equity[..1]).is_empty());
    assert!(yearly_returns(&[], &[]).is_empty());
}

#[test]
fn only_whole_months_count() {
    let mut curve = Curve::new(
        ["2020-01-15", "2020-01-31", "2020-02-28", "2020-03-31", "2020-04-30"].map(date).to_vec(),
        vec![100.0, 200.0, 210.0, 189.0, 378.0],
    );
    // January is a part and April is whole only if its last session is its end.
    for (ends_at_month_end, best, positive) in [(false, 0.05, 1.0 / 2.0), (true, 1.0, 2.0 / 3.0)] {
        curve.ends_at_month_end = ends_at_month_end;
        curve.assert_close("best_month", best, 1e-12);
        curve.assert_close("worst_month", -0.1, 1e-12);
        curve.assert_close("positive_months", positive, 1e-12);
    }
}

#[test]
fn a_flat_month_is_not_positive() {
    let curve = Curve::new(
        ["2020-01-31", "2020-02-28", "2020-03-31", "2020-04-30"].map(date).to_vec(),
        vec![100.0, 100.0, 101.0, 101.0],
    );
    curve.assert_close("positive_months", 0.5, 1e-15);
}

#[test]
fn drawdowns_start_at_the_last_highest_close_and_end_where_it_is_reached() {
    let equity = [8.0, 8.0, 6.0, 7.0, 6.0, 8.0, 8.0, 4.0, 5.0, 9.0, 6.75];
    let dates: Vec<_> = date("2020-01-01").iter_days().take(equity.len()).collect();
    let fall = |peak: usize, trough: usize, recovered: Option<usize>, depth| Drawdown {
        peak: dates[peak],
        trough: dates[trough],
        recovered: recovered.map(|session| dates[session]),
        depth,
    };
    // The deepest first, then the earlier of two that are equally deep.
    let expected = [fall(6, 7, Some(9), -0.5), fall(1, 2, Some(5), -0.25), fall(9, 10, None, -0.25)];
    let found = drawdowns(&dates, &equity);
    assert_eq!(found, expected);
    let days: Vec<i64> = found.iter().map(|fall| fall.days(dates[10])).collect();
    assert_eq!(days, [3, 4, 1]);
}

#[test]
fn quantile_interpolates_between_order_statistics() {
    let values = [4.0, 1.0, 3.0, 2.0];
    for (share, expected) in [(0.0, 1.0), (1.0 / 3.0, 2.0), (0.5, 2.5), (0.75, 3.25), (1.0, 4.0)] {
        let found = quantile(values.into_iter(), share).expect("values and a share");
        assert!((found - expected).abs() < 1e-12, "{share}: {found}");
    }
    assert_eq!(quantile(values.into_iter(), 1.1), None);
    assert_eq!(quantile(values.into_iter(), f64::NAN), None);
    assert_eq!(quantile(std::iter::empty(), 0.5), None);
}

/// The page for readers says what the table in the source says, in its order.
#[test]
fn the_page_documents_every_metric() {
    let escaped = |text: &str| text.replace('|', "\\|");
    let row = |metric: &&rotascope::stats::Metric| {
        let texts = [metric.title, metric.formula, metric.source, metric.degenerate].map(escaped);
        format!("| `{}` | {} |", metric.key, texts.join(" | "))
    };
    let expected: Vec<String> = rotascope::stats::METRICS.iter().map(row).collect();
    let page = include_str!("../../docs/metrics.md");
    let found: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(found, expected);
}
