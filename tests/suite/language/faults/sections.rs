//! Faults of the sections: keys, types, names, dates, weights.

use super::*;

#[test]
fn broken_toml() {
    each(&[
        ("[data]\ndataset = \"made\nstart = 2001-01-01", "not valid TOML: invalid basic string", "\n", ""),
        ("[data\ndataset = \"made\"", "not valid TOML: unclosed table", "\n", ""),
        ("[params]\nn = ", "not valid TOML", "\n", ""),
        ("[params]\nn = 1\nn = 2", "not valid TOML: duplicate key", "n", ""),
        ("[params]\nn = 1.2.3", "not valid TOML: invalid float", ".3", ""),
    ]);
}

#[test]
fn unknown_keys() {
    each(&[
        ("nmae = \"x\"", "unknown key `nmae`", "nmae", "did you mean `name`?"),
        ("[tarde]\nfill = \"next-close\"", "unknown key `tarde`", "tarde", "did you mean `trade`?"),
        (
            "[data]\ndataset = \"made\"\nbegin = 2001-01-01",
            "unknown key `begin`",
            "begin",
            "[data] has the keys `dataset`",
        ),
        (
            "[data]\ndataset = \"made\"\nbenchmrk = \"large\"",
            "unknown key `benchmrk`",
            "benchmrk",
            "did you mean `benchmark`?",
        ),
        (
            "[series.rate]\nsymbol = \"DFF\"\nlag = \"1 session\"\nlagg = 3",
            "unknown key `lagg`",
            "lagg",
            "did you mean `lag`?",
        ),
        (
            "[[rules]]\nwhen = \"1 > 0\"\nhold = { large = 1 }\nelse = 3",
            "unknown key `else`",
            "else",
            "a rule has the keys `when` and `hold`",
        ),
        ("[trade]\ncomission = \"1 bp\"", "unknown key `comission`", "comission", "did you mean `commission`?"),
    ]);
}

