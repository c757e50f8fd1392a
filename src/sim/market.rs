//! The prices that a simulation trades at, and the span of each asset's life.

use crate::data::Panel;
use crate::strategy::{Field, Returns};

/// An asset whose data end this many sessions before the rest has ended; less is a late download.
const LATE: usize = 10;

/// Prices by asset, in the panel's order.
#[derive(Clone, Debug)]
pub struct Market {
    pub assets: Vec<MarketAsset>,
}

/// One asset's columns, a value a session; NaN before its first bar.
#[derive(Clone, Debug)]
pub struct MarketAsset {
    /// What holdings grow by: adjusted for dividends under total returns, else for splits only.
    pub open: Vec<f64>,
    pub close: Vec<f64>,
    /// What a share was quoted at, up to splits.
    pub quoted_open: Vec<f64>,
    pub quoted_close: Vec<f64>,
    /// Whether the asset has a bar of its own in each session.
    pub traded: Vec<bool>,
    pub life: Life,
}

/// From its first to its last bar, as sessions. None: no bar at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    pub first: Option<usize>,
    pub last: Option<usize>,
    /// Its last bar is the end of its life: it is sold at its last close. Otherwise an early end is a late download.
    pub ended: bool,
}

impl Life {
    /// Whether the asset can be held by a decision at `session`.
    pub fn available(&self, session: usize) -> bool {
        let begun = self.first.is_some_and(|first| first <= session);
        begun && !(self.ended && self.last.is_some_and(|last| last < session))
    }
}

impl Market {
    /// `delisted` marks, by asset, those whose data are said to be complete.
    pub fn new(panel: &Panel, returns: Returns, delisted: &[bool]) -> Market {
        let (open, close) = match returns {
            Returns::Total => (Field::AdjOpen, Field::AdjClose),
            Returns::Price => (Field::Open, Field::Close),
        };
        let final_session = panel.sessions.len().saturating_sub(1);
        let assets = panel.assets.iter().zip(delisted).map(|(asset, delisted)| {
            let last = asset.last();
            let early = last.map_or(0, |last| final_session - last);
            MarketAsset {
                open: asset.field(open),
                close: asset.field(close),
                quoted_open: asset.field(Field::Open),
                quoted_close: asset.field(Field::Close),
                traded: asset.traded.clone(),
                life: Life { first: asset.first(), last, ended: early > LATE || (*delisted && early > 0) },
            }
        });
        Market { assets: assets.collect() }
    }

    /// The session with which a run has to end because the data of a held asset stop there without its life having ended,
    /// and that asset.
    pub fn stale(&self, held: impl Iterator<Item = usize>) -> Option<(usize, usize)> {
        let lives = held.map(|asset| (asset, &self.assets[asset]));
        lives
            .filter(|(_, asset)| !asset.life.ended)
            .filter_map(|(index, asset)| {
                let last = asset.life.last?;
                (last + 1 < asset.close.len()).then_some((last, index))
            })
            .min()
    }
}
