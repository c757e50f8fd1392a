//! A strategy file as a sleeve.

use super::{checked_with, file, market, ran, ran_with, refused, traded};
use crate::made::{Made, readings};
use rotascope::strategy::Strategy;

fn dataset() -> Made {
    market([("A", &[10.0, 11.0, 12.0, 9.0, 9.0, 9.0, 13.0]), ("B", &[5.0; 7]), ("C", &[6.0; 7])])
}

/// The other file: A above `level`, else B.
const INNER: &str = "name = 'inner'\n[data]\ndataset = 'another'\nstart = 2030-01-01\n[params]\nlevel = 10\n[assets]\nfirst = 'A'\n\
                     [signals]\nabove = 'first.close > level'\n[[rules]]\nwhen = 'above'\nhold = { first = 1 }\n[[rules]]\nhold = { B = 1 }\n\
                     [trade]\nfill = 'same-close'\ncommission = '5 %'\n";

const OUTER: &str = "[sleeves.s]\nstrategy = 'inner.toml'\n";

#[test]
fn its_rules_are_the_sleeves() {
    let found = ran_with(&dataset(), &file(OUTER, "s = 0.5"), &[("inner.toml", INNER)]);
    assert_eq!(found.said(), ["B 0.5", "A 0.5", "A 0.5", "B 0.5", "B 0.5", "B 0.5", "A 0.5"]);
    // Its dataset, period, fills and costs are not.
    assert_eq!((found.run.path.costs, found.run.path.orders[0].session), (0.0, 1));
    assert!(readings(&found.run, "s.above").len() == 7);
}

#[test]
fn its_parameters_are_replaced() {
    let said = |params: &str| {
        let text = file(&format!("[params]\nlevel = 1\nx = 3\n{OUTER}params = {{ {params} }}"), "s = 1");
        ran_with(&dataset(), &text, &[("inner.toml", INNER)]).said()
    };
    assert_eq!(said(""), ["B 1", "A 1", "A 1", "B 1", "B 1", "B 1", "A 1"]);
    assert_eq!(said("level = 12.5")[..3], ["B 1", "B 1", "B 1"]);
    // In terms of the outer file's own.
    assert_eq!(said("level = 'x * 3 - level'"), ["A 1", "A 1", "A 1", "A 1", "A 1", "A 1", "A 1"]);
    // Twice the same file, each with its own.
    let both = format!("{OUTER}[sleeves.t]\nstrategy = 'inner.toml'\nparams = {{ level = 11.5 }}");
    let found = ran_with(&dataset(), &file(&both, "s = 0.5, t = 0.25"), &[("inner.toml", INNER)]);
    assert_eq!(found.said()[..3], ["B 0.75", "A 0.5, B 0.25", "A 0.75"]);
    assert!(readings(&found.run, "t.above") != readings(&found.run, "s.above"));
}

/// The names of the two files have nothing to do with each other.
#[test]
fn its_names_are_its_own() {
    let same = "[assets]\nfirst = 'C'\n[signals]\nabove = 'first.close > 5.5'\n[sleeves.s]\nstrategy = 'inner.toml'\n[sleeves.level]\nfrom = ['first']\n";
    let text = file(same, "s = 0.5, level = 0.25").replace("hold =", "when = 'above'\nhold =");
    let found = ran_with(&dataset(), &text, &[("inner.toml", INNER)]);
    assert_eq!(found.said()[..2], ["B 0.5, C 0.25", "A 0.5, C 0.25"]);
    for (outer, message) in [
        ("s.above", "a sleeve has no `above`"),
        ("above", "unknown name `above`"),
        ("first.close > 1", "unknown name `first`"),
    ] {
        let text = file(OUTER, "s = 1").replace("hold =", &format!("when = '{outer}'\nhold ="));
        assert_eq!(refused(&dataset(), &text, &[("inner.toml", INNER)]), [message]);
    }
    // Nor does it see the outer file's.
    let inner = INNER.replace("'above'", "'outside'");
    let text = file(&format!("{OUTER}[signals]\noutside = 'A.close > 1'"), "s = 1");
    assert_eq!(refused(&dataset(), &text, &[("inner.toml", &inner)]), ["unknown name `outside`"]);
}

