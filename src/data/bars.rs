//! Prices and observations of one symbol, as a dataset stores them.

use crate::strategy::Field;
use chrono::NaiveDate;

/// A calendar day.
pub type Date = NaiveDate;

/// Daily bars of one asset. `dates` strictly increase; every column present is as long as `dates` and holds
/// finite numbers, prices above zero. `close`, `open`, `high` and `low` are adjusted for splits only;
/// `adj_close` for dividends too; `dividend` is cash a share on its ex-date; `split` is new shares for an old one (1 = none).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bars {
    pub dates: Vec<Date>,
    pub open: Option<Vec<f64>>,
    pub high: Option<Vec<f64>>,
    pub low: Option<Vec<f64>>,
    pub close: Vec<f64>,
    pub adj_close: Option<Vec<f64>>,
    pub volume: Option<Vec<f64>>,
    pub dividend: Option<Vec<f64>>,
    pub split: Option<Vec<f64>>,
}

impl Bars {
    /// The stored columns, in the order in which files list them.
    pub fn columns(&self) -> Vec<(Field, &[f64])> {
        let columns = [
            (Field::Open, self.open.as_deref()),
            (Field::High, self.high.as_deref()),
            (Field::Low, self.low.as_deref()),
            (Field::Close, Some(self.close.as_slice())),
            (Field::AdjClose, self.adj_close.as_deref()),
            (Field::Volume, self.volume.as_deref()),
            (Field::Dividend, self.dividend.as_deref()),
            (Field::Split, self.split.as_deref()),
        ];
        columns
            .into_iter()
            .filter_map(|(field, column)| Some((field, column?)))
            .collect()
    }
}

/// Exogenous numbers by date: a rate, a balance sheet. `dates` strictly increase, `values` are finite.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observations {
    pub dates: Vec<Date>,
    pub values: Vec<f64>,
}
