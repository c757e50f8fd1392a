//! What a sweep refuses, and where.

use super::sweep;
use crate::made::{closes, made, weekdays};
use rotascope::error::Error;
use rotascope::strategy::StrategyFile;
use rotascope::sweep::{Which, check};

const FILE: &str = "[data]\ndataset = \"made\"\n[params]\nn = 5\nm = 2\nidle = 1\n[signals]\nover = \"a.close > sma(a.close, n)\"\n\
                    [[rules]]\nwhen = \"over and streak(over) >= m\"\nhold = { a = 1.0 }\n[sweep]\n";

/// The message of the first fault, and the text that it stands under.
fn refused(sweep_table: &str) -> (String, String) {
    let dates = weekdays("2024-01-01", 40);
    let dataset = made([("a", closes(&dates, &[10.0; 40]))]);
    let file = StrategyFile::read("test.toml", &format!("{FILE}{sweep_table}\n"));
    let outcome = match file.clone().check(Ok(&dataset.universe())) {
        Ok((strategy, _)) => {
            let looked_at = check(&file, &strategy, &dataset);
            let measured = sweep(&file, &strategy, &dataset, Which::Core).map(|_| ());
            // A file that passes its check fails later for its data alone.
            match (&looked_at, &measured) {
                (Ok(()), Ok(()) | Err(Error::Failed(_))) => {}
                (Err(one), Err(other)) => {
                    let first = |error: &Error| error.to_string().split("; ").next().map(str::to_owned);
                    assert_eq!(first(one), first(other), "{sweep_table}");
                }
                both => panic!("{sweep_table}: {both:?}"),
            }
            measured
        }
        Err(error) => Err(error),
    };
    match outcome {
        Err(Error::Faults(faults)) => {
            let fault = &faults.faults[0];
            let text = &faults.sources[fault.span.source as usize].text;
            (fault.message.clone(), text[fault.span.start as usize..fault.span.end as usize].to_owned())
        }
        Err(error) => (error.to_string(), String::new()),
        Ok(()) => panic!("no fault in {sweep_table}"),
    }
}

#[test]
fn each_has_a_reason_and_a_place() {
    let cases = [
        ("n = []", "this list is empty", "[]"),
        ("n = [1, 2, 1.0]", "this value is listed twice", "1.0"),
        ("\"signals.ovr\" = [\"true\"]", "the file has no `ovr` in [signals]", "\"signals.ovr\""),
        ("n = [1, 2]\n\"params.n\" = [3, 4]", "one parameter is swept twice", "\"params.n\""),
        ("n = 5", "expected a list of values", "5"),
        ("n = [1, \"two\"]", "parameter `n` is a number, not a string", "\"two\""),
        ("n = { from = 5, to = 4 }", "this range is empty: from 5 to 4", "{ from = 5, to = 4 }"),
        (
            "n = { from = 5, to = 1, step = -1 }",
            "this range goes down: from 5 to 1 by -1",
            "{ from = 5, to = 1, step = -1 }",
        ),
        (
            "n = { from = 1, to = 4, step = 0 }",
            "this range never ends: from 1 to 4 by 0",
            "{ from = 1, to = 4, step = 0 }",
        ),
        ("n = { from = 1, to = 4, step = -1 }", "this range never ends", "{ from = 1, to = 4, step = -1 }"),
        ("n = { from = 1 }", "a range has a beginning and an end", "{ from = 1 }"),
        (
            "n = { from = 0, to = 1, step = 1e-9 }",
            "this range has 1000000001 values",
            "{ from = 0, to = 1, step = 1e-9 }",
        ),
        ("idle = [1, 2]", "nothing uses parameter `idle`", "idle"),
        ("nn = [1, 2]", "the file has no parameter `nn`", "nn"),
        ("trade.fill = [\"next-open\"]", "a key is named by its whole path", "trade"),
        ("\"trad.fill\" = [\"next-open\"]", "`trad.fill` is no key's path", "\"trad.fill\""),
        ("\"data.dataset\" = [\"a\", \"b\"]", "datasets cannot be swept", "\"data.dataset\""),
        ("\"trade.fill\" = [\"next-open\", \"never\"]", "`never` is not a choice here", "\"never\""),
        // The fault stands where the value does, and says where it fits no window.
        ("n = [5, 0]", "with n = 0 of [sweep]: `n` of `sma` is 0", "0"),
        ("n = [5, 2.5]", "with n = 2.5 of [sweep]: `n` of `sma` is 2.5", "2.5"),
        ("n = { from = 0, to = 3 }", "with n = 0 of [sweep]: `n` of `sma` is 0", "{ from = 0, to = 3 }"),
        (
            "\"params.m\" = [0]\n\"signals.over\" = [\"a.close > sma(a.close, m)\"]",
            "with params.m = 0, signals.over = a.close > sma(a.close, m) of [sweep]: `n` of `sma` is 0",
            "m",
        ),
        (
            "\"trade.delay\" = { from = -1, to = 1 }",
            "with trade.delay = -1 of [sweep]: expected",
            "{ from = -1, to = 1 }",
        ),
        // Where one value fits, and so does the other, the two need not.
        (
            "m = [1, 0]\n\"signals.over\" = [\"a.close > 1\", \"a.close > sma(a.close, m)\"]",
            "with m = 0 of [sweep]: `n` of `sma` is 0",
            "0",
        ),
        // Values that are counted together are tried together.
        (
            "n = [5, 2]\nm = [1, 2]\n\"signals.over\" = [\"a.close > sma(a.close, n - m)\"]",
            "with n = 2, m = 2, signals.over = a.close > sma(a.close, n - m) of [sweep]: `n` of `sma` is 0",
            "n - m",
        ),
        ("where = \"n > 1\"", "[sweep] tries nothing", "sweep"),
        ("n = [1, 2]\nwhere = \"a.close > n\"", "`where` chooses among parameters", "a.close > n"),
        ("n = [1, 2]\nwhere = \"n > 9\"", "no combination meets `where`", ""),
        ("n = [1, 2]\nsample = { method = \"random\" }", "this sample has no size", "{ method = \"random\" }"),
        (
            "n = [1, 2]\nsample = { method = \"grid\", n = 3 }",
            "a grid is every combination",
            "{ method = \"grid\", n = 3 }",
        ),
        ("n = [1, 2]\nsample = { method = \"sobol\" }", "this sample has no size", "{ method = \"sobol\" }"),
        ("n = [1, 2]\nsample = { method = \"halton\", n = 3 }", "`halton` is not a choice here", "\"halton\""),
        (
            "n = { from = 2000-01-01, to = 2000-03-01, step = \"1 month\" }",
            "parameter `n` is a number, not a date",
            "{ from = 2000-01-01, to = 2000-03-01, step = \"1 month\" }",
        ),
        (
            "\"data.end\" = { from = 2000-01-01, to = 9 }",
            "this range is of a number and a date",
            "{ from = 2000-01-01, to = 9 }",
        ),
        (
            "\"data.end\" = { from = 2000-01-01, to = 2001-01-01 }",
            "this range of dates has no step",
            "{ from = 2000-01-01, to = 2001-01-01 }",
        ),
        (
            "\"data.end\" = { from = 2000-01-01, to = 2001-01-01, step = \"1 fortnight\" }",
            "`1 fortnight` is no step from date to date",
            "\"1 fortnight\"",
        ),
        (
            "\"data.end\" = { from = 2000-01-01, to = 2001-01-01, step = 30 }",
            "a number is no step from date to date",
            "30",
        ),
        (
            "\"data.end\" = { from = 2001-01-01, to = 2000-01-01, step = \"1 day\" }",
            "this range is empty: from 2001-01-01 to 2000-01-01",
            "{ from = 2001-01-01, to = 2000-01-01, step = \"1 day\" }",
        ),
        ("n = { from = 1, to = 5, step = \"1 day\" }", "`1 day` is no step from number to number", "\"1 day\""),
        // None of them ever has its bars.
        ("n = [5, 100]", "with n = 100: the data are too short for rule 1", ""),
    ];
    for (table, message, place) in cases {
        let (found, at) = refused(table);
        assert!(found.contains(message), "{table}: {found}");
        assert_eq!(at, place, "{table}: {found}");
    }
}

