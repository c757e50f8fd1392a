//! The table says everything about each function, and says it truly.

use super::universe;
use rotascope::error::Error;
use rotascope::strategy::StrategyFile;
use rotascope::strategy::functions::{FAMILIES, FUNCTIONS};
use std::collections::BTreeSet;

#[test]
fn nothing_is_left_unsaid() {
    let names: BTreeSet<&str> = FUNCTIONS.iter().map(|signature| signature.name).collect();
    assert_eq!(names.len(), FUNCTIONS.len(), "a name twice");
    for family in &FAMILIES {
        assert!(family.about.ends_with('.') && !family.functions.is_empty(), "{}", family.name);
    }
    for signature in FUNCTIONS.iter() {
        let name = signature.name;
        assert!(!signature.formula.is_empty() && !signature.formula.ends_with('.'), "{name}");
        assert!(!signature.notes.is_empty() && signature.notes.iter().all(|note| note.ends_with('.')), "{name}");
        assert!(signature.source.is_none_or(|source| source.len() > 5), "{name}");
        assert!(signature.example.contains(&format!("{name}(")), "{name}");
        let lines = signature.notes.iter().chain([&signature.formula, &signature.example]);
        lines.for_each(|line| assert!(line.len() <= 120, "{name}: a line of a terminal is shorter: {line}"));
    }
}

#[test]
fn every_example_passes_the_checker() {
    for signature in FUNCTIONS.iter() {
        let text = format!(
            "[data]\ndataset = \"made\"\n[signals]\nexample = \"{}\"\n[[rules]]\nhold = {{ small = 1.0 }}\n",
            signature.example
        );
        let checked = StrategyFile::read("example.toml", &text).check(Ok(&universe()));
        match checked {
            Ok((strategy, _)) => assert!(strategy.warnings.is_empty(), "{}: {:?}", signature.name, strategy.warnings),
            Err(Error::Faults(faults)) => panic!("{}: {:#?}", signature.name, faults.faults),
            Err(error) => panic!("{}: {error}", signature.name),
        }
    }
}

#[test]
fn the_page_on_strategy_files_has_every_function() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/strategy-files.md");
    let page = std::fs::read_to_string(page).expect("the page can be read");
    for signature in FUNCTIONS.iter() {
        let row = format!("| `{}` | {} |", signature.usage(), signature.formula);
        assert!(page.contains(&row), "docs/strategy-files.md lacks the row\n{row}");
    }
    let lower = page.to_lowercase();
    for family in &FAMILIES {
        let about = format!("**{}.** {}", family.name, family.about).to_lowercase();
        assert!(lower.contains(&about), "docs/strategy-files.md lacks\n{about}");
    }
    let rows = page.lines().filter(|line| line.starts_with("| `") && line.contains(")` | "));
    assert_eq!(rows.count(), FUNCTIONS.len(), "docs/strategy-files.md has functions that are not in the table");
}
