//! What the checks of a dataset find, and what they leave alone.

use super::*;
use rotascope::data::quality::check;
use rotascope::error::Severity;

/// Sessions of 2001 by the NYSE calendar, `count` of them.
fn sessions(count: usize) -> Vec<Date> {
    let days = day("2001-01-01").iter_days().filter(|day| Calendar::Nyse.schedules(*day) == Some(true));
    days.take(count).collect()
}

/// Forty quiet sessions.
fn quiet() -> Bars {
    let close: Vec<f64> = (0..40).map(|n| 100.0 + (n % 7) as f64).collect();
    Bars {
        dates: sessions(40),
        adj_close: Some(close.clone()),
        volume: Some(vec![1000.0; 40]),
        close,
        ..Bars::default()
    }
}

/// Messages as "symbol date message", for a dataset of these symbols.
fn found(symbols: &[(&str, Bars)], calendar: Calendar) -> Vec<String> {
    let root = tempfile::tempdir().unwrap();
    let symbols = symbols.iter().map(|(symbol, bars)| ((*symbol).to_owned(), bars.clone())).collect();
    let manifest = Manifest { calendar, ..Manifest::new("x") };
    store::write(root.path(), manifest, symbols, vec![]).unwrap();
    let findings = check(&Dataset::open(root.path()).unwrap());
    assert!(findings.iter().all(|finding| finding.severity == Severity::Warning));
    let text = |date: Option<Date>| date.map_or("-".to_owned(), |date| date.to_string());
    findings
        .into_iter()
        .map(|finding| {
            format!("{} {} {}", finding.symbol.unwrap_or("*".to_owned()), text(finding.date), finding.message)
        })
        .collect()
}

/// What is found in quiet bars after a change.
#[track_caller]
fn odd(change: impl FnOnce(&mut Bars), expected: &[&str]) {
    let mut bars = quiet();
    change(&mut bars);
    assert_eq!(found(&[("A", bars)], Calendar::Nyse), expected);
}

fn without(bars: &Bars, gone: std::ops::Range<usize>) -> Bars {
    let keep = |column: &[f64]| [&column[..gone.start], &column[gone.end..]].concat();
    Bars::from_columns(
        [&bars.dates[..gone.start], &bars.dates[gone.end..]].concat(),
        bars.columns().into_iter().map(|(field, column)| (field, keep(column))),
    )
}

#[test]
fn one_symbol() {
    odd(|_| {}, &[]);
    odd(
        |bars| {
            bars.close[20] = 50.0;
            bars.adj_close = None;
        },
        &["A 2001-01-31 close moves by -52 %", "A 2001-02-01 close moves by +100 %"],
    );
    odd(
        |bars| {
            bars.close[..20].iter_mut().for_each(|close| *close *= 2.0);
            bars.adj_close = None;
            bars.split = Some((0..40).map(|n| if n == 20 { 2.0 } else { 1.0 }).collect());
        },
        &["A 2001-01-31 close moves by -50 % on the day of a split of 2 for 1: are prices adjusted for it?"],
    );
    odd(
        |bars| bars.adj_close.as_mut().unwrap()[20..].iter_mut().for_each(|adjusted| *adjusted *= 0.99),
        &["A 2001-01-31 adj_close falls against close, as no dividend makes it, on 1 day: 2001-01-31"],
    );
    // A dividend: what came before is worth less.
    odd(|bars| bars.adj_close.as_mut().unwrap()[..20].iter_mut().for_each(|adjusted| *adjusted *= 0.99), &[]);
    odd(
        |bars| bars.adj_close.as_mut().unwrap().iter_mut().for_each(|adjusted| *adjusted *= 1.01),
        &["A 2001-01-02 adj_close is above close on 40 days: \
           2001-01-02, 2001-01-03, 2001-01-04, 2001-01-05, 2001-01-08 and 35 more"],
    );
    odd(|bars| bars.volume.as_mut().unwrap()[3] = 0.0, &["A 2001-01-05 volume is 0 on 1 day: 2001-01-05"]);
    odd(|bars| bars.volume = Some(vec![0.0; 40]), &["A - volume is 0 throughout"]);
    let stuck = |length: usize| {
        move |bars: &mut Bars| {
            bars.close[5..5 + length].fill(101.5);
            bars.adj_close = None;
        }
    };
    odd(stuck(10), &[]);
    odd(stuck(11), &["A 2001-01-09 11 sessions in a row have the same close"]);
    odd(
        |bars| (bars.high, bars.low) = (Some(vec![110.0; 40]), Some(vec![100.5; 40])),
        &["A 2001-01-02 open or close outside the day's high and low on 6 days: \
           2001-01-02, 2001-01-11, 2001-01-23, 2001-02-01, 2001-02-12 and 1 more"],
    );
}

