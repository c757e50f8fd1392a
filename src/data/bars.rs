//! Prices and observations of one symbol, as a dataset stores them.

use crate::strategy::Field;
use chrono::NaiveDate;

/// A calendar day.
pub type Date = NaiveDate;

/// Daily bars of one asset. `dates` strictly increase; every column present is as long as `dates` and holds
/// finite numbers, prices above zero, no high below its low. `close`, `open`, `high` and `low` are adjusted for splits only;
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
    /// The fields that files store, in the order in which they list them. The other `adj_` prices are derived.
    pub const STORED: [Field; 8] = [
        Field::Open,
        Field::High,
        Field::Low,
        Field::Close,
        Field::AdjClose,
        Field::Volume,
        Field::Dividend,
        Field::Split,
    ];

    /// The stored columns, in the order in which files list them.
    pub fn columns(&self) -> Vec<(Field, &[f64])> {
        Self::STORED.into_iter().filter_map(|field| Some((field, self.column(field)?))).collect()
    }

    /// One stored column; none where the bars do not have it, or where the field is derived (`adj_open` ...).
    pub fn column(&self, field: Field) -> Option<&[f64]> {
        match field {
            Field::Open => self.open.as_deref(),
            Field::High => self.high.as_deref(),
            Field::Low => self.low.as_deref(),
            Field::Close => Some(&self.close),
            Field::AdjClose => self.adj_close.as_deref(),
            Field::Volume => self.volume.as_deref(),
            Field::Dividend => self.dividend.as_deref(),
            Field::Split => self.split.as_deref(),
            Field::AdjOpen | Field::AdjHigh | Field::AdjLow => None,
        }
    }

    /// Bars from columns in any order; a column of a derived field is dropped. `flaws` tells whether they hold together.
    pub fn from_columns(dates: Vec<Date>, columns: impl IntoIterator<Item = (Field, Vec<f64>)>) -> Self {
        let mut bars = Bars { dates, ..Bars::default() };
        for (field, values) in columns {
            match field {
                Field::Open => bars.open = Some(values),
                Field::High => bars.high = Some(values),
                Field::Low => bars.low = Some(values),
                Field::Close => bars.close = values,
                Field::AdjClose => bars.adj_close = Some(values),
                Field::Volume => bars.volume = Some(values),
                Field::Dividend => bars.dividend = Some(values),
                Field::Split => bars.split = Some(values),
                Field::AdjOpen | Field::AdjHigh | Field::AdjLow => {}
            }
        }
        bars
    }

    /// Everything that breaks the promises above; empty for bars that a dataset may hold.
    pub fn flaws(&self) -> Vec<Flaw> {
        let columns = self.columns();
        let mut flaws = shape_flaws(&self.dates, columns.iter().map(|(field, values)| (field.name(), values.len())));
        if flaws.is_empty() {
            for (field, values) in columns {
                let odd = values.iter().zip(&self.dates);
                flaws.extend(odd.filter_map(|(value, date)| Some(Flaw::on(*date, value_flaw(field, *value)?))));
            }
            if let (Some(high), Some(low)) = (&self.high, &self.low) {
                let odd = high.iter().zip(low).zip(&self.dates);
                flaws.extend(odd.filter_map(|((high, low), date)| Some(Flaw::on(*date, range_flaw(*high, *low)?))));
            }
        }
        flaws
    }
}

/// Exogenous numbers by date: a rate, a balance sheet. `dates` strictly increase, `values` are finite.
///
/// With `known`, the day on which each row was published, a date may have several rows, its vintages: dates do not fall, days
/// strictly increase within a date, and none is before it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observations {
    pub dates: Vec<Date>,
    pub values: Vec<f64>,
    pub known: Option<Vec<Date>>,
}

impl Observations {
    /// Everything that breaks the promises above; empty for observations that a dataset may hold.
    pub fn flaws(&self) -> Vec<Flaw> {
        let values = [("value", self.values.len())];
        let mut flaws = match &self.known {
            None => shape_flaws(&self.dates, values),
            Some(known) => vintage_flaws(&self.dates, known, values),
        };
        if flaws.is_empty() {
            let odd = self.values.iter().zip(&self.dates).filter(|(value, _)| !value.is_finite());
            flaws.extend(odd.map(|(value, date)| Flaw::on(*date, format!("`value` is {value}"))));
        }
        flaws
    }

