//! `rotascope data demo`.

use super::super::{Outcome, print};
use super::dataset_folder;
use crate::data::{Dataset, Manifest, demo, store};
use crate::error::Error;
use crate::report::{self, Format};
use clap::Args;

#[derive(Args)]
#[command(after_help = "The market is synthetic: a model's, not anyone's history. Every output says so.")]
pub(in super::super) struct Demo {
    /// Another seed is another market
    #[arg(long, default_value_t = demo::SEED)]
    seed: u64,
    /// The dataset to make [default: demo, or demo-SEED for another seed]
    #[arg(long, value_name = "NAME")]
    into: Option<String>,
}

impl Demo {
    pub(in super::super) fn execute(&self) -> Outcome {
        let into = match (&self.into, self.seed) {
            (Some(name), _) => name.clone(),
            (None, demo::SEED) => "demo".to_owned(),
            // Two markets under one name would give one strategy two results.
            (None, seed) => format!("demo-{seed}"),
        };
        let folder = dataset_folder(&into)?;
        if folder.join(store::MANIFEST).exists() && !Dataset::open(&folder)?.manifest.synthetic {
            let message = format!("dataset `{into}` holds real prices: a synthetic market does not go into it");
            return Err(Error::input(message).help("choose another name: --into demo-2"));
        }
        let market = demo::generate(self.seed, &demo::sessions());
        let description = Manifest { name: into, ..market.manifest };
        let manifest = store::write(&folder, description, market.symbols, market.series)?;
        print::out(&report::contents(&manifest).render(Format::Table)?)?;
        Ok(0)
    }
}
