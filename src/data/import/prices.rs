//! Rows of a price file -> bars.

use super::fault::Fault;
use super::rows::{Days, Read, Tolerance, dated};
use super::sheet::Sheet;
use crate::data::Bars;
use crate::data::bars::{range_flaw, value_flaw};
use crate::data::quality;
use crate::strategy::Field;
use crate::wording::counted;
use std::ops::Range;

/// The bars of `rows`, or every fault. `fields` are indices of columns.
pub fn read(
    sheet: &Sheet,
    rows: Range<usize>,
    date: usize,
    fields: &[(Field, usize)],
    tolerance: Tolerance,
) -> Result<Read<Bars>, Vec<Fault>> {
    let place = |field| fields.iter().position(|(other, _)| *other == field);
    let range = place(Field::High).zip(place(Field::Low));
    let volume = fields.iter().find(|(field, _)| *field == Field::Volume);
    let mut blank_volumes = 0;
    let (rows, mut notes) = dated(sheet, rows, Days { date, known: None }, tolerance, |row| {
        let cell = |index: usize| row.get(index).unwrap_or_default();
        let cells = fields.iter().map(|(field, index)| number(*field, cell(*index)));
        let cells = cells.collect::<Result<Vec<f64>, String>>()?;
        if let Some(flaw) = range.and_then(|(high, low)| range_flaw(cells[high], cells[low])) {
            return Err(flaw);
        }
        blank_volumes += usize::from(volume.is_some_and(|(_, index)| cell(*index).is_empty()));
        Ok(Some(cells))
    })?;
    let columns = fields.iter().enumerate().map(|(place, (field, _))| {
        let values = rows.iter().map(|row| row.cells[place]).collect();
        (*field, values)
    });
    let bars = Bars::from_columns(rows.iter().map(|row| row.date).collect(), columns);
    if blank_volumes > 0 {
        notes.push(format!("{} counted as 0", counted(blank_volumes, "blank volume")));
    }
    if bars.adj_close.is_none() && bars.dividend.is_none() {
        notes.push("no adjusted close: its dividends are not known".to_owned());
    }
    notes.extend(quality::outside_range(&bars).map(|(_, message)| message));
    Ok((bars, notes))
}

/// What a cell stands for. A blank dividend or volume is none; so is a split that is blank or 0.
fn number(field: Field, text: &str) -> Result<f64, String> {
    let value = match field {
        Field::Volume | Field::Dividend if text.is_empty() => 0.0,
        Field::Split if text.is_empty() => 1.0,
        _ => parse(field.name(), text)?,
    };
    match field {
        Field::Split if value == 0.0 => Ok(1.0),
        _ => value_flaw(field, value).map_or(Ok(value), Err),
    }
}

/// A finite number, or why the cell of column `name` is none.
pub fn parse(name: &str, text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        _ if text.is_empty() => Err(format!("`{name}` is blank")),
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err(format!("`{name}` is `{text}`, not a number")),
    }
}