#[test]
fn sessions_that_are_missing() {
    let whole = quiet();
    let two = |other: Bars, calendar| found(&[("A", quiet()), ("B", other)], calendar);
    // In one symbol only; in all of them.
    assert_eq!(
        two(without(&whole, 5..7), Calendar::Nyse),
        ["B 2001-01-09 no bar, and others have one, on 2 days: 2001-01-09, 2001-01-10"]
    );
    assert_eq!(
        found(&[("A", without(&whole, 5..7))], Calendar::Nyse),
        ["* 2001-01-09 no bar of any symbol, and a session by the calendar, on 2 days: 2001-01-09, 2001-01-10"]
    );
    assert_eq!(found(&[("A", without(&whole, 5..7))], Calendar::Data), [""; 0]);
    // Ten are a gap, nine are not.
    assert_eq!(two(without(&whole, 5..15), Calendar::Nyse), ["B 2001-01-09 a gap of 10 sessions, until 2001-01-24"]);
    assert_eq!(two(without(&whole, 5..14), Calendar::Nyse).len(), 1);
    assert!(two(without(&whole, 5..14), Calendar::Nyse)[0].contains("on 9 days"));
    assert_eq!(
        found(&[("A", without(&whole, 5..15))], Calendar::Nyse),
        ["* 2001-01-09 a gap of 10 sessions, until 2001-01-24"]
    );
    // The holiday of 2001-01-01 and that of Martin Luther King are sessions by weekdays.
    assert_eq!(
        found(&[("A", quiet())], Calendar::Weekdays),
        ["* 2001-01-15 no bar of any symbol, and a session by the calendar, on 2 days: 2001-01-15, 2001-02-19"]
    );
    // A symbol may begin late, and should not end early.
    assert_eq!(two(without(&whole, 0..20), Calendar::Nyse), [""; 0]);
    let early = two(without(&whole, 38..40), Calendar::Nyse);
    assert_eq!(early.len(), 1);
    assert!(early[0].starts_with("B 2001-02-26 ends 2 sessions before the dataset does: "), "{early:?}");
}

#[test]
fn bars_on_days_without_a_session() {
    let mut bars = quiet();
    bars.dates[0] = day("2001-01-01");
    let expected = "* 2001-01-01 bars, and no session by the calendar, on 1 day: 2001-01-01";
    let others = "* 2001-01-02 no bar of any symbol, and a session by the calendar, on 1 day: 2001-01-02";
    assert_eq!(found(&[("A", bars.clone())], Calendar::Nyse), [expected, others]);
    // Others need not have it, nor do they end early for it.
    let lacking = "A 2001-01-02 no bar, and others have one, on 1 day: 2001-01-02";
    assert_eq!(found(&[("A", bars), ("B", quiet())], Calendar::Nyse), [expected, lacking]);
    let mut bars = quiet();
    let saturday = day("2001-03-03");
    assert_eq!(bars.dates[39], day("2001-02-28"));
    (bars.dates[38], bars.dates[39]) = (bars.dates[39], saturday);
    assert_eq!(
        found(&[("A", bars), ("B", quiet())], Calendar::Nyse),
        [
            "* 2001-03-01 no bar of any symbol, and a session by the calendar, on 2 days: 2001-03-01, 2001-03-02",
            "* 2001-03-03 bars, and no session by the calendar, on 1 day: 2001-03-03",
            "A 2001-02-27 no bar, and others have one, on 1 day: 2001-02-27",
        ]
    );
}

