//! What a run and a row of a sweep have in common: a strategy with values of its parameters, planned, evaluated, decided and
//! simulated over its ground.

use super::Ground;
use crate::data::Date;
use crate::error::{Error, Result};
use crate::eval::{Columns, Ready, evaluate, readiness};
use crate::plan::{Graph, Plan, PlannedNumber};
use crate::sim::{
    Decision, Known, Path, Start, Terms, Timetable, Undecided, Waited, decide, percent_per_year, simulate,
    sleeve_index, sleeve_ready, start,
};
use crate::strategy::{Rebalance, Strategy, Weight};

/// Strategies over one ground, planned in one graph: what they have in common is evaluated once.
pub struct Plans<'a> {
    ground: &'a Ground,
    graph: Graph,
    planned: Vec<Planned<'a>>,
    /// By paper index of the graph, the first of the planned that reads it, and the sleeve.
    indices: Vec<(usize, usize)>,
}

/// One of them.
pub struct Planned<'a> {
    ground: &'a Ground,
    pub strategy: &'a Strategy,
    timetable: &'a Timetable,
    pub(super) plan: Plan,
}

impl<'a> Plans<'a> {
    pub fn new(ground: &'a Ground) -> Plans<'a> {
        Plans { ground, graph: Graph::default(), planned: Vec::new(), indices: Vec::new() }
    }

    /// Adds a strategy with these values of its parameters. The timetable is its own over the ground.
    pub fn add(&mut self, strategy: &'a Strategy, params: &[f64], timetable: &'a Timetable) {
        let plan = Plan::new(&mut self.graph, strategy, params, self.ground.sessions_per_year);
        for (index, sleeve) in &plan.indices {
            // They are numbered in the order in which plans have met them.
            if *index == self.indices.len() {
                self.indices.push((self.planned.len(), *sleeve));
            }
        }
        self.planned.push(Planned { ground: self.ground, strategy, timetable, plan });
    }

    /// In the order in which they were added.
    pub fn planned(&self) -> &[Planned<'a>] {
        &self.planned
    }

    /// How many distinct steps they take together.
    pub fn nodes(&self) -> usize {
        self.graph.nodes().len()
    }

    /// When each node has had its bars.
    pub fn ready(&self) -> Ready {
        readiness(&self.graph, &self.ground.panel, |index, ready| {
            let (place, sleeve) = self.indices[index];
            // A sleeve is followed from the close after its first decision.
            self.planned[place].sleeve_ready(ready, sleeve).map(|session| session + 1)
        })
    }

    /// The values of each node.
    pub fn columns(&self, ready: &Ready) -> Columns {
        evaluate(&self.graph, &self.ground.panel, |index, columns| {
            let (place, sleeve) = self.indices[index];
            self.planned[place].sleeve_index(ready, columns, sleeve)
        })
    }
}

impl Planned<'_> {
    fn sleeve_ready(&self, ready: &Ready, sleeve: usize) -> Option<usize> {
        sleeve_ready(&self.plan, ready, &self.ground.panel, self.timetable, sleeve)
    }

    fn sleeve_index(&self, ready: &Ready, columns: &Columns, sleeve: usize) -> Vec<f64> {
        let fixed = self.strategy.trade.rebalance == Rebalance::OnChange;
        let from = self.sleeve_ready(ready, sleeve);
        sleeve_index(sleeve, self.known(columns), self.timetable, fixed, from, self.ground.panel.sessions.len())
    }

    fn known<'k>(&'k self, columns: &'k Columns) -> Known<'k> {
        Known { plan: &self.plan, columns, market: &self.ground.market }
    }

    /// The first decision at or after the day that is asked for.
    ///
    /// # Errors
    /// Conditions that never have their bars; no decision that is left.
    pub fn start(&self, ready: &Ready, asked: Option<Date>) -> Result<Start> {
        let Ground { panel, last, .. } = self.ground;
        let found = start(&self.plan, ready, panel, self.timetable, asked, self.strategy.data.warmup);
        found.map_err(|waited| no_start(self.strategy, panel.sessions[*last], waited))
    }

