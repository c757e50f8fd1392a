//! What signals say about a market at each session.

use super::naive::{Conditions, Numbers};
use crate::made::{made, run_text};
use crate::random::World;
use proptest::prelude::*;
use rotascope::run::Reading;

impl World {
    /// Reads `signals` (name, expression) at every session.
    pub fn read(&self, signals: &[(String, String)], params: &str) -> Vec<Vec<Reading>> {
        let dataset = made([("A", self.a.clone()), ("B", self.b.clone())]);
        let lines: String = signals.iter().map(|(name, text)| format!("{name} = \"{text}\"\n")).collect();
        let file = format!(
            "[data]\ndataset = \"made\"\nwarmup = false\n[params]\n{params}\n[assets]\na = \"A\"\nb = \"B\"\n\
             [signals]\n{lines}[[rules]]\nhold = {{ a = 1 }}\n[trade]\ndecide = \"daily\"\nfill = \"next-close\"\n"
        );
        let run = run_text(&dataset, &file);
        assert_eq!(run.dates, self.dates);
        assert_eq!(run.signals.len(), signals.len());
        run.signals.into_iter().map(|(_, readings)| readings).collect()
    }

    /// Whether each expression says what is expected of it.
    pub fn agrees(&self, params: &str, expectations: Vec<(String, Expected)>) -> Result<(), TestCaseError> {
        let named = expectations.iter().enumerate();
        let signals: Vec<_> = named.map(|(index, (text, _))| (format!("s{index}"), text.clone())).collect();
        for ((expression, expected), found) in expectations.iter().zip(self.read(&signals, params)) {
            for (session, reading) in found.into_iter().enumerate() {
                let (agrees, expected) = match (reading, expected) {
                    (Reading::Number(found), Expected::Numbers(expected)) => {
                        (equal(found, expected[session]), format!("{:?}", expected[session]))
                    }
                    (Reading::Condition(found), Expected::Conditions(expected)) => {
                        (found == expected[session], format!("{:?}", expected[session]))
                    }
                    _ => (false, "another type".to_owned()),
                };
                prop_assert!(agrees, "{expression} at session {session} is {reading:?}, expected {expected}");
            }
        }
        Ok(())
    }
}

/// Undefined in the same places, and equal but for rounding elsewhere.
fn equal(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b.abs().max(1.0),
        (a, b) => a == b,
    }
}

pub enum Expected {
    Numbers(Numbers),
    Conditions(Conditions),
}

impl From<Numbers> for Expected {
    fn from(numbers: Numbers) -> Self {
        Expected::Numbers(numbers)
    }
}

impl From<Conditions> for Expected {
    fn from(conditions: Conditions) -> Self {
        Expected::Conditions(conditions)
    }
}
