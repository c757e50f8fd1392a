//! `rotascope data demo`.

use super::super::{Outcome, print};
use super::DATASETS;
use crate::data::{demo, store};
use crate::report::{self, Format};
use clap::Args;
use std::path::Path;

#[derive(Args)]
#[command(after_help = "The market is synthetic: a model's, not anyone's history. Every output says so.")]
pub(in super::super) struct Demo {
    /// Another seed is another market
    #[arg(long, default_value_t = demo::SEED)]
    seed: u64,
    /// The dataset to make
    #[arg(long, value_name = "NAME", default_value = "demo")]
    into: String,
}

impl Demo {
    pub(in super::super) fn execute(&self) -> Outcome {
        let market = demo::generate(self.seed, &demo::sessions());
        let folder = Path::new(DATASETS).join(&self.into);
        let manifest = store::write(&folder, market.manifest, market.symbols, market.series)?;
        print::out(&report::contents(&manifest).render(Format::Table)?)?;
        Ok(0)
    }
}
