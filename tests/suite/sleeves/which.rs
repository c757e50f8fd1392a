//! Which members are picked.

use super::{file, market, market_of, ran, since};

/// Up by 1 a session from `first` on.
fn rising(first: f64, count: usize) -> Vec<f64> {
    (0..count).map(|session| first + session as f64).collect()
}

#[test]
fn a_member_has_begun_and_not_ended() {
    let dataset = market_of([("A", since(0, &[10.0; 20])), ("B", since(3, &[10.0; 17])), ("C", since(0, &[10.0; 6]))]);
    let text = file("[sleeves.s]\nfrom = ['A', 'B', 'C']", "s = 1");
    let third =
        |members: &[&str]| members.iter().map(|member| format!("{member} 0.333333")).collect::<Vec<_>>().join(", ");
    let mut expected = vec![third(&["A", "C"]); 3];
    expected.extend(vec![third(&["A", "B", "C"]); 3]);
    expected.extend(vec![third(&["A", "B"]); 14]);
    assert_eq!(ran(&dataset, &text).said(), expected);
    let shared = ran(&dataset, &text.replace("from", "spread = 'picks'\nfrom"));
    assert_eq!(
        [0, 3, 6].map(|session| shared.said()[session].clone()),
        ["A 0.5, C 0.5", "A 0.333333, B 0.333333, C 0.333333", "A 0.5, B 0.5"]
    );
}

/// A day of a spell is in it, and so are its first and last.
#[test]
fn a_member_belongs_to_its_group_that_day() {
    let dataset = market([("A", &[10.0; 8]), ("B", &[20.0; 8])]);
    let group = "[groups.some]\nA = {}\nB = [{ from = 2024-01-02, to = 2024-01-03 }, { from = 2024-01-08 }]";
    let text = file(&format!("{group}\n[sleeves.s]\nfrom = 'some'\nscore = 'close'\ntop = 1"), "s = 1");
    assert_eq!(ran(&dataset, &text).said(), ["A 1", "B 1", "B 1", "A 1", "A 1", "B 1", "B 1", "B 1"]);
    // By `where` alone, and with neither.
    let text = text.replace("score = 'close'", "where = 'close > 15'");
    assert_eq!(ran(&dataset, &text).said(), ["", "B 1", "B 1", "", "", "B 1", "B 1", "B 1"]);
    let text = text.replace("where = 'close > 15'", "").replace("top = 1", "");
    assert_eq!(ran(&dataset, &text).said()[..2], ["A 0.5", "A 0.5, B 0.5"]);
}

#[test]
fn what_is_undefined_is_not_picked() {
    let dataset = market([("A", &rising(10.0, 5))]);
    for key in [
        "score = 'momentum(close, 2)'",
        "where = 'close > prior(close, 2)'",
        "score = 'close'\nwhere = 'sma(close, 3) > 0'",
    ] {
        let found = ran(&dataset, &file(&format!("[sleeves.s]\nfrom = ['A']\n{key}"), "s = 1"));
        assert_eq!(found.said(), ["", "", "A 1", "A 1", "A 1"], "{key}");
    }
    // A division by zero is undefined, however high it might be.
    let found = ran(&dataset, &file("[sleeves.s]\nfrom = ['A']\nscore = '1 / (close - 12)'", "s = 1"));
    assert_eq!(found.said(), ["A 1", "A 1", "", "A 1", "A 1"]);
}

#[test]
fn the_score_in_where_is_the_members_own() {
    let dataset = market([("A", &[10.0, 11.0, 12.0]), ("B", &[10.0, 9.0, 12.0]), ("C", &[10.0, 10.0, 10.0])]);
    let body =
        "[sleeves.s]\nfrom = ['A', 'B', 'C']\nscore = 'close - prior(close)'\nwhere = 'score > 0 and A.close > 10'";
    assert_eq!(ran(&dataset, &file(body, "s = 1")).said(), ["", "A 0.333333", "A 0.333333, B 0.333333"]);
}

#[test]
fn ties_go_in_list_order() {
    let dataset = market([("A", &[10.0; 2]), ("B", &[10.0; 2]), ("C", &[9.0; 2])]);
    let pick = |groups: &str, from: &str, score: &str| {
        let body = format!("{groups}\n[sleeves.s]\nfrom = {from}\n{score}\ntop = 1");
        ran(&dataset, &file(&body, "s = 1")).said()[0].clone()
    };
    assert_eq!(pick("", "['B', 'A', 'C']", "score = 'close'"), "B 1");
    assert_eq!(pick("", "['C', 'A', 'B']", "score = 'close'"), "A 1");
    assert_eq!(pick("", "['C', 'A', 'B']", ""), "C 1");
    assert_eq!(pick("[groups]\ng = ['B', 'C', 'A']", "'g'", "score = 'close'"), "B 1");
    // A table has no order: names have.
    assert_eq!(pick("[groups.g]\nB = {}\nA = {}", "'g'", "score = 'close'"), "A 1");
    // Zero is zero, with whatever sign: C's is negative, and first.
    assert_eq!(pick("", "['C', 'A', 'B']", "score = '0 * (close - 9.5)'"), "C 1");
}

