//! bt's documented 60/40 portfolio: the curve is rebuilt here, and run from a strategy file; the statistics are those that
//! ffn prints for it.

use super::curve::{Curve, assert_published, mean, vectors};
use chrono::Datelike;
use rotascope::data::Date;
use rotascope::stats::{drawdowns, monthly_returns, quantile};

const FILE: &str = r#"
[data]
dataset = "made"

[[rules]]
hold = { foo = 0.6, bar = 0.4 }

[trade]
decide    = { every = "month", session = 1 }
fill      = "same-close"
rebalance = "always"
capital   = 1_000_000
"#;

/// 60 % foo and 40 % bar, restored at the close of each month's first bar; 100 on the day before the first.
fn rebuild(positions: &serde_json::Value) -> Option<Curve> {
    let mut reader = csv::Reader::from_path(crate::shared("oracles/sixty_forty_prices.csv")?).expect("a readable file");
    let (mut dates, mut equity): (Vec<Date>, Vec<f64>) = (vec![], vec![]);
    let mut value = 1_000_000.0;
    let mut held: Vec<[f64; 2]> = vec![];
    for row in reader.deserialize() {
        let (date, stock, bond): (Date, f64, f64) = row.expect("a row of a date and two prices");
        if let Some([stocks, bonds]) = held.last() {
            value = stocks * stock + bonds * bond;
        }
        if dates.last().is_none_or(|last| last.month() != date.month()) {
            held.push([0.6 * value / stock, 0.4 * value / bond]);
        }
        dates.push(date);
        equity.push(value / 1e4);
    }
    for (name, held) in [("first", held.first()), ("last", held.last())] {
        for (asset, units) in held.expect("bars").iter().enumerate() {
            let published = positions[name][asset].as_f64().expect("a position");
            assert!((units - published).abs() < 1e-6, "{name} position {asset}: {units}");
        }
    }
    dates.insert(0, dates[0].pred_opt().expect("a day before"));
    equity.insert(0, 100.0);
    // 2017-12-29 was a Friday.
    Some(Curve { ends_at_month_end: true, ..Curve::new(dates, equity) })
}

/// ffn divides by the sample deviation of min(r, 0) about its mean, where ours is its root mean square about zero.
fn ffn_sortino(curve: &Curve) -> f64 {
    let returns = curve.returns();
    let losses: Vec<f64> = returns.iter().map(|r| r.min(0.0)).collect();
    let scaled_mean = mean(&returns) * curve.sessions_per_year.sqrt();
    let mean_square = (scaled_mean / curve.value("sortino")).powi(2);
    let n = returns.len() as f64;
    scaled_mean / ((mean_square - mean(&losses).powi(2)) * n / (n - 1.0)).sqrt()
}

/// ffn corrects skew and kurtosis for the sample's size: G1 and G2 of Joanes and Gill from our g1 and g2.
fn corrected_skew(curve: &Curve) -> f64 {
    let n = curve.returns().len() as f64;
    curve.value("skew") * (n * (n - 1.0)).sqrt() / (n - 2.0)
}

fn corrected_kurtosis(curve: &Curve) -> f64 {
    let n = curve.returns().len() as f64;
    (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * curve.value("kurtosis") + 6.0)
}

#[test]
fn ffn_sixty_forty() {
    let Some(vectors) = vectors() else { return };
    let published = &vectors["sixty_forty"];
    let Some(curve) = rebuild(&published["positions"]) else {
        return;
    };
    assert_figures(&curve, published);
}

