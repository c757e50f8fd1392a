//! What a reader has to know to trust a run: said in every output.

use super::{Ground, OfData};
use crate::data::{Dataset, Date};
use crate::sim::{Path, Reason, Start, Terms, Undecided, Waited};
use crate::strategy::Strategy;
use crate::wording::{between, counted, few};

/// A start more than this many days after the one asked for is worth a word.
pub const LATE_START_DAYS: i64 = 7;

/// What every output says of fills at the close of their decision.
pub const OPTIMISTIC: &str = "optimistic: filled at the very close that the decision saw";

pub(super) struct Notices<'a> {
    pub strategy: &'a Strategy,
    pub dataset: &'a Dataset,
    pub ground: &'a Ground,
    pub start: &'a Start,
    pub undecided: &'a Undecided,
    pub path: &'a Path,
    pub terms: &'a Terms,
}

impl Notices<'_> {
    pub(super) fn collect(&self) -> Vec<String> {
        let mut of_data = OfData::new(&self.dataset.manifest);
        of_data.add(self.ground, (self.path.first, self.path.last()));
        let mut notices = of_data.notices();
        self.about_period(&mut notices);
        self.about_decisions(&mut notices);
        self.about_weights(&mut notices);
        self.about_fills(&mut notices);
        notices
    }

    fn symbol(&self, asset: usize) -> &str {
        &self.strategy.assets[asset].symbol
    }

    fn day(&self, session: usize) -> Date {
        self.ground.panel.sessions[session]
    }

    fn about_period(&self, notices: &mut Vec<String>) {
        let started = self.day(self.start.session);
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
        notices.extend(self.ground.stale_notice());
        if self.path.ruined {
            let date = self.day(self.path.last());
            notices.push(format!("ruined on {date}: nothing is left"));
        }
    }

    fn about_decisions(&self, notices: &mut Vec<String>) {
        for ((sleeve, rule), count) in &self.undecided.undefined {
            let whose = sleeve.map_or_else(String::new, |sleeve| format!(" of {}", self.strategy.sleeves[sleeve].name));
            let (rule, decisions) = (rule + 1, counted(*count, "decision"));
            notices.push(format!("rule {rule}{whose} was undefined at {decisions}, and counted as false"));
        }
        let unavailable = &self.undecided.unavailable;
        if !unavailable.is_empty() {
            let symbols = few(unavailable.keys().map(|asset| self.symbol(*asset)));
            let decisions = between(unavailable.values().copied(), "decision");
            notices.push(format!("{symbols} had a weight and no price at {decisions}: it stayed cash"));
        }
        let without_risk = &self.undecided.without_risk;
        if !without_risk.is_empty() {
            let names = few(without_risk.keys().map(|sleeve| self.strategy.sleeves[*sleeve].name.as_str()));
            let decisions = between(without_risk.values().copied(), "decision");
            notices.push(format!(
                "{names} left out members at {decisions}: too few returns to weight them by, or none that vary"
            ));
        }
    }

    fn about_weights(&self, notices: &mut Vec<String>) {
        let undecided = self.undecided;
        for (counts, what) in [(&undecided.undefined_weight, "undefined"), (&undecided.negative_weight, "negative")] {
            let names = few(counts.keys().map(|position| self.strategy.name_of(*position)));
            let decisions = between(counts.values().copied(), "decision");
            match counts.len() {
                0 => {}
                1 => notices.push(format!("the weight of {names} was {what} at {decisions}, and counted as 0")),
                _ => notices.push(format!("the weights of {names} were {what} at {decisions}, and counted as 0")),
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
            notices.push(OPTIMISTIC.to_owned());
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
        let ended = few(self.path.ended.iter().map(|asset| self.symbol(*asset)));
        match self.path.ended.len() {
            0 => {}
            1 => notices.push(format!("{ended} was sold at its last close: its data end there")),
            _ => notices.push(format!("{ended} were sold at their last closes: their data end there")),
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
