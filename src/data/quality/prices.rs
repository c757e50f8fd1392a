//! What is odd in the bars of one symbol.

use super::{Remark, SHOWN, days};
use crate::data::{Bars, Date};

/// How far an open or a close may be outside the day's range: vendors round each on its own.
const ROUNDING: f64 = 1e-6;
/// A session's move, up or down, that a fund or a large stock hardly ever makes.
const LARGE_MOVE: f64 = 0.4;
/// How far the ratio of adjusted to plain close may fall: adjusted closes are published with few digits.
const ADJUSTMENT: f64 = 1e-4;
/// The most sessions in a row that may close alike.
const SAME_CLOSE: usize = 10;

/// Everything odd, in no order. The bars are free of flaws.
pub fn remarks(bars: &Bars) -> Vec<Remark> {
    let mut remarks = Vec::new();
    remarks.extend(outside_range(bars));
    remarks.extend(large_moves(bars));
    remarks.extend(falling_adjustment(bars));
    remarks.extend(adjusted_above(bars));
    remarks.extend(no_volume(bars));
    remarks.extend(stuck(bars));
    remarks
}

/// Opens and closes above the high or below the low.
pub fn outside_range(bars: &Bars) -> Option<Remark> {
    let (high, low) = (bars.high.as_deref()?, bars.low.as_deref()?);
    let outside =
        |index: usize, price: f64| price > high[index] * (1.0 + ROUNDING) || price < low[index] * (1.0 - ROUNDING);
    let open_outside = |index: usize| bars.open.as_ref().is_some_and(|open| outside(index, open[index]));
    let odd = dates_where(bars, |index| outside(index, bars.close[index]) || open_outside(index));
    let first = odd.first().copied()?;
    let text = format!("open or close outside the day's high and low on {} days: {}", odd.len(), days(&odd));
    Some((Some(first), text))
}

/// Moves of the close beyond [`LARGE_MOVE`], the largest ones.
fn large_moves(bars: &Bars) -> Vec<Remark> {
    let moves = bars.close.windows(2).map(|pair| pair[1] / pair[0] - 1.0);
    let mut large: Vec<(usize, f64)> = moves.enumerate().filter(|(_, change)| change.abs() > LARGE_MOVE).collect();
    large.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let rest = large.len().saturating_sub(SHOWN);
    large.truncate(SHOWN);
    let mut remarks: Vec<Remark> = large
        .into_iter()
        .map(|(before, change)| {
            let (date, split) = (bars.dates[before + 1], bars.split.as_ref().map_or(1.0, |split| split[before + 1]));
            let why = match split {
                1.0 => String::new(),
                _ => format!(" on the day of a split of {split} for 1: are prices adjusted for it?"),
            };
            (Some(date), format!("close moves by {:+.0} %{why}", change * 100.0))
        })
        .collect();
    if rest > 0 {
        remarks.push((None, format!("close moves by more than {:.0} % on {rest} more days", LARGE_MOVE * 100.0)));
    }
    remarks
}

/// Days on which the adjusted close falls against the close. Each dividend scales earlier adjusted closes down, so their
/// ratio to the close can only rise with time.
fn falling_adjustment(bars: &Bars) -> Option<Remark> {
    let adjusted = bars.adj_close.as_ref()?;
    let ratio = |index: usize| adjusted[index] / bars.close[index];
    let falls = |index: usize| index > 0 && ratio(index) < ratio(index - 1) * (1.0 - ADJUSTMENT);
    let odd = dates_where(bars, falls);
    let first = odd.first().copied()?;
    let text = format!("adj_close falls against close, as no dividend makes it, on {} days: {}", odd.len(), days(&odd));
    Some((Some(first), text))
}

/// Adjusted closes above the close: adjustment for dividends only lowers.
fn adjusted_above(bars: &Bars) -> Option<Remark> {
    let adjusted = bars.adj_close.as_ref()?;
    let odd = dates_where(bars, |index| adjusted[index] > bars.close[index] * (1.0 + ADJUSTMENT));
    let first = odd.first().copied()?;
    Some((Some(first), format!("adj_close is above close on {} days: {}", odd.len(), days(&odd))))
}

/// Sessions without trade, or none at all with it.
fn no_volume(bars: &Bars) -> Option<Remark> {
    let volume = bars.volume.as_ref()?;
    let odd = dates_where(bars, |index| volume[index] == 0.0);
    let first = odd.first().copied()?;
    let text = match odd.len() == volume.len() {
        true => "volume is 0 throughout".to_owned(),
        false => format!("volume is 0 on {} days: {}", odd.len(), days(&odd)),
    };
    Some((Some(first), text))
}

/// Runs of more than [`SAME_CLOSE`] sessions with one close.
fn stuck(bars: &Bars) -> Option<Remark> {
    let mut runs: Vec<(Date, usize)> = Vec::new();
    let mut start = 0;
    for run in bars.close.chunk_by(|a, b| a == b) {
        if run.len() > SAME_CLOSE {
            runs.push((bars.dates[start], run.len()));
        }
        start += run.len();
    }
    let (first, longest) = runs.iter().max_by_key(|(_, length)| *length)?;
    let often = match runs.len() {
        1 => String::new(),
        n => format!(", the longest of {n} such runs"),
    };
    Some((Some(*first), format!("{longest} sessions in a row have the same close{often}")))
}

fn dates_where(bars: &Bars, odd: impl Fn(usize) -> bool) -> Vec<Date> {
    let days = bars.dates.iter().enumerate();
    days.filter(|(index, _)| odd(*index)).map(|(_, date)| *date).collect()
}
