//! A run waits for the bars that its condition asks for, and for no more.

use super::{bars, dataset};
use crate::made::{run_text, weekdays};
use rotascope::data::Calendar;

#[test]
fn a_run_starts_when_its_condition_has_had_its_bars() {
    let dates = weekdays("2024-01-01", 300);
    let close: Vec<f64> = (0..dates.len()).map(|bar| 50.0 + ((bar * 7) % 23) as f64).collect();
    let symbols = ["P", "O"].map(|name| (name, bars(&dates, [&close; 4])));
    let (dataset, _folder) = dataset(Calendar::Weekdays, symbols.to_vec());
    // Sessions before the first decision. A week is known on Friday, the fifth session of 2024; January has 23 of them.
    let cases = [
        ("log(P.close) > 0", 0),
        ("clip(P.close, 1, sma(P.close, 4)) > 0", 3),
        ("wma(P.close, 5) > 0", 4),
        ("sum(P.close, 5) > 0", 4),
        ("zscore(P.close, 5) > 0", 4),
        ("percentile(P.close, 5) > 0", 4),
        ("median(P.close, 5) > 0", 4),
        ("slope(P.close, 5) > 0", 4),
        ("r2(P.close, 5) > 0", 4),
        ("corr(P.close, O.close, 5) > 0", 4),
        ("beta(P.close, prior(O.close, 2), 5) > 0", 6),
        ("momentum13612(P.close) > 0", 12),
        ("rsi(P.close, 5) > 0", 5),
        ("atr(P, 5) > 0", 5),
        ("atr(P.weekly, 2) > 0", 14),
        ("macd(P.close, 3, 8) > 0", 7),
        ("macd(P.close, 8, 3) > 0", 7),
        ("pivot_high(P.close, 3, 2) > 0", 5),
        ("pivot_high(P.weekly.close, 1, 1) > 0", 14),
        ("round_level(prior(P.close), 5) > 0", 1),
        ("at_least(sma(P.close, 3) > 0, 10)", 2),
        ("cooldown(sma(P.close, 3) > 0, 10)", 2),
        ("at_least(P.weekly.close > 0, 3)", 4),
        ("weekday() > 0", 0),
        ("sessions_left_in_month() > 0 and year() > 2000", 0),
        ("day_of_month() > 0 and P.monthly.close > 0", 22),
    ];
    for (when, expected) in cases {
        let text = format!(
            "[data]\ndataset = \"made\"\n[[rules]]\nwhen = \"{when}\"\nhold = {{ P = 1.0 }}\n[[rules]]\nhold = {{ O = 1.0 }}\n"
        );
        let run = run_text(&dataset, &text);
        let waited = dates.iter().position(|date| *date == run.dates[0]);
        assert_eq!(waited, Some(expected), "{when}");
    }
}