#[test]
fn it_decides_by_its_own_schedule() {
    let weekly = INNER.replace("[trade]", "[trade]\ndecide = 'weekly'\ntranches = 7");
    let found = ran_with(&dataset(), &file(OUTER, "s = 1"), &[("inner.toml", &weekly)]);
    assert_eq!(found.said(), ["", "", "", "", "B 1", "B 1", "B 1"]);
    // Daily, where it does not say, though the outer file decides weekly: what is held is as of the last decision.
    let found = ran_with(&dataset(), &traded(OUTER, "s = 1", "decide = { weekday = 'mon' }"), &[("inner.toml", INNER)]);
    assert_eq!(found.said(), ["B 1", "B 1"]);
    // A run starts with its first decision.
    let text = file(OUTER, "s = 1").replace("warmup = false", "");
    assert_eq!(ran_with(&dataset(), &text, &[("inner.toml", &weekly)]).run.path.first, 4);
}

#[test]
fn files_in_files_and_sleeves_in_files() {
    let middle = "[params]\nlevel = 8\n[groups]\nboth = ['C', 'B']\n[sleeves.deep]\nstrategy = 'inner.toml'\nparams = { level = 'level + 3' }\n\
                  [sleeves.pick]\nfrom = 'both'\nscore = 'close'\ntop = 1\n[[rules]]\nhold = { deep = 0.5, pick = 0.5 }\n";
    let text = file("[sleeves.s]\nstrategy = 'middle.toml'\nparams = { level = 9 }", "s = 1");
    let files = [("inner.toml", INNER), ("middle.toml", middle)];
    let found = ran_with(&dataset(), &text, &files);
    assert_eq!(found.said()[..4], ["B 0.5, C 0.5", "B 0.5, C 0.5", "B 0.5, C 0.5", "B 0.5, C 0.5"]);
    assert_eq!(found.said()[6], "A 0.5, C 0.5");
    assert_eq!(readings(&found.run, "s.deep.above").len(), 7);
    // It has an index, and can be a member.
    let text = file(
        "[sleeves.s]\nstrategy = 'middle.toml'\n[sleeves.t]\nfrom = ['s', 'C']\nwhere = 's.close >= 1'\nscore = 'close'\ntop = 1",
        "t = 1",
    );
    assert_eq!(ran_with(&dataset(), &text, &files).said()[1..3], ["C 1", "C 1"]);
}

/// A file that is a sleeve decides what the same rules decide by themselves.
#[test]
fn alone_and_inside_are_the_same() {
    let alone = file("[params]\nlevel = 10", "A = 1")
        .replace("hold = { A = 1 }", "when = 'A.close > level'\nhold = { A = 1 }\n[[rules]]\nhold = { B = 1 }");
    let alone = ran(&dataset(), &alone);
    let inside = ran_with(&dataset(), &file(OUTER, "s = 1"), &[("inner.toml", INNER)]);
    assert_eq!(alone.said(), inside.said());
    assert_eq!(alone.run.path.equity, inside.run.path.equity);
}

#[test]
fn what_ran_has_the_files_contents() {
    let included = |inner: &str| {
        let strategy: Strategy = checked_with(&dataset(), &file(OUTER, "s = 1"), &[("inner.toml", inner)])
            .unwrap_or_else(|error| panic!("{error}"));
        strategy.included
    };
    assert_eq!(included(INNER), included(INNER));
    assert_ne!(included(INNER), included(&INNER.replace("level = 10", "level = 11")));
    let outer = "[sleeves.deep]\nstrategy = 'deeper.toml'\n[[rules]]\nhold = { deep = 1 }\n";
    let deep = |level: &str| {
        let files = [("inner.toml", outer), ("deeper.toml", &INNER.replace("level = 10", level))];
        checked_with(&dataset(), &file(OUTER, "s = 1"), &files).unwrap_or_else(|error| panic!("{error}")).included
    };
    assert_ne!(deep("level = 10"), deep("level = 11"));
}

/// A warning inside a sleeve is no reason to leave the sleeve out.
#[test]
fn a_sleeve_with_a_warning_is_a_sleeve() {
    let rule = |table: &str| format!("[[{table}]]\nwhen = 'A.adj_close > 1'\nhold = {{ B = 1 }}\n");
    let inner = format!("[data]\ndataset = 'another'\n{}", rule("rules"));
    let of_a_file = ran_with(&dataset(), &file(OUTER, "s = 1"), &[("inner.toml", &inner)]);
    let nested = ran(&dataset(), &file(&rule("sleeves.s.rules"), "s = 1"));
    for found in [of_a_file, nested] {
        assert_eq!((found.strategy.sleeves.len(), found.strategy.warnings.len()), (1, 1));
        assert_eq!(found.said()[0], "B 1");
    }
}
