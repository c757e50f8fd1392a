//! Arguments that a function does not take.

use super::universe;
use rotascope::error::{Error, Fault};
use rotascope::strategy::StrategyFile;

fn file(expression: &str) -> String {
    format!(
        "[data]\ndataset = \"made\"\n[params]\nn = 3\n[signals]\nup = \"small.close > 1\"\nvalue = \"{expression}\"\n\
         [[rules]]\nhold = {{ small = 1.0 }}\n"
    )
}

fn faults(expression: &str) -> Vec<Fault> {
    match StrategyFile::read("test.toml", &file(expression)).check(Ok(&universe())) {
        Err(Error::Faults(faults)) => faults.faults,
        Err(error) => panic!("not faults: {error}"),
        Ok(_) => panic!("no fault: {expression}"),
    }
}

#[test]
fn arguments_are_refused() {
    // The expression, its one fault's message and label, the text under the caret, and a part of the help.
    let cases = [
        ("atr(small.close, 5)", "expected an asset's bars, found a value", "small.close", "`small` or `small.weekly`"),
        ("atr(small.weekly.close, 5)", "expected an asset's bars", "small.weekly.close", "`small` or `small.weekly`"),
        ("atr(n, 5)", "expected an asset's bars", "n", "name an asset"),
        ("atr(up, 5)", "expected an asset's bars", "up", "name an asset"),
        ("atr(small.close + 1, 5)", "expected an asset's bars", "small.close + 1", "name an asset"),
        ("atr(small.wekly, 5)", "unknown frame `wekly`", "wekly", "did you mean `weekly`?"),
        ("atr(smal, 5)", "unknown name `smal`", "smal", "did you mean `small`?"),
        ("atr(CLOSES, 5)", "`CLOSES` has no high in dataset `made`", "CLOSES", ""),
        ("atr(small, 0)", "`n` of `atr` is 0", "0", ""),
        ("stdev(small.close, 1)", "`n` of `stdev` is 1", "1", ""),
        ("slope(small.close, n - 2)", "`n` of `slope` is 1", "n - 2", ""),
        ("corr(small.close, large.close, 1)", "`n` of `corr` is 1", "1", ""),
        ("pivot_high(small.close, 3, 0)", "`right` of `pivot_high` is 0", "0", ""),
        ("round_level(small.close, 0)", "`step` of `round_level` is 0", "0", ""),
        ("round_level(small.close, 3 - n)", "`step` of `round_level` is 0", "3 - n", ""),
        ("round_level(small.close, large.close)", "`step` of `round_level` changes from bar to bar", "large.close", ""),
        ("cooldown(small.close, 3)", "expected a condition, found a number", "small.close", "compare it"),
        ("weekday(1)", "`weekday` takes 0 arguments at most", "1", "weekday()"),
        ("slope(n, 3)", "`slope` needs a value that changes from bar to bar", "slope(n, 3)", ""),
    ];
    for (expression, message, caret, help) in cases {
        let found = faults(expression);
        let [fault] = found.as_slice() else { panic!("{expression}: {found:#?}") };
        assert!(fault.message.contains(message), "{expression}: {fault:#?}");
        let under = &file(expression)[fault.span.start as usize..fault.span.end as usize];
        assert_eq!(under, caret, "{expression}");
        let helped = fault.help.as_deref().unwrap_or_default();
        assert!(helped.contains(help) && (help.is_empty() || !helped.is_empty()), "{expression}: {helped}");
    }
    assert_eq!(faults("stdev(small.close, 1)")[0].label, "expected a whole number, 2 or more");
    assert_eq!(faults("round_level(small.close, -1)")[0].label, "expected a number above 0");
}

/// A level of adjusted prices depends on later dividends, whatever it goes through.
#[test]
fn adjusted_levels_against_constants_are_warned_of() {
    let warnings = |expression: &str| {
        let checked = StrategyFile::read("test.toml", &file(expression)).check(Ok(&universe()));
        let (strategy, _) = checked.unwrap_or_else(|error| panic!("{error}"));
        strategy.warnings.len()
    };
    assert_eq!(warnings("round_level(small.adj_close, 10)"), 1);
    assert_eq!(warnings("log(median(small.adj_close, 5)) > 4"), 1);
    assert_eq!(warnings("pivot_high(small.adj_high, 5, 5) > 40"), 1);
    assert_eq!(warnings("wma(small.adj_close, 5) > sum(small.adj_close, 5) / 5"), 0);
    assert_eq!(warnings("slope(small.adj_close, 5) > 0 and round_level(small.close, 10) > 40"), 0);
}