/// The same through a strategy file.
#[test]
fn ffn_sixty_forty_as_a_file() {
    let (Some(vectors), Some(prices)) = (vectors(), crate::shared("oracles/sixty_forty_prices.csv")) else { return };
    let published = &vectors["sixty_forty"];
    let mut reader = csv::Reader::from_path(prices).expect("a readable file");
    let rows = reader.deserialize().map(|row| row.expect("a row of a date and two prices"));
    let rows: Vec<(Date, f64, f64)> = rows.collect();
    let dates: Vec<Date> = rows.iter().map(|row| row.0).collect();
    let closes = [rows.iter().map(|row| row.1).collect(), rows.iter().map(|row| row.2).collect::<Vec<f64>>()];
    let bars = |asset: usize| crate::made::closes(&dates, &closes[asset]);
    let dataset = crate::made::made([("foo", bars(0)), ("bar", bars(1))]);
    let run = crate::made::run_text(&dataset, FILE);

    // The first bar of each month, whatever the day.
    let decided: Vec<Date> = run.decisions.iter().map(|(date, _)| *date).collect();
    let starts = dates.chunk_by(|a, b| a.month() == b.month()).map(|month| month[0]);
    assert_eq!(decided, starts.collect::<Vec<_>>());
    let units = |asset: usize, session: usize| {
        run.path.weights.of(asset)[session] * run.path.equity[session] / closes[asset][session]
    };
    for (name, session) in [("first", 0), ("last", dates.len() - 1)] {
        for asset in [0, 1] {
            let expected = published["positions"][name][asset].as_f64().expect("a position");
            assert!((units(asset, session) - expected).abs() < 1e-6, "{name} position {asset}");
        }
    }
    let before = dates[0].pred_opt().expect("a day before");
    let curve = Curve {
        ends_at_month_end: true,
        ..Curve::new(
            std::iter::once(before).chain(run.dates.iter().copied()).collect(),
            std::iter::once(100.0).chain(run.path.equity.iter().map(|equity| equity / 1e4)).collect(),
        )
    };
    assert_figures(&curve, published);
    // What the run itself says, where the day before makes no difference.
    for key in ["total_return", "max_drawdown", "best_month", "worst_month"] {
        let expected = published["stats"][key].as_f64().expect("a figure");
        let found = run.measures.get(key).expect("a value");
        assert!((found - expected).abs() < 1e-6, "{key} is {found}");
    }
}

/// Every published figure, of a curve that starts at 100 on the day before the first session.
fn assert_figures(curve: &Curve, published: &serde_json::Value) {
    for (found, expected) in curve.equity.iter().zip(published["index_head"].as_array().expect("the first values")) {
        assert!((found - expected.as_f64().expect("a value")).abs() < 1e-6);
    }

    let months = monthly_returns(&curve.dates, &curve.equity);
    // January is a part of a month to us, and to ffn; its close is where the monthly curve starts.
    let ends = (1..=12).map(|month| curve.dates.iter().rposition(|date| date.month() == month).expect("a whole year"));
    let (dates, equity) = ends.map(|end| (curve.dates[end], curve.equity[end])).unzip();
    let monthly = Curve { sessions_per_year: 12.0, ..Curve::new(dates, equity) };
    let whole = |counts: fn(f64) -> bool| -> Vec<f64> {
        months.iter().skip(1).map(|&(_, value)| value).filter(|&value| counts(value)).collect()
    };

    let falls = drawdowns(&curve.dates, &curve.equity);
    let end = curve.dates[curve.dates.len() - 1];
    // ffn counts from the first close below the peak, we from the peak.
    let days_below = |fall: &rotascope::stats::Drawdown| {
        let first_below = curve.dates.iter().find(|&&date| date > fall.peak).expect("a fall follows its peak");
        (fall.days(end) - (*first_below - fall.peak).num_days()) as f64
    };
    let extreme = |share| quantile(curve.returns().into_iter(), share).expect("returns");

    let computed = [
        ("total_return", curve.value("total_return")),
        ("cagr", curve.value("cagr")),
        ("max_drawdown", curve.value("max_drawdown")),
        ("calmar", curve.value("calmar")),
        ("mtd", months[months.len() - 1].1),
        ("daily_sharpe", curve.value("sharpe")),
        ("daily_sortino", ffn_sortino(curve)),
        ("daily_mean", curve.value("sharpe") * curve.value("volatility")),
        ("daily_vol", curve.value("volatility")),
        ("daily_skew", corrected_skew(curve)),
        ("daily_kurt", corrected_kurtosis(curve)),
        ("best_day", extreme(1.0)),
        ("worst_day", extreme(0.0)),
        ("monthly_sharpe", monthly.value("sharpe")),
        ("monthly_sortino", ffn_sortino(&monthly)),
        ("monthly_mean", monthly.value("sharpe") * monthly.value("volatility")),
        ("monthly_vol", monthly.value("volatility")),
        ("monthly_skew", corrected_skew(&monthly)),
        ("monthly_kurt", corrected_kurtosis(&monthly)),
        ("best_month", curve.value("best_month")),
        ("worst_month", curve.value("worst_month")),
        ("avg_drawdown", mean(&falls.iter().map(|fall| fall.depth).collect::<Vec<_>>())),
        ("avg_drawdown_days", mean(&falls.iter().map(days_below).collect::<Vec<_>>())),
        ("avg_up_month", mean(&whole(|value| value > 0.0))),
        ("avg_down_month", mean(&whole(|value| value <= 0.0))),
    ];
    // Returns of trailing windows are not metrics of a run.
    assert_published(&published["stats"], &["three_month", "six_month"], &computed, |_| 1e-6);
}
