//! `rotascope data check`.

use super::super::output::Output;
use super::super::{Outcome, print};
use super::DATASETS;
use crate::data::{Dataset, quality, store};
use crate::error::Severity;
use crate::report::{self, Format};
use clap::Args;
use std::path::Path;

#[derive(Args)]
#[command(after_help = "\
Examples:
  rotascope data check mine            gaps, jumps, stale prices; exit code 1 for errors
  rotascope data check mine --format csv > findings.csv")]
pub(in super::super) struct Check {
    /// The dataset
    name: String,
    #[command(flatten)]
    output: Output,
}

impl Check {
    pub(in super::super) fn execute(&self) -> Outcome {
        let dataset = Dataset::open(&store::locate(&self.name, Path::new(DATASETS))?)?;
        let findings = quality::check(&dataset);
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        if findings.is_empty() && self.output.format == Format::Table {
            print::out(&format!("{}: nothing found\n", self.name))?;
        } else {
            self.output.table("Findings", &report::findings(&findings))?;
        }
        Ok(u8::from(errors > 0))
    }
}