#[test]
fn wrong_types() {
    each(&[
        ("name = 3", "expected a string, found a number", "3", ""),
        ("about = true", "expected a string, found true or false", "true", ""),
        ("data = 3", "expected a table, [data], found a number", "3", ""),
        ("assets = []", "expected a table, [assets], found a list", "[]", ""),
        ("trade = \"daily\"", "expected a table, [trade], found a string", "\"daily\"", ""),
        ("params = 1", "expected a table, [params], found a number", "1", ""),
        ("signals = \"x\"", "expected a table, [signals], found a string", "\"x\"", ""),
        ("series = 1", "expected a table, [series], found a number", "1", ""),
        ("[rules]\nhold = { large = 1 }", "rules are written with double brackets", "rules", ""),
        ("rules = [1]", "expected a rule: a table with `when` and `hold`, found a number", "1", ""),
        ("[data]\ndataset = 3", "expected the name of a dataset, in quotes, found a number", "3", ""),
        ("[data]\ndataset = \"made\"\nstart = 2001", "expected a date such as 2001-01-31, found a number", "2001", ""),
        (
            "[data]\ndataset = \"made\"\nend = \"2001-01-31\"",
            "a date stands without quotes",
            "\"2001-01-31\"",
            "end = 2001-01-31",
        ),
        (
            "[data]\ndataset = \"made\"\nhistory = 2001-01-31T10:00:00",
            "expected a date such as 2001-01-31, found a time",
            "2001-01-31T10:00:00",
            "",
        ),
        ("[data]\ndataset = \"made\"\nwarmup = \"no\"", "expected true or false, found a string", "\"no\"", ""),
        (
            "[data]\ndataset = \"made\"\nbenchmark = 1",
            "expected an asset, in quotes, or a table of weights, found a number",
            "1",
            "",
        ),
        (
            "[data]\ndataset = \"made\"\nrisk_free = 2",
            "expected a rate such as \"4 %\", in quotes, found a number",
            "2",
            "",
        ),
        (
            "[data]\ndataset = \"made\"\nreturns = false",
            "expected one of `total` and `price`, found true or false",
            "false",
            "",
        ),
        ("[assets]\ntiny = 3", "expected a symbol of the dataset, in quotes, found a number", "3", ""),
        (
            "[series]\nrate = \"DFF\"",
            "expected a table with `symbol` and `lag` or `known`, found a string",
            "\"DFF\"",
            "",
        ),
        (
            "[series.rate]\nsymbol = 1\nlag = \"1 session\"",
            "expected a series of the dataset, in quotes, found a number",
            "1",
            "",
        ),
        ("[series.eps]\nsymbol = \"EPS\"\nknown = 1", "expected the name of a column, in quotes", "1", ""),
        ("[series.rate]\nsymbol = \"DFF\"\nlag = 1", "expected a lag such as \"1 session\"", "1", ""),
        ("[params]\nn = \"3\"", "expected a finite number, found a string", "\"3\"", ""),
        ("[params]\nn = inf", "expected a finite number", "inf", ""),
        ("[signals]\ns = 3", "expected an expression, in quotes, found a number", "3", ""),
        (
            "[[rules]]\nwhen = true\nhold = { large = 1 }",
            "expected a condition, in quotes, found true or false",
            "true",
            "",
        ),
        (
            "[[rules]]\nhold = \"large\"",
            "expected weights by asset, found a string",
            "\"large\"",
            "hold = { small = 1.0 }",
        ),
        ("[[rules]]\nhold = { large = true }", "expected a weight, such as 0.5, found true or false", "true", ""),
        ("[[rules]]\nhold = { large = nan }", "this weight is not a finite number", "nan", ""),
        ("[trade]\ncapital = 0", "expected an amount of money from 0.000001 to 1e15", "0", ""),
        ("[trade]\ncapital = 1e-322", "expected an amount of money from 0.000001 to 1e15", "1e-322", ""),
        (
            "[trade]\ncapital = \"100\"",
            "expected an amount of money from 0.000001 to 1e15, found a string",
            "\"100\"",
            "",
        ),
        ("[trade]\ncommission = 5", "expected a share of traded notional such as \"2 bp\"", "5", ""),
        ("[trade]\nfill = 1", "expected one of `next-open`, `next-close` and `same-close`, found a number", "1", ""),
        (
            "[trade]\ndecide = 5",
            "expected one of `daily`, `weekly`, `monthly` and `quarterly`, found a number",
            "5",
            "",
        ),
        ("[trade]\ncash_yield = 4", "expected a rate such as \"4 %\", in quotes, found a number", "4", ""),
    ]);
}

#[test]
fn words_and_quantities() {
    each(&[
        (
            "[trade]\nfill = \"next-opne\"",
            "`next-opne` is not a choice here",
            "\"next-opne\"",
            "did you mean `next-open`?",
        ),
        ("[trade]\ndecide = \"dayly\"", "`dayly` is not a choice here", "\"dayly\"", "did you mean `daily`?"),
        (
            "[trade]\nrebalance = \"never\"",
            "`never` is not a choice here",
            "\"never\"",
            "one of `on-change` and `always`",
        ),
        (
            "[data]\ndataset = \"made\"\nreturns = \"gross\"",
            "`gross` is not a choice here",
            "\"gross\"",
            "one of `total` and `price`",
        ),
        ("[trade]\ncommission = \"5\"", "`5` is not a cost", "\"5\"", ""),
        ("[trade]\nslippage = \"60 %\"", "a cost of 60 % makes no sense", "\"60 %\"", ""),
        ("[trade]\nslippage = \"-1 bp\"", "a cost of -1 bp makes no sense", "\"-1 bp\"", ""),
        ("[trade]\ncash_yield = \"many %\"", "`many %` is not a yearly rate", "\"many %\"", ""),
        ("[series.rate]\nsymbol = \"DFF\"\nlag = \"soon\"", "`soon` is not a lag", "\"soon\"", ""),
        ("[series.rate]\nsymbol = \"DFF\"\nlag = \"-1 sessions\"", "`-1 sessions` is not a lag", "\"-1 sessions\"", ""),
        (
            "[series.rate]\nsymbol = \"DFF\"\nlag = \"99999999 days\"",
            "`99999999 days` is not a lag",
            "\"99999999 days\"",
            "",
        ),
    ]);
}

