//! Columns of numbers by day <-> the bytes of a Parquet file: `date` first, then `known` where rows say when they were
//! published, then 64-bit floats; no nulls.

use crate::data::Date;
use crate::error::{Error, Result};
use polars::prelude::*;
use std::io::Cursor;

/// What a file holds, all columns equally long.
pub struct Columns {
    pub dates: Vec<Date>,
    pub known: Option<Vec<Date>>,
    pub numbers: Vec<(String, Vec<f64>)>,
}

const DATE: &str = "date";
const KNOWN: &str = "known";

/// The same columns always make the same bytes.
pub fn encode(dates: &[Date], known: Option<&[Date]>, numbers: &[(&str, &[f64])]) -> Result<Vec<u8>> {
    let days = |name: &str, dates: &[Date]| {
        let days = dates.iter().map(|date| date.to_epoch_days()).collect();
        Int32Chunked::from_vec(name.into(), days).into_date().into_column()
    };
    let days = std::iter::once(days(DATE, dates)).chain(known.map(|known| days(KNOWN, known)));
    let numbers = numbers.iter().map(|(name, values)| Column::new((*name).into(), *values));
    let mut bytes = Vec::new();
    DataFrame::new(dates.len(), days.chain(numbers).collect())
        .and_then(|mut frame| {
            ParquetWriter::new(&mut bytes)
                .with_compression(ParquetCompression::Zstd(None))
                .set_parallel(false)
                .finish(&mut frame)
        })
        .map_err(|error| Error::failed(format!("cannot encode Parquet: {error}")))?;
    Ok(bytes)
}

/// What is wrong with the bytes, in words, if they are not such a file.
pub fn decode(bytes: Vec<u8>) -> std::result::Result<Columns, String> {
    // One symbol's file is small: threads would cost more than they save.
    let mut reader = ParquetReader::new(Cursor::new(bytes)).read_parallel(ParallelStrategy::None);
    let schema = reader.schema().map_err(unreadable)?;
    // Types are looked at before anything is decoded: most of them are not even compiled in.
    for (name, field) in schema.iter() {
        let (expected, right) = match name.as_str() {
            DATE | KNOWN => ("a date", field.dtype == ArrowDataType::Date32),
            _ => ("a 64-bit float", field.dtype == ArrowDataType::Float64),
        };
        if !right {
            return Err(format!("column `{name}` is {:?}, and must be {expected}", field.dtype));
        }
    }
    let frame = reader.finish().map_err(unreadable)?;
    let (mut dates, mut known) = (None, None);
    let mut numbers = Vec::new();
    for column in frame.columns() {
        let name = column.name().as_str();
        if column.null_count() > 0 {
            return Err(format!("column `{name}` has {} empty cells", column.null_count()));
        }
        match name {
            DATE => dates = Some(days(column)?),
            KNOWN => known = Some(days(column)?),
            _ => {
                let values = column.f64().map_err(unreadable)?.into_no_null_iter().collect();
                numbers.push((name.to_owned(), values));
            }
        }
    }
    Ok(Columns { dates: dates.ok_or("there is no column `date`")?, known, numbers })
}

fn days(column: &Column) -> std::result::Result<Vec<Date>, String> {
    let days = column.date().map_err(unreadable)?.physical().into_no_null_iter().map(Date::from_epoch_days);
    Ok(days.collect::<Option<Vec<_>>>().ok_or("a date is out of range")?)
}

fn unreadable(error: PolarsError) -> String {
    format!("the file cannot be read as Parquet: {error}")
}
