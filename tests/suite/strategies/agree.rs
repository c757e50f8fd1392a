//! The engine's decisions beside derived ones, every one of them.

use super::raw::{Period, Raw, day};
use super::{Real, file, run};
use chrono::NaiveDate as Date;

/// A strategy worked out from the vendors' files.
pub struct Derived<'a> {
    /// The first session at which everything that the file reads has had its history.
    pub ready: Date,
    /// What each rule of the file holds.
    pub holds: Vec<Vec<(&'static str, f64)>>,
    /// Which rule holds at the close of a session.
    pub rule: Box<dyn Fn(Date) -> usize + 'a>,
}

/// The numbers of a strategy file, read from its text and from overrides of the form `name=value`.
pub struct Settings {
    table: toml::Table,
}

impl Settings {
    fn new(name: &str, sets: &[&str]) -> Settings {
        let mut table: toml::Table = file(name).parse().expect("a TOML file");
        for set in sets {
            let (key, value) = set.split_once('=').expect("name=value");
            let (section, key) = key.split_once('.').unwrap_or(("params", key));
            let value = format!("v = {value}").parse::<toml::Table>().expect("a TOML value")["v"].clone();
            let section = table[section].as_table_mut().expect("a section");
            section.insert(key.to_owned(), value);
        }
        Settings { table }
    }

    pub fn number(&self, name: &str) -> f64 {
        let value = &self.table["params"][name];
        value.as_float().or_else(|| value.as_integer().map(|value| value as f64)).expect("a number")
    }

    pub fn bars(&self, name: &str) -> usize {
        self.number(name) as usize
    }

    fn start(&self) -> Date {
        day(&self.table["data"]["start"].to_string())
    }

    fn schedule(&self, raw: &Raw) -> Vec<Date> {
        let known = |periods: Vec<Period>| periods.iter().map(|period| period.known).collect();
        let decide = self.table["trade"].get("decide").and_then(|value| value.as_str());
        match decide.unwrap_or("daily") {
            "daily" => raw.sessions().to_vec(),
            "weekly" => known(raw.weeks()),
            "monthly" => known(raw.months()),
            other => panic!("no schedule for {other}"),
        }
    }
}

pub type Derive = for<'a> fn(&'a Raw, &Settings) -> Derived<'a>;

/// Runs the file `name` once for each of `cases`, overrides and the start session as a person works it out, and holds every
/// decision (its session, its rule, its weights) to the derived one.
pub fn agree(name: &str, derive: Derive, cases: &[(&[&str], &str)]) {
    let Some(real) = Real::get() else { return };
    for (sets, first) in cases {
        one_agrees(&real, name, derive, sets, first);
    }
}

fn one_agrees(real: &Real, name: &str, derive: Derive, sets: &[&str], first: &str) {
    let settings = Settings::new(name, sets);
    let derived = derive(&real.raw, &settings);
    let start = settings.start().max(derived.ready);
    let schedule = settings.schedule(&real.raw);
    let schedule: Vec<Date> = schedule.into_iter().filter(|&session| session >= start).collect();
    let told = format!("{name} {sets:?}");
    assert_eq!(schedule[0], day(first), "{told}: first decision");

    let (strategy, run) = run(name, sets, &real.dataset);
    assert_eq!(run.dates[0], day(first), "{told}: first session");
    assert_eq!(run.dates.last(), real.raw.sessions().last(), "{told}: last session");
    let decided: Vec<Date> = run.decisions.iter().map(|(session, _)| *session).collect();
    assert_eq!(decided, schedule, "{told}: decision sessions");
    let mut seen = vec![0; derived.holds.len()];
    for (session, decision) in &run.decisions {
        let rule = (derived.rule)(*session);
        assert_eq!(decision.rule, Some(rule), "{told}: rule on {session}");
        let held = strategy.assets.iter().zip(&decision.target).filter(|(_, weight)| **weight != 0.0);
        let mut held: Vec<(&str, f64)> = held.map(|(asset, weight)| (asset.symbol.as_str(), *weight)).collect();
        held.sort_by_key(|(symbol, _)| *symbol);
        assert_eq!(held, derived.holds[rule], "{told}: target on {session}");
        seen[rule] += 1;
    }
    // Agreement on a rule that never fires would prove nothing.
    assert!(seen.iter().all(|count| *count > 0), "{told}: decisions by rule {seen:?}");
}

/// When the `n`-th period (counted from 1) of a fund that begins on `begins` was known to be over.
pub fn nth_known(periods: &[Period], begins: Date, n: usize) -> Date {
    let seen = periods.iter().filter(|period| period.last >= begins);
    seen.map(|period| period.known).nth(n - 1).expect("enough periods")
}
