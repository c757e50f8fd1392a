//! Indicators against the vectors that Tulip Indicators publishes, to their three decimals.

use crate::made::{closes, weekdays};
use crate::random::World;
use rotascope::run::Reading;

/// The section of `name` with its options: columns of input, then of output, the last of which are aligned to the end.
fn section(name: &str) -> Option<Vec<Vec<f64>>> {
    let path = crate::shared("oracles/indicators_tulip.txt")?;
    let text = std::fs::read_to_string(path).expect("a readable file");
    let mut lines = text.lines().skip_while(|line| *line != name);
    assert_eq!(lines.next(), Some(name), "the file has this section");
    let columns = lines.take_while(|line| line.starts_with('{'));
    let numbers = |line: &str| {
        let inside = line.trim_matches(['{', '}']);
        inside.split(',').map(|number| number.parse().expect("a number")).collect()
    };
    Some(columns.map(numbers).collect())
}

/// What `expression` says of A, and of B beside it.
fn read(expression: &str, a: &[f64], b: &[f64]) -> Vec<Option<f64>> {
    let dates = weekdays("2024-01-02", a.len());
    let world = World { a: closes(&dates, a), b: closes(&dates, b), dates };
    let number = |reading: &Reading| match reading {
        Reading::Number(number) => *number,
        Reading::Condition(condition) => condition.map(f64::from),
    };
    world.read(&[("s".to_owned(), expression.to_owned())], "")[0].iter().map(number).collect()
}

/// Each section's last column, and the expression that yields it: undefined before it begins, equal from there on.
#[test]
fn equal_to_three_decimals() {
    let cases = [
        ("abs", "abs(a.close)"),
        ("add", "a.close + b.close"),
        ("sub", "a.close - b.close"),
        ("mul", "a.close * b.close"),
        ("div", "a.close / b.close"),
        ("sma 5", "sma(a.close, 5)"),
        ("max 5", "highest(a.close, 5)"),
        ("min 5", "lowest(a.close, 5)"),
        ("lag 5", "prior(a.close, 5)"),
        ("mom 5", "change(a.close, 5)"),
        ("roc 5", "momentum(a.close, 5)"),
        ("rocr 5", "1 + momentum(a.close, 5)"),
        ("crossover", "crosses_above(a.close, b.close)"),
        ("crossany", "crosses_above(a.close, b.close) or crosses_below(a.close, b.close)"),
        // The population's deviation there, the sample's here.
        ("stddev 5", "stdev(a.close, 5) * (4 / 5) ^ 0.5"),
        ("var 5", "stdev(a.close, 5) ^ 2 * 4 / 5"),
        ("volatility 5", "volatility(a.close, 5) * (4 / 5) ^ 0.5"),
    ];
    for (name, expression) in cases {
        let Some(columns) = section(name) else { return };
        let (inputs, expected) = columns.split_at(columns.len() - 1);
        let found = read(expression, &inputs[0], inputs.last().expect("an input"));
        let (before, after) = found.split_at(found.len() - expected[0].len());
        // In the first bar a crossing is undefined, or false at once where `a > b` is.
        let nothing = |value: &Option<f64>| value.is_none_or(|value| name.starts_with("cross") && value == 0.0);
        assert!(before.iter().all(nothing), "{name}: {before:?}");
        for (found, expected) in after.iter().zip(&expected[0]) {
            let found = found.unwrap_or(f64::NAN);
            assert!((found - expected).abs() <= 0.000_501, "{name}: {found}, expected {expected}");
        }
    }
}

/// Its average starts from the first value, ours from the mean of the first five at the fifth. From there on both forget at
/// the same pace: the difference shrinks by 1 - 2 / 6 a bar.
#[test]
fn an_exponential_average_with_another_start() {
    let Some(columns) = section("ema 5") else { return };
    let found = read("ema(a.close, 5)", &columns[0], &columns[0]);
    assert!(found[..4].iter().all(Option::is_none));
    let differences: Vec<f64> =
        found.iter().zip(&columns[1]).skip(4).map(|(ours, theirs)| ours.unwrap() - theirs).collect();
    let mean = columns[0][..5].iter().sum::<f64>() / 5.0;
    assert!((differences[0] - (mean - columns[1][4])).abs() < 1e-12);
    for (bar, difference) in differences.iter().enumerate() {
        let expected = differences[0] * (4.0_f64 / 6.0).powi(bar as i32);
        assert!((difference - expected).abs() <= 0.001, "bar {bar}: {difference}, expected {expected}");
    }
    assert!(differences[0].abs() > 0.25 && differences.last().unwrap().abs() < 0.007);
}
