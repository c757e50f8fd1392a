//! What the data that runs stand on ask a reader to know.

use super::Ground;
use crate::data::{Calendar, Manifest};
use crate::strategy::Returns;
use crate::wording::{between, few};
use std::collections::{BTreeMap, BTreeSet};

/// Collected over all grounds that runs have; many assets with one thing to say share a sentence.
pub struct OfData<'a> {
    manifest: &'a Manifest,
    unadjusted: BTreeSet<&'a str>,
    /// By symbol, sessions without a bar.
    gaps: BTreeMap<&'a str, usize>,
}

impl<'a> OfData<'a> {
    /// Of a dataset, before anything is looked at.
    pub fn new(manifest: &'a Manifest) -> Self {
        Self { manifest, unadjusted: BTreeSet::new(), gaps: BTreeMap::new() }
    }

    /// Looks at what is held over `ground`, from session `first` to `last`.
    pub fn add(&mut self, ground: &'a Ground, (first, last): (usize, usize)) {
        for asset in &ground.held {
            let symbol = ground.symbols[*asset].as_str();
            if ground.returns == Returns::Total && !ground.panel.assets[*asset].has_adjusted() {
                self.unadjusted.insert(symbol);
            }
            let market = &ground.market.assets[*asset];
            let begun = market.life.first.unwrap_or(usize::MAX).max(first);
            let over = market.life.last.unwrap_or(0).min(last);
            let missing = (begun..=over).filter(|session| !market.traded[*session]).count();
            if missing > 0 {
                let most = self.gaps.entry(symbol).or_default();
                *most = missing.max(*most);
            }
        }
    }

    /// A sentence each, none of them about one asset where several have the same to say.
    pub fn notices(&self) -> Vec<String> {
        let mut notices = Vec::new();
        if self.manifest.synthetic {
            notices.push("synthetic data: made by a model, not by a market".to_owned());
        }
        if self.manifest.calendar == Calendar::Data {
            notices.push("calendar = \"data\": periods end with hindsight of unscheduled closures".to_owned());
        }
        let symbols = few(self.unadjusted.iter().copied());
        match self.unadjusted.len() {
            0 => {}
            1 => notices.push(format!("{symbols} has no adjusted prices: its dividends are not counted")),
            _ => notices.push(format!("{symbols} have no adjusted prices: their dividends are not counted")),
        }
        let (symbols, sessions) = (few(self.gaps.keys().copied()), between(self.gaps.values().copied(), "session"));
        match self.gaps.len() {
            0 => {}
            1 => notices.push(format!("{symbols} has no bar in {sessions}: its last close stood in")),
            _ => notices.push(format!("{symbols} have no bar in {sessions}: their last closes stood in")),
        }
        notices
    }
}
