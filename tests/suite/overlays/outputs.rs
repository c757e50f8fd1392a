//! Where a reader sees stops: files, JSON, pages, notices, sweeps, the audit.

use super::*;
use crate::made::{checked, run_with};
use rotascope::audit::{Cut, Kind, Replay, Said, audit, difference};
use rotascope::data::Dataset;
use rotascope::error::Error;
use rotascope::report;
use rotascope::results::Record;
use rotascope::strategy::StrategyFile;
use rotascope::sweep::Which;
use std::path::Path;

/// A is stopped at the last close, B a session before that; with a delay, neither is filled.
fn late() -> (Made, String) {
    let dataset = market(&[100.0, 100.0, 100.0, 100.0, 95.0, 90.0], &[10.0, 10.0, 20.0, 24.0, 20.4, 20.4], &[1.0; 6]);
    let text = file(
        &["A = 0.5, B = 0.25"],
        "stop_loss = \"10 %\"\ntrailing_stop = \"15 %\"",
        "fill = \"next-close\"\ndelay = 1",
    );
    (dataset, text.replace("delay = 1", "delay = 1\nrebalance = \"always\""))
}

fn record(folder: &Path, dataset: &Dataset, text: &str) -> Record {
    let strategy = checked(dataset, text, &[]);
    let run = run_text_of(&strategy, dataset);
    Record::new(folder, "late.toml", strategy, dataset.manifest.clone(), run)
}

