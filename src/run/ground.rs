//! What runs stand on: data, aligned to the sessions of what is held.

use super::{History, SESSIONS_PER_YEAR};
use crate::data::{Dataset, Date, Panel};
use crate::error::{Error, Result};
use crate::sim::{Market, Timetable};
use crate::strategy::{Returns, Strategy};

/// The data of a strategy, aligned to the sessions of what it holds: the same for all values of its parameters.
pub struct Ground {
    /// By asset.
    pub(super) symbols: Vec<String>,
    pub panel: Panel,
    pub market: Market,
    pub(super) returns: Returns,
    /// What some rule may hold.
    pub(super) held: Vec<usize>,
    /// The session and the asset whose data end a run early.
    pub(super) stale: Option<(usize, usize)>,
    /// The last session of a run.
    pub last: usize,
    pub sessions_per_year: f64,
    /// SHA-256 by symbol of the files that it comes from.
    pub checksums: Vec<(String, String)>,
}

impl Ground {
    /// # Errors
    /// A strategy without an asset; a period without sessions.
    pub fn new(strategy: &Strategy, dataset: &Dataset, history: History) -> Result<Ground> {
        let (delisted, checksums) = (history.delisted.clone(), history.checksums.clone());
        let panel = history.panel(strategy, dataset.manifest.calendar);
        let held = strategy.held();
        if strategy.assets.is_empty() {
            return Err(Error::failed("the strategy names no asset: there are no sessions to run over")
                .help("name one, if only as the benchmark in [data]"));
        }
        let Some(final_session) = panel.sessions.len().checked_sub(1) else {
            return Err(
                Error::failed("the period has no session with prices").help("see start, end and history in [data]")
            );
        };
        let sessions_per_year = dataset.manifest.sessions_per_year.unwrap_or(SESSIONS_PER_YEAR);
        let market = Market::new(&panel, strategy.data.returns, &delisted);
        let stale = market.stale(held.iter().copied());
        let last = stale.map_or(final_session, |(last, _)| last);
        let symbols = strategy.assets.iter().map(|asset| asset.symbol.clone()).collect();
        let returns = strategy.data.returns;
        Ok(Ground { symbols, panel, market, returns, held, stale, last, sessions_per_year, checksums })
    }

    /// The last day of a run.
    pub fn end(&self) -> Date {
        self.panel.sessions[self.last]
    }

    /// Why a run ends before its data do, if it does.
    pub fn stale_notice(&self) -> Option<String> {
        let (_, asset) = self.stale?;
        Some(format!("ends on {}, with the data of {}; other data go on", self.end(), self.symbols[asset]))
    }

    /// When a strategy over it and each of its sleeves decide.
    pub fn timetable(&self, strategy: &Strategy) -> Timetable {
        let own = strategy.sleeves.iter().map(|sleeve| sleeve.decide);
        Timetable::new(strategy.trade.decide, own, (self.panel.calendar, &self.panel.sessions), self.last)
    }
}
