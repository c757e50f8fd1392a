//! The strategies that ship: each runs, and decides what its words say, by an independent computation on real prices.

mod agree;
mod averages;
mod breakouts;
mod classes;
mod fixed;
mod mixes;
mod peaks;
mod raw;
mod seasons;
mod stops;
mod tactical;
mod vintages;

use crate::real::{Imported, real_dataset};
use raw::{Raw, day};
use rotascope::data::Dataset;
use rotascope::run::Run;
use rotascope::strategy::{Strategy, StrategyFile, Weight};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// Real prices, imported, and the same as they are in the files.
struct Real {
    dataset: Arc<Imported>,
    raw: Raw,
}

impl Real {
    fn get() -> Option<Real> {
        Some(Real { dataset: real_dataset()?, raw: Raw::read(&crate::shared("data")?) })
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a strategy file.
pub fn file(name: &str) -> String {
    std::fs::read_to_string(root().join(format!("strategies/{name}.toml"))).expect("a strategy file")
}

/// A strategy that ships, with the files that its sleeves name.
pub fn strategy(name: &str, sets: &[&str], dataset: &Dataset) -> Strategy {
    let mut read = StrategyFile::read(name, &file(name));
    sets.iter().for_each(|set| read.set("--set", set));
    // The files that a sleeve names; none of them names another.
    for (by, named) in read.wanted() {
        let text = file(named.trim_end_matches(".toml"));
        read.include((by, named.clone()), Ok((&named, &text)));
    }
    let checked = read.check(Ok(&dataset.universe()));
    checked.unwrap_or_else(|error| panic!("{name} {sets:?}: {error}")).0
}

fn run(name: &str, sets: &[&str], dataset: &Dataset) -> (Strategy, Run) {
    let strategy = strategy(name, sets, dataset);
    let run = rotascope::run::run(&strategy, dataset).unwrap_or_else(|error| panic!("{name} {sets:?}: {error}"));
    (strategy, run)
}

/// The strategies that ship. A reader's own files stand in the same folder.
pub fn names() -> BTreeSet<String> {
    let derived = [
        breakouts::FILES.as_slice(),
        &averages::FILES,
        &peaks::FILES,
        &fixed::FILES,
        &seasons::FILES,
        &stops::FILES,
        &mixes::FILES,
        &vintages::FILES,
        &tactical::FILES,
    ];
    derived.concat().into_iter().map(str::to_owned).collect()
}

/// Those that read what the real files do not have: sectors and earnings.
const ON_THE_DEMO_ONLY: [&str; 3] = ["canary-breadth", "profitable-small-caps", "sector-momentum"];

/// Those that run on the real files too.
pub fn names_on_real() -> BTreeSet<String> {
    names().into_iter().filter(|name| !ON_THE_DEMO_ONLY.contains(&name.as_str())).collect()
}

fn demo() -> Dataset {
    Dataset::open(&root().join("datasets/demo")).expect("the demo dataset")
}

fn fixed(weight: &Weight) -> bool {
    matches!(weight, Weight::Fixed(_))
}

/// Every file runs without a word of warning, and no rotation stands still.
fn all_run(names: &BTreeSet<String>, dataset: &Dataset) {
    for name in names {
        let (strategy, run) = run(name, &[], dataset);
        assert!(strategy.warnings.is_empty(), "{name}: {:?}", strategy.warnings);
        assert!(!strategy.name.is_empty() && !strategy.about.is_empty(), "{name} does not say what it is");
        for key in ["cagr", "volatility", "max_drawdown", "beta"] {
            assert!(run.measures.get(key).is_some(), "{name} has no {key}");
        }
        let switches = run.path.switches;
        match strategy.rules.as_slice() {
            [rule] if strategy.sleeves.is_empty() && rule.hold.iter().all(|(_, weight)| fixed(weight)) => {
                assert_eq!(switches, 0, "{name}");
            }
            // There and back at least, and no more than twice a month.
            _ if strategy.sleeves.is_empty() => {
                assert!((2..=600).contains(&switches), "{name} switches {switches} times");
            }
            // Picks change, and the weights of some with every month.
            _ => assert!((20..run.decisions.len()).contains(&switches), "{name} switches {switches} times"),
        }
        // So that tables of all of them compare like with like.
        assert_eq!(strategy.data.start, Some(day("2002-01-01")), "{name}");
        assert!((strategy.trade.cost_rate() - 3e-4).abs() < 1e-12, "{name} has costs of its own");
        let whole = |target: &[f64]| (target.iter().sum::<f64>() - 1.0).abs() < 1e-12;
        let mut targets = run.decisions.iter().map(|(_, decision)| decision.target.as_slice());
        assert!(targets.all(whole), "{name} leaves money in cash");
    }
}

#[test]
fn all_run_on_real_prices() {
    let Some(real) = Real::get() else { return };
    all_run(&names_on_real(), &real.dataset);
}

#[test]
fn all_run_on_the_demo() {
    all_run(&names(), &demo());
}

#[test]
fn the_import_knows_the_roles() {
    let Some(real) = Real::get() else { return };
    let expected = [
        ("large", "SPY"),
        ("small", "IWM"),
        ("growth", "QQQ"),
        ("foreign", "EFA"),
        ("emerging", "EEM"),
        ("real_estate", "VNQ"),
        ("commodities", "DBC"),
        ("gold", "GLD"),
        ("bills", "BIL"),
        ("bonds", "AGG"),
        ("short_bonds", "SHY"),
        ("long_bonds", "TLT"),
        ("inflation_linked", "TIP"),
        ("credit", "HYG"),
        ("corporate", "LQD"),
        ("policy_rate", "DFF"),
        ("balance_sheet", "WALCL"),
        ("yield_curve", "T10Y3M"),
    ];
    for (role, symbol) in expected {
        assert_eq!(real.dataset.manifest.roles.get(role).map(String::as_str), Some(symbol), "{role}");
    }
}

/// What the derivations take for granted about the files.
#[test]
fn the_small_fund_never_misses_a_session() {
    let Some(real) = Real::get() else { return };
    let Raw { large, small, bonds, .. } = &real.raw;
    for fund in [small, bonds] {
        let begins = large.days.partition_point(|day| *day < fund.days[0]);
        assert_eq!(fund.days, large.days[begins..]);
    }
}

#[test]
fn every_strategy_is_derived() {
    // What ships is what git knows; a copy without git has nothing to compare.
    let listed = Command::new("git").current_dir(root()).args(["ls-files", "strategies/*.toml"]).output();
    let Some(listed) = listed.ok().filter(|listed| listed.status.success() && !listed.stdout.is_empty()) else {
        eprintln!("skipped: git does not know this folder");
        return;
    };
    let listed = String::from_utf8(listed.stdout).expect("names of files");
    let stem = |path: &str| Some(Path::new(path).file_stem()?.to_str()?.to_owned());
    assert_eq!(names(), listed.lines().filter_map(stem).collect());
}

#[test]
fn weeks_are_decided_when_they_are_known_to_be_over() {
    let Some(real) = Real::get() else { return };
    let (_, run) = run("small-cap-breakout", &["data.start=2001-06-01"], &real.dataset);
    let between = |from: &str, to: &str| -> Vec<String> {
        let sessions = run.decisions.iter().map(|(session, _)| *session);
        let within = sessions.filter(|session| (day(from)..=day(to)).contains(session));
        within.map(|session| session.to_string()).collect()
    };
    // The week of the attacks was over after one session, and nobody knew until the next.
    assert_eq!(between("2001-09-04", "2001-09-24"), ["2001-09-07", "2001-09-17", "2001-09-21"]);
    // Good Friday, and the announced funeral of President Reagan on a Friday: Thursday is the last session.
    assert_eq!(between("2024-03-25", "2024-04-05"), ["2024-03-28", "2024-04-05"]);
    assert_eq!(between("2004-06-07", "2004-06-18"), ["2004-06-10", "2004-06-18"]);
    // The hurricane closed Monday and Tuesday; the week still ended on Friday.
    assert_eq!(between("2012-10-26", "2012-11-02"), ["2012-10-26", "2012-11-02"]);
}

/// Every parameter of every file changes something: half of it, or twice where it is 1, decides differently.
#[test]
fn no_parameter_is_idle() {
    let Some(real) = Real::get() else { return };
    let demo = demo();
    for name in names() {
        let dataset: &Dataset = if ON_THE_DEMO_ONLY.contains(&name.as_str()) { &demo } else { &real.dataset };
        let (strategy, shipped) = run(&name, &[], dataset);
        for param in &strategy.params {
            let half = param.value / 2.0;
            let half = if param.value.fract() == 0.0 { half.ceil() } else { half };
            // Nothing is half of a single session.
            let other = if half == param.value { 2.0 * half } else { half };
            // A sleeve's file has its parameters from the sleeve.
            let path = match param.name.split_once('.') {
                Some((sleeve, param)) => format!("sleeves.{sleeve}.params.{param}"),
                None => param.name.clone(),
            };
            let set = format!("{path}={other}");
            let (_, changed) = run(&name, &[&set], dataset);
            let targets = |run: &Run| -> Vec<_> {
                let decisions = run.decisions.iter();
                decisions.map(|(session, decision)| (*session, decision.target.clone())).collect()
            };
            assert_ne!(targets(&shipped), targets(&changed), "{name}: {set} changes nothing");
        }
    }
}
