//! The data that a strategy names, aligned.

use crate::data::{Dataset, Panel};
use crate::error::Result;
use crate::strategy::Strategy;

pub(super) struct Loaded {
    pub panel: Panel,
    /// By asset: its data are said to be complete.
    pub delisted: Vec<bool>,
    /// SHA-256 by symbol.
    pub checksums: Vec<(String, String)>,
}

/// Reads every asset and series of the strategy. The panel ends with the run's last day: nothing later is ever in memory.
pub(super) fn load(strategy: &Strategy, dataset: &Dataset) -> Result<Loaded> {
    let held = strategy.held();
    let mut checksums = Vec::new();
    let mut assets = Vec::new();
    let mut delisted = Vec::new();
    for (index, asset) in strategy.assets.iter().enumerate() {
        let stored = dataset.bars(&asset.symbol)?;
        checksums.push((asset.symbol.clone(), stored.sha256));
        // A strategy that holds nothing but cash lives by the sessions of whatever it looks at.
        assets.push((stored.data, held.is_empty() || held.contains(&index)));
        delisted.push(dataset.manifest.symbols.get(&asset.symbol).is_some_and(|entry| entry.delisted));
    }
    let mut series = Vec::new();
    for one in &strategy.series {
        let stored = dataset.observations(&one.symbol)?;
        checksums.push((one.symbol.clone(), stored.sha256));
        series.push((stored.data, one.lag));
    }
    checksums.sort();
    checksums.dedup();
    let cut = (strategy.data.history, strategy.data.end);
    Ok(Loaded { panel: Panel::new(dataset.manifest.calendar, assets, series, cut), delisted, checksums })
}
