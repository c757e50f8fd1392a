//! `rotascope data list`.

use super::super::output::Output;
use super::super::{Outcome, print};
use super::DATASETS;
use crate::data::{Dataset, store};
use crate::report;
use clap::Args;
use std::path::Path;

#[derive(Args)]
#[command(after_help = "\
Examples:
  rotascope data list                  every dataset here
  rotascope data list demo             what one holds: symbols, roles, days
  rotascope data list demo --format csv > demo.csv")]
pub(in super::super) struct List {
    /// A dataset, to see what it holds
    name: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl List {
    pub(in super::super) fn execute(&self) -> Outcome {
        let Some(name) = &self.name else {
            return self.all();
        };
        let dataset = Dataset::open(&store::locate(name, Path::new(DATASETS))?)?;
        self.output.table("Contents", &report::contents(&dataset.manifest))?;
        Ok(0)
    }

    fn all(&self) -> Outcome {
        let mut summaries = Vec::new();
        let mut code = 0;
        for dataset in store::list(Path::new(DATASETS)) {
            match dataset {
                Ok(summary) => summaries.push(summary),
                Err(error) => {
                    print::error(&error);
                    code = code.max(error.exit_code());
                }
            }
        }
        if summaries.is_empty() {
            print::note("no datasets here; `rotascope data demo` makes one, `rotascope data import` imports your own");
        }
        self.output.table("Datasets", &report::datasets(&summaries))?;
        Ok(code)
    }
}
