//! Rows of a sweep <-> Parquet: a column an axis (numbers where all its values are, else text) and a metric (null where it has no
//! value).

use crate::error::{Error, Result};
use crate::stats::Metric;
use crate::sweep::Prepared;
use polars::prelude::*;
use std::io::Cursor;

/// By metric, a value a row; NaN where it has none.
pub(super) type Columns = Vec<Vec<f64>>;

/// The rows from `first` on, with their values.
pub(super) fn frame(prepared: &Prepared, first: u64, metrics: &Columns) -> Result<DataFrame> {
    let count = metrics.first().map_or(0, Vec::len);
    let mut places: Vec<Vec<usize>> = vec![Vec::with_capacity(count); prepared.axes().len()];
    let mut values = vec![0; places.len()];
    for row in (first..).take(count) {
        prepared.combinations.fill(row, &mut values);
        places.iter_mut().zip(&values).for_each(|(places, value)| places.push(*value));
    }
    let mut columns = Vec::new();
    for (axis, places) in prepared.axes().iter().zip(places) {
        let name = axis.name.as_str().into();
        columns.push(match axis.numbers.as_slice() {
            [] => Column::new(name, places.iter().map(|place| axis.labels[*place].as_str()).collect::<Vec<_>>()),
            numbers => Column::new(name, places.iter().map(|place| numbers[*place]).collect::<Vec<_>>()),
        });
    }
    for (metric, values) in prepared.metrics().iter().zip(metrics) {
        let values: Float64Chunked =
            values.iter().map(|value| Some(*value).filter(|value| !value.is_nan())).collect_ca(metric.key.into());
        columns.push(values.into_column());
    }
    DataFrame::new(count, columns).map_err(unwritable)
}

/// A part's bytes: quickly made and soon gone.
pub(super) fn encode(mut frame: DataFrame) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Uncompressed)
        .with_statistics(StatisticsOptions::empty())
        .set_parallel(false)
        .finish(&mut frame)
        .map_err(unwritable)?;
    Ok(bytes)
}

/// The metrics of a part; or what is wrong with its bytes.
pub(super) fn decode(bytes: Vec<u8>, metrics: &[&'static Metric]) -> std::result::Result<Columns, String> {
    of_metrics(ParquetReader::new(Cursor::new(bytes)), metrics)
}

/// The metrics of `count` rows of a finished sweep, from `first` on; or what is wrong with the file.
pub(super) fn slice(
    file: std::fs::File,
    (first, count): (u64, u64),
    metrics: &[&'static Metric],
) -> std::result::Result<Columns, String> {
    of_metrics(ParquetReader::new(file).with_slice(Some((first as usize, count as usize))), metrics)
}

fn of_metrics<R: polars::io::mmap::MmapBytesReader>(
    reader: ParquetReader<R>,
    metrics: &[&'static Metric],
) -> std::result::Result<Columns, String> {
    let said = |error: PolarsError| error.to_string();
    let keys = metrics.iter().map(|metric| metric.key.to_owned()).collect();
    let frame = reader.read_parallel(ParallelStrategy::None).with_columns(Some(keys)).finish().map_err(said)?;
    let column = |metric: &&Metric| {
        let column = frame.column(metric.key).map_err(said)?;
        Ok(column.f64().map_err(said)?.iter().map(|value| value.unwrap_or(f64::NAN)).collect())
    };
    metrics.iter().map(column).collect()
}

pub(super) fn unwritable(error: PolarsError) -> Error {
    Error::failed(format!("cannot write the rows: {error}"))
}
