//! Nonsense is refused, never crashed on.

use super::universe;
use proptest::prelude::*;
use rotascope::error::Error;
use rotascope::plan::Plan;
use rotascope::strategy::StrategyFile;

/// A file that passes, with something of everything in it; the umlauts make bytes and characters differ.
const VALID: &str = r#"
name  = "Größe"
about = """
Große Werte, \
  bis \u00fcber dem Widerstand geschlossen wird."""

[data]
dataset   = "made"
start     = 2001-01-01
end       = 2025-09-26
history   = 1995-01-01
benchmark = { large = 0.6, small = 0.4 }
risk_free = "2 %"
warmup    = true

[assets]
klein = "IWM"

[series.zins]
symbol = "policy_rate"
lag    = "1 session"

[series.gewinn]
symbol = "EPS"
known  = "known"

[groups.spitze]
large = { to = 2010-12-31 }
klein = [{ from = 2001-01-01, to = 2005-01-31 }, { from = 2007-01-01 }]

[params]
weeks = 2
lookback = 52

[signals]
"widerstand" = "highest(prior(klein.weekly.close), lookback * 2 - weeks)"
ausbruch     = 'streak(klein.weekly.close > widerstand) >= weeks'
gebrochen    = "klein.close < sma(klein.close, 200) and not (zins > 5 or month() == 1)"
wechsel      = "latch(ausbruch, gebrochen)"
"übrig"      = "momentum(large.monthly.adj_close, 12, skip = 1) ^ -2 / 3e-1"
"wächst"     = "streak(change(gewinn.release, 1) > 0) >= 2 or average(spitze, momentum(close, 20)) > gewinn"

[[rules]]
when = "wechsel and übrig > 0 and wächst"
hold = { klein = 0.5, large = "1 / 4" }

[[rules]]
hold = { large = 1.0 }

[trade]
decide     = "weekly"
fill       = "next-open"
rebalance  = "on-change"
commission = "1 bp"
slippage   = "0.02 %"
cash_yield = "zins - 0.5"
capital    = 100_000
"#;

/// Checks `text`, and that every fault has a place that a caret can stand under.
fn check(text: &str, sets: &[&str]) -> Result<(), TestCaseError> {
    let mut file = StrategyFile::read("fuzz.toml", text);
    sets.iter().for_each(|assignment| file.set("--set", assignment));
    let error = match file.check(Ok(&universe())) {
        Ok(_) => return Ok(()),
        Err(Error::Faults(faults)) => faults,
        Err(other) => return Err(TestCaseError::fail(format!("not faults: {other}"))),
    };
    prop_assert!(!error.faults.is_empty());
    for fault in &error.faults {
        let source = &error.sources[fault.span.source as usize].text;
        let (start, end) = (fault.span.start as usize, fault.span.end as usize);
        prop_assert!(start < end && start <= source.len(), "{fault:?}");
        prop_assert!(source.is_char_boundary(start), "{fault:?}");
        prop_assert!(end > source.len() || source.is_char_boundary(end), "{fault:?}");
        prop_assert!(!fault.message.is_empty() && !fault.label.is_empty(), "{fault:?}");
    }
    Ok(())
}

/// One change: at a place (as a share of the text), so many characters replaced by these.
fn mutation() -> impl Strategy<Value = (f64, usize, String)> {
    let pieces = prop::sample::select(vec![
        "",
        "",
        "",
        "\"",
        "'",
        "\"\"\"",
        "\\",
        "\\u00",
        "\\ü",
        "é",
        "🦀",
        "\n",
        "\r\n",
        "\t",
        "=",
        "[",
        "]",
        "[[",
        "{",
        "}",
        "(",
        ")",
        ",",
        ".",
        "..",
        "#",
        "-",
        "%",
        "0",
        "9e999",
        "_",
        "2001-02-30",
        "nan",
        "inf",
        "true",
        "\u{feff}",
        "\0",
    ]);
    (0.0..1.0_f64, 0..12_usize, pieces.prop_map(str::to_owned))
}

fn mutated(text: &str, mutations: &[(f64, usize, String)]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for (place, removed, inserted) in mutations {
        let start = (place * characters.len() as f64) as usize;
        let end = (start + removed).min(characters.len());
        characters.splice(start..end, inserted.chars());
    }
    characters.into_iter().collect()
}

