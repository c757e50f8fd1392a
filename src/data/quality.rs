//! What is wrong or odd in a dataset's prices.
//!
//! An error is something that a run would stumble over: a file that is missing, changed or unreadable, a number that
//! cannot be. A warning is something that real data have now and then, and that somebody should have looked at.

mod coverage;
mod prices;

pub(super) use coverage::scheduled_between;
pub(super) use prices::outside_range;

use super::{Dataset, Date, Flaw};
use crate::error::{Error, Severity};
use crate::wording::counted;
use coverage::Life;

/// Scheduled sessions without a bar from which on they are a gap, and no oversight: two weeks.
pub const LONG_GAP: usize = 10;

/// How many findings of a kind are listed one by one.
const SHOWN: usize = 5;

/// One thing to know about a dataset.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The symbol or series; none where the whole dataset is meant.
    pub symbol: Option<String>,
    pub date: Option<Date>,
    pub severity: Severity,
    pub message: String,
}

/// A day, or none where it is not about one, and what there is to say.
type Remark = (Option<Date>, String);

/// Reads every file of a dataset and looks at it. What concerns the dataset as a whole comes first, then symbols and series
/// by name.
///
/// Errors: files that are missing, changed since the import, unreadable, or not what the manifest says; dates that do not
/// increase; numbers that are not finite; prices of zero; highs below lows. Warnings: opens and closes outside the day's
/// range; moves beyond 40 %; an adjusted close that falls against the close or is above it; sessions with volume 0; more
/// than ten sessions with the same close; gaps of [`LONG_GAP`] sessions and single missing ones; bars on days that the
/// calendar does not schedule; symbols that end before the others.
pub fn check(dataset: &Dataset) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut lives: Vec<Life> = Vec::new();
    for (symbol, entry) in &dataset.manifest.symbols {
        let mut warn = |remark: Remark| findings.push(finding(symbol, Severity::Warning, remark));
        match dataset.unchecked_bars(entry) {
            Err(error) => findings.push(finding(symbol, Severity::Error, (None, summary(error)))),
            Ok(stored) => {
                let flaws = stored.data.flaws();
                if flaws.is_empty() {
                    prices::remarks(&stored.data).into_iter().for_each(&mut warn);
                    lives.push(Life { symbol, delisted: entry.delisted, dates: stored.data.dates });
                }
                findings.extend(shortened(flaws).map(|remark| finding(symbol, Severity::Error, remark)));
            }
        }
    }
    for (name, entry) in &dataset.manifest.series {
        match dataset.unchecked_observations(entry) {
            Err(error) => findings.push(finding(name, Severity::Error, (None, summary(error)))),
            Ok(stored) => {
                let flaws = shortened(stored.data.flaws());
                findings.extend(flaws.map(|remark| finding(name, Severity::Error, remark)));
            }
        }
    }
    findings.extend(coverage::findings(dataset.manifest.calendar, &lives));
    findings.sort_by(|a, b| {
        (&a.symbol, a.severity == Severity::Warning, a.date).cmp(&(&b.symbol, b.severity == Severity::Warning, b.date))
    });
    findings
}

fn finding(symbol: &str, severity: Severity, (date, message): Remark) -> Finding {
    Finding { symbol: Some(symbol.to_owned()), date, severity, message }
}

fn shortened(flaws: Vec<Flaw>) -> impl Iterator<Item = Remark> {
    let more = flaws.len().saturating_sub(SHOWN);
    let rest = (more > 0).then(|| (None, format!("and {more} more flaws")));
    let shown = flaws.into_iter().take(SHOWN).map(|flaw| (flaw.date, flaw.what));
    shown.chain(rest)
}

/// Without place and help: a finding has its own.
fn summary(error: Error) -> String {
    match error {
        Error::Input(message) | Error::Failed(message) | Error::Stopped(message) => message.what,
        Error::Faults(_) => error.to_string(),
    }
}

/// "WHAT on 7 days: 2001-09-11, ... and 2 more", dated by the first of them; none where there are none.
fn on_days(what: &str, dates: &[Date]) -> Option<Remark> {
    let first = dates.first()?;
    let shown: Vec<String> = dates.iter().take(SHOWN).map(Date::to_string).collect();
    let more = match dates.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let often = counted(dates.len(), "day");
    Some((Some(*first), format!("{what} on {often}: {}{more}", shown.join(", "))))
}
