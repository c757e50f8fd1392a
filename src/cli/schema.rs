//! `rotascope schema`: a JSON Schema of strategy files, from the table of keys that the checker uses.

use super::{Outcome, print};
use crate::report;
use clap::Args;

#[derive(Args)]
#[command(after_help = "Example:\n  rotascope schema > strategies/strategy.schema.json\n\n\
                        A file of that folder says `#:schema strategy.schema.json` in its first line.")]
pub(super) struct Schema;

impl Schema {
    pub(super) fn execute(&self) -> Outcome {
        print::out(&report::schema())?;
        Ok(0)
    }
}
