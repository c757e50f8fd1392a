//! `rotascope functions`: the language's functions, from the table that the checker uses.

use super::Outcome;
use super::output::Output;
use crate::error::Error;
use crate::report;
use crate::strategy::functions::{FUNCTIONS, Signature};
use crate::wording::did_you_mean;
use clap::Args;

#[derive(Args)]
#[command(after_help = "Examples:\n  rotascope functions\n  rotascope functions momentum\n  \
                        rotascope functions --format csv > functions.csv")]
pub(super) struct Functions {
    /// One function, in full
    name: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Functions {
    pub(super) fn execute(&self) -> Outcome {
        let table = match &self.name {
            None => report::functions(),
            Some(name) => report::function(Signature::named(name).ok_or_else(|| unknown(name))?),
        };
        self.output.table("Functions", &table)?;
        Ok(0)
    }
}

fn unknown(name: &str) -> Error {
    let guess = did_you_mean(name, FUNCTIONS.iter().map(|signature| signature.name));
    Error::input(format!("unknown function `{name}`"))
        .help(guess.unwrap_or_else(|| "`rotascope functions` lists them all".to_owned()))
}
