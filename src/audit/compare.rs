//! A cut run beside the full one: the first decision, or equity value, that is not the same.

use super::Cut;
use crate::data::Date;
use crate::error::{Error, Result};
use crate::run::{Reading, Run};
use crate::sim::Reason;
use std::fmt::Write;

/// What a run decided and was worth: everything that a cut has to leave as it was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replay {
    /// By date.
    pub decisions: Vec<Choice>,
    /// What overlays sold, or ordered to sell, by the date of the close.
    pub stops: Vec<(Date, Stopped)>,
    /// At the close of each session from the start on.
    pub equity: Vec<(Date, f64)>,
}

/// A stop: the asset, and the overlay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    pub asset: usize,
    pub reason: Reason,
}

/// One decision and what it read.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub date: Date,
    /// The rule that was true, counted from 0; None: no rule was.
    pub rule: Option<usize>,
    /// Weight by asset.
    pub target: Vec<f64>,
    /// The named expressions.
    pub signals: Vec<(String, Reading)>,
}

/// The first difference of a cut.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub cut: Cut,
    /// The session that differs.
    pub date: Date,
    pub said: Said,
}

/// What the full and the cut history say of one session; None: nothing, where the other says something.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Decision {
        full: Option<Choice>,
        cut: Option<Choice>,
    },
    Stop {
        full: Option<Stopped>,
        cut: Option<Stopped>,
    },
    Equity {
        full: Option<f64>,
        cut: Option<f64>,
    },
    /// The cut history does not run at all, and why.
    Failure(String),
}

impl Replay {
    pub fn of(run: &Run) -> Replay {
        let decisions = run.decisions.iter().enumerate().map(|(index, (date, decision))| Choice {
            date: *date,
            rule: decision.rule,
            target: decision.target.clone(),
            signals: run.signals.iter().map(|(name, readings)| (name.clone(), readings[index])).collect(),
        });
        let date = |session: usize| run.dates[session - run.path.first];
        let stops = run.path.stops.iter();
        Replay {
            decisions: decisions.collect(),
            stops: stops.map(|stop| (date(stop.session), Stopped { asset: stop.asset, reason: stop.reason })).collect(),
            equity: run.dates.iter().copied().zip(run.path.equity.iter().copied()).collect(),
        }
    }
}

/// Where `replay`, the run of a cut history, first differs from the full one at a session up to [`Cut::through`]: in its
/// decisions, its stops or its equity. None: nowhere.
pub fn difference(full: &Replay, cut: &Cut, replay: Result<Replay>) -> Option<Difference> {
    let replay = match replay {
        Ok(replay) => replay,
        Err(error) => {
            let why = match error {
                // Its advice is about files, not about cuts.
                Error::Input(message) | Error::Failed(message) | Error::Stopped(message) => message.what,
                faults @ Error::Faults(_) => faults.to_string(),
            };
            let said = Said::Failure(why);
            return Some(Difference { cut: *cut, date: cut.date, said });
        }
    };
    let through = cut.through;
    let decision = first_unlike(&full.decisions, &replay.decisions, through, |choice| choice.date, same_choice)
        .map(|(date, full, cut)| (date, Said::Decision { full: full.cloned(), cut: cut.cloned() }));
    let same_stop = |a: &(Date, Stopped), b: &(Date, Stopped)| a.1 == b.1;
    let stop = first_unlike(&full.stops, &replay.stops, through, |stop| stop.0, same_stop)
        .map(|(date, full, cut)| (date, Said::Stop { full: full.map(|stop| stop.1), cut: cut.map(|stop| stop.1) }));
    let same_value = |a: &(Date, f64), b: &(Date, f64)| a.1.to_bits() == b.1.to_bits();
    let equity =
        first_unlike(&full.equity, &replay.equity, through, |value| value.0, same_value).map(|(date, full, cut)| {
            (date, Said::Equity { full: full.map(|value| value.1), cut: cut.map(|value| value.1) })
        });
    // The first of equals: a decision goes before the stops and the equity that follow from it.
    let first = decision.into_iter().chain(stop).chain(equity).min_by_key(|(date, _)| *date);
    first.map(|(date, said)| Difference { cut: *cut, date, said })
}

