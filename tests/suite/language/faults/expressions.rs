//! Faults inside expressions: the caret stands in the middle of a string.

use super::*;

/// The file with `expression` as its only condition.
fn when(expression: &str) -> String {
    format!(
        "[series.rate]\nsymbol = \"DFF\"\nlag = \"1 session\"\n[params]\nn = 3\nzero = 0\n\
         [signals]\nup = \"large.close > prior(large.close)\"\n[[rules]]\nwhen = '{expression}'\nhold = {{ large = 1 }}\n"
    )
}

/// Each expression has exactly this one fault.
fn each_expression(cases: &[Case]) {
    let files: Vec<String> = cases.iter().map(|(expression, ..)| when(expression)).collect();
    let whole = files.iter().zip(cases);
    let cases: Vec<Case> = whole.map(|(file, case)| (file.as_str(), case.1, case.2, case.3)).collect();
    each(&cases);
}

#[test]
fn syntax() {
    each_expression(&[
        ("", "this expression is empty", "'", ""),
        ("large.close >", "expected a value before the end", "'", ""),
        ("large.close > 1)", "this bracket closes nothing", ")", ""),
        ("(large.close > 1", "this bracket is never closed", "(", ""),
        ("sma(large.close 3) > 1", "expected `)` or an operator before the number 3", "3", ""),
        ("1 < n < 3", "comparisons do not chain", "<", "write `a < b and b < c`"),
        ("n = 3", "`=` does not compare", "=", "write `==` to compare"),
        ("n > 5 %", "`%` has no meaning inside an expression", "%", "0.05 for 5 %"),
        ("up && up", "`&&` is not part of the language", "&&", "write `and`"),
        ("!up", "`!` is not part of the language", "!", "write `not`"),
        ("large.close ≥ 3", "`≥` is not part of the language", "≥", "write `>=`"),
        ("large.close > 3x", "`3x` is neither a number nor a name", "3x", ""),
        ("large.close > 1e999", "this number is too large", "1e999", ""),
        ("large. > 3", "expected a name after `.`", ">", ""),
        ("large.sma(3) > 1", "functions have plain names", "large.sma", ""),
        ("up up", "expected an operator before `up`", "up", ""),
    ]);
}

#[test]
fn names_and_fields() {
    each_expression(&[
        ("lrge.close > 1", "unknown name `lrge`", "lrge", "did you mean `large`?"),
        ("upp", "unknown name `upp`", "upp", "did you mean `up`?"),
        ("xyzzy > 1", "unknown name `xyzzy`", "xyzzy", "names are declared in [assets]"),
        ("DFF > 1", "unknown name `DFF`", "DFF", "[series.DFF]"),
        ("sma > 1", "unknown name `sma`", "sma", ""),
        ("smaa(large.close, 3) > 1", "unknown function `smaa`", "smaa", "did you mean `sma`?"),
        ("frobnicate(3) > 1", "unknown function `frobnicate`", "frobnicate", "`rotascope functions` lists them"),
        ("large.clsoe > 1", "unknown field `clsoe`", "clsoe", "did you mean `close`?"),
        ("large.weekly.banana > 1", "unknown field `banana`", "banana", "fields are `open`"),
        ("large.weakly.close > 1", "unknown frame `weakly`", "weakly", "did you mean `weekly`?"),
        ("large > 1", "`large` is an asset, not a value", "large", "`large.close`"),
        ("large.weekly > 1", "`large.weekly` are bars, not a value", "large.weekly", "`large.weekly.close`"),
        ("large.weekly.close.x > 1", "a field has no parts", "x", ""),
        ("n.close > 1", "`n` has no field `close`", "close", ""),
        ("up.close > 1", "`up` has no field `close`", "close", ""),
        ("rate.close > 1", "`rate` has no field `close`", "close", "`rate.release` a bar a release"),
        ("rate.weekly.close > 1", "`rate` has no field `weekly`", "weekly", "`weekly(rate)` a bar a week"),
        ("rate.release.close > 1", "`rate.release` has no field `close`", "close", "`rate` has a value a session"),
        (
            "volatility(rate.release, 4) > 1",
            "`volatility` is annualised, and releases come at no fixed rate",
            "rate.release",
            "`stdev(x / prior(x) - 1, n)` is not annualised",
        ),
        ("atr(rate.release, 4) > 1", "expected an asset's bars, found a value", "rate.release", "name an asset"),
        ("sma(rate.release, 0) > 1", "`n` of `sma` is 0", "0", ""),
        ("CLOSES.high > 1", "`CLOSES` has no high in dataset `made`", "high", ""),
        ("close > 1", "`close` names no asset", "close", "`small.close`"),
        ("weekly.close > 1", "`weekly.close` names no asset", "weekly.close", "`small.close`"),
    ]);
}

