//! The cases that a formula leaves open.

use super::{bars, conditions, dataset, numbers, values};
use crate::made::weekdays;
use rotascope::data::Calendar;

/// The values of expressions over closes of `P`.
fn over(close: &[f64], expressions: &[&str]) -> Vec<Vec<f64>> {
    let dates = weekdays("2024-01-01", close.len());
    let (dataset, _folder) = dataset(Calendar::Weekdays, vec![("P", bars(&dates, [close; 4]))]);
    let found = values(&dataset, "", expressions);
    found.iter().map(|readings| numbers(readings)).collect()
}

fn shown(values: &[f64]) -> String {
    format!("{values:?}")
}

/// 0.1 three times has a mean that is not 0.1: rounding must not look like a spread.
#[test]
fn values_that_do_not_vary() {
    let flat = over(
        &[0.1; 6],
        &[
            "stdev(P.close, 3)",
            "zscore(P.close, 3)",
            "slope(P.close, 3)",
            "r2(P.close, 3)",
            "corr(P.close, prior(P.close), 3)",
            "beta(P.close, prior(P.close), 3)",
            "percentile(P.close, 3)",
            "pivot_high(P.close, 1, 1)",
            "rsi(P.close, 2)",
            "atr(P, 2)",
        ],
    );
    let none = shown(&[f64::NAN; 6]);
    let zero = "[NaN, NaN, 0.0, 0.0, 0.0, 0.0]";
    let expected = [zero, &none, zero, &none, &none, &none, "[NaN, NaN, 1.0, 1.0, 1.0, 1.0]", &none, &none, zero];
    assert_eq!(flat.iter().map(|values| shown(values)).collect::<Vec<_>>(), expected);
}

#[test]
fn one_sided_moves() {
    let found = over(&[1.0, 2.0, 4.0, 4.0, 7.0], &["rsi(P.close, 2)", "rsi(-P.close, 2)"]);
    assert_eq!(shown(&found[0]), "[NaN, NaN, 100.0, 100.0, 100.0]");
    assert_eq!(shown(&found[1]), "[NaN, NaN, 0.0, 0.0, 0.0]");
}

#[test]
fn a_pivot_is_strict_late_and_lasting() {
    let close = [1.0, 3.0, 2.0, 1.0, 5.0, 5.0, 4.0, 3.0, 6.0, 2.0, 1.0];
    let found = over(&close, &["pivot_high(P.close, 1, 2)", "pivot_high(P.close, 1, 1)"]);
    // The two fives are no top; the six is known one bar, or two, after it.
    assert_eq!(shown(&found[0]), "[NaN, NaN, NaN, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 6.0]");
    assert_eq!(shown(&found[1]), "[NaN, NaN, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 6.0, 6.0]");
}

#[test]
fn halves_go_away_from_zero() {
    let found = over(&[12.5, 37.5, 12.4, 0.1], &["round_level(P.close, 25)", "round_level(-P.close, 25)"]);
    assert_eq!(shown(&found[0]), "[25.0, 50.0, 0.0, 0.0]");
    assert!(found[1].iter().zip([-25.0, -50.0, 0.0, 0.0]).all(|(found, expected)| *found == expected));
}

/// Constants are folded before bars are counted: as windows, as parts of windows, as plain numbers.
#[test]
fn constants() {
    let found = over(
        &[5.0, 6.0, 7.0, 8.0],
        &[
            "sma(P.close, sqrt(4))",
            "P.close * exp(log(2)) - abs(-2)",
            "P.close + clip(5, 1, 3) + round_level(14, 10)",
            "P.close + clip(1, 2, 0 / 0)",
            "median(if(1 > 0, 3, P.close), 2)",
            "corr(P.close, if(1 > 0, 3, P.close), 2)",
        ],
    );
    let near = |found: &[f64], expected: &[f64]| {
        let same = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12 || a.is_nan() && b.is_nan());
        assert!(same, "{found:?} {expected:?}");
    };
    let none = [f64::NAN; 4];
    near(&found[0], &[f64::NAN, 5.5, 6.5, 7.5]);
    near(&found[1], &[8.0, 10.0, 12.0, 14.0]);
    near(&found[2], &[18.0, 19.0, 20.0, 21.0]);
    near(&found[3], &none);
    near(&found[4], &[f64::NAN, 3.0, 3.0, 3.0]);
    near(&found[5], &none);
}

#[test]
fn conditions_hold_on_and_hold_off() {
    let close = [1.0, 9.0, 1.0, 1.0, 9.0, 9.0, 9.0, 1.0, 9.0, 1.0, 1.0, 9.0];
    let dates = weekdays("2024-01-01", close.len());
    let (dataset, _folder) = dataset(Calendar::Weekdays, vec![("P", bars(&dates, [&close; 4]))]);
    // c is .#..###.#..#
    let setting = "[signals]\nc = \"P.close > 5\"";
    let found = values(&dataset, setting, &["at_least(c, 2)", "cooldown(c, 2)", "cooldown(c, 4)"]);
    let drawn = |index: usize| -> String {
        conditions(&found[index]).iter().map(|value| if *value == Some(true) { '#' } else { '.' }).collect()
    };
    assert_eq!(drawn(0), ".##.######.#");
    // Turned at bars 1, 4, 8 and 11.
    assert_eq!(drawn(1), ".#..###.#..#");
    // After bar 1 the run from 4 on waits for bar 6; after that, the one at 8 is too soon.
    assert_eq!(drawn(2), ".#....#....#");
}
