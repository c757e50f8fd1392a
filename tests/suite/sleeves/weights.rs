//! How much of a sleeve each pick gets.

use super::{file, market, market_of, ran, traded};
use crate::made::closes;
use rotascope::data::Bars;

/// Prices from 100 on that return these, again and again.
fn returning(pattern: &[f64], count: usize) -> Vec<f64> {
    let mut price = 100.0;
    let grown = pattern.iter().cycle().take(count - 1).map(|step| {
        price *= 1.0 + step;
        price
    });
    std::iter::once(100.0).chain(grown).collect()
}

/// The weights of A, B and C at the last decision.
fn last(dataset: &rotascope::data::Dataset, body: &str) -> [f64; 3] {
    let found = ran(dataset, &file(body, "s = 1"));
    ["A", "B", "C"].map(|symbol| *found.targets(symbol).last().expect("a decision"))
}

#[track_caller]
fn assert_near(found: [f64; 3], expected: [f64; 3]) {
    let near = found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-9);
    assert!(near, "{found:?}, expected {expected:?}");
}

const THREE: &str = "[sleeves.s]\nfrom = ['A', 'B', 'C']\n";

#[test]
fn by_score_by_rank_and_equal() {
    let dataset = market([("A", &[1.0]), ("B", &[3.0]), ("C", &[4.0])]);
    let weight = |keys: &str| last(&dataset, &format!("{THREE}{keys}"));
    assert_near(weight("score = 'close'"), [1.0 / 3.0; 3]);
    assert_near(weight("score = 'close'\nweight = 'equal'\ntop = 2"), [0.0, 0.5, 0.5]);
    assert_near(weight("score = 'close'\nweight = 'score'"), [0.125, 0.375, 0.5]);
    assert_near(weight("score = 'close'\nweight = 'rank'"), [1.0 / 6.0, 2.0 / 6.0, 3.0 / 6.0]);
    // Two picks on three slots have two thirds, as they rank among themselves.
    assert_near(weight("score = 'close'\nweight = 'rank'\nwhere = 'close > 1'"), [0.0, 2.0 / 9.0, 4.0 / 9.0]);
    assert_near(weight("score = 'close'\nweight = 'score'\nwhere = 'close < 4'\nspread = 'picks'"), [0.25, 0.75, 0.0]);
    // A score of 0 or less has no share; the slots share what they share.
    assert_near(weight("score = 'close - 3'\nweight = 'score'"), [0.0, 0.0, 1.0]);
    assert_near(weight("score = 'close - 4'\nweight = 'score'\notherwise = 'A'"), [1.0, 0.0, 0.0]);
    assert_near(weight("score = 'close - 4'\nweight = 'score'\nspread = 'picks'"), [0.0; 3]);
    // Scores as large as numbers get.
    assert_near(weight("score = '4e307 * close'\nweight = 'score'"), [0.125, 0.375, 0.5]);
    assert_near(
        weight("score = '1e-320 * close'\nweight = 'score'\nwhere = 'close < 2'\nspread = 'picks'"),
        [1.0, 0.0, 0.0],
    );
}

#[test]
fn caps_and_what_they_take() {
    let dataset = market([("A", &[1.0]), ("B", &[3.0]), ("C", &[8.0])]);
    let weight = |keys: &str| last(&dataset, &format!("{THREE}score = 'close'\nweight = 'score'\n{keys}"));
    assert_near(weight("max_weight = 0.5"), [0.125, 0.375, 0.5]);
    // B is full only once C has spilled over.
    assert_near(weight("max_weight = 0.4"), [0.2, 0.4, 0.4]);
    assert_near(weight("max_weight = '1 / 3'"), [1.0 / 3.0; 3]);
    // Nobody else has room: the rest goes to `otherwise`.
    assert_near(weight("max_weight = 0.4\nwhere = 'close > 1'\nspread = 'picks'\notherwise = 'A'"), [0.2, 0.4, 0.4]);
    assert_near(weight("max_weight = 0.4\nwhere = 'close > 3'\notherwise = 'A'"), [2.0 / 3.0, 0.0, 1.0 / 3.0]);
    assert_near(weight("max_weight = 0.4\nwhere = 'close > 3'\nspread = 'picks'"), [0.0, 0.0, 0.4]);
    // A share of nothing takes nothing of what a cap leaves.
    let weight = last(&dataset, &format!("{THREE}score = 'close - 3'\nweight = 'score'\nmax_weight = 0.4"));
    assert_near(weight, [0.0, 0.0, 0.4]);
}

