//! CSV files that a manifest names: the same readers as import, and no faults accepted.

use super::rows::{Gaps, Tolerance};
use super::{Contents, fault, read};
use crate::data::{Bars, Observations};
use crate::error::{Error, Result};
use std::path::Path;

// Gaps are for the checks of the data to tell: what is stored was accepted once.
const STORED: Tolerance = Tolerance { gaps: Gaps::Ignored, faulty_rows: false };

/// The bars in the bytes of the file at `path`, which is not read again.
pub fn bars(path: &Path, bytes: &[u8]) -> Result<Bars> {
    match contents(path, bytes)? {
        Contents::Prices(bars) => Ok(bars),
        Contents::Series(_) => Err(other(path, "a series", "prices")),
    }
}

/// The observations in the bytes of the file at `path`, which is not read again.
pub fn observations(path: &Path, bytes: &[u8]) -> Result<Observations> {
    match contents(path, bytes)? {
        Contents::Series(observations) => Ok(observations),
        Contents::Prices(_) => Err(other(path, "prices", "a series")),
    }
}

fn contents(path: &Path, bytes: &[u8]) -> Result<Contents> {
    match read(path, bytes, STORED) {
        Ok(file) => Ok(file.contents),
        Err(faults) => Err(fault::refusal(&[faults])),
    }
}

fn other(path: &Path, found: &str, expected: &str) -> Error {
    Error::failed(format!("the file holds {found}, and the manifest lists it as {expected}"))
        .at(path.display())
        .help("import it with `rotascope data import`, which tells the two apart")
}
