//! Sleeves in sleeves, and weights that add up.

use super::{file, market, ran, traded};
use crate::made::{Made, near};

fn four() -> Made {
    market([("A", &[10.0, 11.0, 12.0, 12.0]), ("B", &[10.0, 10.0, 9.0, 9.0]), ("C", &[5.0; 4]), ("D", &[6.0; 4])])
}

const TWO: &str = "[sleeves.risky]\nfrom = ['A', 'B']\nscore = 'momentum(close, 1)'\nwhere = 'score > 0'\ntop = 1\notherwise = 'safe'\n\
                   [[sleeves.safe.rules]]\nwhen = 'B.close < 10'\nhold = { C = 0.5 }\n[[sleeves.safe.rules]]\nhold = { C = 0.25, D = 0.25 }\n";

#[test]
fn weights_multiply_through() {
    let said = |hold: &str| ran(&four(), &file(TWO, hold)).said();
    assert_eq!(said("risky = 1"), ["C 0.25, D 0.25", "A 1", "A 1", "C 0.5"]);
    assert_eq!(said("risky = 0.5"), ["C 0.125, D 0.125", "A 0.5", "A 0.5", "C 0.25"]);
    let outer =
        format!("{TWO}[sleeves.s]\nfrom = ['risky', 'D', 'safe']\nweight = {{ risky = 0.5, D = 0.25, safe = 0.25 }}");
    // C and D stand in all of them.
    assert_eq!(
        ran(&four(), &file(&outer, "s = 1")).said(),
        ["C 0.1875, D 0.4375", "A 0.5, C 0.0625, D 0.3125", "A 0.5, C 0.125, D 0.25", "C 0.375, D 0.25"]
    );
}

#[test]
fn what_is_held_directly_and_through_sleeves_adds_up() {
    let found = ran(&four(), &file(TWO, "risky = 0.5, A = 0.3, safe = 0.2"));
    assert_eq!(found.said()[1..3], ["A 0.8, C 0.05, D 0.05", "A 0.8, C 0.1"]);
}

#[test]
fn sleeves_of_one_kind_in_another() {
    // Rules choose between sleeves; a pick has sleeves beside assets.
    let rules = format!(
        "{TWO}[[sleeves.s.rules]]\nwhen = 'A.close > 11'\nhold = {{ safe = 0.5, risky = 0.5 }}\n[[sleeves.s.rules]]\nhold = {{ D = 1 }}"
    );
    assert_eq!(ran(&four(), &file(&rules, "s = 1")).said(), ["D 1", "D 1", "A 0.5, C 0.25", "C 0.5"]);
    let listed = format!("{TWO}[sleeves.s]\nfrom = ['D', 'safe']");
    assert_eq!(ran(&four(), &file(&listed, "s = 1")).said()[3], "C 0.25, D 0.5");
}

/// A sleeve decided monthly within one decided daily stands by its own decisions.
#[test]
fn each_has_its_own_schedule() {
    let body = "[sleeves.slow]\nfrom = ['A', 'B']\nscore = 'close'\ntop = 1\ndecide = { weekday = 'tue' }\n\
                [sleeves.s]\nfrom = ['slow', 'C']\nwhere = 'A.close > 11'";
    assert_eq!(ran(&four(), &file(body, "s = 1")).said(), ["", "", "A 0.5, C 0.5", "A 0.5, C 0.5"]);
    let inverse =
        body.replace("decide = { weekday = 'tue' }", "").replace("where", "decide = { weekday = 'wed' }\nwhere");
    assert_eq!(ran(&four(), &file(&inverse, "s = 1")).said(), ["", "", "A 0.5, C 0.5", "A 0.5, C 0.5"]);
}

/// A sleeve is a whole: what its own weights sum to above 1 takes nothing from its neighbours.
#[test]
fn weights_above_one_are_scaled_down_where_they_are() {
    let rules = "[[sleeves.s.rules]]\nhold = { A = 'A.close / 10', B = 'B.close / 10' }\n";
    let found = ran(&four(), &file(rules, "s = 0.5, C = 0.5"));
    assert_eq!(found.said()[0], "A 0.25, B 0.25, C 0.5");
    assert_eq!(found.said()[1], "A 0.261905, B 0.238095, C 0.5");
    assert!(
        found.notes("weights of s summed to more than 1 at 4 decisions, and were scaled"),
        "{:?}",
        found.run.notices
    );
    // What is held above that is scaled once more.
    let found = ran(&four(), &file(rules, "s = '10 / A.close', C = '1 / 2 * A.close / A.close'"));
    assert_eq!(found.said()[0], "A 0.333333, B 0.333333, C 0.333333");
    assert!(found.notes("weights summed to more than 1 at 4 decisions"), "{:?}", found.run.notices);
    // Who can borrow holds it all.
    let found = ran(&four(), &traded(rules, "s = 0.5, C = 0.5", "borrow = '5 %'"));
    assert_eq!(found.said()[0], "A 0.5, B 0.5, C 0.5");
    let found = ran(&four(), &traded("[[sleeves.s.rules]]\nhold = { A = 1.5 }", "s = 1.2", "borrow = '5 %'"));
    assert_eq!(found.said()[0], "A 1.8");
}

#[test]
fn undefined_and_negative_weights_of_a_sleeve_are_counted() {
    let rules = "[[sleeves.s.rules]]\nhold = { A = 'momentum(A.close, 1)', B = '-C.close' }";
    let found = ran(&four(), &file(rules, "s = 1"));
    assert_eq!(found.said(), ["", "A 0.1", "A 0.090909", ""]);
    assert!(found.notes("the weight of A was undefined at 1 decision"), "{:?}", found.run.notices);
    assert!(found.notes("the weight of B was negative at 4 decisions"), "{:?}", found.run.notices);
}

/// What is in many sleeves is worked out once in each decision: through thirty levels of two there are 2^30 ways to it.
#[test]
fn no_work_is_doubled() {
    let mut body = "[sleeves.l0]\nfrom = ['A']\n[sleeves.r0]\nfrom = ['B']\n".to_owned();
    for level in 1..30 {
        let inner = level - 1;
        for side in ["l", "r"] {
            body += &format!("[sleeves.{side}{level}]\nfrom = ['l{inner}', 'r{inner}']\n");
        }
    }
    let text = file(&body, "l29 = 1").replace("warmup = false", "");
    let found = ran(&four(), &text);
    assert!(near(found.targets("A")[0], 0.5) && near(found.targets("B")[0], 0.5));
    // Nor in what it would be worth.
    let text = text.replace("hold = { l29 = 1 }", "when = 'l29.close > 1'\nhold = { l29 = 1 }");
    assert_eq!(ran(&four(), &text).run.decisions.len(), 3);
}
