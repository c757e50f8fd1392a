//! The data that a strategy names, as its dataset stores them.

use crate::data::{Bars, Calendar, Dataset, Date, Observations, Panel};
use crate::error::Result;
use crate::strategy::Strategy;
use rayon::prelude::*;

/// Everything that a run reads, before it is aligned to sessions: a value for each asset and each series of the strategy, in
/// its order.
#[derive(Clone, Debug)]
pub struct History {
    pub assets: Vec<Bars>,
    /// By asset: its data are said to be complete.
    pub delisted: Vec<bool>,
    pub series: Vec<Observations>,
    /// SHA-256 by symbol of the files that it comes from.
    pub checksums: Vec<(String, String)>,
}

impl History {
    /// Reads every asset and series of the strategy.
    ///
    /// # Errors
    /// A file of the dataset that cannot be read, or that is not what the manifest says.
    pub fn load(strategy: &Strategy, dataset: &Dataset) -> Result<History> {
        let mut history = History { assets: vec![], delisted: vec![], series: vec![], checksums: vec![] };
        // Of several faults the first is told.
        let read: Vec<_> = strategy.assets.par_iter().map(|asset| dataset.bars(&asset.symbol)).collect();
        for (asset, stored) in strategy.assets.iter().zip(read) {
            let stored = stored?;
            history.checksums.push((asset.symbol.clone(), stored.sha256));
            history.assets.push(stored.data);
            let entry = dataset.manifest.symbols.get(&asset.symbol);
            history.delisted.push(entry.is_some_and(|entry| entry.delisted));
        }
        for one in &strategy.series {
            let stored = dataset.observations(&one.symbol)?;
            history.checksums.push((one.symbol.clone(), stored.sha256));
            history.series.push(stored.data);
        }
        history.checksums.sort();
        history.checksums.dedup();
        Ok(history)
    }

    /// What was dated, and published, `last` or earlier; nothing else is left in memory. An asset that loses bars is not delisted: that its
    /// data are complete was said of all of them.
    pub fn until(&self, last: Date) -> History {
        let kept = |dates: &[Date]| dates.partition_point(|date| *date <= last);
        let assets = self.assets.iter().map(|bars| {
            let kept = kept(&bars.dates);
            let columns = bars.columns().into_iter().map(|(field, values)| (field, values[..kept].to_vec()));
            Bars::from_columns(bars.dates[..kept].to_vec(), columns)
        });
        let delisted = self.assets.iter().zip(&self.delisted);
        let series = self.series.iter();
        let series = series.map(|observations| observations.kept(|dated, known| known.unwrap_or(dated) <= last));
        History {
            assets: assets.collect(),
            delisted: delisted.map(|(bars, said)| *said && kept(&bars.dates) == bars.dates.len()).collect(),
            series: series.collect(),
            checksums: self.checksums.clone(),
        }
    }

    /// Aligned to the sessions of what the strategy holds. The panel ends with the run's last day.
    pub fn panel(self, strategy: &Strategy, calendar: Calendar) -> Panel {
        let held = strategy.held();
        // A strategy that holds nothing but cash lives by the sessions of whatever it looks at.
        let counts = |asset: usize| held.is_empty() || held.contains(&asset);
        let assets = self.assets.into_iter().enumerate().map(|(index, bars)| (bars, counts(index)));
        let series = self.series.into_iter().zip(&strategy.series).map(|(values, series)| (values, series.lag));
        Panel::new(calendar, assets.collect(), series.collect(), (strategy.data.history, strategy.data.end))
    }
}