#[test]
fn all_faults_are_found_at_once() {
    let dates = weekdays("2024-01-01", 40);
    let dataset = made([("a", closes(&dates, &[10.0; 40]))]);
    let table = "n = [0, 5, -1, 2.5]\n\"trade.fill\" = [\"never\", \"next-open\"]\n\"overlays.stop_loss\" = [\"5 %\", \"200 %\"]\n";
    let file = StrategyFile::read("test.toml", &format!("{FILE}{table}"));
    let (strategy, _) = file.clone().check(Ok(&dataset.universe())).expect("a file that is sound without its sweep");
    let Err(Error::Faults(faults)) = check(&file, &strategy, &dataset) else { panic!("faults") };
    let places = faults.faults.iter().map(|fault| {
        let text = &faults.sources[fault.span.source as usize].text;
        &text[fault.span.start as usize..fault.span.end as usize]
    });
    assert_eq!(places.collect::<Vec<_>>(), ["-1", "2.5", "\"never\"", "\"200 %\""]);
    let help = faults.faults[0].help.as_deref();
    assert_eq!(help, Some("it is used at test.toml:8:32"));
}

/// No combination has a window of less than one bar: `where` sees to that, though the file's own value of the other would.
#[test]
fn what_is_never_tried_is_not_refused() {
    let dates = weekdays("2024-01-01", 40);
    let dataset = made([("a", closes(&dates, &(1..=40).map(f64::from).collect::<Vec<_>>()))]);
    let text = "[data]\ndataset = \"made\"\n[params]\nfast = 2\nslow = 6\n[[rules]]\n\
                when = \"a.close > sma(a.close, slow - fast)\"\nhold = { a = 1.0 }\n\
                [sweep]\nfast = [2, 8]\nslow = [6, 10]\nwhere = \"fast < slow\"\n";
    let file = StrategyFile::read("test.toml", text);
    let (strategy, _) = file.clone().check(Ok(&dataset.universe())).unwrap_or_else(|error| panic!("{error}"));
    check(&file, &strategy, &dataset).unwrap_or_else(|error| panic!("{error}"));
    let swept = sweep(&file, &strategy, &dataset, Which::Core).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(swept.len(), 3);
}
