//! Every fault of a strategy file: its message, what stands above the caret, and the help.

mod available;
mod expressions;
mod sections;
mod several;
mod sleeves;
mod trading;

use super::universe;
use rotascope::error::{Error, Faults, Severity};
use rotascope::strategy::{NoUniverse, StrategyFile};

/// A faulty file (what it leaves out of [data] and [[rules]] is filled in), a part of the message, the text that the caret
/// stands under, and a part of the help: "" where there is none.
type Case<'a> = (&'a str, &'a str, &'a str, &'a str);

/// The whole file: a dataset and a rule, where `text` has none of its own.
fn filled(text: &str) -> String {
    let mut file = text.to_owned();
    for (section, filling) in
        [("data", "\n[data]\ndataset = \"made\"\n"), ("rules", "\n[[rules]]\nhold = { large = 1.0 }\n")]
    {
        let there = ["[data", "data.", "data =", "[rules", "[[rules", "rules ="];
        if !there.iter().any(|start| start.contains(section) && text.contains(start)) {
            file += filling;
        }
    }
    file
}

fn faults(file: &str, sets: &[&str]) -> Faults {
    let mut file = StrategyFile::read("test.toml", file);
    sets.iter().for_each(|assignment| file.set("--set", assignment));
    match file.check(Ok(&universe())) {
        Err(Error::Faults(faults)) => faults,
        Err(error) => panic!("not faults: {error}"),
        Ok((strategy, _)) => panic!("no fault: {:?}", strategy.resolved),
    }
}

/// The texts that a fault's caret stands under.
fn carets(faults: &Faults) -> Vec<String> {
    let slice = |fault: &rotascope::error::Fault| {
        let text = &faults.sources[fault.span.source as usize].text;
        text[fault.span.start as usize..(fault.span.end as usize).min(text.len())].to_owned()
    };
    faults.faults.iter().map(slice).collect()
}

/// Each file has exactly this one fault.
fn each(cases: &[Case]) {
    let mut wrong = Vec::new();
    for (text, message, caret, help) in cases {
        let found = faults(&filled(text), &[]);
        let [fault] = found.faults.as_slice() else {
            wrong.push(format!("{text}\n  -> {:#?}", found.faults));
            continue;
        };
        let helped = fault.help.as_deref().unwrap_or_default();
        let as_expected = fault.message.contains(message)
            && carets(&found)[0] == *caret
            && (if help.is_empty() { helped.is_empty() } else { helped.contains(help) })
            && fault.severity == Severity::Error;
        if !as_expected {
            wrong.push(format!("{text}\n  -> {}\n     ^ {:?}\n     = {helped}", fault.message, carets(&found)[0]));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
