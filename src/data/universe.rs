//! A dataset's names, as the checker of strategy files has to know them.

use super::{Dataset, Manifest};
use crate::strategy::{Field, Universe};

impl Dataset {
    /// What strategy files may name in this dataset.
    pub fn universe(&self) -> Universe {
        let Manifest { symbols, series, roles, groups, .. } = &self.manifest;
        Universe {
            dataset: self.manifest.name.clone(),
            symbols: symbols.iter().map(|(symbol, entry)| (symbol.clone(), fields(&entry.columns))).collect(),
            series: series.keys().cloned().collect(),
            vintages: series.iter().filter(|(_, entry)| entry.vintages).map(|(name, _)| name.clone()).collect(),
            groups: groups.iter().map(|(name, group)| (name.clone(), group.members())).collect(),
            roles: roles.clone(),
        }
    }
}

/// The fields that stored columns give: adjusted prices come of plain ones, and are the plain ones where nothing is adjusted.
fn fields(columns: &[Field]) -> Vec<Field> {
    let stored = |field: &Field| match field {
        Field::AdjOpen => columns.contains(&Field::Open),
        Field::AdjHigh => columns.contains(&Field::High),
        Field::AdjLow => columns.contains(&Field::Low),
        Field::AdjClose | Field::Close => true,
        field => columns.contains(field),
    };
    Field::ALL.into_iter().filter(stored).collect()
}
