//! Rows of a series file -> observations.

use super::fault::Fault;
use super::prices;
use super::rows::{Gaps, Read, Tolerance, dated};
use super::sheet::Sheet;
use crate::data::Observations;
use std::ops::Range;

/// The observations of `rows`, or every fault. A cell that is blank or `.` is a day without one. Series come as often as
/// they come, so no gap is too long.
pub fn read(
    sheet: &Sheet,
    rows: Range<usize>,
    date: usize,
    value: usize,
    tolerance: Tolerance,
) -> Result<Read<Observations>, Vec<Fault>> {
    let tolerance = Tolerance { gaps: Gaps::Ignored, ..tolerance };
    let mut missing = 0;
    let (rows, mut notes) = dated(sheet, rows, date, tolerance, |row| match row.get(value).unwrap_or_default() {
        "" | "." => {
            missing += 1;
            Ok(None)
        }
        text => prices::parse("value", text).map(Some),
    })?;
    if missing > 0 {
        notes.push(format!("days without a value passed over, {missing} of them"));
    }
    let observations = Observations {
        dates: rows.iter().map(|row| row.date).collect(),
        values: rows.iter().map(|row| row.cells).collect(),
    };
    Ok((observations, notes))
}