#[test]
fn a_held_member_stays_within_keep() {
    let dataset = market([
        ("A", &[10.0, 9.0, 9.0, 9.0, 12.0]),
        ("B", &[9.0, 10.0, 10.0, 10.0, 10.0]),
        ("C", &[1.0, 1.0, 9.5, 1.0, 11.0]),
    ]);
    let said = |keys: &str| {
        ran(&dataset, &file(&format!("[sleeves.s]\nfrom = ['A', 'B', 'C']\nscore = 'close'\ntop = 1\n{keys}"), "s = 1"))
            .said()
    };
    assert_eq!(said(""), ["A 1", "B 1", "B 1", "B 1", "A 1"]);
    assert_eq!(said("keep = 1"), said(""));
    // A is second, then third and out; B is third at last.
    assert_eq!(said("keep = 2"), ["A 1", "A 1", "B 1", "B 1", "A 1"]);
    assert_eq!(said("keep = 3"), ["A 1"; 5]);
    assert_eq!(said("keep = 300"), ["A 1"; 5]);
    // Ranks are among those that can be picked: C is not, and A is second again.
    assert_eq!(said("keep = 2\nwhere = 'close != 9.5'"), ["A 1", "A 1", "A 1", "A 1", "A 1"]);
    // Who does not meet `where` does not stay, and has to come back on its own.
    assert_eq!(said("keep = 3\nwhere = 'close != 9'"), ["A 1", "B 1", "B 1", "B 1", "B 1"]);
}

/// Those that stay and those that are new share the slots, and rank by score all the same.
#[test]
fn the_best_of_the_others_fill_up() {
    let dataset =
        market([("A", &[4.0, 1.0, 1.0]), ("B", &[3.0, 2.0, 2.0]), ("C", &[2.0, 4.0, 3.0]), ("D", &[1.0, 3.0, 4.0])]);
    let body = "[sleeves.s]\nfrom = ['A', 'B', 'C', 'D']\nscore = 'close'\nweight = 'rank'\ntop = 2\nkeep = 3";
    // B stays as the third, C joins it as the first; then both stay before D.
    let expected = ["A 0.666667, B 0.333333", "B 0.333333, C 0.666667", "B 0.333333, C 0.666667"];
    assert_eq!(ran(&dataset, &file(body, "s = 1")).said(), expected);
}

#[test]
fn what_is_left_goes_to_otherwise() {
    let dataset = market_of([
        ("A", since(0, &[1.0, 3.0, 3.0, 1.0])),
        ("B", since(0, &[1.0, 1.0, 3.0, 1.0])),
        ("C", since(0, &[1.0; 4])),
        ("LATE", since(2, &[1.0; 2])),
    ]);
    let said = |keys: &str, sleeves: &str| {
        let body = format!("[sleeves.s]\nfrom = ['A', 'B']\nwhere = 'close > 2'\n{keys}\n{sleeves}");
        ran(&dataset, &file(&body, "s = 1"))
    };
    assert_eq!(said("", "").said(), ["", "A 0.5", "A 0.5, B 0.5", ""]);
    assert_eq!(said("otherwise = 'C'", "").said(), ["C 1", "A 0.5, C 0.5", "A 0.5, B 0.5", "C 1"]);
    assert_eq!(said("otherwise = 'C'\nspread = 'picks'", "").said(), ["C 1", "A 1", "A 0.5, B 0.5", "C 1"]);
    // A member may take what is left too.
    assert_eq!(said("otherwise = 'A'", "").said(), ["A 1", "A 1", "A 0.5, B 0.5", "A 1"]);
    // Before it begins, it is cash.
    let late = said("otherwise = 'LATE'", "");
    assert_eq!(late.said(), ["", "A 0.5", "A 0.5, B 0.5", "LATE 1"]);
    assert!(late.notes("LATE had a weight and no price at 2 decisions"), "{:?}", late.run.notices);
    let sleeve =
        "[[sleeves.t.rules]]\nwhen = 'A.close > 2'\nhold = { C = 0.5 }\n[[sleeves.t.rules]]\nhold = { B = 0.8 }";
    assert_eq!(said("otherwise = 't'", sleeve).said(), ["B 0.8", "A 0.5, C 0.25", "A 0.5, B 0.5", "B 0.8"]);
}

/// A gap is no end: the last close stands.
#[test]
fn a_member_without_a_bar_can_be_picked() {
    let days = super::days(4);
    let dataset =
        market_of([("A", crate::made::closes(&[days[0], days[3]], &[10.0, 1.0])), ("B", since(0, &[5.0; 4]))]);
    let body = "[sleeves.s]\nfrom = ['A', 'B']\nscore = 'close'\ntop = 1";
    assert_eq!(ran(&dataset, &file(body, "s = 1")).said(), ["A 1", "A 1", "A 1", "B 1"]);
}

#[test]
fn members_whose_risk_cannot_be_told_are_left_out_and_counted() {
    // B moves at session 3; C never does.
    let dataset = market_of([
        ("A", since(0, &[10.0, 11.0, 10.0, 11.0, 10.0, 11.0])),
        ("B", since(0, &[10.0, 10.0, 10.0, 11.0, 11.0, 11.0])),
        ("C", since(0, &[10.0; 6])),
    ]);
    let body = "[sleeves.s]\nfrom = ['A', 'B', 'C']\nscore = 'close'\nwhere = 'close > 1'\nweight = 'inverse_volatility'\nlookback = 2\nspread = 'picks'";
    let found = ran(&dataset, &file(body, "s = 1"));
    let members: Vec<usize> = found.said().iter().map(|held| held.matches(' ').count().div_ceil(2)).collect();
    // Two returns from session 2 on; B's vary at 3 and 4.
    assert_eq!(members, [0, 0, 1, 2, 2, 1]);
    assert!(found.notes("s left out members at 6 decisions"), "{:?}", found.run.notices);
    // Who does not meet `where` is not missed.
    let found = ran(&dataset, &file(&body.replace("close > 1", "close > 10"), "s = 1"));
    assert!(found.notes("s left out members at 2 decisions"), "{:?}", found.run.notices);
}
