//! Every integration test, in one binary: polars is linked once.

mod architecture;
mod audit;
mod calendar;
mod cli;
mod data;
mod demo;
#[cfg(unix)]
mod documented;
mod functions;
mod metrics;
mod overlays;
mod strategies;
mod sweep;
mod identities;
mod groups;
mod language;
mod made;
mod random;
mod real;
mod compare;
mod results;
mod schedules;
mod schema;
mod simulation;
mod sleeves;
mod slips;
mod vintages;
mod w1;

/// The folder of real prices beside the project, if this machine has it. Tests that need it say when they skip.
pub fn shared(path: &str) -> Option<std::path::PathBuf> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if !path.exists() {
        eprintln!("skipped: {} is missing", path.display());
        return None;
    }
    Some(path)
}