fn token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "small",
        "large",
        "close",
        "weekly",
        ".",
        ".",
        "(",
        "(",
        ")",
        ")",
        ",",
        ",",
        "+",
        "-",
        "*",
        "/",
        "^",
        "<",
        "<=",
        ">",
        ">=",
        "==",
        "!=",
        "=",
        "%",
        "and",
        "or",
        "not",
        "not",
        "1",
        "0",
        "2.5",
        "1e3",
        ".5",
        "x",
        "n",
        "s",
        "t",
        "if",
        "min",
        "sma",
        "ema",
        "prior",
        "streak",
        "latch",
        "weekly",
        "month",
        "momentum",
        "skip",
        "rsi",
        "rank",
        "zins",
        "zins.release",
        "release",
        "ü",
        "&&",
        "!",
        "$",
        "3x",
        "_",
        "small.close",
        "small.weekly.close",
        "sma(small.close, 3)",
    ])
}

/// The left side of an assignment.
fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "weeks",
        "weks",
        "params.weeks",
        "signals.wechsel",
        "trade",
        "trade.fill",
        "rules",
        "rules.0.when",
        "data.benchmark",
        "data.",
        ".data",
        "a.b.c.d",
        " weeks ",
        "übrig",
        "series.zins.lag",
    ])
}

/// The right side.
fn value() -> impl Strategy<Value = String> {
    let odd = ["{ SPYX = 1.0 }", "[1, 'é", "'é'", "\"ü\\u00e9\"", " 'a + é b' ", "{ a = { b = 'é' } }"];
    prop_oneof![
        "\\PC{0,12}",
        token().prop_map(str::to_owned),
        mutation().prop_map(|(_, _, piece)| piece),
        prop::sample::select(odd.to_vec()).prop_map(str::to_owned),
    ]
}

#[test]
fn the_file_that_is_mutated_passes() {
    assert!(StrategyFile::read("fuzz.toml", VALID).check(Ok(&universe())).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_files(mutations in prop::collection::vec(mutation(), 1..5)) {
        check(&mutated(VALID, &mutations), &[])?;
    }

    #[test]
    fn mutated_bytes(changes in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 1..5)) {
        let mut bytes = VALID.as_bytes().to_vec();
        for (place, byte) in changes {
            let place = (place * bytes.len() as f64) as usize;
            bytes[place] = byte;
        }
        check(&String::from_utf8_lossy(&bytes), &[])?;
    }

    #[test]
    fn token_soup(tokens in prop::collection::vec((token(), prop::bool::ANY), 0..25)) {
        let written = |(token, apart): &(&str, bool)| format!("{token}{}", if *apart { " " } else { "" });
        let soup: String = tokens.iter().map(written).collect();
        let file = format!(
            "[data]\ndataset = \"made\"\n[series.zins]\nsymbol = \"DFF\"\nlag = \"1 session\"\n[params]\nn = 3\n\
             [signals]\ns = '{soup}'\nt = \"s\"\n[[rules]]\nwhen = '{soup}'\nhold = {{ large = '{soup}' }}\n\
             [trade]\ncash_yield = '{soup}'\n"
        );
        check(&file, &[])?;
    }

    #[test]
    fn any_characters_as_an_expression(text in "\\PC{0,40}") {
        let quoted = toml::Value::String(text).to_string();
        check(&format!("[data]\ndataset = \"made\"\n[[rules]]\nwhen = {quoted}\nhold = {{ large = 1 }}\n"), &[])?;
    }

    #[test]
    fn any_assignment(name in name(), equals in prop::bool::weighted(0.9), value in value()) {
        check(VALID, &[&format!("{name}{}{value}", if equals { "=" } else { "" })])?;
    }
}

/// Sixty signals, each used twice by the next: 2^60 paths, and one node each.
#[test]
fn signals_that_use_one_another_twice() {
    let doubled = |n: usize| format!("s{n} = \"s{before} + s{before}\"\n", before = n - 1);
    let signals: String = (1..=60).map(doubled).collect();
    let file = format!(
        "[data]\ndataset = \"made\"\n[signals]\ns0 = \"small.close\"\n{signals}\
         [[rules]]\nwhen = \"s60 > 0\"\nhold = {{ large = 1 }}\n"
    );
    let (strategy, _) = StrategyFile::read("test.toml", &file).check(Ok(&universe())).unwrap();
    // The close, sixty sums, the zero and the comparison.
    assert_eq!(Plan::new(&strategy, 252.0).graph.nodes().len(), 63);
}
