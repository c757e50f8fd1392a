//! `rotascope data demo`.

use super::super::{Outcome, print};
use super::dataset_folder;
use crate::data::{Dataset, demo, store};
use crate::error::Error;
use crate::report::{self, Format};
use clap::Args;

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
        let folder = dataset_folder(&self.into)?;
        if folder.join(store::MANIFEST).exists() && !Dataset::open(&folder)?.manifest.synthetic {
            let message = format!("dataset `{}` holds real prices: a synthetic market does not go into it", self.into);
            return Err(Error::input(message).help("choose another name: --into demo-2"));
        }
        let manifest = store::write(&folder, market.manifest, market.symbols, market.series)?;
        print::out(&report::contents(&manifest).render(Format::Table)?)?;
        Ok(0)
    }
}
