//! Parquet files of results, whoever wrote them.

use crate::data::Date;
use crate::error::{Error, Result};
use polars::prelude::*;
use std::io::Cursor;
use std::path::Path;

/// `columns`: only these; None: all.
///
/// # Errors
/// Bytes that are no Parquet, or without one of the columns; `path` is where they are from.
pub(super) fn read(bytes: Vec<u8>, columns: Option<Vec<String>>, path: &Path) -> Result<DataFrame> {
    let unreadable = |reason: &str| {
        let reason = reason.lines().next().unwrap_or_default();
        Error::failed(format!("the file cannot be read as Parquet: {reason}"))
            .at(path.display())
            .help("it is damaged, or was cut short: run or sweep it again")
    };
    let reader = ParquetReader::new(Cursor::new(bytes)).read_parallel(ParallelStrategy::None);
    reader.with_columns(columns).finish().map_err(|error| unreadable(&error.to_string()))
}

/// The column of this name; what is wrong, in words, if there is none.
fn column<'a>(frame: &'a DataFrame, name: &str) -> std::result::Result<&'a Column, String> {
    frame.column(name).map_err(|_| format!("it has no column `{name}`: another version may have written it"))
}

/// A column of numbers, NaN where it is null.
pub(super) fn numbers(frame: &DataFrame, name: &str) -> std::result::Result<Vec<f64>, String> {
    let values = column(frame, name)?.f64().map_err(|_| format!("column `{name}` is not of numbers"))?;
    Ok(values.iter().map(|value| value.unwrap_or(f64::NAN)).collect())
}

/// A column of days, none of them null.
pub(super) fn days(frame: &DataFrame, name: &str) -> std::result::Result<Vec<Date>, String> {
    let column = column(frame, name)?;
    let days = column.date().map_err(|_| format!("column `{name}` is not of days"))?.physical();
    let days = days.iter().map(|day| day.and_then(Date::from_epoch_days)).collect::<Option<Vec<_>>>();
    days.ok_or_else(|| format!("column `{name}` has cells without a day"))
}

/// A column of words, of days or of numbers, as words.
pub(super) fn words(frame: &DataFrame, name: &str) -> std::result::Result<Vec<String>, String> {
    let column = column(frame, name)?;
    if let Ok(words) = column.str() {
        return Ok(words.iter().map(|word| word.unwrap_or_default().to_owned()).collect());
    }
    if column.date().is_ok() {
        return Ok(days(frame, name)?.iter().map(Date::to_string).collect());
    }
    Ok(numbers(frame, name)?.into_iter().map(|value| value.to_string()).collect())
}