/// Three that do not move together, twice and four times as much as the first.
fn unrelated() -> crate::made::Made {
    let prices = [
        returning(&[0.01, -0.01, 0.01, -0.01], 9),
        returning(&[0.02, 0.02, -0.02, -0.02], 9),
        returning(&[0.04, -0.04, -0.04, 0.04], 9),
    ];
    market([("A", &prices[0]), ("B", &prices[1]), ("C", &prices[2])])
}

#[test]
fn of_what_is_unrelated_by_closed_forms() {
    let dataset = unrelated();
    let weight = |keys: &str| last(&dataset, &format!("{THREE}lookback = 4\n{keys}"));
    let by_deviation = [4.0 / 7.0, 2.0 / 7.0, 1.0 / 7.0];
    assert_near(weight("weight = 'inverse_volatility'"), by_deviation);
    assert_near(weight("weight = 'risk_parity'"), by_deviation);
    assert_near(weight("weight = 'min_variance'"), [16.0 / 21.0, 4.0 / 21.0, 1.0 / 21.0]);
    // Under a cap the others keep their proportions, which here is the least variance too.
    assert_near(weight("weight = 'inverse_volatility'\nmax_weight = 0.5"), [0.5, 1.0 / 3.0, 1.0 / 6.0]);
    assert_near(weight("weight = 'risk_parity'\nmax_weight = 0.5"), [0.5, 1.0 / 3.0, 1.0 / 6.0]);
    assert_near(weight("weight = 'min_variance'\nmax_weight = 0.5"), [0.5, 0.4, 0.1]);
    assert_near(weight("weight = 'min_variance'\nmax_weight = 0.4"), [0.4, 0.4, 0.2]);
    // Two picks on three slots: two thirds of the sleeve.
    let two = "where = 'not (close == A.close)'";
    assert_near(weight(&format!("weight = 'min_variance'\n{two}")), [0.0, 8.0 / 15.0, 2.0 / 15.0]);
    assert_near(
        weight(&format!("weight = 'min_variance'\nspread = 'picks'\nmax_weight = 0.4\n{two}")),
        [0.0, 0.4, 0.4],
    );
}

/// Two that move together, by the closed form: (b^2 - ab) / (a^2 + b^2 - 2 ab), never less than nothing.
#[test]
fn of_two_that_move_together() {
    let (a, b) = ([0.01, -0.01, 0.02, 0.0, -0.02], [0.03, 0.02, 0.02, 0.01, -0.01]);
    let dataset = market([("A", &returning(&a, 6)), ("B", &returning(&b, 6)), ("C", &[1.0; 6])]);
    let covariance = |a: &[f64], b: &[f64]| {
        let mean = |x: &[f64]| x.iter().sum::<f64>() / 5.0;
        a.iter().zip(b).map(|(x, y)| (x - mean(a)) * (y - mean(b))).sum::<f64>() / 4.0
    };
    let (aa, bb, ab) = (covariance(&a, &a), covariance(&b, &b), covariance(&a, &b));
    let body = "[sleeves.s]\nfrom = ['A', 'B']\notherwise = 'C'\nlookback = 5\nweight = ";
    let weight = |keys: &str| last(&dataset, &format!("{body}{keys}"));
    let least = (bb - ab) / (aa + bb - 2.0 * ab);
    assert!(0.4 < least && least < 0.45);
    assert_near(weight("'min_variance'"), [least, 1.0 - least, 0.0]);
    assert_near(weight("'min_variance'\nmax_weight = 0.55"), [0.45, 0.55, 0.0]);
    let inverse = bb.sqrt() / (aa.sqrt() + bb.sqrt());
    assert_near(weight("'inverse_volatility'"), [inverse, 1.0 - inverse, 0.0]);
    assert_near(weight("'risk_parity'"), [inverse, 1.0 - inverse, 0.0]);
}

