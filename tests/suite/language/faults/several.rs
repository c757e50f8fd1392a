//! Several faults at once, faults of --set, and warnings.

use super::*;

#[test]
fn all_are_reported_in_the_order_of_the_file() {
    let file = r#"
nmae = "x"

[data]
dataset   = "made"
start     = 2002-01-01
end       = 2001-01-01
benchmark = "lagre"

[assets]
tiny = "IWN"

[params]
n = "3"

[signals]
a = "smaa(large.close, n) > tiny.close"
b = "sma(large.clsoe, 0) > 1 and streak(large.close) > lrge.close"
c = "a and unknown"

[[rules]]
when = "b or c or large.close"
hold = { large = 0.7, small = 0.7 }

[[rules]]
hold = { lrge = 1 }

[[rules]]
when = "sma(large.close, 5, 6) > 1"
hold = { small = 1.0 }

[trade]
fill       = "next-opne"
commission = "5"
short_fee  = "1 %"
"#;
    let found = faults(file, &[]);
    // What follows from a fault that has been reported (uses of `n`, `tiny`, `a`, `b`) is not reported again.
    let expected = [
        "nmae",
        "2002-01-01",
        "\"lagre\"",
        "\"IWN\"",
        "\"3\"",
        "smaa",
        "clsoe",
        "0",
        "large.close",
        "lrge",
        "unknown",
        "large.close",
        "{ large = 0.7, small = 0.7 }",
        "lrge",
        "[[rules]]",
        "6",
        "\"next-opne\"",
        "\"5\"",
        "short_fee",
    ];
    assert_eq!(carets(&found), expected);
}

/// A fault does not hide those beside it.
#[test]
fn in_one_expression() {
    let cases: [(&str, &[&str]); 4] = [
        ("lrge.close > sml.close", &["lrge", "sml"]),
        ("large.close and sml.close", &["large.close", "sml"]),
        ("sma(lrge.close, 0) > 1", &["lrge", "0"]),
        ("sma(lrge.close, sml.close, 3) > 1", &["lrge", "sml", "3"]),
    ];
    for (expression, expected) in cases {
        let found = faults(&filled(&format!("[signals]\ns = \"{expression}\"")), &[]);
        assert_eq!(carets(&found), expected, "{expression}");
    }
}

#[test]
fn assignments() {
    let file = filled("[params]\nweeks = 2\n[signals]\ns = \"large.close > 1\"");
    let cases = [
        ("weks=3", "the file has no parameter `weks`", "weks", "did you mean `weeks`?"),
        ("zzz=3", "the file has no parameter `zzz`", "zzz", "its parameters are `weeks`"),
        ("weeks", "`weeks` sets nothing", "weeks", "--set weeks=3"),
        ("weeks=many", "expected a finite number, found a string", "many", ""),
        ("params.weeks='3'", "expected a finite number, found a string", "'3'", ""),
        ("trade.fill=next-opne", "`next-opne` is not a choice here", "next-opne", "did you mean `next-open`?"),
        ("trade.fil=next-open", "unknown key `fil`", "trade.fil", "did you mean `fill`?"),
        ("data.benchmark={ SPX = 1.0 }", "unknown asset `SPX`", "SPX", "did you mean `SPY`?"),
        ("signals.s= smaa(large.close, 3) > 1", "unknown function `smaa`", "smaa", "did you mean `sma`?"),
        ("signals.s.x=1", "`s` is not a table", "signals.s.x", ""),
        ("data.start=2001-13-01", "expected a date", "2001-13-01", ""),
    ];
    for (assignment, message, caret, help) in cases {
        let found = faults(&file, &[assignment]);
        assert_eq!(found.faults.len(), 1, "{assignment}: {:#?}", found.faults);
        let fault = &found.faults[0];
        assert!(fault.message.contains(message), "{assignment}: {}", fault.message);
        assert_eq!(found.sources[fault.span.source as usize].name, "test.toml --set");
        assert_eq!(carets(&found), [caret], "{assignment}");
        assert!(fault.help.as_deref().unwrap_or_default().contains(help), "{assignment}: {fault:?}");
    }
}

#[test]
fn an_adjusted_level_beside_a_constant_is_a_warning() {
    let warned = [
        "large.adj_close > 100",
        "100 < sma(large.weekly.adj_close, 3)",
        "level > 5 * n",
        "crosses_above(highest(large.adj_high, 3), 100)",
    ];
    let fine = [
        "large.close > 100",
        "large.adj_close > sma(large.adj_close, 3)",
        "large.adj_close / prior(large.adj_close) > 1.01",
        "momentum(large.adj_close, 3) > 0",
        "drawdown(large.adj_close) < -0.1",
    ];
    for (expressions, count) in [(&warned[..], 1), (&fine[..], 0)] {
        for expression in expressions {
            let file = filled(&format!(
                "[params]\nn = 3\n[signals]\nlevel = \"prior(large.adj_close)\"\n[[rules]]\nwhen = \"{expression}\"\nhold = {{ large = 1 }}"
            ));
            let (strategy, _) = StrategyFile::read("test.toml", &file).check(Ok(&universe())).unwrap();
            assert_eq!(strategy.warnings.len(), count, "{expression}");
            assert!(strategy.warnings.iter().all(|fault| fault.severity == Severity::Warning));
        }
    }
}
