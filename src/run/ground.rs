//! What a run stands on: its data aligned to sessions, its plan, and the session that it starts at.

use super::{History, SESSIONS_PER_YEAR};
use crate::data::{Dataset, Date, Panel};
use crate::error::{Error, Result};
use crate::eval::{Ready, readiness};
use crate::plan::Plan;
use crate::sim::{Market, Start, Timetable, Waited, sleeve_ready, start};
use crate::strategy::{Strategy, Weight};

/// The data of a strategy, aligned to the sessions of what it holds: the same for all values of its parameters.
pub struct Ground {
    pub panel: Panel,
    pub market: Market,
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
        Ok(Ground { panel, market, held, stale, last, sessions_per_year, checksums })
    }
}

/// A strategy with its parameters, planned, and its start found.
pub(super) struct Begun {
    pub plan: Plan,
    pub timetable: Timetable,
    pub ready: Ready,
    pub started: Start,
}

impl Begun {
    /// # Errors
    /// Conditions that never have their bars; no decision that is left.
    pub fn new(ground: &Ground, strategy: &Strategy) -> Result<Begun> {
        let Ground { panel, last, .. } = ground;
        let plan = Plan::new(strategy, ground.sessions_per_year);
        let own = plan.sleeves.iter().map(|sleeve| sleeve.decide);
        let timetable = Timetable::new(strategy.trade.decide, own, (panel.calendar, &panel.sessions), *last);
        let decides = |ready: &Ready, sleeve: usize| sleeve_ready(&plan, ready, panel, &timetable, sleeve);
        // A sleeve is followed from the close after its first decision.
        let ready = readiness(&plan.graph, panel, |sleeve, ready| decides(ready, sleeve).map(|session| session + 1));
        let found = start(&plan, &ready, panel, &timetable, strategy.data.start, strategy.data.warmup);
        let started = found.map_err(|waited| no_start(strategy, panel.sessions[*last], waited))?;
        Ok(Begun { plan, timetable, ready, started })
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
