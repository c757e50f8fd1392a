//! When sleeves decide, and what a run awaits.

use super::{file, market, market_of, ran, since, traded};
use crate::made::Made;

/// A leads at first, then B, then A; C is always third.
fn leaders() -> Made {
    market([
        ("A", &[10.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 10.0, 10.0, 10.0]),
        ("B", &[9.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 9.0, 9.0, 9.0]),
        ("C", &[1.0; 10]),
    ])
}

const LEADER: &str = "[sleeves.s]\nfrom = ['A', 'B', 'C']\nscore = 'close'\ntop = 1\n";

#[test]
fn by_a_schedule_of_its_own() {
    // Fridays are sessions 4 and 9.
    let weekly = ran(&leaders(), &file(&format!("{LEADER}decide = 'weekly'"), "s = 1"));
    let mut expected = vec![""; 4];
    expected.extend(["B 1"; 5]);
    expected.push("A 1");
    assert_eq!(weekly.said(), expected);
    // Of a file that decides later than its sleeve, the next decision has it.
    let text = traded(&format!("{LEADER}decide = {{ weekday = 'mon' }}"), "s = 1", "decide = { weekday = 'wed' }");
    assert_eq!(ran(&leaders(), &text).said(), ["A 1", "B 1"]);
    // Without one, it is the file's.
    let text = traded(LEADER, "s = 1", "decide = { weekday = 'wed' }");
    assert_eq!(ran(&leaders(), &text).said(), ["B 1", "A 1"]);
}

/// A sleeve of rules stands by what it decided, whatever its weights would be by now.
#[test]
fn what_was_decided_stands() {
    let rules = "[sleeves.s]\ndecide = 'weekly'\n[[sleeves.s.rules]]\nwhen = 'A.close > 9.5'\nhold = { A = 1 }\n\
                 [[sleeves.s.rules]]\nhold = { B = 'A.close / 18' }";
    let found = ran(&leaders(), &file(rules, "s = 0.5"));
    let mut expected = vec![""; 4];
    expected.extend(["B 0.25"; 5]);
    expected.push("A 0.5");
    assert_eq!(found.said(), expected);
}

/// A, held at first, is still within `keep` when the sleeve is held at last.
#[test]
fn held_or_not_it_decides() {
    let body = format!("{LEADER}keep = 2");
    let text = file(&body, "s = 1")
        .replace("hold = { s = 1 }", "when = 'month() == 1 and day_of_month() > 4'\nhold = { s = 1 }");
    assert_eq!(ran(&leaders(), &text).said()[3..6], ["", "A 1", "A 1"]);
    // So it does before the start, but not before history.
    let text = file(&body, "s = 1").replace("[data]", "[data]\nstart = 2024-01-04");
    assert_eq!(ran(&leaders(), &text).said(), ["A 1"; 7]);
    let text = text.replace("[data]", "[data]\nhistory = 2024-01-02");
    assert_eq!(ran(&leaders(), &text).said(), ["B 1"; 7]);
}

/// Under `keep` what was picked first stays: the second tranche begins a session later, with B.
#[test]
fn every_tranche_has_sleeves_of_its_own() {
    let said = |keys: &str, trade: &str| ran(&leaders(), &traded(&format!("{LEADER}{keys}"), "s = 1", trade)).said();
    assert_eq!(said("keep = 2", ""), ["A 1"; 10]);
    assert_eq!(said("keep = 2", "tranches = 2"), ["A 1", "B 1"].repeat(5));
    assert_eq!(
        said("keep = 2", "tranches = 3"),
        ["A 1", "B 1", "B 1", "A 1", "B 1", "B 1", "A 1", "B 1", "B 1", "A 1"]
    );
    // Its turns are counted back from the start: the tranche of session 3 has had session 1 as well, not session 0.
    let text =
        traded(&format!("{LEADER}keep = 2"), "s = 1", "tranches = 2").replace("[data]", "[data]\nstart = 2024-01-04");
    assert_eq!(ran(&leaders(), &text).said(), ["B 1", "A 1", "B 1", "A 1", "B 1", "A 1", "B 1"]);
    // A schedule of its own is no tranche's.
    let weekly = said("decide = 'weekly'", "");
    assert_eq!(said("decide = 'weekly'", "tranches = 3"), weekly);
}

#[test]
fn what_all_tranches_share_is_counted_once() {
    let undefined =
        "[sleeves.s]\ndecide = 'weekly'\n[[sleeves.s.rules]]\nwhen = 'sma(A.close, 8) > 1'\nhold = { A = 1 }";
    for trade in ["", "tranches = 2", "tranches = 3"] {
        let found = ran(&leaders(), &traded(undefined, "s = 1", trade));
        assert!(found.notes("rule 1 of s was undefined at 1 decision,"), "{trade}: {:?}", found.run.notices);
    }
}

