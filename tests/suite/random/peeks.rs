//! Random strategies over engines that peek: the audit has to catch what matters to them.

use super::file::Files;
use super::market::{Market, READ_ONLY};
use super::valid::{checked, run_of};
use super::{each_seed, file_of};
use rotascope::audit::{Cut, Replay, audit, examine, published};
use rotascope::data::{Bars, Calendar, Date, Observations, Panel};
use rotascope::run::{History, run_over};
use rotascope::strategy::{Lag, Strategy};
use std::collections::BTreeMap;

const CUTS: usize = 24;

/// A way to read what cannot be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Peek {
    /// Every value of one asset is that of its next bar.
    NextBar,
    /// Every price of one asset is divided by the mean of all of them.
    WholeSample,
    /// A series is read on its own day, whatever its lag.
    Unpublished,
    /// First figures are what they were revised to.
    Revised,
    /// A period ends where the next session is in another one.
    PeriodEnd,
}

const PEEKS: [Peek; 5] = [Peek::NextBar, Peek::WholeSample, Peek::Unpublished, Peek::Revised, Peek::PeriodEnd];

/// One strategy, its honest run and the cuts of its audit.
struct Audited<'a> {
    strategy: Strategy,
    market: &'a Market,
    history: History,
    honest: Replay,
    cuts: Vec<Cut>,
}

impl Audited<'_> {
    /// None: the data refuse it, or it leaves nothing to audit.
    fn of<'a>(files: &Files, market: &'a Market) -> Result<Option<Audited<'a>>, String> {
        let mut strategy = checked(files, market, &["data.warmup=false"])?;
        // It decides nothing, and may begin after an early cut.
        strategy.data.benchmark.clear();
        let Some(run) = run_of(&strategy, market)?.filter(|run| run.dates.len() > 1) else { return Ok(None) };
        let cuts = audit(&strategy, &market.dataset, CUTS).map_err(|error| error.to_string())?.cuts;
        let history = History::load(&strategy, &market.dataset).map_err(|error| error.to_string())?;
        Ok(Some(Audited { honest: Replay::of(&run), cuts, history, market, strategy }))
    }

    /// Whether the audit catches the peek; None where it changes nothing.
    fn caught(&self, peek: Peek) -> Option<bool> {
        let mut strategy = self.strategy.clone();
        let mut dataset = self.market.dataset.clone();
        match peek {
            Peek::PeriodEnd => dataset.manifest.calendar = Calendar::Data,
            Peek::Unpublished => {
                let lagged = strategy.series.iter_mut().filter(|series| series.lag != Lag::Stated);
                lagged.for_each(|series| series.lag = Lag::Sessions(0));
            }
            Peek::NextBar | Peek::WholeSample | Peek::Revised => {}
        }
        let replay = |history: History| {
            run_over(&strategy, &dataset, doctored(peek, &strategy, history)).map(|run| Replay::of(&run))
        };
        let full = replay(self.history.clone()).ok()?;
        if full == self.honest {
            return None;
        }
        let panel = self.history.clone().panel(&self.strategy, self.market.dataset.manifest.calendar);
        let found = examine(&full, &self.cuts, |cut| replay(self.cut(peek, &panel, cut.date)));
        Some(!found.is_empty())
    }

    fn cut(&self, peek: Peek, panel: &Panel, date: Date) -> History {
        let history = self.history.until(date);
        if peek == Peek::Unpublished { published(&self.strategy, history, panel, date) } else { history }
    }
}

/// What the peeking engine makes of a history.
fn doctored(peek: Peek, strategy: &Strategy, mut history: History) -> History {
    let read = strategy.assets.iter().position(|asset| asset.symbol == READ_ONLY);
    match (peek, read) {
        (Peek::NextBar, Some(read)) => {
            let next = |values: &[f64]| values.iter().skip(1).chain(values.last()).copied().collect();
            history.assets[read] = with_columns(&history.assets[read], next);
        }
        (Peek::WholeSample, Some(read)) => {
            let close = &history.assets[read].close;
            let mean = close.iter().sum::<f64>() / close.len() as f64;
            let scaled = |values: &[f64]| values.iter().map(|value| value / mean).collect();
            history.assets[read] = with_columns(&history.assets[read], scaled);
        }
        (Peek::Revised, _) => history.series.iter_mut().for_each(revise),
        _ => {}
    }
    history
}

fn with_columns(bars: &Bars, change: impl Fn(&[f64]) -> Vec<f64>) -> Bars {
    let columns = bars.columns().into_iter().map(|(field, values)| (field, change(values)));
    Bars::from_columns(bars.dates.clone(), columns)
}

/// Every vintage is the newest one of its date.
fn revise(series: &mut Observations) {
    let newest: BTreeMap<Date, f64> = series.dates.iter().copied().zip(series.values.iter().copied()).collect();
    series.values = series.dates.iter().map(|date| newest[date]).collect();
}

/// Of the peeks that change anything at all, at least half are caught by two dozen cuts, whatever the strategy.
#[test]
fn peeks_are_caught() {
    let mut found: BTreeMap<Peek, (usize, usize)> = BTreeMap::new();
    let count = each_seed(0.5, |seed, market| {
        let Some(audited) = Audited::of(&file_of(seed, market).1, market)? else { return Ok(()) };
        for peek in PEEKS {
            // There the honest engine has this hindsight itself.
            if peek == Peek::PeriodEnd && market.dataset.manifest.calendar == Calendar::Data {
                continue;
            }
            if let Some(caught) = audited.caught(peek) {
                let (matters, seen) = found.entry(peek).or_default();
                *matters += 1;
                *seen += usize::from(caught);
            }
        }
        Ok(())
    });
    for peek in PEEKS {
        let (matters, caught) = found.get(&peek).copied().unwrap_or_default();
        println!("peeks in {count} files: {peek:?} matters to {matters}, and is caught in {caught}");
        if count >= 80 {
            assert!(matters >= 5 && caught * 2 >= matters, "{peek:?}: {caught} of {matters}");
        }
    }
}