    /// The day on which a row was published, if the rows say.
    pub fn known_on(&self, row: usize) -> Option<Date> {
        self.known.as_ref().map(|known| known[row])
    }

    /// The rows whose date, and day of publication, `keep` accepts.
    pub fn kept(&self, keep: impl Fn(Date, Option<Date>) -> bool) -> Observations {
        let rows = (0..self.dates.len()).filter(|row| keep(self.dates[*row], self.known_on(*row)));
        let rows: Vec<usize> = rows.collect();
        let of = |days: &Vec<Date>| rows.iter().map(|row| days[*row]).collect();
        Observations {
            dates: of(&self.dates),
            values: rows.iter().map(|row| self.values[*row]).collect(),
            known: self.known.as_ref().map(of),
        }
    }
}

/// One broken promise of stored data, and the day it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Flaw {
    pub date: Option<Date>,
    pub what: String,
}

impl Flaw {
    fn on(date: Date, what: impl Into<String>) -> Self {
        Flaw { date: Some(date), what: what.into() }
    }
}

impl std::fmt::Display for Flaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.date {
            Some(date) => write!(f, "{date}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// Why `value` cannot stand in a column of `field`, if it cannot: prices and splits are above zero, volumes and
/// dividends not below it, all of them finite.
pub fn value_flaw(field: Field, value: f64) -> Option<String> {
    let name = field.name();
    if !value.is_finite() {
        return Some(format!("`{name}` is {value}, not a number"));
    }
    match field {
        Field::Volume | Field::Dividend if value < 0.0 => Some(format!("`{name}` is {value}, below zero")),
        Field::Volume | Field::Dividend => None,
        Field::Split if value <= 0.0 => Some(format!("`split` is {value}: new shares for an old one are above zero")),
        _ if value <= 0.0 => Some(format!("`{name}` is {value}: a price is above zero")),
        _ => None,
    }
}

/// Why a bar cannot have this high and this low, if it cannot.
pub fn range_flaw(high: f64, low: f64) -> Option<String> {
    (high < low).then(|| format!("`high` is {high}, below `low` {low}"))
}

/// Lengths that differ, and dates that do not strictly increase.
fn shape_flaws<'a>(dates: &[Date], lengths: impl IntoIterator<Item = (&'a str, usize)>) -> Vec<Flaw> {
    let mut flaws = length_flaws(dates, lengths);
    for pair in dates.windows(2) {
        if pair[0] == pair[1] {
            flaws.push(Flaw::on(pair[1], "the date is there twice"));
        } else if pair[0] > pair[1] {
            flaws.push(Flaw::on(pair[1], format!("the date comes after {}", pair[0])));
        }
    }
    flaws
}

/// Lengths that differ, and vintages that are out of order or before their dates.
fn vintage_flaws<'a>(dates: &[Date], known: &[Date], lengths: impl IntoIterator<Item = (&'a str, usize)>) -> Vec<Flaw> {
    let mut flaws = length_flaws(dates, lengths.into_iter().chain([("known", known.len())]));
    let rows: Vec<(Date, Date)> = dates.iter().copied().zip(known.iter().copied()).collect();
    for (date, known) in rows.iter().filter(|(date, known)| known < date) {
        flaws.push(Flaw::on(*date, format!("`known` is {known}, before the date")));
    }
    for pair in rows.windows(2) {
        let [(before, _), (date, known)] = [pair[0], pair[1]];
        if pair[0] == pair[1] {
            flaws.push(Flaw::on(date, format!("the vintage of {known} is there twice")));
        } else if before > date {
            flaws.push(Flaw::on(date, format!("the date comes after {before}")));
        } else if pair[0] > pair[1] {
            flaws.push(Flaw::on(date, format!("the vintage of {known} comes after that of {}", pair[0].1)));
        }
    }
    flaws
}

fn length_flaws<'a>(dates: &[Date], lengths: impl IntoIterator<Item = (&'a str, usize)>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if dates.is_empty() {
        flaws.push(Flaw { date: None, what: "there are no rows".to_owned() });
    }
    for (name, length) in lengths {
        if length != dates.len() {
            flaws.push(Flaw { date: None, what: format!("`{name}` has {length} values for {} dates", dates.len()) });
        }
    }
    flaws
}