/// The first session of a run that awaits what `body` and the sleeve `s` in it ask for. LATE begins at session 6 of 30.
fn first(body: &str) -> usize {
    let rising: Vec<f64> = (0..30).map(|session| 10.0 + session as f64).collect();
    let waving: Vec<f64> = (0..30).map(|session| 10.0 + (session % 2) as f64).collect();
    let dataset = market_of([("A", since(0, &waving)), ("B", since(0, &rising)), ("LATE", since(6, &waving[..24]))]);
    let text = file(body, "s = 1").replace("warmup = false\n", "");
    ran(&dataset, &text).run.path.first
}

#[test]
fn a_pick_is_ready_when_its_first_member_is() {
    let pick = |keys: &str| first(&format!("[sleeves.s]\nfrom = ['LATE', 'A', 'B']\n{keys}"));
    assert_eq!(pick(""), 0);
    assert_eq!(pick("score = 'momentum(close, 2)'"), 2);
    assert_eq!(pick("where = 'close > sma(close, 4)'"), 3);
    // Bars, not values: nobody meets this.
    assert_eq!(pick("where = 'close > 1000 + sma(close, 4)'"), 3);
    assert_eq!(pick("top = 1\nweight = 'risk_parity'\nlookback = 5"), 5);
    assert_eq!(pick("weight = 'inverse_volatility'\nlookback = 5\nscore = 'momentum(close, 7)'"), 7);
    // The first Friday with its bars.
    assert_eq!(pick("score = 'momentum(close, 2)'\ndecide = 'weekly'"), 4);
    assert_eq!(pick("score = 'momentum(close, 5)'\ndecide = 'weekly'"), 9);
    // All of them, where each has its share.
    assert_eq!(pick("weight = { LATE = 0.2, A = 0.3, B = 0.5 }\nscore = 'momentum(close, 2)'"), 8);
    assert_eq!(first("[sleeves.s]\nfrom = ['A']\notherwise = 'LATE'"), 6);
    assert_eq!(first("[sleeves.s]\nfrom = ['LATE']\notherwise = 'B'\nscore = 'momentum(close, 2)'"), 8);
    let dated = "[groups.g]\nLATE = {}\nA = { from = 2024-01-04 }\n[sleeves.s]\nfrom = 'g'";
    assert_eq!(first(dated), 3);
}

#[test]
fn what_rules_name_is_awaited() {
    let rules = |rule: &str| first(&format!("[[sleeves.s.rules]]\n{rule}\n[[sleeves.s.rules]]\nhold = {{ A = 1 }}"));
    assert_eq!(rules("when = 'A.close > 1'\nhold = {}"), 0);
    assert_eq!(rules("when = 'sma(A.close, 5) > 100'\nhold = {}"), 4);
    assert_eq!(rules("when = 'A.close > 100'\nhold = { LATE = 1 }"), 6);
    assert_eq!(rules("when = 'A.close > 100'\nhold = { A = 'momentum(B.close, 7)' }"), 7);
    // What is inside is awaited as well, by its own measure.
    let inner = "[sleeves.t]\nfrom = ['LATE', 'A']\nscore = 'momentum(close, 3)'";
    assert_eq!(first(&format!("{inner}\n[sleeves.s]\nfrom = ['t']")), 3);
    assert_eq!(first(&format!("{inner}\n[[sleeves.s.rules]]\nhold = {{ t = 1 }}")), 3);
    assert_eq!(first(&format!("{inner}\n[sleeves.s]\nfrom = ['LATE']\nspread = 'picks'\notherwise = 't'")), 6);
    // What it would be worth begins at the close after its first decision, and asks for two more.
    assert_eq!(first(&format!("{inner}\n[sleeves.s]\nfrom = ['t', 'LATE']\nscore = 'momentum(close, 2)'")), 6);
    assert_eq!(first(&format!("{inner}\n[sleeves.s]\nfrom = ['t', 'LATE']\nscore = 'momentum(close, 4)'")), 8);
}

/// A sleeve that only a condition reads is awaited where the condition is, and one that nothing uses is not.
#[test]
fn only_what_is_used_is_awaited() {
    let slow = "[sleeves.t]\nfrom = ['A']\nscore = 'momentum(close, 9)'\n[sleeves.s]\nfrom = ['A', 'B']";
    assert_eq!(first(slow), 0);
    assert_eq!(first(&format!("{slow}\nwhere = 't.close > 0'")), 10);
    let dataset = market([("A", &[1.0; 5])]);
    let text = file("[sleeves.s]\nfrom = ['A']\nscore = 'momentum(close, 9)'", "s = 1").replace("warmup = false\n", "");
    let strategy = super::checked_with(&dataset, &text, &[]).unwrap_or_else(|error| panic!("{error}"));
    let error = rotascope::run::run(&strategy, &dataset).expect_err("five sessions are too few").to_string();
    assert!(error.contains("too short for sleeve `s`: it never has all its bars"), "{error}");
}
