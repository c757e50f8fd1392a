//! Random prices, random strategy files over them, and what has to hold of every one.
//!
//! A file that fails is printed with its seed, and runs alone by that seed. Three environment variables direct the tests:
//!
//! - `ROTASCOPE_RANDOM_FILES`: how many files each test makes, 160 unless it says otherwise;
//! - `ROTASCOPE_RANDOM_SEED`: the seed of the first one, 1 unless it says otherwise; the next has the next seed;
//! - `ROTASCOPE_RANDOM_PRINT`: any value prints every file.

mod coverage;
mod draw;
mod expressions;
mod file;
mod invariants;
mod market;
mod mutants;
mod mutation;
mod peeks;
mod prices;
mod scope;
mod sleeves;
mod sweeps;
mod valid;
mod wanted;

pub use prices::{World, scaled, world};

use draw::Draw;
use file::Files;
use market::Market;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A market serves this many files in a row: it takes longer to write than a file to run.
const FILES_A_MARKET: u64 = 8;

/// The markets of a run of seeds, one at a time.
#[derive(Default)]
struct Markets(Option<(u64, Market)>);

impl Markets {
    /// The market of a seed's files.
    fn of(&mut self, seed: u64) -> &Market {
        let number = seed / FILES_A_MARKET;
        let (_, market) = match self.0.take() {
            Some(known) if known.0 == number => self.0.insert(known),
            _ => self.0.insert((number, Market::new(number))),
        };
        market
    }
}

/// A random file, by its seed.
fn file_of(seed: u64, market: &Market) -> (Draw, Files) {
    let mut draw = Draw::new(seed ^ 0x5eed);
    let files = Files::new(&mut draw, market);
    (draw, files)
}

/// Does `test` with each seed that the environment asks for, else with `share` of the usual number, and its market. A failure,
/// or a panic, is printed with what is needed to see it again.
fn each_seed(share: f64, mut test: impl FnMut(u64, &Market) -> Result<(), String>) -> u64 {
    let variable = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    let count = variable("ROTASCOPE_RANDOM_FILES").unwrap_or((160.0 * share) as u64);
    let first = variable("ROTASCOPE_RANDOM_SEED").unwrap_or(1);
    let mut markets = Markets::default();
    for seed in first..first + count {
        let market = markets.of(seed);
        let failed = match catch_unwind(AssertUnwindSafe(|| test(seed, market))) {
            Ok(Ok(())) => continue,
            Ok(Err(failure)) => failure,
            Err(_) => "a panic, above".to_owned(),
        };
        panic!(
            "{failed} (calendar {:?})\n\n\
             again: ROTASCOPE_RANDOM_FILES=1 ROTASCOPE_RANDOM_SEED={seed} cargo nextest run random --no-capture\n\n{}",
            market.dataset.manifest.calendar,
            printed(&file_of(seed, market).1)
        );
    }
    count
}

fn printed(files: &Files) -> String {
    let others = files.others.iter().map(|(path, text)| format!("--- {path}\n{text}"));
    format!("--- the file\n{}\n{}", files.text, others.collect::<String>())
}