/// Against every mix on a grid of thousandths, with and without a cap.
#[test]
fn no_mix_on_a_grid_has_less_variance() {
    let returns = [
        [0.012, -0.008, 0.004, 0.015, -0.011, 0.002],
        [0.02, -0.01, 0.013, 0.011, -0.02, 0.006],
        [-0.013, 0.01, 0.002, -0.004, 0.012, -0.009],
    ];
    let dataset = market([
        ("A", &returning(&returns[0], 7)),
        ("B", &returning(&returns[1], 7)),
        ("C", &returning(&returns[2], 7)),
    ]);
    let variance = |weights: [f64; 3]| {
        let mix: Vec<f64> = (0..6).map(|day| (0..3).map(|i| weights[i] * returns[i][day]).sum()).collect();
        let mean = mix.iter().sum::<f64>() / 6.0;
        mix.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 5.0
    };
    for cap in [1.0, 0.5, 0.4] {
        let keys = format!("{THREE}weight = 'min_variance'\nlookback = 6\nmax_weight = {cap}");
        let found = last(&dataset, &keys);
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-9 && found.iter().all(|weight| *weight <= cap + 1e-12));
        let shares = |a: usize, b: usize| [a, b, 1000 - a - b].map(|share| share as f64 / 1000.0);
        let grid = (0..=1000).flat_map(|a| (0..=1000 - a).map(move |b| shares(a, b)));
        let within = grid.filter(|mix| mix.iter().all(|share| *share <= cap));
        let least = within.map(variance).fold(f64::INFINITY, f64::min);
        assert!(variance(found) <= least, "{cap}: {found:?} has {}, a mix has {least}", variance(found));
        assert!(variance(found) > 0.999 * least - 1e-7, "{cap}: the grid is finer than that");
    }
}

/// Whatever equity grows by: with dividends under total returns, without under price returns.
#[test]
fn returns_are_those_of_equity() {
    let days = super::days(5);
    // B's adjusted closes move twice as much as its closes.
    let b = Bars { adj_close: Some(returning(&[0.02, -0.02], 5)), ..closes(&days, &returning(&[0.01, -0.01], 5)) };
    let dataset =
        market_of([("A", closes(&days, &returning(&[0.01, -0.01], 5))), ("B", b), ("C", closes(&days, &[1.0; 5]))]);
    let body = "[sleeves.s]\nfrom = ['A', 'B']\notherwise = 'C'\nweight = 'inverse_volatility'\nlookback = 4";
    assert_near(last(&dataset, body), [2.0 / 3.0, 1.0 / 3.0, 0.0]);
    let found = ran(&dataset, &file(body, "s = 1").replace("[data]", "[data]\nreturns = 'price'"));
    assert_near(["A", "B", "C"].map(|symbol| found.targets(symbol)[4]), [0.5, 0.5, 0.0]);
}

#[test]
fn shares_by_member() {
    let dataset = market([("A", &[1.0]), ("B", &[3.0]), ("C", &[8.0])]);
    let weight = |weights: &str, keys: &str| {
        let text = format!("[params]\nx = 0.4\n{THREE}weight = {{ {weights} }}\n{keys}");
        last(&dataset, &text)
    };
    assert_near(weight("A = 0.5, B = 'x / 2', C = 0.1", ""), [0.5, 0.2, 0.1]);
    // What cannot be picked goes to `otherwise`, and not to the others.
    assert_near(weight("A = 0.5, B = 0.3, C = 0.2", "where = 'close > 2'"), [0.0, 0.3, 0.2]);
    assert_near(weight("A = 0.5, B = 0.3, C = 0.2", "where = 'close > 2'\notherwise = 'C'"), [0.0, 0.3, 0.7]);
    assert_near(weight("A = 0.5, B = 0.3, C = 0.1", "score = 'close'\ntop = 2\notherwise = 'A'"), [0.6, 0.3, 0.1]);
    // Unless the picks share all of it.
    assert_near(weight("A = 0.5, B = 0.3, C = 0.1", "where = 'close > 2'\nspread = 'picks'"), [0.0, 0.75, 0.25]);
}

/// Scores of 1 to 3, 2 to 2, 3 to 1; then another member.
#[test]
fn when_weights_are_computed() {
    let dataset = market([("A", &[1.0, 2.0, 3.0, 3.0]), ("B", &[3.0, 2.0, 1.0, 0.5]), ("C", &[0.5, 0.5, 0.5, 1.0])]);
    let said = |rebalance: &str| {
        let body = format!("{THREE}score = 'close'\nweight = 'score'\ntop = 2");
        ran(&dataset, &traded(&body, "s = 1", &format!("rebalance = {rebalance}"))).said()
    };
    let computed = ["A 0.25, B 0.75", "A 0.5, B 0.5", "A 0.75, B 0.25", "A 0.75, C 0.25"];
    assert_eq!(said("'always'"), computed);
    assert_eq!(said("{ band = 0.05 }"), computed);
    assert_eq!(said("'on-change'"), [computed[0], computed[0], computed[0], computed[3]]);
}
