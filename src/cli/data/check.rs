//! `rotascope data check`.

use super::super::{Outcome, print};
use super::DATASETS;
use crate::data::{Dataset, quality, store};
use crate::error::Severity;
use crate::report::{self, Format};
use clap::Args;
use std::path::Path;

#[derive(Args)]
pub(in super::super) struct Check {
    /// The dataset
    name: String,
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

impl Check {
    pub(in super::super) fn execute(&self) -> Outcome {
        let dataset = Dataset::open(&store::locate(&self.name, Path::new(DATASETS))?)?;
        let findings = quality::check(&dataset);
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        if findings.is_empty() && self.format == Format::Table {
            print::out(&format!("{}: nothing found\n", self.name))?;
        } else {
            print::out(&report::findings(&findings).render(self.format)?)?;
        }
        Ok(u8::from(errors > 0))
    }
}
