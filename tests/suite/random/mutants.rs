//! Files made wrong: the checker refuses them at a place inside them, or accepts them, and then they run. Nothing panics.

use super::draw::Draw;
use super::file::Files;
use super::invariants;
use super::market::Market;
use super::mutation::{assignment, mutated};
use super::valid::run_of;
use super::{each_seed, file_of};
use crate::strategies;
use rotascope::error::{Error, Faults};
use rotascope::report;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Mutants of each file.
const MUTANTS: usize = 12;

#[derive(Debug, Default)]
struct Counts {
    mutants: usize,
    refused: usize,
    runs: usize,
}

impl Counts {
    /// What is wrong with how a text, and one assignment to it, are taken.
    fn judge(&mut self, files: &Files, text: &str, set: Option<&str>, market: &Market) -> Result<(), String> {
        let mut file = files.read_as(text);
        set.iter().for_each(|set| file.set("--set", set));
        self.mutants += 1;
        let strategy = match file.check(Ok(&market.universe)) {
            Ok((strategy, sources)) => {
                report::warnings(&sources, &strategy.warnings);
                strategy
            }
            Err(Error::Faults(faults)) => {
                self.refused += 1;
                placed(&faults)?;
                report::error(&Error::Faults(faults));
                return Ok(());
            }
            Err(other) => return Err(format!("not faults: {other}")),
        };
        if let Some(run) = run_of(&strategy, market)? {
            self.runs += 1;
            invariants::violation(&strategy, &run)?;
        }
        Ok(())
    }

    /// The same, a panic being one more thing that can be wrong; with the text.
    fn judged(&mut self, files: &Files, text: &str, set: Option<&str>, market: &Market) -> Result<(), String> {
        let judged = catch_unwind(AssertUnwindSafe(|| self.judge(files, text, set, market)));
        let failed = judged.unwrap_or_else(|_| Err("a panic, above".to_owned()));
        failed.map_err(|failure| format!("{failure}\n--- mutated, --set {set:?}\n{text}\n---"))
    }

    fn mutate(&mut self, draw: &mut Draw, files: &Files, market: &Market) -> Result<(), String> {
        for _ in 0..MUTANTS {
            let (text, set) = match draw.chance(0.1) {
                true => (files.text.clone(), Some(assignment(draw))),
                false => (mutated(draw, &files.text), None),
            };
            self.judged(files, &text, set.as_deref(), market)?;
        }
        Ok(())
    }
}

/// Every fault has words, and a place that a caret can stand under.
fn placed(faults: &Faults) -> Result<(), String> {
    let sound = |fault: &rotascope::error::Fault| {
        let source = &faults.sources[fault.span.source as usize].text;
        let (start, end) = (fault.span.start as usize, fault.span.end as usize);
        let inside = start < end && start <= source.len() && source.is_char_boundary(start);
        let ends = end > source.len() || source.is_char_boundary(end);
        inside && ends && !fault.message.is_empty() && !fault.label.is_empty()
    };
    match faults.faults.iter().find(|fault| !sound(fault)) {
        Some(fault) => Err(format!("a fault without its place: {fault:?}")),
        None if faults.faults.is_empty() => Err("refused without a fault".to_owned()),
        None => Ok(()),
    }
}

#[test]
fn mutated_files() {
    let mut counts = Counts::default();
    let count = each_seed(1.0, |seed, market| {
        let (mut draw, files) = file_of(seed, market);
        counts.mutate(&mut draw, &files, market)
    });
    println!("mutants of {count} files: {counts:?}");
    assert!(count < 100 || counts.runs * 20 > counts.mutants && counts.refused * 5 > counts.mutants, "{counts:?}");
}

/// The files that ship, over the last years of the demo.
#[test]
fn mutated_strategies() {
    let mut counts = Counts::default();
    let market = Market::of_demo();
    // Most start long before.
    let recent =
        |name: &String| strategies::file(name).replace("\nstart ", "\n#start ").replace("\nhistory ", "\n#history ");
    let shipped: Vec<(String, String)> =
        strategies::names().iter().map(|name| (format!("{name}.toml"), recent(name))).collect();
    let whole = |(_, text): &&(String, String)| {
        let files = Files { text: text.clone(), others: shipped.clone() };
        files.read().check(Ok(&market.universe)).is_ok()
    };
    assert_eq!(shipped.iter().filter(whole).count(), shipped.len(), "each passes before it is mutated");
    let count = each_seed(1.0, |seed, _| {
        let mut draw = Draw::new(seed);
        let (_, text) = draw.of(&shipped);
        counts.mutate(&mut draw, &Files { text, others: shipped.clone() }, &market)
    });
    println!("mutants of {count} files that ship: {counts:?}");
    assert!(count < 100 || counts.runs * 20 > counts.mutants && counts.refused * 5 > counts.mutants, "{counts:?}");
}
