//! The look-ahead audit: does any decision change when what came after it is taken away?
//!
//! 1. Run the strategy on the full history.
//! 2. Choose dates to cut the history at: where a period looks complete and is not, where data are missing, where the
//!    decision changes.
//! 3. Run it again on each cut history, with nothing after the cut in memory.
//! 4. Hold every decision, what it read, what overlays stopped and the equity up to the cut against the full run, bit for bit.

mod compare;
mod cuts;

pub use compare::{Choice, Difference, Replay, Said, Stopped, difference};
pub use cuts::{Cut, Kind, choose};

use crate::data::{Calendar, Dataset, Date, Panel, period};
use crate::error::{Error, Result};
use crate::run::{History, run, run_over};
use crate::sim::Market;
use crate::strategy::{Lag, Schedule, Strategy};
use rayon::prelude::*;

/// What an audit found.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The cuts, by date.
    pub cuts: Vec<Cut>,
    /// The first difference of each cut that has one, by the date of the cut.
    pub differences: Vec<Difference>,
    /// Differences of cuts that moreover withhold what a series had not published by then.
    pub unpublished: Vec<Difference>,
}

/// Re-runs a strategy on histories cut at about `count` dates.
///
/// Each cut removes all bars and observations dated after it. Where the strategy has series, every cut is run a second time
/// without the observations that their lag makes known later only: the first kind shows a value that is moved to the end
/// of the data before its time, the second one that is read before its lag has passed.
///
/// A cut at which an asset that is held, by the rules or by a sleeve, has no bar of its own is compared up to that asset's last
/// bar ([`Cut::through`]): from there on the shorter history cannot tell a missing bar from the end of the asset's life, by
/// which the run would have ended.
///
/// # Errors
/// The full run's; a run of a single session, which leaves nothing to cut.
pub fn audit(strategy: &Strategy, dataset: &Dataset, count: usize) -> Result<Audit> {
    let whole = run(strategy, dataset)?;
    let full = Replay::of(&whole);
    let history = History::load(strategy, dataset)?;
    let calendar = dataset.manifest.calendar;
    let panel = history.clone().panel(strategy, calendar);
    let mut cuts = choose(calendar, &full, count);
    if cuts.is_empty() {
        return Err(Error::failed("the run has a single session: there is nothing to cut")
            .help("see start and end in [data], or whether the data end before"));
    }
    // The benchmark decides nothing, and may begin after an early cut.
    let mut strategy = strategy.clone();
    strategy.data.benchmark.clear();
    let strategy = &strategy;
    cuts.par_iter_mut().for_each(|cut| cut.through = comparable(strategy, &history, &panel, cut.date));
    let replay = |history: History| run_over(strategy, dataset, history).map(|run| Replay::of(&run));
    let differences = examine(&full, &cuts, |cut| replay(history.until(cut.date)));
    let unpublished = if strategy.series.is_empty() {
        Vec::new()
    } else {
        examine(&full, &cuts, |cut| replay(published(strategy, history.until(cut.date), &panel, cut.date)))
    };
    Ok(Audit { cuts, differences, unpublished })
}

/// The first difference of each cut from the full run, for any way to replay a cut: what [`audit`] does with the engine, tests
/// do with functions that peek.
pub fn examine(full: &Replay, cuts: &[Cut], replay: impl Fn(&Cut) -> Result<Replay> + Sync) -> Vec<Difference> {
    let begins = full.equity.first().map(|(date, _)| *date);
    let comparable = cuts.par_iter().filter(|cut| begins.is_some_and(|begins| begins <= cut.through));
    comparable.filter_map(|cut| difference(full, cut, replay(cut))).collect()
}

/// Whether a difference is what `calendar = "data"` brings with it. Without a schedule, the last session of a cut history ends no
/// period, and what is counted from a period's end is not known in the period that the cut leaves open.
pub fn is_hindsight(strategy: &Strategy, calendar: Calendar, difference: &Difference) -> bool {
    let (date, cut) = (difference.date, difference.cut.date);
    let own = strategy.sleeves.iter().filter_map(|sleeve| sleeve.decide);
    let counted_back = std::iter::once(strategy.trade.decide).chain(own).any(|schedule| match schedule {
        Schedule::Session { every, session } => session.get() < 0 && period(every, date) == period(every, cut),
        Schedule::Daily | Schedule::Weekday(_) => false,
    });
    calendar == Calendar::Data && (date == cut || counted_back)
}

/// The last session up to which a cut at `date` can be compared.
fn comparable(strategy: &Strategy, history: &History, panel: &Panel, date: Date) -> Date {
    let at = panel.sessions.partition_point(|session| *session <= date) - 1;
    // The last bar of each asset that is held, or that a sleeve holds, and that has begun and has none on the day.
    let carried = strategy.followed().into_iter().filter_map(|asset| {
        let last = panel.assets[asset].traded[..=at].iter().rposition(|traded| *traded)?;
        (last < at).then_some((asset, last))
    });
    let carried: Vec<(usize, usize)> = carried.collect();
    if carried.is_empty() {
        return date;
    }
    let returns = strategy.data.returns;
    let cut = history.until(date);
    let delisted = cut.delisted.clone();
    let short = Market::new(&cut.panel(strategy, panel.calendar), returns, &delisted);
    let long = Market::new(panel, returns, &history.delisted);
    let unsettled = |(asset, _): &&(usize, usize)| {
        let life = short.assets[*asset].life;
        !life.ended || life != long.assets[*asset].life
    };
    let through = carried.iter().filter(unsettled).map(|(_, last)| *last).min();
    panel.sessions[through.unwrap_or(at)]
}

/// `history` without the observations that are known only after the close of `date`, a session of `panel` or later.
pub fn published(strategy: &Strategy, mut history: History, panel: &Panel, date: Date) -> History {
    let sessions = &panel.sessions[..panel.sessions.partition_point(|session| *session <= date)];
    for (observations, series) in history.series.iter_mut().zip(&strategy.series) {
        *observations =
            observations.kept(|dated, stated| is_known((dated, stated), series.lag, sessions, panel.calendar, date));
    }
    history
}

/// Whether an observation of the day `dated`, published on `stated`, is known at the close of `date`, the last of `sessions`.
fn is_known(
    (dated, stated): (Date, Option<Date>),
    lag: Lag,
    sessions: &[Date],
    calendar: Calendar,
    date: Date,
) -> bool {
    match lag {
        Lag::Days(days) => dated + chrono::Days::new(days.into()) <= date,
        Lag::Stated => stated.is_some_and(|stated| stated <= date),
        Lag::Sessions(0) => dated <= date,
        Lag::Sessions(n) => {
            let after = sessions.len() - sessions.partition_point(|session| *session <= dated);
            // Sessions before the data begin count too; without a schedule, only where so many days are certain to hold enough.
            let long_ago = (sessions[0] - dated).num_days() > 2 * i64::from(n) + 30;
            let uncounted = if long_ago { n as usize } else { 0 };
            let before = || calendar.sessions_between(dated, sessions[0]).unwrap_or(uncounted);
            after >= n as usize || dated < sessions[0] && after + before() >= n as usize
        }
    }
}
