//! Figures that others published. Where they follow another convention, ours are converted to it by its formula.

use super::curve::{Curve, assert_published, compounded, date, vectors};
use rotascope::stats::quantile;

const MIXED: [f64; 8] = [0.01, 0.10, -0.04, 0.02, 0.03, 0.02, 0.01, -0.10];
const NEGATIVE: [f64; 9] = [0.0, -0.06, -0.07, -0.01, -0.09, -0.02, -0.06, -0.08, -0.05];

fn exact(expected: f64) -> f64 {
    1e-9 * expected.abs().max(1.0)
}

/// Annual return by the number of returns, where ours goes by the calendar.
fn by_count(curve: &Curve, count: f64) -> f64 {
    (1.0 + curve.value("cagr")).powf(curve.years() * curve.sessions_per_year / count) - 1.0
}

/// empyrical counts nine returns for these eight, the first of its nine being missing.
#[test]
fn empyrical_mixed() {
    let Some(vectors) = vectors() else { return };
    let curve = Curve::daily(&MIXED);
    let annual_return = by_count(&curve, 9.0);
    let computed = [
        ("sharpe252", curve.value("sharpe")),
        ("annual_vol", curve.value("volatility")),
        // The denominator of Sortino's ratio, a year.
        ("downside_risk0", curve.value("sharpe") * curve.value("volatility") / curve.value("sortino")),
        ("sortino", curve.value("sortino")),
        ("max_drawdown", curve.value("max_drawdown")),
        ("annual_return", annual_return),
        ("calmar", curve.value("calmar") * annual_return / curve.value("cagr")),
    ];
    // Stability (R^2 of log equity on time) and the tail ratio are not metrics of a run.
    let others = ["r", "trap", "stability", "tail_ratio"];
    assert_published(&vectors["metrics_inline"]["core"][0], &others, &computed, exact);
    assert!((by_count(&curve, 8.0) - 2.330292797).abs() < 1e-9);
}

#[test]
fn empyrical_negative() {
    let Some(vectors) = vectors() else { return };
    let curve = Curve::daily(&NEGATIVE);
    let computed = [
        ("sharpe252", curve.value("sharpe")),
        ("sortino", curve.value("sortino")),
        // Published to four decimals.
        ("cum", (curve.value("total_return") * 1e4).round() / 1e4),
    ];
    assert_published(&vectors["metrics_inline"]["core"][1], &["r"], &computed, exact);
}

#[test]
fn empyrical_weekly_and_monthly() {
    let Some(vectors) = vectors() else { return };
    let nine: Vec<f64> = std::iter::once(0.0).chain(MIXED).collect();
    for (case, sessions_per_year) in [(2, 52.0), (3, 12.0)] {
        let curve = Curve { sessions_per_year, ..Curve::daily(&nine) };
        let annual_return = by_count(&curve, 9.0);
        let computed = [
            ("annual_return", annual_return),
            ("annual_vol", curve.value("volatility")),
            ("calmar", curve.value("calmar") * annual_return / curve.value("cagr")),
            ("sortino", curve.value("sortino")),
        ];
        assert_published(&vectors["metrics_inline"]["core"][case], &["r"], &computed, exact);
    }
}

/// empyrical compounds the daily alpha over the year, where ours is the daily mean x 252.
#[test]
fn empyrical_alpha_and_beta() {
    let Some(vectors) = vectors() else { return };
    let curve = Curve { benchmark: Some(NEGATIVE[1..].to_vec()), ..Curve::daily(&MIXED) };
    let computed = [
        ("beta(mixed,negative[1:])", curve.value("beta")),
        ("alpha((1+a)^252-1)", (1.0 + curve.value("alpha") / 252.0).powi(252) - 1.0),
    ];
    assert_published(&vectors["metrics_inline"]["core"][4], &[], &computed, exact);
}

#[test]
fn empyrical_value_at_risk() {
    let Some(vectors) = vectors() else { return };
    let values = [1.0, 81.0, 82.0, 83.0, 84.0, 85.0];
    let at = |share| quantile(values.into_iter(), share).expect("values and a share");
    let computed = [("VaR([1,81,82,83,84,85],.1)", at(0.1)), ("VaR .2", at(0.2)), ("VaR .3", at(0.3))];
    assert_published(&vectors["metrics_inline"]["core"][5], &[], &computed, exact);
    // The metric is that quantile of the returns.
    let curve = Curve::daily(&MIXED);
    curve.assert_close("var_95", quantile(curve.returns().into_iter(), 0.05).expect("returns"), 1e-15);
}

