//! What a sweep says of all its rows, and what it leaves to the run of each.

use super::swept;
use crate::made::{Made, closes, made, run_with, weekdays};

/// `a`, `b` and `d` rise and fall for 60 sessions; `b` has no bar in the thirtieth, `c` ends with the fifty-fifth.
fn four() -> Made {
    let dates = weekdays("2024-01-01", 60);
    let price: Vec<f64> = (0..60).map(|day| 100.0 + 20.0 * (f64::from(day) / 3.0).sin()).collect();
    let without = |place: usize| {
        let (mut dates, mut price) = (dates.clone(), price.clone());
        dates.remove(place);
        price.remove(place);
        closes(&dates, &price)
    };
    made([
        ("a", closes(&dates, &price)),
        ("b", without(30)),
        ("c", closes(&dates[..55], &price[..55])),
        ("d", closes(&dates, &price)),
    ])
}

/// A file with lines of [data], what its rule holds, and tables behind the rules.
fn file(data: &str, hold: &str, more: &str) -> String {
    format!(
        "[data]\ndataset = \"made\"\n{data}\n[assets]\nheld = \"a\"\n[params]\nn = 5\n[[rules]]\n\
         when = \"held.close > sma(held.close, n)\"\nhold = {hold}\n{more}\n"
    )
}

const UNADJUSTED: &str = "a has no adjusted prices: its dividends are not counted";

#[test]
fn what_is_one_row_s_own_is_left_out() {
    let stopped = "[overlays]\ntrailing_stop = \"1 %\"\n";
    let text = file("warmup = false", "{ held = 1 }", &format!("{stopped}[sweep]\nn = [5, 20]"));
    let dataset = four();
    let run = run_with(&dataset, &text, &[]);
    for own in ["rule 1 was undefined at 4 decisions", "trailing_stop sold"] {
        assert!(run.notices.iter().any(|notice| notice.contains(own)), "{own}: {:?}", run.notices);
    }
    assert_eq!(swept(&dataset, &text, true).notices, [UNADJUSTED]);
}

#[test]
fn of_data_is_said_what_any_row_meets() {
    let text = file("", "{ held = 0.5, d = 0.5 }", "[sweep]\n\"assets.held\" = [\"a\", \"b\"]");
    assert_eq!(
        swept(&four(), &text, true).notices,
        [
            "a, b and d have no adjusted prices: their dividends are not counted",
            "b has no bar in 1 session: its last close stood in",
        ]
    );
    let text = file("", "{ held = 0.5, c = 0.5 }", "[sweep]\nn = [5, 10]");
    let ends = "ends on 2024-03-15, with the data of c; other data go on";
    assert_eq!(swept(&four(), &text, true).notices[1..], [ends]);
    let text = file("", "{ held = 0.5, c = 0.5 }", "[sweep]\n\"data.end\" = [2024-03-01, 2024-03-08]");
    let ends = "rows end on days of their own, 2024-03-01 the first: with what they hold, or as their keys say";
    assert_eq!(swept(&four(), &text, true).notices[1..], [ends]);
}

#[test]
fn a_start_that_some_row_holds_up_is_said() {
    let data = "start = 2024-01-15";
    let text = |lengths: &str| file(data, "{ held = 1 }", &format!("[sweep]\nn = {lengths}"));
    let starts = "starts on 2024-02-09, not 2024-01-15: only then all combinations can";
    assert_eq!(swept(&four(), &text("[5, 30]"), true).notices, [UNADJUSTED, starts]);
    assert_eq!(swept(&four(), &text("[5, 10]"), true).notices, [UNADJUSTED]);
}

#[test]
fn fills_that_see_their_price_are_called_optimistic() {
    let text = |fills: &str| file("", "{ held = 1 }", &format!("[sweep]\n\"trade.fill\" = {fills}"));
    let all = "optimistic: filled at the very close that the decision saw";
    let some = "optimistic: some rows are filled at the very close that the decision saw";
    assert_eq!(swept(&four(), &text("[\"same-close\"]"), true).notices, [UNADJUSTED, all]);
    assert_eq!(swept(&four(), &text("[\"next-close\", \"same-close\"]"), true).notices, [UNADJUSTED, some]);
}
