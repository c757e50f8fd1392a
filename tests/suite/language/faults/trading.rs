//! When to decide and to fill: what [trade] refuses.

use super::*;

#[test]
fn schedules() {
    each(&[
        ("[trade]\ndecide = \"yearly\"", "`yearly` is not a choice here", "\"yearly\"", "one of `daily`"),
        (
            "[trade]\ndecide = {}",
            "this schedule names no session",
            "{}",
            "such as { every = \"month\", session = -1 } or { weekday = \"wed\" }",
        ),
        (
            "[trade]\ndecide = { every = \"month\" }",
            "this schedule names no session",
            "{ every = \"month\" }",
            "such as",
        ),
        ("[trade]\ndecide = { session = 2 }", "this schedule names no session", "{ session = 2 }", "such as"),
        (
            "[trade]\ndecide = { every = \"monthly\", session = 1 }",
            "`monthly` is not a choice here",
            "\"monthly\"",
            "did you mean `month`?",
        ),
        (
            "[trade]\ndecide = { every = \"week\", session = 0 }",
            "expected a session of the period: 1 the first",
            "0",
            "",
        ),
        ("[trade]\ndecide = { every = \"week\", session = 1.5 }", "expected a session of the period", "1.5", ""),
        ("[trade]\ndecide = { every = \"week\", session = \"last\" }", "found a string", "\"last\"", ""),
        (
            "[trade]\ndecide = { every = \"week\", sesion = 1 }\n",
            "unknown key `sesion`",
            "sesion",
            "did you mean `session`?",
        ),
        ("[trade]\ndecide = { weekday = \"wendesday\" }", "`wendesday` is not a choice here", "\"wendesday\"", "wed"),
        ("[trade]\ndecide = { weekday = 3 }", "expected one of `mon`, `tue`", "3", ""),
        (
            "[trade]\ndecide = { weekday = \"wed\", every = \"month\", session = 1 }",
            "a schedule has a weekday, or a session of every period",
            "weekday",
            "remove `weekday`, or `every` and `session`",
        ),
    ]);
}

#[test]
fn delays_bands_and_tranches() {
    each(&[
        ("[trade]\ndelay = -1", "expected a whole number of sessions, from 0 on", "-1", ""),
        ("[trade]\ndelay = 1.5", "expected a whole number of sessions, from 0 on", "1.5", ""),
        ("[trade]\ndelay = \"2 sessions\"", "found a string", "\"2 sessions\"", ""),
        ("[trade]\ntranches = 0", "expected a whole number of tranches, from 1 to 1000", "0", ""),
        ("[trade]\ntranches = 5000", "expected a whole number of tranches, from 1 to 1000", "5000", ""),
        ("[trade]\nrebalance = { band = 5 }", "expected a share of equity such as 0.05", "5", ""),
        ("[trade]\nrebalance = { band = -0.1 }", "expected a share of equity such as 0.05", "-0.1", ""),
        ("[trade]\nrebalance = { band = nan }", "expected a share of equity such as 0.05", "nan", ""),
        ("[trade]\nrebalance = { band = \"5 %\" }", "found a string", "\"5 %\"", ""),
        ("[trade]\nrebalance = {}", "this rebalancing has no band", "{}", "one of `on-change` and `always`"),
        (
            "[trade]\nrebalance = { band = 0.1, width = 2 }",
            "unknown key `width`",
            "width",
            "rebalance has the keys `band`",
        ),
        ("[trade]\nrebalance = 0.05", "expected one of `on-change` and `always`, found a number", "0.05", ""),
    ]);
}

#[test]
fn weights() {
    each(&[
        (
            "[[rules]]\nhold = { large = \"large.close > 5\" }",
            "expected a number, found a condition",
            "large.close > 5",
            "turns a condition into a number",
        ),
        ("[[rules]]\nhold = { large = \"1 / large.clse\" }", "clse", "clse", "did you mean `close`?"),
        (
            "[[rules]]\nhold = { large = 1.3, small = \"1 / large.close\" }",
            "these weights sum to 1.3",
            "{ large = 1.3, small = \"1 / large.close\" }",
            "say what borrowing costs",
        ),
        ("[[rules]]\nhold = { large = \"1 - 2\" }", "negative weights are not available yet", "\"1 - 2\"", ""),
    ]);
}