struct Managers {
    curve: Curve,
    without_risk_free: Curve,
    market: Vec<f64>,
}

/// The fund HAM1 against the S&P 500, 132 months from the end of 1995.
fn managers() -> Option<Managers> {
    let mut reader = csv::Reader::from_path(crate::shared("oracles/managers.csv")?).expect("a readable file");
    let header = reader.headers().expect("a header").clone();
    let column = |name: &str| header.iter().position(|title| title == name).expect("a column of the file");
    let (fund, index, bills) = (column("HAM1"), column("SP500 TR"), column("US 3m TR"));
    let (mut dates, mut returns, mut market, mut risk_free) = (vec![date("1995-12-31")], vec![], vec![], vec![]);
    for row in reader.records() {
        let row = row.expect("a row");
        let number = |column: usize| row[column].parse::<f64>().expect("a number");
        dates.push(date(&row[0]));
        returns.push(number(fund));
        market.push(number(index));
        risk_free.push(number(bills));
    }
    assert_eq!(returns.len(), 132);
    let without_risk_free = Curve {
        benchmark: Some(market.clone()),
        sessions_per_year: 12.0,
        ends_at_month_end: true,
        ..Curve::new(dates, compounded(&returns))
    };
    Some(Managers { curve: Curve { risk_free, ..without_risk_free.clone() }, without_risk_free, market })
}

/// PerformanceAnalytics, in monthly figures, truncated to four decimals.
#[test]
fn performance_analytics_ham1() {
    let (Some(vectors), Some(Managers { curve, without_risk_free, market })) = (vectors(), managers()) else {
        return;
    };
    let with_fixed_rate = Curve { risk_free: vec![0.035 / 12.0; 132], ..curve.clone() };
    let monthly = 12f64.sqrt();
    let geometric = by_count(&curve, 132.0);
    // Its capture ratios divide returns compounded over the months that count; ours divide the same a year.
    let compounded_capture = |key: &str, counts: fn(f64) -> bool| {
        let counted: Vec<f64> = market.iter().copied().filter(|&b| counts(b)).collect();
        let compounded = counted.iter().map(|b| 1.0 + b).product::<f64>();
        let years = counted.len() as f64 / 12.0;
        let own_yearly = curve.value(key) * (compounded.powf(1.0 / years) - 1.0);
        ((1.0 + own_yearly).powf(years) - 1.0) / (compounded - 1.0)
    };
    let computed = [
        ("ann_ret_geo", geometric),
        ("ann_ret_arith", without_risk_free.value("sharpe") * curve.value("volatility")),
        ("cum", curve.value("total_return")),
        ("ann_sd", curve.value("volatility")),
        ("SR_monthly(rf 3.5%/12)", with_fixed_rate.value("sharpe") / monthly),
        ("SR_monthly(rf series)", curve.value("sharpe") / monthly),
        ("SR_ann_arith", with_fixed_rate.value("sharpe")),
        ("SR_ann table geometric rf0", geometric / curve.value("volatility")),
        ("maxDD", -curve.value("max_drawdown")),
        ("calmar", curve.value("calmar") * geometric / curve.value("cagr")),
        ("sortino_MAR0_monthly", curve.value("sortino") / monthly),
        ("beta_excess", curve.value("beta")),
        ("alpha_excess", curve.value("alpha") / 12.0),
        ("TE_SP", curve.value("tracking_error")),
        ("active_premium", curve.value("excess_cagr")),
        // Its information ratio is of growth rates; ours of mean returns.
        ("IR", curve.value("excess_cagr") / curve.value("tracking_error")),
        ("up_capture", compounded_capture("up_capture", |b| b > 0.0)),
        ("down_capture", compounded_capture("down_capture", |b| b < 0.0)),
    ];
    let published = &vectors["metrics_ham1"];
    let truncated = published["tolerance"].as_f64().expect("a tolerance");
    // Omega is not a metric of a run.
    assert_published(&published["expected"], &["omega0"], &computed, |_| truncated);
    // Two were published in full.
    curve.assert_close("beta", published["expected"]["beta_excess"].as_f64().expect("a figure"), 1e-12);
    curve.assert_close("alpha", 12.0 * published["expected"]["alpha_excess"].as_f64().expect("a figure"), 1e-12);
}