/// Two lists by date, up to `through`: the first date on which they are not the same.
fn first_unlike<'a, T>(
    full: &'a [T],
    cut: &'a [T],
    through: Date,
    date: impl Fn(&T) -> Date,
    same: impl Fn(&T, &T) -> bool,
) -> Option<(Date, Option<&'a T>, Option<&'a T>)> {
    let mut left = full.iter().filter(|one| date(one) <= through);
    let mut right = cut.iter().filter(|one| date(one) <= through);
    loop {
        match (left.next(), right.next()) {
            (None, None) => return None,
            (Some(a), Some(b)) if date(a) == date(b) => {
                if !same(a, b) {
                    return Some((date(a), Some(a), Some(b)));
                }
            }
            (Some(a), Some(b)) if date(a) > date(b) => return Some((date(b), None, Some(b))),
            (None, Some(b)) => return Some((date(b), None, Some(b))),
            (Some(a), _) => return Some((date(a), Some(a), None)),
        }
    }
}

fn same_choice(a: &Choice, b: &Choice) -> bool {
    let weights =
        a.target.len() == b.target.len() && a.target.iter().zip(&b.target).all(|(a, b)| a.to_bits() == b.to_bits());
    let signals = a.signals.len() == b.signals.len() && a.signals.iter().zip(&b.signals).all(same_signal);
    a.rule == b.rule && weights && signals
}

fn same_signal((a, b): (&(String, Reading), &(String, Reading))) -> bool {
    let same = match (a.1, b.1) {
        (Reading::Number(a), Reading::Number(b)) => a.map(f64::to_bits) == b.map(f64::to_bits),
        (a, b) => a == b,
    };
    a.0 == b.0 && same
}

impl Difference {
    /// In words. `assets` are the names of what the weights are of.
    pub fn describe(&self, assets: &[&str]) -> String {
        let Difference { cut: Cut { date: cut, kind, .. }, date, said } = self;
        let (what, full, short) = match said {
            Said::Decision { full, cut } => {
                let say = |own: &Option<Choice>, other: &Option<Choice>| match own {
                    Some(choice) => choice.describe(assets, other.as_ref()),
                    None => "no decision".to_owned(),
                };
                ("decision", say(full, cut), say(cut, full))
            }
            Said::Stop { full, cut } => {
                let name =
                    |asset: usize| assets.get(asset).map_or(format!("asset {}", asset + 1), |name| (*name).to_owned());
                let say = |stop: &Option<Stopped>| {
                    stop.map_or("none".to_owned(), |stop| format!("{} of {}", stop.reason, name(stop.asset)))
                };
                ("stop", say(full), say(cut))
            }
            Said::Equity { full, cut } => {
                let say = |value: &Option<f64>| value.map_or("no session".to_owned(), |value| format!("{value:?}"));
                ("equity", say(full), say(cut))
            }
            Said::Failure(why) => return format!("the history up to {cut} ({kind}) does not run: {why}"),
        };
        format!("{what} of {date}: the full history says {full}; the history up to {cut} ({kind}) says {short}")
    }
}

impl Choice {
    /// The rule, its weights, and the named expressions that read otherwise in `other`.
    fn describe(&self, assets: &[&str], other: Option<&Choice>) -> String {
        let rule = self.rule.map_or("no rule".to_owned(), |rule| format!("rule {}", rule + 1));
        let weights = self.target.iter().enumerate().filter(|(_, weight)| **weight != 0.0);
        let weights = weights.map(|(asset, weight)| match assets.get(asset) {
            Some(name) => format!("{name} = {weight:?}"),
            None => format!("asset {} = {weight:?}", asset + 1),
        });
        let weights: Vec<String> = weights.collect();
        let mut text = match weights.as_slice() {
            [] => format!("{rule}, cash"),
            weights => format!("{rule}, {{ {} }}", weights.join(", ")),
        };
        let Some(other) = other else { return text };
        for (own, other) in self.signals.iter().zip(&other.signals) {
            if !same_signal((own, other)) {
                let _ = write!(text, ", `{}` {}", own.0, spoken(own.1));
            }
        }
        text
    }
}

fn spoken(reading: Reading) -> String {
    match reading {
        Reading::Number(Some(value)) => format!("{value:?}"),
        Reading::Condition(Some(value)) => value.to_string(),
        Reading::Number(None) | Reading::Condition(None) => "undefined".to_owned(),
    }
}
