//! Valid files: accepted, run, held to what holds of every run, and audited.

use super::coverage::Coverage;
use super::file::Files;
use super::invariants;
use super::market::Market;
use super::sweeps::rows_are_runs;
use super::{each_seed, file_of, printed};
use rotascope::audit::{audit, is_hindsight};
use rotascope::error::Error;
use rotascope::results::Record;
use rotascope::run::{Run, run};
use rotascope::strategy::Strategy;

/// Cuts an audit: one of every kind that the run has.
const CUTS: usize = 12;

/// What data may refuse: periods without sessions or too short for what is asked of them. And debt of 1e308 is refused.
const REFUSALS: [&str; 7] = [
    "the data are too short for",
    "never has a price in this period",
    "no decision is left",
    "the period has no session with prices",
    "has no price on",
    "equity is too large for a number",
    "a weight is too large for a number",
];

/// What happened to the files of one test.
#[derive(Debug, Default)]
struct Counts {
    runs: usize,
    /// Files that only ran without `warmup`, and those that did not run at all.
    too_short: usize,
    refused: usize,
    audits: usize,
    cuts: usize,
    /// Of sweeps.
    rows: usize,
    ruined: usize,
    with_orders: usize,
}

pub fn checked(files: &Files, market: &Market, sets: &[&str]) -> Result<Strategy, String> {
    let mut file = files.read();
    sets.iter().for_each(|set| file.set("--set", set));
    let checked = file.check(Ok(&market.universe));
    checked.map(|(strategy, _)| strategy).map_err(|error| format!("refused: {}", rotascope::report::error(&error)))
}

pub fn failed_by_data(error: &Error) -> bool {
    matches!(error, Error::Failed(message) if REFUSALS.iter().any(|refusal| message.what.contains(refusal)))
}

/// A run; None: the data refuse it.
pub fn run_of(strategy: &Strategy, market: &Market) -> Result<Option<Run>, String> {
    match run(strategy, &market.dataset) {
        Ok(run) => Ok(Some(run)),
        Err(error) if failed_by_data(&error) => Ok(None),
        Err(error) => Err(format!("it does not run: {error}")),
    }
}

impl Counts {
    fn take(&mut self, files: &Files, market: &Market, coverage: &mut Coverage) -> Result<(), String> {
        let mut strategy = checked(files, market, &[])?;
        coverage.count(files, &strategy);
        let mut found = run_of(&strategy, market)?;
        if found.is_none() && strategy.data.warmup {
            self.too_short += 1;
            strategy = checked(files, market, &["data.warmup=false"])?;
            found = run_of(&strategy, market)?;
        }
        let Some(run) = found else {
            self.refused += 1;
            return Ok(());
        };
        self.runs += 1;
        self.ruined += usize::from(run.path.ruined);
        self.with_orders += usize::from(!run.path.orders.is_empty());
        invariants::violation(&strategy, &run)?;
        self.audit(&strategy, market, &run)?;
        self.rows += rows_are_runs(files, &strategy, market)?;
        let root = tempfile::tempdir().map_err(|error| error.to_string())?;
        let manifest = market.dataset.manifest.clone();
        let record = Record::new(root.path(), "random.toml", strategy, manifest, run);
        invariants::written(&record)?;
        let kept = invariants::kept(&record)?;
        let again = checked(&kept, market, &[]).and_then(|strategy| run_of(&strategy, market));
        let again = again.map_err(|failure| format!("as run.toml keeps it: {failure}\n{}", printed(&kept)))?;
        let Some(again) = again else { return Err("what run.toml keeps does not run".to_owned()) };
        // Its keys are in another order, and so are sums over assets: a condition on what a sleeve is worth may turn on
        // their rounding.
        if !record.strategy.sleeves.is_empty() {
            return Ok(());
        }
        let kept = |failure| format!("{failure}, as run.toml keeps it:\n{}", printed(&kept));
        invariants::same(&record.run, &again).map_err(kept)
    }

    fn audit(&mut self, strategy: &Strategy, market: &Market, run: &Run) -> Result<(), String> {
        if run.dates.len() == 1 {
            return Ok(());
        }
        let found = audit(strategy, &market.dataset, CUTS).map_err(|error| format!("no audit: {error}"))?;
        self.audits += 1;
        self.cuts += found.cuts.len();
        let calendar = market.dataset.manifest.calendar;
        let names: Vec<&str> = strategy.assets.iter().map(|asset| asset.name.as_str()).collect();
        let mut differences = found.differences.iter().chain(&found.unpublished);
        match differences.find(|one| !is_hindsight(strategy, calendar, one)) {
            Some(difference) => Err(format!("look-ahead: {}", difference.describe(&names))),
            None => Ok(()),
        }
    }
}

/// Every file is accepted, runs, holds what [`invariants`] asks for, and passes the audit; rows of sweeps are runs. The number
/// of files, 160, is another with `ROTASCOPE_RANDOM_FILES=1000`, the first seed, 1, with `ROTASCOPE_RANDOM_SEED=7`.
#[test]
fn files_of_every_kind() {
    let (mut counts, mut coverage) = (Counts::default(), Coverage::new());
    let count = each_seed(1.0, |seed, market| {
        let (_, files) = file_of(seed, market);
        if std::env::var_os("ROTASCOPE_RANDOM_PRINT").is_some() {
            println!("{}", printed(&files));
        }
        counts.take(&files, market, &mut coverage)
    });
    println!("{count} files: {counts:?}; {} features, the least used:", coverage.features());
    for (share, feature) in coverage.least(12) {
        println!("{:6.1} %  {feature}", share * 100.0);
    }
    // A few say nothing about shares.
    if count >= 100 {
        let share = |part: usize| part as f64 / count as f64;
        assert!(share(counts.refused) < 0.1 && share(counts.too_short) < 0.3, "{counts:?}");
        assert!(share(counts.with_orders) > 0.6, "{counts:?}");
        let rare: Vec<_> = coverage.least(usize::MAX).into_iter().filter(|(share, _)| *share < 0.01).collect();
        assert!(rare.is_empty(), "in fewer than 1 % of files: {rare:?}");
    }
}