#[test]
fn what_is_missing() {
    each(&[
        ("name = \"x\"\n[[rules]]\nhold = { large = 1 }\n#[data", "no [data] table", "name", "add [data]"),
        ("[data]\nstart = 2001-01-01", "[data] names no dataset", "data", "dataset = \"demo\""),
        ("name = \"x\"\n#[[rules", "no rules", "name", "add [[rules]]"),
        ("rules = []", "no rules", "rules", ""),
        ("[[rules]]\nwhen = \"1 > 0\"", "this rule holds nothing", "[[rules]]", "hold = {} is all cash"),
        ("[series.rate]\nlag = \"1 session\"", "series `rate` has no symbol", "rate", ""),
        ("[series.eps]\nknown = \"known\"", "series `eps` has no symbol", "eps", ""),
        (
            "[series.eps]\nsymbol = \"EPS\"",
            "series `eps` does not say when its values are known",
            "eps",
            "known = \"known\"",
        ),
        (
            "[series.eps]\nsymbol = \"EPS\"\nlag = \"1 session\"\nknown = \"known\"",
            "`lag` and `known` exclude each other",
            "lag",
            "a lag would delay it once more",
        ),
        (
            "[series.eps]\nsymbol = \"EPS\"\nlag = \"1 session\"",
            "series `eps` has vintages: its own dates say when each was known",
            "\"1 session\"",
            "known = \"known\"",
        ),
        (
            "[series.rate]\nsymbol = \"policy_rate\"\nknown = \"known\"",
            "series `DFF` of dataset `made` has no column `known`",
            "\"known\"",
            "lag = \"1 session\"",
        ),
        (
            "[series.eps]\nsymbol = \"EPS\"\nknown = \"vintage\"",
            "publication dates stand in the column `known`, not `vintage`",
            "\"vintage\"",
            "known = \"known\"",
        ),
        (
            "[series.rate]\nsymbol = \"DFF\"",
            "series `rate` does not say when its values are known",
            "rate",
            "lag = \"1 session\"",
        ),
    ]);
}

#[test]
fn names() {
    each(&[
        ("[assets]\ntiny = \"IWN\"", "dataset `made` has no asset `IWN`", "\"IWN\"", "did you mean `IWM`?"),
        (
            "[assets]\ntiny = \"ZZZZZZ\"",
            "dataset `made` has no asset `ZZZZZZ`",
            "\"ZZZZZZ\"",
            "`rotascope data list made`",
        ),
        (
            "[series.rate]\nsymbol = \"DFG\"\nlag = \"1 session\"",
            "dataset `made` has no series `DFG`",
            "\"DFG\"",
            "did you mean `DFF`?",
        ),
        ("[[rules]]\nhold = { lrge = 1 }", "unknown asset `lrge`", "lrge", "did you mean `large`?"),
        ("[[rules]]\nhold = { banana = 1 }", "unknown asset `banana`", "banana", "name it in [assets]: banana"),
        ("[[rules]]\nhold = { cash = 1 }", "cash is not an asset", "cash", "whatever the weights leave over is cash"),
        ("[params]\nn = 1\n[[rules]]\nhold = { n = 1 }", "`n` is a parameter", "n", ""),
        (
            "[data]\ndataset = \"made\"\nbenchmark = \"lagre\"",
            "unknown asset `lagre`",
            "\"lagre\"",
            "did you mean `large`?",
        ),
        ("[data]\ndataset = \"made\"\nbenchmark = { SPX = 1 }", "unknown asset `SPX`", "SPX", "did you mean `SPY`?"),
        (
            "[data]\ndataset = \"made\"\nrisk_free = \"bils\"",
            "`bils` is neither an asset, a series, nor a rate",
            "\"bils\"",
            "a rate is written \"2 %\"",
        ),
        ("[assets]\n\"a-b\" = \"SPY\"", "`a-b` cannot be used as a name", "\"a-b\"", ""),
        ("[params]\nand = 1", "`and` cannot be used as a name", "and", ""),
        ("[params]\nclose = 1", "`close` cannot be used as a name", "close", ""),
        ("[params]\nweekly = 1", "`weekly` cannot be used as a name", "weekly", ""),
        ("[params]\ncash = 1", "`cash` cannot be used as a name", "cash", ""),
        ("[assets]\nx = \"SPY\"\n[params]\nx = 1", "`x` is already an asset", "x", ""),
        ("[params]\nx = 1\n[signals]\nx = \"1 > 0\"", "`x` is already a parameter", "x", ""),
    ]);
}