fn run_text_of(strategy: &rotascope::strategy::Strategy, dataset: &Dataset) -> Run {
    rotascope::run::run(strategy, dataset).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn pending_says_which_holdings_are_stopped() {
    let (dataset, text) = late();
    let folder = tempfile::tempdir().expect("a folder");
    let record = record(folder.path(), &dataset, &text);
    let run: serde_json::Value = serde_json::from_str(&report::runs_json(std::slice::from_ref(&record))).expect("JSON");
    let newest = &run[0]["pending"];
    assert_eq!(newest["stops"], serde_json::json!({ "a": "stop_loss" }));
    assert_eq!(newest["target"], serde_json::json!({}), "A and B are both stopped by then");
    assert_eq!(newest["fill"], "close 2 sessions later");
    let earlier = &newest["earlier"][0];
    assert_eq!(
        (&earlier["stops"], &earlier["target"]),
        (&serde_json::json!({ "b": "trailing_stop" }), &serde_json::json!({ "a": 0.5 }))
    );
    let layout = report::Layout { format: report::Format::Table, width: None };
    let page = report::runs_page(std::slice::from_ref(&record), layout).expect("a page");
    for expected in ["stop_loss 10 %, trailing_stop 15 %", ": b, by its trailing_stop", ": a, by its stop_loss"] {
        assert!(page.contains(expected), "{expected} is missing: {page}");
    }
    // On change no decision acts: there is only the sale.
    let dataset = one(&[100.0, 100.0, 90.0]);
    let record = self::record(folder.path(), &dataset, &file(&["A = 1"], "stop_loss = \"10 %\"", NEXT_CLOSE));
    let run: serde_json::Value = serde_json::from_str(&report::runs_json(&[record])).expect("JSON");
    let pending = &run[0]["pending"];
    assert_eq!((&pending["target"], &pending["rule"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    assert_eq!(pending["stops"], serde_json::json!({ "a": "stop_loss" }));
}

#[test]
fn trades_have_a_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut a = vec![100.0, 100.0, 90.0, 80.0, 80.0, 80.0, 96.0];
    a.resize(30, 0.0);
    let mut c = vec![1.0, 1.0, 1.0, 2.0];
    c.resize(30, 2.0);
    let dataset = market(&a, &[10.0; 30], &c);
    let record = record(folder.path(), &dataset, &file(&["A = 1", "A = 0.5"], "stop_loss = \"10 %\"", NEXT_CLOSE));
    record.write().expect("it can be written");
    let text = std::fs::read_to_string(record.folder.join("trades.csv")).expect("trades");
    let reasons: Vec<&str> = text.lines().map(|line| line.rsplit(',').next().unwrap_or_default()).collect();
    assert_eq!(reasons, ["reason", "decision", "stop_loss", "decision", "ended"]);
}

#[test]
fn values_are_falls_in_quotes() {
    let dataset = one(&[1.0; 3]);
    let refused = |overlays: &str| {
        let read = StrategyFile::read("stops.toml", &file(&["A = 1"], overlays, ""));
        match read.check(Ok(&dataset.universe())) {
            Err(Error::Faults(faults)) => faults.faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>(),
            other => panic!("{overlays}: {other:?}"),
        }
    };
    for (overlays, message) in [
        ("stop_loss = 0.1", "expected a fall of the price such as \"10 %\", in quotes, found a number"),
        ("stop_loss = \"0 %\"", "no price falls by 0 %"),
        ("trailing_stop = \"100 %\"", "no price falls by 100 %"),
        ("trailing_stop = \"-5 %\"", "no price falls by -5 %"),
        ("trailing_stop = \"weeks\"", "`weeks` is not a fall of a price"),
        ("stop_los = \"5 %\"", "unknown key `stop_los`"),
    ] {
        assert_eq!(refused(overlays), [message]);
    }
    // Both faults at once.
    assert_eq!(refused("stop_loss = \"x\"\ntrailing_stop = \"y\"").len(), 2);
    for (overlays, stop_loss) in [("stop_loss = \"250 bp\"", Some(0.025)), ("", None)] {
        assert_eq!(checked(&dataset, &file(&["A = 1"], overlays, ""), &[]).overlays.stop_loss, stop_loss);
    }
}

#[test]
fn sweeps_find_them_in_spans() {
    let dataset = one(&[100.0, 100.0, 90.0, 80.0, 70.0, 60.0]);
    let axis = "[sweep]\n\"overlays.stop_loss\" = [\"5 %\", \"15 %\", \"25 %\", \"90 %\"]\n";
    for overlays in ["", "trailing_stop = \"30 %\""] {
        let text = file(&["A = 1"], overlays, NEXT_CLOSE) + axis;
        let read = StrategyFile::read("stops.toml", &text);
        let (strategy, _) = read.clone().check(Ok(&dataset.universe())).expect("a strategy");
        let swept =
            crate::sweep::sweep(&read, &strategy, &dataset, Which::Core).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((swept.len(), swept.fast), (4, 4));
        // Bought at 100; stopped at 90, 80, 70, never (or 30 % below the entry): sold at 80, 70, 60, held to 60.
        let returns: Vec<f64> = swept.columns[0].iter().map(|value| (value * 1e9).round() / 1e9).collect();
        assert_eq!(returns, [-0.2, -0.3, -0.4, -0.4], "{overlays}");
    }
}

#[test]
fn the_audit_holds_stops_to_those_of_cut_histories() {
    let demo = Dataset::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo")).expect("the demo dataset");
    let text = "[data]\ndataset = \"demo\"\nstart = 2002-01-01\n\
                [[rules]]\nwhen = \"small.close > sma(small.close, 100)\"\nhold = { small = 0.6, large = 0.4 }\n\
                [[rules]]\nhold = { large = 0.5 }\n\
                [overlays]\nstop_loss = \"5 %\"\ntrailing_stop = \"8 %\"\n[trade]\ndelay = 1\ndecide = \"weekly\"\n";
    for sets in [&[][..], &["trade.rebalance=always"], &["trade.rebalance={ band = 0.05 }", "trade.tranches=3"]] {
        let (strategy, run) = (checked(&demo, text, sets), run_with(&demo, text, sets));
        assert!(run.path.stops.len() > 20, "{}", run.path.stops.len());
        let found = audit(&strategy, &demo, 60).expect("an audit");
        assert_eq!((found.differences.len(), found.cuts.len()), (0, 60));
        // A cut right at the close of each of some stops, whose sale comes after it.
        let full = Replay::of(&run);
        let history = rotascope::run::History::load(&strategy, &demo).expect("prices");
        for (date, _) in full.stops.iter().step_by(9) {
            let cut = Cut { date: *date, kind: Kind::Random, through: *date };
            let replay = rotascope::run::run_over(&strategy, &demo, history.until(*date));
            assert_eq!(difference(&full, &cut, replay.map(|run| Replay::of(&run))), None);
        }
    }
}

/// One stop fewer, another asset, another overlay: each is seen, where nothing else differs.
#[test]
fn the_audit_sees_a_stop_that_differs() {
    let dataset = market(&[100.0, 100.0, 90.0, 80.0], &[10.0, 10.0, 9.0, 9.0], &[1.0; 4]);
    let full = Replay::of(&run_text(&dataset, &file(&["A = 0.5, B = 0.5"], "stop_loss = \"10 %\"", NEXT_CLOSE)));
    assert_eq!(full.stops.len(), 2);
    let date = full.stops[1].0;
    let cut = Cut { date, kind: Kind::Random, through: date };
    assert_eq!(difference(&full, &cut, Ok(full.clone())), None);
    let doctored = |doctor: &dyn Fn(&mut Replay)| {
        let mut replay = full.clone();
        doctor(&mut replay);
        let found = difference(&full, &cut, Ok(replay)).expect("a difference");
        assert!(found.date == date && matches!(found.said, Said::Stop { .. }), "{found:?}");
        found.describe(&["a", "b"])
    };
    let less = doctored(&|replay| replay.stops.truncate(1));
    assert!(
        less.contains("stop of 2024-01-04: the full history says stop_loss of b") && less.contains("says none"),
        "{less}"
    );
    let other = doctored(&|replay| replay.stops[1].1.asset = 0);
    assert!(other.contains("stop_loss of a"), "{other}");
    let other = doctored(&|replay| replay.stops[1].1.reason = TrailingStop);
    assert!(other.contains("trailing_stop of b"), "{other}");
}
