//! Where the file itself stands among the rows, with its own values.

use super::Prepared;
use super::measure::Measuring;
use crate::error::{Error, Result};
use crate::run::run_on;
use crate::stats::Metric;

/// The place of the file as it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Own {
    /// 1 is the best. No row: the sweep does not try its values, and the rank is what it would be.
    Ranked { row: Option<u64>, rank: u64 },
    /// Why it has none.
    Unranked { row: Option<u64>, why: String },
}

/// The metrics of the file, and the row that has its values, if one does.
pub struct Itself {
    pub row: Option<u64>,
    pub metrics: Vec<f64>,
}

impl Measuring<'_> {
    /// The file as it is, by its row or by a run of its own from the rows' start on; or why there is none.
    pub(super) fn file_itself(&self) -> std::result::Result<Itself, Own> {
        let prepared = self.prepared();
        let own: Option<Vec<usize>> = prepared.axes().iter().map(|axis| axis.own(prepared.strategy)).collect();
        let row = own.as_ref().and_then(|own| prepared.combinations.row(own));
        let found = match own.filter(|_| row.is_some()) {
            Some(own) => {
                let measured = self.beside(&own).filter(|metrics| metrics.iter().any(|value| !value.is_nan()));
                measured.ok_or_else(|| "its run fails".to_owned())
            }
            None => prepared.run_of_file().map_err(Error::in_a_line),
        };
        found.map(|metrics| Itself { row, metrics }).map_err(|why| Own::Unranked { row, why })
    }
}

impl Prepared<'_> {
    /// The metrics of a run of the file, if that is of the rows' period.
    fn run_of_file(&self) -> Result<Vec<f64>> {
        let mut strategy = self.strategy.clone();
        let own = strategy.data.start.filter(|_| self.variants.own_starts);
        let from = own.map_or(self.start, |own| own.max(self.start));
        strategy.data.start = Some(from);
        let (ground, timetable) = self.loaded.of(&strategy)?;
        let run = run_on(&ground, &strategy, self.loaded.dataset)?;
        let sessions = &ground.panel.sessions;
        let decision = timetable.file.iter().map(|session| sessions[*session]).find(|day| *day >= from);
        if decision != run.dates.first().copied() {
            return Err(Error::failed(format!("it cannot start before {}", run.dates[0])));
        }
        if let Some(end) = run.dates.last().filter(|end| **end != self.end) {
            return Err(Error::failed(format!("it ends on {end}, and the rows on {}", self.end)));
        }
        let value = |metric: &&Metric| run.measures.get(metric.key).unwrap_or(f64::NAN);
        Ok(self.metrics().iter().map(value).collect())
    }
}