#[test]
fn dates_and_weights() {
    each(&[
        (
            "[data]\ndataset = \"made\"\nstart = 2002-01-01\nend = 2001-01-01",
            "start 2002-01-01 is after end 2001-01-01",
            "2002-01-01",
            "",
        ),
        (
            "[data]\ndataset = \"made\"\nhistory = 2002-01-01\nend = 2001-01-01",
            "history 2002-01-01 is after end 2001-01-01",
            "2002-01-01",
            "",
        ),
        (
            "[data]\ndataset = \"made\"\nbenchmark = { large = 0.5, small = 0.4 }",
            "the benchmark's weights sum to 0.9",
            "{ large = 0.5, small = 0.4 }",
            "",
        ),
        ("[data]\ndataset = \"made\"\nbenchmark = { large = 1, small = 0 }", "expected a weight above 0", "0", ""),
        (
            "[[rules]]\nhold = { large = 0.7, small = 0.4 }",
            "these weights sum to 1.1",
            "{ large = 0.7, small = 0.4 }",
            "borrow = \"5 %\" in [trade]",
        ),
        (
            "[params]\nw = 0.75\n[[rules]]\nhold = { large = \"w\", small = \"w\" }",
            "these weights sum to 1.5",
            "{ large = \"w\", small = \"w\" }",
            "borrow",
        ),
        ("[[rules]]\nhold = { large = 0.5, SPY = 0.5 }", "`SPY` is held twice", "SPY", ""),
        (
            "[[rules]]\nhold = { large = 1 }\n[[rules]]\nwhen = \"1 > 0\"\nhold = { small = 1 }",
            "this rule is never reached",
            "[[rules]]",
            "the rule without `when` comes last",
        ),
        (
            "[[rules]]\nhold = { CLOSES = 1 }",
            "`CLOSES` has no opens in dataset `made`",
            "CLOSES",
            "fill = \"next-close\"",
        ),
    ]);
}

#[test]
fn weights_may_sum_above_one_where_borrowing_has_a_price() {
    let file = "[data]\ndataset = \"made\"\n[[rules]]\nhold = { large = 1.5 }\n[trade]\nborrow = \"5 %\"\n";
    assert!(StrategyFile::read("test.toml", file).check(Ok(&universe())).is_ok());
}

/// The dataset is the only fault: its symbols are taken on trust.
#[test]
fn a_dataset_that_cannot_be_opened() {
    let file = "[data]\ndataset = \"mdae\"\nbenchmark = \"GLD\"\n[assets]\nsmall = \"IJR\"\n\
                [[rules]]\nwhen = \"small.close > SPY.close\"\nhold = { small = 0.5, TLT = 0.5 }\n";
    let none =
        NoUniverse { message: "there is no dataset `mdae`".to_owned(), help: Some("did you mean `made`?".to_owned()) };
    let Err(Error::Faults(found)) = StrategyFile::read("test.toml", file).check(Err(&none)) else {
        panic!("a dataset that is not there")
    };
    assert_eq!(carets(&found), ["\"mdae\""]);
    assert_eq!(found.faults[0].message, none.message);
    assert_eq!(found.faults[0].help, none.help);
}
