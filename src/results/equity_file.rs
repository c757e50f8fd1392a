//! `equity.parquet`: the curves of a run.

use super::Record;
use crate::error::{Error, Result};
use crate::stats::{depths, session_returns};
use polars::prelude::{
    Column, DataFrame, Int32Chunked, IntoColumn, NamedFrom, ParquetCompression, ParquetWriter, PolarsResult, Series,
};

/// A row a session: date, equity, return (null in the first), the risk-free return (likewise), drawdown, the benchmark's value
/// where there is one, and the weight at the close of each asset that a rule may hold and of cash.
pub(super) fn equity(record: &Record) -> Result<Vec<u8>> {
    let run = &record.run;
    let equity = &run.path.equity;
    let returns: Vec<Option<f64>> = std::iter::once(None).chain(session_returns(equity).map(Some)).collect();
    let risk_free: Vec<Option<f64>> = std::iter::once(None).chain(run.risk_free.iter().copied().map(Some)).collect();
    let drawdown: Vec<f64> = depths(equity).collect();
    let days: Vec<i32> = run.dates.iter().map(|date| date.to_epoch_days()).collect();
    let mut columns = vec![
        Int32Chunked::from_vec("date".into(), days).into_date().into_column(),
        Column::new("equity".into(), equity),
        Series::new("return".into(), returns).into_column(),
        Series::new("risk_free".into(), risk_free).into_column(),
        Column::new("drawdown".into(), drawdown),
    ];
    if let Some(benchmark) = &run.benchmark {
        columns.push(Column::new("benchmark".into(), &benchmark.curve));
    }
    for asset in record.strategy.held() {
        let name = format!("weight.{}", record.strategy.assets[asset].name);
        columns.push(Column::new(name.into(), run.path.weights.of(asset)));
    }
    let outside = |close: usize| run.path.weights.at(close).iter().map(|(_, weight)| weight).sum::<f64>();
    let cash: Vec<f64> = (0..equity.len()).map(|close| 1.0 - outside(close)).collect();
    columns.push(Column::new("weight.cash".into(), cash));
    encode(equity.len(), columns).map_err(|error| Error::failed(format!("cannot encode the curves: {error}")))
}

fn encode(rows: usize, columns: Vec<Column>) -> PolarsResult<Vec<u8>> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Zstd(None))
        .set_parallel(false)
        .finish(&mut DataFrame::new(rows, columns)?)?;
    Ok(bytes)
}