    /// Every decision from session `first` on.
    ///
    /// # Errors
    /// A weight beyond every number.
    pub fn decide(&self, columns: &Columns, first: usize) -> Result<(Vec<Decision>, Undecided)> {
        let trade = &self.strategy.trade;
        let (decisions, undecided) =
            decide(self.known(columns), self.timetable, first, trade.rebalance, trade.tranches);
        let beyond = |decision: &&Decision| decision.target.iter().any(|weight| !weight.is_finite());
        if let Some(decision) = decisions.iter().find(beyond) {
            let date = self.ground.panel.sessions[decision.session];
            return Err(Error::failed(format!("a weight is too large for a number on {date}"))
                .help("see the weights of rules and sleeves: those of what a sleeve holds are multiplied"));
        }
        Ok((decisions, undecided))
    }

    /// Whether it decides the same as another of the same graph, from the same session on.
    pub fn decides_as(&self, other: &Planned) -> bool {
        let whole = |planned: &Planned| {
            let trade = &planned.strategy.trade;
            // Without sleeves, a tranche decides as all of them together do.
            let tranches = if planned.plan.sleeves.is_empty() { 1 } else { trade.tranches };
            (tranches, trade.rebalance == Rebalance::OnChange, planned.plan.borrow.is_some())
        };
        std::ptr::eq(self.timetable, other.timetable)
            && whole(self) == whole(other)
            && self.plan.rules == other.plan.rules
            && self.plan.sleeves == other.plan.sleeves
    }

    /// How its decisions become fills.
    pub fn terms(&self, columns: &Columns) -> Terms {
        let trade = &self.strategy.trade;
        let rate = |rate: PlannedNumber| percent_per_year(rate, columns, self.ground.panel.sessions.len());
        Terms {
            fill: trade.fill,
            delay: trade.delay,
            rebalance: trade.rebalance,
            overlays: self.strategy.overlays,
            tranches: trade.tranches,
            cost_rate: trade.cost_rate(),
            capital: trade.capital,
            cash_yield: rate(self.plan.cash_yield),
            borrow: rate(self.plan.borrow.unwrap_or(PlannedNumber::Fixed(0.0))),
        }
    }

    /// What comes of its decisions.
    ///
    /// # Errors
    /// Equity beyond every number.
    pub fn simulate(&self, decisions: &[Decision], terms: &Terms) -> Result<Path> {
        let Ground { panel, market, last, .. } = self.ground;
        let path = simulate(market, &panel.sessions, decisions, terms, *last);
        if let Some(place) = path.equity.iter().position(|equity| !equity.is_finite()) {
            let date = panel.sessions[path.first + place];
            return Err(Error::failed(format!("equity is too large for a number on {date}"))
                .help("see the weights, and the rates of cash_yield and borrow: they are beyond all measure"));
        }
        Ok(path)
    }
}

fn no_start(strategy: &Strategy, last: Date, waited: Option<Waited>) -> Error {
    let error = match waited {
        Some(Waited::Rule(rule)) => {
            let when = strategy.rules[rule].when.as_ref().map_or("", |(_, text)| text.as_str());
            Error::failed(format!("the data are too short for rule {}: \"{when}\" never has all its bars", rule + 1))
        }
        Some(Waited::Weight { rule, position }) => {
            let hold = &strategy.rules[rule].hold;
            let text = hold.iter().find_map(|(held, weight)| match weight {
                Weight::Expression(_, text) if *held == position => Some(text.as_str()),
                _ => None,
            });
            let (text, name) = (text.unwrap_or_default(), strategy.name_of(position));
            Error::failed(format!(
                "the data are too short for rule {}: \"{text}\", the weight of {name}, never has all its bars",
                rule + 1
            ))
        }
        Some(Waited::Sleeve(sleeve)) => {
            let name = &strategy.sleeves[sleeve].name;
            Error::failed(format!("the data are too short for sleeve `{name}`: it never has all its bars"))
        }
        Some(Waited::Asset(asset)) => {
            let symbol = &strategy.assets[asset].symbol;
            Error::failed(format!("`{symbol}`, which a rule holds, never has a price in this period"))
        }
        None => {
            return Error::failed(format!("no decision is left: the period's last session is {last}"))
                .help("see start and end in [data]");
        }
    };
    error.help(format!(
        "the period ends on {last}; shorten its windows, give it a longer history, or set warmup = false"
    ))
}
