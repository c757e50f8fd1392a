//! Rows of a series file -> observations.

use super::fault::Fault;
use super::prices;
use super::rows::{Days, Gaps, Read, Tolerance, dated};
use super::sheet::Sheet;
use crate::data::Observations;
use crate::wording::counted;
use std::ops::Range;

/// The observations of `rows`, or every fault; vintages where a column says when each was published. A cell that is blank or `.` is a day without one. Series come as often as
/// they come, so no gap is too long.
pub fn read(
    sheet: &Sheet,
    rows: Range<usize>,
    days: Days,
    value: usize,
    tolerance: Tolerance,
) -> Result<Read<Observations>, Vec<Fault>> {
    let tolerance = Tolerance { gaps: Gaps::Ignored, ..tolerance };
    let mut missing = 0;
    let (rows, mut notes) = dated(sheet, rows, days, tolerance, |row| match row.get(value).unwrap_or_default() {
        "" | "." => {
            missing += 1;
            Ok(None)
        }
        text => prices::parse("value", text).map(Some),
    })?;
    if missing > 0 {
        notes.push(format!("{} without a value passed over", counted(missing, "day")));
    }
    let observations = Observations {
        dates: rows.iter().map(|row| row.date).collect(),
        values: rows.iter().map(|row| row.cells).collect(),
        known: days.known.map(|_| rows.iter().filter_map(|row| row.known).collect()),
    };
    Ok((observations, notes))
}