/// The mark is made by hand, and stays when the symbol is imported again.
#[test]
fn symbols_that_are_delisted_may_end_early() {
    let root = tempfile::tempdir().unwrap();
    let write = || {
        let symbols = vec![("A".to_owned(), quiet()), ("B".to_owned(), without(&quiet(), 20..40))];
        store::write(root.path(), Manifest::new("x"), symbols, vec![]).unwrap();
        check(&Dataset::open(root.path()).unwrap())
    };
    assert_eq!(write().len(), 1);
    let path = root.path().join("dataset.toml");
    let marked = std::fs::read_to_string(&path).unwrap().replace("[symbols.B]", "[symbols.B]\ndelisted = true");
    std::fs::write(path, marked).unwrap();
    assert_eq!(write(), []);
}

/// The closure after the attacks of 2001 was a surprise, and is no fault of the data.
#[test]
fn closures_that_the_calendar_explains() {
    let days = ["2001-09-07", "2001-09-10", "2001-09-17", "2001-09-18"].map(day).to_vec();
    let bars = Bars { close: vec![1.0; days.len()], dates: days, ..Bars::default() };
    assert_eq!(found(&[("A", bars)], Calendar::Nyse), [""; 0]);
}

#[test]
fn files_that_are_spoiled() {
    let root = tempfile::tempdir().unwrap();
    let csv = "date,close\n2001-01-02,0\n2001-01-03,1\n";
    let symbols = ["A", "B", "C"].map(|symbol| (symbol.to_owned(), quiet())).to_vec();
    let series = vec![("S".to_owned(), Observations { dates: sessions(3), values: vec![1.0; 3], known: None })];
    store::write(root.path(), Manifest::new("x"), symbols, series).unwrap();
    std::fs::remove_file(root.path().join("prices/A.parquet")).unwrap();
    std::fs::write(root.path().join("prices/B.parquet"), csv).unwrap();
    std::fs::remove_file(root.path().join("series/S.parquet")).unwrap();
    let findings = check(&Dataset::open(root.path()).unwrap());
    let found: Vec<(&str, &str)> =
        findings.iter().map(|finding| (finding.symbol.as_deref().unwrap(), finding.message.as_str())).collect();
    assert!(findings.iter().all(|finding| finding.severity == Severity::Error));
    assert_eq!(found.len(), 3, "{found:?}");
    for ((symbol, message), (expected, part)) in
        found.into_iter().zip([("A", "missing"), ("B", "SHA-256"), ("S", "missing")])
    {
        assert_eq!(symbol, expected);
        assert!(message.contains(part), "{message}");
    }
}

/// Real prices have few oddities, and these are real: bills that closed alike for weeks while rates were nought, and a fund
/// without trade in its first days.
#[test]
fn real_prices() {
    let (Some(etfs), Some(fred)) = (crate::shared("data/yahoo-etfs"), crate::shared("data/fred")) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let dataset = store_all(&folder.path().join("real"), import(&[etfs, fred], &options()).unwrap());
    let findings = check(&dataset);
    let found: Vec<(&str, &str)> =
        findings.iter().map(|finding| (finding.symbol.as_deref().unwrap_or("*"), finding.message.as_str())).collect();
    assert_eq!(
        found,
        [
            ("BIL", "19 sessions in a row have the same close, the longest of 10 such runs"),
            ("IYR", "volume is 0 on 5 days: 2000-06-23, 2000-06-28, 2000-06-29, 2000-11-24, 2000-12-05"),
        ]
    );
}
