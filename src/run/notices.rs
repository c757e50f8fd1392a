//! What a reader has to know to trust a run: said in every output.

use crate::data::{Calendar, Dataset, Panel};
use crate::sim::{Market, Path, Reason, Start, Terms, Undecided, Waited};
use crate::strategy::{Returns, Strategy};
use crate::wording::counted;

/// A start this many days after the one asked for is worth a word.
const LATE_START_DAYS: i64 = 7;

pub(super) struct Notices<'a> {
    pub strategy: &'a Strategy,
    pub dataset: &'a Dataset,
    pub panel: &'a Panel,
    pub market: &'a Market,
    pub held: &'a [usize],
    pub stale: Option<(usize, usize)>,
    pub start: &'a Start,
    pub undecided: &'a Undecided,
    pub path: &'a Path,
    pub terms: &'a Terms,
}

impl Notices<'_> {
    pub(super) fn collect(&self) -> Vec<String> {
        let mut notices = Vec::new();
        self.about_data(&mut notices);
        self.about_period(&mut notices);
        self.about_decisions(&mut notices);
        self.about_weights(&mut notices);
        self.about_fills(&mut notices);
        notices
    }

    fn symbol(&self, asset: usize) -> &str {
        &self.strategy.assets[asset].symbol
    }

    fn about_data(&self, notices: &mut Vec<String>) {
        if self.dataset.manifest.synthetic {
            notices.push("synthetic data: made by a model, not by a market".to_owned());
        }
        if self.panel.calendar == Calendar::Data {
            notices.push("calendar = \"data\": periods end with hindsight of unscheduled closures".to_owned());
        }
        if self.strategy.data.returns == Returns::Total {
            for asset in self.held {
                if !self.panel.assets[*asset].has_adjusted() {
                    let symbol = self.symbol(*asset);
                    notices.push(format!("{symbol} has no adjusted prices: its dividends are not counted"));
                }
            }
        }
        let (first, last) = (self.path.first, self.path.last());
        for asset in self.held {
            let market = &self.market.assets[*asset];
            let begun = market.life.first.unwrap_or(usize::MAX).max(first);
            let over = market.life.last.unwrap_or(0).min(last);
            let missing = (begun..=over).filter(|session| !market.traded[*session]).count();
            if missing > 0 {
                let symbol = self.symbol(*asset);
                notices
                    .push(format!("{symbol} has no bar in {}: its last close stood in", counted(missing, "session")));
            }
        }
    }

    fn about_period(&self, notices: &mut Vec<String>) {
        let started = self.panel.sessions[self.start.session];
        if let (Some(asked), Some(waited)) = (self.strategy.data.start, self.start.waited_for)
            && (started - asked).num_days() > LATE_START_DAYS
        {
            let reason = match waited {
                Waited::Rule(rule) => format!("rule {} had all its bars", rule + 1),
                Waited::Weight { rule, position } => {
                    format!("the weight of {} in rule {} had all its bars", self.strategy.name_of(position), rule + 1)
                }
                Waited::Sleeve(sleeve) => format!("sleeve {} could decide", self.strategy.sleeves[sleeve].name),
                Waited::Asset(asset) => format!("{} had begun", self.symbol(asset)),
            };
            notices.push(format!("starts on {started}, not {asked}: only then {reason}"));
        }
        if let Some((session, asset)) = self.stale {
            let (symbol, date) = (self.symbol(asset), self.panel.sessions[session]);
            notices.push(format!("ends on {date}, with the data of {symbol}; other data go on"));
        }
        if self.path.ruined {
            let date = self.panel.sessions[self.path.last()];
            notices.push(format!("ruined on {date}: nothing is left"));
        }
    }

    fn about_decisions(&self, notices: &mut Vec<String>) {
        for ((sleeve, rule), count) in &self.undecided.undefined {
            let whose = sleeve.map_or_else(String::new, |sleeve| format!(" of {}", self.strategy.sleeves[sleeve].name));
            let (rule, decisions) = (rule + 1, counted(*count, "decision"));
            notices.push(format!("rule {rule}{whose} was undefined at {decisions}, and counted as false"));
        }
        for (asset, count) in &self.undecided.unavailable {
            let (symbol, decisions) = (self.symbol(*asset), counted(*count, "decision"));
            notices.push(format!("{symbol} had a weight and no price at {decisions}: it stayed cash"));
        }
        for (sleeve, count) in &self.undecided.without_risk {
            let (name, decisions) = (&self.strategy.sleeves[*sleeve].name, counted(*count, "decision"));
            notices.push(format!(
                "{name} left out members at {decisions}: too few returns to weight them by, or none that vary"
            ));
        }
    }

    fn about_weights(&self, notices: &mut Vec<String>) {
        let undecided = self.undecided;
        for (counts, what) in [(&undecided.undefined_weight, "undefined"), (&undecided.negative_weight, "negative")] {
            for (position, count) in counts {
                let (symbol, decisions) = (self.strategy.name_of(*position), counted(*count, "decision"));
                notices.push(format!("the weight of {symbol} was {what} at {decisions}, and counted as 0"));
            }
        }
        for (sleeve, count) in &undecided.scaled {
            let whose = sleeve.map_or_else(String::new, |sleeve| format!(" of {}", self.strategy.sleeves[sleeve].name));
            let decisions = counted(*count, "decision");
            notices.push(format!("weights{whose} summed to more than 1 at {decisions}, and were scaled down to 1"));
        }
    }

    fn about_fills(&self, notices: &mut Vec<String>) {
        if self.terms.lag() == 0 {
            notices.push("optimistic: filled at the very close that the decision saw".to_owned());
        }
        if self.path.waited > 0 {
            let fills = counted(self.path.waited, "fill");
            notices.push(format!("{fills} had to wait for an asset's next bar"));
        }
        for reason in [Reason::StopLoss, Reason::TrailingStop] {
            let sold = self.path.orders.iter().filter(|order| order.reason == reason).count();
            if sold > 0 {
                notices.push(format!("{reason} sold {}", counted(sold, "holding")));
            }
        }
        for asset in &self.path.ended {
            notices.push(format!("{} was sold at its last close: its data end there", self.symbol(*asset)));
        }
        let (first, last) = (self.path.first, self.path.last());
        for (name, rate) in [("cash_yield", &self.terms.cash_yield), ("borrow", &self.terms.borrow)] {
            let unknown = rate[first..=last].iter().filter(|percent| percent.is_nan()).count();
            if unknown > 0 {
                notices.push(format!("{name} was not known in {}, and counted as 0", counted(unknown, "session")));
            }
        }
    }
}
