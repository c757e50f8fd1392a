//! Portfolios that others published, rebuilt as strategies.

use super::*;
use crate::made::{closes, made, run_text, weekdays};
use rotascope::data::Date;

fn vectors() -> Option<serde_json::Value> {
    let text = std::fs::read_to_string(crate::shared("oracles/vectors.json")?).expect("a readable file");
    Some(serde_json::from_str(&text).expect("JSON"))
}

/// Cover's markets: equal weights restored every day, and bought once.
#[test]
fn daily_rebalanced_equal_weight() {
    let Some(vectors) = vectors() else { return };
    for name in ["tse", "msci", "djia"] {
        let Some(path) = crate::shared(&format!("oracles/rebalance_{name}.csv")) else {
            return;
        };
        let published = &vectors["daily_rebalanced_equal_weight"][name];
        let mut reader = csv::Reader::from_path(path).expect("a readable file");
        // Prices relative to a first row of ones that is not written.
        let mut rows: Vec<Vec<f64>> = reader.deserialize().map(|row| row.expect("a row of numbers")).collect();
        rows.insert(0, vec![1.0; rows[0].len()]);
        let count = rows[0].len();
        let dates = weekdays("2000-01-03", rows.len());
        let names: Vec<String> = (0..count).map(|asset| format!("s{asset}")).collect();
        let column = |asset: usize| rows.iter().map(|row| row[asset]).collect::<Vec<_>>();
        let dataset =
            made(names.iter().enumerate().map(|(asset, name)| (name.as_str(), closes(&dates, &column(asset)))));
        let weights: Vec<String> = names.iter().map(|name| format!("{name} = \"1 / {count}\"")).collect();
        for (rebalance, figure) in [("always", "UCRP"), ("on-change", "market")] {
            let trade = format!("decide = \"daily\"\nfill = \"same-close\"\nrebalance = \"{rebalance}\"");
            let run = run_text(&dataset, &file("", &rules(&[&weights.join(", ")]), &trade));
            let (found, expected) = (run.path.equity.last().unwrap() / 1000.0, published[figure].as_f64().unwrap());
            assert!((found - expected).abs() <= 0.000_05, "{name} {figure}: {found}, expected {expected}");
        }
    }
}

/// bt's 60/40, traded at the close of each month's first session. Our months are decided in their last; but a target that
/// changes by three billionths with each month is one that a daily schedule trades in each month's first session.
#[test]
fn sixty_forty_from_the_first_session_of_each_month() {
    let (Some(vectors), Some(path)) = (vectors(), crate::shared("oracles/sixty_forty_prices.csv")) else {
        return;
    };
    let published = &vectors["sixty_forty"];
    let mut reader = csv::Reader::from_path(path).expect("a readable file");
    let rows: Vec<(Date, f64, f64)> = reader.deserialize().map(|row| row.expect("a date and two prices")).collect();
    let dates: Vec<Date> = rows.iter().map(|row| row.0).collect();
    let column = |price: fn(&(Date, f64, f64)) -> f64| rows.iter().map(price).collect::<Vec<_>>();
    let (foo, bar) = (column(|row| row.1), column(|row| row.2));
    let dataset = made([("foo", closes(&dates, &foo)), ("bar", closes(&dates, &bar))]);
    let odd = [1, 3, 5, 7, 9, 11].map(|month| format!("month() == {month}")).join(" or ");
    let lines = rules(&[&format!("{odd} -> foo = 0.6, bar = 0.4"), "foo = 0.600000003, bar = 0.399999997"]);
    let text =
        file("", &lines, "decide = \"daily\"\nfill = \"same-close\"").replace("capital = 1000", "capital = 1_000_000");
    let run = run_text(&dataset, &text);

    // Twelve months, two orders each.
    assert_eq!(run.path.orders.len(), 24);
    let last = run.path.orders.last().unwrap().session;
    let units = |session: usize| {
        [(0, &foo), (1, &bar)]
            .map(|(asset, price)| run.path.weights.of(asset)[session] * run.path.equity[session] / price[session])
    };
    for (session, expected) in [(0, &published["positions"]["first"]), (last, &published["positions"]["last"])] {
        for (found, expected) in units(session).iter().zip(expected.as_array().unwrap()) {
            let expected = expected.as_f64().unwrap();
            assert!((found / expected - 1.0).abs() < 2e-8, "{found} units, expected {expected}");
        }
    }
    // The published index starts at 100 on the day before.
    let head = published["index_head"].as_array().unwrap().iter().skip(1);
    for (equity, expected) in run.path.equity.iter().zip(head) {
        assert!((equity / 1e4 - expected.as_f64().unwrap()).abs() < 1e-6);
    }
    let returns: Vec<f64> = run.path.equity.windows(2).map(|pair| pair[1] / pair[0] - 1.0).collect();
    let figures = [
        ("total_return", measure(&run, "total_return")),
        ("max_drawdown", measure(&run, "max_drawdown")),
        ("best_day", returns.iter().copied().fold(f64::MIN, f64::max)),
        ("worst_day", returns.iter().copied().fold(f64::MAX, f64::min)),
        ("best_month", measure(&run, "best_month")),
        ("worst_month", measure(&run, "worst_month")),
    ];
    for (key, found) in figures {
        let expected = published["stats"][key].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-6, "{key} is {found}, expected {expected}");
    }
}
