//! Indicators against published figures, to their three decimals.
//!
//! Differences of convention, each met by bars put before the published ones:
//! - averages there start from the first value, here from the mean of the first n: n - 1 more of the first value agree;
//! - the first true range there is the first bar's high - low: a bar before it that closes within that range agrees.
//!
//! Left out: the signal line, whose average starts from the first difference there; deviations there are the population's.

use super::{bars, dataset, numbers, values};
use crate::made::weekdays;
use rotascope::data::Calendar;

/// The columns of one test of the file: inputs, then outputs.
fn published(name: &str) -> Option<Vec<Vec<f64>>> {
    let text = std::fs::read_to_string(crate::shared("oracles/indicators_tulip.txt")?).expect("the file can be read");
    let rows = text.lines().skip_while(|line| line.trim_end() != name).skip(1);
    let rows = rows.take_while(|line| line.starts_with('{')).map(|line| {
        let numbers = line.trim().trim_matches(['{', '}']).split(',');
        numbers.map(|number| number.parse().expect("a number")).collect()
    });
    let rows: Vec<Vec<f64>> = rows.collect();
    assert!(rows.len() >= 2, "{name} is not in the file");
    Some(rows)
}

/// `expression` over bars of these highs, lows and closes, `before` more of the first bar in front, against the last of
/// `expected`.
fn agrees(name: &str, expression: &str, [high, low, close]: [&[f64]; 3], before: usize, expected: &[f64]) {
    let longer = |values: &[f64]| [vec![values[0]; before], values.to_vec()].concat();
    let (high, low, close) = (longer(high), longer(low), longer(close));
    let dates = weekdays("2024-01-01", close.len());
    let (dataset, _folder) = dataset(Calendar::Weekdays, vec![("P", bars(&dates, [&close, &high, &low, &close]))]);
    let found = numbers(&values(&dataset, "", &[expression])[0]);
    let last = &found[found.len() - expected.len()..];
    for (bar, (found, expected)) in last.iter().zip(expected).enumerate() {
        // Half of the last printed digit; of large numbers, what a double can hold.
        let near = (found - expected).abs() <= 0.000_501_f64.max(1e-14 * expected.abs());
        assert!(near, "{name}: {expression} is {found} at {bar}, expected {expected}");
    }
}

#[test]
fn of_closes() {
    let cases = [
        ("wma 5", "wma(P.close, 5)", 0),
        ("sum 5", "sum(P.close, 5)", 0),
        ("linregslope 5", "slope(P.close, 5)", 0),
        ("rsi 5", "rsi(P.close, 5)", 0),
        ("ema 5", "ema(P.close, 5)", 4),
        ("macd 2 5 9", "macd(P.close, 2, 5)", 4),
        ("apo 2 5", "macd(P.close, 2, 5)", 4),
        ("ln", "log(P.close)", 0),
        ("sqrt", "sqrt(P.close)", 0),
        ("exp", "exp(P.close)", 0),
        ("abs", "abs(P.close)", 0),
        ("round", "round_level(P.close, 1)", 0),
    ];
    for (name, expression, before) in cases {
        let Some(rows) = published(name) else { return };
        let close = &rows[0];
        agrees(name, expression, [close; 3].map(Vec::as_slice), before, &rows[1]);
    }
}

#[test]
fn of_bars() {
    for (name, n) in [("atr 5", 5), ("tr", 1)] {
        let Some(rows) = published(name) else { return };
        let [high, low, close, expected] = rows.as_slice() else { panic!("{name} has three inputs") };
        agrees(name, &format!("atr(P, {n})"), [high, low, close], 1, expected);
    }
}

/// The middle band is the mean; half the width of the outer ones, twice the population's deviation.
#[test]
fn of_bands() {
    let Some(rows) = published("bbands 5 2") else { return };
    let [close, lower, middle, upper] = rows.as_slice() else { panic!("bands are three") };
    let band = |side: &str| format!("sma(P.close, 5) {side} 2 * stdev(P.close, 5) * sqrt(4 / 5)");
    let closes = [close; 3].map(Vec::as_slice);
    agrees("bbands 5 2", &band("-"), closes, 0, lower);
    agrees("bbands 5 2", "sma(P.close, 5)", closes, 0, middle);
    agrees("bbands 5 2", &band("+"), closes, 0, upper);
}