#[test]
fn types() {
    each_expression(&[
        ("large.close", "expected a condition, found a number", "large.close", "compare it with something"),
        ("up > 1", "`>` takes a number on each side, found a condition", "up", "`if(condition, a, b)`"),
        ("large.close and up", "`and` takes a condition on each side, found a number", "large.close", "compare it"),
        ("up or 1", "`or` takes a condition on each side, found a number", "1", "compare it"),
        ("not large.close > 1 and not n", "expected a condition, found a number", "n", "compare it"),
        ("-up > 1", "expected a number, found a condition", "up", "`if(condition, a, b)`"),
        ("up + 1 > 1", "`+` takes a number on each side, found a condition", "up", "`if(condition, a, b)`"),
        ("sma(up, 3) > 1", "expected a number, found a condition", "up", "`if(condition, a, b)`"),
        ("streak(large.close) > 1", "expected a condition, found a number", "large.close", "compare it"),
        ("latch(up, 3)", "expected a condition, found a number", "3", "compare it"),
        ("if(up, up, 1)", "`if` mixes a number and a condition", "1", ""),
        ("if(n, up, up)", "expected a condition, found a number", "n", "compare it"),
    ]);
}

#[test]
fn arguments() {
    each_expression(&[
        ("sma() > 1", "`sma` is missing `x` and `n`", "sma()", ""),
        ("sma(large.close) > 1", "`sma` is missing `n`", "sma(large.close)", ""),
        ("sma(large.close, 3, 4) > 1", "`sma` takes 2 arguments at most", "4", "sma(x, n)"),
        ("month(1) > 1", "`month` takes 0 arguments at most", "1", "month()"),
        ("month(1, 2) > 1", "`month` takes 0 arguments at most", "1", "month()"),
        ("max(large.close) > 1", "`max` is missing `b`", "max(large.close)", ""),
        ("momentum(large.close, 3, skp = 1) > 1", "`momentum` has no argument `skp`", "skp", "did you mean `skip`?"),
        ("momentum(large.close, 3, n = 1) > 1", "argument `n` is given twice", "n", ""),
        ("momentum(n = 3, 5, x = large.close) > 1", "argument `n` is given twice", "5", ""),
        ("prior(large.close, n = 1, n = 2) > 1", "argument `n` is given twice", "n", ""),
        ("sma(3, 3) > 1", "`sma` needs a value that changes from bar to bar", "sma(3, 3)", ""),
        ("weekly(n) > 1", "`weekly` needs a value that changes from bar to bar", "weekly(n)", ""),
    ]);
}

#[test]
fn windows() {
    each_expression(&[
        ("sma(large.close, 0) > 1", "`n` of `sma` is 0", "0", ""),
        ("sma(large.close, -3) > 1", "`n` of `sma` is -3", "-3", ""),
        ("sma(large.close, 2.5) > 1", "`n` of `sma` is 2.5", "2.5", ""),
        ("sma(large.close, n / 2) > 1", "`n` of `sma` is 1.5", "n / 2", ""),
        ("sma(large.close, n / zero) > 1", "`n` of `sma` is undefined", "n / zero", ""),
        ("sma(large.close, 2000000) > 1", "`n` of `sma` is 2000000", "2000000", ""),
        (
            "sma(large.close, large.close) > 1",
            "`n` of `sma` changes from bar to bar",
            "large.close",
            "a window is a number, a parameter",
        ),
        (
            "highest(large.close, month()) > 1",
            "`n` of `highest` changes from bar to bar",
            "month()",
            "a window is a number",
        ),
        ("prior(large.close, 0) > 1", "`n` of `prior` is 0", "0", ""),
        ("stdev(large.close, 1) > 1", "`n` of `stdev` is 1", "1", ""),
        ("volatility(large.close, 1) > 1", "`n` of `volatility` is 1", "1", ""),
        ("momentum(large.close, 3, skip = -1) > 1", "`skip` of `momentum` is -1", "-1", ""),
        ("count(up, zero) > 1", "`n` of `count` is 0", "zero", ""),
    ]);
}

#[test]
fn cycles() {
    each(&[
        ("[signals]\ns = \"s > 1\"", "signal `s` depends on itself", "s", "see `latch`, `prior` and `streak`"),
        ("[signals]\na = \"not b\"\nb = \"not c\"\nc = \"not  a\"", "signal `a` depends on itself", "a", "see `latch`"),
    ]);
}
